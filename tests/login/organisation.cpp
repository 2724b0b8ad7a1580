#include <cordon/login/organisation.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

BOOST_AUTO_TEST_SUITE(login_organisation)

using namespace cordon::login;
using cordon::ip::make_address;
using cordon_test::ranges;
using cordon_test::words;

namespace {

std::string problems_of(const organisation_settings& settings)
{
    return words(organisation::build(settings, fixed_zones, "o").error());
}

} // namespace

BOOST_AUTO_TEST_CASE(each_field_has_its_error)
{
    namespace ip = cordon::ip;
    using settings = organisation_settings;
    const struct {
        std::function<void(settings&)> change;
        std::string expected;
    } rows[] = {
        {[](settings&) {}, ""},
        {[](settings& s) { s.name = ""; }, words("o.name", errc::empty_name)},
        {[](settings& s) { s.name.assign(81, 'x'); }, words("o.name", errc::name_too_long)},
        {[](settings& s) { s.name.assign(80, 'x'); }, ""},
        {[](settings& s) { s.edition = static_cast<edition>(99); },
         words("o.edition", errc::unknown_value)},
        {[](settings& s) { s.time_zone = "Mars/Olympus"; },
         words("o.time_zone", errc::unknown_time_zone)},
        {[](settings& s) { s.trusted_ranges = ranges({"10.0.0.2-10.0.0.1"}); },
         words("o.trusted_ranges[0]", ip::errc::reversed)},
        {[](settings& s) { s.trusted_ranges = ranges({"0.0.0.0-1.255.255.255"}); }, ""},
        {[](settings& s) { s.trusted_ranges = ranges({"0.0.0.0-2.0.0.0"}); },
         words("o.trusted_ranges[0]", errc::range_too_large)},
        {[](settings& s) { s.trusted_ranges = ranges({"10.0.0.1", "2001:db8::1"}); },
         words("o.trusted_ranges[1]", errc::range_ipv4_only)},
        {[](settings& s) {
             s.trusted_ranges = ranges({"2001:db8::1", "0.0.0.0-2.0.0.0"});
             s.lift_range_limits = true;
         },
         ""},
        {[](settings& s) { s.trusted_ranges = ranges({"0.0.0.0"}); },
         words("o.trusted_ranges", ip::errc::unspecified_only)},
        {[](settings& s) {
             s.trusted_ranges = ranges({"0.0.0.0-255.255.255.255"});
             s.lift_range_limits = true;
         },
         words("o.trusted_ranges", ip::errc::whole_internet)},
        {[](settings& s) {
             s.trusted_ranges = ranges({"0.0.0.0-255.255.255.255"});
             s.lift_range_limits = true;
             s.allow_whole_internet = true;
         },
         ""},
        {[](settings& s) {
             s.trusted_ranges = ranges({"10.0.0.1"});
             s.network_access = false;
         },
         words("o.trusted_ranges", errc::no_network_access)},
        {[](settings& s) { s.login_ranges = ranges({"10.0.0.1"}); },
         words("o.login_ranges", errc::range_not_in_edition)},
        {[](settings& s) {
             s.login_ranges = ranges({"10.0.0.1", "2001:db8::-2001:db8::ff"});
             s.edition = edition::professional;
         },
         ""},
        {[](settings& s) { s.trusted_proxies = ranges({"10.0.0.1", "10.0.0.1-::1"}); },
         words("o.trusted_proxies[1]", ip::errc::family_mix)},
        {[](settings& s) { s.levels[login_method::saml] = static_cast<session_level>(9); },
         words("o.levels.saml", errc::unknown_value)},
        {[](settings& s) { s.resources = {{"reports", {}}, {"", {}}}; },
         words("o.resources[1].name", errc::empty_name)},
        {[](settings& s) { s.resources = {{"reports", {}}, {"reports", {}}}; },
         words("o.resources[1].name", errc::duplicate_name)},
        {[](settings& s) { s.resources = {{"reports", static_cast<assurance_policy>(2)}}; },
         words("o.resources[0].policy", errc::unknown_value)},
        {[](settings& s) { s.passwords.attempts = 4; },
         words("o.passwords.attempts", errc::bad_attempts)},
        {[](settings& s) { s.logins_per_hour = 0; }, words("o.logins_per_hour", errc::bad_rate)},
        // All of them at once.
        {[](settings& s) {
             s.name = "";
             s.logins_per_hour = -1;
         },
         words({{"o.name", errc::empty_name}, {"o.logins_per_hour", errc::bad_rate}})},
    };
    for (const auto& row : rows) {
        settings s;
        row.change(s);
        BOOST_TEST(problems_of(s) == row.expected);
    }
    BOOST_TEST(words(organisation::build({}, nullptr).error()) ==
               words("time_zone", errc::unknown_time_zone));
}

BOOST_AUTO_TEST_CASE(what_was_built_is_what_was_written)
{
    organisation_settings settings;
    settings.trusted_ranges = ranges({"10.0.0.0-10.0.0.255"});
    settings.trusted_ranges[0].description = "office";
    settings.trusted_proxies = ranges({"127.0.0.1"});
    settings.resources = {{"reports", assurance_policy::raise}};
    const organisation built = organisation::build(settings).value();
    BOOST_TEST((built.settings() == settings));
    BOOST_TEST(built.trusted_networks().contains(make_address("10.0.0.255")));
    BOOST_TEST(!built.trusted_networks().contains(make_address("10.0.1.0")));
    BOOST_TEST(!built.trusted_networks().contains(make_address("127.0.0.1")));
    BOOST_TEST(built.trusted_proxies().contains(make_address("127.0.0.1")));
    BOOST_TEST(built.login_ranges().empty());
    BOOST_TEST(built.time_zone().name() == "UTC");
    BOOST_TEST((built.find_resource("reports") == assurance_policy::raise));
    BOOST_TEST(!built.find_resource("dashboards").has_value());
    BOOST_TEST((parse_assurance_policy("block") == assurance_policy::block));
    BOOST_TEST(to_string_view(assurance_policy::raise) == "raise");
}

BOOST_AUTO_TEST_SUITE_END()
