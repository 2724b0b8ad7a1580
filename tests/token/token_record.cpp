#include <cordon/token/token_record.hpp>

#include "reference/scripted_random.hpp"
#include "reference/token_outcome.hpp"
#include "reference/toy_mac.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <map>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(token_token_record)

using namespace std::string_view_literals;
using act = cordon_test::random_script::act;
using namespace cordon::token;
using cordon_test::outcome;
using cordon_test::random_script;
using cordon_test::scripted_random;
using cordon_test::toy_mac;

namespace {

constexpr subject ann{"acme", "ann"};

struct issuer {
    random_script script{};
    toy_mac mac{};
    key_ring keys{};
    token_generator<default_policy, scripted_random> generator{scripted_random(script)};

    issuer() { BOOST_TEST_REQUIRE(!keys.add("k1", as_bytes("0123456789abcdef"))); }

    issued_token<default_policy> issue(const token_record* previous = nullptr,
                                       const subject& who = ann)
    {
        issued_token<default_policy> out;
        BOOST_TEST_REQUIRE(outcome(issue_token(generator, mac, keys, who, previous, out)) == "ok");
        return out;
    }
    std::string verify(const token_record& record, std::string_view token, const subject& who = ann)
    {
        return outcome(verify_token(mac, keys, who, record, token));
    }
};

// A record with every field set.
token_record full_record()
{
    token_record out;
    out.policy = "default";
    out.size = 30;
    out.generation = 7;
    out.key = "k1";
    out.stale_key = "k0";
    for (std::size_t i = 0; i < out.digest.size(); ++i) {
        out.digest[i] = static_cast<unsigned char>(i * 11);
        out.stale_digest[i] = static_cast<unsigned char>(255 - i);
    }
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(issued, issuer)
{
    const auto first = issue();
    BOOST_TEST(first.record.policy.view() == "default");
    BOOST_TEST(first.record.size == 30U);
    BOOST_TEST(first.record.generation == 1U);
    BOOST_TEST(first.record.key.view() == "k1");
    BOOST_TEST(first.record.stale_key.empty());
    BOOST_TEST(first.token.reveal().size() == 30U);
    BOOST_TEST(verify(first.record, first.token.reveal()) == "ok");

    // Nothing of the token is stored.
    const std::string text = to_text(first.record);
    BOOST_TEST(text.find(first.token.reveal().substr(0, 4)) == text.npos);

    const auto second = issue(&first.record);
    BOOST_TEST(second.record.generation == 2U);
    BOOST_TEST(second.record.stale_key.view() == "k1");
    BOOST_TEST((second.record.stale_digest == first.record.digest));
    BOOST_TEST(verify(second.record, second.token.reveal()) == "ok");
    BOOST_TEST(verify(second.record, first.token.reveal()) == "mismatch");
    BOOST_TEST(verify(first.record, second.token.reveal()) == "mismatch");
}

// What each of the fields does to the digest: change one, and the token is nobody's.
BOOST_FIXTURE_TEST_CASE(bound_to_everything, issuer)
{
    const auto made = issue();
    const std::string token(made.token.reveal());
    BOOST_TEST(verify(made.record, token) == "ok");
    for (const subject& other : {subject{"acme", "bob"},
                                 {"acme", "ann "},
                                 {"acme", "Ann"},
                                 {"acmf", "ann"},
                                 {"acm", "eann"},
                                 {"acmea", "nn"},
                                 {"", "acmeann"},
                                 {"acmeann", ""},
                                 {"", ""}})
        BOOST_TEST(verify(made.record, token, other) == "mismatch");

    token_record changed = made.record;
    changed.policy = "salesforce";
    BOOST_TEST(verify(changed, token) == "mismatch");
    changed = made.record;
    changed.generation = 2;
    BOOST_TEST(verify(changed, token) == "mismatch");
    for (std::size_t bit = 0; bit < 256; ++bit) {
        changed = made.record;
        changed.digest[bit / 8] =
            static_cast<unsigned char>(changed.digest[bit / 8] ^ 1 << bit % 8);
        BOOST_TEST(verify(changed, token) == "mismatch");
    }
    // The digest before it lets nobody in, nor does what it is not bound to matter.
    changed = made.record;
    changed.stale_key = "k1";
    changed.stale_digest = made.record.digest;
    BOOST_TEST(verify(changed, token) == "ok");
    changed.digest = {};
    BOOST_TEST(verify(changed, token) == "mismatch");
    // Another key under the same name.
    key_ring others;
    BOOST_TEST(!others.add("k1", as_bytes("0123456789abcdeX")));
    BOOST_TEST(outcome(verify_token(mac, others, ann, made.record, token)) == "mismatch");
}

BOOST_FIXTURE_TEST_CASE(tokens_of_another_size, issuer)
{
    const auto made = issue();
    const std::string token(made.token.reveal());
    const std::uint64_t runs = mac.runs;
    for (const std::string& wrong : {std::string(), token.substr(1), token.substr(0, 29),
                                     token + "0", token + token, std::string(1 << 20, '0')})
        BOOST_TEST(verify(made.record, wrong) == "mismatch");
    token_record changed = made.record;
    changed.size = 0;
    BOOST_TEST(verify(changed, token) == "mismatch");
    changed.size = 193;
    BOOST_TEST(verify(changed, std::string(193, '0')) == "mismatch");
    BOOST_TEST(mac.runs == runs); // told by the size alone, which is public
}

// Digest first: a token whose checksum is wrong is no more wrong than another.
BOOST_FIXTURE_TEST_CASE(the_checksum_decides_nothing, issuer)
{
    const auto made = issue();
    std::string token(made.token.reveal());
    token[29] = token[29] == '0' ? '1' : '0';
    BOOST_TEST(outcome(security_token::check_typing(token)) == "bad_checksum");
    const std::uint64_t runs = mac.runs;
    BOOST_TEST(verify(made.record, token) == "mismatch");
    BOOST_TEST(mac.runs == runs + 1);
    // And one with a right checksum, of somebody else.
    const auto other = issue();
    BOOST_TEST(verify(made.record, other.token.reveal()) == "mismatch");
    BOOST_TEST(mac.runs == runs + 3); // one for the issue
}

BOOST_FIXTURE_TEST_CASE(keys_rotate, issuer)
{
    const auto old = issue();
    BOOST_TEST(!keys.add("k2", as_bytes("fedcba9876543210")));
    const auto made = issue(&old.record);
    BOOST_TEST(made.record.key.view() == "k2");
    BOOST_TEST(made.record.stale_key.view() == "k1");
    BOOST_TEST(verify(old.record, old.token.reveal()) == "ok");
    BOOST_TEST(verify(made.record, made.token.reveal()) == "ok");
    BOOST_TEST(!keys.remove("k1"));
    BOOST_TEST(verify(old.record, old.token.reveal()) == "unknown_key");
    BOOST_TEST(verify(made.record, made.token.reveal()) == "ok");
    // A record that names no key is never checked with the current one.
    token_record nameless = made.record;
    nameless.key = {};
    BOOST_TEST(verify(nameless, made.token.reveal()) == "unknown_key");
}

BOOST_FIXTURE_TEST_CASE(failures_change_nothing, issuer)
{
    const auto first = issue();
    auto out = issue();
    const std::string token(out.token.reveal());
    const token_record record = out.record;
    const auto expect_as_it_was = [&](std::error_code error, const char* expected) {
        BOOST_TEST(outcome(error) == expected);
        BOOST_TEST(out.token.reveal() == token);
        BOOST_TEST((out.record == record));
    };
    for (const auto what : {act::fail, act::short_read, act::zeros}) {
        script.acts.assign(script.requests, act::good);
        script.acts.push_back(what);
        expect_as_it_was(issue_token(generator, mac, keys, ann, &first.record, out),
                         what == act::fail         ? "Input/output error"
                         : what == act::short_read ? "random_short"
                                                   : "random_repeated");
    }
    mac.fails_at = mac.runs;
    expect_as_it_was(issue_token(generator, mac, keys, ann, &first.record, out), "mac_failed");
    const key_ring none;
    expect_as_it_was(issue_token(generator, mac, none, ann, &first.record, out), "unknown_key");
    // No generation comes after the last one, and none comes again.
    token_record last = first.record;
    last.generation = std::numeric_limits<std::uint64_t>::max();
    expect_as_it_was(issue_token(generator, mac, keys, ann, &last, out), "out_of_range");
    last.generation -= 1;
    BOOST_TEST(!issue_token(generator, mac, keys, ann, &last, out));
    BOOST_TEST(out.record.generation == std::numeric_limits<std::uint64_t>::max());

    mac.fails_at = mac.runs;
    BOOST_TEST(verify(first.record, first.token.reveal()) == "mac_failed");
    BOOST_TEST(verify(first.record, first.token.reveal()) == "ok");
}

BOOST_AUTO_TEST_CASE(text)
{
    token_record record = full_record();
    const std::string digest = "000b16212c37424d58636e79848f9aa5b0bbc6d1dce7f2fd08131e29343f4a55";
    const std::string stale = "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0";
    BOOST_TEST(to_text(record) ==
               "$cordon-token$v=1,p=default,l=30,g=7,k=k1$" + digest + "$k0:" + stale);
    BOOST_TEST((parse_token_record(to_text(record)) == record));
    record.stale_key = {};
    record.stale_digest = {};
    BOOST_TEST(to_text(record) == "$cordon-token$v=1,p=default,l=30,g=7,k=k1$" + digest + "$");
    BOOST_TEST((parse_token_record(to_text(record)) == record));
    record.generation = std::numeric_limits<std::uint64_t>::max();
    record.size = 192;
    record.policy = std::string_view("A.b-c_9012345678901234567890123x");
    record.key = "z";
    BOOST_TEST((parse_token_record(to_text(record)) == record));
}

BOOST_AUTO_TEST_CASE(refused_texts)
{
    const std::string hex(64, 'a');
    const auto text = [&](std::string_view settings, std::string_view rest = "$") {
        return "$cordon-token$" + std::string(settings) + "$" + hex + std::string(rest);
    };
    BOOST_TEST(parse_token_record(text("v=1,p=d,l=30,g=7,k=k1")).has_value());
    BOOST_TEST(parse_token_record(text("v=1,p=d,l=30,g=7,k=k1", "$k:" + hex)).has_value());
    const std::string long_name(33, 'n');
    for (const std::string& wrong : {
             std::string(),
             std::string("$"),
             text("v=2,p=d,l=30,g=7,k=k1"),
             text("v=01,p=d,l=30,g=7,k=k1"),
             text("p=d,l=30,g=7,k=k1"),
             text("v=1,p=,l=30,g=7,k=k1"),
             text("v=1,p=d e,l=30,g=7,k=k1"),
             text("v=1,p=" + long_name + ",l=30,g=7,k=k1"),
             text("v=1,l=30,p=d,g=7,k=k1"),
             text("v=1,p=d,p=d,l=30,g=7,k=k1"),
             text("v=1,p=d,l=0,g=7,k=k1"),
             text("v=1,p=d,l=030,g=7,k=k1"),
             text("v=1,p=d,l=193,g=7,k=k1"),
             text("v=1,p=d,l=18446744073709551646,g=7,k=k1"),
             text("v=1,p=d,l=-1,g=7,k=k1"),
             text("v=1,p=d,l=,g=7,k=k1"),
             text("v=1,p=d,l=30,g=0,k=k1"),
             text("v=1,p=d,l=30,g=+7,k=k1"),
             text("v=1,p=d,l=30,g=18446744073709551616,k=k1"),
             text("v=1,p=d,l=30,g=7,k="),
             text("v=1,p=d,l=30,g=7,k=" + long_name),
             text("v=1,p=d,l=30,g=7"),
             text("v=1,p=d,l=30,g=7,k=k1,x=1"),
             text("v=1,p=d,l=30,g=7,k=k1", ""),
             text("v=1,p=d,l=30,g=7,k=k1", "a$"),
             text("v=1,p=d,l=30,g=7,k=k1", "$\n"),
             text("v=1,p=d,l=30,g=7,k=k1", "$$"),
             text("v=1,p=d,l=30,g=7,k=k1", "$k"),
             text("v=1,p=d,l=30,g=7,k=k1", "$k:"),
             text("v=1,p=d,l=30,g=7,k=k1", "$:" + hex),
             text("v=1,p=d,l=30,g=7,k=k1", "$" + hex),
             text("v=1,p=d,l=30,g=7,k=k1", "$k:" + hex + "a"),
             text("v=1,p=d,l=30,g=7,k=k1", "$k:" + hex + "$"),
             text("v=1,p=d,l=30,g=7,k=k1", "$" + long_name + ":" + hex),
             text("v=1,p=d,l=30,g=7,k=k1", "$k:" + std::string(64, 'A')),
             " " + text("v=1,p=d,l=30,g=7,k=k1"),
             "$cordon-token$v=1,p=d,l=30,g=7,k=k1$" + std::string(64, 'A') + "$",
             "$cordon-token$v=1,p=d,l=30,g=7,k=k1$" + std::string(1 << 20, 'a') + "$",
             "$cordon-token$v=1,p=" + std::string(1 << 20, 'd') + ",l=30,g=7,k=k1$" + hex + "$",
             std::string(1 << 20, '$'),
         })
        BOOST_TEST(!parse_token_record(wrong), wrong.substr(0, 200));
}

// Cut anywhere, or with any byte changed to any other: refused, or another record with a spelling
// of its own. What is accepted twice under two spellings could be a record that was damaged.
BOOST_AUTO_TEST_CASE(damaged_texts)
{
    for (const bool with_stale : {true, false}) {
        token_record record = full_record();
        if (!with_stale) {
            record.stale_key = {};
            record.stale_digest = {};
        }
        const std::string text = to_text(record);
        std::set<std::size_t> cuts;
        for (std::size_t size = 0; size < text.size(); ++size)
            if (parse_token_record(text.substr(0, size)))
                cuts.insert(size);
        // Cut behind the '$' the record has no stale digest: its own spelling, another record.
        BOOST_TEST(cuts.size() == (with_stale ? 1U : 0U));

        std::map<std::string, std::string> accepted; // the other records, by their own text
        int same = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string damaged = text;
                damaged[at] = static_cast<char>(byte);
                const auto parsed = parse_token_record(damaged);
                if (damaged == text || !parsed)
                    continue;
                same += *parsed == record;
                BOOST_TEST(to_text(*parsed) == damaged);
                BOOST_TEST(accepted.emplace(to_text(*parsed), damaged).second);
            }
        }
        BOOST_TEST(same == 0);
        BOOST_TEST(accepted.size() > 1000U); // hex digits, names, numbers

        // One byte more, anywhere.
        for (std::size_t at = 0; at <= text.size(); ++at) {
            for (const char c : {'0', '$', ',', ' ', '\n', '\0', 'a', '='}) {
                std::string longer = text;
                longer.insert(at, 1, c);
                if (const auto parsed = parse_token_record(longer)) {
                    BOOST_TEST((*parsed != record));
                    BOOST_TEST(to_text(*parsed) == longer);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
