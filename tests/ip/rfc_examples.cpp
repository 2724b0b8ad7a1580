// The examples of the standards, each by its section.
#include <cordon/ip/endpoint.hpp>
#include <cordon/ip/prefix.hpp>
#include <cordon/ip/range.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_rfc_examples)

using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::make_address;
using cordon::ip::make_address_v4;
using cordon::ip::make_address_v6;
using cordon::ip::make_prefix;
using cordon::ip::make_prefix_v4;
using cordon::ip::make_prefix_v6;
using cordon::ip::make_range_v4;
using cordon::ip::parse_address;
using cordon::ip::parse_prefix;
using cordon::ip::prefix_v4;
using cordon::ip::prefix_v6;
using cordon::ip::uint128;
using cordon_test::outcome;

// RFC 4291, IPv6 addressing architecture

BOOST_AUTO_TEST_CASE(rfc4291_2_2_texts)
{
    const struct {
        std::string_view input;
        uint128 value;
    } table[] = {
        // 1. the preferred form
        {"ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", {0xabcdef0123456789U, 0xabcdef0123456789U}},
        {"2001:DB8:0:0:8:800:200C:417A", {0x20010db800000000U, 0x00080800200c417aU}},
        // 2. "::"
        {"2001:DB8::8:800:200C:417A", {0x20010db800000000U, 0x00080800200c417aU}},
        {"FF01:0:0:0:0:0:0:101", {0xff01000000000000U, 0x101}},
        {"FF01::101", {0xff01000000000000U, 0x101}},
        {"0:0:0:0:0:0:0:1", {0, 1}},
        {"::1", {0, 1}},
        {"0:0:0:0:0:0:0:0", {0, 0}},
        {"::", {0, 0}},
        // 3. with a dotted quad
        {"0:0:0:0:0:0:13.1.68.3", {0, 0x0d014403U}},
        {"::13.1.68.3", {0, 0x0d014403U}},
        {"0:0:0:0:0:FFFF:129.144.52.38", {0, 0xffff81903426U}},
        {"::FFFF:129.144.52.38", {0, 0xffff81903426U}},
    };
    for (const auto& row : table)
        BOOST_TEST(make_address_v6(row.input) == address_v6(row.value), row.input);
}

BOOST_AUTO_TEST_CASE(rfc4291_2_3_prefixes)
{
    const prefix_v6 expected(address_v6(uint128(0x20010db80000cd30U, 0)), 60);
    for (const char* legal : {"2001:0DB8:0000:CD30:0000:0000:0000:0000/60",
                              "2001:0DB8::CD30:0:0:0:0/60", "2001:0DB8:0:CD30::/60"})
        BOOST_TEST(make_prefix_v6(legal) == expected, legal);

    // "not legal representations of the above prefix", with what is wrong with each
    BOOST_TEST(outcome(parse_prefix("2001:0DB8:0:CD3/60")) == "too_few_parts at 15");
    BOOST_TEST(outcome(parse_prefix("2001:0DB8::CD30/60")) == "host_bits_set at 11");
    BOOST_TEST(outcome(parse_prefix("2001:0DB8::CD3/60")) == "host_bits_set at 11");

    // a node's address and its prefix, written together: by name only
    BOOST_TEST(outcome(parse_prefix("2001:0DB8:0:CD30:123:4567:89AB:CDEF/60")) ==
               "host_bits_set at 17");
    const address_v6 node = make_address_v6("2001:0DB8:0:CD30:123:4567:89AB:CDEF");
    BOOST_TEST(prefix_v6::containing(node, 60) == expected);
    BOOST_TEST(expected.contains(node));
}

BOOST_AUTO_TEST_CASE(rfc4291_2_4_types)
{
    // The table of types, by the prefixes that it gives, at both of their ends.
    BOOST_TEST(make_prefix_v6("::/128").first().is_unspecified());
    BOOST_TEST(make_prefix_v6("::1/128").first().is_loopback());
    for (const prefix_v6 multicast = make_prefix_v6("FF00::/8");
         const address_v6 a : {multicast.first(), multicast.last()})
        BOOST_TEST(a.is_multicast());
    for (const prefix_v6 link_local = make_prefix_v6("FE80::/10");
         const address_v6 a : {link_local.first(), link_local.last()})
        BOOST_TEST(a.is_link_local());
    for (const char* unicast : {"2001:db8::1", "fe7f::", "fc00::1"}) {
        const address_v6 a = make_address_v6(unicast);
        BOOST_TEST(
            !(a.is_unspecified() || a.is_loopback() || a.is_multicast() || a.is_link_local()));
    }
}

BOOST_AUTO_TEST_CASE(rfc4291_2_5_unicast)
{
    BOOST_TEST(address_v6::any() == make_address_v6("0:0:0:0:0:0:0:0"));      // 2.5.2
    BOOST_TEST(address_v6::loopback() == make_address_v6("0:0:0:0:0:0:0:1")); // 2.5.3

    // 2.5.5.1 IPv4-compatible: 96 zeros. Deprecated, never unwrapped.
    const address_v6 compatible = make_address_v6("::192.0.2.1");
    BOOST_TEST(make_prefix_v6("::/96").contains(compatible));
    BOOST_TEST(!compatible.mapped_v4().has_value());
    // 2.5.5.2 IPv4-mapped: 80 zeros, 16 ones
    const address_v6 mapped = address_v6::mapped(make_address_v4("192.0.2.1"));
    BOOST_TEST(mapped == make_address_v6("::ffff:192.0.2.1"));
    BOOST_TEST((mapped.mapped_v4() == make_address_v4("192.0.2.1")));
    BOOST_TEST(((mapped.to_uint() >> 32) == uint128(0xffff)));

    // 2.5.6 link-local: 1111111010, and 54 zeros where they are used
    const address_v6 link_local = make_address_v6("fe80::1");
    BOOST_TEST(((link_local.to_uint() >> 118) == uint128(0x3fa)));
    BOOST_TEST(link_local.is_link_local());
    // 2.5.7 site-local: 1111111011, deprecated
    BOOST_TEST(make_address_v6("fec0::1").is_site_local());
    BOOST_TEST(!make_address_v6("fec0::1").is_link_local());
}

BOOST_AUTO_TEST_CASE(rfc4291_2_7_multicast)
{
    // The NTP servers' group in four scopes.
    BOOST_TEST(make_address_v6("FF01:0:0:0:0:0:0:101").is_multicast_node_local());
    BOOST_TEST(make_address_v6("FF02:0:0:0:0:0:0:101").is_multicast_link_local());
    BOOST_TEST(make_address_v6("FF05:0:0:0:0:0:0:101").is_multicast_site_local());
    BOOST_TEST(make_address_v6("FF0E:0:0:0:0:0:0:101").is_multicast_global());
    // 2.7.1: the solicited-node address of 4037::01:800:200E:8C6C
    const prefix_v6 solicited = make_prefix_v6("FF02:0:0:0:0:1:FF00::/104");
    const uint128 low24 = make_address_v6("4037::01:800:200E:8C6C").to_uint() & uint128(0xffffff);
    BOOST_TEST(address_v6(solicited.first().to_uint() | low24) ==
               make_address_v6("FF02::1:FF0E:8C6C"));
}

// RFC 5952, a recommendation for IPv6 text

BOOST_AUTO_TEST_CASE(rfc5952_2_flexible_texts)
{
    // Every way to write an address that the RFC lists, and the one that is recommended.
    const struct {
        std::string_view canonical;
        std::vector<std::string_view> texts;
    } table[] = {
        {"2001:db8::1:0:0:1",
         {"2001:db8:0:0:1:0:0:1", "2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1",
          "2001:db8::0:1:0:0:1", "2001:0db8::1:0:0:1", "2001:db8:0:0:1::1", "2001:db8:0000:0:1::1",
          "2001:DB8:0:0:1::1"}},
        // 2.1 leading zeros
        {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
         {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:001",
          "2001:db8:aaaa:bbbb:cccc:dddd:eeee:01", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"}},
        // 2.2 zero compression
        {"2001:db8:aaaa:bbbb:cccc:dddd:0:1",
         {"2001:db8:aaaa:bbbb:cccc:dddd::1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1"}},
        {"2001:db8::1", {"2001:db8:0:0:0::1", "2001:db8:0:0::1", "2001:db8:0::1", "2001:db8::1"}},
        {"2001:db8::aaaa:0:0:1", {"2001:db8::aaaa:0:0:1", "2001:db8:0:0:aaaa::1"}},
        // 2.3 case
        {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
         {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA",
          "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AaAa"}},
    };
    for (const auto& row : table)
        for (const std::string_view text : row.texts)
            BOOST_TEST(to_string(make_address(text)) == row.canonical, text);
}

BOOST_AUTO_TEST_CASE(rfc5952_4_recommendation)
{
    const struct {
        std::string_view input;
        std::string_view canonical;
    } table[] = {
        {"2001:0db8::0001", "2001:db8::1"}, // 4.1 no leading zeros, and 0000 is 0
        {"2001:db8:0000:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"}, // 4.2.1 "::" as much as possible
        {"2001:db8::0:1", "2001:db8::1"},
        {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, // 4.2.2 not for one group
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},       // 4.2.3 the longest run
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"}, // and the first of equal ones
        {"2001:DB8::ABCD:EF", "2001:db8::abcd:ef"},    // 4.3 lower case
    };
    for (const auto& row : table)
        BOOST_TEST(to_string(make_address(row.input)) == row.canonical);
}

BOOST_AUTO_TEST_CASE(rfc5952_5_embedded_ipv4)
{
    // The dotted quad where the prefix tells that it is one: the mapped addresses.
    BOOST_TEST(to_string(make_address("0:0:0:0:0:ffff:192.0.2.1")) == "::ffff:192.0.2.1");
    BOOST_TEST(to_string(make_address("::ffff:c000:201")) == "::ffff:192.0.2.1");
    BOOST_TEST(to_string(make_address("::192.0.2.1")) == "::c000:201");
}

BOOST_AUTO_TEST_CASE(rfc5952_6_ports)
{
    const auto endpoint = cordon::ip::parse_endpoint("[2001:db8::1]:80");
    BOOST_TEST_REQUIRE(endpoint.has_value());
    BOOST_TEST(endpoint->address == make_address("2001:db8::1"));
    BOOST_TEST((endpoint->port == 80));
    // "2001:db8::1:80" is not recommended, for this is what it means:
    BOOST_TEST(outcome(cordon::ip::parse_endpoint("2001:db8::1:80")) == "2001:db8::1:80");
    for (const char* other :
         {"2001:db8::1.80", "2001:db8::1 port 80", "2001:db8::1p80", "2001:db8::1#80"})
        BOOST_TEST(!cordon::ip::parse_endpoint(other).has_value(), other);
}

// RFC 4632, CIDR

BOOST_AUTO_TEST_CASE(rfc4632_3_1_notation)
{
    BOOST_TEST(make_prefix_v4("172.16.0.0/16").netmask() == make_address_v4("255.255.0.0"));
    BOOST_TEST(make_prefix_v4("192.168.99.0/24").netmask() == make_address_v4("255.255.255.0"));
    // The table from n.n.n.n/32, a host route, up to 0.0.0.0/0, the default route.
    for (int length = 0; length <= 32; ++length)
        BOOST_TEST(prefix_v4::containing(make_address_v4("172.16.99.1"), length).count() ==
                   std::uint64_t(1) << (32 - length));
}

BOOST_AUTO_TEST_CASE(rfc4632_6_assignments)
{
    // Two providers, what their customers C1 to C7 need, and the routes that come of it.
    const struct {
        std::string_view block;
        std::string_view customer;
        std::string_view route;
    } table[] = {
        {"10.24.0.0/13", "10.24.0.0-10.24.7.255", "10.24.0.0/21"},
        {"10.24.0.0/13", "10.24.16.0-10.24.31.255", "10.24.16.0/20"},
        {"10.24.0.0/13", "10.24.8.0-10.24.11.255", "10.24.8.0/22"},
        {"10.24.0.0/13", "10.24.12.0-10.24.15.255", "10.24.12.0/22"},
        {"10.24.0.0/13", "10.24.32.0-10.24.33.255", "10.24.32.0/23"},
        {"10.24.0.0/13", "10.24.34.0-10.24.35.255", "10.24.34.0/23"},
        {"10.32.0.0/13", "10.32.0.0-10.32.15.255", "10.32.0.0/20"},
    };
    for (const auto& row : table) {
        const auto route = make_range_v4(row.customer).as_prefix();
        BOOST_TEST_REQUIRE(route.has_value(), row.customer);
        BOOST_TEST(to_string(*route) == row.route);
        BOOST_TEST(make_prefix_v4(row.block).contains(*route));
    }
    BOOST_TEST(!make_prefix_v4("10.24.0.0/13").overlaps(make_prefix_v4("10.32.0.0/13")));
    BOOST_TEST(to_string(make_prefix_v4("10.24.0.0/13").last()) == "10.31.255.255");
}

// RFC 3021 and RFC 6164: on a link of two, both addresses are hosts

BOOST_AUTO_TEST_CASE(rfc3021_links_of_two)
{
    const prefix_v4 link = make_prefix_v4("192.0.2.6/31");
    BOOST_TEST(link.count() == 2U);
    BOOST_TEST(link.contains(make_address_v4("192.0.2.6"))); // no network address,
    BOOST_TEST(link.contains(make_address_v4("192.0.2.7"))); // no broadcast address
    BOOST_TEST(!link.contains(make_address_v4("192.0.2.5")));
    BOOST_TEST(!link.contains(make_address_v4("192.0.2.8")));
    BOOST_TEST(make_prefix_v4("192.0.2.6/32").count() == 1U);
    BOOST_TEST(outcome(parse_prefix("192.0.2.7/31")) == "host_bits_set at 8");
}

BOOST_AUTO_TEST_CASE(rfc6164_links_of_two)
{
    const prefix_v6 link = make_prefix_v6("2001:db8::6/127");
    BOOST_TEST((link.count() == cordon::ip::uint129::power_of_two(1)));
    BOOST_TEST(link.contains(make_address_v6("2001:db8::6"))); // no subnet-router anycast address
    BOOST_TEST(link.contains(make_address_v6("2001:db8::7")));
    BOOST_TEST(!link.contains(make_address_v6("2001:db8::5")));
    BOOST_TEST(!link.contains(make_address_v6("2001:db8::8")));
    BOOST_TEST(outcome(parse_prefix("2001:db8::7/127")) == "host_bits_set at 10");
}

// RFC 6052, IPv4-embedded IPv6 addresses

BOOST_AUTO_TEST_CASE(rfc6052_2_4_texts)
{
    // The table of section 2.4: 192.0.2.33 behind prefixes of the six lengths. Read they are plain
    // IPv6 addresses; nothing unwraps them.
    const struct {
        std::string_view prefix;
        std::string_view address;
        const char* value; // by hand, from the layouts of section 2.2
    } table[] = {
        {"2001:db8::/32", "2001:db8:c000:221::", "20010db8c00002210000000000000000"},
        {"2001:db8:100::/40", "2001:db8:1c0:2:21::", "20010db801c000020021000000000000"},
        {"2001:db8:122::/48", "2001:db8:122:c000:2:2100::", "20010db80122c0000002210000000000"},
        {"2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::", "20010db8012203c00000022100000000"},
        {"2001:db8:122:344::/64",
         "2001:db8:122:344:c0:2:2100::", "20010db80122034400c0000221000000"},
        {"2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33",
         "20010db80122034400000000c0000221"},
        {"64:ff9b::/96", "64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221"},
    };
    for (const auto& row : table) {
        const std::string digits = row.value;
        const uint128 value(std::stoull(digits.substr(0, 16), nullptr, 16),
                            std::stoull(digits.substr(16), nullptr, 16));
        const address_v6 address = make_address_v6(row.address);
        BOOST_TEST(address == address_v6(value), row.address);
        BOOST_TEST(make_prefix_v6(row.prefix).contains(address), row.address);
        BOOST_TEST(!address.mapped_v4().has_value());
        BOOST_TEST(make_address(row.address).canonical() == make_address(row.address));
        BOOST_TEST(make_address_v6(to_string(address)) == address);
    }
    // 2.4: with a dotted quad it may be written, and read, wherever it ends the address
    BOOST_TEST(make_address("64:ff9b::192.0.2.33") == make_address("64:ff9b::c000:221"));
    BOOST_TEST(make_address("2001:db8:122:344::192.0.2.33") ==
               make_address("2001:db8:122:344::c000:221"));
}

BOOST_AUTO_TEST_SUITE_END()
