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
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A trie over 18 (for few pieces 12), 6, 6, ... bits. A block with one value is that value, any
// other is a node: a bitmap of the 64 slots in which another run begins, and right behind it,
// mostly in the same cache line, the runs' values. The run of a slot is found by a count of bits
// (Poptrie, Asai and Ohara 2015).
//
//   reference  a value's number plus one, 0 for none; or a node: where it is, and whether it is
//   wide root       a reference for each block of 2^14 addresses (of few pieces: 2^20) node       8
//   bytes: the bitmap; a reference for each run, in 16 bits, or in 32 where the node
//              is wide: one of them needs as many (a value behind the first 65,535, or a node)
//
// Memory: 1 MiB (of few pieces 16 KiB), and for each boundary at most three nodes of 8 to 20 bytes
// and two runs of 2 or 4. Built in O(n + 2^18).
template <address_space A>
class run_trie {
    static_assert(A::width == 32);

public:
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
        // What is no node is looked up in the first one: one run from slot 0 on.
        const std::uint64_t one_run = 1;
        units_.assign(node_units + 2, 0);
        std::memcpy(units_.data(), &one_run, sizeof one_run);
        auto next = stretches.begin(); // the first that ends at or behind what is being built
        for_each_block(shift_, next, stretches.end(),
                       [&](std::uint32_t i, std::uint32_t count, block_state state) {
                           const std::uint32_t made = state == block_state::out ? none
                                                      : state == block_state::in
                                                          ? next->reference
                                                          : build(std::uint64_t(i) << shift_,
                                                                  shift_, next, stretches.end());
                           std::fill_n(root_.data() + i, count, made);
                       });
        units_.push_back(0); // two are read at a time
        units_.shrink_to_fit();
    }

    // The number of the address's value plus one, or 0. The first node is read whether the block
    // has one or not (for those without, the one at 0): no jump depends on that, which in a log no
    // processor foresees.
    std::uint32_t find(A key) const noexcept
    {
        if (shift_ == 0)
            return none;
        const std::uint32_t address = key.to_uint();
        return by_bits([&](auto bits) { return find_by(bits, address); });
    }

    // find() for up to batch_block addresses, level by level: the loads of many are under way at
    // once, and nothing turns on an address.
    void find(const A* addresses, std::size_t n, std::uint32_t* answers) const noexcept
    {
        if (shift_ == 0) {
            std::fill_n(answers, n, none);
            return;
        }
        prefetch_next(addresses, n);
        // Copies, which no store can change.
        const std::uint32_t* const root = root_.data();
        const unsigned shift = shift_;
#pragma GCC unroll 4
        for (std::size_t i = 0; i < n; ++i)
            answers[i] = root[addresses[i].to_uint() >> shift];
        find_pending(addresses, n, shift, answers);
    }

    // The source entry of an address that has a value.
    std::uint32_t entry(A key) const noexcept { return index_.entry(key.to_uint()); }

    bool empty() const noexcept { return shift_ == 0; }
    std::size_t memory() const noexcept
    {
        return root_.capacity() * sizeof root_[0] + units_.capacity() * sizeof units_[0] +
               index_.memory();
    }

private:
    friend struct run_trie_avx512;

    static constexpr std::uint32_t none = 0;
    static constexpr std::size_t few = 4096;     // pieces
    static constexpr std::size_t node_units = 4; // in front of a node's runs
    static constexpr std::uint32_t node_flag = 0x80000000U;
    static constexpr std::uint32_t wide_flag = 0x40000000U;
    static constexpr std::uint32_t place_mask = wide_flag - 1; // in units of 16 bits

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
    static constexpr unsigned below(unsigned shift) noexcept { return shift > 6 ? shift - 6 : 0; }

    // The same, of which the compiler knows nothing: it would make a jump of a mask.
    static std::uint32_t hidden(std::uint32_t x) noexcept
    {
#if defined(__GNUC__)
        __asm__("" : "+r"(x));
#endif
        return x;
    }

    template <class Bits>
    std::uint32_t find_by(Bits bits, std::uint32_t address) const noexcept
    {
        const std::uint32_t block = root_[bits.shift_right(address, shift_)];
        const std::uint32_t divided = hidden(std::uint32_t(0) - (block >> 31));
        const std::uint32_t reference =
            find_in(bits, units_.data(), block, bits.shift_right(address, below(shift_)), divided) |
            (block & ~divided);
        return is_node(reference) ? find_below(reference, address) : reference;
    }
    // From a first node's node on.
    std::uint32_t find_below(std::uint32_t reference, std::uint32_t address) const noexcept
    {
        for (unsigned shift = below(shift_); is_node(reference);) {
            shift = below(shift);
            reference = find_in(plain_bits(), units_.data(), reference, address >> shift);
        }
        return reference;
    }

    // What a node has for the slot, of which the low six bits count. Where `divided` is no mask of
    // all bits but of none, the node at 0 is read, and 0 given.
    template <class Bits>
    static std::uint32_t find_in(Bits bits, const std::uint16_t* units, std::uint32_t node,
                                 std::uint32_t slot,
                                 std::uint32_t divided = ~std::uint32_t(0)) noexcept
    {
        const std::uint16_t* at = units + (node & place_mask & divided);
        std::uint64_t starts = 0;
        std::memcpy(&starts, at, sizeof starts);
        // What needs no load comes first: that is not waited for.
        const unsigned wide = node >> 30 & divided & 1;
        at += node_units - (std::size_t(1) << wide); // runs are counted from 1
        at += bits.shift_left(bits.count(bits.shift_left(starts, ~slot & 63)), wide);
        // One load where least significant bytes come first.
        return (at[0] | std::uint32_t(at[1]) << 16) &
               (divided & (0xffffU | (std::uint32_t(0) - wide)));
    }

    // find() from where `answers` has got to with `shift` bits left.
    void find_pending(const A* addresses, std::size_t n, unsigned shift,
                      std::uint32_t* answers) const noexcept
    {
        std::uint32_t places[batch_block];
        const std::uint16_t* const units = units_.data();
        while (const std::size_t count = places_from(node_flag, answers, n, places)) {
            shift = below(shift);
            for (std::size_t i = 0; i < count; ++i)
                prefetch(units + (answers[places[i]] & place_mask));
            for (std::size_t i = 0; i < count; ++i) {
                std::uint32_t& answer = answers[places[i]];
                answer =
                    find_in(plain_bits(), units, answer, addresses[places[i]].to_uint() >> shift);
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
            if (reference >= wide_flag)
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

    // The node of the 2^bits addresses from `first`, which are divided. `next` goes on to the first
    // stretch that ends behind them.
    std::uint32_t build(std::uint64_t first, unsigned bits, iterator& next, iterator end)
    {
        const std::uint64_t behind = first + (std::uint64_t(1) << bits);
        const unsigned slot_bits = below(bits);
        std::uint32_t runs[64]; // before they are written, since the nodes below write themselves
        std::size_t size = 0;
        std::uint64_t starts = 0;
        bool wide = false;
        for (std::uint64_t at = first; at < behind;) {
            const bool inside = next != end && next->range.first().to_uint() <= at;
            std::uint64_t stop = behind;
            if (inside)
                stop = std::min(stop, std::uint64_t(next->range.last().to_uint()) + 1);
            else if (next != end)
                stop = std::min(stop, std::uint64_t(next->range.first().to_uint()));
            const std::uint64_t whole = (stop - at) >> slot_bits; // slots with one value
            const std::uint32_t made = whole == 0 ? build(at, slot_bits, next, end)
                                       : inside   ? next->reference
                                                  : none;
            starts |= std::uint64_t(1) << (at >> slot_bits & 63);
            wide = wide || made > 0xffff;
            runs[size++] = made;
            at += std::max<std::uint64_t>(whole, 1) << slot_bits;
            while (next != end && next->range.last().to_uint() < at)
                ++next;
        }
        const std::size_t place = units_.size();
        if (place + node_units + 2 * size > place_mask)
            raise(errc::too_many);
        units_.resize(place + node_units);
        std::memcpy(units_.data() + place, &starts, sizeof starts);
        for (std::size_t i = 0; i < size; ++i) {
            units_.push_back(std::uint16_t(runs[i] & 0xffff));
            if (wide)
                units_.push_back(std::uint16_t(runs[i] >> 16));
        }
        return node_flag | (wide ? wide_flag : 0) | std::uint32_t(place);
    }

    unsigned shift_ = 0; // 0: nothing is here
    std::vector<std::uint32_t> root_;
    std::vector<std::uint16_t> units_; // the nodes
    piece_index<A> index_;
};

} // namespace cordon::inline v0::ip::detail

#endif
