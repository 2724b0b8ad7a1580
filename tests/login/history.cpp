// The texts of section 8 of docs/login.md.
#include <cordon/login/history.hpp>

#include "reference/login_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(login_history)

using namespace cordon::login;

BOOST_AUTO_TEST_CASE(faults_by_the_table)
{
    const std::string generic = "Invalid username, password, security token; or user locked out.";
    const struct {
        answer told;
        const char* soap;
        std::string message;
        const char* oauth;
    } rows[] = {
        {answer::invalid_login, "INVALID_LOGIN", generic, "authentication failure"},
        {answer::denied, "INVALID_LOGIN", generic, "authentication failure"},
        {answer::token_required, "LOGIN_MUST_USE_SECURITY_TOKEN",
         generic + " Are you at a new location? When accessing Salesforce--either via a desktop "
                   "client or the API--from outside of your company's trusted networks, you must "
                   "add a security token to your password to log in.",
         "authentication failure - Failed: API security token required"},
        {answer::restricted_time, "LOGIN_DURING_RESTRICTED_TIME",
         "cannot log in during restricted time", "ip restricted or invalid login hours"},
        {answer::restricted_ip, "LOGIN_DURING_RESTRICTED_DOMAIN",
         "cannot log in from current domain", "ip restricted or invalid login hours"},
        {answer::identity_challenge, "LOGIN_CHALLENGE_ISSUED", "", ""},
        {answer::mfa_challenge, "", "", ""},
        {answer::step_up, "", "", ""},
        {answer::allow, "", "", ""},
    };
    for (const auto& row : rows) {
        BOOST_TEST_CONTEXT(cordon_test::name_of(row.told))
        {
            BOOST_TEST(soap_fault_of(row.told).code == row.soap);
            BOOST_TEST(soap_fault_of(row.told).message == row.message);
            BOOST_TEST(oauth_description(row.told) == row.oauth);
        }
    }
    BOOST_TEST(soap_fault_of(answer::identity_challenge, true).code == "LOGIN_CHALLENGE_PENDING");
    BOOST_TEST(rest_session_error == "INVALID_SESSION_ID");
}

BOOST_AUTO_TEST_CASE(login_history_by_the_table)
{
    const struct {
        reason why;
        const char* text;
    } rows[] = {
        {reason::invalid_password, "Invalid password"},
        {reason::locked, "Password lockout"},
        {reason::inactive, "User is inactive"},
        {reason::frozen, "User is frozen"},
        {reason::token_required, "Failed: API security token required"},
        {reason::restricted_time, "Restricted time"},
        {reason::restricted_ip, "Restricted IP"},
        {reason::activation_required, "Failed: Computer activation required"},
        {reason::activation_pending, "Failed: Computer activation pending"},
        {reason::mfa_required, "Multi-factor authentication is required"},
        {reason::api_only, "Failed: API-only user"},
        {reason::rate_exceeded, "Login rate exceeded"},
    };
    for (const auto& row : rows)
        BOOST_TEST(history_text(row.why) == row.text);
    std::set<std::string_view> texts;
    for (int value = 0; value <= int(reason::challenge_over); ++value)
        BOOST_TEST(texts.insert(history_text(static_cast<reason>(value))).second);
    BOOST_TEST(texts.count("") == 0U);
}

// It goes where nothing may be allocated.
static_assert(std::is_trivially_copyable_v<history_entry>);
static_assert(std::is_trivially_copyable_v<audit_entry>);
static_assert(std::is_trivially_copyable_v<decision>);

BOOST_AUTO_TEST_SUITE_END()
