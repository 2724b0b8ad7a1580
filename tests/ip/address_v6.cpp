#include <cordon/ip/address_v6.hpp>

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

BOOST_AUTO_TEST_SUITE(ip_address_v6)

using namespace std::string_view_literals;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::errc;
using cordon::ip::make_address_v6;
using cordon::ip::parse_address_v6;
using cordon::ip::uint128;
using cordon_test::outcome;

namespace {

constexpr address_v6 v6(std::uint64_t high, std::uint64_t low)
{
    return address_v6(uint128(high, low));
}

constexpr address_v6 last = v6(~std::uint64_t(0), ~std::uint64_t(0));

} // namespace

static_assert(std::is_trivially_copyable_v<address_v6>);
static_assert(sizeof(address_v6) == 16);
static_assert(!std::is_convertible_v<uint128, address_v6>);
static_assert(!std::is_convertible_v<address_v4, address_v6>); // only by mapped()

BOOST_AUTO_TEST_CASE(construction)
{
    static_assert(address_v6() == v6(0, 0));
    static_assert(address_v6::from_uint(uint128(1, 2)) == v6(1, 2));
    static_assert(v6(1, 2).to_uint() == uint128(1, 2));
    constexpr address_v6::bytes_type bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255};
    static_assert(address_v6(bytes) == v6(0x0102030405060708U, 0x090a0b0c0d0e0fffU));
    static_assert(v6(0x0102030405060708U, 0x090a0b0c0d0e0fffU).to_bytes() == bytes);
    static_assert(address_v6::width == 128);
}

BOOST_AUTO_TEST_CASE(from_bytes)
{
    std::vector<unsigned char> bytes(20);
    bytes[0] = 0x20;
    bytes[15] = 1;
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const auto result = address_v6::from_bytes({bytes.data(), size});
        BOOST_TEST(outcome(result) == (size == 16 ? "2000::1" : "bad_length at 0"));
    }
}

BOOST_AUTO_TEST_CASE(named_addresses)
{
    static_assert(address_v6::any() == v6(0, 0));
    static_assert(address_v6::loopback() == v6(0, 1));
    static_assert(address_v6::mapped(address_v4(0x0a000001U)) == v6(0, 0xffff0a000001U));
}

BOOST_AUTO_TEST_CASE(classification)
{
    // The first and the last address of each class, and the one on either side.
    const struct {
        const char* address;
        const char* classes;
    } table[] = {
        {"::", "unspecified"},
        {"::1", "loopback"},
        {"::2", ""},
        {"::ffff:127.0.0.1", "mapped"}, // and not loopback: canonical() comes first
        {"::fffe:ffff:ffff", ""},
        {"::ffff:0.0.0.0", "mapped"},
        {"::ffff:255.255.255.255", "mapped"},
        {"::1:0:0:0", ""},
        {"0:0:0:1:0:ffff:0:0", ""},
        {"fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""},
        {"fe80::", "link_local"},
        {"febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "link_local"},
        {"fec0::", "site_local"},
        {"feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "site_local"},
        {"ff00::", "multicast"},
        {"ff01::1", "multicast node"},
        {"ff02::1", "multicast link"},
        {"ff05::1", "multicast site"},
        {"ff08::1", "multicast org"},
        {"ff0e::1", "multicast global"},
        {"ff0f::1", "multicast"},
        {"fff2::1", "multicast link"}, // the flags, ff?2, have no say
        {"ff32:40:2001:db8::1", "multicast link"},
        {"ff20::", "multicast"}, // the flag is 2, the scope is not
        {"2001:db8::ff02", ""},
        {"fd00::1", ""},
    };
    for (const auto& row : table) {
        const address_v6 a = make_address_v6(row.address);
        std::string classes;
        const auto add = [&](bool is, const char* name) {
            if (is)
                classes.append(classes.empty() ? "" : " ").append(name);
        };
        add(a.is_unspecified(), "unspecified");
        add(a.is_loopback(), "loopback");
        add(a.is_v4_mapped(), "mapped");
        add(a.is_link_local(), "link_local");
        add(a.is_site_local(), "site_local");
        add(a.is_multicast(), "multicast");
        add(a.is_multicast_node_local(), "node");
        add(a.is_multicast_link_local(), "link");
        add(a.is_multicast_site_local(), "site");
        add(a.is_multicast_org_local(), "org");
        add(a.is_multicast_global(), "global");
        BOOST_TEST(classes == row.classes, row.address << " is \"" << classes << '"');
    }
    static_assert(address_v6::loopback().is_loopback() && address_v6::any().is_unspecified());
}

BOOST_AUTO_TEST_CASE(mapped_v4)
{
    static_assert(v6(0, 0xffff0a000001U).mapped_v4() == address_v4(0x0a000001U));
    static_assert(address_v6::mapped(address_v4()).mapped_v4() == address_v4());
    // No other embedding is unwrapped.
    for (const char* other :
         {"::10.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1", "2002:a00:1::", "::fffe:10.0.0.1",
          "1::ffff:10.0.0.1", "fe80::5efe:10.0.0.1"})
        BOOST_TEST(!make_address_v6(other).mapped_v4().has_value(), other);
}

BOOST_AUTO_TEST_CASE(neighbours)
{
    static_assert(v6(0, 0).next() == v6(0, 1));
    static_assert(v6(0, ~std::uint64_t(0)).next() == v6(1, 0)); // across the words
    static_assert(v6(1, 0).previous() == v6(0, ~std::uint64_t(0)));
    static_assert(last.previous() == v6(~std::uint64_t(0), ~std::uint64_t(1)));
    static_assert(!last.next()); // never ::
    static_assert(!v6(0, 0).previous());
}

BOOST_AUTO_TEST_CASE(order_is_the_order_of_the_numbers)
{
    static_assert(v6(0, 2) > v6(0, 1));
    static_assert(v6(1, 0) > v6(0, 2)); // the high word first
    static_assert(last > v6(1, 0));
    static_assert((v6(1, 2) <=> v6(1, 2)) == std::strong_ordering::equal);
    static_assert(v6(1, 2) == v6(1, 2) && v6(1, 2) != v6(2, 1));
}

BOOST_AUTO_TEST_CASE(accepted_texts)
{
    const struct {
        std::string_view input;
        std::uint64_t high;
        std::uint64_t low;
    } table[] = {
        {"::", 0, 0},
        {"::1", 0, 1},
        {"1::", 0x1000000000000U, 0},
        {"::1:2", 0, 0x10002U},
        {"1::2", 0x1000000000000U, 2},
        {"1:2:3:4:5:6:7:8", 0x1000200030004U, 0x5000600070008U},
        {"0001:0002:0003:0004:0005:0006:0007:0008", 0x1000200030004U, 0x5000600070008U},
        {"::2:3:4:5:6:7:8", 0x200030004U, 0x5000600070008U}, // for one group, in each place
        {"1::3:4:5:6:7:8", 0x1000000030004U, 0x5000600070008U},
        {"1:2:3:4:5:6::8", 0x1000200030004U, 0x5000600000008U},
        {"1:2:3:4:5:6:7::", 0x1000200030004U, 0x5000600070000U},
        {"0::0", 0, 0},
        {"0:0:0:0:0:0:0:0", 0, 0},
        {"abcd:ef01:2345:6789:ABCD:EF01:2345:6789", 0xabcdef0123456789U, 0xabcdef0123456789U},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ~std::uint64_t(0), ~std::uint64_t(0)},
        {"::1.2.3.4", 0, 0x01020304U},
        {"::ffff:255.255.255.255", 0, 0xffffffffffffU},
        {"1:2:3:4:5:6:7.8.9.10", 0x1000200030004U, 0x500060708090aU},
        {"1:2:3:4:5::7.8.9.10", 0x1000200030004U, 0x500000708090aU},
        {"1::7.8.9.10", 0x1000000000000U, 0x0708090aU},
        {"::2:3:4:5:6:7.8.9.10", 0x200030004U, 0x500060708090aU},
        {"0000:0000:0000:0000:0000:ffff:255.255.255.255", 0, 0xffffffffffffU}, // the longest
    };
    for (const auto& row : table) {
        const auto result = parse_address_v6(row.input);
        BOOST_TEST_REQUIRE(result.has_value(), row.input << ": " << result.message(row.input));
        BOOST_TEST(*result == v6(row.high, row.low), row.input);
        BOOST_TEST(make_address_v6(row.input) == v6(row.high, row.low), row.input);
    }
    static_assert(*parse_address_v6("2001:db8::1") == v6(0x20010db800000000U, 1));
}

BOOST_AUTO_TEST_CASE(every_hex_digit)
{
    for (const char c : "0123456789abcdefABCDEF"sv)
        for (std::size_t digits = 1; digits <= 4; ++digits) {
            const std::string group(digits, c);
            const std::uint64_t value = std::stoul(group, nullptr, 16);
            BOOST_TEST(make_address_v6("::" + group) == v6(0, value));
            BOOST_TEST(make_address_v6(group + "::") == v6(value << 48, 0));
        }
    for (int byte = 1; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        if ("0123456789abcdefABCDEF:"sv.find(c) == ""sv.npos)
            BOOST_TEST(!parse_address_v6(std::string("::") + c).has_value(), "byte " << byte);
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

        {"g::", "bad_char at 0"},
        {"1:g::", "bad_char at 2"},
        {"1: 2::", "bad_char at 2"},
        {"1 ::", "bad_char at 1"},
        {"::1g", "bad_char at 3"},
        {"::x1", "bad_char at 2"},
        {"-1::", "bad_char at 0"},
        {"::ffff:0x7f.1", "bad_char at 8"},
        {"[::1]", "bad_char at 0"},
        {"1:2%eth0", "bad_char at 3"}, // the groups are missing before the zone is wrong
        {"1:2/64", "bad_char at 3"},
        {"::1\xef\xbc\x91", "bad_char at 3"},

        {"\0::"sv, "nul at 0"},
        {"1\0::"sv, "nul at 1"},
        {"::1\0"sv, "nul at 3"},
        {"::ffff:1.2.3.4\0"sv, "nul at 14"},

        // A single ':' at either end is half of a gap.
        {":", "empty_part at 0"},
        {":1:2:3:4:5:6:7:8", "empty_part at 0"},
        {"1:2:3:4:5:6:7:", "empty_part at 14"},
        {"1:2:", "empty_part at 4"},
        {"::1:", "empty_part at 4"},

        {"1", "too_few_parts at 1"},
        {"1:2:3:4:5:6:7", "too_few_parts at 13"},
        {"12345678", "too_few_parts at 8"},
        {"1:2:3:4:5:6:7:8:", "too_many_parts at 15"},
        {"1:2:3:4:5:6:7:8:9", "too_many_parts at 15"},

        {"00000::", "group_too_long at 0"},
        {"::00000", "group_too_long at 2"},
        {"1:12345::", "group_too_long at 2"},
        {"::fffffffffffffffffffff", "group_too_long at 2"}, // no wrap, whatever the width

        {"1::2::3", "double_compress at 4"},
        {"::1::", "double_compress at 3"},
        {":::", "double_compress at 2"},
        {"1:::2", "double_compress at 3"},
        {"::::", "double_compress at 2"},

        // A "::" that has nothing left to stand for.
        {"::1:2:3:4:5:6:7:8", "compress_zero_groups at 0"},
        {"1::2:3:4:5:6:7:8", "compress_zero_groups at 1"},
        {"1:2:3:4:5:6:7::8", "compress_zero_groups at 13"},
        {"1:2:3:4:5:6:7:8::", "compress_zero_groups at 15"},
        {"1:2:3:4:5::6:1.2.3.4", "compress_zero_groups at 9"},
        {"1:2:3:4:5:6::1.2.3.4", "compress_zero_groups at 11"},

        {"1.2.3.4", "embedded_v4_position at 0"},
        {"1.2.3.4::", "embedded_v4_position at 0"},
        {"1:1.2.3.4", "embedded_v4_position at 2"},
        {"::1.2.3.4:5", "embedded_v4_position at 2"},
        {"::1.2.3.4::", "embedded_v4_position at 2"},
        {"1:2:3:4:5:6:7:1.2.3.4", "embedded_v4_position at 14"},
        {"1:2:3:4:5:6:7:8:1.2.3.4", "too_many_parts at 15"},

        // What is wrong in a dotted quad, at its place in the whole.
        {"::ffff:1.2.3", "too_few_parts at 12"},
        {"::ffff:1.2.3.", "empty_part at 13"},
        {"::ffff:1..3.4", "empty_part at 9"},
        {"::ffff:1.2.3.4.5", "too_many_parts at 14"},
        {"::ffff:01.2.3.4", "leading_zero at 7"},
        {"::ffff:1.2.3.256", "octet_range at 13"},
        {"::ffff:1.2.c.4", "bad_char at 11"},
        {"::ffff:a.2.3.4", "bad_char at 7"}, // hex in a group, not in an octet
        {"::ffff:1a.2.3.4", "bad_char at 8"},

        {"::1%", "empty_zone at 3"},
        {"fe80::1%", "empty_zone at 7"},
        {"fe80::1%eth0", "zone_not_allowed at 7"},
        {"1:2:3:4:5:6:7:8%1", "zone_not_allowed at 15"},
        {"::ffff:1.2.3.4%eth0", "zone_not_allowed at 14"},

        {"::1 ", "trailing_junk at 3"},
        {"::1/128", "trailing_junk at 3"},
        {"::1-::2", "trailing_junk at 3"},
        {"::]", "trailing_junk at 2"},
        {"1:2:3:4:5:6:7:8]", "trailing_junk at 15"},
    };
    for (const auto& row : table) {
        BOOST_TEST(outcome(parse_address_v6(row.input)) == row.outcome, row.input);
        BOOST_CHECK_THROW(make_address_v6(row.input), std::system_error);
    }
    static_assert(parse_address_v6("1::2::3") ==
                  cordon::ip::parse_result<address_v6>(errc::double_compress, 4));
}

BOOST_AUTO_TEST_CASE(the_size_is_looked_at_first)
{
    BOOST_TEST(outcome(parse_address_v6(std::string(65, ':'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_address_v6(std::string(64, ':'))) == "double_compress at 2");
}

BOOST_AUTO_TEST_CASE(canonical_texts)
{
    // Each is the RFC 5952 text of its address.
    const char* texts[] = {
        "::",
        "::1",
        "1::",
        "::1:0",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:0",
        "0:2:3:4:5:6:7:8", // one group of zeros is written out, also at the ends
        "1:2:3:0:5:6:7:8",
        "::3:4:5:6:7:8",
        "1:2:3:4:5:6::",
        "1::4:5:6:7:8",
        "::4:0:0:0:8", // not "0:0:0:4::8": the first of two of three groups
        "0:0:3::7:8",  // the longest, though not the first
        "1:0:0:4::8",
        "1::4:0:0:7:8", // the first of two of two groups
        "0:2::5:0:7:8",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        "::ffff:0.0.0.0", // the dotted quad for mapped addresses only
        "::ffff:1.2.3.4",
        "::102:304",
        "::fffe:102:304",
        "::ffff:0:102:304",
        "64:ff9b::102:304",
    };
    for (const std::string text : texts) {
        BOOST_TEST(to_string(make_address_v6(text)) == text);
        BOOST_TEST(text.size() <= address_v6::max_text_size);
    }
}

BOOST_AUTO_TEST_CASE(every_pattern_of_zero_groups)
{
    // All 256 ways in which groups can be zero, against a rule that can be believed at a glance.
    for (unsigned pattern = 0; pattern < 256; ++pattern) {
        uint128 value;
        std::string groups[8];
        for (unsigned i = 0; i < 8; ++i) {
            const bool zero = (pattern >> i & 1) != 0;
            groups[i] = zero ? "0" : "a";
            value = (value << 16) | uint128(zero ? 0U : 0xaU);
        }
        std::size_t best = 8;
        std::size_t best_size = 1;
        for (std::size_t size = 8; size >= 2; --size)
            for (std::size_t at = 0; at + size <= 8 && best_size < size; ++at)
                if (std::all_of(groups + at, groups + at + size,
                                [](const std::string& g) { return g == "0"; })) {
                    best = at;
                    best_size = size;
                }
        std::string expected;
        for (std::size_t i = 0; i < 8; ++i) {
            if (i == best) {
                expected += "::";
                i += best_size - 1;
            } else {
                expected += (expected.empty() || expected.back() == ':' ? "" : ":") + groups[i];
            }
        }
        BOOST_TEST(to_string(address_v6(value)) == expected);
        BOOST_TEST((make_address_v6(expected) == address_v6(value)));
    }
}

BOOST_AUTO_TEST_CASE(to_chars_needs_room)
{
    const std::string text = "1020:3040:5060:7080:90a0:b0c0:d0e0:f0ff";
    const address_v6 address = make_address_v6(text);
    BOOST_TEST(text.size() == address_v6::max_text_size);
    for (std::size_t room = 0; room <= text.size(); ++room) {
        std::string buffer(text.size(), '#');
        const auto result = to_chars(buffer.data(), buffer.data() + room, address);
        const bool fits = room == text.size();
        BOOST_TEST((result.ec == (fits ? std::errc{} : std::errc::value_too_large)));
        BOOST_TEST(result.ptr == buffer.data() + room);
        BOOST_TEST(buffer.find_first_not_of('#', room) == buffer.npos);
        BOOST_TEST((buffer == text) == fits);
    }
}

BOOST_AUTO_TEST_CASE(streams)
{
    std::ostringstream os;
    os << make_address_v6("2001:DB8::0:1");
    os.width(6);
    os << address_v6::loopback();
    BOOST_TEST(os.str() == "2001:db8::1   ::1");
}

BOOST_AUTO_TEST_CASE(the_throwing_twin)
{
    static_assert(make_address_v6("::1") == address_v6::loopback());
    try {
        static_cast<void>(make_address_v6("fe80::1%eth0"));
        BOOST_ERROR("did not throw");
    } catch (const std::system_error& error) {
        BOOST_TEST((error.code() == errc::zone_not_allowed));
        const std::string what = error.what();
        BOOST_TEST(what.find("zone not allowed here at offset 7 in \"fe80::1%eth0\"") != what.npos);
    }
}

BOOST_AUTO_TEST_CASE(hashes)
{
    const std::hash<address_v6> hash;
    BOOST_TEST(hash(v6(1, 2)) == hash(make_address_v6("0:0:0:1::2")));
    // Both words count, each by itself and together (a XOR of the two would not tell n:n apart).
    std::set<std::size_t> values;
    for (std::uint64_t i = 1; i <= 1024; ++i) {
        values.insert(hash(v6(i, 0)));
        values.insert(hash(v6(0, i)));
        values.insert(hash(v6(i, i)));
    }
    BOOST_TEST(values.size() == 3072U);
    const std::unordered_set<address_v6> set{v6(1, 2), v6(1, 2), v6(2, 1)};
    BOOST_TEST(set.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
