#include <cordon/login/request.hpp>

#include <cordon/login/decide.hpp>

#include "reference/login_outcome.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_request)

using namespace cordon::login;

// Whatever a host forgets to fill in, nobody gets in by it.
BOOST_AUTO_TEST_CASE(defaults_let_nobody_in)
{
    configuration_settings settings;
    settings.profiles = {{.name = "p"}};
    const auto config = configuration::build(settings).value();
    cordon::login::login_record user;
    user.user.name = "ann";
    user.user.profile = "p";
    const cordon::login::login_request request;
    BOOST_TEST(request.address.is_none());
    BOOST_TEST(cordon_test::outcome(decide(config, &user, request, {})) == "invalid_login");

    cordon::login::login_request with_password;
    with_password.credential.match = cordon::token::field_match::password_only;
    BOOST_TEST(cordon_test::outcome(decide(config, &user, with_password, {})) == "token_required");
}

BOOST_AUTO_TEST_SUITE_END()
