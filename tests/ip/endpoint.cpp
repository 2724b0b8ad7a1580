#include <cordon/ip/endpoint.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(ip_endpoint)

using namespace std::string_view_literals;
using cordon::ip::endpoint;
using cordon::ip::errc;
using cordon::ip::make_address;
using cordon::ip::parse_endpoint;
using cordon_test::outcome;

BOOST_AUTO_TEST_CASE(accepted_texts)
{
    const struct {
        std::string_view input;
        std::string_view address;
        int port; // -1: none
    } table[] = {
        {"1.2.3.4", "1.2.3.4", -1},
        {"1.2.3.4:80", "1.2.3.4", 80},
        {"1.2.3.4:0", "1.2.3.4", 0}, // a port, and not none
        {"1.2.3.4:1", "1.2.3.4", 1},
        {"1.2.3.4:65535", "1.2.3.4", 65535},
        {"255.255.255.255:65535", "255.255.255.255", 65535},
        {"::1", "::1", -1},
        {"[::1]", "::1", -1},
        {"[::1]:80", "::1", 80},
        {"[::]:0", "::", 0},
        {"[::ffff:1.2.3.4]:443", "::ffff:1.2.3.4", 443},
        {"::ffff:1.2.3.4", "::ffff:1.2.3.4", -1},
        {"::1:80", "::1:80", -1}, // the 80 is a group
        {"2001:db8::1:80", "2001:db8::1:80", -1},
        {"[2001:DB8::1]:80", "2001:db8::1", 80}, // RFC 5952, 6
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", -1},
        {"[0000:0000:0000:0000:0000:ffff:255.255.255.255]:65535", "::ffff:255.255.255.255", 65535},
    };
    for (const auto& row : table) {
        const auto result = parse_endpoint(row.input);
        BOOST_TEST_REQUIRE(result.has_value(), row.input << ": " << result.message(row.input));
        BOOST_TEST(result->address == make_address(row.address));
        BOOST_TEST(result->port.has_value() == (row.port >= 0));
        BOOST_TEST(int(result->port.value_or(0)) == (row.port >= 0 ? row.port : 0));
    }
    static_assert(parse_endpoint("1.2.3.4:80")->port == 80);
    static_assert(!parse_endpoint("::1")->port);
}

BOOST_AUTO_TEST_CASE(refused_texts)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        {"", "empty at 0"},
        {":", "empty_part at 0"},
        {":80", "empty_part at 0"}, // half of a "::", since the text begins as IPv6
        {"[", "empty at 1"},
        {"[]", "empty at 1"},
        {"[]:80", "empty at 1"},
        {"]", "bad_char at 0"},

        {"[::1", "unclosed_bracket at 4"},
        {"[::1:80", "unclosed_bracket at 7"},
        {"[::1 ]:80", "trailing_junk at 4"},
        {"[[::1]]", "bad_char at 1"},
        {"[::1]]", "trailing_junk at 5"},
        {"[::1]80", "trailing_junk at 5"},
        {"[::1] :80", "trailing_junk at 5"},
        {"[::1]\0:80"sv, "nul at 5"},
        {"[1.2.3.4]:80", "embedded_v4_position at 1"}, // brackets are for IPv6
        {"[v1.x]:80", "bad_char at 1"},                // RFC 3986's IPvFuture
        {"[fe80::1%eth0]:80", "zone_not_allowed at 8"},
        {"::1]:80", "trailing_junk at 3"},

        // What is wrong with the address, at its place in the whole.
        {"1.2.3:80", "too_few_parts at 5"},
        {"1.2.3.256:80", "octet_range at 6"},
        {"01.2.3.4:80", "leading_zero at 0"},
        {"1.2.3.4 :80", "trailing_junk at 7"},
        {"1.2.3.4\0:80"sv, "nul at 7"},
        {"1.2.3.4%eth0:80", "zone_on_v4 at 7"},
        {"localhost:80", "bad_char at 0"},
        {"[::g]:80", "bad_char at 3"},
        {"[::1::2]", "double_compress at 4"},
        {"::g", "bad_char at 2"},

        // Not a number from 0 to 65535: the number as a whole.
        {"1.2.3.4:", "bad_port at 8"},
        {"[::1]:", "bad_port at 6"},
        {"1.2.3.4:65536", "bad_port at 8"},
        {"1.2.3.4:99999", "bad_port at 8"},
        {"1.2.3.4:100000", "bad_port at 8"},
        {"1.2.3.4:4294967376", "bad_port at 8"},           // 2^32 + 80
        {"1.2.3.4:18446744073709551696", "bad_port at 8"}, // 2^64 + 80
        {"1.2.3.4:080", "bad_port at 8"},
        {"1.2.3.4:00", "bad_port at 8"},
        {"1.2.3.4:+80", "bad_port at 8"},
        {"1.2.3.4:-1", "bad_port at 8"},
        {"1.2.3.4: 80", "bad_port at 8"},
        {"1.2.3.4:http", "bad_port at 8"},
        {"1.2.3.4:0x50", "bad_port at 8"},
        {"1.2.3.4:8o", "bad_port at 8"},
        {"1.2.3.4::80", "bad_port at 8"},
        {"[::1]:080", "bad_port at 6"},
        {"[::1]:\xd9\xa8", "bad_port at 6"},

        // RFC 5952, 6: the spellings that are not to be used.
        {"2001:db8::1.80", "too_few_parts at 14"},
        {"2001:db8::1p80", "bad_char at 11"},
        {"2001:db8::1#80", "trailing_junk at 11"},
        {"2001:db8::1 port 80", "trailing_junk at 11"},

        {"1.2.3.4/32", "trailing_junk at 7"},
        {"http://1.2.3.4:80", "bad_char at 0"},
    };
    for (const auto& row : table)
        BOOST_TEST(outcome(parse_endpoint(row.input)) == row.outcome, row.input);
    static_assert(parse_endpoint("1.2.3.4:080").error() ==
                  cordon::ip::parse_error{errc::bad_port, 8});
}

BOOST_AUTO_TEST_CASE(behind_a_port)
{
    // As behind a prefix length: a whole port, and then something else.
    BOOST_TEST(outcome(parse_endpoint("1.2.3.4:80 ")) == "trailing_junk at 10");
    BOOST_TEST(outcome(parse_endpoint("1.2.3.4:80\n")) == "trailing_junk at 10");
    BOOST_TEST(outcome(parse_endpoint("1.2.3.4:80/path")) == "trailing_junk at 10");
    BOOST_TEST(outcome(parse_endpoint("1.2.3.4:80:90")) == "trailing_junk at 10");
    BOOST_TEST(outcome(parse_endpoint("[::1]:80, 1.2.3.4")) == "trailing_junk at 8");
    BOOST_TEST(outcome(parse_endpoint("1.2.3.4:80\0"sv)) == "nul at 10");
    BOOST_TEST(outcome(parse_endpoint("1.2.3.4:\0"sv)) == "nul at 8");
    BOOST_TEST(outcome(parse_endpoint("1.2.3.4:65536 ")) == "bad_port at 8"); // is further left
}

BOOST_AUTO_TEST_CASE(every_port)
{
    for (int port = 0; port < 70000; ++port) {
        const auto result = parse_endpoint("1.2.3.4:" + std::to_string(port));
        if (result.has_value() != (port < 65536) || (result && result->port != port))
            BOOST_ERROR("port " << port);
    }
}

BOOST_AUTO_TEST_CASE(the_size_is_looked_at_first)
{
    // An address of 64 bytes and "[]:65535".
    BOOST_TEST(outcome(parse_endpoint(std::string(73, '1'))) == "too_long at 72");
    BOOST_TEST(outcome(parse_endpoint(std::string(72, '1'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_endpoint("[" + std::string(65, ':') + "]")) == "too_long at 65");
    BOOST_TEST(outcome(parse_endpoint("[" + std::string(64, ':') + "]")) == "double_compress at 3");
}

BOOST_AUTO_TEST_CASE(equality)
{
    constexpr endpoint a{make_address("1.2.3.4"), 80};
    static_assert(a == *parse_endpoint("1.2.3.4:80"));
    static_assert(a != *parse_endpoint("1.2.3.4:81"));
    static_assert(a != *parse_endpoint("1.2.3.5:80"));
    static_assert(a != *parse_endpoint("1.2.3.4"));
    static_assert(*parse_endpoint("1.2.3.4:0") != *parse_endpoint("1.2.3.4"));
    static_assert(endpoint{}.address.is_none() && !endpoint{}.port);
}

BOOST_AUTO_TEST_SUITE_END()
