#include <cordon/ip/address_v4.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <type_traits>
#include <unordered_set>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_address_v4)

using namespace std::string_view_literals;
using cordon::ip::address_v4;
using cordon::ip::errc;
using cordon::ip::make_address_v4;
using cordon::ip::parse_address_v4;
using cordon_test::outcome;

namespace {

constexpr address_v4 v4(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return address_v4(a << 24 | b << 16 | c << 8 | d);
}

} // namespace

static_assert(std::is_trivially_copyable_v<address_v4>);
static_assert(sizeof(address_v4) == 4);
static_assert(!std::is_convertible_v<std::uint32_t, address_v4>); // a port is not an address
static_assert(!std::is_convertible_v<address_v4, std::uint32_t>);

BOOST_AUTO_TEST_CASE(construction)
{
    static_assert(address_v4() == v4(0, 0, 0, 0));
    static_assert(address_v4(0x01020304U) == v4(1, 2, 3, 4));
    static_assert(address_v4::from_uint(0x01020304U) == v4(1, 2, 3, 4));
    static_assert(address_v4(address_v4::bytes_type{1, 2, 3, 4}) == v4(1, 2, 3, 4));
    static_assert(address_v4(address_v4::bytes_type{255, 254, 253, 252}).to_uint() == 0xfffefdfcU);
    static_assert(v4(1, 2, 3, 4).to_uint() == 0x01020304U);
    static_assert(v4(1, 2, 3, 255).to_bytes() == address_v4::bytes_type{1, 2, 3, 255});
    static_assert(address_v4::width == 32);
}

BOOST_AUTO_TEST_CASE(from_bytes)
{
    const std::vector<unsigned char> bytes{192, 0, 2, 1, 9};
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const auto result = address_v4::from_bytes({bytes.data(), size});
        BOOST_TEST(outcome(result) == (size == 4 ? "192.0.2.1" : "bad_length at 0"));
    }
}

BOOST_AUTO_TEST_CASE(named_addresses)
{
    static_assert(address_v4::any() == v4(0, 0, 0, 0));
    static_assert(address_v4::loopback() == v4(127, 0, 0, 1));
    static_assert(address_v4::broadcast() == v4(255, 255, 255, 255));
}

BOOST_AUTO_TEST_CASE(classification)
{
    // The first and the last address of each class, and the one on either side.
    const struct {
        address_v4 address;
        const char* classes;
    } table[] = {
        {v4(0, 0, 0, 0), "unspecified"},
        {v4(0, 0, 0, 1), ""}, // 0.0.0.0/8 is "this network", but not unspecified
        {v4(126, 255, 255, 255), ""},
        {v4(127, 0, 0, 0), "loopback"},
        {v4(127, 0, 0, 1), "loopback"},
        {v4(127, 255, 255, 255), "loopback"},
        {v4(128, 0, 0, 0), ""},
        {v4(169, 253, 255, 255), ""},
        {v4(169, 254, 0, 0), "link_local"},
        {v4(169, 254, 255, 255), "link_local"},
        {v4(169, 255, 0, 0), ""},
        {v4(223, 255, 255, 255), ""},
        {v4(224, 0, 0, 0), "multicast"},
        {v4(239, 255, 255, 255), "multicast"},
        {v4(240, 0, 0, 0), ""},
        {v4(255, 255, 255, 255), ""},
        {v4(10, 0, 0, 1), ""},
    };
    for (const auto& row : table) {
        const std::string classes = std::string(row.address.is_unspecified() ? "unspecified" : "") +
                                    (row.address.is_loopback() ? "loopback" : "") +
                                    (row.address.is_multicast() ? "multicast" : "") +
                                    (row.address.is_link_local() ? "link_local" : "");
        BOOST_TEST(classes == row.classes, row.address << " is \"" << classes << '"');
    }
    static_assert(address_v4::any().is_unspecified() && address_v4::loopback().is_loopback());
}

BOOST_AUTO_TEST_CASE(neighbours)
{
    static_assert(v4(1, 2, 3, 255).next() == v4(1, 2, 4, 0));
    static_assert(v4(1, 2, 4, 0).previous() == v4(1, 2, 3, 255));
    static_assert(v4(0, 0, 0, 0).next() == v4(0, 0, 0, 1));
    static_assert(v4(255, 255, 255, 255).previous() == v4(255, 255, 255, 254));
    static_assert(!v4(255, 255, 255, 255).next()); // never 0.0.0.0
    static_assert(!v4(0, 0, 0, 0).previous());
}

BOOST_AUTO_TEST_CASE(order_is_the_order_of_the_numbers)
{
    static_assert(v4(9, 255, 255, 255) < v4(10, 0, 0, 0));    // by text "10" is before "9"
    static_assert(v4(127, 255, 255, 255) < v4(128, 0, 0, 0)); // by signed numbers it is not
    static_assert((v4(1, 0, 0, 0) <=> v4(0, 0, 0, 1)) == std::strong_ordering::greater);
    static_assert(v4(1, 2, 3, 4) == v4(1, 2, 3, 4) && v4(1, 2, 3, 4) != v4(1, 2, 3, 5));
}

BOOST_AUTO_TEST_CASE(accepted_texts)
{
    const struct {
        std::string_view input;
        address_v4 address;
    } table[] = {
        {"0.0.0.0", v4(0, 0, 0, 0)},
        {"1.2.3.4", v4(1, 2, 3, 4)},
        {"9.99.199.249", v4(9, 99, 199, 249)},
        {"10.100.200.250", v4(10, 100, 200, 250)},
        {"255.255.255.255", v4(255, 255, 255, 255)},
    };
    for (const auto& row : table) {
        const auto result = parse_address_v4(row.input);
        BOOST_TEST_REQUIRE(result.has_value(), row.input << ": " << result.message(row.input));
        BOOST_TEST(*result == row.address);
        BOOST_TEST(to_string(row.address) == row.input); // there is no other text for it
        BOOST_TEST(make_address_v4(row.input) == row.address);
    }
    static_assert(*parse_address_v4("192.0.2.33") == v4(192, 0, 2, 33));
}

BOOST_AUTO_TEST_CASE(every_octet_in_every_place)
{
    for (unsigned octet = 0; octet < 256; ++octet)
        for (unsigned place = 0; place < 4; ++place) {
            std::string text;
            for (unsigned i = 0; i < 4; ++i)
                text += (i == 0 ? "" : ".") + std::to_string(i == place ? octet : 7);
            const address_v4 address(0x07070707U ^ ((octet ^ 7U) << (24 - 8 * place)));
            BOOST_TEST(outcome(parse_address_v4(text)) == text);
            BOOST_TEST((parse_address_v4(text).value() == address));
            BOOST_TEST(to_string(address) == text);
        }
}

BOOST_AUTO_TEST_CASE(refused_texts)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        {"", "empty at 0"},
        {std::string_view(), "empty at 0"},

        // A stray byte, wherever it is.
        {"x", "bad_char at 0"},
        {"x.2.3.4", "bad_char at 0"},
        {"1x.2.3.4", "bad_char at 1"},
        {"1.2.3.x", "bad_char at 6"},
        {"1 .2.3.4", "bad_char at 1"},
        {"1. 2.3.4", "bad_char at 2"},
        {"-1.2.3.4", "bad_char at 0"},
        {"1.-2.3.4", "bad_char at 2"},
        {"1:2:3:4", "bad_char at 1"},
        {"::1", "bad_char at 0"},
        {"[1.2.3.4]", "bad_char at 0"},
        {"1.2%eth0", "bad_char at 3"}, // the parts are missing before the zone is wrong
        {"1/8", "bad_char at 1"},
        {"1.2.3.4a", "bad_char at 7"}, // one bad number to the eye, as in hex
        {"1.2.3.4_", "bad_char at 7"},
        {"1.2.3.\xff", "bad_char at 6"},

        {"\0"sv, "nul at 0"},
        {"1\0.2.3.4"sv, "nul at 1"},
        {"1.\0002.3.4"sv, "nul at 2"},
        {"1.2.3.4\0"sv, "nul at 7"},

        // A number that is wrong as a whole is told by its first byte.
        {"00.0.0.0", "leading_zero at 0"},
        {"0.00.0.0", "leading_zero at 2"},
        {"0.0.000.0", "leading_zero at 4"},
        {"0.0.0.00", "leading_zero at 6"},
        {"1.2.3.0256", "leading_zero at 6"}, // the leading zero decides, not the value
        {"1.2.03", "leading_zero at 4"},
        {"256.2.3.4", "octet_range at 0"},
        {"1.256.3.4", "octet_range at 2"},
        {"1.2.256.4", "octet_range at 4"},
        {"1.2.3.256", "octet_range at 6"},
        {"1.2.3.300", "octet_range at 6"},
        {"1.2.3.99999999999999999999999999", "octet_range at 6"}, // no wrap, whatever the width
        {"1.2.3.18446744073709551617", "octet_range at 6"},       // 2^64 + 1

        {".", "empty_part at 0"},
        {".1.2.3", "empty_part at 0"},
        {"1..2.3", "empty_part at 2"},
        {"1.2..3.4", "empty_part at 4"},
        {"1.", "empty_part at 2"}, // behind the last dot: at the end of the text
        {"1.2.3.", "empty_part at 6"},

        // Something is missing at the end: the size of the text.
        {"1", "too_few_parts at 1"},
        {"1.2", "too_few_parts at 3"},
        {"1.2.3", "too_few_parts at 5"},
        {"0", "too_few_parts at 1"},
        {"16909060", "too_few_parts at 8"},

        {"1.2.3.4.", "too_many_parts at 7"},
        {"1.2.3.4.5", "too_many_parts at 7"},
        {"1.2.3.4..", "too_many_parts at 7"},

        {"1.2.3.4%", "zone_on_v4 at 7"},
        {"1.2.3.4%eth0", "zone_on_v4 at 7"},

        {"1.2.3.4 ", "trailing_junk at 7"},
        {"1.2.3.4/32", "trailing_junk at 7"},
        {"1.2.3.4:80", "trailing_junk at 7"},
        {"1.2.3.4-1.2.3.5", "trailing_junk at 7"},
        {"1.2.3.4,1.2.3.5", "trailing_junk at 7"},
    };
    for (const auto& row : table) {
        BOOST_TEST(outcome(parse_address_v4(row.input)) == row.outcome, row.input);
        BOOST_CHECK_THROW(make_address_v4(row.input), std::system_error);
    }
    static_assert(parse_address_v4("1.2.3.256") ==
                  cordon::ip::parse_result<address_v4>(errc::octet_range, 6));
}

BOOST_AUTO_TEST_CASE(the_leftmost_byte_decides)
{
    // Each has two faults; the first one that a reader from the left meets is the one that is told.
    BOOST_TEST(outcome(parse_address_v4("256.x")) == "octet_range at 0");
    BOOST_TEST(outcome(parse_address_v4("1.x.256.4")) == "bad_char at 2");
    BOOST_TEST(outcome(parse_address_v4("01..3")) == "leading_zero at 0");
    BOOST_TEST(outcome(parse_address_v4("1..03.4")) == "empty_part at 2");
    BOOST_TEST(outcome(parse_address_v4("1.2.3.4\0%"sv)) == "nul at 7");
}

BOOST_AUTO_TEST_CASE(the_size_is_looked_at_first)
{
    BOOST_TEST(outcome(parse_address_v4(std::string(64, '1'))) == "too_few_parts at 64");
    BOOST_TEST(outcome(parse_address_v4(std::string(65, '1'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_address_v4(std::string(65, 'x'))) == "too_long at 64");
}

BOOST_AUTO_TEST_CASE(the_throwing_twin)
{
    static_assert(make_address_v4("1.2.3.4") == v4(1, 2, 3, 4));
    try {
        static_cast<void>(make_address_v4("1.2.3.256"));
        BOOST_ERROR("did not throw");
    } catch (const std::system_error& error) {
        BOOST_TEST((error.code() == errc::octet_range));
        const std::string what = error.what();
        BOOST_TEST(what.find("IPv4 part over 255 at offset 6 in \"1.2.3.256\"") != what.npos, what);
    }
}

BOOST_AUTO_TEST_CASE(to_chars_needs_room)
{
    const address_v4 address = v4(192, 168, 100, 200);
    const std::string text = "192.168.100.200";
    static_assert(address_v4::max_text_size == 15);
    for (std::size_t room = 0; room <= text.size() + 1; ++room) {
        std::string buffer(17, '#');
        const auto result = to_chars(buffer.data(), buffer.data() + room, address);
        if (room < text.size()) {
            BOOST_TEST((result.ec == std::errc::value_too_large));
            BOOST_TEST(result.ptr == buffer.data() + room); // as std::to_chars
        } else {
            BOOST_TEST((result.ec == std::errc{}));
            BOOST_TEST(result.ptr == buffer.data() + text.size());
            BOOST_TEST(buffer.substr(0, text.size()) == text);
        }
        // Nothing behind the room, and no terminator behind the text.
        const std::size_t end = std::min(room, text.size());
        BOOST_TEST(buffer.find_first_not_of('#', end) == buffer.npos);
    }
}

BOOST_AUTO_TEST_CASE(to_chars_at_compile_time)
{
    constexpr auto size = [] {
        char text[address_v4::max_text_size]{};
        const auto result = to_chars(text, text + sizeof text, v4(10, 0, 0, 1));
        return std::string_view(text, std::size_t(result.ptr - text)) == "10.0.0.1" ? 8 : 0;
    }();
    static_assert(size == 8);
}

BOOST_AUTO_TEST_CASE(streams)
{
    std::ostringstream os;
    os << v4(10, 0, 0, 1);
    os.width(12);
    os << v4(1, 2, 3, 4);
    BOOST_TEST(os.str() == "10.0.0.1     1.2.3.4"); // one field, as a string has
}

BOOST_AUTO_TEST_CASE(hashes)
{
    const std::hash<address_v4> hash;
    BOOST_TEST(hash(v4(1, 2, 3, 4)) == hash(make_address_v4("1.2.3.4")));
    // Neighbours and equal host parts are what real tables hold: they must not collide, neither as
    // a whole nor in the low bits that choose a bucket.
    std::set<std::size_t> values;
    std::set<std::size_t> buckets;
    for (std::uint32_t i = 0; i < 1024; ++i) {
        values.insert(hash(address_v4(0x0a000000U + i)));
        values.insert(hash(address_v4(i << 22 | 0x3fffffU)));
        buckets.insert(hash(address_v4(i << 22 | 0x3fffffU)) % 1024);
    }
    BOOST_TEST(values.size() == 2048U);
    BOOST_TEST(buckets.size() > 512U); // 647 are to be expected of random numbers
    const std::unordered_set<address_v4> set{v4(1, 2, 3, 4), v4(1, 2, 3, 4), v4(1, 2, 3, 5)};
    BOOST_TEST(set.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
