#include <cordon/toml/writer.hpp>

#include <cordon/login/presets.hpp>
#include <cordon/toml/reader.hpp>

#include <boost/test/unit_test.hpp>

#include <iomanip> // std::quoted must not be what the writer calls
#include <string>

BOOST_AUTO_TEST_SUITE(toml_writer)

namespace ip = cordon::ip;
namespace login = cordon::login;
using cordon::toml::parse_configuration;
using cordon::toml::write_configuration;

namespace {

// Everything that is not as by default.
login::configuration_settings some_settings()
{
    login::configuration_settings out{login::presets::strict(), {}};
    out.organisation.name = "Example \"GmbH\" \\ \t\x7f \xc3\xa9";
    out.organisation.edition = login::edition::unlimited;
    out.organisation.time_zone = "+05:30";
    out.organisation.trusted_ranges = {
        {ip::make_address("10.0.0.0"), ip::make_address("10.0.0.255"), "the \"office\""},
        {ip::make_address("192.0.2.1"), ip::make_address("192.0.2.5"), ""},
        {ip::make_address("192.0.2.9"), ip::make_address("192.0.2.9"), ""}};
    out.organisation.levels[login::login_method::saml] = login::session_level::high_assurance;
    out.organisation.resources = {{"reports", login::assurance_policy::raise},
                                  {"dashboards", login::assurance_policy::block}};
    out.profiles = {{.name = "b"}, {.name = "a"}};
    out.profiles[0].login_ranges = {
        {ip::make_address("2001:db8::"), ip::make_address("2001:db8::ffff"), "v6"}};
    out.profiles[0].login_hours.days[0] = {0, 0};
    out.profiles[0].login_hours.days[6] = {9 * 60 + 5, 24 * 60};
    out.profiles[1].required_level = login::session_level::high_assurance;
    return out;
}

// Whether the text has these lines, one behind the other.
bool has_lines(const std::string& text, const std::string& lines)
{
    return text.find(lines) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_member_comes_back)
{
    for (const login::configuration_settings& settings :
         {some_settings(), login::configuration_settings{}}) {
        const auto built = login::configuration::build(settings).value();
        const std::string text = write_configuration(built);
        const auto read = parse_configuration(text);
        BOOST_TEST_REQUIRE(read.has_value(), read.message() + "\n" + text);
        BOOST_TEST((read->settings() == built.settings()), text);
        BOOST_TEST(write_configuration(*read) == text);
    }
}

// Rule 5: the zone stays pinned, also while no day has hours.
BOOST_AUTO_TEST_CASE(a_pinned_zone_without_hours)
{
    login::configuration_settings settings;
    settings.profiles = {{.name = "p"}, {.name = "q"}};
    settings.profiles[0].login_hours.time_zone = "+09:00";
    const auto built = login::configuration::build(settings).value();
    const std::string text = write_configuration(built);
    BOOST_TEST(has_lines(text, "\n[profiles.login_hours]\ntime_zone = \"+09:00\"\n"));
    const auto read = parse_configuration(text);
    BOOST_TEST_REQUIRE(read.has_value(), read.message());
    BOOST_TEST((read->settings() == built.settings()));
    BOOST_TEST(write_configuration(*read) == text);
    // And it must be one.
    const auto wrong = parse_configuration("[[profiles]]\nname = \"p\"\n"
                                           "[profiles.login_hours]\ntime_zone = \"Mars\"\n");
    BOOST_TEST(!wrong.has_value());
    BOOST_TEST(wrong.errors().size() == 1U);
    BOOST_TEST((wrong.errors().front().code == login::errc::unknown_time_zone));
}

BOOST_AUTO_TEST_CASE(canonical_forms)
{
    const auto built = login::configuration::build(some_settings()).value();
    const std::string text = write_configuration(built);
    BOOST_TEST(text.starts_with("[organisation]\n"
                                "name = \"Example \\\"GmbH\\\" \\\\ \\u0009\\u007F \xc3\xa9\"\n"
                                "edition = \"unlimited\"\n"
                                "active = true\n"
                                "time_zone = \"+05:30\"\n"));
    // A prefix where it is one, the address alone, or both ends.
    BOOST_TEST(has_lines(text,
                         "trusted_ranges = [\n"
                         "    { range = \"10.0.0.0/24\", description = \"the \\\"office\\\"\" },\n"
                         "    \"192.0.2.1-192.0.2.5\",\n"
                         "    \"192.0.2.9\",\n"
                         "]\nlogin_ranges = []\n"));
    BOOST_TEST(has_lines(text, "\n[organisation.passwords]\nattempts = 3\nlockout_minutes = 60\n"
                               "expiry_days = 90\n"));
    BOOST_TEST(has_lines(text, "\n[[organisation.resources]]\nname = \"reports\"\n"
                               "policy = \"raise\"\n"));
    // Profiles by name; days without hours are left out, a zone is named where there are hours.
    BOOST_TEST(has_lines(text, "\n[[profiles]]\nname = \"a\"\nlogin_ranges = []\n"
                               "required_level = \"high_assurance\"\n\n[[profiles]]\n"));
    BOOST_TEST(has_lines(text, "\n[profiles.login_hours]\ntime_zone = \"+05:30\"\n"
                               "sunday = \"00:00-00:00\"\nsaturday = \"09:05-24:00\"\n"));
}

BOOST_AUTO_TEST_SUITE_END()
