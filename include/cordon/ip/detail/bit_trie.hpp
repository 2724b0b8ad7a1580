// Membership in a set of 32-bit addresses, in two or three loads.
#ifndef CORDON_IP_DETAIL_BIT_TRIE_HPP
#define CORDON_IP_DETAIL_BIT_TRIE_HPP

#include <cordon/ip/detail/blocks.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A trie of three levels over 16, 8 and 8 bits of the address:
//
//   root    65,536 16-bit numbers: the line of each /16
//   line    256 codes of two bits, 64 bytes: for each /24 of a /16 all out, all in, or mixed
//   leaf    256 bits, 32 bytes: each address of a mixed /24
//
// The leaves of a line stand in the order of its mixed codes, so a leaf's place is the place of the
// first leaf of a word of 32 codes plus a count of mixed codes before. Equal lines without leaves
// are stored once where they are found: most /16 are all out or all in, and what is read often
// stays in the cache. Each line is some root entry's, so 16 bits number them all.
//
// A look-up reads root and line; and where the /24 is mixed a place and a leaf. Memory: 128 KiB,
// and for n ranges at most min(2n + 2, 65,536) lines of 96 bytes and 2n leaves: 64 bytes a range
// for a million random hosts. Built in O(n + 65,536).
class bit_trie {
public:
    bit_trie() = default;
    template <address_space A>
    explicit bit_trie(std::span<const basic_range<A>> ranges)
    {
        static_assert(A::width == 32);
        if (ranges.empty())
            return;
        root_.resize(block_count);
        std::vector<std::uint32_t> shared(share_slots, none);
        auto next = ranges.begin(); // the first range that ends at or behind what is being built
        for_each_block(
            next, ranges.end(), [&](std::uint32_t i, std::uint32_t count, block_state state) {
                line made;
                if (state == block_state::in)
                    std::fill(made.codes, made.codes + words, low_bits); // code 1, 32 times
                const std::uint16_t number = state == block_state::divided
                                                 ? build_line(i, next, ranges.end(), shared)
                                                 : share_line(made, shared);
                std::fill_n(root_.data() + i, count, number);
            });
        keep_flips(ranges);
        lines_.shrink_to_fit();
        places_.shrink_to_fit();
        leaves_.shrink_to_fit();
    }

    bool contains(std::uint32_t address) const noexcept
    {
        if (root_.empty())
            return false;
        const std::size_t word = word_of(address);
        const unsigned code = code_of(lines_[word], address);
        return code != mixed ? code != 0 : is_in_leaf(word, address);
    }
    // contains() for up to batch_block addresses: first all lines, then the leaves of those that
    // have one. So nothing turns on an address, and the loads of many are under way at once.
    template <class A>
    void contains(const A* addresses, std::size_t n, bool* answers) const noexcept
    {
        if (root_.empty()) {
            std::fill_n(answers, n, false);
            return;
        }
        std::uint32_t pending[batch_block];
        std::size_t count = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t address = addresses[i].to_uint();
            const unsigned code = code_of(lines_[word_of(address)], address);
            answers[i] = (code & 1) != 0;
            pending[count] = std::uint32_t(i);
            count += code >> 1;
        }
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t address = addresses[pending[i]].to_uint();
            answers[pending[i]] = is_in_leaf(word_of(address), address);
        }
    }

    bool empty() const noexcept { return root_.empty(); }
    std::size_t memory() const noexcept
    {
        return flips_.capacity() * sizeof flips_[0] + root_.capacity() * sizeof root_[0] +
               lines_.capacity() * sizeof lines_[0] + places_.capacity() * sizeof places_[0] +
               leaves_.capacity() * sizeof leaves_[0];
    }

    friend bool operator==(const bit_trie&, const bit_trie&) noexcept = default;

private:
    friend struct bit_trie_avx512;

    static constexpr std::size_t words = 8; // of a line
    static constexpr std::uint64_t low_bits = 0x5555555555555555U;
    static constexpr unsigned mixed = 2;
    static constexpr std::size_t share_slots = 1024;
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    std::size_t word_of(std::uint32_t address) const noexcept
    {
        return std::size_t(root_[address >> 16]) * words + (address >> 13 & 7);
    }
    static unsigned shift_of(std::uint32_t address) noexcept
    {
        return address >> 7 & 62; // two bits for each of 32 /24
    }
    static unsigned code_of(std::uint64_t codes, std::uint32_t address) noexcept
    {
        return unsigned(codes >> shift_of(address)) & 3;
    }
    bool is_in_leaf(std::size_t word, std::uint32_t address) const noexcept
    {
        const std::uint64_t before =
            lines_[word] >> 1 & low_bits & ((std::uint64_t(1) << shift_of(address)) - 1);
        const std::size_t leaf = places_[word] + count_even_bits(before);
        return (leaves_[leaf * 4 + (address >> 6 & 3)] >> (address & 63) & 1) != 0;
    }

    // std::popcount is a call where the instruction is not part of the baseline.
    static constexpr std::size_t count_even_bits(std::uint64_t x) noexcept
    {
        x = (x & 0x3333333333333333U) + (x >> 2 & 0x3333333333333333U);
        x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fU;
        return std::size_t(x * 0x0101010101010101U >> 56);
    }

    struct line {
        std::uint64_t codes[words]{};
        std::uint32_t places[words]{};
    };

    // Builds the line of the /16 number `i`. `next` goes on to the first range that reaches behind
    // it.
    template <class Iterator>
    std::uint16_t build_line(std::uint32_t i, Iterator& next, Iterator end,
                             std::span<std::uint32_t> shared)
    {
        const std::uint32_t first = i << 16;
        line made;
        bool has_leaves = false;
        for (std::uint32_t j = 0; j < 256; ++j) {
            const std::uint32_t low = first | j << 8;
            const std::uint32_t high = low | 0xff;
            if (j % 32 == 0)
                made.places[j / 32] = std::uint32_t(leaves_.size() / 4);
            if (next != end && next->first().to_uint() <= high) {
                const bool all_in =
                    next->first().to_uint() <= low && next->last().to_uint() >= high;
                made.codes[j / 32] |= std::uint64_t(all_in ? 1 : mixed) << (2 * (j % 32));
                if (!all_in) {
                    has_leaves = true;
                    add_leaf(low, high, next, end);
                }
            }
            while (next != end && next->last().to_uint() <= high)
                ++next;
        }
        return has_leaves ? add_line(made) : share_line(made, shared);
    }

    template <class Iterator>
    void add_leaf(std::uint32_t low, std::uint32_t high, Iterator range, Iterator end)
    {
        std::uint64_t bits[4]{};
        for (; range != end && range->first().to_uint() <= high; ++range) {
            const std::uint32_t from = std::max(low, range->first().to_uint()) & 0xff;
            const std::uint32_t to = std::min(high, range->last().to_uint()) & 0xff;
            for (std::uint32_t word = from / 64; word <= to / 64; ++word) {
                const std::uint32_t a = word == from / 64 ? from % 64 : 0;
                const std::uint32_t b = word == to / 64 ? to % 64 : 63;
                bits[word] |= (~std::uint64_t(0) >> (63 - (b - a))) << a;
            }
        }
        leaves_.insert(leaves_.end(), bits, bits + 4);
    }

    std::uint16_t add_line(const line& made)
    {
        const std::size_t number = lines_.size() / words;
        lines_.insert(lines_.end(), made.codes, made.codes + words);
        places_.insert(places_.end(), made.places, made.places + words);
        return static_cast<std::uint16_t>(number);
    }

    // The number of an equal line that was made before and not crowded out, or of a new one.
    std::uint16_t share_line(const line& made, std::span<std::uint32_t> shared)
    {
        std::uint64_t hash = 0;
        for (const std::uint64_t codes : made.codes)
            hash = (hash ^ codes) * 0x9e3779b97f4a7c15U;
        std::uint32_t& slot = shared[std::size_t(hash >> 54)];
        if (slot == none || !std::equal(made.codes, made.codes + words, &lines_[slot * words]))
            slot = add_line(made);
        return static_cast<std::uint16_t>(slot);
    }

    // For the kernels that search few ranges in vector registers: one less than each address but 0
    // where membership flips, in order from number 1 on; behind them numbers that are below none.
    template <address_space A>
    void keep_flips(std::span<const basic_range<A>> ranges)
    {
        if (2 * ranges.size() >= most_flips)
            return;
        flips_.assign(1, 0);
        for (const basic_range<A>& range : ranges) {
            if (range.first().to_uint() == 0)
                starts_inside_ = true;
            else
                flips_.push_back(range.first().to_uint() - 1);
            if (range.last().to_uint() != 0xffffffffU)
                flips_.push_back(range.last().to_uint());
        }
        flips_.resize(flips_.size() <= 16   ? 16
                      : flips_.size() <= 32 ? 32
                                            : most_flips,
                      0xffffffffU);
        flips_.shrink_to_fit();
    }
    static constexpr std::size_t most_flips = 64;

    std::vector<std::uint32_t> flips_;
    bool starts_inside_ = false;
    std::vector<std::uint16_t> root_;
    std::vector<std::uint64_t> lines_;
    std::vector<std::uint32_t> places_; // of the first leaf of each word of a line
    std::vector<std::uint64_t> leaves_;
};

} // namespace cordon::inline v0::ip::detail

#endif
