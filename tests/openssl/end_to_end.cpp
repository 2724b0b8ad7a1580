// A service's use of tokens, passwords and codes from beginning to end, with the models that ship.
#include <cordon/openssl.hpp>

#include <cordon/token.hpp>

#include "reference/token_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(openssl_end_to_end)

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace cordon::token;
using cordon_test::outcome;

namespace {

constexpr subject ann{"acme", "ann"};
constexpr std::chrono::sys_seconds now{1'700'000'000s};

struct service {
    cordon::openssl::kdf kdf{};
    cordon::openssl::hmac mac{};
    key_ring keys{};
    key_ring peppers{};
    hash_gate gate{4};
    password_options options{.cost = scrypt_cost{10, 8, 1}, .pepper = &peppers, .gate = &gate};
    cordon::openssl::password_hasher hasher{kdf, mac, options};
    credential_verifier<cordon::openssl::password_hasher, cordon::openssl::hmac> verifier{
        hasher, mac, keys};
    token_generator<default_policy> generator{};

    service()
    {
        unsigned char key[32];
        std::error_code error;
        BOOST_TEST_REQUIRE(system_random().fill(key, error) == sizeof key);
        BOOST_TEST_REQUIRE(!keys.add("k1", key));
        BOOST_TEST_REQUIRE(!peppers.add("p1", bytes_view(key).last(16)));
    }
    std::string hash(std::string_view password)
    {
        std::string out;
        BOOST_TEST_REQUIRE(outcome(hasher.hash(as_bytes(password), out)) == "ok");
        return out;
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(password_and_token, service)
{
    const std::string stored_hash = hash("correct horse");
    BOOST_TEST(stored_hash.starts_with("$scrypt$ln=10,r=8,p=1,keyid=p1$"));
    issued_token<default_policy> made;
    BOOST_TEST(!issue_token(generator, mac, keys, ann, nullptr, made));
    const std::string line = to_text(made.record); // what is stored
    const token_record record = parse_token_record(line).value();
    const stored_credential user{
        .password_hash = stored_hash, .suffix = suffix_kind::token, .token = &record};
    const auto verify = [&](std::string_view field) {
        return outcome(verifier.verify(&user, ann, field, now));
    };
    const std::string token(made.token.reveal());
    BOOST_TEST(verify("correct horse" + token) == "password_and_suffix");
    BOOST_TEST(verify("correct horse") == "password_only");
    BOOST_TEST(verify("wrong horse" + token) == "wrong");
    BOOST_TEST(verify("correct horse" + token.substr(1)) == "wrong");
    BOOST_TEST(verify(token) == "wrong");
    BOOST_TEST(verify("") == "wrong");
    BOOST_TEST(outcome(verifier.verify(nullptr, ann, "correct horse" + token, now)) == "wrong");
    BOOST_TEST(outcome(verifier.check_new_password(user, ann, "new" + token)) == "conflict");

    // A reset, and the key rotated.
    BOOST_TEST(!keys.add("k2", as_bytes("0123456789abcdef0123456789abcdef")));
    issued_token<default_policy> fresh;
    BOOST_TEST(!issue_token(generator, mac, keys, ann, &record, fresh));
    const token_record second = parse_token_record(to_text(fresh.record)).value();
    const stored_credential after{
        .password_hash = stored_hash, .suffix = suffix_kind::token, .token = &second};
    BOOST_TEST(outcome(verifier.verify(&after, ann, "correct horse" + token, now)) ==
               "wrong (stale)");
    BOOST_TEST(outcome(verifier.verify(&after, ann,
                                       "correct horse" + std::string(fresh.token.reveal()), now)) ==
               "password_and_suffix");
}

// A password of up to 1,024 bytes counts to its last one, with both derivations.
BOOST_FIXTURE_TEST_CASE(nothing_is_truncated, service)
{
    for (const kdf_cost& cost : {kdf_cost(scrypt_cost{4, 8, 1}), kdf_cost(pbkdf2_cost{10})}) {
        for (key_ring* pepper : {static_cast<key_ring*>(nullptr), &peppers}) {
            cordon::openssl::password_hasher own(kdf, mac, {.cost = cost, .pepper = pepper});
            for (const std::size_t size : {1U, 64U, 65U, 71U, 72U, 73U, 128U, 200U, 1024U}) {
                const std::string right(size, 'p');
                std::string stored;
                BOOST_TEST(!own.hash(as_bytes(right), stored));
                BOOST_TEST(outcome(own.verify(as_bytes(right), stored).error) == "ok");
                for (const std::string& wrong :
                     {right.substr(1) + "q", right.substr(1), right + "\0"s, right + "p"})
                    BOOST_TEST(outcome(own.verify(as_bytes(wrong), stored).error) ==
                               (wrong.size() > 1024 ? "too_long" : "mismatch"));
            }
        }
    }
}

// The example of passlib's documentation, which is a PHC string of another program.
BOOST_FIXTURE_TEST_CASE(a_hash_of_somebody_elses, service)
{
    const std::string stored = "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$"
                               "nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E";
    const auto right = hasher.verify(as_bytes("password"), stored);
    BOOST_TEST(outcome(right.error) == "ok");
    BOOST_TEST(right.needs_rehash); // another cost, and no pepper
    BOOST_TEST(outcome(hasher.verify(as_bytes("Password"), stored).error) == "mismatch");
}

// The costs that are the default: 128 MiB of scrypt, and as many rounds as OWASP asks for.
BOOST_FIXTURE_TEST_CASE(default_costs, service)
{
    for (const kdf_cost& cost : {kdf_cost(scrypt_cost{}), kdf_cost(pbkdf2_cost{})}) {
        cordon::openssl::password_hasher own(kdf, mac, {.cost = cost});
        std::string stored;
        BOOST_TEST(!own.hash(as_bytes("password"), stored));
        BOOST_TEST(stored.starts_with(cost.index() == 0 ? "$scrypt$ln=17,r=8,p=1$"
                                                        : "$pbkdf2-sha256$i=600000$"));
        BOOST_TEST(!own.needs_rehash(stored));
        BOOST_TEST(outcome(own.verify(as_bytes("password"), stored).error) == "ok");
    }
}

// A store that asks for what libcrypto cannot do, within the limits: an error, and nobody gets in.
BOOST_FIXTURE_TEST_CASE(a_cost_that_libcrypto_refuses, service)
{
    // N must be less than 2^(16 r).
    const std::string stored =
        "$scrypt$ln=16,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + std::string(43, 'A');
    BOOST_TEST(outcome(hasher.verify(as_bytes("password"), stored).error) == "kdf_failed");
    const stored_credential user{.password_hash = stored};
    BOOST_TEST(outcome(verifier.verify(&user, ann, "password", now)) == "wrong (kdf_failed)");
}

BOOST_FIXTURE_TEST_CASE(enrolment_of_an_authenticator, service)
{
    secret_key key;
    std::error_code error;
    unsigned char random[watched_random<>::overhead + 20];
    key.assign(watched_random<>().fill(random, error));
    BOOST_TEST(!error);
    basic_secret<512> uri;
    BOOST_TEST(!otpauth_uri("Example", "ann@example.org", key.reveal(), {}, uri));
    // The app reads the secret out of the URI, and makes codes of it.
    const std::string text(uri.reveal_text());
    const std::size_t begin = text.find("?secret=") + 8;
    secret_key in_the_app;
    BOOST_TEST(!parse_base32(text.substr(begin, text.find('&') - begin), base32_padding::absent,
                             in_the_app));
    BOOST_TEST(constant_time_equal(in_the_app.reveal(), key.reveal()));
    code_text code;
    BOOST_TEST(!totp(mac, in_the_app.reveal(), now, {}, code));

    const std::string stored_hash = hash("correct horse");
    stored_credential user{.password_hash = stored_hash, .suffix = suffix_kind::totp};
    user.totp_key = key.reveal();
    const auto verify = [&](std::string_view field) {
        return verifier.verify(&user, ann, field, now);
    };
    BOOST_TEST(outcome(verify("wrong" + std::string(code.view()))) == "wrong");
    const auto decision = verify("correct horse" + std::string(code.view()));
    BOOST_TEST((decision.match == field_match::password_and_suffix));
    BOOST_TEST(decision.accepted_step == time_step(now, 30));
    user.totp_last_step = decision.accepted_step;
    BOOST_TEST(outcome(verify("correct horse" + std::string(code.view()))) == "wrong");
    BOOST_TEST(outcome(verify("correct horse")) == "password_only");
}

BOOST_FIXTURE_TEST_CASE(mailed_code, service)
{
    watched_random<> random;
    issued_code made;
    BOOST_TEST(!issue_code(random, mac, keys, ann, mail_code, nullptr, now, made));
    auto out = verify_code(mac, keys, ann, "mail", made.record, "no code", now + 1s);
    BOOST_TEST(outcome(out.error) == "mismatch");
    out = verify_code(mac, keys, ann, "mail", out.next, made.code.reveal_text(), now + 599s);
    BOOST_TEST(!out.error);
    out = verify_code(mac, keys, ann, "mail", out.next, made.code.reveal_text(), now + 599s);
    BOOST_TEST(outcome(out.error) == "not_issued");
}

BOOST_AUTO_TEST_SUITE_END()
