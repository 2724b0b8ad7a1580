// The catalogue of bad inputs, section T: security tokens. A test case is a row: its name starts
// with the row's id.
#include <cordon/token.hpp>

#include "effort.hpp"
#include "reference/credential_user.hpp"
#include "reference/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_catalogue_t)

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace std::string_view_literals;
using act = cordon_test::random_script::act;
using namespace cordon::token;
using cordon_test::credential_user;
using cordon_test::manual_clock;
using cordon_test::outcome;
using cordon_test::random_script;
using cordon_test::scripted_random;
using cordon_test::toy_mac;
using std::chrono::seconds;

namespace {

// A token's text, checked by itself and behind the password.
struct presented : credential_user {
    std::string alone(std::string_view text)
    {
        return outcome(verify_token(mac, keys, who, record, text));
    }
    std::string typed(std::string_view text) { return outcome(security_token::check_typing(text)); }
    std::string behind_password(std::string_view text)
    {
        return verify(password + std::string(text));
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(T001_no_token_where_one_is_needed, presented)
{
    BOOST_TEST(alone("") == "mismatch");
    BOOST_TEST(alone("") == alone(std::string(30, 'x'))); // as for a bad one
    BOOST_TEST(typed("") == "empty");
    // The right password and nothing behind it is told apart from a wrong one for the rules of the
    // login, which make one public answer of both.
    BOOST_TEST(behind_password("") == "password_only");
    BOOST_TEST(verify("wrong") == "wrong");
}

BOOST_FIXTURE_TEST_CASE(T002_right_token_in_another_case, presented)
{
    int others = 0;
    for (std::size_t at = 0; at < token.size(); ++at) {
        std::string other = token;
        other[at] = static_cast<char>(other[at] ^ (other[at] >= 'A' ? 0x20 : 0));
        if (other == token)
            continue;
        ++others;
        BOOST_TEST(alone(other) == "mismatch");
        BOOST_TEST(behind_password(other) == "wrong");
    }
    BOOST_TEST(others > 10);
    std::string upper = token;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    BOOST_TEST(alone(upper) == "mismatch");
    BOOST_TEST(typed(upper) == "bad_checksum");
}

BOOST_FIXTURE_TEST_CASE(T004_blanks_line_ends_and_NUL_around_it, presented)
{
    for (const auto& c :
         {" "s, "\n"s, "\0"s, "\r"s, "\r\n"s, "\t"s, "\v"s, "\xc2\xa0"s, "\xef\xbb\xbf"s}) {
        for (const std::string& text :
             {c + token, token + c, token.substr(0, 15) + c + token.substr(15),
              token.substr(0, 30 - c.size()) + c, c + token.substr(c.size())}) {
            BOOST_TEST(alone(text) == "mismatch");
            BOOST_TEST(behind_password(text) == "wrong");
            BOOST_TEST(typed(text) != "ok");
        }
    }
}

BOOST_FIXTURE_TEST_CASE(T005_one_look_alike, presented)
{
    const char* pairs[] = {"0O", "O0", "oO", "1l", "l1", "1I", "Il",
                           "5S", "S5", "8B", "2Z", "uv", "VU"};
    for (std::size_t at = 0; at < token.size(); ++at) {
        for (const char* pair : pairs) {
            std::string other = token;
            other[at] = pair[1];
            if (other == token)
                continue;
            BOOST_TEST(alone(other) == "mismatch");
            BOOST_TEST(typed(other) == "bad_checksum");
        }
        // Cyrillic a, and a full-width digit: more bytes than one.
        for (const auto& wide : {"\xd0\xb0"s, "\xef\xbc\x91"s}) {
            const std::string longer = token.substr(0, at) + wide + token.substr(at + 1);
            BOOST_TEST(alone(longer) == "mismatch");
            BOOST_TEST(behind_password(longer) == "wrong");
            BOOST_TEST(typed(longer) == "too_long");
        }
    }
}

BOOST_FIXTURE_TEST_CASE(T007_overlong_and_invalid_UTF8, presented)
{
    for (const auto& bytes : {"\xc0\xb0"s, "\xe0\x80\xb0"s, "\xf0\x80\x80\xb0"s, "\xff"s, "\x80"s,
                              "\xc3"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s}) {
        // In the place of as many characters: a token's length.
        for (std::size_t at = 0; at + bytes.size() <= token.size(); ++at) {
            std::string other = token;
            other.replace(at, bytes.size(), bytes);
            BOOST_TEST(other.size() == token.size());
            BOOST_TEST(typed(other) == "bad_char");
            BOOST_TEST(alone(other) == "mismatch");
            BOOST_TEST(behind_password(other) == "wrong");
        }
        // The overlong form of a digit is not the digit.
        if (token.find('0') != token.npos) {
            std::string other = token;
            other.replace(token.find('0'), 1, bytes);
            BOOST_TEST(alone(other) == "mismatch");
        }
    }
}

BOOST_FIXTURE_TEST_CASE(T008_token_of_1_MiB, presented)
{
    const std::string huge(1 << 20, 'x');
    const auto macs = mac.runs;
    BOOST_TEST(typed(huge) == "too_long");
    BOOST_TEST(alone(huge) == "mismatch");
    BOOST_TEST(alone(huge + token) == "mismatch");
    BOOST_TEST(mac.runs == macs); // told by its size, before anything is computed
    BOOST_TEST(behind_password(huge) == "wrong");
    BOOST_TEST(hasher.last.size() <= 1024U);
    BOOST_TEST(behind_password(huge + token) == "wrong");
    BOOST_TEST(hasher.last.size() <= 1024U);
    security_token out;
    BOOST_TEST(outcome(security_token::parse(huge, out)) == "too_long");
}

BOOST_FIXTURE_TEST_CASE(T010_previous_token_after_a_reset, presented)
{
    for (int i = 0; i < 5; ++i) {
        const std::string old = reset();
        BOOST_TEST(alone(old) == "mismatch");
        BOOST_TEST(behind_password(old) == "wrong (stale)");
        BOOST_TEST(alone(token) == "ok");
    }
}

// Who may not log in has no record for the verifier, as who does not exist: the same answer, the
// same work. (The rules of the login decide who that is.)
BOOST_FIXTURE_TEST_CASE(T011_token_of_a_disabled_or_locked_user, presented)
{
    for (const std::string& field : {password + token, password, token, "wrong"s}) {
        const auto macs = mac.runs;
        BOOST_TEST(verify_unknown(field) == "wrong");
        BOOST_TEST(mac.runs == macs + 2);
    }
    // And for a user who was given another organisation or name.
    BOOST_TEST(verify_as(stored(), password + token, {"acme", "ann (disabled)"}) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(T013_texts_of_nothing, presented)
{
    for (const std::string& text :
         {std::string(30, '0'), std::string(30, '\0'), std::string(30, '='), std::string(30, ' '),
          "$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$"s, std::string(24, '0') + "000000",
          std::string(24, 'A') + "AAAAAA"}) {
        BOOST_TEST(alone(text) == "mismatch");
        BOOST_TEST(behind_password(text) == "wrong");
    }
    BOOST_TEST(typed(std::string(30, '0')) == "bad_checksum");
    BOOST_TEST(typed(std::string(30, '=')) == "bad_char");
    // A digest of zeros in a record fits to no token, and none to a record of nothing.
    record.digest = {};
    BOOST_TEST(alone(token) == "mismatch");
    record = {};
    for (const auto text : {""sv, "\0"sv, "="sv})
        BOOST_TEST(alone(text) != "ok");
    // Keys in base32, salts and hashes in base64.
    secret out;
    for (const auto text : {"="sv, "========"sv, "==="sv, "A======="sv})
        BOOST_TEST(bool(parse_base32(text, base32_padding::required, out)), text);
    for (const auto text : {"$scrypt$ln=4,r=1,p=1$$"sv, "$scrypt$ln=4,r=1,p=1$====$===="sv,
                            "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"sv})
        BOOST_TEST(!detail::parse_phc(text).has_value(), text);
}

BOOST_FIXTURE_TEST_CASE(T014_another_spelling_of_the_same_bytes, presented)
{
    // Of 16 bytes: four bits are left over in the last digit of base64, two in that of base32.
    const std::string salt = "AAAAAAAAAAAAAAAAAAAAA";
    for (const char last : detail::b64_digits) {
        const std::string text = "$scrypt$ln=4,r=1,p=1$" + salt + last + "$" + std::string(22, 'A');
        const bool canonical = detail::b64_digits.find(last) % 16 == 0;
        BOOST_TEST(detail::parse_phc(text).has_value() == canonical, last);
    }
    for (const char last : detail::base32_digits) {
        secret out;
        const auto error =
            parse_base32("AAAAAAAAAAAAAAAAAAAAAAAAA"s + last, base32_padding::absent, out);
        const bool canonical = detail::base32_digits.find(last) % 4 == 0;
        BOOST_TEST(outcome(error) == (canonical ? "ok" : "noncanonical"), last);
    }
    std::string text = to_text(record);
    BOOST_TEST(parse_token_record(text).has_value());
    for (char& c : text) {
        if (c < 'a' || c > 'f' || &c < text.data() + text.size() - 65)
            continue;
        c = static_cast<char>(c - 32);
        BOOST_TEST(!parse_token_record(text).has_value());
        c = static_cast<char>(c + 32);
    }
}

// What the system call itself answers (EINTR, ENOSYS, half of the bytes) is in random_source.cpp.
BOOST_AUTO_TEST_CASE(T016_random_source_fails)
{
    for (const act what :
         {act::fail, act::fail_full, act::short_read, act::nothing, act::overrun}) {
        random_script script{.acts = std::vector<act>(100, what)};
        token_generator<default_policy, scripted_random> generator{scripted_random(script)};
        security_token token;
        for (std::size_t i = 1; i <= 100; ++i) {
            BOOST_TEST(bool(generator.generate(token)));
            BOOST_TEST(token.empty());
            BOOST_TEST(script.requests == i); // no second source, and no second try
        }
        BOOST_CHECK_THROW(
            {
                script.acts.push_back(what);
                generator.generate();
            },
            std::system_error);
        toy_mac mac;
        key_ring keys;
        BOOST_TEST(!keys.add("k1", as_bytes("0123456789abcdef")));
        script.acts.assign(1000, what);
        issued_token<default_policy> made;
        BOOST_TEST(bool(issue_token(generator, mac, keys, credential_user::who, nullptr, made)));
        watched_random<scripted_random> random{scripted_random(script)};
        issued_code code;
        BOOST_TEST(bool(issue_code(random, mac, keys, credential_user::who, mail_code, nullptr,
                                   credential_user::now, code)));
        BOOST_TEST(mac.runs == 0U);
        BOOST_TEST((made.token.empty() && code.code.empty()));
    }
}

BOOST_AUTO_TEST_CASE(T017_random_source_repeats_itself)
{
    for (const act what : {act::zeros, act::ones, act::again}) {
        random_script script{.acts = {act::good, what, act::good, what, what, what}};
        token_generator<default_policy, scripted_random> generator{scripted_random(script)};
        security_token token;
        for (const char* expected : {"ok", "random_repeated", "ok", "random_repeated",
                                     "random_repeated", "random_repeated", "ok"}) {
            BOOST_TEST(outcome(generator.generate(token)) == expected);
            BOOST_TEST(token.empty() == (expected != "ok"s));
        }
    }
}

// The 10^7 tokens from the system's source are in attacks_at_large.cpp; here are the numbers that
// are the same in every run, for the symbols.
BOOST_AUTO_TEST_CASE(T019_many_tokens)
{
    random_script script;
    token_generator<salesforce_policy, scripted_random> generator{scripted_random(script)};
    std::array<std::uint64_t, 256> counts{};
    std::set<std::string> seen;
    std::vector<basic_security_token<salesforce_policy>> batch(1000);
    const std::uint64_t tokens = std::max<std::uint64_t>(cordon_tests::effort(100'000), 5000);
    while (seen.size() < tokens) {
        BOOST_TEST_REQUIRE(!generator.generate(std::span(batch)));
        for (const auto& token : batch) {
            BOOST_TEST_REQUIRE(seen.emplace(token.reveal()).second);
            for (const char c : token.reveal())
                ++counts[static_cast<unsigned char>(c)];
        }
    }
    const double expected = double(seen.size()) * 24 / 62;
    for (const char symbol : detail::base62) {
        const double difference = double(counts[static_cast<unsigned char>(symbol)]) - expected;
        BOOST_TEST(difference * difference < 25 * expected * 61 / 62); // 5 sigma
    }
}

// For ThreadSanitizer, too: generators share nothing, and the keys and records are only read.
BOOST_AUTO_TEST_CASE(T020_generation_in_many_threads)
{
    key_ring keys;
    BOOST_TEST(!keys.add("k1", as_bytes("0123456789abcdef")));
    std::vector<std::vector<std::string>> made(8);
    std::vector<std::thread> threads;
    for (auto& mine : made) {
        threads.emplace_back([&keys, &mine] {
            token_generator<default_policy> generator;
            toy_mac mac;
            for (int i = 0; i < 500; ++i) {
                issued_token<default_policy> token;
                if (!issue_token(generator, mac, keys, credential_user::who, nullptr, token) &&
                    !verify_token(mac, keys, credential_user::who, token.record,
                                  token.token.reveal()))
                    mine.emplace_back(token.token.reveal());
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    std::set<std::string> all;
    for (const auto& mine : made)
        all.insert(mine.begin(), mine.end());
    BOOST_TEST(all.size() == 8U * 500);
}

BOOST_AUTO_TEST_CASE(T022_an_exception_while_a_token_is_alive)
{
    alignas(security_token) unsigned char place[sizeof(security_token)];
    struct owner {
        security_token* token;
        ~owner() { std::destroy_at(token); }
    };
    token_generator<default_policy> generator;
    std::string text;
    try {
        const owner guard{std::construct_at(reinterpret_cast<security_token*>(place))};
        BOOST_TEST(!generator.generate(*guard.token));
        text = guard.token->reveal();
        BOOST_TEST(std::memcmp(place, text.data(), text.size()) == 0);
        throw std::bad_alloc();
    } catch (const std::bad_alloc&) {
    }
    const std::string_view memory(reinterpret_cast<const char*>(place), sizeof place);
    for (std::size_t at = 0; at + 4 <= text.size(); ++at)
        BOOST_TEST(memory.find(text.substr(at, 4)) == memory.npos);
}

BOOST_AUTO_TEST_CASE(T023_copies_of_a_secret)
{
    static_assert(!std::is_copy_constructible_v<security_token>);
    static_assert(!std::is_copy_constructible_v<secret>);
    static_assert(!std::is_copy_constructible_v<issued_token<default_policy>>);
    static_assert(!std::is_copy_constructible_v<issued_code>);
    static_assert(!std::is_copy_assignable_v<secret_key>);
    // In place: an object of a token's size and a length, and no pointer to anything.
    static_assert(sizeof(security_token) <= 30 + 2 + sizeof(std::size_t));

    // A vector that grows moves them; in memory that is never used twice each is left once.
    token_generator<default_policy> generator;
    std::array<security_token, 2> from{generator.generate(), generator.generate()};
    const std::string first(from[0].reveal());
    const std::string second(from[1].reveal());
    std::swap(from[0], from[1]);
    BOOST_TEST(from[0].reveal() == second);
    std::array<security_token, 2> to = std::move(from);
    const std::string_view memory(reinterpret_cast<const char*>(from.data()), sizeof from);
    BOOST_TEST(memory.find(first) == memory.npos);
    BOOST_TEST(memory.find(second) == memory.npos);
    BOOST_TEST(to[0].reveal() == second);
    BOOST_TEST(to[1].reveal() == first);
}

// Every profile and moment is beside the types: verification_code.cpp, one_time_code.cpp,
// throttle.cpp.
BOOST_AUTO_TEST_CASE(T025_expiry_and_clocks)
{
    toy_mac mac;
    key_ring keys;
    BOOST_TEST(!keys.add("k1", as_bytes("0123456789abcdef")));
    watched_random<> random;
    const subject who = credential_user::who;
    for (const code_policy& policy : {mail_code, temporary_code, strict_temporary_code}) {
        for (const std::int64_t begin :
             {std::int64_t(0), std::int64_t(-1'000'000), std::int64_t(1'700'000'000),
              manual_clock::last - 100'000, manual_clock::first + 100'000}) {
            const auto now = manual_clock::at(begin);
            issued_code code;
            BOOST_TEST(!issue_code(random, mac, keys, who, policy, nullptr, now, code));
            const auto at = [&](std::chrono::sys_seconds when) {
                return outcome(verify_code(mac, keys, who, policy.name, code.record,
                                           code.code.reveal_text(), when)
                                   .error);
            };
            const auto end = now + policy.lifetime;
            BOOST_TEST(at(now) == "ok");
            BOOST_TEST(at(end - 1s) == "ok");
            BOOST_TEST(at(end) == "expired");
            BOOST_TEST(at(end + 1s) == "expired");
            BOOST_TEST(at(now - 1s) == "expired"); // set back
            BOOST_TEST(at(manual_clock::at(manual_clock::last)) == "expired");
            BOOST_TEST(at(manual_clock::at(manual_clock::first)) == "expired");
        }
    }
    // Durations are of a steady clock, and a jump back does not shorten one.
    throttle guard({.free_tries = 1, .first_delay = 10s});
    const auto from = throttle::source::untrusted;
    BOOST_TEST(guard.admit("ann", {}, from, 1000s).count() == 0);
    for (const seconds now : {1000s, 0s, seconds(-3600), seconds::min()})
        BOOST_TEST(guard.admit("ann", {}, from, now).count() == 10);
    BOOST_TEST(guard.admit("ann", {}, from, 1009s).count() == 1);
    BOOST_TEST(guard.admit("ann", {}, from, seconds::max()).count() == 0);
    BOOST_TEST(guard.admit("ann", {}, from, seconds::max()).count() ==
               10); // forgotten long ago: the first
}

BOOST_AUTO_TEST_SUITE_END()
