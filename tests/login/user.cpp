#include <cordon/login/user.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_user)

using namespace cordon::login;
using cordon_test::words;

BOOST_AUTO_TEST_CASE(each_field_has_its_error)
{
    const auto config =
        configuration::build({{}, {{.name = "sales", .login_ranges = {}, .login_hours = {}}}})
            .value();
    user_settings user{.name = "ann", .profile = "sales"};
    BOOST_TEST(words(check(user, config)) == "");
    user.profile = "Sales";
    BOOST_TEST(words(check(user, config, "users[3]")) ==
               words("users[3].profile", errc::unknown_profile));
    user = {.name = "", .profile = "sales"};
    BOOST_TEST(words(check(user, config)) == words("name", errc::empty_name));
    user.name.assign(81, 'x');
    BOOST_TEST(words(check(user, config)) == words("name", errc::name_too_long));
    // Rule 15: MFA for API logins needs the permission for the UI.
    user = {.name = "ann", .profile = "sales", .mfa_api = true};
    BOOST_TEST(words(check(user, config)) == words("mfa_api", errc::api_mfa_without_ui_mfa));
    user.mfa_ui = true;
    BOOST_TEST(words(check(user, config)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
