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

// The range of what has one.
template <address_space A>
const basic_range<A>& range_of(const basic_range<A>& range) noexcept
{
    return range;
}
template <class Entry>
auto range_of(const Entry& entry) noexcept -> decltype((entry.range))
{
    return entry.range;
}

// One level of the sort: puts the ranges of `from` into `to`, bucket by bucket.
//
// Looks only at the bits in which the addresses differ: a list of networks of one provider, or of
// all of IPv6, shares most of the upper ones. Digits of about log2(n) bits leave one or two ranges
// a bucket.
template <address_space A>
class radix_level {
public:
    // Precondition: from.size() > 1, and `to` is as large.
    template <class Entry>
    radix_level(std::span<const Entry> from, std::span<basic_range<A>> to) noexcept
    {
        const uint_type some = range_of(from[0]).first().to_uint();
        uint_type differ{};
        for (const Entry& entry : from)
            differ = static_cast<uint_type>(differ | (range_of(entry).first().to_uint() ^ some));
        const int top = bit_length(differ);
        const int bits = std::min({top, max_bits, bit_length(from.size()) - 1});
        shift_ = top - bits;
        const auto digit = [shift = shift_,
                            mask = low_mask<std::uint64_t>(bits)](const auto& entry) {
            const auto upper = static_cast<uint_type>(range_of(entry).first().to_uint() >> shift);
            return static_cast<std::size_t>(std::uint64_t(upper) & mask);
        };
        buckets_ = std::size_t(1) << bits;
        std::fill_n(at_, buckets_, 0);
        for (const Entry& entry : from)
            ++at_[digit(entry)];
        std::size_t start = 0;
        for (std::size_t i = 0; i < buckets_; ++i) {
            const std::size_t size = at_[i];
            largest_ = std::max(largest_, size);
            at_[i] = start;
            start += size;
        }
        for (const Entry& entry : from)
            to[at_[digit(entry)]++] = range_of(entry);
    }
    // Whether there is no bit left to sort by.
    bool done() const noexcept { return shift_ == 0; }
    std::size_t largest_bucket() const noexcept { return largest_; }
    std::size_t buckets() const noexcept { return buckets_; }
    // Where the i-th bucket ends and the next one begins.
    std::size_t end(std::size_t i) const noexcept { return at_[i]; }

private:
    using uint_type = typename A::uint_type;
    // 8 KiB of counters a level, and as many places written to in turn.
    static constexpr int max_bits = 10;

    int shift_ = 0;
    std::size_t buckets_ = 0;
    std::size_t largest_ = 0;
    // Where the next range of each bucket goes; in the end, where each bucket ends.
    std::size_t at_[std::size_t(1) << max_bits];
};

template <address_space A>
void radix_sort(std::span<basic_range<A>> ranges, std::span<basic_range<A>> scratch) noexcept;

// Sorts each bucket. `scratch` is as large as the largest one.
template <address_space A>
void sort_buckets(const radix_level<A>& level, std::span<basic_range<A>> ranges,
                  std::span<basic_range<A>> scratch) noexcept
{
    if (level.done())
        return;
    // Small buckets that are neighbours are sorted in one go: nothing leaves its bucket.
    std::size_t unsorted = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i < level.buckets(); start = level.end(i++)) {
        const std::size_t size = level.end(i) - start;
        if (size <= few_ranges)
            continue;
        insertion_sort<A>(ranges.subspan(unsorted, start - unsorted));
        radix_sort<A>(ranges.subspan(start, size), scratch);
        unsorted = level.end(i);
    }
    insertion_sort<A>(ranges.subspan(unsorted));
}

// `scratch` is at least as large as `ranges` and holds anything; nothing has to be there for a few
// ranges. O(n) a level; a level takes five bits at least, mostly ten, so 26 levels of IPv6 is the
// worst that anybody can make of it, and two the usual.
template <address_space A>
void radix_sort(std::span<basic_range<A>> ranges, std::span<basic_range<A>> scratch) noexcept
{
    if (ranges.size() <= few_ranges)
        return insertion_sort<A>(ranges);
    std::copy(ranges.begin(), ranges.end(), scratch.begin());
    const std::span<const basic_range<A>> from = scratch.first(ranges.size());
    sort_buckets<A>(radix_level<A>(from, ranges), ranges, scratch);
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

// The ranges of the entries in the order of their first addresses. Needs little more memory than
// for these, unless most of the entries share their upper bits. May throw std::bad_alloc.
template <address_space A, class Entry>
std::vector<basic_range<A>> sorted_ranges(std::span<const Entry> entries)
{
    std::vector<basic_range<A>> out;
    const bool sorted =
        std::is_sorted(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
            return a.range.first() < b.range.first();
        });
    if (sorted || entries.size() <= few_ranges) {
        out.reserve(entries.size());
        for (const Entry& entry : entries)
            out.push_back(entry.range);
        insertion_sort<A>(out);
        return out;
    }
    out.assign(entries.size(), entries[0].range);
    const radix_level<A> level(entries, std::span(out));
    std::vector<basic_range<A>> scratch;
    if (level.largest_bucket() > few_ranges && !level.done())
        scratch.assign(level.largest_bucket(), entries[0].range);
    sort_buckets<A>(level, out, scratch);
    return out;
}

} // namespace cordon::inline v0::ip::detail

#endif
