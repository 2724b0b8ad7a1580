#include <cordon/login/presets.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_presets)

using namespace cordon::login;

BOOST_AUTO_TEST_CASE(both_can_be_built)
{
    for (const char* name : {"salesforce", "strict"})
        BOOST_TEST(organisation::build(*presets::find(name)).has_value(), name);
    BOOST_TEST(!presets::find("Strict").has_value());
}

BOOST_AUTO_TEST_CASE(what_the_specification_says_of_each)
{
    const auto faithful = presets::salesforce();
    const auto strict = presets::strict();
    // Rule 13, section 8, rule 23, rule 6.
    BOOST_TEST(faithful.first_login_unchallenged);
    BOOST_TEST(!strict.first_login_unchallenged);
    BOOST_TEST(faithful.tell_token_required);
    BOOST_TEST(!strict.tell_token_required);
    BOOST_TEST(!faithful.strict_temporary_codes);
    BOOST_TEST(strict.strict_temporary_codes);
    BOOST_TEST((faithful.passwords == password_policy{10, 15, 90}));
    // Rule 10: both flags are on by default, and off denies.
    for (const auto& each : {faithful, strict}) {
        BOOST_TEST(each.login_challenge);
        BOOST_TEST(each.api_token_login);
        BOOST_TEST(!each.allow_unchallenged);
        BOOST_TEST(!each.lift_range_limits);
        BOOST_TEST(!each.allow_whole_internet);
        BOOST_TEST(each.logins_per_hour == 3600);
    }
}

BOOST_AUTO_TEST_SUITE_END()
