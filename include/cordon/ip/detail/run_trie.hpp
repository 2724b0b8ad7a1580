// Values of 32-bit addresses, in three loads (five where a /24 is divided).
#ifndef CORDON_IP_DETAIL_RUN_TRIE_HPP
#define CORDON_IP_DETAIL_RUN_TRIE_HPP

#include <cordon/ip/detail/bits.hpp>
#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/piece_index.hpp>
#include <cordon/ip/detail/raise.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A trie of three levels over 16, 8 and 8 bits. A block (a /16, or a /24 in a divided /16) with one
// value is that value; any other is a node: a bitmap of the slots where another run begins, in
// words of 32 slots. The run of a slot is found by a count of bits (Poptrie, Asai and Ohara 2015;
// the coarse nodes are DXR's idea, Zec et al. 2012):
//
//   reference  a value's number plus one, 0 for none; or a node: where its words are, and whether
//              they are 1, 2, 4 or 8, as its finest boundary needs
//   root       65,536 references
//   word       32 slots: the bitmap, where the runs that begin in it are, and whether wide
//   runs       a reference each: in 16 bits, or in 32 where a word has one that needs as many (a
//              value behind the first 65,535, or the node of a divided /24)
//
// Memory: 256 KiB; for n pieces at most min(2n, 65,536) + 2n nodes of 64 bytes (2n of them for
// divided /24) and for each boundary two runs of 2 or 4 bytes. Built in O(n + 65,536).
template <address_space A>
class run_trie {
    static_assert(A::width == 32);

public:
    run_trie() noexcept = default;
    // Pieces in order and disjoint, each with a `range`, a `value` below 2^31 - 1 and an `entry`.
    // The number of a value is numbers[value], or the value where there are no numbers.
    template <class Piece>
    run_trie(std::span<const Piece> pieces, std::span<const std::uint32_t> numbers) : index_(pieces)
    {
        if (pieces.empty())
            return;
        const std::vector<stretch> stretches = join(pieces, numbers);
        root_.resize(block_count);
        units_.assign(2, 0);           // for the run before the first one
        auto next = stretches.begin(); // the first that ends at or behind what is being built
        for_each_block(next, stretches.end(),
                       [&](std::uint32_t i, std::uint32_t count, block_state state) {
                           const std::uint32_t made =
                               state == block_state::out ? none
                               : state == block_state::in
                                   ? next->reference
                                   : build(std::uint64_t(i) << 16, 16, next, stretches.end());
                           std::fill_n(root_.data() + i, count, made);
                       });
        units_.push_back(0); // two are read at a time
        words_.shrink_to_fit();
        units_.shrink_to_fit();
    }

    // The number of the address's value plus one, or 0.
    std::uint32_t find(A key) const noexcept
    {
        if (root_.empty())
            return none;
        const std::uint32_t address = key.to_uint();
        std::uint32_t reference = root_[address >> 16];
        if (is_node(reference)) {
            reference = below(reference, address, 16);
            if (is_node(reference))
                reference = below(reference, address, 8);
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
        count = find_below<16>(addresses, pending, count, answers);
        find_below<8>(addresses, pending, count, answers);
    }

    // The source entry of an address that has a value.
    std::uint32_t entry(A key) const noexcept { return index_.entry(key.to_uint()); }

    std::size_t memory() const noexcept
    {
        return root_.capacity() * sizeof root_[0] + words_.capacity() * sizeof words_[0] +
               units_.capacity() * sizeof units_[0] + index_.memory();
    }

private:
    static constexpr std::uint32_t none = 0;

    struct word {
        std::uint32_t starts;
        // The place of the run before the first one that begins here, in units of 16 bits; bit 31:
        // two units a run.
        std::uint32_t base;
    };
    // Neighbouring pieces with one value.
    struct stretch {
        basic_range<A> range;
        std::uint32_t reference;
    };
    using iterator = typename std::vector<stretch>::const_iterator;

    // Bit 31: a node. Bits 30 and 29: the logarithm of its words. The others: the first word.
    static constexpr std::uint32_t flag = 0x80000000U;
    static constexpr std::uint32_t place_mask = 0x1fffffffU;
    static constexpr bool is_node(std::uint32_t reference) noexcept { return reference >= flag; }

    // What a node has for an address, of which the low `bits` are looked at.
    std::uint32_t below(std::uint32_t node, std::uint32_t address, unsigned bits) const noexcept
    {
        const std::uint32_t slot = slot_of(node, address, bits);
        return reference_at(run_of(words_[word_of(node, slot)], slot));
    }
    static std::uint32_t slot_of(std::uint32_t node, std::uint32_t address, unsigned bits) noexcept
    {
        return (address & ((1U << bits) - 1)) >> (bits - 5 - (node >> 29 & 3));
    }
    static std::uint32_t word_of(std::uint32_t node, std::uint32_t slot) noexcept
    {
        return (node & place_mask) + (slot >> 5);
    }
    // The place of a slot's run, and the flag where it is of two units.
    static std::uint32_t run_of(const word& at, std::uint32_t slot) noexcept
    {
        return at.base + (count_bits(at.starts << (~slot & 31)) << (at.base >> 31));
    }
    std::uint32_t reference_at(std::uint32_t run) const noexcept
    {
        const std::uint16_t* units = units_.data() + (run & ~flag);
        // One load where least significant bytes come first.
        return (units[0] | std::uint32_t(units[1]) << 16) & (0xffffffffU >> ((~run >> 31) << 4));
    }
    // below() for those whose numbers are pending; then those are whose answer is a node.
    template <unsigned bits>
    std::size_t find_below(const A* addresses, std::uint32_t* pending, std::size_t count,
                           std::uint32_t* answers) const noexcept
    {
        std::uint32_t places[batch_block];
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t node = answers[pending[i]];
            const std::uint32_t address = addresses[pending[i]].to_uint();
            places[i] = word_of(node, slot_of(node, address, bits));
            prefetch(&words_[places[i]]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t node = answers[pending[i]];
            const std::uint32_t address = addresses[pending[i]].to_uint();
            places[i] = run_of(words_[places[i]], slot_of(node, address, bits));
            prefetch(&units_[places[i] & ~flag]);
        }
        std::size_t nodes = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t k = pending[i];
            const std::uint32_t found = reference_at(places[i]);
            answers[k] = found;
            pending[nodes] = k;
            nodes += is_node(found);
        }
        return nodes;
    }

    // std::popcount is a call where the instruction is not part of the baseline.
    static constexpr std::uint32_t count_bits(std::uint32_t x) noexcept
    {
        x -= x >> 1 & 0x55555555U;
        x = (x & 0x33333333U) + (x >> 2 & 0x33333333U);
        return ((x + (x >> 4)) & 0x0f0f0f0fU) * 0x01010101U >> 24;
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

    // The runs of a node, each from its slot on.
    struct run_list {
        std::uint32_t references[256];
        std::uint8_t slots[256];
        std::size_t size = 0;
    };

    // The node of the 2^bits addresses from `first`, which are divided: bits is 16 or 8. `next`
    // goes on to the first stretch that ends behind them.
    std::uint32_t build(std::uint64_t first, unsigned bits, iterator& next, iterator end)
    {
        const std::uint64_t size = std::uint64_t(1) << bits;
        // The finest boundary decides how many words, of 32 slots each, there are.
        std::uint64_t boundaries = size;
        for (iterator it = next; it != end && it->range.first().to_uint() < first + size; ++it)
            boundaries |= (it->range.first().to_uint() & (size - 1)) |
                          ((std::uint64_t(it->range.last().to_uint()) + 1) & (size - 1));
        const auto fine = unsigned(trailing_zeros(boundaries)); // all are multiples of 2^fine
        const unsigned words_log = fine >= bits - 5 ? 0 : std::min(bits - 5 - fine, 3U);
        const unsigned slot_bits = bits - 5 - words_log;

        run_list runs; // before they are written, since the nodes below write their own
        for (std::uint64_t at = first; at < first + size;) {
            const bool inside = next != end && next->range.first().to_uint() <= at;
            std::uint64_t stop = first + size;
            if (inside)
                stop = std::min(stop, std::uint64_t(next->range.last().to_uint()) + 1);
            else if (next != end)
                stop = std::min(stop, std::uint64_t(next->range.first().to_uint()));
            const std::uint64_t whole = (stop - at) >> slot_bits;
            runs.slots[runs.size] = std::uint8_t((at - first) >> slot_bits);
            runs.references[runs.size++] = whole == 0 ? build(at, 8, next, end) // of a /16
                                           : inside   ? next->reference
                                                      : none;
            at += std::max<std::uint64_t>(whole, 1) << slot_bits;
            while (next != end && next->range.last().to_uint() < at)
                ++next;
        }
        const std::size_t place = words_.size();
        write(runs, std::size_t(1) << words_log);
        return flag | std::uint32_t(words_log) << 29 | std::uint32_t(place);
    }

    void write(const run_list& runs, std::size_t words)
    {
        bool wide = false;      // as the last run was written
        std::uint32_t last = 0; // its place
        std::size_t k = 0;
        const auto put = [&](std::uint32_t reference) {
            last = std::uint32_t(units_.size());
            units_.push_back(std::uint16_t(reference & 0xffff));
            if (wide)
                units_.push_back(std::uint16_t(reference >> 16));
        };
        for (std::size_t w = 0; w < words; ++w) {
            std::uint32_t starts = 0;
            std::uint32_t any = 0;
            const std::size_t begin = k;
            for (; k < runs.size && runs.slots[k] / 32 == w; ++k) {
                starts |= std::uint32_t(1) << runs.slots[k] % 32;
                any |= runs.references[k];
            }
            std::uint32_t base = last; // the run that goes on from the word before
            if (k != begin) {
                const bool goes_on = (starts & 1) == 0;
                bool is_wide = any > 0xffff;
                if (goes_on && is_wide != wide) // that one again, as wide as those here
                    is_wide = is_wide || runs.references[begin - 1] > 0xffff;
                const bool again = goes_on && is_wide != wide;
                wide = is_wide;
                base = std::uint32_t(units_.size()) - (wide ? 2U : 1U);
                if (again)
                    put(runs.references[begin - 1]);
                starts |= std::uint32_t(again);
                for (std::size_t i = begin; i < k; ++i)
                    put(runs.references[i]);
            }
            words_.push_back({starts, base | (wide ? flag : 0)});
        }
        if (units_.size() >= flag || words_.size() > place_mask)
            raise(errc::too_many);
    }

    std::vector<std::uint32_t> root_;
    std::vector<word> words_;
    std::vector<std::uint16_t> units_; // of the runs
    piece_index<A> index_;
};

} // namespace cordon::inline v0::ip::detail

#endif
