// Sorting ranges by their first addresses, digit by digit from the top.
#ifndef CORDON_IP_DETAIL_RADIX_SORT_HPP
#define CORDON_IP_DETAIL_RADIX_SORT_HPP

#include <cordon/ip/basic_range.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// So few are sorted without a bucket, and without memory.
inline constexpr std::size_t few_ranges = 32;

template <address_space A>
void insertion_sort(std::span<basic_range<A>> ranges) noexcept
{
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        const basic_range<A> moved = ranges[i];
        std::size_t to = i;
        for (; to > 0 && moved.first() < ranges[to - 1].first(); --to)
            ranges[to] = ranges[to - 1];
        ranges[to] = moved;
    }
}

// `scratch` is as large as `ranges` and holds anything; nothing has to be there for a few ranges.
//
// Looks only at the bits in which the addresses differ: a list of networks of one provider, or of
// all of IPv6, shares most of the upper ones. Digits of about log2(n) bits leave one or two ranges
// a bucket. O(n) a level; a level takes five bits at least, mostly ten, so 26 levels of IPv6 is the
// worst that anybody can make of it, and two the usual.
template <address_space A>
void radix_sort(std::span<basic_range<A>> ranges, std::span<basic_range<A>> scratch) noexcept
{
    using uint_type = typename A::uint_type;
    constexpr int max_bits = 10; // 4 KiB of counters a level, and as many places written to in turn
    if (ranges.size() <= few_ranges)
        return insertion_sort<A>(ranges);

    const uint_type some = ranges[0].first().to_uint();
    uint_type differ{};
    for (const basic_range<A>& range : ranges)
        differ = static_cast<uint_type>(differ | (range.first().to_uint() ^ some));
    const int top = bit_length(differ);
    if (top == 0)
        return;
    const int bits = std::min({top, max_bits, bit_length(ranges.size()) - 1});
    const int shift = top - bits;
    const auto digit = [=](const basic_range<A>& range) {
        const auto upper = static_cast<uint_type>(range.first().to_uint() >> shift);
        return static_cast<std::size_t>(std::uint64_t(upper) & low_mask<std::uint64_t>(bits));
    };

    // Where the next range of each bucket goes; in the end, where each bucket ends.
    std::size_t at[std::size_t(1) << max_bits];
    const auto buckets = std::size_t(1) << bits;
    std::fill_n(at, buckets, 0);
    for (const basic_range<A>& range : ranges)
        ++at[digit(range)];
    std::size_t start = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        const std::size_t size = at[i];
        at[i] = start;
        start += size;
    }
    std::copy(ranges.begin(), ranges.end(), scratch.begin());
    for (const basic_range<A>& range : scratch.first(ranges.size()))
        ranges[at[digit(range)]++] = range;
    if (shift == 0)
        return;
    // Small buckets that are neighbours are sorted in one go: nothing leaves its bucket.
    std::size_t unsorted = 0;
    start = 0;
    for (std::size_t i = 0; i < buckets; start = at[i++]) {
        const std::size_t size = at[i] - start;
        if (size <= few_ranges)
            continue;
        insertion_sort<A>(ranges.subspan(unsorted, start - unsorted));
        radix_sort<A>(ranges.subspan(start, size), scratch.subspan(start, size));
        unsorted = at[i];
    }
    insertion_sort<A>(ranges.subspan(unsorted));
}

// Puts the ranges in the order of their first addresses; those of one first address in any order.
// May throw std::bad_alloc (the ranges are as they were): needs as much memory again.
template <address_space A>
void sort_by_first(std::vector<basic_range<A>>& ranges)
{
    std::vector<basic_range<A>> scratch;
    if (ranges.size() > few_ranges)
        scratch = ranges;
    radix_sort<A>(ranges, scratch);
}

} // namespace cordon::inline v0::ip::detail

#endif
