#include <cordon/ip/basic_range_map.hpp>

#include "effort.hpp"
#include "reference/counting_address.hpp"
#include "reference/linear_map.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"
#include "reference/toy_address.hpp"
#include "reference/values.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_basic_range_map)

using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::basic_map_entry;
using cordon::ip::basic_prefix;
using cordon::ip::basic_range;
using cordon::ip::basic_range_map;
using cordon::ip::overlap_rule;
using cordon_test::counting_address;
using cordon_test::linear_map;
using cordon_test::operations_of;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_test::toy_address;
using cordon_tests::effort;

namespace {

using toy_range = basic_range<toy_address>;
using toy_map = basic_range_map<toy_address, std::string>;

constexpr overlap_rule every_rule[] = {overlap_rule::most_specific, overlap_rule::first,
                                       overlap_rule::last, overlap_rule::priority};

constexpr toy_address toy(int i) { return toy_address(static_cast<unsigned char>(i)); }
toy_range between(int first, int last) { return {toy(first), toy(last)}; }

// "0-9:a@0 12-12:b@2": ranges, values and the entries that they came from.
template <class A, class V>
std::string text(const basic_range_map<A, V>& map)
{
    std::string out;
    for (const auto& segment : map.segments())
        out += (out.empty() ? "" : " ") + std::to_string(segment.range.first().to_uint()) + "-" +
               std::to_string(segment.range.last().to_uint()) + ":" + map.values()[segment.value] +
               "@" + std::to_string(segment.entry);
    return out;
}

// One answer of a map against the one of the reference.
template <class A, class V>
bool same_answer(const basic_range_map<A, V>& map, const linear_map<A, V>& reference, A address)
{
    const auto winner = reference.winner(address);
    const V* found = map.find(address);
    const auto* segment = map.find_segment(address);
    if (!winner)
        return found == nullptr && segment == nullptr && !map.contains(address);
    return found != nullptr && *found == reference.entries[*winner].value &&
           segment->entry == *winner && map.contains(address) &&
           &map.values()[segment->value] == found && segment->range.contains(address);
}

// What holds for the pieces of every map: in order and disjoint, neighbours of one entry melted
// into one, and not more of them than promised.
template <class A, class V>
bool in_normal_form(const basic_range_map<A, V>& map)
{
    const auto segments = map.segments();
    for (std::size_t i = 1; i < segments.size(); ++i) {
        const auto& before = segments[i - 1];
        const bool touches = cordon::ip::detail::plus_one(before.range.last().to_uint()) ==
                             segments[i].range.first().to_uint();
        if (!(before.range.last() < segments[i].range.first()) ||
            (touches && before.entry == segments[i].entry))
            return false;
    }
    return segments.size() <= (map.entry_count() == 0 ? 0 : 2 * map.entry_count() - 1);
}

} // namespace

static_assert(std::is_nothrow_default_constructible_v<toy_map>);
static_assert(std::is_nothrow_move_constructible_v<toy_map>);
static_assert(std::is_nothrow_move_assignable_v<toy_map>);
static_assert(std::is_nothrow_swappable_v<toy_map>);
static_assert(noexcept(std::declval<const toy_map&>().find(toy_address())));
static_assert(noexcept(std::declval<const toy_map&>().find_segment(toy_address())));
static_assert(noexcept(std::declval<const toy_map&>().contains(toy_address())));
static_assert(noexcept(std::declval<const toy_map&>().segments()));
template <class Map>
concept views_of_temporaries =
    requires { Map().segments().data(); } || requires { Map().values().data(); };
static_assert(!views_of_temporaries<toy_map>);

BOOST_AUTO_TEST_CASE(rules)
{
    // One inside the other, one that crosses, one that is the same as an earlier one.
    const std::vector<toy_map::entry_type> entries{
        {between(0, 99), "wide", 2},
        {between(10, 19), "narrow", 1},
        {between(15, 29), "crossing", 3},
        {between(10, 19), "again", 2},
    };
    BOOST_TEST(text(toy_map(entries, overlap_rule::most_specific)) ==
               "0-9:wide@0 10-19:again@3 20-29:crossing@2 30-99:wide@0");
    BOOST_TEST(text(toy_map(entries, overlap_rule::first)) == "0-99:wide@0");
    BOOST_TEST(text(toy_map(entries, overlap_rule::last)) ==
               "0-9:wide@0 10-19:again@3 20-29:crossing@2 30-99:wide@0");
    BOOST_TEST(text(toy_map(entries, overlap_rule::priority)) ==
               "0-9:wide@0 10-14:again@3 15-29:crossing@2 30-99:wide@0");
    // The default is the most specific.
    BOOST_TEST((text(toy_map(entries)) == text(toy_map(entries, overlap_rule::most_specific))));
}

BOOST_AUTO_TEST_CASE(construction)
{
    const toy_map none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none.size() == 0U);
    BOOST_TEST(none.entry_count() == 0U);
    BOOST_TEST(none.values().empty());
    BOOST_TEST(!none.contains(toy(0)));
    BOOST_TEST(none.find(toy(0)) == nullptr);
    BOOST_TEST((toy_map(std::vector<toy_map::entry_type>()) == none));

    // Addresses, prefixes and ranges.
    const toy_map map{
        {{toy(9), "address"}, {basic_prefix(toy(16), 4), "prefix"}, {between(100, 101), "range"}},
        overlap_rule::first};
    BOOST_TEST(text(map) == "9-9:address@0 16-31:prefix@1 100-101:range@2");
    BOOST_TEST(!map.empty());
    BOOST_TEST(map.size() == 3U);
    BOOST_TEST(map.entry_count() == 3U);
    BOOST_TEST(*map.find(toy(31)) == "prefix");
    BOOST_TEST(map.find(toy(32)) == nullptr);
    BOOST_TEST(map.find_segment(toy(100))->entry == 2U);
    BOOST_TEST(map.find_segment(toy(99)) == nullptr);
}

BOOST_AUTO_TEST_CASE(swapping)
{
    toy_map a{{toy(1), "a"}};
    toy_map b{{toy(2), "b"}, {toy(3), "b"}};
    swap(a, b);
    BOOST_TEST(text(a) == "2-2:b@0 3-3:b@1");
    BOOST_TEST(a.entry_count() == 2U);
    a.swap(b);
    BOOST_TEST(text(a) == "1-1:a@0");
    b = a;
    BOOST_TEST(text(b) == "1-1:a@0");
    const toy_map moved = std::move(a);
    BOOST_TEST(text(moved) == "1-1:a@0");
    BOOST_TEST(*moved.find(toy(1)) == "a");
}

BOOST_AUTO_TEST_CASE(equality)
{
    // By what is looked up, not by the pieces and where they came from.
    const toy_map whole{{between(0, 9), "a"}};
    const auto same = [&](const toy_map& other) {
        const bool equal = whole == other;
        BOOST_TEST(equal == (other == whole));
        return equal;
    };
    BOOST_TEST(same(toy_map{{between(5, 9), "a"}, {between(0, 4), "a"}}));
    BOOST_TEST(same(toy_map{{between(0, 9), "a"}, {between(3, 4), "a"}}));
    BOOST_TEST(same(toy_map{{{between(0, 9), "a"}, {between(3, 4), "b"}}, overlap_rule::first}));
    BOOST_TEST(!same(toy_map{{between(0, 9), "a"}, {between(3, 4), "b"}}));
    BOOST_TEST(!same(toy_map{{between(0, 8), "a"}}));
    BOOST_TEST(!same(toy_map{{between(1, 9), "a"}}));
    BOOST_TEST(!same(toy_map{{between(0, 10), "a"}}));
    BOOST_TEST(!same(toy_map{{between(0, 4), "a"}, {between(6, 9), "a"}})); // a gap
    BOOST_TEST(!same(toy_map{{between(0, 4), "a"}, {between(5, 9), "b"}}));
    BOOST_TEST(!same(toy_map{{between(0, 9), "a"}, {toy(255), "a"}}));
    BOOST_TEST(!same(toy_map()));
    // Up to the last address, behind which is not the first.
    BOOST_TEST(
        (toy_map{{between(0, 255), "a"}} == toy_map{{between(0, 0), "a"}, {between(1, 255), "a"}}));
    BOOST_TEST((toy_map{{toy(255), "a"}} != toy_map{{toy(255), "a"}, {toy(0), "a"}}));
}

BOOST_AUTO_TEST_CASE(equality_at_random)
{
    // Two maps are equal where all 256 answers are.
    random_source random(20);
    tally checks;
    std::uint64_t equal = 0;
    for (std::uint64_t i = 0; i < effort(20000); ++i) {
        toy_map maps[2];
        for (toy_map& map : maps) {
            std::vector<toy_map::entry_type> entries;
            for (int place = random.one_in(2) ? 0 : 250; place < 256 && entries.size() < 4;) {
                const int last = std::min(255, place + int(random.below(4)));
                entries.push_back({between(place, last), random.one_in(6) ? "b" : "a"});
                place = last + 1 + int(random.one_in(8));
            }
            map = toy_map(entries);
        }
        bool same = true;
        for (int x = 0; x < 256; ++x) {
            const std::string* a = maps[0].find(toy(x));
            const std::string* b = maps[1].find(toy(x));
            same = same && (a == nullptr || b == nullptr ? a == b : *a == *b);
        }
        equal += same;
        checks.expect((maps[0] == maps[1]) == same,
                      [&] { return text(maps[0]) + " == " + text(maps[1]); });
    }
    BOOST_TEST(equal > 0U); // or it would have been a test of != alone
}

// All lists of three entries over a space of eight addresses, with every rule.
BOOST_AUTO_TEST_CASE(every_list_of_three)
{
    using address = cordon_test::basic_toy_address<unsigned char, 3>;
    using map_type = basic_range_map<address, int>;
    std::vector<basic_range<address>> ranges;
    for (unsigned char first = 0; first < 8; ++first)
        for (unsigned char last = first; last < 8; ++last)
            ranges.push_back({address(first), address(last)});
    tally checks;
    linear_map<address, int> reference{{{ranges[0], 0, 0}, {ranges[0], 1, 1}, {ranges[0], 2, 0}},
                                       overlap_rule::first};
    std::uint64_t lists = 0;
    for (const auto& a : ranges)
        for (const auto& b : ranges)
            for (const auto& c : ranges) {
                if (lists++ % 100 >= effort(100))
                    continue;
                reference.entries[0].range = a;
                reference.entries[1].range = b;
                reference.entries[2].range = c;
                for (const overlap_rule rule : every_rule) {
                    reference.rule = rule;
                    const map_type map(reference.entries, rule);
                    bool same = in_normal_form(map);
                    for (unsigned char i = 0; i < 8; ++i)
                        same = same && same_answer(map, reference, address(i));
                    checks.expect(same, [&] { return "list " + std::to_string(lists - 1); });
                }
            }
    BOOST_TEST(lists == 36U * 36 * 36);
}

template <class A>
void check_against_linear(std::uint64_t seed, std::uint64_t rounds, std::uint32_t most)
{
    random_source random(seed);
    tally checks;
    for (std::uint64_t round = 0; round < effort(rounds); ++round) {
        linear_map<A, int> reference;
        std::vector<basic_range<A>> ranges = cordon_test::random_ranges<A>(random, most);
        for (const auto& range : ranges)
            reference.entries.push_back({range, int(random.below(4)), int(random.below(3)) - 1});
        const auto places = cordon_test::probes(ranges, random);
        for (const overlap_rule rule : every_rule) {
            reference.rule = rule;
            const basic_range_map<A, int> map(reference.entries, rule);
            checks.expect(in_normal_form(map) && map.entry_count() == ranges.size() &&
                              map.values().size() <= 4,
                          [&] { return "the form of round " + std::to_string(round); });
            for (const A x : places)
                checks.expect(same_answer(map, reference, x), [&] {
                    return "an answer of round " + std::to_string(round) + " by rule " +
                           std::to_string(int(rule));
                });
        }
    }
}

BOOST_AUTO_TEST_CASE(as_a_linear_search_toy) { check_against_linear<toy_address>(21, 8000, 12); }
BOOST_AUTO_TEST_CASE(as_a_linear_search_v4) { check_against_linear<address_v4>(22, 5000, 16); }
BOOST_AUTO_TEST_CASE(as_a_linear_search_v6) { check_against_linear<address_v6>(23, 5000, 16); }
BOOST_AUTO_TEST_CASE(as_a_linear_search_48_bits)
{
    check_against_linear<cordon_test::toy_address_48>(24, 500, 16);
}

namespace {

// Entries i with the values i % 3, and how many values the map keeps.
template <class V>
std::size_t values_kept()
{
    std::vector<basic_map_entry<toy_address, V>> entries;
    for (int i = 0; i < 30; ++i)
        entries.push_back({toy(2 * i), V{i % 3}});
    const basic_range_map<toy_address, V> map(entries);
    BOOST_TEST(map.size() == 30U);
    for (int i = 0; i < 30; ++i) {
        const V* found = map.find(toy(2 * i));
        BOOST_TEST_REQUIRE(found != nullptr);
        if constexpr (requires { found->values; })
            BOOST_TEST((found->values.front() == i % 3 && found->values.back() == i % 3));
        else if constexpr (requires { found->value; })
            BOOST_TEST(found->value == i % 3);
        else
            BOOST_TEST(*found == i % 3);
    }
    return map.values().size();
}

} // namespace

BOOST_AUTO_TEST_CASE(equal_values_are_stored_once)
{
    BOOST_TEST(values_kept<int>() == 3U);
    BOOST_TEST(values_kept<cordon_test::hashed_value>() == 3U);
    BOOST_TEST(values_kept<cordon_test::ordered_value>() == 3U);
    BOOST_TEST(values_kept<cordon_test::big_value>() == 3U);
    BOOST_TEST(values_kept<cordon_test::equal_value>() == 30U); // no way to find them
    BOOST_TEST(values_kept<cordon_test::bare_value>() == 30U);
}

BOOST_AUTO_TEST_CASE(values_in_order_of_first_appearance)
{
    const toy_map map{{toy(9), "c"}, {toy(1), "a"}, {toy(5), "c"}, {toy(3), "b"}};
    BOOST_TEST_REQUIRE(map.values().size() == 3U);
    BOOST_TEST(map.values()[0] == "c");
    BOOST_TEST(map.values()[1] == "a");
    BOOST_TEST(map.values()[2] == "b");
}

BOOST_AUTO_TEST_CASE(values_of_entries_that_lose_everywhere)
{
    const toy_map map{{{between(0, 9), "winner"}, {between(1, 2), "loser"}}, overlap_rule::first};
    BOOST_TEST(text(map) == "0-9:winner@0");
    BOOST_TEST(map.entry_count() == 2U);
}

BOOST_AUTO_TEST_CASE(values_are_copied_a_few_times_at_most)
{
    using cordon_test::bare_value;
    std::vector<basic_map_entry<toy_address, bare_value>> entries;
    for (int i = 0; i < 200; ++i)
        entries.push_back({between(0, 255), bare_value(i)});
    bare_value::copies = 0;
    const basic_range_map<toy_address, bare_value> map(entries);
    BOOST_TEST(map.find(toy(7))->value == 199);
    BOOST_TEST(bare_value::copies <= 4 * entries.size()); // and where the vector grows
    const auto before = bare_value::copies;
    (void)map.find(toy(7));
    BOOST_TEST(bare_value::copies == before);
}

BOOST_AUTO_TEST_CASE(making_is_n_log_n)
{
    using entry = basic_map_entry<counting_address, int>;
    random_source random(25);
    for (const std::uint32_t n : {100U, 1000U, 10000U, 50000U})
        for (int shape = 0; shape < 6; ++shape) {
            std::vector<entry> entries;
            for (std::uint32_t i = 0; i < n; ++i) {
                std::uint32_t first = 0, last = 0;
                switch (shape) {
                case 0: // [0, n], [1, n - 1], ...: nested
                    first = i;
                    last = 2 * n - i;
                    break;
                case 1: // nested, the smallest first
                    first = n - i;
                    last = n + i;
                    break;
                case 2: // all begin at once
                    last = i;
                    break;
                case 3: // all end at once
                    first = i;
                    last = n;
                    break;
                case 4: // all the same
                    last = 7;
                    break;
                default:
                    first = std::uint32_t(random.bits()) / 2;
                    last = first + std::uint32_t(random.bits()) / 4;
                }
                entries.push_back({basic_range(counting_address(first), counting_address(last)), 0,
                                   int(random.below(100))});
            }
            for (const overlap_rule rule : every_rule) {
                std::size_t pieces = 0;
                const auto operations = operations_of(
                    [&] { pieces = basic_range_map<counting_address, int>(entries, rule).size(); });
                BOOST_TEST(double(operations) < 40 * n * std::log2(double(n)),
                           "shape " << shape << " rule " << int(rule) << " n " << n);
                BOOST_TEST(pieces <= 2 * n - 1);
            }
        }
}

BOOST_AUTO_TEST_SUITE_END()
