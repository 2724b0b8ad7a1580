#include <cordon/login/login_hours.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(login_login_hours)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::utc;

namespace {

// The clocks of a made-up place: UTC+1 until 2024-03-31 01:00 UTC, then UTC+2 until 2024-10-27
// 01:00 UTC, then UTC+1.
struct summer_time {
    std::chrono::local_seconds to_local(std::chrono::sys_seconds when) const noexcept
    {
        const bool summer = when >= utc(2024, 3, 31, 1) && when < utc(2024, 10, 27, 1);
        return std::chrono::local_seconds(when.time_since_epoch() + (summer ? 2h : 1h));
    }
};

struct failing_zone {
    std::chrono::local_seconds to_local(std::chrono::sys_seconds) const { throw 1; }
};

login_hours hours_of(std::size_t day, int start, int end, time_zone zone = fixed_zones("UTC"))
{
    return {cordon_test::one_day(day, start, end).days, std::move(zone)};
}

} // namespace

BOOST_AUTO_TEST_CASE(rule_5_what_is_refused)
{
    const struct {
        std::optional<int> start;
        std::optional<int> end;
        std::error_code error;
    } rows[] = {
        {{}, {}, {}},
        {0, 1440, {}},
        {540, 1020, {}},
        {540, 540, {}}, // the whole day is forbidden
        {0, 0, {}},
        {1439, 1440, {}},
        {540, {}, errc::hours_half_set},
        {{}, 540, errc::hours_half_set},
        {1020, 540, errc::hours_reversed}, // no wrap past midnight
        {1, 0, errc::hours_reversed},
        {-1, 540, errc::hours_out_of_range},
        {540, 1441, errc::hours_out_of_range},
        {1440, 1440, errc::hours_out_of_range},
        {-5, -1, errc::hours_out_of_range},
    };
    for (const auto& row : rows)
        BOOST_TEST(check(day_hours{row.start, row.end}).message() == row.error.message());
}

BOOST_AUTO_TEST_CASE(rule_5_start_inclusive_end_exclusive)
{
    // 2024-01-01 was a Monday.
    const login_hours monday = hours_of(1, 9 * 60, 17 * 60);
    BOOST_TEST(!monday.contains(utc(2024, 1, 1, 8, 59, 59)));
    BOOST_TEST(monday.contains(utc(2024, 1, 1, 9)));
    BOOST_TEST(monday.contains(utc(2024, 1, 1, 16, 59, 59)));
    BOOST_TEST(!monday.contains(utc(2024, 1, 1, 17)));
    // The other days are unrestricted.
    BOOST_TEST(monday.contains(utc(2023, 12, 31, 23, 59, 59)));
    BOOST_TEST(monday.contains(utc(2024, 1, 2)));
}

BOOST_AUTO_TEST_CASE(rule_5_the_ends_of_a_day)
{
    const login_hours whole = hours_of(1, 0, 1440);
    BOOST_TEST(whole.contains(utc(2024, 1, 1)));
    BOOST_TEST(whole.contains(utc(2024, 1, 1, 23, 59, 59)));
    const login_hours evening = hours_of(1, 1439, 1440);
    BOOST_TEST(!evening.contains(utc(2024, 1, 1, 23, 58, 59)));
    BOOST_TEST(evening.contains(utc(2024, 1, 1, 23, 59)));
    const login_hours never = hours_of(1, 540, 540);
    for (int hour = 0; hour < 24; ++hour)
        BOOST_TEST(!never.contains(utc(2024, 1, 1, hour)));
    BOOST_TEST(never.contains(utc(2024, 1, 2)));
    BOOST_TEST(login_hours().contains(utc(2024, 1, 1)));
}

BOOST_AUTO_TEST_CASE(rule_5_every_weekday_before_1970_too)
{
    for (const int year : {1904, 1969, 2024})
        for (unsigned day = 1; day <= 14; ++day) {
            const auto noon = utc(year, 2, day, 12);
            const std::chrono::weekday weekday(std::chrono::floor<std::chrono::days>(noon));
            const login_hours closed = hours_of(weekday.c_encoding(), 0, 0);
            BOOST_TEST(!closed.contains(noon));
            BOOST_TEST(closed.contains(noon + 24h));
            BOOST_TEST(closed.contains(noon - 24h));
        }
}

BOOST_AUTO_TEST_CASE(rule_5_the_wall_clock_counts)
{
    // 2024-03-31 and 2024-10-27 were Sundays.
    const login_hours sunday = hours_of(0, 2 * 60, 3 * 60, time_zone("x", summer_time()));
    // In spring 02:00 to 03:00 is left out: 01:59:59 is followed by 03:00.
    BOOST_TEST(!sunday.contains(utc(2024, 3, 31, 0, 59, 59)));
    BOOST_TEST(!sunday.contains(utc(2024, 3, 31, 1)));
    // In autumn it comes twice.
    BOOST_TEST(!sunday.contains(utc(2024, 10, 26, 23, 59, 59)));
    BOOST_TEST(sunday.contains(utc(2024, 10, 27, 0)));
    BOOST_TEST(sunday.contains(utc(2024, 10, 27, 0, 59, 59)));
    BOOST_TEST(sunday.contains(utc(2024, 10, 27, 1)));
    BOOST_TEST(sunday.contains(utc(2024, 10, 27, 1, 59, 59)));
    BOOST_TEST(!sunday.contains(utc(2024, 10, 27, 2)));
    // A half-hour offset: Monday begins at 18:30 UTC on Sunday.
    const login_hours monday = hours_of(1, 0, 1, fixed_zones("+05:30"));
    BOOST_TEST(monday.contains(utc(2023, 12, 31, 18, 30)));
    BOOST_TEST(!monday.contains(utc(2023, 12, 31, 18, 31)));
    BOOST_TEST(monday.contains(utc(2023, 12, 31, 18, 29, 59)));
}

BOOST_AUTO_TEST_CASE(doubt_denies)
{
    BOOST_TEST(!hours_of(1, 0, 1440, time_zone()).contains(utc(2024, 1, 1)));
    BOOST_TEST(!hours_of(1, 0, 1440, time_zone("x", failing_zone())).contains(utc(2024, 1, 1)));
    BOOST_TEST(!hours_of(1, 0, 1440).contains(std::chrono::sys_seconds::max()));
}

BOOST_AUTO_TEST_SUITE_END()
