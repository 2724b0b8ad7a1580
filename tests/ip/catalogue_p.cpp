// Bad prefixes: a test case for each row of the catalogue of bad inputs, section P, named by its id
// (catalogue.cpp has the list of all ids). Expectations are the catalogue's, never the code's.
#include <cordon/ip/lenient.hpp>
#include <cordon/ip/trusted_networks.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <system_error>

BOOST_AUTO_TEST_SUITE(ip_catalogue_p)

using namespace std::string_view_literals;
using cordon::ip::address;
using cordon::ip::compiled_set;
using cordon::ip::errc;
using cordon::ip::make_address;
using cordon::ip::make_entry;
using cordon::ip::make_prefix;
using cordon::ip::parse_entry;
using cordon::ip::parse_prefix;
using cordon::ip::prefix;
using cordon::ip::prefix_v4;
using cordon::ip::prefix_v6;
using cordon::ip::range_set;
using cordon::ip::trusted_networks;
using cordon_test::outcome;
namespace lenient = cordon::ip::lenient;

namespace {

// No door lets it in, and all of them tell the same: the parser, the throwing one, a line of a
// list.
void refuses(std::string_view text, std::string_view expected)
{
    BOOST_TEST_INFO_SCOPE("input: " << text);
    BOOST_TEST(outcome(parse_prefix(text)) == expected);
    BOOST_TEST(!cordon::ip::parse_prefix_v4(text).has_value());
    BOOST_TEST(!cordon::ip::parse_prefix_v6(text).has_value());
    BOOST_CHECK_THROW(make_prefix(text), std::system_error);
    if (text.find('/') != text.npos)
        BOOST_TEST(outcome(parse_entry(text)) == expected);
}

// And the lenient profile does not know better either.
void refuses_also_leniently(std::string_view text, std::string_view expected)
{
    refuses(text, expected);
    BOOST_TEST(outcome(lenient::parse_prefix(text)) == expected, text);
    if (text.find('/') != text.npos)
        BOOST_TEST(outcome(lenient::parse_entry(text)) == expected, text);
}

void accepts(std::string_view text, std::string_view address, int length)
{
    BOOST_TEST_INFO_SCOPE("input: " << text);
    const auto result = parse_prefix(text);
    BOOST_TEST_REQUIRE(result.has_value(), result.message(text));
    BOOST_TEST(result->address() == make_address(address));
    BOOST_TEST(result->length() == length);
    BOOST_TEST((lenient::parse_prefix(text) == result));
}

bool suggests(std::string_view text, std::string_view hint)
{
    const std::string message = parse_prefix(text).message(text);
    const std::string end = "did you mean " + std::string(hint) + "?";
    return message.ends_with(end);
}

// What a builder of trusted networks says to the set of one entry.
std::error_code trusting(std::string_view entry, cordon::ip::trust_options options = {})
{
    std::error_code error;
    const trusted_networks trusted(range_set{make_entry(entry)}, options, error);
    BOOST_TEST(trusted.empty() == bool(error)); // after an error nobody is trusted
    return error;
}

} // namespace

BOOST_AUTO_TEST_CASE(P001_base)
{
    accepts("10.0.0.0/8", "10.0.0.0", 8);
    accepts("2001:db8::/32", "2001:db8::", 32);
    accepts("1.2.3.4/32", "1.2.3.4", 32);
    accepts("::1/128", "::1", 128);
}

BOOST_AUTO_TEST_CASE(P002_length_over_the_width)
{
    refuses_also_leniently("10.0.0.0/33", "length_range at 9");
    refuses_also_leniently("::/129", "length_range at 3");
}

BOOST_AUTO_TEST_CASE(P004_leading_zero_in_the_length)
{
    refuses_also_leniently("10.0.0.0/08", "length_leading_zero at 9");
    refuses_also_leniently("10.0.0.0/008", "length_leading_zero at 9");
    refuses_also_leniently("10.0.0.0/00", "length_leading_zero at 9");
}

BOOST_AUTO_TEST_CASE(P005_length_that_is_no_integer)
{
    refuses("10.0.0.0/8.0", "length_syntax at 9");
    refuses("10.0.0.0/8e0", "length_syntax at 9");
    refuses("10.0.0.0/0x8", "length_syntax at 9");
    for (const char* text : {"10.0.0.0/8.0", "10.0.0.0/8e0", "10.0.0.0/0x8"})
        BOOST_TEST(!lenient::parse_prefix(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(P007_arabic_digit)
{
    refuses_also_leniently("10.0.0.0/\xd9\xa8", "length_syntax at 9");
}

BOOST_AUTO_TEST_CASE(P008_missing_length)
{
    refuses_also_leniently("10.0.0.0/", "missing_length at 9");
}

BOOST_AUTO_TEST_CASE(P010_two_slashes)
{
    refuses_also_leniently("10.0.0.0//8", "multiple_slash at 9");
}

BOOST_AUTO_TEST_CASE(P011_two_lengths)
{
    refuses_also_leniently("10.0.0.0/8/16", "multiple_slash at 10");
    refuses_also_leniently("::/0/1", "multiple_slash at 4");
    refuses_also_leniently("::1/64/8", "multiple_slash at 6");
    refuses_also_leniently("fe80::/10/64", "multiple_slash at 9");
}

BOOST_AUTO_TEST_CASE(P013_everything_in_disguise)
{
    refuses("192.0.2.1/0", "host_bits_set at 0");
    refuses("10.2.0.0/0", "host_bits_set at 0");
    // The lenient profile masks, as asked for by name; the result is what it looks like, and the
    // builder of trusted networks sees through it.
    BOOST_TEST(outcome(lenient::parse_prefix("192.0.2.1/0")) == "0.0.0.0/0");
    BOOST_TEST((trusted_networks::check(range_set{*lenient::parse_entry("10.2.0.0/0")}) ==
                errc::whole_internet));
}

BOOST_AUTO_TEST_CASE(P014_the_whole_internet)
{
    accepts("0.0.0.0/0", "0.0.0.0", 0);
    accepts("::/0", "::", 0);
    for (const char* text : {"0.0.0.0/0", "::/0"}) {
        BOOST_TEST((trusting(text) == errc::whole_internet), text);
        BOOST_CHECK_THROW(trusted_networks(range_set{make_entry(text)}), std::system_error);
        BOOST_TEST(!trusting(text, {.allow_whole_internet = true}), text); // named
    }
    // Nor in two halves, nor in one that is hidden among others, nor with one address left out.
    BOOST_TEST((trusted_networks::check(range_set{
                    make_entry("0.0.0.0/1"), make_entry("128.0.0.0/1")}) == errc::whole_internet));
    BOOST_TEST((trusted_networks::check(range_set{make_entry("10.0.0.0/8"), make_entry("::/0")}) ==
                errc::whole_internet));
    BOOST_TEST((trusting("0.0.0.1-255.255.255.255") == errc::whole_internet));
}

BOOST_AUTO_TEST_CASE(P016_all_mapped_addresses)
{
    refuses_also_leniently("::ffff:0:0/96", "mapped_prefix at 0");
    BOOST_TEST(suggests("::ffff:0:0/96", "0.0.0.0/0"));
}

BOOST_AUTO_TEST_CASE(P017_mapped_with_the_length_of_ipv4)
{
    // As an IPv6 length it reaches out of the mapped addresses, so that the host bits come first.
    refuses_also_leniently("::ffff:10.0.0.0/8", "host_bits_set at 2");
    BOOST_TEST(!suggests("::ffff:10.0.0.0/8", "::/8"));
}

BOOST_AUTO_TEST_CASE(P018_mapped)
{
    refuses_also_leniently("::ffff:10.0.0.0/104", "mapped_prefix at 0");
    BOOST_TEST(suggests("::ffff:10.0.0.0/104", "10.0.0.0/8"));
}

BOOST_AUTO_TEST_CASE(P019_mapped)
{
    refuses_also_leniently("::ffff:192.168.1.0/120", "mapped_prefix at 0");
    BOOST_TEST(suggests("::ffff:192.168.1.0/120", "192.168.1.0/24"));
}

BOOST_AUTO_TEST_CASE(P020_compatible)
{
    accepts("::10.0.0.0/104", "::a00:0", 104);
    const prefix p = make_prefix("::10.0.0.0/104");
    BOOST_TEST(p.is_v6());
    const range_set set{p};
    for (const char* text : {"10.0.0.1", "::ffff:10.0.0.1"}) {
        BOOST_TEST(!p.contains(make_address(text)), text);
        BOOST_TEST(!set.contains(make_address(text)), text);
        BOOST_TEST(!trusted_networks(set).contains(make_address(text)), text);
    }
    BOOST_TEST(set.contains(make_address("::10.0.0.1")));
}

BOOST_AUTO_TEST_CASE(P022_short_forms)
{
    refuses_also_leniently("10/8", "too_few_parts at 2");
    refuses_also_leniently("10.1/16", "too_few_parts at 4");
    refuses_also_leniently("10.0.0/24", "too_few_parts at 6");
}

BOOST_AUTO_TEST_CASE(P023_stars)
{
    refuses("10.0.0.*", "bad_char at 7");
    refuses("10.*.*.*", "bad_char at 3");
    BOOST_TEST(outcome(parse_entry("10.0.0.*")) == "bad_char at 7");
    BOOST_TEST(outcome(parse_entry("10.*.*.*")) == "bad_char at 3");
}

BOOST_AUTO_TEST_CASE(P024_netmask)
{
    refuses("10.0.0.0/255.0.0.0", "length_syntax at 9");
    BOOST_TEST(outcome(lenient::parse_prefix("10.0.0.0/255.0.0.0")) == "10.0.0.0/8");
}

BOOST_AUTO_TEST_CASE(P025_netmask_with_holes)
{
    refuses("10.0.0.0/255.0.255.0", "length_syntax at 9");
    BOOST_TEST(outcome(lenient::parse_prefix("10.0.0.0/255.0.255.0")) == "noncontiguous_mask at 9");
}

BOOST_AUTO_TEST_CASE(P026_wildcard_mask)
{
    refuses("10.0.0.0/0.255.255.255", "length_syntax at 9");
    BOOST_TEST(outcome(lenient::parse_prefix("10.0.0.0/0.255.255.255")) == "10.0.0.0/8");
}

BOOST_AUTO_TEST_CASE(P028_gap_and_zeros)
{
    // Known from a resolver's function that wrote in front of its buffer here. The catalogue would
    // have it refused, but as text it is right: three groups of zeros and a "::" for the other five
    // (RFC 4291, 2.2; A050 has the like of it, and inet_pton takes it). So it is ::/2, no more.
    accepts("0::00:00:00/2", "::", 2);
    const prefix p = make_prefix("0::00:00:00/2");
    BOOST_TEST(to_string(p.first()) == "::");
    BOOST_TEST(to_string(p.last()) == "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    BOOST_TEST(outcome(parse_prefix("0::00:00:01/2")) == "host_bits_set at 9"); // the way back
}

BOOST_AUTO_TEST_CASE(P029_one_address)
{
    BOOST_TEST((make_entry("1.2.3.4/32") == make_entry("1.2.3.4")));
    const range_set as_prefix{make_prefix("1.2.3.4/32")};
    const range_set as_address{make_entry("1.2.3.4")};
    BOOST_TEST((as_prefix == as_address));
    BOOST_TEST((compiled_set(as_prefix) == compiled_set(as_address)));
    BOOST_TEST((range_set{make_prefix("::1/128")} == range_set{make_entry("::1")}));
}

BOOST_AUTO_TEST_CASE(P031_shift_by_the_width)
{
    // In a constant expression undefined behaviour does not compile; UBSan watches the run.
    static_assert(prefix_v4::containing(cordon::ip::address_v4(~0U), 0).netmask().to_uint() == 0);
    static_assert(prefix_v4::containing(cordon::ip::address_v4(~0U), 0).hostmask().to_uint() ==
                  ~0U);
    static_assert(prefix_v4::containing(cordon::ip::address_v4(~0U), 32).hostmask().to_uint() == 0);
    static_assert(prefix_v4::containing(cordon::ip::address_v4(~0U), 32).netmask().to_uint() ==
                  ~0U);
    using cordon::ip::uint128;
    constexpr cordon::ip::address_v6 last(~uint128());
    static_assert(prefix_v6::containing(last, 0).netmask().to_uint() == uint128());
    static_assert(prefix_v6::containing(last, 0).hostmask().to_uint() == ~uint128());
    static_assert(prefix_v6::containing(last, 128).hostmask().to_uint() == uint128());
    static_assert(prefix_v6::containing(last, 128).netmask().to_uint() == ~uint128());
    for (int length = 0; length <= 128; ++length) {
        BOOST_TEST(prefix_v6::containing(last, length).contains(last));
        if (length <= 32)
            BOOST_TEST(prefix_v4::containing({}, length).contains(cordon::ip::address_v4()));
    }
}

BOOST_AUTO_TEST_CASE(P032_queries)
{
    BOOST_TEST(make_prefix("10.0.0.0/8").contains(make_prefix("10.0.0.0/16")));
    BOOST_TEST(!make_prefix("10.0.0.0/16").contains(make_prefix("10.0.0.0/8")));
    // "127.0.0.1/0" does not lose its address to its length: it is no address and no prefix, and
    // where a program has the two apart, the length has no say in what the address is.
    BOOST_TEST(outcome(cordon::ip::parse_address("127.0.0.1/0")) == "trailing_junk at 9");
    refuses("127.0.0.1/0", "host_bits_set at 0");
    BOOST_TEST(make_address("127.0.0.1").is_loopback());
    BOOST_TEST(make_prefix("127.0.0.1/32").address().is_loopback());
    BOOST_TEST(make_prefix("0.0.0.0/0").contains(make_address("127.0.0.1")));
}

BOOST_AUTO_TEST_SUITE_END()
