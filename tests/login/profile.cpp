#include <cordon/login/profile.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_profile)

using namespace cordon::login;
using cordon::ip::make_address;
using cordon_test::every_day;
using cordon_test::one_day;
using cordon_test::ranges;
using cordon_test::utc;
using cordon_test::words;

namespace {

organisation of_edition(edition value, const std::string& zone = "UTC")
{
    organisation_settings settings;
    settings.edition = value;
    settings.time_zone = zone;
    return organisation::build(settings).value();
}
const organisation enterprise = of_edition(edition::enterprise);

// A damaged profile, loaded; its repair passes, unchanged, and denies as much.
struct repaired {
    profile damaged;
    profile after;

    explicit repaired(const profile_settings& settings, const organisation& owner = enterprise)
        : damaged(profile::load(settings, owner, fixed_zones, "p")),
          after(profile::build(damaged.settings(), owner).value())
    {
        BOOST_TEST(damaged.damaged());
        BOOST_TEST(!after.damaged());
        BOOST_TEST((after.settings() == damaged.settings()));
        BOOST_TEST(words(profile::build(settings, owner, fixed_zones, "p").error()) ==
                   words(damaged.damage()));
    }
    // The answer of both, which is the same.
    bool allows(std::chrono::sys_seconds when) const
    {
        BOOST_TEST(damaged.login_hours().contains(when) == after.login_hours().contains(when));
        return after.login_hours().contains(when);
    }
    bool has(std::string_view address) const
    {
        const auto key = make_address(address);
        BOOST_TEST(damaged.login_ranges().contains(key) == after.login_ranges().contains(key));
        return after.login_ranges().contains(key);
    }
    bool allows_no_day() const
    {
        bool any = false;
        for (unsigned day = 1; day <= 7; ++day)
            for (int hour = 0; hour < 24; ++hour)
                any |= allows(utc(2024, 1, day, hour));
        return !any;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(rule_4_ranges_and_editions)
{
    const profile_settings settings{.name = "sales",
                                    .login_ranges = ranges({"10.0.0.0-10.0.0.9", "2001:db8::1"}),
                                    .login_hours = {}};
    for (const edition value :
         {edition::enterprise, edition::performance, edition::unlimited, edition::developer}) {
        const profile built = profile::build(settings, of_edition(value)).value();
        BOOST_TEST((built.settings() == settings));
        BOOST_TEST(built.login_ranges().contains(make_address("10.0.0.9")));
        BOOST_TEST(built.login_ranges().contains(make_address("2001:db8::1")));
        BOOST_TEST(!built.login_ranges().contains(make_address("10.0.0.10")));
    }
    for (const edition value :
         {edition::professional, edition::group, edition::contact_manager, edition::personal})
        BOOST_TEST(words(profile::build(settings, of_edition(value), fixed_zones, "p").error()) ==
                   words("p.login_ranges", errc::range_not_in_edition));
}

BOOST_AUTO_TEST_CASE(rule_5_hours_are_pinned)
{
    profile_settings settings{.name = "sales", .login_ranges = {}, .login_hours = {}};
    const organisation tokyo = of_edition(edition::enterprise, "+09:00");
    BOOST_TEST(profile::build(settings, tokyo)->settings().login_hours.time_zone == "");
    settings.login_hours = every_day(540, 1020);
    const profile first = profile::build(settings, tokyo).value();
    BOOST_TEST(first.settings().login_hours.time_zone == "+09:00");
    const auto nine = utc(2024, 1, 1, 0); // in Tokyo
    BOOST_TEST(first.login_hours().contains(nine));
    // The organisation moves; the hours do not.
    const profile later = profile::build(first.settings(), enterprise).value();
    BOOST_TEST(later.settings().login_hours.time_zone == "+09:00");
    BOOST_TEST(later.login_hours().contains(nine));
    BOOST_TEST(!later.login_hours().contains(utc(2024, 1, 1, 12)));
}

BOOST_AUTO_TEST_CASE(rule_21_high_assurance_that_nothing_gives)
{
    organisation_settings settings;
    settings.levels[login_method::mfa] = session_level::standard;
    const organisation weak = organisation::build(settings).value();
    const profile_settings wants{.name = "p",
                                 .login_ranges = {},
                                 .login_hours = {},
                                 .required_level = session_level::high_assurance};
    BOOST_TEST(words(profile::build(wants, weak).error()) ==
               words("required_level", errc::mfa_not_high_assurance));
    BOOST_TEST(profile::build(wants, enterprise).has_value());
}

BOOST_AUTO_TEST_CASE(rule_10_a_damaged_range)
{
    const repaired some({.name = "p",
                         .login_ranges = ranges({"10.0.0.9-10.0.0.1", "10.1.0.0-10.1.0.9"}),
                         .login_hours = {}});
    BOOST_TEST(words(some.damaged.damage()) ==
               words("p.login_ranges[0]", cordon::ip::errc::reversed));
    BOOST_TEST(!some.has("10.0.0.5"));
    BOOST_TEST(some.has("10.1.0.5"));
    BOOST_TEST(some.allows(utc(2024, 1, 1)));
}

BOOST_AUTO_TEST_CASE(rule_10_no_range_is_left)
{
    // That there were ranges must not turn into "unrestricted".
    for (const char* range : {"10.0.0.9-10.0.0.1", "10.0.0.1-::1", "0.0.0.0",
                              "0.0.0.0-255.255.255.255", "::ffff:10.0.0.1"}) {
        const repaired none({.name = "p", .login_ranges = ranges({range}), .login_hours = {}});
        BOOST_TEST(none.allows_no_day(), range);
        BOOST_TEST(none.after.settings().login_ranges.empty());
    }
    const repaired elsewhere({.name = "p", .login_ranges = ranges({"10.0.0.1"}), .login_hours = {}},
                             of_edition(edition::professional));
    BOOST_TEST(elsewhere.allows_no_day());
}

BOOST_AUTO_TEST_CASE(rule_10_damaged_hours)
{
    profile_settings settings{.name = "p", .login_ranges = {}, .login_hours = {}};
    settings.login_hours = one_day(1, 540, 1020);
    settings.login_hours.days[2] = {540, std::nullopt};
    settings.login_hours.days[3] = {1020, 540};
    settings.login_hours.days[4] = {0, 1500};
    const repaired hours(settings);
    BOOST_TEST(words(hours.damaged.damage()) ==
               words({{"p.login_hours.tuesday", errc::hours_half_set},
                      {"p.login_hours.wednesday", errc::hours_reversed},
                      {"p.login_hours.thursday", errc::hours_out_of_range}}));
    for (int hour = 0; hour < 24; ++hour) {
        BOOST_TEST(hours.allows(utc(2024, 1, 1, hour)) == (hour >= 9 && hour < 17));
        BOOST_TEST(!hours.allows(utc(2024, 1, 2, hour)));
        BOOST_TEST(!hours.allows(utc(2024, 1, 3, hour)));
        BOOST_TEST(!hours.allows(utc(2024, 1, 4, hour)));
        BOOST_TEST(hours.allows(utc(2024, 1, 5, hour)));
    }
    settings.login_hours = one_day(1, 540, 1020, "Mars/Olympus");
    const repaired zone(settings);
    BOOST_TEST(words(zone.damaged.damage()) ==
               words("p.login_hours.time_zone", errc::unknown_time_zone));
    BOOST_TEST(zone.allows_no_day());
}

BOOST_AUTO_TEST_CASE(rule_10_a_damaged_level)
{
    const repaired level({.name = "p",
                          .login_ranges = {},
                          .login_hours = {},
                          .required_level = static_cast<session_level>(7)});
    BOOST_TEST(words(level.damaged.damage()) == words("p.required_level", errc::unknown_value));
    BOOST_TEST((level.after.required_level() == session_level::high_assurance));
}

// A zone that waits for its hours must be one; nothing was closed, and nothing is.
BOOST_AUTO_TEST_CASE(a_zone_without_hours)
{
    configuration_settings settings;
    settings.organisation.time_zone = "+01:00";
    settings.profiles = {{.name = "p"}};
    settings.profiles[0].login_hours.time_zone = "Mars";
    BOOST_TEST(cordon_test::problems_of(settings) ==
               cordon_test::words("profiles[0].login_hours.time_zone", errc::unknown_time_zone));
    const auto loaded = configuration::load(settings).value();
    const profile& damaged = loaded.profiles().front();
    BOOST_TEST(damaged.damaged());
    BOOST_TEST(damaged.login_hours().contains(cordon_test::utc(2024, 1, 1)));
    BOOST_TEST(!damaged.settings().login_hours.is_set());
    BOOST_TEST(cordon_test::problems_of(loaded.settings()) == "");
}

BOOST_AUTO_TEST_SUITE_END()
