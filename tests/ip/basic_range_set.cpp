#include <cordon/ip/basic_range_set.hpp>

#include "effort.hpp"
#include "reference/counting_address.hpp"
#include "reference/linear_set.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"
#include "reference/toy_set.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <list>
#include <sstream>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(ip_basic_range_set)

using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::basic_prefix;
using cordon::ip::basic_range;
using cordon::ip::basic_range_set;
using cordon::ip::uint129;
using cordon_test::counting_address;
using cordon_test::operations_of;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_test::toy_universe;
using cordon_tests::effort;

namespace {

using cordon_test::toy_address;                                         // 256 addresses
using toy_address_4 = cordon_test::basic_toy_address<unsigned char, 4>; // 16: 65,536 sets
using toy_address_3 = cordon_test::basic_toy_address<unsigned char, 3>; // 8: 65,536 pairs of sets

using universe = toy_universe<toy_address>;
using toy_set = universe::set;
using bits = universe::bits;

template <class U>
typename U::set set_of(const typename U::bits& wanted)
{
    std::vector<typename U::range> ones;
    for (std::size_t i = 0; i < U::size; ++i)
        if (wanted[i])
            ones.push_back(U::address(i));
    return typename U::set(ones);
}

// A range of what converts to a range of addresses, and can be walked only once.
struct number {
    unsigned value = 0;
    operator basic_range<toy_address>() const { return universe::address(value); }
    friend std::istream& operator>>(std::istream& in, number& to) { return in >> to.value; }
};
struct read_once {
    std::istringstream in;
    auto begin() { return std::istream_iterator<number>(in); }
    auto end() { return std::istream_iterator<number>(); }
};

// The distance between those of `n` cases that the effort leaves time for.
std::size_t stride(std::size_t n)
{
    return std::max<std::size_t>(1, n / static_cast<std::size_t>(effort(n)));
}

// The ranges are the longest runs of ones, so sorted, disjoint and not adjacent.
template <class U>
bool same(const typename U::set& set, const typename U::bits& wanted)
{
    return std::vector(set.begin(), set.end()) == U::runs(wanted);
}

// A cover needs a prefix for each block that is full while the block around it is not: no prefix
// of the cover can reach into two of them.
template <class U>
std::size_t smallest_cover(const typename U::bits& wanted)
{
    std::size_t count = 0;
    for (std::size_t block = 1; block <= U::size; block *= 2)
        for (std::size_t first = 0; first < U::size; first += block) {
            const auto full = [&](std::size_t from, std::size_t size) {
                return (U::bits_of(U::between(from, from + size - 1)) & ~wanted).none();
            };
            count += full(first, block) &&
                     (block == U::size || !full(first & ~(2 * block - 1), 2 * block));
        }
    return count;
}

// All that can be asked about one set.
template <class U>
void check_queries(tally& checks, const typename U::set& set, const typename U::bits& wanted)
{
    const auto expect = [&](bool holds, const char* what) {
        checks.expect(holds, [&] { return what + (" of " + U::text(wanted)); });
    };
    expect(same<U>(set, wanted), "the normal form");
    expect(set.count() == wanted.count(), "count()");
    expect(set.empty() == wanted.none(), "empty()");
    expect(set.size() == U::runs(wanted).size(), "size()");
    for (std::size_t i = 0; i < U::size; ++i) {
        const auto* found = set.find(U::address(i));
        expect(set.contains(U::address(i)) == wanted[i], "contains()");
        expect(wanted[i]
                   ? found >= set.begin() && found < set.end() && found->contains(U::address(i))
                   : found == nullptr,
               "find()");
    }
    typename U::bits by_prefix;
    std::size_t prefixes = 0;
    bool in_order = true;
    for (const auto& prefix : set.prefixes()) {
        const auto block = U::bits_of(typename U::range(prefix));
        in_order = in_order && ((by_prefix >> prefix.first().to_uint()).none());
        by_prefix |= block;
        ++prefixes;
    }
    expect(by_prefix == wanted && in_order, "prefixes()");
    expect(prefixes == smallest_cover<U>(wanted), "the number of prefixes()");
    std::size_t next = 0;
    for (const auto address : set.addresses()) {
        while (next < U::size && !wanted[next])
            ++next;
        expect(next < U::size && address == U::address(next), "addresses()");
        ++next;
    }
    while (next < U::size && !wanted[next])
        ++next;
    expect(next == U::size, "the end of addresses()");
}

// covers() and overlaps() of each range of the universe.
template <class U>
void check_ranges(tally& checks, const typename U::set& set, const typename U::bits& wanted)
{
    for (std::size_t first = 0; first < U::size; ++first) {
        bool all = true;
        bool any = false;
        for (std::size_t last = first; last < U::size; ++last) {
            all = all && wanted[last];
            any = any || wanted[last];
            const auto range = U::between(first, last);
            checks.expect(set.covers(range) == all && set.overlaps(range) == any, [&] {
                return "covers() or overlaps() of " + U::text(U::bits_of(range)) + " in " +
                       U::text(wanted);
            });
        }
    }
}

template <class U>
void check_algebra(tally& checks, const typename U::set& a, const typename U::set& b,
                   const typename U::bits& in_a, const typename U::bits& in_b)
{
    const auto expect = [&](bool holds, const char* what) {
        checks.expect(holds, [&] { return U::text(in_a) + what + U::text(in_b); });
    };
    expect(same<U>(a | b, in_a | in_b), " | ");
    expect(same<U>(a & b, in_a & in_b), " & ");
    expect(same<U>(a - b, in_a & ~in_b), " - ");
    expect(same<U>(a ^ b, in_a ^ in_b), " ^ ");
    expect(a.covers(b) == (in_b & ~in_a).none(), ".covers ");
    expect(a.overlaps(b) == (in_a & in_b).any(), ".overlaps ");
    expect((a == b) == (in_a == in_b), " == ");
}

} // namespace

static_assert(std::ranges::random_access_range<const toy_set>);
static_assert(std::is_nothrow_default_constructible_v<toy_set>);
static_assert(std::is_nothrow_move_constructible_v<toy_set>);
static_assert(std::is_nothrow_move_assignable_v<toy_set>);
static_assert(std::is_nothrow_swappable_v<toy_set>);
// What is const neither throws nor allocates, unless it returns a set.
static_assert(noexcept(std::declval<const toy_set&>().contains(toy_address())));
static_assert(noexcept(std::declval<const toy_set&>().find(toy_address())));
static_assert(noexcept(std::declval<const toy_set&>().covers(toy_address())));
static_assert(noexcept(std::declval<const toy_set&>().covers(toy_set())));
static_assert(noexcept(std::declval<const toy_set&>().overlaps(toy_address())));
static_assert(noexcept(std::declval<const toy_set&>().count()));
static_assert(noexcept(std::declval<const toy_set&>().prefixes()));
static_assert(noexcept(std::declval<const toy_set&>() == std::declval<const toy_set&>()));

// A view of a set that is gone does not compile.
template <class Set>
concept views_of_temporaries = requires { Set().ranges(); } || requires { *Set().prefixes(); } ||
                               requires { *Set().addresses(); };
static_assert(!views_of_temporaries<toy_set>);

BOOST_AUTO_TEST_CASE(construction)
{
    const toy_address one(1), two(2), nine(9);
    const toy_set none;
    BOOST_TEST(none.empty());
    BOOST_TEST((none.begin() == none.end()));
    BOOST_TEST(none.count() == 0U);

    // Addresses, prefixes and ranges, in any order, more than once.
    const toy_set mixed{nine, basic_prefix<toy_address>(toy_address(4), 6),
                        one,  basic_range(two, toy_address(3)),
                        one,  nine};
    BOOST_TEST_REQUIRE(mixed.size() == 2U);
    BOOST_TEST((mixed[0] == basic_range(one, toy_address(7))));
    BOOST_TEST((mixed[1] == basic_range<toy_address>(nine)));
    BOOST_TEST((mixed.ranges().size() == 2U && mixed.ranges().data() == mixed.begin()));

    // Any range of what converts to a range.
    const std::list<basic_prefix<toy_address>> prefixes{{toy_address(4), 6}, {toy_address(0), 6}};
    BOOST_TEST((toy_set(prefixes) == toy_set{basic_prefix(toy_address(0), 5)}));
    BOOST_TEST((toy_set(read_once{std::istringstream("1 9 2")}) == toy_set{one, two, nine}));
    const std::array<toy_address, 3> addresses{nine, one, two};
    BOOST_TEST((toy_set(addresses) == toy_set{one, two, nine}));
    BOOST_TEST((toy_set(mixed.prefixes()) == mixed));
    BOOST_TEST((toy_set(mixed.addresses()) == mixed));
    BOOST_TEST((toy_set(mixed.ranges()) == mixed));
    std::vector<basic_range<toy_address>> to_be_moved{nine, one};
    BOOST_TEST((toy_set(std::move(to_be_moved)) == toy_set{one, nine}));

    BOOST_TEST(toy_set::all().size() == 1U);
    BOOST_TEST(toy_set::all().count() == 256U);
    BOOST_TEST((toy_set::all()[0] == basic_range<toy_address>::all()));
}

BOOST_AUTO_TEST_CASE(modifiers)
{
    const toy_address one(1), two(2), nine(9);
    toy_set set{one, nine};
    toy_set other{two};
    set.swap(other);
    BOOST_TEST((set == toy_set{two} && other == toy_set{one, nine}));
    swap(set, other);
    BOOST_TEST((set == toy_set{one, nine} && other == toy_set{two}));
    BOOST_TEST((&(set |= other) == &set));
    BOOST_TEST((set == toy_set{one, two, nine}));
    BOOST_TEST((&(set &= toy_set{two, nine}) == &set));
    BOOST_TEST((set == toy_set{two, nine}));
    BOOST_TEST((&(set -= toy_set{two}) == &set));
    BOOST_TEST((set == toy_set{nine}));
    BOOST_TEST((&(set ^= toy_set{one, nine}) == &set));
    BOOST_TEST((set == toy_set{one}));
    const toy_set& itself = set;
    set ^= itself;
    BOOST_TEST(set.empty());
    set = other;
    set |= itself;
    set &= itself;
    set = itself;
    BOOST_TEST((set == other));
    set.clear();
    BOOST_TEST(set.empty());
    BOOST_TEST((&(set |= toy_set{one, nine}) == &set)); // moved
    BOOST_TEST((set == toy_set{one, nine}));
    BOOST_TEST((&(set |= toy_set{two}) == &set)); // and united
    BOOST_TEST((set == toy_set{one, two, nine}));
    BOOST_TEST(((set |= toy_set()) == toy_set{one, two, nine}));
}

BOOST_AUTO_TEST_CASE(insert_and_erase_at_random)
{
    random_source random(1);
    tally checks;
    const auto every = universe::every_range();
    for (std::uint64_t round = 0; round < effort(2000); ++round) {
        toy_set set;
        bits wanted;
        for (int step = 0; step < 60; ++step) {
            // Short ranges mostly, or all would soon be full or empty.
            auto range = every[random.below(every.size())];
            if (!random.one_in(8))
                range = universe::between(
                    range.first().to_uint(),
                    std::min<std::size_t>(255, range.first().to_uint() + random.below(6)));
            if (random.one_in(3)) {
                set.erase(range);
                wanted &= ~universe::bits_of(range);
            } else {
                set.insert(range);
                wanted |= universe::bits_of(range);
            }
            checks.expect(same<universe>(set, wanted), [&] { return universe::text(wanted); });
        }
    }
}

BOOST_AUTO_TEST_CASE(every_set_of_a_space_of_16)
{
    using small = toy_universe<toy_address_4>;
    tally checks;
    for (std::uint64_t pattern = 0; pattern < 65536; pattern += stride(65536)) {
        const small::bits wanted(pattern);
        const small::set set = set_of<small>(wanted);
        check_queries<small>(checks, set, wanted);
        check_ranges<small>(checks, set, wanted);
        checks.expect(same<small>(~set, ~wanted), [&] { return "~" + small::text(wanted); });
    }
}

BOOST_AUTO_TEST_CASE(every_pair_of_sets_of_a_space_of_8)
{
    using small = toy_universe<toy_address_3>;
    tally checks;
    std::vector<small::set> sets;
    for (std::uint64_t pattern = 0; pattern < 256; ++pattern)
        sets.push_back(set_of<small>(pattern));
    for (std::size_t a = 0; a < 256; ++a)
        for (std::size_t b = 0; b < 256; ++b)
            check_algebra<small>(checks, sets[a], sets[b], a, b);
}

BOOST_AUTO_TEST_CASE(every_subset_of_boundaries)
{
    // Both ends, neighbours, and the last address of one block with the first of the next.
    constexpr std::array<std::uint8_t, 16> places{0,   1,   2,   3,   15,  16,  63,  64,
                                                  126, 127, 128, 129, 191, 192, 254, 255};
    const auto pick = [&](std::uint64_t pattern) {
        bits out;
        for (std::size_t i = 0; i < places.size(); ++i)
            out[places[i]] = (pattern >> i & 1) != 0;
        return out;
    };
    tally checks;
    for (std::uint64_t pattern = 0; pattern < 65536; pattern += stride(65536)) {
        const bits wanted = pick(pattern);
        const toy_set set = set_of<universe>(wanted);
        checks.expect(same<universe>(set, wanted) && same<universe>(~set, ~wanted) &&
                          set.count() == wanted.count() && (~set).count() == (~wanted).count(),
                      [&] { return universe::text(wanted); });
    }
    random_source random(2);
    for (std::uint64_t i = 0; i < effort(std::uint64_t(1) << 18); ++i) {
        const bits in_a = pick(random.below(65536));
        const bits in_b = pick(random.below(65536));
        check_algebra<universe>(checks, set_of<universe>(in_a), set_of<universe>(in_b), in_a, in_b);
    }
}

BOOST_AUTO_TEST_CASE(random_sets)
{
    random_source random(3);
    tally checks;
    for (std::uint64_t i = 0; i < effort(60000); ++i) {
        const bits in_a = universe::random_bits(random);
        const bits in_b = universe::random_bits(random);
        const toy_set a = set_of<universe>(in_a);
        const toy_set b = set_of<universe>(in_b);
        check_algebra<universe>(checks, a, b, in_a, in_b);
        checks.expect(same<universe>(~a, ~in_a), [&] { return "~" + universe::text(in_a); });
        if (i % 8 == 0)
            check_queries<universe>(checks, a, in_a);
        if (i % 128 == 0)
            check_ranges<universe>(checks, a, in_a);
    }
}

BOOST_AUTO_TEST_CASE(every_single_range)
{
    random_source random(4);
    std::vector<bits> sample{bits(), ~bits(), bits(1), bits(1) << 255, ~bits(1), ~(bits(1) << 255)};
    for (int i = 0; i < 4; ++i)
        sample.push_back(universe::random_bits(random));
    std::vector<toy_set> sets;
    for (const bits& wanted : sample)
        sets.push_back(set_of<universe>(wanted));

    tally checks;
    const auto every = universe::every_range();
    BOOST_TEST(every.size() == 32896U);
    for (std::size_t i = 0; i < every.size(); i += stride(every.size())) {
        const auto& range = every[i];
        const toy_set single{range};
        const bits wanted = universe::bits_of(range);
        checks.expect(single.size() == 1 && single[0] == range &&
                          single.count() == wanted.count() && same<universe>(~single, ~wanted),
                      [&] { return universe::text(wanted); });
        for (std::size_t k = 0; k < sets.size(); ++k) {
            check_algebra<universe>(checks, sets[k], single, sample[k], wanted);
            check_algebra<universe>(checks, single, sets[k], wanted, sample[k]);
            checks.expect(sets[k].covers(range) == (wanted & ~sample[k]).none() &&
                              sets[k].overlaps(range) == (wanted & sample[k]).any(),
                          [&] { return universe::text(wanted); });
        }
    }
}

BOOST_AUTO_TEST_CASE(from_entries_in_any_order)
{
    random_source random(5);
    tally checks;
    for (std::uint64_t i = 0; i < effort(20000); ++i) {
        auto entries = cordon_test::random_ranges<toy_address>(random, 12);
        const bits wanted = universe::bits_of(entries);
        for (std::uint32_t k = random.below(4); k > 0 && !entries.empty(); --k)
            entries.push_back(entries[random.below(entries.size())]); // duplicates
        for (std::size_t k = entries.size(); k > 1; --k)
            std::swap(entries[k - 1], entries[random.below(k)]);
        checks.expect(same<universe>(toy_set(entries), wanted),
                      [&] { return universe::text(wanted); });
    }
}

// The same properties where all addresses are too many: a linear reference, asked where the answer
// may change.
template <class A>
void check_against_linear(std::uint64_t seed)
{
    using set = basic_range_set<A>;
    random_source random(seed);
    tally checks;
    for (std::uint64_t i = 0; i < effort(20000); ++i) {
        const cordon_test::linear_set<A> in_a{cordon_test::random_ranges<A>(random, 12)};
        const cordon_test::linear_set<A> in_b{cordon_test::random_ranges<A>(random, 12)};
        const set a(in_a.entries);
        const set b(in_b.entries);
        const set either = a | b, both = a & b, only_a = a - b, one = a ^ b, not_a = ~a;
        auto places = in_a.entries;
        places.insert(places.end(), in_b.entries.begin(), in_b.entries.end());
        for (const A x : cordon_test::probes(places, random)) {
            const bool inside_a = in_a.contains(x);
            const bool inside_b = in_b.contains(x);
            checks.expect(a.contains(x) == inside_a && b.contains(x) == inside_b &&
                              either.contains(x) == (inside_a || inside_b) &&
                              both.contains(x) == (inside_a && inside_b) &&
                              only_a.contains(x) == (inside_a && !inside_b) &&
                              one.contains(x) == (inside_a != inside_b) &&
                              not_a.contains(x) == !inside_a,
                          [&] { return "an address of round " + std::to_string(i); });
        }
        // Identities, which no list of probes could miss a place of.
        checks.expect(~not_a == a && (only_a | both) == a && (one ^ b) == a &&
                          ~(a | b) == (~a & ~b) && a - b == (a & ~b) && (a & not_a).empty() &&
                          (a | not_a) == set::all() && either.covers(a) && a.covers(both) &&
                          a.overlaps(b) == !both.empty() && a.covers(b) == (b - a).empty(),
                      [&] { return "an identity of round " + std::to_string(i); });
        checks.expect(set(a.prefixes()) == a && set(either.ranges()) == either,
                      [&] { return "a walk of round " + std::to_string(i); });
        for (std::size_t k = 1; k < a.size(); ++k)
            checks.expect(a[k - 1].last() < a[k].first() &&
                              !(a[k - 1].last().next() == a[k].first()),
                          [&] { return "the normal form of round " + std::to_string(i); });
    }
}

BOOST_AUTO_TEST_CASE(as_a_linear_search_v4) { check_against_linear<address_v4>(6); }
BOOST_AUTO_TEST_CASE(as_a_linear_search_v6) { check_against_linear<address_v6>(7); }

BOOST_AUTO_TEST_CASE(ends_of_the_space)
{
    const address_v6 last = address_v6::from_uint(~cordon::ip::uint128());
    const basic_range_set<address_v6> all = basic_range_set<address_v6>::all();
    BOOST_TEST((all.count() == uint129::power_of_two(128)));
    BOOST_TEST((~all).empty());
    BOOST_TEST((~basic_range_set<address_v6>() == all));
    const basic_range_set<address_v6> ends{address_v6(), last};
    BOOST_TEST(ends.size() == 2U); // :: is not behind the last address
    BOOST_TEST(
        ((~ends).size() == 1U && !(~ends).contains(last) && !(~ends).contains(address_v6())));
    BOOST_TEST((~~ends == ends));
    BOOST_TEST(std::ranges::distance(all.prefixes()) == 1);
    // The worst cover: 2 * 128 - 2 prefixes for all but both ends.
    BOOST_TEST(std::ranges::distance((~ends)[0].prefixes()) == 254);

    // Bits above the width: the space ends before its integer does, or just with it.
    using mac_set = basic_range_set<cordon_test::toy_address_48>;
    BOOST_TEST(mac_set::all().count() == std::uint64_t(1) << 48);
    BOOST_TEST((~mac_set() == mac_set::all() && (~mac_set::all()).empty()));
    using set_64 = basic_range_set<cordon_test::toy_address_64>;
    BOOST_TEST((set_64::all().count() == uint129::power_of_two(64)));
    BOOST_TEST((~set_64() == set_64::all() && (~set_64::all()).empty()));
}

namespace {

// n ranges apart from each other, from `start` on.
basic_range_set<counting_address> counted_set(std::uint32_t n, std::uint32_t start)
{
    std::vector<basic_range<counting_address>> entries;
    for (std::uint32_t i = 0; i < n; ++i)
        entries.push_back(*basic_range<counting_address>::make(
            counting_address(start + 8 * i), counting_address(start + 8 * i + 3)));
    return basic_range_set<counting_address>(std::move(entries));
}

} // namespace

BOOST_AUTO_TEST_CASE(algebra_is_linear)
{
    using set = basic_range_set<counting_address>;
    struct shape {
        const char* name;
        std::uint32_t n, m, start; // of the other set
    };
    // Interleaved, one behind the other, one much larger.
    for (const shape& at : {shape{"interleaved", 1, 1, 4}, shape{"overlapping", 1, 1, 2},
                            shape{"apart", 1, 1, 1U << 30}, shape{"uneven", 1, 100, 4}})
        for (const std::uint32_t scale : {10U, 100U, 1000U}) {
            const set a = counted_set(at.n * scale, 0);
            const set b = counted_set(at.m * scale, at.start);
            const auto total = double(a.size() + b.size());
            const auto per_range = [&](auto work) { return double(operations_of(work)) / total; };
            constexpr double most = 40; // operations a range, whatever n is
            BOOST_TEST(per_range([&] { (void)(a | b); }) < most, at.name << ' ' << scale);
            BOOST_TEST(per_range([&] { (void)(a & b); }) < most, at.name << ' ' << scale);
            BOOST_TEST(per_range([&] { (void)(a - b); }) < most, at.name << ' ' << scale);
            BOOST_TEST(per_range([&] { (void)(a ^ b); }) < most, at.name << ' ' << scale);
            BOOST_TEST(per_range([&] { (void)~a; }) < most, at.name << ' ' << scale);
            BOOST_TEST(per_range([&] { (void)a.covers(a | b); }) < 2 * most);
            BOOST_TEST(per_range([&] { (void)(a | b).covers(a); }) < 2 * most);
            BOOST_TEST(per_range([&] { (void)a.overlaps(b); }) < most);
        }
}

BOOST_AUTO_TEST_CASE(building_and_lookup_are_logarithmic)
{
    using range = basic_range<counting_address>;
    random_source random(8);
    for (const std::uint32_t n : {100U, 1000U, 10000U, 100000U}) {
        // Scattered, all the same, nested, and in falling order.
        for (int shape = 0; shape < 4; ++shape) {
            std::vector<range> entries;
            for (std::uint32_t i = 0; i < n; ++i) {
                const std::uint32_t first = shape == 0   ? std::uint32_t(random.bits()) / 2
                                            : shape == 1 ? 7
                                            : shape == 2 ? i
                                                         : 4 * (n - i);
                const std::uint32_t last = shape == 2 ? 2 * n - i : first + 1;
                entries.push_back(*range::make(counting_address(first), counting_address(last)));
            }
            basic_range_set<counting_address> set;
            const auto building =
                operations_of([&] { set = basic_range_set<counting_address>(std::move(entries)); });
            const double log_n = std::log2(double(n));
            BOOST_TEST(double(building) < 20 * n * log_n, shape << ": " << n);
            const auto lookup = operations_of([&] { (void)set.contains(counting_address(4 * n)); });
            BOOST_TEST(double(lookup) < 3 * log_n + 5);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
