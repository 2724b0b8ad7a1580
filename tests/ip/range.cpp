#include <cordon/ip/range.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <type_traits>
#include <unordered_set>

BOOST_AUTO_TEST_SUITE(ip_range)

using namespace std::string_view_literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::errc;
using cordon::ip::make_address;
using cordon::ip::make_address_v4;
using cordon::ip::make_address_v6;
using cordon::ip::make_entry;
using cordon::ip::make_prefix;
using cordon::ip::make_prefix_v4;
using cordon::ip::make_prefix_v6;
using cordon::ip::make_range;
using cordon::ip::make_range_v4;
using cordon::ip::make_range_v6;
using cordon::ip::parse_entry;
using cordon::ip::parse_range;
using cordon::ip::parse_range_v4;
using cordon::ip::parse_range_v6;
using cordon::ip::range;
using cordon::ip::range_v4;
using cordon::ip::range_v6;
using cordon::ip::uint129;
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

static_assert(std::is_trivially_copyable_v<range>);
static_assert(!std::is_default_constructible_v<range>);

BOOST_AUTO_TEST_CASE(accepted_texts)
{
    const struct {
        std::string_view input;
        std::string_view first;
        std::string_view last;
    } table[] = {
        {"10.0.0.1-10.0.0.5", "10.0.0.1", "10.0.0.5"},
        {"10.0.0.1 - 10.0.0.5", "10.0.0.1", "10.0.0.5"},
        {"10.0.0.1-10.0.0.1", "10.0.0.1", "10.0.0.1"},
        {"0.0.0.0-255.255.255.255", "0.0.0.0", "255.255.255.255"},
        {"9.255.255.255-10.0.0.0", "9.255.255.255", "10.0.0.0"},
        {"::-::", "::", "::"},
        {"::1-::5", "::1", "::5"},
        {"::1 - ::5", "::1", "::5"},
        {"2001:DB8::-2001:db8::ffff", "2001:db8::", "2001:db8::ffff"},
        {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        // Wider than the mapped addresses at one end or at both.
        {"::-::ffff:10.0.0.1", "::", "::ffff:10.0.0.1"},
        {"::ffff:10.0.0.1-::1:0:0:0", "::ffff:10.0.0.1", "::1:0:0:0"},
        {"::10.0.0.1-::10.0.0.5", "::a00:1", "::a00:5"},
    };
    for (const auto& row : table) {
        const auto result = parse_range(row.input);
        BOOST_TEST_REQUIRE(result.has_value(), row.input << ": " << result.message(row.input));
        BOOST_TEST(result->first() == make_address(row.first));
        BOOST_TEST(result->last() == make_address(row.last));
        BOOST_TEST((make_range(row.input) == *result));
        BOOST_TEST((make_entry(row.input) == *result)); // a line of a list may be a range

        const bool v4 = make_address(row.first).is_v4();
        BOOST_TEST(result->is_v4() == v4);
        BOOST_TEST(result->is_v6() == !v4);
        BOOST_TEST(parse_range_v4(row.input).has_value() == v4);
        BOOST_TEST(parse_range_v6(row.input).has_value() == !v4);
        if (v4)
            BOOST_TEST((range(make_range_v4(row.input)) == *result && result->to_v4() == *result));
        else
            BOOST_TEST((range(make_range_v6(row.input)) == *result && result->to_v6() == *result));
    }
    static_assert(parse_range_v4("10.0.0.1-10.0.0.5")->count() == 5);
    static_assert(parse_range_v6("::1-::5")->count() == uint129(std::uint64_t(5)));
    static_assert(parse_range("10.0.0.1-10.0.0.5")->is_v4());
}

BOOST_AUTO_TEST_CASE(refused_texts)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        {"", "empty at 0"},

        // What is missing: the first address where it should begin, the rest at the end.
        {"-", "missing_end at 0"},
        {"-10.0.0.5", "missing_end at 0"},
        {" - 10.0.0.5", "missing_end at 0"},
        {"10.0.0.1", "missing_end at 8"},
        {"10.0.0.1-", "missing_end at 9"},
        {"10.0.0.1 - ", "missing_end at 11"},
        {"::1", "missing_end at 3"},
        {"::1-", "missing_end at 4"},

        // What is wrong with either address, at its place in the whole.
        {"x-10.0.0.5", "bad_char at 0"},
        {"10.0.0-10.0.0.5", "too_few_parts at 6"},
        {"10.0.0.256-10.0.0.5", "octet_range at 7"},
        {"10.0.0.1-10.0.0.256", "octet_range at 16"},
        {"10.0.0.1-10.0.0.05", "leading_zero at 16"},
        {"10.0.0.1-x", "bad_char at 9"},
        {"10.0.0.1-5", "too_few_parts at 10"},
        {"10.0.0.1-10.0.0", "too_few_parts at 15"},
        {"10.0.0.1 - 10.0.0.5x", "bad_char at 19"},
        {"::1-::g", "bad_char at 6"},
        {"::1-::2%1", "zone_not_allowed at 7"},
        {"10.0.0.1-10.0.0.5\0"sv, "nul at 17"},
        {"10.0.0.1\0-10.0.0.5"sv, "nul at 8"},

        // Only one space, and on both sides.
        {"10.0.0.1 -10.0.0.5", "trailing_junk at 8"},
        {"10.0.0.1- 10.0.0.5", "bad_char at 9"},
        {"10.0.0.1  -  10.0.0.5", "trailing_junk at 8"},
        {"10.0.0.1 -  10.0.0.5", "bad_char at 11"},
        {"10.0.0.1\t-\t10.0.0.5", "trailing_junk at 8"},
        {"10.0.0.1\t- 10.0.0.5", "trailing_junk at 8"},
        {"10.0.0.1 -\t10.0.0.5", "trailing_junk at 8"},
        {"10.0.0.1 -", "trailing_junk at 8"},
        {" 10.0.0.1-10.0.0.5", "bad_char at 0"},
        {"10.0.0.1-10.0.0.5 ", "trailing_junk at 17"},

        {"10.0.0.1--10.0.0.5", "bad_char at 9"},
        {"10.0.0.1-10.0.0.5-", "trailing_junk at 17"},
        {"10.0.0.0/8-11.0.0.0/8", "trailing_junk at 8"},
        {"10.0.0.0-11.0.0.0/8", "trailing_junk at 17"},
        {"10.0.0.0/8", "trailing_junk at 8"}, // a prefix is no range: see parse_entry

        // The second address is the one that does not go with what is in front of it.
        {"10.0.0.5-10.0.0.4", "reversed at 9"},
        {"10.0.0.5 - 10.0.0.4", "reversed at 11"},
        {"10.0.0.0-9.255.255.255", "reversed at 9"}, // though "9" is after "1" as text
        {"::2-::1", "reversed at 4"},
        {"10.0.0.1-::5", "family_mix at 9"},
        {"::1-10.0.0.5", "family_mix at 4"},
        {"::ffff:10.0.0.1-10.0.0.5", "family_mix at 16"},

        {"::ffff:10.0.0.1-::ffff:10.0.0.5", "mapped_range at 0"},
        {"::ffff:0:0-::ffff:ffff:ffff", "mapped_range at 0"},
        {"::ffff:10.0.0.5-::ffff:10.0.0.1", "reversed at 16"},
    };
    for (const auto& row : table) {
        BOOST_TEST(outcome(parse_range(row.input)) == row.outcome, row.input);
        BOOST_CHECK_THROW(make_range(row.input), std::system_error);
    }
    static_assert(parse_range("10.0.0.5-10.0.0.4").error() ==
                  cordon::ip::parse_error{errc::reversed, 9});
}

BOOST_AUTO_TEST_CASE(the_parsers_of_the_families)
{
    BOOST_TEST(outcome(parse_range_v4("10.0.0.5-10.0.0.4")) == "reversed at 9");
    BOOST_TEST(outcome(parse_range_v4("::1-::2")) == "bad_char at 0");
    BOOST_TEST(outcome(parse_range_v4("10.0.0.1-::2")) == "bad_char at 9");
    BOOST_TEST(outcome(parse_range_v4("")) == "empty at 0");
    BOOST_TEST(outcome(parse_range_v6("::2-::1")) == "reversed at 4");
    BOOST_TEST(outcome(parse_range_v6("::1-10.0.0.2")) == "embedded_v4_position at 4");
    BOOST_TEST(outcome(parse_range_v6("::ffff:1.2.3.4-::ffff:1.2.3.5")) == "mapped_range at 0");
    BOOST_CHECK_THROW(make_range_v4("10.0.0.5-10.0.0.4"), std::system_error);
    BOOST_CHECK_THROW(make_range_v6("::2-::1"), std::system_error);
}

BOOST_AUTO_TEST_CASE(the_size_is_looked_at_first)
{
    // Two addresses of 64 bytes and " - ".
    BOOST_TEST(outcome(parse_range(std::string(131, '1'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_range(std::string(132, '-'))) == "too_long at 131");
    BOOST_TEST(outcome(parse_range("::-" + std::string(65, '1'))) == "too_long at 67");
    BOOST_TEST(outcome(parse_range(std::string(65, '1') + "-::")) == "too_long at 64");
}

BOOST_AUTO_TEST_CASE(entries)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        {"10.0.0.0/8", "10.0.0.0-10.255.255.255"},
        {"10.0.0.1", "10.0.0.1-10.0.0.1"},
        {"10.0.0.1-10.0.0.5", "10.0.0.1-10.0.0.5"},
        {"10.0.0.1 - 10.0.0.5", "10.0.0.1-10.0.0.5"},
        {"::1", "::1-::1"},
        {"2001:db8::/127", "2001:db8::-2001:db8::1"},
        {"::1-::5", "::1-::5"},
        {"0.0.0.0/0", "0.0.0.0-255.255.255.255"},

        // A single mapped address is the IPv4 one, more of them are refused.
        {"::ffff:10.0.0.1", "10.0.0.1-10.0.0.1"},
        {"::ffff:10.0.0.1/128", "mapped_prefix at 0"},
        {"::ffff:10.0.0.1-::ffff:10.0.0.1", "mapped_range at 0"},

        {"", "empty at 0"},
        {"10.0.0", "too_few_parts at 6"},
        {"10.0.0.1/8", "host_bits_set at 7"},
        {"10.0.0.0/8-11.0.0.0/8", "trailing_junk at 10"},
        {"10.0.0.0-11.0.0.0/8", "trailing_junk at 8"},
        {"10.0.0.5-10.0.0.1", "reversed at 9"},
        {"fe80::1%eth-0", "zone_not_allowed at 7"},
        {"!10.0.0.0/8", "bad_char at 0"},
        {"-10.0.0.0/8", "bad_char at 0"},
        {"-10.0.0.1", "missing_end at 0"},
        {"not 10.0.0.1", "bad_char at 0"},
        {"none", "bad_char at 0"},
    };
    for (const auto& row : table) {
        BOOST_TEST(outcome(parse_entry(row.input)) == row.outcome, row.input);
        if (parse_entry(row.input))
            BOOST_TEST((make_entry(row.input) == *parse_entry(row.input)));
        else
            BOOST_CHECK_THROW(make_entry(row.input), std::system_error);
    }
    BOOST_TEST(outcome(parse_entry(std::string(65, '1'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_entry("/" + std::string(64, '1'))) == "too_long at 64");
    BOOST_TEST(outcome(parse_entry("-" + std::string(131, '1'))) == "too_long at 131");
}

BOOST_AUTO_TEST_CASE(hints)
{
    const struct {
        std::string_view input;
        std::string_view message;
    } table[] = {
        {"10.0.0.5-10.0.0.1", "range whose first address is after its last at offset 9 in "
                              "\"10.0.0.5-10.0.0.1\": did you mean 10.0.0.1-10.0.0.5?"},
        {"::5 - ::1", "range whose first address is after its last at offset 6 in \"::5 - ::1\": "
                      "did you mean ::1-::5?"},
        {"::ffff:10.0.0.1-::ffff:10.0.0.5",
         "range of IPv4-mapped addresses at offset 0 in \"::ffff:10.0.0.1-::ffff:10.0.0.5\": did "
         "you mean 10.0.0.1-10.0.0.5?"},
        {"10.0.0.1-", "range without first or last address at offset 9 in \"10.0.0.1-\""},
        {"10.0.0.1-::5", "range from one address family to the other at offset 9 in "
                         "\"10.0.0.1-::5\""},
    };
    for (const auto& row : table) {
        BOOST_TEST(parse_range(row.input).message(row.input) == row.message);
        BOOST_TEST(parse_entry(row.input).message(row.input) == row.message);
        try {
            static_cast<void>(make_range(row.input));
            BOOST_ERROR("did not throw for " << row.input);
        } catch (const std::system_error& error) {
            BOOST_TEST(std::string(error.what()).find(row.message) != std::string::npos);
            BOOST_TEST((error.code() == parse_range(row.input).error().code));
        }
    }
    BOOST_TEST(parse_entry("10.0.0.1/8").message("10.0.0.1/8").find(": did you mean 10.0.0.0/8?") !=
               ""sv.npos);
    BOOST_TEST(
        parse_range_v4("1.1.1.2-1.1.1.1").message("1.1.1.2-1.1.1.1").find("1.1.1.1-1.1.1.2?") !=
        ""sv.npos);
    BOOST_TEST(parse_range_v6("::2-::1").message("::2-::1").find("::1-::2?") != ""sv.npos);
}

BOOST_AUTO_TEST_CASE(make)
{
    const address v4 = make_address("10.0.0.1");
    const address v6 = make_address("::1");
    BOOST_TEST(outcome(range::make(v4, v4)) == "10.0.0.1-10.0.0.1");
    BOOST_TEST(outcome(range::make(v6, make_address("::2"))) == "::1-::2");
    BOOST_TEST(outcome(range::make(v4, v6)) == "family_mix at 0");
    BOOST_TEST(outcome(range::make(v6, v4)) == "family_mix at 0");
    BOOST_TEST(outcome(range::make(v4, make_address("10.0.0.0"))) == "reversed at 0");
    BOOST_TEST(outcome(range::make(v6, make_address("::"))) == "reversed at 0");
    BOOST_TEST(outcome(range::make(address(), v4)) == "bad_family at 0");
    BOOST_TEST(outcome(range::make(v4, address())) == "bad_family at 0");
    BOOST_TEST(outcome(range::make(address(), address())) == "bad_family at 0");
    BOOST_TEST((range(v4, v4) == range::make(v4, v4).value()));
    BOOST_TEST((thrown_by([&] { return range(v4, v6); }) == errc::family_mix));
    BOOST_TEST((thrown_by([&] { return range(v6, make_address("::")); }) == errc::reversed));
}

BOOST_AUTO_TEST_CASE(from_narrower_things)
{
    constexpr range r4 = make_range_v4("10.0.0.0-10.255.255.255");
    static_assert(range(make_prefix_v4("10.0.0.0/8")) == r4);
    static_assert(range(make_prefix("10.0.0.0/8")) == r4);
    static_assert(range(make_address_v4("1.2.3.4")) == make_range("1.2.3.4-1.2.3.4"));
    constexpr range r6 = make_range_v6("2001:db8::-2001:db8::1");
    static_assert(range(make_prefix_v6("2001:db8::/127")) == r6);
    static_assert(range(make_prefix("2001:db8::/127")) == r6);
    static_assert(range(make_address_v6("::1")) == make_range("::1-::1"));
    BOOST_TEST((r4.to_v4() == make_range_v4("10.0.0.0-10.255.255.255")));
    BOOST_TEST((thrown_by([&] { return r4.to_v6(); }) == errc::bad_family));
    BOOST_TEST((thrown_by([&] { return r6.to_v4(); }) == errc::bad_family));
}

BOOST_AUTO_TEST_CASE(counts)
{
    BOOST_TEST(to_string(make_range("10.0.0.1-10.0.0.1").count()) == "1");
    BOOST_TEST(to_string(make_entry("0.0.0.0/0").count()) == "4294967296");
    BOOST_TEST(to_string(make_entry("2001:db8::/64").count()) == "18446744073709551616");
    BOOST_TEST(to_string(make_entry("::/0").count()) == "340282366920938463463374607431768211456");
}

BOOST_AUTO_TEST_CASE(contains)
{
    const struct {
        std::string_view range;
        std::string_view address;
        bool in;
    } table[] = {
        {"10.0.0.1-10.0.0.5", "10.0.0.0", false},
        {"10.0.0.1-10.0.0.5", "10.0.0.1", true},
        {"10.0.0.1-10.0.0.5", "10.0.0.5", true},
        {"10.0.0.1-10.0.0.5", "10.0.0.6", false},
        {"10.0.0.1-10.0.0.5", "::ffff:10.0.0.5", true},
        {"10.0.0.1-10.0.0.5", "::ffff:10.0.0.6", false},
        {"10.0.0.1-10.0.0.5", "::10.0.0.5", false},
        {"0.0.0.0-255.255.255.255", "::", false},
        {"0.0.0.0-255.255.255.255", "::ffff:0.0.0.0", true},
        {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "10.0.0.1", false},
        {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:10.0.0.1", false}, // is 10.0.0.1
        {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::1:0:0:0", true},
        {"::1-::5", "::5", true},
        {"::1-::5", "::6", false},
    };
    for (const auto& row : table) {
        const range r = make_range(row.range);
        const address a = make_address(row.address);
        BOOST_TEST(r.contains(a) == row.in, row.range << ' ' << row.address);
        // An address of one family answers as the one of either.
        if (a.is_v4())
            BOOST_TEST(r.contains(a.to_v4()) == row.in);
        else
            BOOST_TEST(r.contains(a.to_v6()) == row.in);
        BOOST_TEST(!r.contains(address())); // none
    }
}

BOOST_AUTO_TEST_CASE(contains_and_overlaps_ranges)
{
    const struct {
        std::string_view a;
        std::string_view b;
        bool contains;
        bool overlaps;
    } table[] = {
        {"10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9", true, true},
        {"10.0.0.1-10.0.0.9", "10.0.0.2-10.0.0.8", true, true},
        {"10.0.0.2-10.0.0.8", "10.0.0.1-10.0.0.9", false, true},
        {"10.0.0.1-10.0.0.5", "10.0.0.5-10.0.0.9", false, true},
        {"10.0.0.1-10.0.0.5", "10.0.0.6-10.0.0.9", false, false}, // side by side
        {"::1-::9", "::2-::3", true, true},
        {"::1-::9", "::9-::a", false, true},
        {"0.0.0.0-255.255.255.255", "::1-::1", false, false},
        {"::-ffff::", "0.0.0.0-1.1.1.1", false, false},
    };
    for (const auto& row : table) {
        const range a = make_range(row.a);
        const range b = make_range(row.b);
        BOOST_TEST(a.contains(b) == row.contains, row.a << ' ' << row.b);
        BOOST_TEST(a.overlaps(b) == row.overlaps, row.a << ' ' << row.b);
        BOOST_TEST(b.overlaps(a) == row.overlaps, row.a << ' ' << row.b);
    }
    BOOST_TEST(make_range("10.0.0.0-10.255.255.255").contains(make_prefix_v4("10.1.0.0/16")));
    BOOST_TEST(make_range("10.0.0.0-10.255.255.255").overlaps(make_prefix("8.0.0.0/6")));
}

BOOST_AUTO_TEST_CASE(as_prefix)
{
    const auto text = [](std::string_view r) {
        const auto p = make_range(r).as_prefix();
        return p ? to_string(*p) : "";
    };
    BOOST_TEST(text("10.0.0.0-10.255.255.255") == "10.0.0.0/8");
    BOOST_TEST(text("10.0.0.0-10.255.255.254") == "");
    BOOST_TEST(text("10.0.0.1-10.0.0.2") == ""); // two addresses, not aligned
    BOOST_TEST(text("10.0.0.1-10.0.0.1") == "10.0.0.1/32");
    BOOST_TEST(text("0.0.0.0-255.255.255.255") == "0.0.0.0/0");
    BOOST_TEST(text("2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff") == "2001:db8::/32");
    BOOST_TEST(text("::1-::2") == "");
    BOOST_TEST(text("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == "::/0");
}

BOOST_AUTO_TEST_CASE(order)
{
    // Sorted: IPv4 before IPv6, then by first, then by last address.
    const char* sorted[] = {
        "0.0.0.0-0.0.0.0", "0.0.0.0-0.0.0.1", "9.0.0.0-9.0.0.0", "10.0.0.0-10.0.0.0",
        "::-::",           "::-::1",          "::1-::1"};
    for (const auto& a : sorted)
        for (const auto& b : sorted)
            BOOST_TEST(((make_range(a) <=> make_range(b)) == (&a <=> &b)), a << " and " << b);
}

BOOST_AUTO_TEST_CASE(to_chars_needs_room)
{
    for (const std::string text :
         {"10.0.0.1-10.0.0.5", "::-::1",
          "1020:3040:5060:7080:90a0:b0c0:d0e0:f0ff-1020:3040:5060:7080:90a0:b0c0:d0e0:ffff"}) {
        for (std::size_t room = 0; room <= text.size(); ++room) {
            std::string buffer(text.size(), '#');
            const auto result = to_chars(buffer.data(), buffer.data() + room, make_range(text));
            const bool fits = room == text.size();
            BOOST_TEST((result.ec == (fits ? std::errc{} : std::errc::value_too_large)));
            BOOST_TEST(result.ptr == buffer.data() + room);
            BOOST_TEST(buffer.find_first_not_of('#', room) == buffer.npos);
            BOOST_TEST((buffer == text) == fits);
        }
    }
    char text[79];
    BOOST_TEST((to_chars(text, text + 79, make_range_v4("1.1.1.1-1.1.1.2")).ptr == text + 15));
}

BOOST_AUTO_TEST_CASE(texts_and_streams)
{
    BOOST_TEST(to_string(make_range_v4("1.1.1.1-1.1.1.2")) == "1.1.1.1-1.1.1.2");
    BOOST_TEST(to_string(make_range_v6("::1 - ::A")) == "::1-::a");
    BOOST_TEST(to_string(make_range("::1-::2")) == "::1-::2");
    std::ostringstream os;
    os << make_range_v4("1.1.1.1-1.1.1.2") << ' ' << make_range_v6("::1-::2") << ' ';
    os.width(7);
    os << make_range("::-::1");
    BOOST_TEST(os.str() == "1.1.1.1-1.1.1.2 ::1-::2  ::-::1");
}

BOOST_AUTO_TEST_CASE(hashes)
{
    std::set<std::size_t> values;
    for (std::uint32_t i = 1; i <= 100; ++i) {
        values.insert(std::hash<range_v4>()(address_v4(i))); // first and last alike
        values.insert(std::hash<range_v4>()({address_v4(i), address_v4(200)}));
        values.insert(std::hash<range_v4>()({address_v4(0), address_v4(i)}));
    }
    BOOST_TEST(values.size() == 300U);
    const std::unordered_set<range_v6> v6{make_range_v6("::1-::2"), make_range_v6("::1-::2")};
    BOOST_TEST(v6.size() == 1U);
    const std::unordered_set<range> both{make_entry("0.0.0.0/0"), make_entry("::/0"),
                                         make_entry("::/1"), make_entry("::/0")};
    BOOST_TEST(both.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
