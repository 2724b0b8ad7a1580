// The catalogue of bad inputs, section W: password and token in one field, and throttling; those
// rows that are about the field and the counters. A test case is a row: its name starts with the
// row's id. Where a row speaks of trusted and untrusted addresses the rules of the login decide;
// here is what they go by.
#include <cordon/token.hpp>

#include "effort.hpp"
#include "reference/credential_user.hpp"
#include "reference/fail_alloc.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_catalogue_w)

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace std::string_view_literals;
using namespace cordon::token;
using cordon_test::counting_hasher;
using cordon_test::credential_user;
using cordon_test::outcome;
using cordon_test::toy_kdf;
using cordon_test::toy_mac;
using std::chrono::seconds;

namespace {

constexpr auto untrusted = throttle::source::untrusted;
constexpr auto trusted = throttle::source::trusted;

// The counters of a throttle, which are private: a number that takes 2^32 tries is written there.
template <auto Member>
struct opened {
    friend auto& counters_of(throttle& guard) { return guard.*Member; }
};
auto& counters_of(throttle& guard);
template struct opened<&throttle::counters_>;

} // namespace

BOOST_FIXTURE_TEST_CASE(W002_password_and_token, credential_user)
{
    BOOST_TEST(verify(password + token) == "password_and_suffix");
}

BOOST_FIXTURE_TEST_CASE(W005_password_and_token_where_none_is_needed, credential_user)
{
    // The answer tells them apart, so that the rules can tolerate a token: a right one alone.
    BOOST_TEST(verify(password) == "password_only");
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    const std::string old = reset();
    BOOST_TEST(verify(password + old) == "wrong (stale)");
    BOOST_TEST(verify(password + std::string(30, 'x')) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(W007_token_alone, credential_user)
{
    BOOST_TEST(verify(token) == "wrong");
    // Also where somebody's password hash is one of the empty password.
    hash = counting_hasher::stored("");
    BOOST_TEST(verify(token) == "wrong");
    BOOST_TEST(verify("") == "wrong");
}

BOOST_FIXTURE_TEST_CASE(W008_field_shorter_than_the_token, credential_user)
{
    const auto work = [&](std::string_view field) {
        const auto macs = mac.runs;
        BOOST_TEST(verify(field) == "wrong");
        return mac.runs - macs;
    };
    const auto usual = work("a wrong password that is longer than a token is");
    for (std::size_t size = 0; size <= token.size(); ++size) {
        BOOST_TEST(work(std::string(size, 'x')) == usual);
        BOOST_TEST(work(token.substr(0, size)) == usual); // ends with a part of the token
        BOOST_TEST(work(token.substr(token.size() - size)) == usual);
    }
    // A password that is shorter than a token is one.
    password = "short";
    hash = counting_hasher::stored(password);
    BOOST_TEST(verify("short") == "password_only");
    BOOST_TEST(hasher.dummy_runs == 5); // the empty field three times, and K alone twice
}

BOOST_FIXTURE_TEST_CASE(W010_password_that_ends_like_a_token, credential_user)
{
    for (const std::size_t size : {24U, 30U, 48U, 60U}) {
        for (const std::string& front : {""s, "pw"s}) {
            password = front + std::string(size, '7');
            hash = counting_hasher::stored(password);
            BOOST_TEST(verify(password) == "password_only");
            BOOST_TEST(verify(password + token) == "password_and_suffix");
            BOOST_TEST(hasher.last == password);
            // Nor is anything cut off that has a token's length and is none.
            BOOST_TEST(verify(password + std::string(30, '7')) == "wrong");
            BOOST_TEST(verify(front + token) == "wrong");
        }
    }
}

BOOST_FIXTURE_TEST_CASE(W011_password_whose_tail_is_the_users_own_token, credential_user)
{
    BOOST_TEST(outcome(verifier.check_new_password(stored(), who, "pw" + token)) == "conflict");
    password = "pw" + token;
    hash = counting_hasher::stored(password);
    BOOST_TEST(verify(password) == "wrong"); // its tail is the token: outside it takes both
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    // A reset ends it.
    reset();
    BOOST_TEST(verify(password) == "password_only");
    BOOST_TEST(verify(password + token) == "password_and_suffix");
}

BOOST_FIXTURE_TEST_CASE(W013_passwords_that_differ_behind_byte_72, credential_user)
{
    toy_kdf kdf;
    basic_password_hasher<toy_kdf, toy_mac> real(kdf, mac, {.cost = scrypt_cost{4, 1, 1}});
    for (const std::size_t size : {72U, 73U, 200U}) {
        const std::string one = std::string(size - 1, 'p') + "1";
        const std::string two = std::string(size - 1, 'p') + "2";
        std::string stored_one;
        BOOST_TEST(!real.hash(as_bytes(one), stored_one));
        BOOST_TEST(outcome(real.verify(as_bytes(one), stored_one).error) == "ok");
        BOOST_TEST(outcome(real.verify(as_bytes(two), stored_one).error) == "mismatch");
        BOOST_TEST(outcome(real.verify(as_bytes(one + "x"), stored_one).error) == "mismatch");
        hash = counting_hasher::stored(one);
        BOOST_TEST(verify(one + token) == "password_and_suffix");
        BOOST_TEST(verify(two + token) == "wrong");
    }
}

BOOST_FIXTURE_TEST_CASE(W014_password_with_NUL_in_the_middle, credential_user)
{
    toy_kdf kdf;
    basic_password_hasher<toy_kdf, toy_mac> real(kdf, mac, {.cost = scrypt_cost{4, 1, 1}});
    password = "be\0hind"s;
    std::string stored_text;
    BOOST_TEST(!real.hash(as_bytes(password), stored_text));
    BOOST_TEST(outcome(real.verify(as_bytes(password), stored_text).error) == "ok");
    for (const auto other : {"be"sv, "be\0"sv, "be\0hin"sv, "be\0kind"sv, "behind"sv})
        BOOST_TEST(outcome(real.verify(as_bytes(other), stored_text).error) == "mismatch");
    hash = counting_hasher::stored(password);
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    BOOST_TEST(verify("be" + token) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(W016_password_of_1_MiB, credential_user)
{
    toy_kdf kdf;
    basic_password_hasher<toy_kdf, toy_mac> real(kdf, mac, {.cost = scrypt_cost{4, 1, 1}});
    const std::string huge(1 << 20, 'x');
    std::string text = "as it was";
    BOOST_TEST(outcome(real.hash(as_bytes(huge), text)) == "too_long");
    BOOST_TEST(text == "as it was");
    BOOST_TEST(kdf.runs == 0U);
    BOOST_TEST(!real.hash(as_bytes("secret"), text));
    BOOST_TEST(outcome(real.verify(as_bytes(huge), text).error) == "too_long");
    BOOST_TEST(kdf.last_password_size == 1024U); // a dummy of no more than may be
    BOOST_TEST(verify(huge) == "wrong");
    BOOST_TEST(verify_unknown(huge) == "wrong");
    BOOST_TEST(hasher.last.size() == 1024U);
    BOOST_TEST(outcome(verifier.check_new_password(stored(), who, huge)) == "too_long");
}

BOOST_FIXTURE_TEST_CASE(W017_unknown_user, credential_user)
{
    for (const std::string& field :
         {""s, "x"s, password, token, password + token, std::string(2000, 'x')}) {
        const auto before = mac.runs;
        BOOST_TEST(verify_unknown(field) == "wrong"); // one hash run
        const auto unknown = mac.runs - before;
        BOOST_TEST(verify("wrong" + field) == "wrong");
        BOOST_TEST(mac.runs - before == 2 * unknown); // as many digests
    }
    // The dummy has the cost of the hashes that are made.
    toy_kdf kdf;
    basic_password_hasher<toy_kdf, toy_mac> real(kdf, mac, {.cost = scrypt_cost{5, 2, 1}});
    BOOST_TEST(outcome(real.verify_dummy(as_bytes("x")).error) == "mismatch");
    BOOST_TEST((kdf.last_cost == kdf_cost(scrypt_cost{5, 2, 1})));
}

// Names are bytes here: what is the same name is told by who looks it up, who then gives the name
// that is stored to the counters and the digests.
BOOST_FIXTURE_TEST_CASE(W019_names_that_look_like_another, credential_user)
{
    const std::vector<std::string> twins{"Ann",
                                         "ANN",
                                         "ann.",
                                         "ann ",
                                         " ann",
                                         "ann\0"s,
                                         "ann%00",
                                         "\xe2\x80\x8f"
                                         "ann",
                                         "an\xef\xbd\x8e",
                                         "ann\xcc\x81",
                                         "a\xd0\xbb\xd0\xbb"};
    throttle guard;
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(guard.admit("ann", {}, untrusted, 1000s).count() == 0);
    for (const std::string& twin : twins) {
        BOOST_TEST(verify_as(stored(), password + token, {"acme", twin}) == "wrong");
        BOOST_TEST(verify_as(stored(), password + token, {twin, "ann"}) == "wrong");
        BOOST_TEST(guard.admit(twin, {}, untrusted, 1000s).count() == 0);
        // By its canonical name it is throttled, whatever was typed.
        BOOST_TEST(guard.admit("ann", {}, untrusted, 1000s).count() == 1);
    }
    BOOST_TEST(verify(password + token) == "password_and_suffix");
}

BOOST_AUTO_TEST_CASE(W020_one_address_tries_many_users)
{
    throttle guard;
    const unsigned char from[] = {203, 0, 113, 5};
    seconds now{1000};
    int tried = 0;
    int user = 0;
    for (const seconds end = now + 1h; now < end;) {
        const seconds wait = guard.admit("user " + std::to_string(user++), from, untrusted, now);
        tried += wait == 0s;
        now += wait;
    }
    BOOST_TEST(tried < 5 + 10 + 4); // then 1 + 2 + ... + 512 s, then one in 900 s
    const unsigned char other[] = {203, 0, 113, 6};
    BOOST_TEST(guard.admit("user 1", other, untrusted, now).count() == 0);
}

BOOST_AUTO_TEST_CASE(W022_failures_made_for_the_victim_from_outside)
{
    throttle guard;
    const unsigned char office[] = {10, 0, 0, 7};
    const seconds now{1000};
    for (unsigned i = 0; i < 10'000; ++i) {
        const unsigned char from[] = {203, static_cast<unsigned char>(i >> 16),
                                      static_cast<unsigned char>(i >> 8),
                                      static_cast<unsigned char>(i)};
        guard.admit("victim", from, untrusted, now);
    }
    BOOST_TEST(guard.admit("victim", office, untrusted, now).count() > 0);
    for (int i = 0; i < 100; ++i) {
        BOOST_TEST(guard.admit("victim", office, trusted, now).count() == 0);
        guard.success("victim", office, trusted);
    }
}

// The flood of 10^7 is in attacks_at_large.cpp. Here: no name costs memory, and none that is tried
// once takes the place of one that has failed more.
BOOST_AUTO_TEST_CASE(W023_distinct_user_names)
{
    throttle guard({.capacity = 1024});
    for (int i = 0; i < 4; ++i)
        BOOST_TEST(guard.admit("attacker", {}, untrusted, 1000s).count() == 0);
    std::string name(16, 'x');
    std::uint64_t allocated = cordon_test::allocations();
    for (std::uint64_t i = 0; i < cordon_tests::effort(1'000'000); ++i) {
        for (std::size_t at = 0; at < 8; ++at)
            name[at] = static_cast<char>(i >> (8 * at));
        guard.admit(name, {}, untrusted, 1000s);
    }
    allocated = cordon_test::allocations() - allocated;
    BOOST_TEST(allocated == 0U);
    BOOST_TEST(counters_of(guard).size() == 1024U);
    BOOST_TEST(guard.admit("attacker", {}, untrusted, 1000s).count() == 0); // the fifth
    BOOST_TEST(guard.admit("attacker", {}, untrusted, 1000s).count() == 1);
}

BOOST_AUTO_TEST_CASE(W025_mapped_and_plain_IPv4)
{
    throttle guard;
    const unsigned char plain[] = {192, 0, 2, 1};
    const unsigned char mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1};
    for (int i = 0; i < 5; ++i) {
        const bytes_view from = i % 2 == 0 ? bytes_view(plain) : bytes_view(mapped);
        BOOST_TEST(guard.admit("user " + std::to_string(i), from, untrusted, 1000s).count() == 0);
    }
    BOOST_TEST(guard.admit("x", plain, untrusted, 1000s).count() == 1);
    BOOST_TEST(guard.admit("x", mapped, untrusted, 1000s).count() == 1);
    // And a success in the one form takes back in the other.
    guard.success("user 4", mapped, untrusted);
    BOOST_TEST(guard.admit("x", plain, untrusted, 1000s).count() == 0);
}

BOOST_AUTO_TEST_CASE(W026_counters_at_their_end_and_clocks_set_back)
{
    throttle guard({.capacity = 8});
    seconds now{1'000'000};
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(guard.admit("ann", {}, untrusted, now).count() == 0);
    BOOST_TEST(guard.admit("ann", {}, untrusted, now - 1h).count() == 1);
    BOOST_TEST(guard.admit("ann", {}, untrusted, 0s).count() == 1);

    for (auto& counter : counters_of(guard))
        if (counter.failures != 0)
            counter.failures = std::numeric_limits<std::uint32_t>::max() - 2;
    for (int i = 0; i < 5; ++i) { // over 2^32
        now += 900s;
        BOOST_TEST(guard.admit("ann", {}, untrusted, now).count() == 0);
        BOOST_TEST(guard.admit("ann", {}, untrusted, now).count() == 900);
    }
    // A code's and a one-time code's counters.
    toy_mac mac;
    totp_state state{.failures = std::numeric_limits<std::uint32_t>::max()};
    BOOST_TEST(outcome(verify_totp(mac, as_bytes("12345678901234567890"), {}, state, "000000",
                                   credential_user::now)
                           .error) == "used_up");
    state.failures -= 1;
    const auto counted =
        verify_totp(mac, as_bytes("12345678901234567890"), {}, state, "000000",
                    credential_user::now, std::numeric_limits<std::uint32_t>::max());
    BOOST_TEST(outcome(counted.error) == "mismatch");
    BOOST_TEST(counted.next.failures == std::numeric_limits<std::uint32_t>::max());
}

BOOST_AUTO_TEST_SUITE_END()
