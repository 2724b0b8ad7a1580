#include <cordon/login/session_level.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_session_level)

using namespace cordon::login;

BOOST_AUTO_TEST_CASE(rule_19_defaults)
{
    session_levels levels;
    for (const char* standard :
         {"password", "delegated", "activation", "passwordless", "external_provider", "saml"})
        BOOST_TEST((levels[*parse_login_method(standard)] == session_level::standard), standard);
    BOOST_TEST((levels[login_method::mfa] == session_level::high_assurance));
    levels[login_method::saml] = session_level::high_assurance; // an administrator moves it
    BOOST_TEST((levels[login_method::saml] == session_level::high_assurance));
    BOOST_TEST((levels != session_levels()));
}

BOOST_AUTO_TEST_CASE(rule_22_what_serves_for_what)
{
    const struct {
        const char* name;
        bool mfa;
        bool device;
    } rows[] = {
        {"totp", true, true},       {"security_key", true, true}, {"webauthn", true, true},
        {"built_in", true, true},   {"approval", true, true},     {"temporary_code", true, false},
        {"mail_code", false, true}, {"sms_code", false, true},
    };
    for (const auto& row : rows) {
        const auto method = parse_verification_method(row.name);
        BOOST_TEST_REQUIRE(method.has_value());
        BOOST_TEST(to_string_view(*method) == row.name);
        BOOST_TEST(serves_mfa(*method) == row.mfa);
        BOOST_TEST(verifies_device(*method) == row.device);
    }
    static_assert(std::size(rows) == verification_method_count);
}

BOOST_AUTO_TEST_CASE(names)
{
    BOOST_TEST(to_string_view(session_level::high_assurance) == "high_assurance");
    BOOST_TEST((parse_session_level("standard") == session_level::standard));
    BOOST_TEST(!parse_session_level("high").has_value());
    BOOST_TEST(to_string_view(static_cast<session_level>(2)).empty());
    BOOST_TEST(to_string_view(static_cast<login_method>(7)).empty());
    BOOST_TEST(to_string_view(static_cast<verification_method>(8)).empty());
}

BOOST_AUTO_TEST_CASE(sets_of_methods)
{
    method_set set{verification_method::totp, verification_method::sms_code};
    BOOST_TEST(set.contains(verification_method::totp));
    BOOST_TEST(set.contains(verification_method::sms_code));
    BOOST_TEST(!set.contains(verification_method::mail_code));
    set.erase(verification_method::totp);
    set.erase(verification_method::sms_code);
    BOOST_TEST(set.empty());
    BOOST_TEST((set == method_set()));
}

BOOST_AUTO_TEST_SUITE_END()
