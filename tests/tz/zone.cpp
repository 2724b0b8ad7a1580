#include <cordon/tz/zone.hpp>

#include <cordon/login/login_hours.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(tz_zone)

using namespace std::chrono;
using cordon::login::day_hours;
using cordon::login::login_hours;
using cordon::tz::find_zone;

namespace {

sys_seconds utc(int y, unsigned m, unsigned d, int hour, int minute, int second = 0)
{
    return sys_days(year(y) / month(m) / day(d)) + hours(hour) + minutes(minute) + seconds(second);
}

// Each day from one minute to another.
login_hours daily(std::string_view zone, int start, int end)
{
    std::array<day_hours, 7> days;
    days.fill({start, end});
    return {days, find_zone(zone)};
}

} // namespace

BOOST_AUTO_TEST_CASE(names)
{
    for (const char* name : {"UTC", "+05:30", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo",
                             "Australia/Lord_Howe", "America/New_York"}) {
        BOOST_TEST(bool(find_zone(name)), name);
        BOOST_TEST(find_zone(name).name() == name);
    }
    for (const char* name : {"", "Europe", "Europe/Atlantis", "europe/berlin", "../../etc/passwd",
                             "Europe/Berlin ", "+5:30"})
        BOOST_TEST(!find_zone(name), name);
    BOOST_CHECK_THROW(cordon::tz::zone("Europe/Atlantis"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(no_zone_no_login)
{
    BOOST_TEST(!daily("Europe/Atlantis", 0, 1440).contains(utc(2026, 6, 1, 12, 0)));
}

// Berlin 2026: forward at 01:00 UTC on 29 March (02:00 becomes 03:00), back at 01:00 UTC on
// 25 October (03:00 becomes 02:00).
BOOST_AUTO_TEST_CASE(both_days_of_daylight_saving)
{
    const auto hours = daily("Europe/Berlin", 2 * 60, 3 * 60); // 02:00 to 03:00
    BOOST_TEST(hours.contains(utc(2026, 3, 28, 1, 30)));       // 02:30 the day before
    BOOST_TEST(!hours.contains(utc(2026, 3, 29, 0, 59, 59)));  // 01:59:59
    BOOST_TEST(!hours.contains(utc(2026, 3, 29, 1, 0)));       // 03:00: the hour is left out
    BOOST_TEST(!hours.contains(utc(2026, 10, 24, 23, 59, 59)));
    BOOST_TEST(hours.contains(utc(2026, 10, 25, 0, 0))); // 02:00 for the first time
    BOOST_TEST(hours.contains(utc(2026, 10, 25, 0, 59, 59)));
    BOOST_TEST(hours.contains(utc(2026, 10, 25, 1, 0))); // 02:00 for the second
    BOOST_TEST(hours.contains(utc(2026, 10, 25, 1, 59, 59)));
    BOOST_TEST(!hours.contains(utc(2026, 10, 25, 2, 0))); // 03:00

    const auto office = daily("Europe/Berlin", 9 * 60, 17 * 60);
    BOOST_TEST(office.contains(utc(2026, 3, 28, 15, 59, 59))); // winter: 16:59:59
    BOOST_TEST(!office.contains(utc(2026, 3, 28, 16, 0)));
    BOOST_TEST(office.contains(utc(2026, 3, 29, 7, 0))); // summer: 09:00
    BOOST_TEST(!office.contains(utc(2026, 3, 29, 6, 59, 59)));
    BOOST_TEST(!office.contains(utc(2026, 3, 29, 15, 0)));
}

BOOST_AUTO_TEST_CASE(half_hours)
{
    const auto kolkata = daily("Asia/Kolkata", 9 * 60, 17 * 60); // UTC+05:30, no daylight saving
    BOOST_TEST(!kolkata.contains(utc(2026, 1, 5, 3, 29, 59)));
    BOOST_TEST(kolkata.contains(utc(2026, 1, 5, 3, 30)));
    BOOST_TEST(kolkata.contains(utc(2026, 1, 5, 11, 29, 59)));
    BOOST_TEST(!kolkata.contains(utc(2026, 1, 5, 11, 30)));

    // Lord Howe's clocks change by half an hour: +11:00 to +10:30 on 5 April 2026 at 15:00 UTC of
    // the 4th (02:00 becomes 01:30), and back to +11:00 on 4 October (02:00 becomes 02:30).
    const auto lord_howe = daily("Australia/Lord_Howe", 90, 120); // 01:30 to 02:00
    BOOST_TEST(!lord_howe.contains(utc(2026, 4, 4, 14, 29, 59)));
    BOOST_TEST(lord_howe.contains(utc(2026, 4, 4, 14, 30)));
    BOOST_TEST(lord_howe.contains(utc(2026, 4, 4, 15, 0))); // 01:30 again
    BOOST_TEST(lord_howe.contains(utc(2026, 4, 4, 15, 29, 59)));
    BOOST_TEST(!lord_howe.contains(utc(2026, 4, 4, 15, 30)));
    const auto left_out = daily("Australia/Lord_Howe", 120, 150); // 02:00 to 02:30
    BOOST_TEST(!left_out.contains(utc(2026, 10, 3, 15, 29, 59)));
    BOOST_TEST(!left_out.contains(utc(2026, 10, 3, 15, 30))); // 02:30
    BOOST_TEST(left_out.contains(utc(2026, 10, 2, 15, 30)));  // the day before: 02:00
}

// The day of the week is the zone's: Monday begins at 15:00 UTC on Sunday in Tokyo.
BOOST_AUTO_TEST_CASE(the_weekday_is_local)
{
    std::array<day_hours, 7> days;
    days[1] = {0, 0}; // Monday: nobody
    const login_hours tokyo(days, find_zone("Asia/Tokyo"));
    BOOST_TEST(tokyo.contains(utc(2026, 11, 22, 14, 59, 59)));
    BOOST_TEST(!tokyo.contains(utc(2026, 11, 22, 15, 0)));
    BOOST_TEST(!tokyo.contains(utc(2026, 11, 23, 14, 59, 59)));
    BOOST_TEST(tokyo.contains(utc(2026, 11, 23, 15, 0)));
}

BOOST_AUTO_TEST_SUITE_END()
