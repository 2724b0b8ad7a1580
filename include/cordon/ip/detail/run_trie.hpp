// Values of 32-bit addresses, in three loads (five where a /24 is divided).
#ifndef CORDON_IP_DETAIL_RUN_TRIE_HPP
#define CORDON_IP_DETAIL_RUN_TRIE_HPP

#include <cordon/ip/detail/blocks.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A trie of three levels over 16, 8 and 8 bits. A block (a /16, or a /24 in a divided /16) with one
// value is that value; any other is a node: a bitmap of the slots where another run begins, in
// words of 32 slots, each with the number of its first run. The run of a slot is that number plus
// a count of bits (Poptrie, Asai and Ohara 2015; the coarse nodes are DXR's idea, Zec et al. 2012):
//
//   reference  a value's number plus one, 0 for none; or a node: where its words are, and whether
//              they are 1, 2, 4 or 8, as its finest boundary needs
//   root       65,536 references
//   runs       a reference each: in a /16's node to a value or to the node of a divided /24
//
// Memory: 512 KiB; for n pieces at most min(2n, 65,536) + 2n nodes of 64 bytes (2n of them for
// divided /24) and two runs of 8 bytes for each boundary: 176 bytes a piece for a million random
// hosts. Built in O(n + 65,536).
template <address_space A>
class run_trie {
    static_assert(A::width == 32);

public:
    run_trie() noexcept = default;
    // Pieces in order and disjoint, each with a `range`, a `value` below 2^31 - 1 and an `entry`.
    template <class Piece>
    explicit run_trie(std::span<const Piece> pieces)
    {
        if (pieces.empty())
            return;
        root_.resize(block_count);
        root_entries_.resize(block_count);
        auto next = pieces.begin(); // the first piece that ends at or behind what is being built
        for_each_block(
            next, pieces.end(), [&](std::uint32_t i, std::uint32_t count, block_state state) {
                const run made = state == block_state::out ? run{}
                                 : state == block_state::in
                                     ? run{next->value + 1, next->entry}
                                     : build_block(std::uint64_t(i) << 16, 16, next, pieces.end());
                std::fill_n(root_.data() + i, count, made.reference);
                std::fill_n(root_entries_.data() + i, count, made.entry);
            });
        words_.shrink_to_fit();
        runs_.shrink_to_fit();
        entries_.shrink_to_fit();
    }

    // The number of the address's value plus one, or 0.
    std::uint32_t find(A key) const noexcept
    {
        if (root_.empty())
            return none;
        const std::uint32_t address = key.to_uint();
        std::uint32_t reference = root_[address >> 16];
        if (is_node(reference)) {
            reference = runs_[run_of(reference, address & 0xffff, 16)];
            if (is_node(reference))
                reference = runs_[run_of(reference, address & 0xff, 8)];
        }
        return reference;
    }

    // find() for up to batch_block addresses, level by level: the loads of many are under way at
    // once, and nothing turns on an address.
    void find(const A* addresses, std::size_t n, std::uint32_t* answers) const noexcept
    {
        if (root_.empty()) {
            std::fill_n(answers, n, none);
            return;
        }
        std::uint32_t pending[batch_block];
        std::size_t count = 0;
        for (std::size_t i = 0; i < n; ++i) {
            answers[i] = root_[addresses[i].to_uint() >> 16];
            pending[count] = std::uint32_t(i);
            count += is_node(answers[i]);
        }
        std::size_t divided = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t k = pending[i];
            const std::uint32_t address = addresses[k].to_uint();
            const std::uint32_t found = runs_[run_of(answers[k], address & 0xffff, 16)];
            answers[k] = found;
            pending[divided] = k;
            divided += is_node(found);
        }
        for (std::size_t i = 0; i < divided; ++i) {
            const std::uint32_t k = pending[i];
            answers[k] = runs_[run_of(answers[k], addresses[k].to_uint() & 0xff, 8)];
        }
    }

    // The source entry of an address that has a value.
    std::uint32_t entry(A key) const noexcept
    {
        const std::uint32_t address = key.to_uint();
        const std::uint32_t reference = root_[address >> 16];
        if (!is_node(reference))
            return root_entries_[address >> 16];
        std::size_t at = run_of(reference, address & 0xffff, 16);
        if (is_node(runs_[at]))
            at = run_of(runs_[at], address & 0xff, 8);
        return entries_[at];
    }

    std::size_t memory() const noexcept
    {
        return (root_.capacity() + root_entries_.capacity() + runs_.capacity() +
                entries_.capacity()) *
                   sizeof(std::uint32_t) +
               words_.capacity() * sizeof(word);
    }

private:
    static constexpr std::uint32_t none = 0;

    // 32 slots: where runs begin, and the run of what stands before the first of these.
    struct word {
        std::uint32_t starts;
        std::uint32_t base;
    };
    struct run {
        std::uint32_t reference = none;
        std::uint32_t entry = 0;
    };

    // Bit 31: a node. Bits 30 and 29: the logarithm of its words. The others: the first word.
    static constexpr std::uint32_t node_flag = 0x80000000U;
    static constexpr std::uint32_t place_mask = 0x1fffffffU;
    static constexpr bool is_node(std::uint32_t reference) noexcept
    {
        return reference >= node_flag;
    }

    // The run that an address's low `bits` are in.
    std::size_t run_of(std::uint32_t node, std::uint32_t low, unsigned bits) const noexcept
    {
        const unsigned words_log = node >> 29 & 3;
        const std::uint32_t slot = low >> (bits - 5 - words_log);
        const word& at = words_[(node & place_mask) + (slot >> 5)];
        return at.base + count_bits(at.starts & (0xffffffffU >> (31 - (slot & 31))));
    }

    // std::popcount is a call where the instruction is not part of the baseline.
    static constexpr std::uint32_t count_bits(std::uint32_t x) noexcept
    {
        x -= x >> 1 & 0x55555555U;
        x = (x & 0x33333333U) + (x >> 2 & 0x33333333U);
        return ((x + (x >> 4)) & 0x0f0f0f0fU) * 0x01010101U >> 24;
    }

    // What stands for the 2^bits addresses from `first`: bits is 16 or 8.
    template <class Iterator>
    run build_block(std::uint64_t first, unsigned bits, Iterator& next, Iterator end)
    {
        const std::uint64_t last = first + (std::uint64_t(1) << bits) - 1;
        if (next == end || next->range.first().to_uint() > last)
            return {};
        if (next->range.first().to_uint() <= first && next->range.last().to_uint() >= last) {
            const run whole{next->value + 1, next->entry};
            next += next->range.last().to_uint() == last;
            return whole;
        }
        return build_node(first, last, bits, next, end);
    }

    template <class Iterator>
    run build_node(std::uint64_t first, std::uint64_t last, unsigned bits, Iterator& next,
                   Iterator end)
    {
        // The finest boundary decides how many words, of 32 slots each, there are.
        std::uint64_t boundaries = std::uint64_t(1) << bits;
        for (Iterator it = next; it != end && it->range.first().to_uint() <= last; ++it)
            boundaries |= (it->range.first().to_uint() & (last - first)) |
                          ((std::uint64_t(it->range.last().to_uint()) + 1) & (last - first));
        const auto fine =
            unsigned(trailing_zeros(boundaries)); // all boundaries are multiples of 2^fine
        const unsigned words_log = fine >= bits - 5 ? 0 : std::min(bits - 5 - fine, 3U);
        const unsigned slot_bits = bits - 5 - words_log;

        // Slots first, since the nodes below put their own runs behind each other.
        std::vector<run> slots(std::size_t(32) << words_log);
        for (std::size_t i = 0; i < slots.size(); ++i) {
            const std::uint64_t low = first + (std::uint64_t(i) << slot_bits);
            if (bits == 16 && slot_bits == 8) {
                slots[i] = build_block(low, 8, next, end);
            } else if (next != end && next->range.first().to_uint() <= low) {
                slots[i] = {next->value + 1, next->entry};
            }
            const std::uint64_t high = low + (std::uint64_t(1) << slot_bits) - 1;
            while (next != end && next->range.last().to_uint() <= high)
                ++next;
        }
        const std::size_t place = words_.size();
        for (std::size_t i = 0; i < slots.size(); ++i) {
            const bool starts = i == 0 || slots[i].reference != slots[i - 1].reference ||
                                slots[i].entry != slots[i - 1].entry;
            if (starts) {
                runs_.push_back(slots[i].reference);
                entries_.push_back(slots[i].entry);
            }
            // `base` is the run that the first one to begin in the word stands behind. For the
            // first run of all that is -1, modulo 2^32 as the sum in run_of().
            if (i % 32 == 0)
                words_.push_back({0, std::uint32_t(runs_.size()) - (starts ? 2U : 1U)});
            words_.back().starts |= std::uint32_t(starts) << (i % 32);
        }
        return {node_flag | std::uint32_t(words_log) << 29 | std::uint32_t(place), 0};
    }

    std::vector<std::uint32_t> root_;
    std::vector<std::uint32_t> root_entries_;
    std::vector<word> words_;
    std::vector<std::uint32_t> runs_;
    std::vector<std::uint32_t> entries_;
};

} // namespace cordon::inline v0::ip::detail

#endif
