#include <cordon/login/configuration.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_configuration)

using namespace cordon::login;
using cordon::ip::make_address;
using cordon_test::every_day;
using cordon_test::problems_of;
using cordon_test::ranges;
using cordon_test::words;

namespace {

profile_settings named(std::string name)
{
    return {.name = std::move(name), .login_ranges = {}, .login_hours = {}};
}

} // namespace

BOOST_AUTO_TEST_CASE(paths_of_problems)
{
    configuration_settings settings{{}, {named("a"), named("b"), named("a")}};
    BOOST_TEST(problems_of(settings) == words("profiles[2].name", errc::duplicate_name));
    settings.profiles = {named("a"), named("b")};
    settings.profiles[1].login_hours.days[1] = {540, 1};
    BOOST_TEST(problems_of(settings) ==
               words("profiles[1].login_hours.monday", errc::hours_reversed));
    settings.organisation.passwords.attempts = 1;
    BOOST_TEST(problems_of(settings) ==
               words("organisation.passwords.attempts", errc::bad_attempts));
}

BOOST_AUTO_TEST_CASE(profiles_by_name)
{
    const auto built =
        configuration::build({{}, {named("sales"), named("back office"), named("it")}}).value();
    BOOST_TEST(built.profiles().size() == 3U);
    for (const char* name : {"sales", "back office", "it"}) {
        BOOST_TEST_REQUIRE(built.find_profile(name) != nullptr);
        BOOST_TEST(built.find_profile(name)->settings().name == name);
    }
    for (const char* name : {"", "a", "Sales", "sales ", "zz"})
        BOOST_TEST(built.find_profile(name) == nullptr);
    BOOST_TEST(built.settings().profiles[0].name == "back office");
}

BOOST_AUTO_TEST_CASE(rule_10_loading_takes_damage_and_a_save_repairs_it)
{
    configuration_settings settings{{}, {named("a"), named("b")}};
    settings.profiles[0].login_ranges = ranges({"10.0.0.2-10.0.0.1", "10.0.0.7"});
    BOOST_TEST(!configuration::build(settings).has_value());
    const configuration loaded = configuration::load(settings).value();
    BOOST_TEST(loaded.find_profile("a")->damaged());
    BOOST_TEST(!loaded.find_profile("b")->damaged());
    BOOST_TEST(words(loaded.find_profile("a")->damage()) ==
               words("profiles[0].login_ranges[0]", cordon::ip::errc::reversed));
    const configuration saved = configuration::build(loaded.settings()).value();
    BOOST_TEST(!saved.find_profile("a")->damaged());
    BOOST_TEST((saved.settings() == loaded.settings()));
    // What is no form of a profile's damage is refused here as well.
    settings.profiles[1].name = "";
    BOOST_TEST(!configuration::load(settings).has_value());
    settings.profiles[1].name = "a";
    BOOST_TEST(!configuration::load(settings).has_value());
    settings.profiles[1] = named("b");
    settings.profiles[1].required_level = session_level::high_assurance;
    settings.organisation.levels[login_method::mfa] = session_level::standard;
    BOOST_TEST(words(configuration::load(settings).error()) ==
               words("profiles[1].required_level", errc::mfa_not_high_assurance));
}

BOOST_AUTO_TEST_CASE(rule_4_effective_ranges)
{
    configuration_settings settings{{}, {named("a")}};
    settings.profiles[0].login_ranges = ranges({"10.0.0.1"});
    auto built = configuration::build(settings).value();
    BOOST_TEST(built.effective_ranges(built.profiles()[0]).contains(make_address("10.0.0.1")));

    settings = {{}, {named("a")}};
    settings.organisation.edition = edition::professional;
    settings.organisation.login_ranges = ranges({"10.0.0.2"});
    built = configuration::build(settings).value();
    BOOST_TEST(built.effective_ranges(built.profiles()[0]).contains(make_address("10.0.0.2")));
    BOOST_TEST(!built.effective_ranges(built.profiles()[0]).contains(make_address("10.0.0.1")));
}

BOOST_AUTO_TEST_SUITE_END()
