#include <cordon/login/reset.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_reset)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::login_world;

namespace {

struct with_ann : login_world {
    with_ann() { add("ann"); }

    std::error_code reset(const session& of, login_record& user)
    {
        return reset_token(*published.read(), of, user, generator, mac, keys, made);
    }
    std::error_code change(login_record& user, std::string_view password)
    {
        return change_password(*published.read(), user, password, hasher, generator, mac, keys, now,
                               made);
    }

    cordon::token::token_generator<cordon::token::default_policy, cordon_test::scripted_random>
        generator{cordon_test::scripted_random(script)};
    cordon::token::issued_token<cordon::token::default_policy> made;
};

} // namespace

BOOST_AUTO_TEST_CASE(names_of_obstacles)
{
    const std::pair<reset_obstacle, std::string_view> names[] = {
        {reset_obstacle::login_ranges_exist, "login_ranges_exist"},
        {reset_obstacle::api_only, "api_only"},
        {reset_obstacle::api_mfa, "api_mfa"},
        {reset_obstacle::network_access_missing, "network_access_missing"},
        {reset_obstacle::profile_damaged, "profile_damaged"},
    };
    for (const auto& [value, name] : names)
        BOOST_TEST(to_string_view(value) == name);
    BOOST_TEST(to_string_view(static_cast<reset_obstacle>(99)).empty());
}

BOOST_FIXTURE_TEST_CASE(by_oneself, with_ann)
{
    login_record user = record("ann");
    const auto old = *user.token;
    BOOST_TEST(!reset(session_of("ann"), user));
    BOOST_TEST(user.token->generation == old.generation + 1);
    BOOST_TEST((*user.token == made.record));
    BOOST_TEST(user.token_requested);

    const auto latest = *user.token;
    session of = session_of("ann");
    of.impersonator = "ada";
    BOOST_TEST((reset(of, user) == errc::impersonating));
    of = session_of("ann");
    of.restricted = true;
    BOOST_TEST((reset(of, user) == errc::session_over));
    BOOST_TEST((reset(session_of("bob"), user) == errc::session_over));
    user.user.api_only = true;
    BOOST_TEST((reset(session_of("ann"), user) == errc::reset_not_offered));
    BOOST_TEST((*user.token == latest));
}

BOOST_FIXTURE_TEST_CASE(a_new_password, with_ann)
{
    login_record user = record("ann");
    const auto old = *user.token;
    now += 1h;
    BOOST_TEST(!change(user, "another"));
    BOOST_TEST(user.password_hash == cordon_test::counting_hasher::stored("another"));
    BOOST_TEST((user.password_changed == now));
    BOOST_TEST(user.password_generation == 1U);
    BOOST_TEST(user.token->generation == old.generation + 1);
    BOOST_TEST(!user.token_requested);
}

BOOST_FIXTURE_TEST_CASE(passwords_that_are_refused, with_ann)
{
    login_record user = record("ann");
    const login_record before = user;
    const auto unchanged = [&] {
        return user.password_hash == before.password_hash && *user.token == *before.token &&
               user.password_generation == before.password_generation;
    };
    BOOST_TEST((change(user, "new" + tokens["ann"]) == errc::password_holds_token));
    BOOST_TEST(unchanged());
    BOOST_TEST((change(user, tokens["ann"]) == errc::password_holds_token));
    BOOST_TEST((change(user, "") == cordon::token::errc::empty));
    BOOST_TEST(unchanged());
    // Also where the suffix is a one-time code now.
    user.user.mfa_ui = user.user.mfa_api = true;
    BOOST_TEST((change(user, "new" + tokens["ann"]) == errc::password_holds_token));
    BOOST_TEST(unchanged());
}

BOOST_AUTO_TEST_SUITE_END()
