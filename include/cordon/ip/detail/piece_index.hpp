// Which piece of a map over 32-bit addresses an address is in, and the entry that it came from.
#ifndef CORDON_IP_DETAIL_PIECE_INDEX_HPP
#define CORDON_IP_DETAIL_PIECE_INDEX_HPP

#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/narrow_array.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// The low halves of where pieces begin, and for each /16 how many begin before it: the one that
// holds an address is found by halving those of its /16. Entries are kept where they are not the
// pieces' own order, as they are for a source that was sorted and disjoint. 256 KiB, and for each
// piece two bytes and what an entry needs.
template <address_space A>
class piece_index {
    static_assert(A::width == 32);

public:
    piece_index() noexcept = default;
    // Pieces in order and disjoint, each with a `range` and an `entry`.
    template <class Piece>
    explicit piece_index(std::span<const Piece> pieces)
    {
        if (pieces.empty())
            return;
        before_.resize(block_count + 1);
        starts_.reserve(pieces.size());
        std::uint32_t largest = 0;
        bool in_order = true;
        for (const Piece& piece : pieces) {
            const std::uint32_t first = piece.range.first().to_uint();
            ++before_[(first >> 16) + 1];
            in_order = in_order && piece.entry == starts_.size();
            largest = std::max(largest, piece.entry);
            starts_.push_back(std::uint16_t(first & 0xffff));
        }
        for (std::uint32_t i = 0; i < block_count; ++i)
            before_[i + 1] += before_[i];
        if (in_order)
            return;
        entries_ = narrow_array(pieces.size(), largest);
        for (std::size_t i = 0; i < pieces.size(); ++i)
            entries_.set(i, pieces[i].entry);
    }

    // The source entry of an address that is in a piece.
    std::uint32_t entry(std::uint32_t address) const noexcept
    {
        const std::uint16_t* begin = starts_.data() + before_[address >> 16];
        const std::uint16_t* end = starts_.data() + before_[(address >> 16) + 1];
        const auto behind = std::upper_bound(begin, end, std::uint16_t(address & 0xffff));
        const auto piece = std::size_t(behind - starts_.data()) - 1;
        return entries_.memory() == 0 ? std::uint32_t(piece) : entries_[piece];
    }

    std::size_t memory() const noexcept
    {
        return before_.capacity() * sizeof before_[0] + starts_.capacity() * sizeof starts_[0] +
               entries_.memory();
    }

private:
    std::vector<std::uint32_t> before_;
    std::vector<std::uint16_t> starts_;
    narrow_array entries_; // none where entry is piece
};

} // namespace cordon::inline v0::ip::detail

#endif
