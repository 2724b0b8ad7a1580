#include <cordon/ip/scoped_address.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(ip_scoped_address)

using namespace std::string_view_literals;
using cordon::ip::errc;
using cordon::ip::make_address_v6;
using cordon::ip::parse_scoped_address;
using cordon::ip::scoped_address;
using cordon_test::outcome;

BOOST_AUTO_TEST_CASE(accepted_texts)
{
    const struct {
        std::string_view input;
        std::string_view address;
        std::string_view zone;
    } table[] = {
        {"fe80::1%eth0", "fe80::1", "eth0"},
        {"fe80::1%1", "fe80::1", "1"},
        {"febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff%x", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "x"},
        {"fe80::1%eth0.100", "fe80::1", "eth0.100"}, // a VLAN
        {"fe80::1%eth0:1", "fe80::1", "eth0:1"},     // an alias
        {"fe80::1%br-lan_2", "fe80::1", "br-lan_2"},
        {"fe80::1%en!#$&'()*+,;=?@\\^`{|}~\"<>", "fe80::1", "en!#$&'()*+,;=?@\\^`{|}~\"<>"},
        {"fe80::1.2.3.4%a", "fe80::102:304", "a"},
        {"ff02::1%eth0", "ff02::1", "eth0"}, // link scope, whatever the flags
        {"fff2::1%eth0", "fff2::1", "eth0"},
        {"ff12::fb%2", "ff12::fb", "2"},

        // Without a zone it is any IPv6 address.
        {"fe80::1", "fe80::1", ""},
        {"2001:DB8::1", "2001:db8::1", ""},
        {"::", "::", ""},
        {"::ffff:1.2.3.4", "::ffff:1.2.3.4", ""},
    };
    for (const auto& row : table) {
        const auto result = parse_scoped_address(row.input);
        BOOST_TEST_REQUIRE(result.has_value(), row.input << ": " << result.message(row.input));
        BOOST_TEST(result->address == make_address_v6(row.address));
        BOOST_TEST(result->zone == row.zone);
        // A view into the text, and no copy.
        if (!row.zone.empty())
            BOOST_TEST((result->zone.data() == row.input.data() + row.input.find('%') + 1));
    }
    static_assert(parse_scoped_address("fe80::1%eth0")->zone == "eth0");
}

BOOST_AUTO_TEST_CASE(refused_texts)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        {"", "empty at 0"},
        {"%", "empty at 0"}, // an address is missing
        {"%eth0", "empty at 0"},
        {"fe80::1%", "empty_zone at 7"}, // the '%' is one byte too many
        {"::1%", "empty_zone at 3"},

        // A zone on an address that has no link scope.
        {"::1%1", "zone_not_allowed at 3"},
        {"::%1", "zone_not_allowed at 2"},
        {"2001:db8::1%eth0", "zone_not_allowed at 11"},
        {"::ffff:169.254.0.1%eth0", "zone_not_allowed at 18"},
        {"fe7f::%1", "zone_not_allowed at 6"}, // the neighbours of fe80::/10
        {"fec0::%1", "zone_not_allowed at 6"},
        {"ff01::1%1", "zone_not_allowed at 7"}, // the other scopes of multicast
        {"ff05::1%1", "zone_not_allowed at 7"},
        {"ff0e::1%1", "zone_not_allowed at 7"},
        {"ff20::1%1", "zone_not_allowed at 7"},

        {"fe80::1%eth0%eth1", "bad_zone at 12"},
        {"fe80::1%%", "bad_zone at 8"},
        {"fe80::1%eth0/64", "bad_zone at 12"},
        {"fe80::1%[x]", "bad_zone at 8"},
        {"fe80::1%x]", "bad_zone at 9"},
        {"fe80::1%eth 0", "bad_zone at 11"},
        {"fe80::1% eth0", "bad_zone at 8"},
        {"fe80::1%eth0\n", "bad_zone at 12"},
        {"fe80::1%\x7f", "bad_zone at 8"},
        {"fe80::1%\xc3\xa9", "bad_zone at 8"}, // "é"
        {"fe80::1%eth\0000"sv, "nul at 11"},
        {"fe80::1%\0"sv, "nul at 8"},

        // What is wrong with the address, as without a zone.
        {"fe80%eth0", "too_few_parts at 4"},
        {"fe80:::1%eth0", "double_compress at 6"},
        {"fe80::1\0%eth0"sv, "nul at 7"},
        {"fe80::1 %eth0", "trailing_junk at 7"},
        {"10.0.0.1%eth0", "embedded_v4_position at 0"}, // IPv6 alone
        {"10.0.0.1", "embedded_v4_position at 0"},
        {"[fe80::1%eth0]", "bad_char at 0"},
    };
    for (const auto& row : table)
        BOOST_TEST(outcome(parse_scoped_address(row.input)) == row.outcome, row.input);
    static_assert(parse_scoped_address("fe80::1%x y").error() ==
                  cordon::ip::parse_error{errc::bad_zone, 9});
}

BOOST_AUTO_TEST_CASE(every_byte_in_a_zone)
{
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool visible = byte > ' ' && byte < 0x7f;
        const bool zone = visible && "%/[]"sv.find(c) == ""sv.npos;
        const std::string text = std::string("fe80::1%a") + c + "b";
        BOOST_TEST(parse_scoped_address(text).has_value() == zone, "byte " << byte);
    }
}

BOOST_AUTO_TEST_CASE(the_size_is_looked_at_first)
{
    const std::string start = "fe80::1%";
    BOOST_TEST(parse_scoped_address(start + std::string(56, 'x')).has_value());
    BOOST_TEST(outcome(parse_scoped_address(start + std::string(57, 'x'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_scoped_address(start + std::string(65536, 'x'))) == "too_long at 64");
}

BOOST_AUTO_TEST_CASE(equality)
{
    constexpr scoped_address a{make_address_v6("fe80::1"), "eth0"};
    static_assert(a == scoped_address{make_address_v6("fe80::1"), "eth0"});
    static_assert(a != scoped_address{make_address_v6("fe80::2"), "eth0"});
    static_assert(a != scoped_address{make_address_v6("fe80::1"), "eth1"});
    static_assert(a != scoped_address{make_address_v6("fe80::1"), {}});
    // The text of the zone counts, and not where it lies.
    const std::string copy = "fe80::1%eth0";
    BOOST_TEST((parse_scoped_address(copy).value() == a));
}

BOOST_AUTO_TEST_SUITE_END()
