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

// Where pieces begin; the one that holds an address is found by halving. Of many pieces the low
// halves of that alone, and for each /16 how many begin before it. Entries are kept where they are
// not the pieces' own order, as they are for a source that was sorted and disjoint. For each piece
// four bytes, or 256 KiB and two, and what an entry needs.
template <address_space A>
class piece_index {
    static_assert(A::width == 32);

public:
    piece_index() noexcept = default;
    // Pieces in order and disjoint, each with a `range` and an `entry`.
    template <class Piece>
    explicit piece_index(std::span<const Piece> pieces)
    {
        const bool many = pieces.size() > 0xffff;
        if (many) {
            before_.resize(blocks + 1);
            halves_.reserve(pieces.size());
        } else {
            starts_.reserve(pieces.size());
        }
        std::uint32_t largest = 0;
        bool in_order = true;
        std::uint32_t count = 0;
        for (const Piece& piece : pieces) {
            const std::uint32_t first = piece.range.first().to_uint();
            in_order = in_order && piece.entry == count++;
            largest = std::max(largest, piece.entry);
            if (many) {
                ++before_[(first >> 16) + 1];
                halves_.push_back(std::uint16_t(first & 0xffff));
            } else {
                starts_.push_back(first);
            }
        }
        for (std::size_t i = 1; i < before_.size(); ++i)
            before_[i] += before_[i - 1];
        if (in_order)
            return;
        entries_ = narrow_array(pieces.size(), largest);
        for (std::size_t i = 0; i < pieces.size(); ++i)
            entries_.set(i, pieces[i].entry);
    }

    // The source entry of an address that is in a piece.
    std::uint32_t entry(std::uint32_t address) const noexcept
    {
        const std::size_t piece =
            before_.empty() ? behind(starts_, 0, starts_.size(), address) - 1
                            : behind(halves_, before_[address >> 16], before_[(address >> 16) + 1],
                                     std::uint16_t(address & 0xffff)) -
                                  1;
        return entries_.memory() == 0 ? std::uint32_t(piece) : entries_[piece];
    }

    std::size_t memory() const noexcept
    {
        return (before_.capacity() + starts_.capacity()) * sizeof(std::uint32_t) +
               halves_.capacity() * sizeof(std::uint16_t) + entries_.memory();
    }

private:
    static constexpr std::size_t blocks = 65'536;

    // The first of the numbers from `begin` to `end` that is above the key.
    template <class Number>
    static std::size_t behind(const std::vector<Number>& numbers, std::size_t begin,
                              std::size_t end, Number key) noexcept
    {
        const auto at = std::upper_bound(numbers.begin() + std::ptrdiff_t(begin),
                                         numbers.begin() + std::ptrdiff_t(end), key);
        return std::size_t(at - numbers.begin());
    }

    std::vector<std::uint32_t> starts_;
    std::vector<std::uint32_t> before_; // of many pieces
    std::vector<std::uint16_t> halves_;
    narrow_array entries_; // none where entry is piece
};

} // namespace cordon::inline v0::ip::detail

#endif
