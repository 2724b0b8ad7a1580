// The pieces of a map over 32-bit addresses, as what tries of it are built from.
#ifndef CORDON_IP_DETAIL_STRETCHES_HPP
#define CORDON_IP_DETAIL_STRETCHES_HPP

#include <cordon/ip/basic_range.hpp>
#include <cordon/ip/detail/bits.hpp>
#include <cordon/ip/detail/raise.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// Neighbouring pieces with one value.
template <address_space A>
struct stretch {
    static constexpr std::uint32_t none = 0;           // of addresses in no stretch
    static constexpr std::uint32_t most = 0x3fffffffU; // of all

    basic_range<A> range;
    std::uint32_t reference; // the number of the value plus one
};

// Of pieces in order and disjoint, each with a `range` and a `value`. The number of a value is
// numbers[value], or the value where there are no numbers.
template <address_space A, class Piece>
std::vector<stretch<A>> join(std::span<const Piece> pieces, std::span<const std::uint32_t> numbers)
{
    std::vector<stretch<A>> out;
    out.reserve(pieces.size());
    for (const Piece& piece : pieces) {
        const std::uint32_t reference = 1 + (numbers.empty() ? piece.value : numbers[piece.value]);
        if (reference > stretch<A>::most)
            raise(errc::too_many);
        const bool joins =
            !out.empty() && out.back().reference == reference &&
            plus_one(out.back().range.last().to_uint()) == piece.range.first().to_uint();
        if (joins)
            out.back().range = *basic_range<A>::make(out.back().range.first(), piece.range.last());
        else
            out.push_back({piece.range, reference});
    }
    return out;
}

// Walks over the slots of 2^bits addresses each from `first` to `behind`: calls whole(at, count,
// reference) for those of one value or, with 0, of none, the longest runs of them, and cut(at) for
// one that has several. Between the calls `next` is the first stretch that ends at or behind `at`;
// `cut` may move it on to the first that ends behind the slot.
template <class Iterator, class Whole, class Cut>
void for_each_slot(std::uint64_t first, std::uint64_t behind, unsigned bits, Iterator& next,
                   Iterator end, Whole whole, Cut cut)
{
    for (std::uint64_t at = first; at < behind;) {
        const bool inside = next != end && next->range.first().to_uint() <= at;
        std::uint64_t stop = behind;
        if (inside)
            stop = std::min(stop, std::uint64_t(next->range.last().to_uint()) + 1);
        else if (next != end)
            stop = std::min(stop, std::uint64_t(next->range.first().to_uint()));
        const std::uint64_t slots = (stop - at) >> bits;
        if (slots == 0)
            cut(at);
        else
            whole(at, slots, inside ? next->reference : 0);
        at += std::max<std::uint64_t>(slots, 1) << bits;
        while (next != end && next->range.last().to_uint() < at)
            ++next;
    }
}

} // namespace cordon::inline v0::ip::detail

#endif
