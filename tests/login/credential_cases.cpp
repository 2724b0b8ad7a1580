// The cases of section 10 of docs/login.md, through decisions: U is a user from outside the trusted
// networks (a suffix is required), T one from inside. P is the password, K the token.
#include <cordon/login/login_service.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_credential_cases)

using namespace cordon::login;
using namespace std::string_literals;
using cordon_test::counting_hasher;
using cordon_test::login_world;
using cordon_test::outcome;

namespace {

struct fields : login_world {
    std::string P = "correct horse";
    std::string K;

    fields()
    {
        add("ann");
        set(P);
    }
    // A password that is there, whatever the rules for new ones say.
    void set(const std::string& password)
    {
        P = password;
        K = tokens["ann"];
        edit("ann", [&](login_record& of) { of.password_hash = counting_hasher::stored(P); });
    }
    std::string result(std::string_view address, std::string_view field)
    {
        const int runs = hasher.runs;
        const std::string out = outcome(api("ann", address, field));
        edit("ann", [](login_record& of) { unlock(of); });
        return hasher.runs == runs + 1 ? out : out + ", not one hash run";
    }
    std::string U(std::string_view field) { return result("192.0.2.1", field); }
    std::string T(std::string_view field) { return result("10.0.0.1", field); }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(password_and_token, fields)
{
    add("bob");
    BOOST_TEST(U(P + K) == "allow");
    BOOST_TEST(U(P) == "token_required");
    BOOST_TEST(U(K) == "invalid_login");
    BOOST_TEST(U(K + P) == "invalid_login");
    BOOST_TEST(U(P + K + K) == "invalid_login");
    BOOST_TEST(U(P + tokens["bob"]) == "invalid_login");
    BOOST_TEST(U("x" + K) == "invalid_login");
    BOOST_TEST(T(P) == "allow");
    BOOST_TEST(T(P + K) == "allow");
    BOOST_TEST(T("x" + K) == "invalid_login");
    BOOST_TEST(T(K) == "invalid_login");
    BOOST_TEST(T("") == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(the_token_of_before_a_reset, fields)
{
    const std::string old = K;
    renew_token("ann");
    BOOST_TEST(U(P + old) == "invalid_login");
    BOOST_TEST(last_history() == "Invalid password: stale token");
    BOOST_TEST(T(P + old) == "invalid_login");
    BOOST_TEST(last_history() == "Invalid password: stale token");
    BOOST_TEST(U(P + tokens["ann"]) == "allow");
}

BOOST_FIXTURE_TEST_CASE(a_password_that_ends_like_a_token, fields)
{
    set("pw" + std::string(30, '7'));
    BOOST_TEST(T(P) == "allow");
    BOOST_TEST(U(P) == "token_required");
    BOOST_TEST(U(P + K) == "allow");
}

BOOST_FIXTURE_TEST_CASE(setting_a_password_that_ends_in_K, fields)
{
    const session own = session_of("ann");
    const auto before = record("ann");
    BOOST_TEST((service.change_password(own, P, "new" + K, now) == errc::password_holds_token));
    BOOST_TEST((service.change_password(own, P, K, now) == errc::password_holds_token));
    BOOST_TEST(record("ann").password_hash == before.password_hash);
    BOOST_TEST((record("ann").token == before.token));
    BOOST_TEST(!service.change_password(own, P, K + "new", now));
}

BOOST_FIXTURE_TEST_CASE(lengths_around_L, fields)
{
    for (const std::size_t size : {std::size_t(0), K.size() - 1, K.size(), K.size() + 1}) {
        BOOST_TEST(U(std::string(size, 'x')) == "invalid_login");
        BOOST_TEST(T(std::string(size, 'x')) == "invalid_login");
    }
    // An empty password never reaches the verifier as a match.
    set("");
    for (const std::string& field : {""s, K})
        BOOST_TEST(T(field) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(tokens_that_are_not_quite_right, fields)
{
    for (std::size_t i = 0; i < K.size(); ++i) {
        std::string flipped = K;
        flipped[i] = flipped[i] == 'a' ? 'b' : 'a';
        BOOST_TEST(U(P + flipped) == "invalid_login");
    }
    for (const std::string& tail : {K + " ", K + "\r\n", K + "\n", K + "\0"s, " " + K})
        BOOST_TEST(U(P + tail) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(bytes_of_passwords, fields)
{
    for (const std::string& each : {"be\0hind"s, "na\xc3\xaf"s, "p\xe2\x82\xac"s}) {
        set(each);
        BOOST_TEST(T(P) == "allow");
        BOOST_TEST(U(P + K) == "allow");
        BOOST_TEST(T(P.substr(0, P.size() - 1)) == "invalid_login");
    }
    for (const std::size_t size : {72U, 73U, 128U, 1024U}) {
        set(std::string(size - 1, 'p') + "1");
        BOOST_TEST(U(P + K) == "allow");
        BOOST_TEST(U(std::string(size - 1, 'p') + "2" + K) == "invalid_login");
    }
    // One byte over the longest is refused alike for a known and an unknown user.
    set(std::string(1025, 'p'));
    const auto known = api("ann", "192.0.2.1", P + K).made;
    const auto unknown = api("nobody", "192.0.2.1", P + K).made;
    BOOST_TEST((known.told == unknown.told));
    BOOST_TEST(outcome(known) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(a_user_without_a_token, fields)
{
    edit("ann", [](login_record& of) { of.token.reset(); });
    BOOST_TEST(U(P) == "token_required");
    BOOST_TEST(U(P + K) == "invalid_login");
    BOOST_TEST(T(P) == "allow");
}

BOOST_FIXTURE_TEST_CASE(a_reset_during_the_hash_run, fields)
{
    bool done = false;
    hasher.while_running = [&] {
        if (!std::exchange(done, true))
            renew_token("ann");
    };
    BOOST_TEST(outcome(api("ann", "192.0.2.1", P + K)) == "invalid_login");
    BOOST_TEST(last_history() == "Invalid password: stale token");
    BOOST_TEST(failures("ann") == 1U);
    BOOST_TEST(outcome(api("ann", "192.0.2.1", P + tokens["ann"])) == "allow");
}

BOOST_FIXTURE_TEST_CASE(freezing_during_the_hash_run, fields)
{
    hasher.while_running = [&] {
        if (!record("ann").user.frozen)
            edit("ann", [](login_record& of) { of.user.frozen = true; });
    };
    BOOST_TEST(outcome(api("ann", "10.0.0.1", P)) == "invalid_login");
    BOOST_TEST(last_history() == "User is frozen");
}

BOOST_FIXTURE_TEST_CASE(one_time_codes_as_suffix, fields)
{
    edit("ann", [](login_record& of) { of.user.mfa_ui = of.user.mfa_api = true; });
    BOOST_TEST(U(P) == "token_required"); // no app yet: nor does the token do
    BOOST_TEST(U(P + K) == "invalid_login");
    enrol_totp("ann");
    BOOST_TEST(U(P + K) == "invalid_login");
    BOOST_TEST(T(P + K) == "invalid_login");
    BOOST_TEST(outcome(api("ann", "192.0.2.1", "x" + totp_code())) == "invalid_login");
    BOOST_TEST(failures("ann") == 1U);              // counted
    BOOST_TEST(record("ann").totp_last_step == -1); // not consumed
    BOOST_TEST(U(P + totp_code()) == "allow high");
    BOOST_TEST(U(P + totp_code()) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(the_same_code_twice_at_once, fields)
{
    edit("ann", [](login_record& of) { of.user.mfa_ui = of.user.mfa_api = true; });
    enrol_totp("ann");
    std::string inner;
    hasher.while_running = [&] {
        if (inner.empty()) {
            inner = "running";
            inner = outcome(api("ann", "192.0.2.1", P + totp_code()));
        }
    };
    BOOST_TEST(outcome(api("ann", "192.0.2.1", P + totp_code())) == "invalid_login");
    BOOST_TEST(inner == "allow high");
}

BOOST_FIXTURE_TEST_CASE(a_locked_account, fields)
{
    edit("ann", [&](login_record& of) { of.failures = {10, now}; });
    const auto right = api("ann", "10.0.0.1", P + K).made;
    BOOST_TEST(last_history() == "Password lockout");
    const auto wrong = api("ann", "10.0.0.1", "x").made;
    BOOST_TEST((right.told == wrong.told));
    BOOST_TEST(outcome(right) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(a_code_is_consumed_by_a_full_success_only, fields)
{
    edit("ann", [](login_record& of) { of.user.mfa_ui = of.user.mfa_api = true; });
    enrol_totp("ann");
    settings.profiles[0].login_ranges = cordon_test::ranges({"10.0.0.1"});
    publish();
    BOOST_TEST(U(P + totp_code()) == "restricted_ip");
    BOOST_TEST(record("ann").totp_last_step == -1);
    BOOST_TEST(T(P + totp_code()) == "allow high");
}

BOOST_AUTO_TEST_SUITE_END()
