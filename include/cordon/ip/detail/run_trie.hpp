// Values of 32-bit addresses, in three loads where no range is finer than a /24.
#ifndef CORDON_IP_DETAIL_RUN_TRIE_HPP
#define CORDON_IP_DETAIL_RUN_TRIE_HPP

#include <cordon/ip/detail/bit_steps.hpp>
#include <cordon/ip/detail/bits.hpp>
#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/piece_index.hpp>
#include <cordon/ip/detail/places.hpp>
#include <cordon/ip/detail/raise.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A trie over 18 (for few pieces 12), 6, 6, ... bits. For each block the root has a node: a bitmap
// of the 64 slots in which another run begins, and right behind it, in the same cache line if they
// fit, the runs' codes. The run of a slot is found by a count of bits (Poptrie, Asai and Ohara
// 2015). A block with one value has a node of one run, which it shares with all others of that
// value: so no jump turns on whether a block is divided, which in a log no processor foresees.
//
//   root    where the node is, for each block of 2^14 addresses (of few pieces: 2^20)
//   node    8 bytes: the bitmap; 2 for each run: a value's number plus one, 0 for none, or from
//           0xffc0 on which of the references behind the codes; 4 for each of these: what needs
//           more bits (a value behind the first 65,471, or the node of a divided slot)
//
// Memory: 1 MiB (of few pieces 16 KiB), 10 to 14 bytes for each value that has whole blocks, and
// for each boundary at most three nodes of 8 bytes and two runs of 2 or 6. Built in O(n + 2^18).
template <address_space A>
class run_trie {
    static_assert(A::width == 32);

public:
    // So many values, the first ones, take two bytes a run.
    static constexpr std::uint32_t short_codes = 0xffbf;

    run_trie() noexcept = default;
    // Pieces in order and disjoint, each with a `range`, a `value` below 2^30 - 1 and an `entry`.
    // The number of a value is numbers[value], or the value where there are no numbers.
    template <class Piece>
    run_trie(std::span<const Piece> pieces, std::span<const std::uint32_t> numbers) : index_(pieces)
    {
        if (pieces.empty())
            return;
        used_vectors(); // look-ups do not ask
        const std::vector<stretch> stretches = join(pieces, numbers);
        shift_ = stretches.size() < few ? 20 : 14;
        root_.resize(std::size_t(1) << (32 - shift_));
        const std::vector<std::uint32_t> whole = build_whole(stretches);
        auto next = stretches.begin(); // the first that ends at or behind what is being built
        for_each_block(shift_, next, stretches.end(),
                       [&](std::uint32_t i, std::uint32_t count, block_state state) {
                           const std::uint32_t node = state == block_state::out ? whole[none]
                                                      : state == block_state::in
                                                          ? whole[next->reference]
                                                          : build(std::uint64_t(i) << shift_,
                                                                  shift_, next, stretches.end());
                           std::fill_n(root_.data() + i, count, node);
                       });
        lines_.shrink_to_fit();
        room_ = {};
    }

    // The number of the address's value plus one, or 0.
    std::uint32_t find(A key) const noexcept
    {
        if (shift_ == 0)
            return none;
        const std::uint32_t address = key.to_uint();
        return by_bits([&](auto bits) {
            const std::uint16_t* const node = units() + root_[bits.shift_right(address, shift_)];
            const std::uint32_t code =
                code_in(bits, node, bits.shift_right(address, shift_ - slot_bits));
            if (code < first_long) [[likely]]
                return code;
            return find_below(long_in(node, code), address);
        });
    }

    // find() for up to batch_block addresses, level by level: the loads of many are under way at
    // once, and little turns on an address.
    void find(const A* addresses, std::size_t n, std::uint32_t* answers) const noexcept
    {
        if (shift_ == 0) {
            std::fill_n(answers, n, none);
            return;
        }
        prefetch_next(addresses, n);
        // Copies, which no store can change.
        const std::uint32_t* const root = root_.data();
        const std::uint16_t* const units = this->units();
        const unsigned shift = shift_;
        std::uint32_t nodes[batch_block];
#pragma GCC unroll 4
        for (std::size_t i = 0; i < n; ++i)
            nodes[i] = root[addresses[i].to_uint() >> shift];
        for (std::size_t i = 0; i < n; ++i)
            answers[i] = code_in(plain_bits(), units + nodes[i],
                                 addresses[i].to_uint() >> (shift - slot_bits));
        std::uint32_t places[batch_block];
        find_long(addresses, nodes, places, places_from(first_long, answers, n, places), answers);
    }

    // The source entry of an address that has a value.
    std::uint32_t entry(A key) const noexcept { return index_.entry(key.to_uint()); }

    bool empty() const noexcept { return shift_ == 0; }
    std::size_t memory() const noexcept
    {
        return root_.capacity() * sizeof root_[0] + lines_.capacity() * sizeof lines_[0] +
               index_.memory();
    }

private:
    friend struct run_trie_avx512;

    static constexpr std::uint32_t none = 0;
    static constexpr unsigned slot_bits = 6;
    static constexpr std::size_t few = 4096;                     // pieces
    static constexpr std::size_t node_units = 4;                 // in front of a node's codes
    static constexpr std::uint32_t first_long = short_codes + 1; // a code
    static constexpr std::uint32_t node_flag = 0x80000000U;      // in a reference
    static constexpr std::uint32_t most_references = 0x40000000U;

    // Neighbouring pieces with one value.
    struct stretch {
        basic_range<A> range;
        std::uint32_t reference;
    };
    using iterator = typename std::vector<stretch>::const_iterator;

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
        for (unsigned shift = shift_ - slot_bits; is_node(reference);) {
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
        for (unsigned shift = shift_ - slot_bits; left != 0;) {
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

    template <class Piece>
    static std::vector<stretch> join(std::span<const Piece> pieces,
                                     std::span<const std::uint32_t> numbers)
    {
        std::vector<stretch> out;
        out.reserve(pieces.size());
        for (const Piece& piece : pieces) {
            const std::uint32_t reference =
                1 + (numbers.empty() ? piece.value : numbers[piece.value]);
            if (reference >= most_references)
                raise(errc::too_many);
            const bool joins =
                !out.empty() && out.back().reference == reference &&
                plus_one(out.back().range.last().to_uint()) == piece.range.first().to_uint();
            if (joins)
                out.back().range =
                    *basic_range<A>::make(out.back().range.first(), piece.range.last());
            else
                out.push_back({piece.range, reference});
        }
        return out;
    }

    // The nodes of blocks with one value, by its reference. They come first, those of most blocks
    // in front: of what is asked for at random these stay in the nearest cache.
    std::vector<std::uint32_t> build_whole(const std::vector<stretch>& stretches)
    {
        std::vector<std::uint32_t> blocks(1, 0); // by reference: how many
        for (const stretch& s : stretches) {
            const std::uint64_t behind = (std::uint64_t(s.range.last().to_uint()) + 1) >> shift_;
            const std::uint64_t first =
                (s.range.first().to_uint() + (std::uint64_t(1) << shift_) - 1) >> shift_;
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
        std::stable_sort(order.begin(), order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return blocks[a] > blocks[b]; });
        blocks[none] = add_node(1, &none, 1);
        for (const std::uint32_t reference : order)
            blocks[reference] = add_node(1, &reference, 1);
        return blocks; // where nodes are, now
    }

    // The node of the 2^bits addresses from `first`, which are divided. `next` goes on to the first
    // stretch that ends behind them.
    std::uint32_t build(std::uint64_t first, unsigned bits, iterator& next, iterator end)
    {
        const std::uint64_t behind = first + (std::uint64_t(1) << bits);
        const unsigned left = below(bits);
        std::uint32_t runs[64]; // before they are written, since the nodes below write themselves
        std::size_t size = 0;
        std::uint64_t starts = 0;
        for (std::uint64_t at = first; at < behind;) {
            const bool inside = next != end && next->range.first().to_uint() <= at;
            std::uint64_t stop = behind;
            if (inside)
                stop = std::min(stop, std::uint64_t(next->range.last().to_uint()) + 1);
            else if (next != end)
                stop = std::min(stop, std::uint64_t(next->range.first().to_uint()));
            const std::uint64_t whole = (stop - at) >> left; // slots with one value
            starts |= std::uint64_t(1) << (at >> left & 63);
            runs[size++] = whole == 0 ? node_flag | build(at, left, next, end)
                           : inside   ? next->reference
                                      : none;
            at += std::max<std::uint64_t>(whole, 1) << left;
            while (next != end && next->range.last().to_uint() < at)
                ++next;
        }
        return add_node(starts, runs, size);
    }

    std::uint32_t add_node(std::uint64_t starts, const std::uint32_t* runs, std::size_t size)
    {
        const auto longs = std::size_t(
            std::count_if(runs, runs + size, [](std::uint32_t r) { return r >= first_long; }));
        const std::size_t place = take_room(node_units + size + 2 * longs);
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
    // A place for so many units: of no more than a line's, in one; in the smallest gap that has
    // room.
    std::size_t take_room(std::size_t size)
    {
        const auto leave = [&](std::size_t place, std::size_t left) {
            if (left > node_units)
                room_[left].push_back(std::uint32_t(place));
        };
        for (std::size_t left = size; left < room_.size(); ++left)
            if (!room_[left].empty()) {
                const std::size_t place = room_[left].back();
                room_[left].pop_back();
                leave(place + size, left - size);
                return place;
            }
        const std::size_t place = lines_.size() * line_units;
        lines_.resize(lines_.size() + (size + line_units - 1) / line_units);
        const std::size_t end = lines_.size() * line_units;
        if (end >= node_flag)
            raise(errc::too_many);
        leave(place + size, end - place - size);
        return place;
    }

    const std::uint16_t* units() const noexcept
    {
        return reinterpret_cast<const std::uint16_t*>(lines_.data());
    }

    static constexpr std::size_t line_units = 32;
    struct alignas(64) line {
        std::uint16_t units[line_units];
    };

    unsigned shift_ = 0; // 0: nothing is here
    std::vector<std::uint32_t> root_;
    std::vector<line> lines_;                                 // the nodes
    std::array<std::vector<std::uint32_t>, line_units> room_; // where so many units are free
    piece_index<A> index_;
};

} // namespace cordon::inline v0::ip::detail

#endif
