// The sort of ranges by their first addresses against std::sort, on inputs that take it through few
// and many levels.
#include <cordon/ip/detail/radix_sort.hpp>

#include "reference/toy_address.hpp"

#include <cordon/ip/address_v4.hpp>
#include <cordon/ip/address_v6.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <span>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_radix_sort)

using namespace cordon::ip;

namespace {

template <class A>
using ranges_of = std::vector<basic_range<A>>;

// In order of first addresses, and the same ranges as before.
template <class A>
void check(ranges_of<A> ranges)
{
    struct entry {
        int before;
        basic_range<A> range;
    };
    std::vector<entry> entries;
    for (const basic_range<A>& range : ranges)
        entries.push_back({0, range});
    ranges_of<A> expected = ranges;
    std::sort(expected.begin(), expected.end());

    detail::sort_by_first<A>(ranges);
    ranges_of<A> out = detail::sorted_ranges<A>(std::span<const entry>(entries));
    for (auto* sorted : {&ranges, &out}) {
        const auto by_first = [](const auto& a, const auto& b) { return a.first() < b.first(); };
        BOOST_TEST(std::is_sorted(sorted->begin(), sorted->end(), by_first));
        std::sort(sorted->begin(), sorted->end());
        BOOST_TEST((*sorted == expected));
    }
}

// `make(i)` is the i-th range's first address; the last one tells ranges of one first apart.
template <class A, class Make>
void check_made(Make make)
{
    constexpr std::size_t sizes[]{0,  1,  2,   31,   32,   33,   34,    63,
                                  64, 65, 100, 1000, 1023, 1025, 20'000};
    for (const std::size_t n : sizes) {
        ranges_of<A> ranges;
        for (std::size_t i = 0; i < n; ++i) {
            const A first = A::from_uint(make(i));
            const A last = A::from_uint(detail::max_uint<A>);
            ranges.push_back(i % 2 == 0 ? basic_range<A>(first) : basic_range<A>(first, last));
        }
        check<A>(ranges);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(v4)
{
    std::mt19937_64 random(1);
    const auto some = [&](std::size_t) { return static_cast<std::uint32_t>(random()); };
    check_made<address_v4>(some);
    check_made<address_v4>([&](std::size_t i) { return some(i) & 0xffff; });      // shared top
    check_made<address_v4>([&](std::size_t i) { return some(i) & 0xffff0000; });  // shared end
    check_made<address_v4>([&](std::size_t i) { return some(i) & 0x80000001; });  // few values
    check_made<address_v4>([&](std::size_t) { return 7U; });                      // one value
    check_made<address_v4>([&](std::size_t i) { return std::uint32_t(i); });      // in order
    check_made<address_v4>([&](std::size_t i) { return 0U - std::uint32_t(i); }); // reversed
    check_made<address_v4>([&](std::size_t i) { return 1U << (i % 32); });        // powers of 2
    check_made<address_v4>([&](std::size_t i) { return i % 2 == 0 ? 0 : 0xffffffff; }); // both ends
}

BOOST_AUTO_TEST_CASE(v6)
{
    std::mt19937_64 random(2);
    const auto some = [&](std::size_t) { return uint128(random(), random()); };
    check_made<address_v6>(some);
    check_made<address_v6>([&](std::size_t i) { return some(i) & uint128(0, ~0ULL); });
    check_made<address_v6>([&](std::size_t i) { return some(i) & uint128(~0ULL, 0); });
    check_made<address_v6>([&](std::size_t i) { return some(i) & uint128(0xff, 0xffULL << 56); });
    check_made<address_v6>([&](std::size_t i) { return uint128(1) << int(i % 128); });
    // Half of what is left differs in the lowest bits alone: a level for each few of the bits.
    check_made<address_v6>([&](std::size_t i) {
        int bit = 0;
        for (; bit < 127 && (i & 1) != 0; i >>= 1)
            bit += 9;
        return uint128(1) << (127 - std::min(bit, 127)) | uint128(i);
    });
}

BOOST_AUTO_TEST_CASE(toy_space)
{
    std::mt19937_64 random(3);
    check_made<cordon_test::toy_address>(
        [&](std::size_t) { return static_cast<unsigned char>(random()); });
}

BOOST_AUTO_TEST_SUITE_END()
