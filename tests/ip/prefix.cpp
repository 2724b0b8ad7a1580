#include <cordon/ip/prefix.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <type_traits>
#include <unordered_set>

BOOST_AUTO_TEST_SUITE(ip_prefix)

using namespace std::string_view_literals;
using cordon::ip::address;
using cordon::ip::errc;
using cordon::ip::make_address;
using cordon::ip::make_address_v4;
using cordon::ip::make_address_v6;
using cordon::ip::make_prefix;
using cordon::ip::make_prefix_v4;
using cordon::ip::make_prefix_v6;
using cordon::ip::parse_prefix;
using cordon::ip::parse_prefix_v4;
using cordon::ip::parse_prefix_v6;
using cordon::ip::prefix;
using cordon::ip::prefix_v4;
using cordon::ip::prefix_v6;
using cordon_test::outcome;

namespace {

template <class F>
std::error_code thrown_by(F f)
{
    try {
        static_cast<void>(f());
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

} // namespace

static_assert(std::is_trivially_copyable_v<prefix>);
static_assert(!std::is_default_constructible_v<prefix>);
static_assert(std::is_convertible_v<prefix_v4, prefix> && std::is_convertible_v<prefix_v6, prefix>);
static_assert(!std::is_convertible_v<address, prefix>);

BOOST_AUTO_TEST_CASE(accepted_texts)
{
    const struct {
        std::string_view input;
        std::string_view address;
        int length;
    } table[] = {
        {"0.0.0.0/0", "0.0.0.0", 0},
        {"128.0.0.0/1", "128.0.0.0", 1},
        {"10.0.0.0/8", "10.0.0.0", 8},
        {"10.0.0.0/9", "10.0.0.0", 9},
        {"10.0.0.0/10", "10.0.0.0", 10},
        {"192.0.2.0/24", "192.0.2.0", 24},
        {"255.255.255.254/31", "255.255.255.254", 31},
        {"255.255.255.255/32", "255.255.255.255", 32},
        {"::/0", "::", 0},
        {"8000::/1", "8000::", 1},
        {"2001:db8::/32", "2001:db8::", 32},
        {"2001:DB8:0::0/32", "2001:db8::", 32},
        {"::/96", "::", 96},
        {"::1/128", "::1", 128},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         128},
        // Wider than the mapped addresses, or beside them.
        {"::/80", "::", 80},
        {"::/95", "::", 95},
        {"::fffe:0:0/95", "::fffe:0:0", 95},
        {"::fffe:0:0/96", "::fffe:0:0", 96},
        {"::10.0.0.0/104", "::a00:0", 104},
        {"64:ff9b::/96", "64:ff9b::", 96},
    };
    for (const auto& row : table) {
        const auto result = parse_prefix(row.input);
        BOOST_TEST_REQUIRE(result.has_value(), row.input << ": " << result.message(row.input));
        BOOST_TEST(result->address() == make_address(row.address));
        BOOST_TEST(result->length() == row.length);
        BOOST_TEST(make_prefix(row.input) == *result);

        // The parser of the family agrees, the one of the other refuses.
        const bool v4 = make_address(row.address).is_v4();
        BOOST_TEST(result->is_v4() == v4);
        BOOST_TEST(result->is_v6() == !v4);
        BOOST_TEST(parse_prefix_v4(row.input).has_value() == v4);
        BOOST_TEST(parse_prefix_v6(row.input).has_value() == !v4);
        if (v4)
            BOOST_TEST(
                (prefix(make_prefix_v4(row.input)) == *result && result->to_v4() == *result));
        else
            BOOST_TEST(
                (prefix(make_prefix_v6(row.input)) == *result && result->to_v6() == *result));
    }
    static_assert(parse_prefix_v4("10.0.0.0/8")->length() == 8);
    static_assert(parse_prefix_v6("2001:db8::/32")->length() == 32);
    static_assert(parse_prefix("10.0.0.0/8")->is_v4());
}

BOOST_AUTO_TEST_CASE(every_length)
{
    for (int length = 0; length <= 200; ++length) {
        const std::string text = std::to_string(length);
        BOOST_TEST(outcome(parse_prefix("0.0.0.0/" + text)) ==
                   (length <= 32 ? "0.0.0.0/" + text : "length_range at 8"));
        BOOST_TEST(outcome(parse_prefix("::/" + text)) ==
                   (length <= 128 ? "::/" + text : "length_range at 3"));
    }
}

BOOST_AUTO_TEST_CASE(refused_texts)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        {"", "empty at 0"},
        {"/", "bad_char at 0"}, // where an address should be
        {"/8", "bad_char at 0"},
        {"x/8", "bad_char at 0"},
        {"\0/8"sv, "nul at 0"},

        // What is wrong with the address, as without a length.
        {"10.0.0/8", "too_few_parts at 6"},
        {"10/8", "too_few_parts at 2"},
        {"10.0.0.0.0/8", "too_many_parts at 8"},
        {"10.0.0.256/8", "octet_range at 7"},
        {"10.00.0.0/8", "leading_zero at 3"},
        {"10.0.0.0 /8", "trailing_junk at 8"},
        {" 10.0.0.0/8", "bad_char at 0"},
        {"10.0.0.0%1/8", "zone_on_v4 at 8"},
        {"fe80::%eth0/10", "zone_not_allowed at 6"},
        {"fe80::%/10", "empty_zone at 6"},
        {"2001:db8/32", "too_few_parts at 8"},
        {"abcd/32", "too_few_parts at 4"},

        {"10.0.0.0", "missing_length at 8"},
        {"10.0.0.0/", "missing_length at 9"},
        {"::", "missing_length at 2"},
        {"::1", "missing_length at 3"},
        {"::/", "missing_length at 3"},

        // Not a plain decimal number.
        {"10.0.0.0/x", "length_syntax at 9"},
        {"10.0.0.0/-8", "length_syntax at 9"},
        {"10.0.0.0/+8", "length_syntax at 9"},
        {"10.0.0.0/ 8", "length_syntax at 9"},
        {"10.0.0.0/8x", "length_syntax at 9"},
        {"10.0.0.0/8_", "length_syntax at 9"},
        {"10.0.0.0/0x8", "length_syntax at 9"},
        {"10.0.0.0/8e0", "length_syntax at 9"},
        {"10.0.0.0/8.0", "length_syntax at 9"},
        {"10.0.0.0/8.", "length_syntax at 9"},
        {"10.0.0.0/255.0.0.0", "length_syntax at 9"},
        {"::/ffff::", "length_syntax at 3"},
        {"10.0.0.0/\xd9\xa8", "length_syntax at 9"},
        {"10.0.0.0/8\xd9\xa8", "length_syntax at 9"},

        {"10.0.0.0/08", "length_leading_zero at 9"},
        {"10.0.0.0/00", "length_leading_zero at 9"},
        {"10.0.0.0/032", "length_leading_zero at 9"},
        {"::/000", "length_leading_zero at 3"},
        {"10.0.0.0/0256", "length_leading_zero at 9"},

        {"10.0.0.0/33", "length_range at 9"},
        {"10.0.0.0/256", "length_range at 9"}, // 0 in a byte
        {"10.0.0.0/264", "length_range at 9"}, // 8 in a byte
        {"10.0.0.0/4294967304", "length_range at 9"},
        {"10.0.0.0/18446744073709551624", "length_range at 9"}, // 2^64 + 8
        {"::/129", "length_range at 3"},
        {"::1/999", "length_range at 4"},

        {"10.0.0.0//8", "multiple_slash at 9"},
        {"10.0.0.0/8/", "multiple_slash at 10"},
        {"10.0.0.0/8/8", "multiple_slash at 10"},
        {"::/0/0", "multiple_slash at 4"},

        {"10.0.0.0/8 ", "trailing_junk at 10"},
        {"10.0.0.0/8\n", "trailing_junk at 10"},
        {"10.0.0.0/8#", "trailing_junk at 10"},
        {"10.0.0.0/8,", "trailing_junk at 10"},
        {"10.0.0.0/8%1", "trailing_junk at 10"},
        {"::/8:", "trailing_junk at 4"},
        {"10.0.0.0/\0"sv, "nul at 9"},
        {"10.0.0.0/8\0"sv, "nul at 10"},

        {"::ffff:0.0.0.0/96", "mapped_prefix at 0"},
        {"::ffff:10.0.0.0/104", "mapped_prefix at 0"},
        {"::ffff:10.0.0.1/128", "mapped_prefix at 0"},
        {"::ffff:10.0.0.1/104", "mapped_prefix at 0"},
        {"::ffff:0:0/95", "host_bits_set at 2"}, // wider than the mapped ones: another fault
    };
    for (const auto& row : table) {
        BOOST_TEST(outcome(parse_prefix(row.input)) == row.outcome, row.input);
        BOOST_CHECK_THROW(make_prefix(row.input), std::system_error);
        // The parsers of the families give the same answer to what is theirs.
        const std::string v4 = outcome(parse_prefix_v4(row.input));
        const std::string v6 = outcome(parse_prefix_v6(row.input));
        BOOST_TEST((v4 == row.outcome || v6 == row.outcome), row.input);
    }
    static_assert(parse_prefix("10.0.0.1/8").error() ==
                  cordon::ip::parse_error{errc::host_bits_set, 7});
}

BOOST_AUTO_TEST_CASE(the_other_familys_text)
{
    BOOST_TEST(outcome(parse_prefix_v4("::/0")) == "bad_char at 0");
    BOOST_TEST(outcome(parse_prefix_v6("10.0.0.0/8")) == "embedded_v4_position at 0");
    BOOST_CHECK_THROW(make_prefix_v4("::/0"), std::system_error);
    BOOST_CHECK_THROW(make_prefix_v6("10.0.0.0/8"), std::system_error);
}

BOOST_AUTO_TEST_CASE(the_size_is_looked_at_first)
{
    BOOST_TEST(outcome(parse_prefix(std::string(65, '1'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_prefix("::/" + std::string(62, '1'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_prefix("::/" + std::string(61, '1'))) == "length_range at 3");
}

BOOST_AUTO_TEST_CASE(host_bits_are_found_where_they_stand)
{
    const struct {
        std::string_view input;
        std::size_t offset;
    } table[] = {
        {"10.0.0.1/8", 7},
        {"10.0.1.0/8", 5},
        {"10.1.0.0/8", 3},
        {"10.1.1.1/8", 3}, // the first of them
        {"10.0.0.0/6", 0},
        {"192.168.100.0/17", 8},
        {"192.0.2.1/0", 0},
        {"0.0.2.1/0", 4},
        {"0.0.0.1/0", 6},
        {"1.2.3.5/31", 6},
        {"2001:db8::1/32", 10},
        {"2001:db9::/31", 5},
        {"2001:db8:0:1::/32", 11},
        {"2001:0db8:0000:0001::/32", 15},
        {"1::/0", 0},
        {"0:1::/0", 2},
        {"0:0:1::/0", 4},
        {"::1/0", 2},
        {"::1:0/0", 2},
        {"::1:2/112", 4},
        {"::0:1/0", 4},
        {"0::1/127", 3},
        {"1::2:3/112", 5},
        {"1:2:3:4:5:6:7:8/112", 14},
        {"1:2:3:4:5:6:7:8/0", 0},
        {"::2:3:4:5:6:7:8/96", 12},
        {"1:2:3:4:5:6:7::/96", 12},
        {"::1.2.3.4/96", 2},
        {"::1.2.3.4/120", 8},
        {"::0.0.3.4/96", 6},
        {"::1:1.2.3.4/80", 2},
        {"1::1.2.3.4/96", 3},
        {"1:2:3:4:5:6:1.2.3.4/112", 16},
        {"1:2:3:4:5::1.2.3.4/104", 13},
        {"64:ff9b::192.0.2.33/120", 17},
        {"::ffff:1.2.3.4/80", 2},
        {"0:0:0:0:0:ffff:1.2.3.4/0", 10},
    };
    for (const auto& row : table) {
        BOOST_TEST(outcome(parse_prefix(row.input)) ==
                       "host_bits_set at " + std::to_string(row.offset),
                   row.input);
    }
}

BOOST_AUTO_TEST_CASE(hints)
{
    const struct {
        std::string_view input;
        std::string_view message;
    } table[] = {
        {"10.0.0.1/8", "bits set behind the prefix length at offset 7 in \"10.0.0.1/8\": did you "
                       "mean 10.0.0.0/8?"},
        {"2001:DB8::1/32", "bits set behind the prefix length at offset 10 in \"2001:DB8::1/32\": "
                           "did you mean 2001:db8::/32?"},
        {"10.0.0.1",
         "missing prefix length at offset 8 in \"10.0.0.1\": did you mean 10.0.0.1/32?"},
        {"10.0.0.1/",
         "missing prefix length at offset 9 in \"10.0.0.1/\": did you mean 10.0.0.1/32?"},
        {"::1", "missing prefix length at offset 3 in \"::1\": did you mean ::1/128?"},
        {"::ffff:10.0.0.1",
         "missing prefix length at offset 15 in \"::ffff:10.0.0.1\": did you mean "
         "10.0.0.1/32?"},
        {"::ffff:10.0.0.0/104", "prefix of IPv4-mapped addresses at offset 0 in "
                                "\"::ffff:10.0.0.0/104\": did you mean 10.0.0.0/8?"},
        {"::ffff:10.0.0.1/104", "prefix of IPv4-mapped addresses at offset 0 in "
                                "\"::ffff:10.0.0.1/104\": did you mean 10.0.0.0/8?"},
        {"::ffff:0:0/96", "prefix of IPv4-mapped addresses at offset 0 in \"::ffff:0:0/96\": did "
                          "you mean 0.0.0.0/0?"},
        {"::ffff:10.0.0.0/8", "bits set behind the prefix length at offset 2 in "
                              "\"::ffff:10.0.0.0/8\": did you mean 10.0.0.0/8?"},
        {"::ffff:10.0.0.0/64",
         "bits set behind the prefix length at offset 2 in \"::ffff:10.0.0.0/64\""},
        {"10.0.0.0/33",
         "prefix length over 32 (IPv4) or 128 (IPv6) at offset 9 in \"10.0.0.0/33\""},
        {"10.0.0/8", "too few parts at offset 6 in \"10.0.0/8\""},
        {"", "empty text"},
    };
    for (const auto& row : table) {
        BOOST_TEST(parse_prefix(row.input).message(row.input) == row.message);
        // Whoever throws says the same.
        try {
            static_cast<void>(make_prefix(row.input));
            BOOST_ERROR("did not throw for " << row.input);
        } catch (const std::system_error& error) {
            BOOST_TEST(std::string(error.what()).find(row.message) != std::string::npos);
            BOOST_TEST((error.code() == parse_prefix(row.input).error().code));
        }
    }
    BOOST_TEST(parse_prefix_v4("10.0.0.1/8").message("10.0.0.1/8").find("mean 10.0.0.0/8?") !=
               ""sv.npos);
    BOOST_TEST(parse_prefix_v6("::1/64").message("::1/64").find("mean ::/64?") != ""sv.npos);
}

BOOST_AUTO_TEST_CASE(make_and_containing)
{
    const address v4 = make_address("10.1.2.3");
    const address v6 = make_address("2001:db8::1");
    BOOST_TEST(outcome(prefix::make(v4, 32)) == "10.1.2.3/32");
    BOOST_TEST(outcome(prefix::make(v4, 31)) == "host_bits_set at 0");
    BOOST_TEST(outcome(prefix::make(v4, 33)) == "length_range at 0");
    BOOST_TEST(outcome(prefix::make(v4, -1)) == "length_range at 0");
    BOOST_TEST(outcome(prefix::make(v6, 128)) == "2001:db8::1/128");
    BOOST_TEST(outcome(prefix::make(v6, 127)) == "host_bits_set at 0");
    BOOST_TEST(outcome(prefix::make(v6, 129)) == "length_range at 0");
    BOOST_TEST(outcome(prefix::make(address(), 0)) == "bad_family at 0");

    BOOST_TEST(prefix::containing(v4, 8) == make_prefix("10.0.0.0/8"));
    BOOST_TEST(prefix::containing(v4, 0) == make_prefix("0.0.0.0/0"));
    BOOST_TEST(prefix::containing(v6, 32) == make_prefix("2001:db8::/32"));
    BOOST_TEST((thrown_by([&] { return prefix::containing(v4, 33); }) == errc::length_range));
    BOOST_TEST((thrown_by([&] { return prefix::containing(v6, 129); }) == errc::length_range));
    BOOST_TEST((thrown_by([&] { return prefix::containing(v6, -1); }) == errc::length_range));
    BOOST_TEST((thrown_by([&] { return prefix::containing(address(), 0); }) == errc::bad_family));
}

BOOST_AUTO_TEST_CASE(parts)
{
    const prefix v4 = make_prefix("10.0.0.0/8");
    BOOST_TEST(v4.first() == make_address("10.0.0.0"));
    BOOST_TEST(v4.last() == make_address("10.255.255.255"));
    BOOST_TEST(v4.to_v4() == make_prefix_v4("10.0.0.0/8"));
    BOOST_TEST((thrown_by([&] { return v4.to_v6(); }) == errc::bad_family));
    const prefix v6 = make_prefix("2001:db8::/127");
    BOOST_TEST(v6.first() == make_address("2001:db8::"));
    BOOST_TEST(v6.last() == make_address("2001:db8::1"));
    BOOST_TEST(v6.to_v6() == make_prefix_v6("2001:db8::/127"));
    BOOST_TEST((thrown_by([&] { return v6.to_v4(); }) == errc::bad_family));
}

BOOST_AUTO_TEST_CASE(contains)
{
    const struct {
        std::string_view prefix;
        std::string_view address;
        bool in;
    } table[] = {
        {"10.0.0.0/8", "10.0.0.0", true},
        {"10.0.0.0/8", "10.255.255.255", true},
        {"10.0.0.0/8", "9.255.255.255", false},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.0.0.0/8", "::ffff:10.0.0.1", true}, // a client on a dual-stack socket
        {"10.0.0.0/8", "::ffff:11.0.0.1", false},
        {"10.0.0.0/8", "::10.0.0.1", false}, // no other embedding
        {"10.0.0.0/8", "64:ff9b::10.0.0.1", false},
        {"10.0.0.0/8", "2002:a00:1::", false},
        {"0.0.0.0/0", "::ffff:255.255.255.255", true},
        {"0.0.0.0/0", "::", false}, // nothing of the other family
        {"::/0", "0.0.0.0", false},
        {"::/0", "::", true},
        {"::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true},
        {"::/0", "::ffff:1.2.3.4", false}, // which is 1.2.3.4
        {"::/64", "::1", true},
        {"::/64", "0:0:0:1::", false},
        {"::a00:0/104", "10.0.0.1", false},
    };
    for (const auto& row : table) {
        const prefix p = make_prefix(row.prefix);
        BOOST_TEST(p.contains(make_address(row.address)) == row.in,
                   row.prefix << ' ' << row.address);
        BOOST_TEST(!p.contains(address())); // none
    }
    static_assert(make_prefix("10.0.0.0/8").contains(make_address_v4("10.0.0.1")));
    static_assert(make_prefix("::/64").contains(make_address_v6("::1")));
}

BOOST_AUTO_TEST_CASE(contains_prefixes)
{
    const auto contains = [](std::string_view a, std::string_view b) {
        return make_prefix(a).contains(make_prefix(b));
    };
    BOOST_TEST(contains("10.0.0.0/8", "10.0.0.0/8"));
    BOOST_TEST(contains("10.0.0.0/8", "10.1.0.0/16"));
    BOOST_TEST(!contains("10.0.0.0/16", "10.0.0.0/8"));
    BOOST_TEST(!contains("10.0.0.0/8", "11.0.0.0/16"));
    BOOST_TEST(contains("::/0", "2001:db8::/32"));
    BOOST_TEST(!contains("::/0", "0.0.0.0/32"));
    BOOST_TEST(!contains("0.0.0.0/0", "::/128"));
}

BOOST_AUTO_TEST_CASE(order)
{
    // Sorted: IPv4 before IPv6, then by address, then the shorter length first.
    const char* sorted[] = {"0.0.0.0/0",  "0.0.0.0/32",  "9.0.0.0/8", "10.0.0.0/8",
                            "10.0.0.0/9", "10.1.0.0/16", "::/0",      "::1/128"};
    for (const auto& a : sorted)
        for (const auto& b : sorted)
            BOOST_TEST(((make_prefix(a) <=> make_prefix(b)) == (&a <=> &b)), a << " and " << b);
}

BOOST_AUTO_TEST_CASE(to_chars_needs_room)
{
    for (const std::string text : {"10.0.0.0/8", "192.168.100.0/24", "::/0", "2001:db8::/128",
                                   "1020:3040:5060:7080:90a0:b0c0:d0e0:f0ff/128"}) {
        for (std::size_t room = 0; room <= text.size(); ++room) {
            std::string buffer(text.size(), '#');
            const auto result = to_chars(buffer.data(), buffer.data() + room, make_prefix(text));
            const bool fits = room == text.size();
            BOOST_TEST((result.ec == (fits ? std::errc{} : std::errc::value_too_large)));
            BOOST_TEST(result.ptr == buffer.data() + room);
            BOOST_TEST(buffer.find_first_not_of('#', room) == buffer.npos);
            BOOST_TEST((buffer == text) == fits);
        }
    }
    char text[43];
    BOOST_TEST((to_chars(text, text + 43, make_prefix_v4("10.0.0.0/8")).ptr == text + 10));
}

BOOST_AUTO_TEST_CASE(texts_and_streams)
{
    BOOST_TEST(to_string(make_prefix_v4("10.0.0.0/8")) == "10.0.0.0/8");
    BOOST_TEST(to_string(make_prefix_v6("2001:DB8::/32")) == "2001:db8::/32");
    BOOST_TEST(to_string(make_prefix("::/128")) == "::/128");
    std::ostringstream os;
    os << make_prefix_v4("10.0.0.0/8") << ' ' << make_prefix_v6("::/7") << ' ';
    os.width(6);
    os << make_prefix("::/0");
    BOOST_TEST(os.str() == "10.0.0.0/8 ::/7   ::/0");
}

BOOST_AUTO_TEST_CASE(hashes)
{
    std::set<std::size_t> values;
    for (int length = 0; length <= 32; ++length)
        values.insert(std::hash<prefix>()(prefix::containing(make_address("10.0.0.0"), length)));
    BOOST_TEST(values.size() == 33U);
    const std::unordered_set<prefix_v4> v4{
        make_prefix_v4("10.0.0.0/8"), make_prefix_v4("10.0.0.0/8"), make_prefix_v4("10.0.0.0/9")};
    BOOST_TEST(v4.size() == 2U);
    const std::unordered_set<prefix_v6> v6{make_prefix_v6("::/8"), make_prefix_v6("::/9")};
    BOOST_TEST(v6.size() == 2U);
    const std::unordered_set<prefix> both{make_prefix("0.0.0.0/0"), make_prefix("::/0")};
    BOOST_TEST(both.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
