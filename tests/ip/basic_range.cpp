#include <cordon/ip/basic_range.hpp>

#include "reference/random.hpp"
#include "reference/toy_address.hpp"

#include <cordon/ip/range.hpp>

#include <boost/test/unit_test.hpp>

#include <iterator>
#include <map>
#include <ranges>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_basic_range)

using cordon::ip::errc;
using cordon::ip::uint128;
using cordon::ip::uint129;
using cordon_test::toy_address;
using cordon_test::toy_address_48;
using cordon_test::toy_address_64;

namespace {

using toy_range = cordon::ip::basic_range<toy_address>;
using toy_prefix = cordon::ip::basic_prefix<toy_address>;

constexpr toy_address toy(int value) { return toy_address(static_cast<unsigned char>(value)); }
constexpr toy_range toys(int first, int last) { return {toy(first), toy(last)}; }

constexpr int first_of(const toy_range& r) { return r.first().to_uint(); }
constexpr int last_of(const toy_range& r) { return r.last().to_uint(); }

// All 32,896.
std::vector<toy_range> all_ranges()
{
    std::vector<toy_range> out;
    for (int first = 0; first < 256; ++first)
        for (int last = first; last < 256; ++last)
            out.push_back(toys(first, last));
    return out;
}

// first-last of each of the 511 prefixes, with its length.
std::map<std::pair<int, int>, int> all_prefixes()
{
    std::map<std::pair<int, int>, int> out;
    for (int length = 0; length <= 8; ++length)
        for (int first = 0; first < 256; first += 256 >> length)
            out[{first, first + (256 >> length) - 1}] = length;
    return out;
}

// How few prefixes make up first-last, for every range: 1 for a prefix, otherwise the best of all
// ways to cut it in two.
std::vector<std::vector<int>> fewest_prefixes()
{
    const auto prefixes = all_prefixes();
    std::vector<std::vector<int>> fewest(256, std::vector<int>(256, 1000));
    for (int size = 1; size <= 256; ++size)
        for (int first = 0; first + size <= 256; ++first) {
            const int last = first + size - 1;
            int& best = fewest[std::size_t(first)][std::size_t(last)];
            if (prefixes.count({first, last}) != 0)
                best = 1;
            for (int cut = first; cut < last && best > 2; ++cut)
                best = std::min(best, fewest[std::size_t(first)][std::size_t(cut)] +
                                          fewest[std::size_t(cut) + 1][std::size_t(last)]);
        }
    return fewest;
}

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

// The union of all, put together one after the other; they must be in order and have no gaps.
template <class Range>
bool makes_up(const Range& range, std::size_t at_most)
{
    auto next = range.first().to_uint();
    std::size_t count = 0;
    auto last = next;
    for (const auto prefix : range.prefixes()) {
        if (prefix.first().to_uint() != next || ++count > at_most)
            return false;
        last = prefix.last().to_uint();
        next = static_cast<decltype(next)>(last + decltype(next)(1));
    }
    return count > 0 && last == range.last().to_uint();
}

} // namespace

static_assert(std::is_trivially_copyable_v<toy_range>);
static_assert(sizeof(toy_range) == 2);
static_assert(!std::is_default_constructible_v<toy_range>);
static_assert(std::is_convertible_v<toy_address, toy_range>);
static_assert(std::is_convertible_v<toy_prefix, toy_range>);
static_assert(std::is_same_v<toy_range::address_type, toy_address>);
static_assert(std::is_same_v<toy_range::uint_type, unsigned char>);

BOOST_AUTO_TEST_CASE(construction)
{
    static_assert(toy_range(toy(7)) == toys(7, 7));
    static_assert(toy_range(toy_prefix(toy(0x40), 2)) == toys(0x40, 0x7f));
    static_assert(toy_range::all() == toys(0, 255));
    static_assert(toy_range::make(toy(1), toy(1)).has_value());
    static_assert(toy_range::make(toy(2), toy(1)).error() ==
                  cordon::ip::parse_error{errc::reversed, 0}); // never swapped
    BOOST_TEST((thrown_by([] { return toys(2, 1); }) == errc::reversed));
    std::size_t made = 0;
    for (int first = 0; first < 256; ++first)
        for (int last = 0; last < 256; ++last)
            made += toy_range::make(toy(first), toy(last)).has_value();
    BOOST_TEST(made == 32896U);
}

BOOST_AUTO_TEST_CASE(members_of_every_range)
{
    std::size_t differences = 0;
    for (const toy_range& r : all_ranges()) {
        std::uint64_t count = 0;
        for (int a = 0; a < 256; ++a) {
            const bool in = a >= first_of(r) && a <= last_of(r);
            count += in;
            differences += r.contains(toy(a)) != in;
        }
        differences += r.count() != count;
    }
    BOOST_TEST(differences == 0U);
}

BOOST_AUTO_TEST_CASE(addresses_of_every_range)
{
    std::size_t differences = 0;
    for (const toy_range& r : all_ranges()) {
        int next = first_of(r);
        for (const toy_address a : r.addresses())
            differences += a.to_uint() != next++;
        differences += next != last_of(r) + 1;
    }
    BOOST_TEST(differences == 0U);
}

BOOST_AUTO_TEST_CASE(prefixes_of_every_range)
{
    const auto is_prefix = all_prefixes();
    const auto fewest = fewest_prefixes();
    std::size_t differences = 0;
    for (const toy_range& r : all_ranges()) {
        int next = first_of(r);
        int count = 0;
        for (const toy_prefix p : r.prefixes()) {
            differences += p.first().to_uint() != next; // disjoint, in order, without a gap
            next = p.last().to_uint() + 1;
            const auto found = is_prefix.find({p.first().to_uint(), p.last().to_uint()});
            differences += found == is_prefix.end() || found->second != p.length();
            ++count;
        }
        differences += next != last_of(r) + 1;
        differences += count != fewest[std::size_t(first_of(r))][std::size_t(last_of(r))];
    }
    BOOST_TEST(differences == 0U);
    // What the reference says of the known worst case, 2 * width - 2.
    BOOST_TEST(fewest[1][254] == 14);
    BOOST_TEST(fewest[0][255] == 1);
}

BOOST_AUTO_TEST_CASE(as_prefix_of_every_range)
{
    const auto is_prefix = all_prefixes();
    std::size_t differences = 0;
    std::size_t found = 0;
    for (const toy_range& r : all_ranges()) {
        const auto p = r.as_prefix();
        const auto expected = is_prefix.find({first_of(r), last_of(r)});
        differences += p.has_value() != (expected != is_prefix.end());
        if (p && expected != is_prefix.end()) {
            differences += p->length() != expected->second || toy_range(*p) != r;
            ++found;
        }
    }
    BOOST_TEST(differences == 0U);
    BOOST_TEST(found == 511U);
}

BOOST_AUTO_TEST_CASE(pairs)
{
    // Every range against those with which it may touch, overlap, nest or be equal: the ones that
    // begin or end at most one address beside one of its ends, and random ones.
    cordon_test::random_source random(2);
    std::size_t differences = 0;
    std::size_t overlapping = 0;
    const auto compare = [&](const toy_range& r, const toy_range& q) {
        const int first = std::max(first_of(r), first_of(q));
        const int last = std::min(last_of(r), last_of(q));
        const bool overlap = first <= last;
        const bool all_of_q = first == first_of(q) && last == last_of(q);
        overlapping += overlap;
        differences += r.overlaps(q) != overlap || q.overlaps(r) != overlap;
        differences += r.contains(q) != all_of_q;
        differences += (r == q) != (all_of_q && first == first_of(r) && last == last_of(r));
        const auto order =
            std::pair(first_of(r), last_of(r)) <=> std::pair(first_of(q), last_of(q));
        differences += (r <=> q) != order;
        differences += (r < q) != (order < 0);
    };
    for (const toy_range& r : all_ranges()) {
        const int ends[] = {first_of(r) - 1, first_of(r), first_of(r) + 1,
                            last_of(r) - 1,  last_of(r),  last_of(r) + 1};
        for (const int a : ends)
            for (const int b : ends)
                if (a >= 0 && a <= b && b < 256)
                    compare(r, toys(a, b));
        for (int i = 0; i < 8; ++i) {
            const int a = int(random.below(256));
            compare(r, toys(a, a + int(random.below(std::uint64_t(256 - a)))));
        }
    }
    BOOST_TEST(differences == 0U);
    BOOST_TEST(overlapping > 500000U);
}

BOOST_AUTO_TEST_CASE(views_are_forward_ranges)
{
    constexpr toy_range r = toys(1, 6);
    using prefixes = decltype(r.prefixes());
    using addresses = decltype(r.addresses());
    static_assert(std::ranges::forward_range<prefixes> && std::ranges::forward_range<addresses>);
    static_assert(std::ranges::view<prefixes> && std::ranges::view<addresses>);
    static_assert(std::ranges::borrowed_range<prefixes> && std::ranges::borrowed_range<addresses>);

    const prefixes view = r.prefixes();
    BOOST_TEST(std::ranges::distance(view) == 4); // 1, 2-3, 4-5, 6
    BOOST_TEST(std::ranges::distance(view) == 4); // and again, from the start
    auto at = view.begin();
    const auto old = at++;
    BOOST_TEST((*old == toy_prefix(toy(1), 8)));
    BOOST_TEST((*at == toy_prefix(toy(2), 7)));
    BOOST_TEST((at != old && old == view.begin()));
    BOOST_TEST(std::ranges::distance(r.addresses()) == 6);
    BOOST_TEST(!r.addresses().empty());
    BOOST_TEST(prefixes().empty());
    BOOST_TEST(addresses().empty());

    static_assert([] {
        int sum = 0;
        for (const toy_address a : toys(250, 255).addresses())
            sum += a.to_uint();
        return sum;
    }() == 250 + 251 + 252 + 253 + 254 + 255);
}

BOOST_AUTO_TEST_CASE(narrower_than_its_integer)
{
    using range = cordon::ip::basic_range<toy_address_48>;
    constexpr std::uint64_t top = 0xffffffffffffU;
    static_assert(range::all().last().to_uint() == top);
    static_assert(range::all().count() == top + 1);
    static_assert(range::all().as_prefix()->length() == 0);
    static_assert(range(toy_address_48(top)).as_prefix()->length() == 48);
    static_assert(!range(toy_address_48(0), toy_address_48(top - 1)).as_prefix());
    BOOST_TEST(
        std::ranges::distance(range(toy_address_48(1), toy_address_48(top - 1)).prefixes()) == 94);
    BOOST_TEST(
        std::ranges::distance(range(toy_address_48(0), toy_address_48(top - 1)).prefixes()) == 48);
    BOOST_TEST(std::ranges::distance(
                   range(toy_address_48(top - 2), toy_address_48(top)).addresses()) == 3);
    cordon_test::random_source random(3);
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t a = random.bits() & top;
        const std::uint64_t b = (random.bits() & top) >> (random.bits() % 48);
        const range r(toy_address_48(std::min(a, b)), toy_address_48(std::max(a, b)));
        BOOST_TEST(makes_up(r, 94), a << "-" << b);
    }
}

BOOST_AUTO_TEST_CASE(as_wide_as_its_integer)
{
    using range = cordon::ip::basic_range<toy_address_64>;
    constexpr std::uint64_t top = ~std::uint64_t(0);
    static_assert(range::all().count() == uint129::power_of_two(64));
    static_assert(range(toy_address_64(0), toy_address_64(top - 1)).count() == uint129(top));
    static_assert(range::all().as_prefix()->length() == 0);
    static_assert(range::all().contains(toy_address_64(top)));
    BOOST_TEST(std::ranges::distance(range::all().prefixes()) == 1);
    BOOST_TEST(
        std::ranges::distance(range(toy_address_64(1), toy_address_64(top - 1)).prefixes()) == 126);
}

BOOST_AUTO_TEST_CASE(of_addresses)
{
    using cordon::ip::address_v4;
    using cordon::ip::address_v6;
    using cordon::ip::range_v4;
    using cordon::ip::range_v6;

    static_assert(range_v4::all().count() == std::uint64_t(1) << 32);
    static_assert(range_v4::all().as_prefix()->length() == 0);
    static_assert(range_v6::all().count() == uint129::power_of_two(128));
    static_assert(range_v6::all().as_prefix()->length() == 0);
    static_assert(range_v6::all().last().to_uint() == ~uint128());

    constexpr address_v6 almost_last(~uint128() - uint128(1));
    static_assert(range_v6(address_v6(), almost_last).count() == uint129(~uint128()));
    BOOST_TEST(std::ranges::distance(range_v6(address_v6::loopback(), almost_last).prefixes()) ==
               254);
    BOOST_TEST(std::ranges::distance(range_v4(address_v4(1), address_v4(0xfffffffeU)).prefixes()) ==
               62);

    cordon_test::random_source random(4);
    for (int i = 0; i < 1000; ++i) {
        const auto shift = static_cast<int>(random.below(128));
        const uint128 a(random.bits(), random.bits());
        const uint128 b = uint128(random.bits(), random.bits()) >> shift;
        BOOST_TEST(makes_up(range_v6(address_v6(std::min(a, b)), address_v6(std::max(a, b))), 254));
        const auto x = static_cast<std::uint32_t>(random.bits());
        const auto y = static_cast<std::uint32_t>(random.bits()) >> (shift % 32);
        BOOST_TEST(makes_up(range_v4(address_v4(std::min(x, y)), address_v4(std::max(x, y))), 62));
    }
}

BOOST_AUTO_TEST_CASE(the_end_of_the_space_does_not_wrap)
{
    using cordon::ip::address_v4;
    using cordon::ip::range_v4;
    constexpr range_v4 end(address_v4(0xfffffffeU), address_v4::broadcast());
    BOOST_TEST(std::ranges::distance(end.addresses()) == 2);
    BOOST_TEST(std::ranges::distance(end.prefixes()) == 1);
    BOOST_TEST(std::ranges::distance(range_v4(address_v4::broadcast()).addresses()) == 1);
    static_assert(range_v4(address_v4::broadcast()).count() == 1);
    static_assert(!end.contains(address_v4()));
}

BOOST_AUTO_TEST_SUITE_END()
