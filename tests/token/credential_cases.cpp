// The split of password and token: its cases, each a test case by its name. Those in which a record
// is committed are in credential_commits.cpp.
//
// P is the password, K the token, L the token's length; U: a suffix is required, T: it is not.
// Which of the two holds is for the rules of the login, and so is what becomes of an answer: here
// password_only and password_and_suffix are told apart, and wrong is wrong. (A locked account is
// the login room's, too.) Every expectation counts the runs of the password hash: exactly one.
#include <cordon/token/credential.hpp>

#include "reference/credential_user.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_credential_cases)

using namespace std::string_literals;
using namespace std::string_view_literals;
using namespace cordon::token;
using cordon_test::counting_hasher;
using cordon_test::credential_user;
using cordon_test::outcome;
using cordon_test::random_script;
using cordon_test::scripted_random;
using cordon_test::toy_kdf;
using cordon_test::toy_mac;

namespace {

const bytes_view totp_key = as_bytes("12345678901234567890");

std::string code_of(std::chrono::sys_seconds when)
{
    toy_mac mac;
    code_text out;
    detail::raise_if(totp(mac, totp_key, when, {}, out));
    return std::string(out.view());
}

std::string swapped_case(std::string text)
{
    for (char& c : text)
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            c = static_cast<char>(c ^ 0x20);
    return text;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(U_P_and_K_ok, credential_user)
{
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    BOOST_TEST(hasher.last == password); // exactly that went into the hash
    BOOST_TEST(hasher.dummy_runs == 0);
}

BOOST_FIXTURE_TEST_CASE(U_P_is_password_only, credential_user)
{
    BOOST_TEST(verify(password) == "password_only");
    BOOST_TEST(hasher.last == password);
}

BOOST_FIXTURE_TEST_CASE(U_K_alone_fails, credential_user)
{
    BOOST_TEST(verify(token) == "wrong");
    BOOST_TEST(hasher.dummy_runs == 1); // what is in front of it is empty
}

BOOST_FIXTURE_TEST_CASE(U_K_and_P_fails, credential_user)
{
    BOOST_TEST(verify(token + password) == "wrong");
    BOOST_TEST(hasher.last == token + password);
}

BOOST_FIXTURE_TEST_CASE(U_P_and_K_and_K_fails, credential_user)
{
    BOOST_TEST(verify(password + token + token) == "wrong");
    BOOST_TEST(hasher.last == password + token);
}

BOOST_FIXTURE_TEST_CASE(U_P_and_another_users_K_fails, credential_user)
{
    issued_token<default_policy> of_bob;
    const subject bob{"acme", "bob"};
    BOOST_TEST(!issue_token(generator, mac, keys, bob, nullptr, of_bob));
    BOOST_TEST(verify(password + std::string(of_bob.token.reveal())) == "wrong");
    // Nor with the other's record in her place: the digest is bound to whom it is for.
    record = of_bob.record;
    BOOST_TEST(verify(password + std::string(of_bob.token.reveal())) == "wrong");
    BOOST_TEST(verify_as(stored(), password + std::string(of_bob.token.reveal()), bob) ==
               "password_and_suffix");
}

BOOST_FIXTURE_TEST_CASE(U_wrong_P_and_K_fails, credential_user)
{
    BOOST_TEST(verify("wrong" + token) == "wrong");
    BOOST_TEST(hasher.last == "wrong");
    BOOST_TEST(verify(password.substr(1) + token) == "wrong");
    BOOST_TEST(verify(password + " " + token) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(U_P_and_old_K_fails_at_once, credential_user)
{
    const std::string first = reset();
    BOOST_TEST(verify(password + first) == "wrong (stale)");
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    // Of the generations one is remembered.
    const std::string second = reset();
    BOOST_TEST(verify(password + second) == "wrong (stale)");
    BOOST_TEST(verify(password + first) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(T_P_ok, credential_user)
{
    BOOST_TEST(verify(password) == "password_only");
    BOOST_TEST(verify_as(stored_without_token(), password) == "password_only");
}

BOOST_FIXTURE_TEST_CASE(T_P_and_K_ok, credential_user)
{
    BOOST_TEST(verify(password + token) == "password_and_suffix");
}

BOOST_FIXTURE_TEST_CASE(T_P_and_old_K_fails_as_stale, credential_user)
{
    const std::string old = reset();
    BOOST_TEST(verify(password + old) == "wrong (stale)");
    BOOST_TEST(hasher.last == password + old); // an old token is not cut off
    // For the history it is stale whatever the password is, and never next to a right answer.
    BOOST_TEST(verify("wrong" + old) == "wrong (stale)");
    BOOST_TEST(verify(old + token) == "wrong");
    hash = counting_hasher::stored(password + old);
    BOOST_TEST(verify(password + old) == "password_only");
}

BOOST_FIXTURE_TEST_CASE(T_wrong_P_and_K_fails, credential_user)
{
    BOOST_TEST(verify("wrong" + token) == "wrong");
    BOOST_TEST(verify_as(stored_without_token(), password + token) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(a_P_that_ends_in_30_alphanumerics, credential_user)
{
    // One of them looks as much like a token as can be: it was the user's own.
    const std::string old = reset();
    for (const std::string& tail : {std::string(30, 'a'), std::string(60, '0'), old}) {
        password = "pw" + tail;
        hash = counting_hasher::stored(password);
        BOOST_TEST(verify(password) == "password_only");
        BOOST_TEST(hasher.last == password);
        BOOST_TEST(verify(password + token) == "password_and_suffix");
        BOOST_TEST(hasher.last == password);
        BOOST_TEST(verify("pw") == "wrong");
        BOOST_TEST(verify("pw" + token) == "wrong");
    }
}

BOOST_FIXTURE_TEST_CASE(setting_a_P_that_ends_in_K_is_refused, credential_user)
{
    BOOST_TEST(outcome(verifier.check_new_password(stored(), who, "new" + token)) == "conflict");
    BOOST_TEST(outcome(verifier.check_new_password(stored(), who, token)) == "conflict");
    BOOST_TEST(outcome(verifier.check_new_password(stored(), who, token + "new")) == "ok");
    // Where it came to be so nevertheless, the token is read as one: P+K needs K twice.
    password = "new" + token;
    hash = counting_hasher::stored(password);
    BOOST_TEST(verify(password) == "wrong");
    BOOST_TEST(hasher.last == "new");
    BOOST_TEST(verify(password + token) == "password_and_suffix");
}

BOOST_FIXTURE_TEST_CASE(field_of_length_0_and_around_L, credential_user)
{
    // Also of a user whose password hash is one of the empty password, and of one without a token.
    for (const std::string& stored_password : {password, ""s}) {
        hash = counting_hasher::stored(stored_password);
        for (const std::string& field :
             {""s, "x"s, std::string(29, 'x'), std::string(30, 'x'), std::string(31, 'x'),
              token.substr(1), token, token + "x", "x" + token.substr(0, 29)}) {
            BOOST_TEST(verify(field) == "wrong", field);
            BOOST_TEST(verify_unknown(field) == "wrong", field);
            BOOST_TEST(verify_as(stored_without_token(), field) == "wrong", field);
        }
        BOOST_TEST(verify("x" + token) == "wrong");
        BOOST_TEST(hasher.last == "x");
    }
    // A password of one byte is in front of L bytes, and one of L - 1, L and L + 1 in their place.
    for (const std::size_t size : {1U, 29U, 30U, 31U}) {
        password.assign(size, 'p');
        hash = counting_hasher::stored(password);
        BOOST_TEST(verify(password) == "password_only");
        BOOST_TEST(verify(password + token) == "password_and_suffix");
        BOOST_TEST(verify(token) == "wrong");
    }
}

BOOST_FIXTURE_TEST_CASE(each_character_of_K_flipped_fails, credential_user)
{
    for (std::size_t at = 0; at < token.size(); ++at) {
        for (const char c : detail::base62) {
            std::string other = token;
            other[at] = c;
            if (other != token)
                BOOST_TEST(verify(password + other) == "wrong");
        }
        for (int bit = 0; bit < 8; ++bit) {
            std::string other = token;
            other[at] = static_cast<char>(other[at] ^ (1 << bit));
            BOOST_TEST(verify(password + other) == "wrong");
        }
        std::string shorter = token;
        shorter.erase(at, 1);
        BOOST_TEST(verify(password + shorter) == "wrong");
        std::string swapped = token;
        std::swap(swapped[at], swapped[(at + 1) % token.size()]);
        if (swapped != token)
            BOOST_TEST(verify(password + swapped) == "wrong");
    }
}

BOOST_FIXTURE_TEST_CASE(K_in_other_case_fails, credential_user)
{
    BOOST_TEST(swapped_case(token) != token);
    BOOST_TEST(verify(password + swapped_case(token)) == "wrong");
    for (std::size_t at = 0; at < token.size(); ++at) {
        const std::string one =
            token.substr(0, at) + swapped_case(token.substr(at, 1)) + token.substr(at + 1);
        BOOST_TEST(verify(password + one) == (one == token ? "password_and_suffix" : "wrong"));
    }
}

BOOST_FIXTURE_TEST_CASE(K_in_full_width_fails, credential_user)
{
    // U+FF01 to U+FF5E are the printable characters of ASCII; NFKC would make the token of them.
    std::string wide;
    for (const char c : token) {
        const int point = 0xff01 + (c - '!');
        wide += static_cast<char>(0xe0 | point >> 12);
        wide += static_cast<char>(0x80 | (point >> 6 & 0x3f));
        wide += static_cast<char>(0x80 | (point & 0x3f));
    }
    BOOST_TEST(wide.size() == 90U);
    BOOST_TEST(verify(password + wide) == "wrong");
    BOOST_TEST(hasher.last == password + wide);
    BOOST_TEST(verify(password + wide.substr(0, 3) + token.substr(1)) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(K_with_trailing_space_or_CRLF_fails, credential_user)
{
    for (const auto end :
         {" "sv, "\n"sv, "\r\n"sv, "\t"sv, "\0"sv, "\xc2\xa0"sv, "\xe2\x80\x8b"sv}) {
        BOOST_TEST(verify(password + token + std::string(end)) == "wrong");
        BOOST_TEST(verify(password + std::string(end) + token) == "wrong"); // it is the password's
        BOOST_TEST(hasher.last == password + std::string(end));
    }
}

BOOST_FIXTURE_TEST_CASE(NUL_inside_P_is_kept, credential_user)
{
    password = "before\0behind"s;
    hash = counting_hasher::stored(password);
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    BOOST_TEST(hasher.last == password);
    BOOST_TEST(verify(password) == "password_only");
    BOOST_TEST(verify("before" + token) == "wrong");
    BOOST_TEST(verify("before\0"s + token) == "wrong");
    BOOST_TEST(verify("before\0other"s + token) == "wrong");
    BOOST_TEST(verify(password + "\0"s + token) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(P_that_ends_in_a_multi_byte_character, credential_user)
{
    for (const std::string& end :
         {"\xc3\xa9"s, "\xe2\x82\xac"s, "\xf0\x9f\x94\x91"s, "e\xcc\x81"s, "\xff"s, "\x80"s}) {
        password = "caf" + end;
        hash = counting_hasher::stored(password);
        BOOST_TEST(verify(password + token) == "password_and_suffix");
        BOOST_TEST(hasher.last == password);
        BOOST_TEST(verify(password) == "password_only");
        BOOST_TEST(verify(password.substr(0, password.size() - 1) + token) == "wrong");
    }
    // The one form of a letter is not the other.
    hash = counting_hasher::stored("caf\xc3\xa9");
    BOOST_TEST(verify("cafe\xcc\x81" + token) == "wrong");
}

BOOST_FIXTURE_TEST_CASE(P_of_72_73_and_128_bytes, credential_user)
{
    for (const std::size_t size : {72U, 73U, 128U, 200U, 1024U}) {
        password = std::string(size - 1, 'p') + 'q';
        hash = counting_hasher::stored(password);
        BOOST_TEST(verify(password + token) == "password_and_suffix");
        std::string other = password;
        other.back() = 'r';
        BOOST_TEST(verify(other + token) == "wrong");
        BOOST_TEST(verify(other) == "wrong");
        // The token is behind byte 72, where some hash would not see it.
        std::string wrong = token;
        wrong.back() = wrong.back() == '0' ? '1' : '0';
        BOOST_TEST(verify(password + wrong) == "wrong");
    }
}

BOOST_FIXTURE_TEST_CASE(maximum_length_P_and_K, credential_user)
{
    password = std::string(1024, 'p');
    hash = counting_hasher::stored(password);
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    BOOST_TEST(verify(password) == "password_only");
    // One byte more, and far more: alike for a known and an unknown user. (That of the known user
    // would be right if anything were cut off.)
    for (const std::size_t size : {1025U, 1055U, 1186U, 1187U, 1216U, 1217U, 10'000U, 1U << 20}) {
        for (const std::string& field : {std::string(size, 'p'), std::string(size, 'p') + token}) {
            BOOST_TEST(verify(field) == "wrong", field.size());
            const std::size_t known = hasher.last.size();
            BOOST_TEST(verify_unknown(field) == "wrong", field.size());
            // What goes into a hash is bounded, whatever comes in.
            BOOST_TEST(known <= 1216U);
            BOOST_TEST(hasher.last.size() <= 1216U);
            BOOST_TEST(verify_as(stored_without_token(), field) == "wrong", field.size());
        }
    }
}

BOOST_FIXTURE_TEST_CASE(unknown_user, credential_user)
{
    for (const std::string& field : {""s, "x"s, password, token, password + token,
                                     std::string(1024, 'x'), std::string(1 << 20, 'x')}) {
        BOOST_TEST(verify_unknown(field) == "wrong");
        BOOST_TEST(hasher.runs == hasher.dummy_runs);
    }
    // The same as a wrong password has, in every field.
    const stored_credential user = stored();
    const credential_decision known = verifier.verify(&user, who, "wrong", now);
    const credential_decision unknown = verifier.verify(nullptr, who, "wrong", now);
    BOOST_TEST((known.match == unknown.match));
    BOOST_TEST((known.error == unknown.error));
    BOOST_TEST(known.needs_rehash == unknown.needs_rehash);
    BOOST_TEST(known.stale_token == unknown.stale_token);
    BOOST_TEST(known.accepted_step == unknown.accepted_step);
}

BOOST_FIXTURE_TEST_CASE(user_without_a_token, credential_user)
{
    const stored_credential user = stored_without_token();
    BOOST_TEST(verify_as(user, password) == "password_only"); // U: fails for want of a suffix
    BOOST_TEST(verify_as(user, password + token) == "wrong");
    BOOST_TEST(verify_as(user, token) == "wrong");
    BOOST_TEST(verify_as(user, password + "123456") == "wrong");
}

BOOST_FIXTURE_TEST_CASE(token_length_migrated_from_24_to_30, credential_user)
{
    token_generator<salesforce_policy, scripted_random> old_generator{scripted_random(script)};
    issued_token<salesforce_policy> old;
    BOOST_TEST(!issue_token(old_generator, mac, keys, who, nullptr, old));
    const std::string short_token(old.token.reveal());
    record = old.record;
    BOOST_TEST(short_token.size() == 24U);
    BOOST_TEST(verify(password + short_token) == "password_and_suffix"); // the record decides
    BOOST_TEST(hasher.last == password);

    issued_token<default_policy> made;
    BOOST_TEST(!issue_token(generator, mac, keys, who, &old.record, made));
    record = made.record;
    BOOST_TEST(record.generation == 2U);
    BOOST_TEST(verify(password + std::string(made.token.reveal())) == "password_and_suffix");
    BOOST_TEST(hasher.last == password);
    // The old one fails. (That it is stale cannot be told: it is of another length and policy.)
    BOOST_TEST(verify(password + short_token) == "wrong");
    BOOST_TEST(verify(password) == "password_only");
    // And back.
    issued_token<salesforce_policy> back;
    BOOST_TEST(!issue_token(old_generator, mac, keys, who, &made.record, back));
    record = back.record;
    BOOST_TEST(verify(password + std::string(back.token.reveal())) == "password_and_suffix");
    BOOST_TEST(verify(password + std::string(made.token.reveal())) == "wrong");
}

// With the hasher that ships, whose derivation is counted: whatever comes in, it runs once.
BOOST_FIXTURE_TEST_CASE(one_derivation_whatever_comes, credential_user)
{
    toy_kdf kdf;
    basic_password_hasher<toy_kdf, toy_mac> real(kdf, mac, {.cost = scrypt_cost{4, 1, 1}});
    credential_verifier verifier_of_real(real, mac, keys);
    std::string stored_hash;
    BOOST_TEST(!real.hash(as_bytes(password), stored_hash));
    const stored_credential users[] = {
        {.password_hash = stored_hash, .suffix = suffix_kind::token, .token = &record},
        {.password_hash = stored_hash},
        {.password_hash = stored_hash, .suffix = suffix_kind::totp, .totp_key = totp_key},
        {.password_hash = stored_hash, .suffix = suffix_kind::totp}, // an error
        {.password_hash = "damaged", .suffix = suffix_kind::token, .token = &record},
        {.password_hash = "$scrypt$ln=63,r=8,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"},
    };
    for (const std::string& field :
         {""s, "x"s, password, token, password + token, token + password, password + code_of(now),
          std::string(1024, 'x') + token, std::string(1025, 'x') + token, std::string(1217, 'x'),
          std::string(1 << 20, 'x')}) {
        for (const stored_credential& user : users) {
            const auto before = kdf.runs;
            verifier_of_real.verify(&user, who, field, now);
            BOOST_TEST(kdf.runs == before + 1);
            BOOST_TEST(kdf.last_password_size <= 1024U);
        }
        const auto before = kdf.runs;
        verifier_of_real.verify(nullptr, who, field, now);
        BOOST_TEST(kdf.runs == before + 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()
