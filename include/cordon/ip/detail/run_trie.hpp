// Values of 32-bit addresses, in three loads where no range is finer than a /24.
#ifndef CORDON_IP_DETAIL_RUN_TRIE_HPP
#define CORDON_IP_DETAIL_RUN_TRIE_HPP

#include <cordon/ip/detail/bit_steps.hpp>
#include <cordon/ip/detail/bits.hpp>
#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/line_room.hpp>
#include <cordon/ip/detail/places.hpp>
#include <cordon/ip/detail/raise.hpp>
#include <cordon/ip/detail/stretches.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A trie over 18, 6, 6, ... bits. For each block the root has a node: a bitmap of the 64 slots in
// which another run begins, and right behind it, in the same cache line if they fit, the runs'
// codes. The run of a slot is found by a count of bits (Poptrie, Asai and Ohara 2015). A block with
// one value has a node of one run, which it shares with all others of that value: so no jump turns
// on whether a block is divided, which in a log no processor foresees.
//
//   root    where the node is, for each block of 2^14 addresses
//   node    8 bytes: the bitmap; 2 for each run: its code; 4 for each code from 0xffc0 on
//   code    a value's number plus one, or 0 for none; or from 0xffc0 on, which of the references
//           behind the codes: to what needs more bits, a value behind the first 65,471 or the node
//           of a divided slot
//
// Memory: 1 MiB; 10 to 14 bytes for each value that has whole blocks, and for each boundary at most
// three nodes of 8 bytes and two runs of 2 or 6. Built in O(n + 2^18).
template <address_space A>
class run_trie {
    static_assert(A::width == 32);

public:
    // So many values, the first ones, take two bytes a run.
    static constexpr std::uint32_t short_codes = 0xffbf;

    static constexpr std::size_t root_size = std::size_t(4) << 18; // bytes

    run_trie() noexcept = default;
    // Of stretches in order.
    explicit run_trie(std::span<const stretch<A>> stretches)
    {
        if (stretches.empty())
            return;
        used_vectors(); // look-ups do not ask
        root_.resize(std::size_t(1) << (32 - block_bits));
        line_room room(node_units + 1);
        const std::vector<std::uint32_t> whole = build_whole(stretches, room);
        auto next = stretches.begin(); // the first that ends at or behind what is being built
        for_each_block(block_bits, next, stretches.end(),
                       [&](std::uint32_t i, std::uint32_t count, block_state state) {
                           const std::uint32_t node =
                               state == block_state::out ? whole[none]
                               : state == block_state::in
                                   ? whole[next->reference]
                                   : build(std::uint64_t(i) << block_bits, block_bits, next,
                                           stretches.end(), room);
                           std::fill_n(root_.data() + i, count, node);
                       });
        lines_.shrink_to_fit();
    }

    // The number of the address's value plus one, or 0. Not of an empty one.
    std::uint32_t find(A key) const noexcept
    {
        const std::uint32_t address = key.to_uint();
        const std::uint16_t* const node = units() + root_[address >> block_bits];
        const std::uint32_t code =
            by_bits([&](auto bits) { return code_in(bits, node, address >> slot_shift); });
        if (code < first_long) [[likely]]
            return code;
        return find_below(long_in(node, code), address);
    }

    // find() for up to batch_block addresses, level by level: the loads of many are under way at
    // once, and little turns on an address.
    void find(const A* addresses, std::size_t n, std::uint32_t* answers) const noexcept
    {
        prefetch_next(addresses, n);
        // Copies, which no store can change.
        const std::uint32_t* const root = root_.data();
        const std::uint16_t* const units = this->units();
        std::uint32_t nodes[batch_block];
#pragma GCC unroll 4
        for (std::size_t i = 0; i < n; ++i)
            nodes[i] = root[addresses[i].to_uint() >> block_bits];
        for (std::size_t i = 0; i < n; ++i)
            answers[i] =
                code_in(plain_bits(), units + nodes[i], addresses[i].to_uint() >> slot_shift);
        std::uint32_t places[batch_block];
        find_long(addresses, nodes, places, places_from(first_long, answers, n, places), answers);
    }

    bool empty() const noexcept { return root_.empty(); }
    std::size_t memory() const noexcept
    {
        return root_.capacity() * sizeof root_[0] + lines_.capacity() * sizeof lines_[0];
    }

private:
    friend struct run_trie_avx512;

    static constexpr std::uint32_t none = 0;
    static constexpr unsigned slot_bits = 6;
    static constexpr unsigned block_bits = 14;
    static constexpr unsigned slot_shift = block_bits - slot_bits; // of first nodes
    static constexpr std::size_t node_units = 4;                   // in front of a node's codes
    static constexpr std::uint32_t first_long = short_codes + 1;   // a code
    static constexpr std::uint32_t node_flag = 0x80000000U;        // in a reference

    static constexpr bool is_node(std::uint32_t reference) noexcept
    {
        return reference >= node_flag;
    }
    // The bits that the slots of a node leave of those of its block. Slots are numbered by the six
    // bits above, of which those that came before are the same in the whole node.
    static constexpr unsigned below(unsigned shift) noexcept
    {
        return shift > slot_bits ? shift - slot_bits : 0;
    }

    // What a node has for the slot, of which the low six bits count.
    template <class Bits>
    static std::uint32_t code_in(Bits bits, const std::uint16_t* node, std::uint32_t slot) noexcept
    {
        std::uint64_t starts = 0;
        std::memcpy(&starts, node, sizeof starts);
        // Runs are counted from 1.
        return node[node_units - 1 + bits.count(bits.shift_left(starts, ~slot & 63))];
    }
    // The reference that a code from first_long on stands for.
    static std::uint32_t long_in(const std::uint16_t* node, std::uint32_t code) noexcept
    {
        std::uint64_t starts = 0;
        std::memcpy(&starts, node, sizeof starts);
        std::uint32_t reference = 0;
        std::memcpy(&reference,
                    node + node_units + plain_bits::count(starts) + 2 * (code - first_long),
                    sizeof reference);
        return reference;
    }
    static std::uint32_t reference_in(const std::uint16_t* node, std::uint32_t slot) noexcept
    {
        const std::uint32_t code = code_in(plain_bits(), node, slot);
        return code < first_long ? code : long_in(node, code);
    }
    // From what a first node has on.
    std::uint32_t find_below(std::uint32_t reference, std::uint32_t address) const noexcept
    {
        for (unsigned shift = slot_shift; is_node(reference);) {
            shift = below(shift);
            reference = reference_in(units() + (reference & ~node_flag), address >> shift);
        }
        return reference;
    }

    // find() from where `answers` has the codes of first nodes, `count` of them long: at `places`.
    void find_long(const A* addresses, const std::uint32_t* nodes, std::uint32_t* places,
                   std::size_t count, std::uint32_t* answers) const noexcept
    {
        const std::uint16_t* const units = this->units();
        // Those that are nodes yet move up in `places`.
        std::size_t left = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t place = places[i];
            answers[place] = long_in(units + nodes[place], answers[place]);
            places[left] = place;
            left += is_node(answers[place]);
        }
        for (unsigned shift = slot_shift; left != 0;) {
            shift = below(shift);
            count = std::exchange(left, 0);
            for (std::size_t i = 0; i < count; ++i)
                prefetch(units + (answers[places[i]] & ~node_flag));
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint32_t place = places[i];
                answers[place] = reference_in(units + (answers[place] & ~node_flag),
                                              addresses[place].to_uint() >> shift);
                places[left] = place;
                left += is_node(answers[place]);
            }
        }
    }

    // The nodes of blocks with one value, by its reference. They come first, those of most blocks
    // in front: of what is asked for at random these stay in the nearest cache.
    std::vector<std::uint32_t> build_whole(std::span<const stretch<A>> stretches, line_room& room)
    {
        std::vector<std::uint32_t> blocks(1, 0); // by reference: how many
        for (const stretch<A>& s : stretches) {
            const std::uint64_t behind =
                (std::uint64_t(s.range.last().to_uint()) + 1) >> block_bits;
            const std::uint64_t first =
                (s.range.first().to_uint() + (std::uint64_t(1) << block_bits) - 1) >> block_bits;
            if (first >= behind)
                continue;
            if (s.reference >= blocks.size())
                blocks.resize(s.reference + std::size_t(1));
            blocks[s.reference] += std::uint32_t(behind - first);
        }
        std::vector<std::uint32_t> order;
        for (std::uint32_t reference = 1; reference < blocks.size(); ++reference)
            if (blocks[reference] != 0)
                order.push_back(reference);
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return blocks[a] != blocks[b] ? blocks[a] > blocks[b] : a < b;
        });
        blocks[none] = add_node(1, &none, 1, room);
        for (const std::uint32_t reference : order)
            blocks[reference] = add_node(1, &reference, 1, room);
        return blocks; // where nodes are, now
    }

    // The node of the 2^bits addresses from `first`, which are divided. `next` goes on to the first
    // stretch that ends behind them.
    template <class Iterator>
    std::uint32_t build(std::uint64_t first, unsigned bits, Iterator& next, Iterator end,
                        line_room& room)
    {
        const std::uint64_t behind = first + (std::uint64_t(1) << bits);
        const unsigned left = below(bits);
        std::uint32_t runs[64]; // before they are written, since the nodes below write themselves
        std::size_t size = 0;
        std::uint64_t starts = 0;
        const auto begin = [&](std::uint64_t at, std::uint32_t reference) {
            starts |= std::uint64_t(1) << (at >> left & 63);
            runs[size++] = reference;
        };
        for_each_slot(
            first, behind, left, next, end,
            [&](std::uint64_t at, std::uint64_t, std::uint32_t reference) { begin(at, reference); },
            [&](std::uint64_t at) { begin(at, node_flag | build(at, left, next, end, room)); });
        return add_node(starts, runs, size, room);
    }

    std::uint32_t add_node(std::uint64_t starts, const std::uint32_t* runs, std::size_t size,
                           line_room& room)
    {
        const auto longs = std::size_t(
            std::count_if(runs, runs + size, [](std::uint32_t r) { return r >= first_long; }));
        const std::size_t place = room.take(node_units + size + 2 * longs, lines_);
        if (lines_.size() * unit_line::units >= node_flag)
            raise(errc::too_many);
        auto* at = reinterpret_cast<std::uint16_t*>(lines_.data()) + place;
        std::memcpy(at, &starts, sizeof starts);
        at += node_units;
        std::uint32_t code = first_long;
        for (std::size_t i = 0; i < size; ++i)
            *at++ = std::uint16_t(runs[i] < first_long ? runs[i] : code++);
        for (std::size_t i = 0; i < size; ++i) {
            if (runs[i] < first_long)
                continue;
            std::memcpy(at, runs + i, sizeof runs[i]);
            at += 2;
        }
        return std::uint32_t(place);
    }

    const std::uint16_t* units() const noexcept
    {
        return reinterpret_cast<const std::uint16_t*>(lines_.data());
    }

    std::vector<std::uint32_t> root_;
    std::vector<unit_line> lines_; // the nodes
};

} // namespace cordon::inline v0::ip::detail

#endif
