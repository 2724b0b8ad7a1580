#include <cordon/toml/reader.hpp>

#include <cordon/toml/writer.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <fstream>
#include <string>

BOOST_AUTO_TEST_SUITE(toml_reader)

namespace ip = cordon::ip;
namespace login = cordon::login;
using cordon::toml::parse_configuration;
using cordon::toml::write_configuration;
using login::errc;

namespace {

constexpr const char* whole = R"(# the office
preset = "strict"
[organisation]
name = "Example \"GmbH\""
edition = "enterprise"
time_zone = "+01:00"
trusted_ranges = [
    "10.0.0.0-10.0.0.255",
    { range = "192.0.2.7", description = "a printer\u0009and more" },
]
mfa_required = false
[organisation.levels]
activation = "high_assurance"
[organisation.passwords]
attempts = 5
[[organisation.resources]]
name = "reports"
policy = "raise"
[[profiles]]
name = "sales"
login_ranges = ["2001:db8::/32", "198.51.100.0/24"]
[profiles.login_hours]
monday = "09:00-17:00"
sunday = "00:00-00:00"
saturday = "10:30-24:00"
[[profiles]]
name = "back office"
required_level = "high_assurance"
)";

struct row {
    const char* text;
    std::uint32_t line;
    std::uint32_t column;
    std::error_code code;
    const char* key;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_whole_configuration)
{
    const auto read = parse_configuration(whole);
    BOOST_TEST_REQUIRE(read.has_value(), read.message());
    const login::organisation_settings& o = read->organisation().settings();
    BOOST_TEST(o.name == "Example \"GmbH\"");
    BOOST_TEST((o.edition == login::edition::enterprise));
    BOOST_TEST(o.trusted_ranges.size() == 2U);
    BOOST_TEST(to_string(o.trusted_ranges[1].first) == "192.0.2.7");
    BOOST_TEST(o.trusted_ranges[1].description == "a printer\tand more");
    BOOST_TEST(!o.tell_token_required); // of the preset
    BOOST_TEST(!o.mfa_required);        // over the preset
    BOOST_TEST((o.levels[login::login_method::activation] == login::session_level::high_assurance));
    BOOST_TEST(o.passwords.attempts == 5);
    BOOST_TEST(o.passwords.lockout_minutes == 60);
    BOOST_TEST((*read->organisation().find_resource("reports") == login::assurance_policy::raise));
    const login::profile& sales = *read->find_profile("sales");
    BOOST_TEST(sales.settings().login_hours.time_zone == "+01:00"); // pinned
    BOOST_TEST(*sales.settings().login_hours.days[1].start == 540);
    BOOST_TEST(*sales.settings().login_hours.days[0].end == 0);
    BOOST_TEST(*sales.settings().login_hours.days[6].end == 1440);
    BOOST_TEST(!sales.settings().login_hours.days[2].start);
    BOOST_TEST(sales.login_ranges().contains(ip::make_address("198.51.100.9")));
    BOOST_TEST((read->find_profile("back office")->required_level() ==
                login::session_level::high_assurance));
}

BOOST_AUTO_TEST_CASE(errors)
{
    const row rows[] = {
        {"x = ", 1, 5, cordon::toml::errc::syntax, ""},
        {"[organisation]\nname = \"a\nb\"", 2, 10, cordon::toml::errc::syntax, ""},
        {"[organisation]\nname = \"a\"\nname = \"b\"", 3, 8, cordon::toml::errc::syntax, ""},
        {"[organization]\n", 1, 2, cordon::toml::errc::unknown_key, "organization"},
        {"[organisation]\ntrusted_range = []", 2, 1, cordon::toml::errc::unknown_key,
         "organisation.trusted_range"},
        {"[organisation.passwords]\ntries = 3", 2, 1, cordon::toml::errc::unknown_key,
         "organisation.passwords.tries"},
        {"[[profiles]]\nname = \"p\"\n[profiles.login_hours]\nmonda = \"09:00-17:00\"", 4, 1,
         cordon::toml::errc::unknown_key, "profiles[0].login_hours.monda"},
        {"preset = \"strickt\"", 1, 10, errc::unknown_value, "preset"},
        {"[organisation]\nmfa_required = 1", 2, 16, cordon::toml::errc::wrong_type,
         "organisation.mfa_required"},
        {"[organisation]\nmfa_required = \"true\"", 2, 16, cordon::toml::errc::wrong_type,
         "organisation.mfa_required"},
        {"[organisation]\nname = 7", 2, 8, cordon::toml::errc::wrong_type, "organisation.name"},
        {"[organisation]\nlogins_per_hour = 1.5", 2, 19, cordon::toml::errc::wrong_type,
         "organisation.logins_per_hour"},
        {"[organisation]\nlogins_per_hour = 99999999999", 2, 19, cordon::toml::errc::wrong_type,
         "organisation.logins_per_hour"},
        {"organisation = 3", 1, 16, cordon::toml::errc::wrong_type, "organisation"},
        {"[organisation]\ntrusted_ranges = \"10.0.0.1\"", 2, 18, cordon::toml::errc::wrong_type,
         "organisation.trusted_ranges"},
        {"[organisation]\ntrusted_ranges = [\"10.0.0.1\", 7]", 2, 31,
         cordon::toml::errc::wrong_type, "organisation.trusted_ranges[1]"},
        {"[organisation]\ntrusted_ranges = [{description = \"x\"}]", 2, 19,
         cordon::toml::errc::wrong_type, "organisation.trusted_ranges[0]"},
        {"[organisation]\nedition = \"Enterprise\"", 2, 11, errc::unknown_value,
         "organisation.edition"},
        {"[organisation]\ntime_zone = \"Mars\"", 2, 13, errc::unknown_time_zone,
         "organisation.time_zone"},
        {"[organisation]\ntrusted_ranges = [\"10.0.0.1\", \"10.0.0.1/8\"]", 2, 31,
         ip::errc::host_bits_set, "organisation.trusted_ranges[1]"},
        {"[organisation]\ntrusted_ranges = [\"10.0.0.9-10.0.0.1\"]", 2, 19, ip::errc::reversed,
         "organisation.trusted_ranges[0]"},
        {"[organisation]\ntrusted_ranges = [\"10.0.0.9-::1\"]", 2, 19, ip::errc::family_mix,
         "organisation.trusted_ranges[0]"},
        {"[organisation]\ntrusted_ranges = [\"::1\"]", 2, 19, errc::range_ipv4_only,
         "organisation.trusted_ranges[0]"},
        {"[organisation]\ntrusted_ranges = [\"0.0.0.0-2.0.0.0\"]", 2, 19, errc::range_too_large,
         "organisation.trusted_ranges[0]"},
        {"[organisation]\nlift_range_limits = true\ntrusted_ranges = [\"0.0.0.0/1\"]", 3, 18,
         ip::errc::whole_internet, "organisation.trusted_ranges"},
        {"[organisation]\nedition = \"professional\"\n[[profiles]]\nname = \"p\"\n"
         "login_ranges = [\"10.0.0.1\"]",
         5, 16, errc::range_not_in_edition, "profiles[0].login_ranges"},
        {"[organisation.passwords]\nattempts = 4", 2, 12, errc::bad_attempts,
         "organisation.passwords.attempts"},
        {"[[profiles]]\nlogin_ranges = []", 1, 1, errc::empty_name, "profiles[0].name"},
        {"[[profiles]]\nname = \"p\"\n[[profiles]]\nname = \"p\"", 4, 8, errc::duplicate_name,
         "profiles[1].name"},
        {"[[profiles]]\nname = \"p\"\n[profiles.login_hours]\nmonday = \"09:00-\"", 4, 10,
         errc::hours_half_set, "profiles[0].login_hours.monday"},
        {"[[profiles]]\nname = \"p\"\n[profiles.login_hours]\nmonday = \"17:00-09:00\"", 4, 10,
         errc::hours_reversed, "profiles[0].login_hours.monday"},
        {"[[profiles]]\nname = \"p\"\n[profiles.login_hours]\nmonday = \"09:00-24:01\"", 4, 10,
         errc::hours_out_of_range, "profiles[0].login_hours.monday"},
        {"[[profiles]]\nname = \"p\"\n[profiles.login_hours]\nmonday = \"9-17\"", 4, 10,
         cordon::toml::errc::bad_hours, "profiles[0].login_hours.monday"},
        {"[[profiles]]\nname = \"p\"\nrequired_level = \"high\"", 3, 18, errc::unknown_value,
         "profiles[0].required_level"},
    };
    for (const row& each : rows) {
        const auto read = parse_configuration(each.text, {.name = "login.toml"});
        BOOST_TEST_REQUIRE(!read.has_value(), each.text);
        const cordon::toml::text_error& error = read.errors()[0];
        BOOST_TEST(error.code == each.code, each.text << ": " << error.message);
        BOOST_TEST(error.line == each.line, each.text << ": " << error.message);
        BOOST_TEST(error.column == each.column, each.text << ": " << error.message);
        BOOST_TEST(error.key == each.key, each.text << ": " << error.message);
        BOOST_TEST(error.message.starts_with("login.toml:" + std::to_string(each.line) + ":"));
    }
}

BOOST_AUTO_TEST_CASE(all_errors_with_hints)
{
    const auto read = parse_configuration("[organisation]\nedition = \"x\"\nactive = 1\n"
                                          "trusted_ranges = [\"10.0.0.1/8\"]\n",
                                          {.name = "a.toml"});
    BOOST_TEST(read.errors().size() == 3U);
    BOOST_TEST(read.message().find("did you mean 10.0.0.0/8?") != std::string::npos,
               read.message());
}

// toml++ 3.3 ends the program there.
BOOST_AUTO_TEST_CASE(headers_without_a_name)
{
    const auto column = [](const char* text) {
        const auto read = parse_configuration(text);
        BOOST_TEST_REQUIRE(read.errors().size() == 1U, text);
        BOOST_TEST(read.errors()[0].code == std::error_code(cordon::toml::errc::syntax));
        return read.errors()[0].column;
    };
    BOOST_TEST(column("[=]") == 2U);
    BOOST_TEST(column("\xef\xbb\xbf[ \t= [a]") == 4U);
    BOOST_TEST(column("# [=\n\n  [[ .a]]") == 6U);
    BOOST_TEST(column("[\xc3\xa9]") == 2U);
    for (const char* text :
         {"[", "[[", "[ ", "[ [a]]", "[]", "[[]]", "[\r\n]", "[[\n", "[[[a]]]", "[a", "[a\n]"})
        BOOST_TEST(column(text) > 0U, text);
    for (const char* text : {"[organisation]", "[ \t organisation ] # [=", "[\"organisation\"]",
                             "['organisation']", "# [=", "[organisation]\nname = \"[=\""})
        BOOST_TEST(parse_configuration(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(nothing_that_a_terminal_obeys)
{
    const auto read =
        parse_configuration("\"\\u001b[2J\\u007f\\u009b1m\u00e9\" = 1", {.name = "a\nb"});
    BOOST_TEST_REQUIRE(read.errors().size() == 1U);
    BOOST_TEST(read.errors()[0].key == "\x1b[2J\x7f\xc2\x9b"
                                       "1m\xc3\xa9");
    BOOST_TEST(read.message() == "a\\u000Ab:1:1: \\u001B[2J\\u007F\\u009B1m\xc3\xa9: unknown key");
}

// Rule 10: diagnosed, closed where it is damaged, and repaired by being saved unchanged.
BOOST_AUTO_TEST_CASE(a_damaged_profile)
{
    const char* text =
        "[[profiles]]\nname = \"p\"\n"
        "login_ranges = [\"10.0.0.0/8\", \"10.0.0.300\"]\n"
        "[profiles.login_hours]\nmonday = \"nine to five\"\ntuesday = \"09:00-17:00\"";
    BOOST_TEST(!parse_configuration(text).has_value());
    const auto read = parse_configuration(text, {.take_damaged = true});
    BOOST_TEST_REQUIRE(read.has_value(), read.message());
    BOOST_TEST(read->find_profile("p")->damaged());
    BOOST_TEST_REQUIRE(read.damage().size() == 2U);
    BOOST_TEST(read.damage()[0].key == "profiles[0].login_ranges[1]");
    BOOST_TEST(read.damage()[0].line == 3U);
    BOOST_TEST(read.damage()[0].code == std::error_code(ip::errc::octet_range));
    BOOST_TEST(read.damage()[1].code == std::error_code(cordon::toml::errc::bad_hours));
    BOOST_TEST(read.damage()[1].line == 5U);

    const auto repaired = parse_configuration(write_configuration(*read));
    BOOST_TEST_REQUIRE(repaired.has_value(), repaired.message());
    const login::profile& p = *repaired->find_profile("p");
    BOOST_TEST(!p.damaged());
    BOOST_TEST(p.login_ranges().contains(ip::make_address("10.1.2.3")));
    using namespace std::chrono;
    const sys_seconds monday = sys_days(2026y / November / 23) + 10h;
    BOOST_TEST(!p.login_hours().contains(monday)); // in doubt nobody
    BOOST_TEST(p.login_hours().contains(monday + days(1)));
    // An organisation is never taken damaged.
    BOOST_TEST(!parse_configuration("[organisation]\ntrusted_ranges = [\"10.0.0.300\"]",
                                    {.take_damaged = true})
                    .has_value());
}

BOOST_AUTO_TEST_CASE(files)
{
    const auto missing = cordon::toml::load_configuration("/no/such/file.toml");
    BOOST_TEST_REQUIRE(!missing.has_value());
    BOOST_TEST((missing.errors()[0].code == std::errc::no_such_file_or_directory));
    BOOST_TEST(missing.message().starts_with("/no/such/file.toml: "));
    BOOST_TEST(!cordon::toml::load_configuration("/").has_value());
    const std::string large(cordon::toml::detail::max_text + 1, '#');
    BOOST_TEST(parse_configuration(large).errors()[0].code ==
               std::error_code(cordon::toml::errc::too_large));
}

BOOST_AUTO_TEST_SUITE_END()
