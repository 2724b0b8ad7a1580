#include <cordon/ip/range_set.hpp>

#include "effort.hpp"
#include "reference/linear_set.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <list>
#include <sstream>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_range_set)

using namespace cordon::ip::literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::errc;
using cordon::ip::make_entry;
using cordon::ip::make_range;
using cordon::ip::prefix;
using cordon::ip::range;
using cordon::ip::range_set;
using cordon::ip::range_set_v4;
using cordon::ip::range_set_v6;
using cordon::ip::uint129;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

// The ranges of a set in its order: "10.0.0.0-10.0.0.9 ::1-::1".
template <class Walk>
std::string text(const Walk& walk)
{
    std::string out;
    for (const auto& value : walk)
        out += (out.empty() ? "" : " ") + to_string(value);
    return out;
}

const address mapped_10_0_0_1 = address_v6::mapped("10.0.0.1"_ip);

// Inside ::ffff:0:0/96, which no literal and no parser makes.
range mapped_range(address_v4 first, address_v4 last)
{
    return {address_v6::mapped(first), address_v6::mapped(last)};
}

bool is_mapped_range_error(const std::system_error& error)
{
    return error.code() == errc::mapped_range;
}

} // namespace

static_assert(std::ranges::forward_range<const range_set>);
static_assert(std::is_nothrow_move_constructible_v<range_set>);
static_assert(std::is_nothrow_move_assignable_v<range_set>);
static_assert(std::is_nothrow_swappable_v<range_set>);
static_assert(noexcept(std::declval<const range_set&>().contains(address())));
static_assert(noexcept(std::declval<const range_set&>().find(address())));
static_assert(noexcept(std::declval<const range_set&>().covers("::1"_ip)));
static_assert(noexcept(std::declval<const range_set&>().overlaps("::1"_ip)));
static_assert(noexcept(std::declval<const range_set&>().count()));
static_assert(noexcept(std::declval<const range_set&>().begin()));
static_assert(noexcept(std::declval<const range_set&>() == std::declval<const range_set&>()));
template <class Set>
concept views_of_temporaries = requires { *Set().ranges(); } || requires { *Set().prefixes(); } ||
                               requires { *Set().addresses(); };
static_assert(!views_of_temporaries<range_set>);

BOOST_AUTO_TEST_CASE(construction)
{
    const range_set none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none.size() == 0U);
    BOOST_TEST((none.begin() == none.end()));

    const range_set set{"::1"_ip, "10.0.0.0/8"_prefix, "9.255.255.0-9.255.255.255"_range,
                        "::2-::9"_range, prefix("10.1.0.0/16"_prefix)};
    BOOST_TEST(text(set) == "9.255.255.0-10.255.255.255 ::1-::9");
    BOOST_TEST(set.size() == 2U);

    const std::list<prefix> prefixes{"::/127"_prefix, "1.0.0.0/8"_prefix};
    BOOST_TEST(text(range_set(prefixes)) == "1.0.0.0-1.255.255.255 ::-::1");
    const address_v4 addresses[]{"1.0.0.1"_ip, "1.0.0.2"_ip};
    BOOST_TEST(text(range_set(addresses)) == "1.0.0.1-1.0.0.2");
    BOOST_TEST((range_set(set.ranges()) == set));
    BOOST_TEST((range_set(set.prefixes()) == set));
    BOOST_TEST((range_set(set.v4(), set.v6()) == set));
    BOOST_TEST((range_set(set.v4()) == range_set(set.v4(), {})));
}

BOOST_AUTO_TEST_CASE(the_families_are_no_neighbours)
{
    const range_set set{"255.255.255.255"_ip, "::"_ip};
    BOOST_TEST(text(set) == "255.255.255.255-255.255.255.255 ::-::");
    // The same number in both families is two addresses.
    const range_set one{"0.0.0.1"_ip};
    BOOST_TEST(!one.contains("::1"_ip));
    BOOST_TEST(!one.covers("::1"_ip));
    BOOST_TEST(!one.overlaps("::/64"_prefix));
    BOOST_TEST((one != range_set{"::1"_ip}));
    BOOST_TEST(!one.overlaps(range_set{"::1"_ip}));
}

BOOST_AUTO_TEST_CASE(families_apart)
{
    range_set set{"10.0.0.0/8"_prefix, "2001:db8::/32"_prefix};
    BOOST_TEST((set.v4() == range_set_v4{"10.0.0.0/8"_prefix}));
    BOOST_TEST((set.v6() == range_set_v6{"2001:db8::/32"_prefix}));
    set.v4().insert("11.0.0.0/8"_prefix);
    set.v6().clear();
    BOOST_TEST(text(set) == "10.0.0.0-11.255.255.255");
}

BOOST_AUTO_TEST_CASE(mapped_addresses_are_canonical)
{
    const range_set set{mapped_10_0_0_1.to_v6()};
    BOOST_TEST(text(set) == "10.0.0.1-10.0.0.1");
    BOOST_TEST(set.contains("10.0.0.1"_ip));
    BOOST_TEST(set.contains(mapped_10_0_0_1));
    BOOST_TEST((set.find(mapped_10_0_0_1) == range("10.0.0.1"_ip)));
    BOOST_TEST(set.covers(range(mapped_10_0_0_1, mapped_10_0_0_1)));
    BOOST_TEST(set.overlaps(range(mapped_10_0_0_1, mapped_10_0_0_1)));

    // A range is asked for as what its addresses are looked up as.
    const range_set ten{"10.0.0.0/8"_prefix};
    BOOST_TEST(ten.covers(mapped_range("10.0.0.0"_ip, "10.0.0.9"_ip)));
    BOOST_TEST(!ten.covers(mapped_range("10.0.0.0"_ip, "11.0.0.0"_ip)));
    BOOST_TEST(ten.overlaps(mapped_range("10.0.0.0"_ip, "11.0.0.0"_ip)));
    BOOST_TEST(!ten.overlaps(mapped_range("11.0.0.0"_ip, "11.0.0.1"_ip)));

    // Other embeddings are plain IPv6.
    for (const char* other : {"::10.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1",
                              "2002:a00:1::", "fe80::5efe:10.0.0.1"})
        BOOST_TEST(!ten.contains(cordon::ip::make_address(other)), other);
}

BOOST_AUTO_TEST_CASE(mapped_ranges_are_refused)
{
    const range mapped = mapped_range("10.0.0.0"_ip, "10.0.0.1"_ip);
    BOOST_CHECK_EXCEPTION((range_set{mapped}), std::system_error, is_mapped_range_error);
    BOOST_CHECK_EXCEPTION(range_set(std::vector{mapped}), std::system_error, is_mapped_range_error);

    const range_set old{"1.1.1.1"_ip, "::1"_ip};
    range_set set = old;
    BOOST_CHECK_EXCEPTION(set.insert(mapped), std::system_error, is_mapped_range_error);
    std::error_code error;
    set.insert(mapped, error);
    BOOST_TEST(error == make_error_code(errc::mapped_range));
    BOOST_TEST((set == old));

    // All or none, wherever the bad one stands.
    const range entries[]{"2.2.2.2"_ip, "::2"_ip, mapped, "3.3.3.3"_ip};
    BOOST_CHECK_EXCEPTION(set.insert_range(entries), std::system_error, is_mapped_range_error);
    set.insert_range(entries, error);
    BOOST_TEST(error == make_error_code(errc::mapped_range));
    BOOST_TEST((set == old));
    set.insert_range(std::vector<range>{"2.2.2.2"_ip}, error); // and the error is taken back
    BOOST_TEST(!error);
    BOOST_TEST(set.contains("2.2.2.2"_ip));
}

BOOST_AUTO_TEST_CASE(the_mapped_part_of_a_wider_range_is_not_reached)
{
    const range_set set{"::/64"_prefix};
    BOOST_TEST(!set.contains(mapped_10_0_0_1));
    BOOST_TEST(!set.contains("10.0.0.1"_ip));
    BOOST_TEST(set.contains("::1"_ip));
    BOOST_TEST(set.contains("::fffe:ffff:ffff"_ip));
    BOOST_TEST(set.contains("::1:0:0:0"_ip));
    BOOST_TEST(!set.find(mapped_10_0_0_1).has_value());
    BOOST_TEST(!range_set{"::/0"_prefix}.contains(mapped_10_0_0_1));
}

BOOST_AUTO_TEST_CASE(none_is_in_no_set)
{
    const range_set all = ~range_set();
    BOOST_TEST(!all.contains(address()));
    BOOST_TEST(!all.find(address()).has_value());
    BOOST_TEST(all.contains("0.0.0.0"_ip));
    BOOST_TEST(all.contains("::"_ip));
    BOOST_TEST(!range_set().contains(address()));
}

BOOST_AUTO_TEST_CASE(walks)
{
    const range_set set{"::1-::3"_range, "0.0.0.3-0.0.0.4"_range, "255.255.255.255"_ip};
    BOOST_TEST(text(set) == "0.0.0.3-0.0.0.4 255.255.255.255-255.255.255.255 ::1-::3");
    BOOST_TEST(text(set.ranges()) == text(set));
    BOOST_TEST(text(set.prefixes()) == "0.0.0.3/32 0.0.0.4/32 255.255.255.255/32 ::1/128 ::2/127");
    BOOST_TEST(text(set.addresses()) == "0.0.0.3 0.0.0.4 255.255.255.255 ::1 ::2 ::3");
    BOOST_TEST(!set.ranges().empty());
    const range_set none;
    BOOST_TEST(none.prefixes().empty());
    // Forward: two iterators walk apart.
    const auto ranges = set.ranges();
    auto first = ranges.begin();
    const auto second = first++;
    BOOST_TEST((*second != *first));
    BOOST_TEST((++ranges.begin() == first));
}

BOOST_AUTO_TEST_CASE(count)
{
    BOOST_TEST((range_set().count() == uint129()));
    BOOST_TEST(to_string(range_set{"10.0.0.0/8"_prefix, "::1"_ip}.count()) == "16777217");
    // 2^128 + 2^32
    BOOST_TEST(to_string((~range_set()).count()) == "340282366920938463463374607436063178752");
}

BOOST_AUTO_TEST_CASE(covers_and_overlaps)
{
    const range_set set{"10.0.0.0/8"_prefix, "2001:db8::/32"_prefix};
    const struct {
        const char* entry;
        bool covered, overlapped;
    } table[] = {
        {"10.0.0.0/8", true, true},
        {"10.1.0.0/16", true, true},
        {"10.0.0.0", true, true},
        {"10.255.255.255", true, true},
        {"9.255.255.255", false, false},
        {"11.0.0.0", false, false},
        {"9.255.255.255-10.0.0.0", false, true},
        {"10.255.255.255-11.0.0.0", false, true},
        {"0.0.0.0/0", false, true},
        {"2001:db8::1", true, true},
        {"2001:db8::/31", false, true},
        {"2001:db9::/32", false, false},
        {"::/0", false, true},
    };
    for (const auto& row : table) {
        const range entry = make_entry(row.entry);
        BOOST_TEST(set.covers(entry) == row.covered, row.entry);
        BOOST_TEST(set.overlaps(entry) == row.overlapped, row.entry);
        BOOST_TEST(set.covers(range_set{entry}) == row.covered, row.entry);
        BOOST_TEST(set.overlaps(range_set{entry}) == row.overlapped, row.entry);
    }
    BOOST_TEST(set.covers(range_set()));
    BOOST_TEST(!set.overlaps(range_set()));
    // Both families count.
    BOOST_TEST(!set.covers(range_set{"10.0.0.1"_ip, "::1"_ip}));
    BOOST_TEST(set.overlaps(range_set{"10.0.0.1"_ip, "::1"_ip}));
}

BOOST_AUTO_TEST_CASE(modifiers)
{
    range_set set;
    set.insert("10.0.0.1"_ip);
    set.insert("::/64"_prefix);
    std::error_code error = make_error_code(errc::empty);
    set.insert("10.0.0.2"_ip, error);
    BOOST_TEST(!error);
    BOOST_TEST(text(set) == "10.0.0.1-10.0.0.2 ::-::ffff:ffff:ffff:ffff");
    set.insert_range(std::vector<range>{"10.0.0.4"_ip, "10.0.0.3"_ip});
    BOOST_TEST(text(set.v4()) == "10.0.0.1-10.0.0.4");
    set.insert_range(set.ranges()); // itself
    set.insert(mapped_10_0_0_1.to_v6());
    BOOST_TEST(text(set.v4()) == "10.0.0.1-10.0.0.4");

    set.erase("10.0.0.2"_ip);
    set.erase("::1-::ffff:ffff:ffff:ffff"_range);
    BOOST_TEST(text(set) == "10.0.0.1-10.0.0.1 10.0.0.3-10.0.0.4 ::-::");
    set.erase(mapped_10_0_0_1.to_v6()); // what is looked up as IPv4 is erased as IPv4
    BOOST_TEST(text(set.v4()) == "10.0.0.3-10.0.0.4");

    range_set other{"1.1.1.1"_ip};
    swap(set, other);
    BOOST_TEST(text(set) == "1.1.1.1-1.1.1.1");
    set.swap(other);
    BOOST_TEST(text(other) == "1.1.1.1-1.1.1.1");
    set.clear();
    BOOST_TEST(set.empty());
}

BOOST_AUTO_TEST_CASE(algebra)
{
    const range_set a{"10.0.0.0-10.0.0.9"_range, "::-::9"_range};
    const range_set b{"10.0.0.5-10.0.0.20"_range, "::5-::20"_range};
    BOOST_TEST(text(a | b) == "10.0.0.0-10.0.0.20 ::-::20");
    BOOST_TEST(text(a & b) == "10.0.0.5-10.0.0.9 ::5-::9");
    BOOST_TEST(text(a - b) == "10.0.0.0-10.0.0.4 ::-::4");
    BOOST_TEST(text(a ^ b) == "10.0.0.0-10.0.0.4 10.0.0.10-10.0.0.20 ::-::4 ::a-::20");
    BOOST_TEST(text(~a) == "0.0.0.0-9.255.255.255 10.0.0.10-255.255.255.255 "
                           "::a-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    BOOST_TEST((~~a == a));
    range_set set = a;
    BOOST_TEST(((set |= b) == (a | b)));
    BOOST_TEST(((set &= a) == a));
    BOOST_TEST(((set -= b) == (a - b)));
    BOOST_TEST(((set ^= a) == (a & b)));
    range_set united;
    BOOST_TEST(((united |= range_set(a)) == a));
    BOOST_TEST(((united |= range_set(b)) == (a | b)));
    BOOST_TEST(((united |= range_set()) == (a | b)));
    range_set of_v6{"::5/128"_prefix};
    BOOST_TEST(text(of_v6 |= range_set{"10.0.0.1-10.0.0.2"_range}) == "10.0.0.1-10.0.0.2 ::5-::5");
}

namespace {

// The linear reference, family by family, of what look-ups see.
struct linear_pair {
    std::vector<range> entries;

    bool contains(const address& address) const
    {
        const auto key = address.canonical();
        for (const range& entry : entries)
            if (!key.is_none() && entry.is_v4() == key.is_v4() && entry.first() <= key &&
                key <= entry.last())
                return true;
        return false;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(as_a_linear_search)
{
    random_source random(11);
    tally checks;
    for (std::uint64_t i = 0; i < effort(40000); ++i) {
        linear_pair in_a, in_b;
        std::vector<cordon::ip::range_v4> ranges_v4;
        std::vector<cordon::ip::range_v6> ranges_v6;
        range_set a, b;
        for (std::uint32_t n = random.below(12); n > 0; --n) {
            const range entry = cordon_test::random_any_range(random);
            const bool to_a = random.one_in(2);
            std::error_code error;
            (to_a ? a : b).insert(entry, error);
            // Inside ::ffff:0:0/96: one address is IPv4, more are refused.
            const bool mapped = entry.first().canonical() != entry.first() &&
                                entry.last().canonical() != entry.last();
            const bool single = entry.first() == entry.last();
            checks.expect(bool(error) == (mapped && !single), [&] { return to_string(entry); });
            if (!error)
                (to_a ? in_a : in_b)
                    .entries.push_back(mapped ? range(entry.first().canonical().to_v4()) : entry);
            if (entry.is_v4())
                ranges_v4.push_back(entry.to_v4());
            else
                ranges_v6.push_back(entry.to_v6());
        }
        std::vector<address> places{address()};
        for (const address_v4 x : cordon_test::probes(ranges_v4, random)) {
            places.push_back(x);
            places.push_back(address_v6::mapped(x));
        }
        for (const address_v6 x : cordon_test::probes(ranges_v6, random))
            places.push_back(x);
        const range_set either = a | b, both = a & b, only_a = a - b, one = a ^ b, not_a = ~a;
        for (const address& x : places) {
            const bool inside_a = in_a.contains(x);
            const bool inside_b = in_b.contains(x);
            const auto found = a.find(x);
            checks.expect(a.contains(x) == inside_a && b.contains(x) == inside_b &&
                              either.contains(x) == (inside_a || inside_b) &&
                              both.contains(x) == (inside_a && inside_b) &&
                              only_a.contains(x) == (inside_a && !inside_b) &&
                              one.contains(x) == (inside_a != inside_b) &&
                              not_a.contains(x) == (!inside_a && !x.is_none()) &&
                              found.has_value() == inside_a && (!found || found->contains(x)),
                          [&] { return to_string(x) + " of round " + std::to_string(i); });
        }
        checks.expect(a.overlaps(b) == !both.empty() && a.covers(b) == (b - a).empty() &&
                          range_set(in_a.entries) == a && either.covers(a),
                      [&] { return "round " + std::to_string(i); });
        for (const range& entry : in_a.entries)
            checks.expect(a.covers(entry) && a.overlaps(entry) &&
                              b.covers(entry) == (range_set{entry} - b).empty() &&
                              b.overlaps(entry) == !(range_set{entry} & b).empty(),
                          [&] { return to_string(entry); });
    }
}

BOOST_AUTO_TEST_SUITE_END()
