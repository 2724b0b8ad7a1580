// Bad address text: a test case for each row of the catalogue of bad inputs, section A, named by
// its id (catalogue.cpp has the list of all ids). Expectations are the catalogue's, never the
// code's.
#include <cordon/ip/endpoint.hpp>
#include <cordon/ip/lenient.hpp>
#include <cordon/ip/scoped_address.hpp>
#include <cordon/ip/sockaddr.hpp>
#include <cordon/ip/trusted_networks.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#if !defined(_WIN32)
#include <sys/un.h>
#endif

BOOST_AUTO_TEST_SUITE(ip_catalogue_a)

using namespace std::string_view_literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::errc;
using cordon::ip::make_address;
using cordon::ip::make_entry;
using cordon::ip::parse_address;
using cordon::ip::parse_endpoint;
using cordon::ip::parse_scoped_address;
using cordon::ip::range_set;
using cordon::ip::trusted_networks;
using cordon::ip::uint128;
using cordon_test::outcome;

namespace {

// No door lets it in: neither family's parser, nor the throwing one, nor a line of a list, strict
// or lenient. And the parser of either family tells exactly this.
void refuses(std::string_view text, std::string_view expected)
{
    BOOST_TEST_INFO_SCOPE("input: " << text);
    BOOST_TEST(outcome(parse_address(text)) == expected);
    BOOST_TEST(!cordon::ip::parse_address_v4(text).has_value());
    BOOST_TEST(!cordon::ip::parse_address_v6(text).has_value());
    BOOST_CHECK_THROW(make_address(text), std::system_error);
    if (text.find('/') == text.npos) { // "::1/128" is no address, but an entry
        BOOST_TEST(!cordon::ip::parse_entry(text).has_value());
        BOOST_TEST(!cordon::ip::lenient::parse_entry(text).has_value());
    }
}

// An IPv4 address with just this number.
void accepts_v4(std::string_view text, std::uint32_t value)
{
    BOOST_TEST_INFO_SCOPE("input: " << text);
    const auto result = parse_address(text);
    BOOST_TEST_REQUIRE(result.has_value(), result.message(text));
    BOOST_TEST_REQUIRE(result->is_v4());
    BOOST_TEST(result->to_v4().to_uint() == value);
}

// An IPv6 address with just this number.
void accepts_v6(std::string_view text, uint128 value)
{
    BOOST_TEST_INFO_SCOPE("input: " << text);
    const auto result = parse_address(text);
    BOOST_TEST_REQUIRE(result.has_value(), result.message(text));
    BOOST_TEST_REQUIRE(result->is_v6());
    BOOST_TEST((result->to_v6().to_uint() == value));
}

// An IPv6 address in which an IPv4 address is embedded, and which is never taken for it: not as a
// key, not by a set, not by trusted networks.
void plain_v6(std::string_view text, std::string_view embedded)
{
    BOOST_TEST_INFO_SCOPE("input: " << text);
    const address a = make_address(text);
    const address v4 = make_address(embedded);
    BOOST_TEST(a.is_v6());
    BOOST_TEST(a.canonical() == a);
    BOOST_TEST(a.canonical() != v4);
    const range_set set{make_entry(std::string(embedded) + "/32")};
    BOOST_TEST(set.contains(v4));
    BOOST_TEST(!set.contains(a));
    BOOST_TEST(!trusted_networks(set).contains(a));
}

// The key of a mapped address is the IPv4 address, in every look-up.
void keyed_as(std::string_view text, std::string_view key)
{
    BOOST_TEST_INFO_SCOPE("input: " << text);
    const address a = make_address(text);
    const address v4 = make_address(key);
    BOOST_TEST(a.is_v6());
    BOOST_TEST(a.canonical() == v4);
    const range_set set{make_entry(key)};
    BOOST_TEST(set.contains(a));
    BOOST_TEST(cordon::ip::compiled_set(set).contains(a));
    BOOST_TEST(trusted_networks(set).contains(a));
    BOOST_TEST((range_set{make_entry(text)} == set)); // one address as an entry: the IPv4 one
}

} // namespace

BOOST_AUTO_TEST_CASE(A001_base) { accepts_v4("1.2.3.4", 0x01020304U); }

BOOST_AUTO_TEST_CASE(A002_unspecified)
{
    accepts_v4("0.0.0.0", 0);
    BOOST_TEST(make_address("0.0.0.0").is_unspecified());
    // An error path can come up with it: not trusted, whatever the networks say.
    for (const char* entry : {"0.0.0.0/8", "0.0.0.0/2", "0.0.0.0-10.0.0.0"}) {
        const trusted_networks trusted(range_set{make_entry(entry)});
        BOOST_TEST(!trusted.contains(make_address("0.0.0.0")), entry);
        BOOST_TEST(!trusted.contains(make_address("::ffff:0.0.0.0")), entry);
        BOOST_TEST(trusted.contains(make_address("0.0.0.1")), entry);
    }
    const trusted_networks all(range_set{make_entry("0.0.0.0/0")}, {.allow_whole_internet = true});
    BOOST_TEST(!all.contains(make_address("0.0.0.0")));
    BOOST_CHECK_THROW(trusted_networks(range_set{make_entry("0.0.0.0")}), std::system_error);
}

BOOST_AUTO_TEST_CASE(A004_octal) { refuses("010.8.8.8", "leading_zero at 0"); }

BOOST_AUTO_TEST_CASE(A005_octal) { refuses("012.0.0.1", "leading_zero at 0"); }

BOOST_AUTO_TEST_CASE(A007_leading_zero_in_the_last_part)
{
    refuses("127.0.0.01", "leading_zero at 8");
}

BOOST_AUTO_TEST_CASE(A008_zero_padded) { refuses("127.000.000.001", "leading_zero at 4"); }

BOOST_AUTO_TEST_CASE(A010_digits_that_octal_has_not)
{
    refuses("08.8.8.8", "leading_zero at 0");
    refuses("09.1.1.1", "leading_zero at 0");
}

BOOST_AUTO_TEST_CASE(A011_two_parts) { refuses("127.1", "too_few_parts at 5"); }

BOOST_AUTO_TEST_CASE(A013_two_parts) { refuses("216.240", "too_few_parts at 7"); }

BOOST_AUTO_TEST_CASE(A014_decimal) { refuses("2130706433", "too_few_parts at 10"); }

BOOST_AUTO_TEST_CASE(A016_hexadecimal) { refuses("0x7f000001", "bad_char at 1"); }

BOOST_AUTO_TEST_CASE(A017_hexadecimal_parts)
{
    refuses("0x7f.1", "bad_char at 1");
    refuses("0x7f.0.0.1", "bad_char at 1");
}

BOOST_AUTO_TEST_CASE(A019_wrap_of_8_bits)
{
    refuses("1.2.3.256", "octet_range at 6");
    refuses("1.2.3.1000", "octet_range at 6");
    refuses("1.2.3.999", "octet_range at 6");
}

BOOST_AUTO_TEST_CASE(A020_wrap_of_32_bits) { refuses("1.2.3.4294967300", "octet_range at 6"); }

BOOST_AUTO_TEST_CASE(A022_integers)
{
    refuses("4294967296", "too_few_parts at 10");
    refuses("4294967295", "too_few_parts at 10");
}

BOOST_AUTO_TEST_CASE(A023_five_parts) { refuses("1.2.3.4.5", "too_many_parts at 7"); }

BOOST_AUTO_TEST_CASE(A025_empty_parts)
{
    refuses(".1.2.3.4", "empty_part at 0");
    refuses("1..3.4", "empty_part at 2");
}

BOOST_AUTO_TEST_CASE(A026_leading_space) { refuses(" 1.2.3.4", "bad_char at 0"); }

BOOST_AUTO_TEST_CASE(A028_trailing_white_space)
{
    refuses("1.2.3.4\t", "trailing_junk at 7");
    refuses("1.2.3.4\n", "trailing_junk at 7");
    refuses("1.2.3.4\r", "trailing_junk at 7");
}

BOOST_AUTO_TEST_CASE(A029_trailing_text) { refuses("1.2.3.4 HEADER", "trailing_junk at 7"); }

BOOST_AUTO_TEST_CASE(A031_nul)
{
    refuses("1.2.3.4\0.evil"sv, "nul at 7");
    refuses("10.0.0.1\0 9.9.9.9"sv, "nul at 8");
}

BOOST_AUTO_TEST_CASE(A032_plus)
{
    refuses("+1.2.3.4", "bad_char at 0");
    refuses("1.2.3.+4", "bad_char at 6");
}

BOOST_AUTO_TEST_CASE(A034_underscore) { refuses("1_0.2.3.4", "bad_char at 1"); }

BOOST_AUTO_TEST_CASE(A035_exponent)
{
    refuses("1.2.3.4e0", "bad_char at 7");
    refuses("1e1.2.3.4", "bad_char at 1");
}

BOOST_AUTO_TEST_CASE(A037_fullwidth_digit) { refuses("\xef\xbc\x91.2.3.4", "bad_char at 0"); }

BOOST_AUTO_TEST_CASE(A038_mathematical_digit)
{
    refuses("\xf0\x9d\x9f\x8f.2.3.4", "bad_char at 0");
}

BOOST_AUTO_TEST_CASE(A040_commas)
{
    refuses("1,2,3,4", "bad_char at 1");
    refuses("1.2.3,4", "bad_char at 5");
}

BOOST_AUTO_TEST_CASE(A041_letters)
{
    refuses("1.2.3.a", "bad_char at 6");
    refuses("1.2.3.4x", "bad_char at 7");
}

BOOST_AUTO_TEST_CASE(A043_port)
{
    refuses("1.2.3.4:80", "trailing_junk at 7");
    const auto endpoint = parse_endpoint("1.2.3.4:80");
    BOOST_TEST_REQUIRE(endpoint.has_value());
    BOOST_TEST(endpoint->address == make_address("1.2.3.4"));
    BOOST_TEST((endpoint->port == 80));
}

BOOST_AUTO_TEST_CASE(A044_zone_on_v4)
{
    refuses("1.2.3.4%eth0", "zone_on_v4 at 7");
    refuses("127.6.0.0%0", "zone_on_v4 at 9");
}

BOOST_AUTO_TEST_CASE(A046_empty)
{
    refuses("", "empty at 0");
    refuses(std::string_view(), "empty at 0");
}

BOOST_AUTO_TEST_CASE(A047_too_long)
{
    refuses(std::string(64 << 10, '1'), "too_long at 64");
    refuses(std::string(1 << 20, ':'), "too_long at 64");
    // The size is looked at before any byte: up to 64 the other rules decide.
    refuses(std::string(65, '1'), "too_long at 64");
    refuses(std::string(64, '1'), "too_few_parts at 64");
    refuses(std::string(64, ':'), "double_compress at 2");
    refuses("0.0.0." + std::string(58, '0'), "leading_zero at 6");

    // In O(1): a text that says it is a MiB and has one byte. A constant expression in which any
    // other were read would not compile.
    static constexpr char byte[1] = {'1'};
    static constexpr std::string_view huge(byte, 1 << 20);
    static_assert(parse_address(huge).error() == cordon::ip::parse_error{errc::too_long, 64});
    static_assert(parse_scoped_address(huge).error().code == errc::too_long);
    static_assert(parse_endpoint(huge).error().code == errc::too_long);
}

BOOST_AUTO_TEST_CASE(A049_v6_loopback)
{
    accepts_v6("::1", uint128(1));
    BOOST_TEST(make_address("::1") != make_address("127.0.0.1"));
    BOOST_TEST(make_address("::1").canonical() != make_address("127.0.0.1"));
    BOOST_TEST(!range_set{make_entry("127.0.0.0/8")}.contains(make_address("::1")));
}

BOOST_AUTO_TEST_CASE(A050_spellings_are_equal)
{
    for (const char* text : {"::1", "0:0:0:0:0:0:0:1", "000:0:0000::01"}) {
        accepts_v6(text, uint128(1));
        BOOST_TEST(make_address(text) == address(address_v6::loopback()));
        BOOST_TEST(make_address(text).is_loopback());
    }
}

BOOST_AUTO_TEST_CASE(A051_mapped)
{
    accepts_v6("::ffff:10.0.0.1", {0, 0xffff0a000001U});
    keyed_as("::ffff:10.0.0.1", "10.0.0.1");
}

BOOST_AUTO_TEST_CASE(A052_mapped_in_hex)
{
    for (const char* text : {"::FFFF:0a00:0001", "0:0:0:0:0:ffff:a00:1"}) {
        accepts_v6(text, {0, 0xffff0a000001U});
        keyed_as(text, "10.0.0.1");
    }
}

BOOST_AUTO_TEST_CASE(A053_mapped_loopback)
{
    accepts_v6("::fFFf:127.0.0.1", {0, 0xffff7f000001U});
    keyed_as("::fFFf:127.0.0.1", "127.0.0.1");
    BOOST_TEST(make_address("::fFFf:127.0.0.1").canonical().is_loopback());
}

BOOST_AUTO_TEST_CASE(A055_mapped_with_a_bad_quad)
{
    refuses("::ffff:1.2.3", "too_few_parts at 12");
    refuses("::ffff:1.2.3.256", "octet_range at 13");
    refuses("::ffff:1.2.3.4.5", "too_many_parts at 14");
}

BOOST_AUTO_TEST_CASE(A056_mapped_with_a_zone)
{
    refuses("::ffff:1.2.3.4%eth0", "zone_not_allowed at 14");
    BOOST_TEST(outcome(parse_scoped_address("::ffff:1.2.3.4%eth0")) == "zone_not_allowed at 14");
}

BOOST_AUTO_TEST_CASE(A058_translated)
{
    accepts_v6("::ffff:0:10.0.0.1", {0, 0xffff00000a000001U});
    plain_v6("::ffff:0:10.0.0.1", "10.0.0.1");
}

BOOST_AUTO_TEST_CASE(A059_nat64)
{
    accepts_v6("64:ff9b::10.0.0.1", {0x0064ff9b00000000U, 0x0a000001U});
    plain_v6("64:ff9b::10.0.0.1", "10.0.0.1");
}

BOOST_AUTO_TEST_CASE(A061_6to4)
{
    accepts_v6("2002:a00:1::", {0x20020a0000010000U, 0});
    plain_v6("2002:a00:1::", "10.0.0.1");
}

BOOST_AUTO_TEST_CASE(A062_teredo_and_isatap)
{
    // Teredo: the server in the second 32 bits, the client's address inverted in the last.
    plain_v6("2001:0:0a00:0001:8000:63bf:f5ff:fffe", "10.0.0.1");
    plain_v6("2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45");
    plain_v6("fe80::5efe:10.0.0.1", "10.0.0.1");
    accepts_v6("fe80::5efe:10.0.0.1", {0xfe80000000000000U, 0x00005efe0a000001U});
}

BOOST_AUTO_TEST_CASE(A064_too_few_groups)
{
    refuses("abcd", "too_few_parts at 4");
    refuses("1:2:3", "too_few_parts at 5");
}

BOOST_AUTO_TEST_CASE(A065_nine_groups) { refuses("1:2:3:4:5:6:7:8:9", "too_many_parts at 15"); }

BOOST_AUTO_TEST_CASE(A067_gap_for_no_group)
{
    refuses("1::2:3:4:5:6:7:8", "compress_zero_groups at 1");
    refuses("1:2:3:4::5:6:7:8", "compress_zero_groups at 7");
}

BOOST_AUTO_TEST_CASE(A068_two_gaps)
{
    refuses("1::2::3", "double_compress at 4");
    refuses(":::", "double_compress at 2");
    refuses("::::", "double_compress at 2");
}

BOOST_AUTO_TEST_CASE(A070_long_groups)
{
    refuses("12345::", "group_too_long at 0");
    refuses("00001::", "group_too_long at 0");
}

BOOST_AUTO_TEST_CASE(A071_no_digits)
{
    refuses("::g", "bad_char at 2");
    refuses("::-1", "bad_char at 2");
    refuses("::+1", "bad_char at 2");
    refuses("::0x1", "bad_char at 3");
}

BOOST_AUTO_TEST_CASE(A073_six_groups_and_a_quad)
{
    accepts_v6("1:2:3:4:5:6:1.2.3.4", {0x0001000200030004U, 0x0005000601020304U});
}

BOOST_AUTO_TEST_CASE(A074_quad_in_a_wrong_place)
{
    refuses("1:2:3:4:5:6:7:1.2.3.4", "embedded_v4_position at 14");
    refuses("1:2:3:4:5:1.2.3.4", "embedded_v4_position at 10");
}

BOOST_AUTO_TEST_CASE(A076_zone)
{
    refuses("fe80::1%eth0", "zone_not_allowed at 7");
    for (const char* text : {"fe80::1%eth0", "febf::1%eth0", "ff02::1%eth0", "ffe2::fb%eth0"}) {
        const auto scoped = parse_scoped_address(text);
        BOOST_TEST_REQUIRE(scoped.has_value(), text);
        BOOST_TEST(scoped->zone == "eth0");
        BOOST_TEST(scoped->address == cordon::ip::make_address_v6(std::string_view(text).substr(
                                          0, std::string_view(text).find('%'))));
    }
    // Only for those of link scope.
    BOOST_TEST(outcome(parse_scoped_address("fec0::1%eth0")) == "zone_not_allowed at 7");
    BOOST_TEST(outcome(parse_scoped_address("ff01::1%eth0")) == "zone_not_allowed at 7");
    BOOST_TEST(outcome(parse_scoped_address("ff05::1%eth0")) == "zone_not_allowed at 7");
    BOOST_TEST(outcome(parse_scoped_address("fd00::1%eth0")) == "zone_not_allowed at 7");
}

BOOST_AUTO_TEST_CASE(A077_empty_zone)
{
    refuses("fe80::1%", "empty_zone at 7");
    BOOST_TEST(outcome(parse_scoped_address("fe80::1%")) == "empty_zone at 7");
}

BOOST_AUTO_TEST_CASE(A079_zone_on_a_global_address)
{
    refuses("::1%1", "zone_not_allowed at 3");
    refuses("2001:db8::1%eth0", "zone_not_allowed at 11");
    BOOST_TEST(outcome(parse_scoped_address("::1%1")) == "zone_not_allowed at 3");
    BOOST_TEST(outcome(parse_scoped_address("2001:db8::1%eth0")) == "zone_not_allowed at 11");
}

BOOST_AUTO_TEST_CASE(A080_bad_zones)
{
    const std::string endless = "fe80::1%" + std::string(65536, 'x');
    refuses("fe80::1%eth0%eth1", "zone_not_allowed at 7");
    refuses("fe80::1%et\0h0"sv, "zone_not_allowed at 7");
    refuses(endless, "too_long at 64");
    BOOST_TEST(outcome(parse_scoped_address("fe80::1%eth0%eth1")) == "bad_zone at 12");
    BOOST_TEST(outcome(parse_scoped_address("fe80::1%et\0h0"sv)) == "nul at 10");
    BOOST_TEST(outcome(parse_scoped_address(endless)) == "too_long at 64");
}

BOOST_AUTO_TEST_CASE(A082_prefix) { refuses("::1/128", "trailing_junk at 3"); }

BOOST_AUTO_TEST_CASE(A083_spaces)
{
    refuses("::1 ", "trailing_junk at 3");
    refuses(" ::1", "bad_char at 0");
}

BOOST_AUTO_TEST_CASE(A085_names)
{
    refuses("localhost", "bad_char at 0");
    refuses("a.b.c.d", "bad_char at 0");
    refuses("example.com", "bad_char at 0");
}

BOOST_AUTO_TEST_CASE(A086_bytes)
{
    const std::array<unsigned char, 17> bytes{};
    for (const std::size_t size : {3U, 15U, 17U, 0U, 4U, 5U})
        BOOST_TEST(outcome(address_v6::from_bytes({bytes.data(), size})) == "bad_length at 0",
                   size);
    for (const std::size_t size : {5U, 3U, 0U, 16U})
        BOOST_TEST(outcome(address_v4::from_bytes({bytes.data(), size})) == "bad_length at 0",
                   size);
    for (const std::size_t size : {0U, 3U, 5U, 15U, 17U})
        BOOST_TEST(outcome(address::from_bytes({bytes.data(), size})) == "bad_length at 0", size);
    BOOST_TEST(outcome(address_v6::from_bytes({bytes.data(), 16})) == "::");
    BOOST_TEST(outcome(address_v4::from_bytes({bytes.data(), 4})) == "0.0.0.0");
}

BOOST_AUTO_TEST_CASE(A088_socket_addresses)
{
    using cordon::ip::from_sockaddr;
    sockaddr_storage storage{};
    storage.ss_family = AF_UNSPEC;
    BOOST_TEST(outcome(from_sockaddr(&storage, sizeof storage)) == "bad_family at 0");
#if !defined(_WIN32)
    sockaddr_un un{};
    un.sun_family = AF_UNIX;
    BOOST_TEST(outcome(from_sockaddr(&un, sizeof un)) == "bad_family at 0");
#endif
    // Cut short, in a block of just that size: nothing beyond it is read.
    for (const auto& whole : {cordon::ip::to_sockaddr(make_address("10.0.0.1"), 80),
                              cordon::ip::to_sockaddr(make_address("2001:db8::1"), 80)}) {
        BOOST_TEST(from_sockaddr(whole.data(), whole.size).has_value());
        for (std::size_t size = 0; size < whole.size; ++size) {
            const auto* begin = reinterpret_cast<const unsigned char*>(whole.data());
            const std::vector<unsigned char> cut(begin, begin + size);
            BOOST_TEST(outcome(from_sockaddr(cut.data(), size)) == "bad_family at 0", size);
        }
    }
}

BOOST_AUTO_TEST_CASE(A089_default_constructed)
{
    const address none;
    BOOST_TEST(none.is_none());
    for (const char* text : {"0.0.0.0", "::", "127.0.0.1", "::1", "::ffff:0.0.0.0"})
        BOOST_TEST(none != make_address(text), text);
    // It matches nothing, not even everything.
    range_set everything = ~range_set();
    BOOST_TEST((everything.count() > cordon::ip::uint129::power_of_two(128)));
    BOOST_TEST(!everything.contains(none));
    BOOST_TEST(!everything.find(none).has_value());
    BOOST_TEST(!cordon::ip::compiled_set(everything).contains(none));
    BOOST_TEST(!cordon::ip::compiled_set(everything).find_index(none).has_value());
    BOOST_TEST(!trusted_networks(everything, {.allow_whole_internet = true}).contains(none));
    BOOST_TEST(!trusted_networks().contains(none));
    BOOST_TEST(!cordon::ip::make_prefix("0.0.0.0/0").contains(none));
    BOOST_TEST(!cordon::ip::make_prefix("::/0").contains(none));
    BOOST_TEST(!make_entry("0.0.0.0/0").contains(none));
    BOOST_TEST(!make_entry("::/0").contains(none));
}

BOOST_AUTO_TEST_SUITE_END()
