#include <cordon/login/time_zone.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(login_time_zone)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::utc;

namespace {

struct broken_zone {
    std::chrono::local_seconds to_local(std::chrono::sys_seconds) const
    {
        throw std::runtime_error("no data");
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(fixed_offsets)
{
    const time_zone tokyo("Asia/Tokyo", fixed_offset{9h});
    BOOST_TEST(tokyo.name() == "Asia/Tokyo");
    BOOST_TEST(bool(tokyo));
    BOOST_TEST((tokyo.to_local(utc(2024, 1, 1, 20))->time_since_epoch() ==
                utc(2024, 1, 2, 5).time_since_epoch()));
}

BOOST_AUTO_TEST_CASE(doubt_is_no_wall_clock)
{
    BOOST_TEST(!time_zone());
    BOOST_TEST(!time_zone().to_local(utc(2024, 1, 1)).has_value());
    BOOST_TEST(!time_zone("x", broken_zone()).to_local(utc(2024, 1, 1)).has_value());
    const time_zone zone("+14:00", fixed_offset{14h});
    BOOST_TEST(!zone.to_local(std::chrono::sys_seconds::max()).has_value());
    BOOST_TEST(!zone.to_local(std::chrono::sys_seconds::min()).has_value());
    BOOST_TEST(zone.to_local(std::chrono::sys_seconds::max() - 49h).has_value());
}

BOOST_AUTO_TEST_CASE(zones_without_data)
{
    const struct {
        const char* name;
        int minutes; // east of UTC
    } rows[] = {{"UTC", 0},      {"+00:00", 0},   {"+09:00", 540}, {"-03:30", -210},
                {"+05:45", 345}, {"+14:00", 840}, {"-14:00", -840}};
    const auto noon = utc(2024, 6, 1, 12);
    for (const auto& row : rows) {
        const time_zone zone = fixed_zones(row.name);
        BOOST_TEST_REQUIRE(bool(zone), row.name);
        BOOST_TEST(zone.name() == row.name);
        BOOST_TEST((zone.to_local(noon)->time_since_epoch() ==
                    noon.time_since_epoch() + std::chrono::minutes(row.minutes)));
    }
    for (const char* name : {"", "utc", "GMT", "+9:00", "+09:60", "+14:01", "+0900", "09:00",
                             "+09:00 ", "+0a:00", "Europe/Berlin"})
        BOOST_TEST(!fixed_zones(name), name);
}

BOOST_AUTO_TEST_SUITE_END()
