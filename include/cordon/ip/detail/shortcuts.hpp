// Which of the blocks of addresses with the same first 32 bits have a tree: a hash table.
#ifndef CORDON_IP_DETAIL_SHORTCUTS_HPP
#define CORDON_IP_DETAIL_SHORTCUTS_HPP

#include <cordon/version.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace cordon::inline v0::ip::detail {

// One place for each block, so one load says whether it is here. Blocks that share a place with
// a larger one are not: whoever asks must go another way then. Of a number of factors that one is
// taken by which the fewest are lost, mostly none.
class shortcuts {
public:
    struct block {
        std::uint32_t number; // the first 32 bits
        std::uint32_t root;
        std::size_t size; // of its tree: what is lost without it
    };
    struct entry {
        std::uint32_t block; // where nothing is, one whose place is another
        std::uint32_t root;
        friend bool operator==(const entry&, const entry&) noexcept = default;
    };

    shortcuts() noexcept = default;
    // At least one, each with another number. O(n).
    explicit shortcuts(std::span<const block> blocks)
    {
        const auto bits = std::min(most_bits, unsigned(std::bit_width(blocks.size())) + 2);
        shift_ = 32 - bits;
        std::vector<const block*> taken;
        std::size_t least = ~std::size_t(0);
        std::uint32_t factor = 0x9e3779b1U; // of the golden ratio
        for (unsigned tries = blocks.size() <= few ? 64 : 1; tries != 0 && least != 0; --tries) {
            std::vector<const block*> places(std::size_t(1) << bits);
            const std::size_t lost = put(blocks, factor, places);
            if (lost < least) {
                least = lost;
                factor_ = factor;
                taken = std::move(places);
            }
            factor += 0x3c6ef372U; // even, so that it stays odd
        }
        // The place of 0 is the first one; there stands another number, whose place is not.
        entries_.assign(taken.size(), {0, 0});
        while (place(entries_[0].block, factor_, shift_) == 0)
            ++entries_[0].block;
        for (std::size_t i = 0; i < taken.size(); ++i)
            if (taken[i] != nullptr)
                entries_[i] = {taken[i]->number, taken[i]->root};
    }

    // To be copied, so that no store can change it. The place of a block is the product's bits but
    // the last `shift`.
    struct table {
        const entry* entries;
        std::uint32_t factor;
        unsigned shift;

        const entry& of(std::uint32_t number) const noexcept
        {
            return entries[place(number, factor, shift)];
        }
    };

    bool empty() const noexcept { return entries_.empty(); }
    // Not where it is empty.
    table get() const noexcept { return {entries_.data(), factor_, shift_}; }

    std::size_t memory() const noexcept { return entries_.capacity() * sizeof entries_[0]; }
    friend bool operator==(const shortcuts&, const shortcuts&) noexcept = default;

private:
    static constexpr unsigned most_bits = 12; // 32 KiB
    static constexpr std::size_t few = 1024;  // beyond, some are lost by any factor

    static std::size_t place(std::uint32_t number, std::uint32_t factor, unsigned shift) noexcept
    {
        return (number * factor) >> shift;
    }

    // The largest block of each place. Gives the sizes of all others.
    std::size_t put(std::span<const block> blocks, std::uint32_t factor,
                    std::vector<const block*>& places) const
    {
        std::size_t lost = 0;
        for (const block& b : blocks) {
            const block*& at = places[place(b.number, factor, shift_)];
            const block* loser = &b;
            if (at == nullptr || at->size < b.size)
                std::swap(loser, at);
            lost += loser == nullptr ? 0 : loser->size;
        }
        return lost;
    }

    std::vector<entry> entries_;
    std::uint32_t factor_ = 0;
    unsigned shift_ = 0;
};

} // namespace cordon::inline v0::ip::detail

#endif
