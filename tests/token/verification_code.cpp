#include <cordon/token/verification_code.hpp>

#include "reference/manual_clock.hpp"
#include "reference/scripted_random.hpp"
#include "reference/token_outcome.hpp"
#include "reference/toy_mac.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_verification_code)

using namespace std::chrono_literals;
using act = cordon_test::random_script::act;
using namespace cordon::token;
using cordon_test::manual_clock;
using cordon_test::outcome;
using cordon_test::random_script;
using cordon_test::scripted_random;
using cordon_test::toy_mac;
using std::chrono::sys_seconds;

namespace {

constexpr subject ann{"acme", "ann"};

// What a host stores, and the code that its owner has.
struct mailbox {
    random_script script{};
    toy_mac mac{};
    key_ring keys{};
    watched_random<scripted_random> random{scripted_random(script)};
    manual_clock clock{};
    code_policy policy = mail_code;
    code_record record{};
    std::string code{};
    bool first = true;

    mailbox() { BOOST_TEST_REQUIRE(!keys.add("k1", as_bytes("0123456789abcdef"))); }

    std::string issue()
    {
        issued_code out;
        const auto error =
            issue_code(random, mac, keys, ann, policy, first ? nullptr : &record, clock.now, out);
        if (error) {
            BOOST_TEST(out.code.empty());
            BOOST_TEST((out.record == code_record()));
            return outcome(error);
        }
        first = false;
        record = out.record;
        code = out.code.reveal_text();
        return "ok";
    }
    std::string verify(std::string_view text) { return verify_at(clock.now, text); }
    std::string verify_at(sys_seconds now, std::string_view text, const subject& who = ann)
    {
        const code_decision out = verify_code(mac, keys, who, policy.name, record, text, now);
        record = out.next;
        return outcome(out.error);
    }
    // One that is not the code.
    std::string wrong() const
    {
        return std::string(code.size() - 1, '0') + (code.back() == '1' ? "2" : "1");
    }
};

code_policy with(auto change)
{
    code_policy out = mail_code;
    change(out);
    return out;
}

} // namespace

// Mailed codes: once, within 10 minutes. Temporary codes: until their end, or in the strict profile
// as mailed ones.
static_assert(mail_code.is_valid() && temporary_code.is_valid() &&
              strict_temporary_code.is_valid());
static_assert(mail_code.lifetime == 10min && !mail_code.reusable && mail_code.digits == 6);
static_assert(temporary_code.reusable && temporary_code.lifetime == 1h);
static_assert(!strict_temporary_code.reusable && strict_temporary_code.lifetime == 10min);
static_assert(mail_code.per_hour == 6 && temporary_code.per_hour == 6);

BOOST_AUTO_TEST_CASE(policies)
{
    const struct {
        code_policy policy;
        bool valid;
    } table[] = {
        {with([](auto& p) { p.name = {}; }), false},
        {with([](auto& p) { p.name = "a b"; }), false},
        {with([](auto& p) { p.digits = 5; }), false},
        {with([](auto& p) { p.digits = 10; }), true},
        {with([](auto& p) { p.digits = 11; }), false},
        {with([](auto& p) { p.lifetime = 0s; }), false},
        {with([](auto& p) { p.lifetime = 1s; }), true},
        {with([](auto& p) { p.lifetime = -1s; }), false},
        {with([](auto& p) { p.lifetime = 24h; }), true},
        {with([](auto& p) { p.lifetime = 24h + 1s; }), false},
        {with([](auto& p) { p.lifetime = 25h; }), false},
        {with([](auto& p) { p.lifetime = std::chrono::seconds::max(); }), false},
        {with([](auto& p) { p.tries = 0; }), false},
        {with([](auto& p) { p.per_hour = 0; }), false},
        {with([](auto& p) { p.per_hour = 1; }), true},
        {with([](auto& p) { p.per_hour = 7; }), false},
    };
    for (const auto& row : table) {
        BOOST_TEST(row.policy.is_valid() == row.valid);
        mailbox box;
        box.policy = row.policy;
        BOOST_TEST(box.issue() == (row.valid ? "ok" : "out_of_range"));
    }
}

BOOST_FIXTURE_TEST_CASE(issued, mailbox)
{
    BOOST_TEST(issue() == "ok");
    BOOST_TEST(code.size() == 6U);
    BOOST_TEST(code.find_first_not_of("0123456789") == code.npos);
    BOOST_TEST(record.number == 1U);
    BOOST_TEST(record.key.view() == "k1");
    BOOST_TEST((record.issued == clock.now));
    BOOST_TEST((record.expires == clock.now + 10min));
    BOOST_TEST(record.tries_left == 5U);
    BOOST_TEST(verify(code) == "ok");
    for (const int digits : {6, 7, 8, 9, 10}) {
        policy.digits = digits;
        clock.advance(1h);
        BOOST_TEST(issue() == "ok");
        BOOST_TEST(code.size() == std::size_t(digits));
        BOOST_TEST(verify(code) == "ok");
    }
}

// 2^64 is no multiple of 10^6: numbers from its last multiple on are drawn again.
BOOST_AUTO_TEST_CASE(drawn_without_bias)
{
    const auto draw = [](std::vector<std::uint64_t> numbers, std::uint64_t range) {
        random_script script;
        for (const std::uint64_t number : numbers)
            for (int i = 7; i >= 0; --i)
                script.feed.push_back(static_cast<unsigned char>(number >> (8 * i)));
        watched_random<scripted_random> random{scripted_random(script)};
        std::uint64_t out = 0;
        BOOST_TEST(!detail::draw_below(random, range, out));
        BOOST_TEST(script.fed == 8 * script.requests);
        return std::pair(out, script.requests);
    };
    using result = std::pair<std::uint64_t, std::size_t>;
    constexpr std::uint64_t million = 1'000'000;
    constexpr std::uint64_t last =
        18'446'744'073'709U * million - 1; // of 10^6 * floor(2^64 / 10^6)
    BOOST_TEST((draw({0}, million) == result(0, 1)));
    BOOST_TEST((draw({999'999}, million) == result(999'999, 1)));
    BOOST_TEST((draw({million}, million) == result(0, 1)));
    BOOST_TEST((draw({last}, million) == result(999'999, 1)));
    BOOST_TEST((draw({last + 1, 42}, million) == result(42, 2)));
    BOOST_TEST((draw({~std::uint64_t(0), last + 1, last}, million) == result(999'999, 3)));
    BOOST_TEST((draw({~std::uint64_t(0)}, 256) == result(255, 1))); // where it is a multiple
    BOOST_TEST((draw({~std::uint64_t(0)}, 1) == result(0, 1)));
    BOOST_TEST(
        (draw({~std::uint64_t(0), 9'999'999'999U}, 10'000'000'000U) == result(9'999'999'999U, 2)));
}

BOOST_FIXTURE_TEST_CASE(leading_zeros, mailbox)
{
    script.feed.assign(7, 0);
    script.feed.push_back(7);
    BOOST_TEST(issue() == "ok");
    BOOST_TEST(code == "000007");
    BOOST_TEST(verify("7") == "mismatch");
    BOOST_TEST(verify("000007") == "ok");
}

BOOST_FIXTURE_TEST_CASE(once, mailbox)
{
    for (const auto& each : {mail_code, strict_temporary_code}) {
        policy = each;
        first = true;
        BOOST_TEST(issue() == "ok");
        const code_record before = record;
        BOOST_TEST(verify(code) == "ok");
        BOOST_TEST(verify(code) == "not_issued");
        BOOST_TEST(verify("") == "not_issued");
        // Nothing is left that could be compared with; the number and the hour's count are.
        BOOST_TEST((record.digest == code_record().digest));
        BOOST_TEST(record.number == before.number);
        BOOST_TEST((record.recent == before.recent));
    }
    BOOST_TEST((code_record().key.empty()));
    record = {};
    BOOST_TEST(verify("000000") == "not_issued");
}

BOOST_FIXTURE_TEST_CASE(reusable_until_its_end, mailbox)
{
    policy = temporary_code;
    policy.lifetime = 2h;
    BOOST_TEST(issue() == "ok");
    const sys_seconds end = clock.now + 2h;
    for (const auto when : {clock.now, clock.now + 1h, end - 1s})
        BOOST_TEST(verify_at(when, code) == "ok");
    BOOST_TEST(verify_at(end, code) == "expired");
    BOOST_TEST(verify_at(end - 1s, code) == "ok");
    // Wrong ones cost tries that right ones do not give back.
    for (int i = 0; i < 4; ++i) {
        BOOST_TEST(verify(wrong()) == "mismatch");
        BOOST_TEST(verify(code) == "ok");
    }
    BOOST_TEST(verify(wrong()) == "mismatch");
    BOOST_TEST(verify(code) == "used_up");
}

BOOST_FIXTURE_TEST_CASE(expiry, mailbox)
{
    for (const auto& each : {mail_code, temporary_code, strict_temporary_code}) {
        policy = each;
        first = true;
        BOOST_TEST(issue() == "ok");
        const code_record fresh = record;
        const sys_seconds begin = clock.now;
        const sys_seconds end = begin + each.lifetime;
        const struct {
            sys_seconds when;
            const char* expected;
        } table[] = {
            {begin, "ok"},
            {begin - 1s, "expired"}, // the clock was set back
            {begin - 24h, "expired"},
            {end - 1s, "ok"},
            {end, "expired"},
            {end + 1s, "expired"},
            {end + 24h, "expired"},
            {manual_clock::at(manual_clock::last), "expired"},
            {manual_clock::at(manual_clock::first), "expired"},
            {manual_clock::at(0), "expired"},
            {manual_clock::at(-1), "expired"},
        };
        for (const auto& row : table) {
            record = fresh;
            BOOST_TEST(verify_at(row.when, code) == row.expected);
            if (row.expected != std::string("ok")) {
                BOOST_TEST((record == fresh)); // no try is lost by a clock
                BOOST_TEST(verify_at(row.when, wrong()) == "expired");
            }
        }
    }
}

BOOST_FIXTURE_TEST_CASE(tries, mailbox)
{
    BOOST_TEST(issue() == "ok");
    for (int left = 4; left >= 0; --left) {
        BOOST_TEST(verify(wrong()) == "mismatch");
        BOOST_TEST(record.tries_left == std::uint32_t(left));
    }
    const auto runs = mac.runs;
    BOOST_TEST(verify(code) == "used_up");
    BOOST_TEST(verify(wrong()) == "used_up");
    BOOST_TEST(mac.runs == runs);
    BOOST_TEST(record.tries_left == 0U);
    // A new one has tries again, within the hour's six.
    BOOST_TEST(issue() == "ok");
    BOOST_TEST(verify(code) == "ok");
}

BOOST_FIXTURE_TEST_CASE(texts_that_are_no_code, mailbox)
{
    policy.tries = 100;
    BOOST_TEST(issue() == "ok");
    for (const std::string& text :
         {std::string(), code.substr(1), code + "0", "0" + code, code + " ", " " + code,
          code + "\n", code + std::string(1, '\0'), code + code, code + std::string(10, '\0'),
          code + std::string(11, '\0'), code + std::string(1 << 20, '0'), std::string(6, '\0')})
        BOOST_TEST(verify(text) == "mismatch");
    for (std::size_t at = 0; at < 6; ++at) {
        std::string other = code;
        other[at] = other[at] == '9' ? '0' : static_cast<char>(other[at] + 1);
        BOOST_TEST(verify(other) == "mismatch");
    }
    BOOST_TEST(record.tries_left == 100U - 19);
    BOOST_TEST(verify(code) == "ok");
}

BOOST_FIXTURE_TEST_CASE(one_at_a_time, mailbox)
{
    policy = temporary_code;
    BOOST_TEST(issue() == "ok");
    const std::string old_code = code;
    const code_record old = record;
    BOOST_TEST(issue() == "ok");
    BOOST_TEST(record.number == 2U);
    BOOST_TEST(verify(old_code) == "mismatch");
    BOOST_TEST(verify(code) == "ok");
    // Nor is the new one right against the old record.
    record = old;
    BOOST_TEST(verify(code) == "mismatch");
}

BOOST_FIXTURE_TEST_CASE(six_an_hour, mailbox)
{
    const sys_seconds begin = clock.now;
    for (int i = 0; i < 6; ++i) {
        BOOST_TEST(issue() == "ok");
        clock.advance(10s);
    }
    const code_record kept = record;
    BOOST_TEST(issue() == "too_many");
    BOOST_TEST(verify(code) == "ok"); // the last one stays
    record = kept;
    // Using a code up does not make room for another.
    clock.now = begin + 1h - 1s;
    BOOST_TEST(issue() == "too_many");
    clock.now = begin + 1h;
    BOOST_TEST(issue() == "ok"); // the first one is an hour old
    BOOST_TEST(issue() == "too_many");
    clock.advance(9s);
    BOOST_TEST(issue() == "too_many");
    clock.advance(1s);
    BOOST_TEST(issue() == "ok");
    // The clock is set back: what was issued in the future counts.
    clock.advance(-2h);
    BOOST_TEST(issue() == "too_many");
    clock.advance(-24h * 365);
    BOOST_TEST(issue() == "too_many");
    clock.advance(24h * 365 + 4h);
    for (int i = 0; i < 6; ++i)
        BOOST_TEST(issue() == "ok");
    BOOST_TEST(issue() == "too_many");

    first = true;
    policy.per_hour = 1;
    BOOST_TEST(issue() == "ok");
    BOOST_TEST(issue() == "too_many");
    clock.advance(1h);
    BOOST_TEST(issue() == "ok");
    // A policy that allows more counts what another one issued.
    policy.per_hour = 2;
    BOOST_TEST(issue() == "ok");
    BOOST_TEST(issue() == "too_many");
}

BOOST_FIXTURE_TEST_CASE(extreme_times, mailbox)
{
    for (const std::int64_t second : {manual_clock::first, manual_clock::first + 86'399,
                                      manual_clock::last - 86'399, manual_clock::last}) {
        clock.now = manual_clock::at(second);
        BOOST_TEST(issue() == "out_of_range");
    }
    for (const std::int64_t second : {manual_clock::first + 86'400, std::int64_t(-1),
                                      std::int64_t(0), manual_clock::last - 86'400}) {
        clock.now = manual_clock::at(second);
        first = true;
        policy = temporary_code;
        policy.lifetime = 24h;
        BOOST_TEST(issue() == "ok");
        BOOST_TEST(verify(code) == "ok");
        for (int i = 0; i < 5; ++i)
            BOOST_TEST(issue() == "ok");
        BOOST_TEST(issue() == "too_many");
    }
}

// Bound to the organisation, the user, the purpose, the number and the key.
BOOST_FIXTURE_TEST_CASE(bound, mailbox)
{
    policy.tries = 100;
    BOOST_TEST(issue() == "ok");
    for (const subject& other :
         {subject{"acme", "bob"}, {"acm", "eann"}, {"acmea", "nn"}, {"", "acmeann"}})
        BOOST_TEST(verify_at(clock.now, code, other) == "mismatch");
    BOOST_TEST(outcome(verify_code(mac, keys, ann, "temporary", record, code, clock.now).error) ==
               "mismatch");
    code_record other = record;
    ++other.number;
    BOOST_TEST(outcome(verify_code(mac, keys, ann, "mail", other, code, clock.now).error) ==
               "mismatch");
    BOOST_TEST(!keys.add("k2", as_bytes("fedcba9876543210")));
    BOOST_TEST(outcome(verify_code(mac, keys, ann, "mail", record, code, clock.now).error) == "ok");
    other = record;
    other.key = "k2";
    BOOST_TEST(outcome(verify_code(mac, keys, ann, "mail", other, code, clock.now).error) ==
               "mismatch");
    other.key = "k3";
    BOOST_TEST(outcome(verify_code(mac, keys, ann, "mail", other, code, clock.now).error) ==
               "unknown_key");
}

BOOST_FIXTURE_TEST_CASE(failures_change_nothing, mailbox)
{
    BOOST_TEST(issue() == "ok");
    const code_record before = record;
    const std::string old_code = code;
    const struct {
        act what;
        const char* expected;
    } table[] = {{act::fail, "Input/output error"},
                 {act::short_read, "random_short"},
                 {act::zeros, "random_repeated"}};
    for (const auto& row : table) {
        script.acts.assign(script.requests, act::good);
        script.acts.push_back(row.what);
        BOOST_TEST(issue() == row.expected);
    }
    mac.fails_at = mac.runs;
    BOOST_TEST(issue() == "mac_failed");
    mac.fails_at = mac.runs;
    BOOST_TEST(verify(code) == "mac_failed");
    mac.fails_at = mac.runs;
    BOOST_TEST(verify(wrong()) == "mac_failed"); // no try is lost
    BOOST_TEST((record == before));
    BOOST_TEST(verify(old_code) == "ok");

    const key_ring none;
    issued_code out;
    BOOST_TEST(outcome(issue_code(random, mac, none, ann, policy, nullptr, clock.now, out)) ==
               "unknown_key");
    BOOST_TEST(out.code.empty());
}

BOOST_AUTO_TEST_SUITE_END()
