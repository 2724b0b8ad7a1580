#include <cordon/token/credential.hpp>

#include "reference/credential_user.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_credential)

using namespace std::string_literals;
using namespace std::string_view_literals;
using namespace cordon::token;
using cordon_test::counting_hasher;
using cordon_test::credential_user;
using cordon_test::outcome;
using cordon_test::toy_mac;

namespace {

// The password of the field's parts, or the error.
template <std::size_t N = 64>
std::string joined(std::string_view password, std::string_view token)
{
    basic_secret<N> out("rest of another"sv.substr(0, N));
    const auto error = join(password, token, out);
    if (error)
        BOOST_TEST(out.empty());
    return error ? outcome(error) : "=" + std::string(out.reveal_text());
}

} // namespace

// The cases of the split by name are in credential_cases.cpp and credential_commits.cpp; here is
// the rest of the header.

BOOST_AUTO_TEST_CASE(joining)
{
    BOOST_TEST(joined("secret", "TOKEN") == "=secretTOKEN");
    BOOST_TEST(joined("a\0b"sv, "\0"sv) == "=a\0b\0"s);
    BOOST_TEST(joined(" ", " ") == "=  "); // nothing is trimmed
    BOOST_TEST(joined("", "TOKEN") == "empty");
    BOOST_TEST(joined("secret", "") == "empty");
    BOOST_TEST(joined("", "") == "empty");
    BOOST_TEST(joined<8>("secret", "TO") == "=secretTO");
    BOOST_TEST(joined<8>("secret", "TOK") == "too_long");
    BOOST_TEST(joined<8>("secretTOK", "E") == "too_long");
    BOOST_TEST(joined<8>("12345678", "T") == "too_long");
    BOOST_TEST(joined<8>(std::string(1 << 20, 'x'), "T") == "too_long");
    BOOST_TEST(joined<8>("x", std::string(1 << 20, 'x')) == "too_long");
    // The longest password and the longest token fit into a `secret`.
    secret out;
    BOOST_TEST(outcome(join(std::string(1024, 'p'), std::string(192, 't'), out)) == "ok");
}

BOOST_FIXTURE_TEST_CASE(a_joined_field_is_taken_apart, credential_user)
{
    secret field;
    BOOST_TEST(!join(password, token, field));
    BOOST_TEST(verify(field.reveal_text()) == "password_and_suffix");
    BOOST_TEST(hasher.last == password);
}

BOOST_FIXTURE_TEST_CASE(models_that_cannot_run, credential_user)
{
    hasher.busy = true;
    for (const std::string& field :
         {password + token, password, token, "wrong"s, ""s, std::string(5000, 'x')})
        BOOST_TEST(verify(field) == "wrong (busy); 0 runs");
    BOOST_TEST(verify_unknown(password) == "wrong (busy); 0 runs");
    hasher.busy = false;

    // A MAC that fails at the first or the second digest: nobody gets in, the hash runs all the
    // same.
    for (const std::uint64_t at : {0U, 1U}) {
        for (const std::string& field : {password + token, password}) {
            mac.fails_at = mac.runs + at;
            BOOST_TEST(verify(field) == "wrong (mac_failed)");
        }
        mac.fails_at = mac.runs + at;
        BOOST_TEST(verify_unknown(password + token) == "wrong (mac_failed)");
    }
    BOOST_TEST(verify(password + token) == "password_and_suffix");

    stored_credential damaged = stored();
    damaged.password_hash = "nothing that a hasher wrote";
    BOOST_TEST(verify_as(damaged, password + token) == "wrong (bad_hash)");
    damaged.password_hash = "";
    BOOST_TEST(verify_as(damaged, password + token) == "wrong (bad_hash)");
}

BOOST_FIXTURE_TEST_CASE(keys_that_are_gone, credential_user)
{
    BOOST_TEST(!keys.add("k2", as_bytes("fedcba9876543210")));
    BOOST_TEST(verify(password + token) == "password_and_suffix"); // the record names its key
    BOOST_TEST(!keys.remove("k1"));
    BOOST_TEST(verify(password + token) == "wrong (unknown_key)");
    BOOST_TEST(verify(password) == "wrong (unknown_key)");
    // For those whose record names no key the current one does the work.
    BOOST_TEST(verify_unknown(password) == "wrong");
    BOOST_TEST(verify_as(stored_without_token(), password) == "password_only");
}

// A key that has leaked is dropped at once, and the tokens made with it are reset. The digest
// before the reset names it still, for the history: that lets nobody in, and must keep nobody out.
BOOST_FIXTURE_TEST_CASE(the_key_of_the_token_before_is_gone, credential_user)
{
    BOOST_TEST(!keys.add("k2", as_bytes("fedcba9876543210")));
    const std::string old = reset();
    BOOST_TEST(record.key.view() == "k2");
    BOOST_TEST(record.stale_key.view() == "k1");
    BOOST_TEST(verify(password + old) == "wrong (stale)");
    BOOST_TEST(!keys.remove("k1"));
    const auto macs = mac.runs;
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    BOOST_TEST(mac.runs == macs + 2); // as many digests as before
    BOOST_TEST(verify(password) == "password_only");
    BOOST_TEST(verify(password + old) == "wrong"); // it cannot be told any more
}

BOOST_FIXTURE_TEST_CASE(a_ring_without_keys, credential_user)
{
    const key_ring none;
    credential_verifier<counting_hasher, toy_mac> without(hasher, mac, none, options);
    const stored_credential user = stored();
    const int runs = hasher.runs;
    BOOST_TEST(outcome(without.verify(&user, who, password + token, now)) == "wrong (unknown_key)");
    BOOST_TEST(outcome(without.verify(nullptr, who, password + token, now)) ==
               "wrong (unknown_key)");
    BOOST_TEST(hasher.runs == runs + 2);
}

// Two digests for everybody but a user with TOTP, who has one a step of the window.
BOOST_FIXTURE_TEST_CASE(work_before_the_hash, credential_user)
{
    const auto digests = [&](auto check) {
        const auto before = mac.runs;
        check();
        return mac.runs - before;
    };
    const stored_credential bare = stored_without_token();
    for (const std::string& field :
         {password + token, password, token, ""s, "x"s, std::string(5000, 'x')}) {
        BOOST_TEST(digests([&] { verify(field); }) == 2U);
        BOOST_TEST(digests([&] { verify_unknown(field); }) == 2U);
        BOOST_TEST(digests([&] { verify_as(bare, field); }) == 2U);
    }
    stored_credential totp{.password_hash = hash, .suffix = suffix_kind::totp};
    totp.totp_key = as_bytes("12345678901234567890");
    BOOST_TEST(digests([&] { verify_as(totp, password); }) == 3U);
    BOOST_TEST(digests([&] { verify_as(totp, password + "123456"); }) == 3U);
}

// Records that nobody here made: whatever they say, nothing is read outside and nobody gets in.
BOOST_FIXTURE_TEST_CASE(damaged_records, credential_user)
{
    const token_record whole = record;
    for (const std::size_t size : {0U, 1U, 29U, 31U, 192U, 193U, 5000U}) {
        record = whole;
        record.size = size;
        BOOST_TEST(verify(password + token) == "wrong", size);
        BOOST_TEST(verify(std::string(193, 'x') + password + token) == "wrong", size);
        BOOST_TEST(verify(password) == "password_only", size);
    }
    record = whole;
    record.size = std::size_t(-1);
    BOOST_TEST(verify(password + token) == "wrong");
    for (const std::uint64_t generation : {std::uint64_t(0), std::uint64_t(2), ~std::uint64_t(0)}) {
        record = whole;
        record.generation = generation;
        BOOST_TEST(verify(password + token) == "wrong");
    }
    record = whole;
    record.key = {}; // names no key: its dummy run is never a match, though the ring's key is right
    BOOST_TEST(verify(password + token) == "wrong");
    record = {};
    BOOST_TEST(verify(password + token) == "wrong");
    BOOST_TEST(verify(password) == "password_only");

    // A kind without its record.
    const stored_credential none{.password_hash = hash, .suffix = suffix_kind::token};
    BOOST_TEST(verify_as(none, password + token) == "wrong");
    BOOST_TEST(verify_as(none, password) == "password_only");
    // A record without the kind.
    record = whole;
    const stored_credential off{
        .password_hash = hash, .suffix = suffix_kind::none, .token = &record};
    BOOST_TEST(verify_as(off, password + token) == "wrong");
    BOOST_TEST(verify_as(off, password) == "password_only");
}

BOOST_FIXTURE_TEST_CASE(damaged_totp, credential_user)
{
    stored_credential user{.password_hash = hash, .suffix = suffix_kind::totp};
    BOOST_TEST(verify_as(user, password + "000000") == "wrong (out_of_range)"); // no key
    user.totp_key = as_bytes("123456789012345");                                // 120 bits
    BOOST_TEST(verify_as(user, password + "000000") == "wrong (out_of_range)");
    user.totp_key = as_bytes("12345678901234567890");
    for (const int digits : {-1, 0, 5, 9, 1000}) {
        user.totp.digits = digits;
        BOOST_TEST(verify_as(user, password) == "wrong (out_of_range)");
        BOOST_TEST(verify_as(user, "") == "wrong (out_of_range)");
    }
    user.totp = {};
    user.totp.period = 0;
    BOOST_TEST(verify_as(user, password) == "wrong (out_of_range)");
}

BOOST_FIXTURE_TEST_CASE(rehash_is_told_with_the_right_password_only, credential_user)
{
    hasher.rehash = true;
    BOOST_TEST(verify(password + token) == "password_and_suffix, rehash");
    BOOST_TEST(verify(password) == "password_only, rehash");
    BOOST_TEST(verify("wrong" + token) == "wrong");
    BOOST_TEST(verify_unknown(password) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(new_passwords, credential_user)
{
    const auto check = [&](const stored_credential& user, std::string_view text) {
        return outcome(verifier.check_new_password(user, who, text));
    };
    const stored_credential user = stored();
    BOOST_TEST(check(user, "a new one") == "ok");
    BOOST_TEST(check(user, "") == "empty");
    BOOST_TEST(check(user, std::string(1024, 'x')) == "ok");
    BOOST_TEST(check(user, std::string(1025, 'x')) == "too_long");
    BOOST_TEST(check(user, "anything" + token) == "conflict");
    BOOST_TEST(check(user, token) == "conflict");
    BOOST_TEST(check(user, token + token) == "conflict");
    BOOST_TEST(check(user, token + " ") == "ok");
    BOOST_TEST(check(user, token.substr(1)) == "ok");
    BOOST_TEST(check(user, std::string(30, 'x')) == "ok");
    const std::string old = reset();
    BOOST_TEST(check(stored(), "anything" + old) == "ok"); // the old one is no token any more
    BOOST_TEST(check(stored_without_token(), "anything" + token) == "ok");
    // Where it cannot be told it is not allowed.
    mac.fails_at = mac.runs;
    BOOST_TEST(check(stored(), "anything at all, with more than thirty bytes") == "mac_failed");
    BOOST_TEST(!keys.add("k2", as_bytes("fedcba9876543210")));
    BOOST_TEST(!keys.remove("k1"));
    BOOST_TEST(check(stored(), "anything at all, with more than thirty bytes") == "unknown_key");
    BOOST_TEST(hasher.runs == 0); // no hash is run for it
}

BOOST_AUTO_TEST_SUITE_END()
