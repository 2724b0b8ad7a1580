// Membership in a set of 32-bit addresses, in two loads.
#ifndef CORDON_IP_DETAIL_CODE_TRIE_HPP
#define CORDON_IP_DETAIL_CODE_TRIE_HPP

#include <cordon/ip/detail/block_lines.hpp>
#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/few_flips.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#if defined(__x86_64__) && defined(__GNUC__)
#include <emmintrin.h>
#endif

namespace cordon::inline v0::ip::detail {

// A trie of three levels:
//
//   root    for each block of 2^shift addresses, shift 14 to 19, the 16-bit number of its line
//   line    a byte for each /24 of the block: 0 all out, 1 all in, another one for its leaf
//   leaf    256 bits: each address of a /24 that is neither
//
// The shift is the one that takes the least memory: few ranges get a small root, many get short
// lines. Equal lines without leaves are stored once where they are found: most blocks are all out
// or all in, and what is read often stays in the cache. Codes number the leaves of a line from 2
// on; where a line has too many for that, each of its /24 has a leaf and the code is 255.
//
// A look-up reads root and line; and where the /24 is cut the place of the line's leaves and a
// leaf. Memory, for n ranges: at most 128 KiB, min(2n + 2, 65,536) lines of 260 bytes, and 2n
// leaves of 32 bytes. Built in O(n + 2^18).
class code_trie {
public:
    code_trie() = default;
    template <address_space A>
    explicit code_trie(std::span<const basic_range<A>> ranges)
    {
        static_assert(A::width == 32);
        if (ranges.empty())
            return;
        std::vector<std::uint32_t> flips; // where membership changes, but for address 0
        flips.reserve(2 * ranges.size());
        for (const basic_range<A>& range : ranges) {
            if (range.first().to_uint() != 0)
                flips.push_back(range.first().to_uint());
            if (range.last().to_uint() != 0xffffffffU)
                flips.push_back(range.last().to_uint() + 1);
        }
        const bool inside = ranges.front().first().to_uint() == 0; // the address 0
        lines_ = block_lines::smallest([&](unsigned shift) { return size_with(shift, flips); });
        build(flips, inside);
        few_.keep(flips, inside);
    }

    bool contains(std::uint32_t address) const noexcept
    {
        if (empty())
            return false;
        const std::size_t line = root_[lines_.block_of(address)];
        const unsigned char code = lines_.code_of(codes_.data(), line, address);
        if (code < 2) [[likely]]
            return std::bit_cast<bool>(code);
        return is_in_leaf(line, code, address);
    }
    // contains() for up to batch_block addresses: first all codes, then the leaves of those that
    // have one. So little turns on an address, and the loads of many are under way at once.
    template <class A>
    void contains(const A* addresses, std::size_t n, bool* answers) const noexcept
    {
        if (empty()) {
            std::fill_n(answers, n, false);
            return;
        }
        prefetch_next(addresses, n);
        unsigned char codes[batch_block];
#pragma GCC unroll 4
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t address = addresses[i].to_uint();
            const std::size_t line = root_[lines_.block_of(address)];
            codes[i] = codes_[lines_.place_of(line, address)];
        }
        for (std::size_t i = 0; i < n; i += 64) {
            const std::size_t some = std::min<std::size_t>(n - i, 64);
            for (std::uint64_t cut = take_bits(codes + i, some, answers + i); cut != 0;
                 cut &= cut - 1) {
                const std::size_t k = i + std::size_t(std::countr_zero(cut));
                const std::uint32_t address = addresses[k].to_uint();
                answers[k] = is_in_leaf(root_[lines_.block_of(address)], codes[k], address);
            }
        }
    }

    bool empty() const noexcept { return lines_.shift() == 0; }
    // All of it, where it is little.
    const few_flips& few() const noexcept { return few_; }
    std::size_t memory() const noexcept
    {
        return few_.memory() + first_leaves_.capacity() * sizeof(std::uint32_t) +
               root_.capacity() * sizeof root_[0] + codes_.capacity() +
               leaves_.capacity() * sizeof leaves_[0];
    }

    friend bool operator==(const code_trie&, const code_trie&) noexcept = default;

private:
    friend struct code_trie_avx512;

    static constexpr unsigned all_have_leaves = 255; // a code
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    static std::uint32_t leaf_of(std::uint32_t first, std::size_t slot, unsigned code) noexcept
    {
        const std::uint32_t each = std::uint32_t(0) - std::uint32_t(code == all_have_leaves);
        return first + code + (std::uint32_t(slot) & each);
    }
    static bool is_in_leaf(const std::uint64_t* leaves, std::uint32_t leaf,
                           std::uint32_t address) noexcept
    {
        return (leaves[std::size_t(leaf) * 4 + (address >> 6 & 3)] >> (address & 63) & 1) != 0;
    }
    bool is_in_leaf(std::size_t line, unsigned code, std::uint32_t address) const noexcept
    {
        const std::uint32_t leaf = leaf_of(first_leaves_[line], lines_.slot_of(address), code);
        return is_in_leaf(leaves_.data(), leaf, address);
    }

    // The lowest bit of each of up to 64 codes to `answers`; gives a mask of those above 1.
    static std::uint64_t take_bits(const unsigned char* codes, std::size_t n,
                                   bool* answers) noexcept
    {
        std::uint64_t mask = 0;
        std::size_t i = 0;
#if defined(__x86_64__) && defined(__GNUC__) // which has these instructions in any case
        for (const __m128i one = _mm_set1_epi8(1); i + 16 <= n; i += 16) {
            const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + i));
            _mm_storeu_si128(reinterpret_cast<__m128i*>(answers + i), _mm_and_si128(some, one));
            const __m128i small = _mm_cmpeq_epi8(_mm_min_epu8(some, one), some);
            mask |= std::uint64_t(~static_cast<unsigned>(_mm_movemask_epi8(small)) & 0xffffU) << i;
        }
#endif
        for (; i < n; ++i) {
            answers[i] = (codes[i] & 1) != 0;
            mask |= std::uint64_t(codes[i] > 1) << i;
        }
        return mask;
    }

    // What root and lines take, as if no lines were equal.
    static std::size_t size_with(unsigned shift, const std::vector<std::uint32_t>& flips)
    {
        // A flip inside a block cuts it; one inside a /24 needs a leaf.
        std::size_t lines = 2;
        std::size_t leaves = 0; // of the block
        std::uint32_t block = none;
        std::uint32_t cut = none; // the last /24
        bool fits = true;
        for (const std::uint32_t flip : flips) {
            if ((flip & ((std::uint32_t(1) << shift) - 1)) != 0 && flip >> shift != block) {
                block = flip >> shift;
                ++lines;
                leaves = 0;
            }
            if ((flip & 0xff) != 0 && flip >> 8 != cut) {
                cut = flip >> 8;
                fits = fits && ++leaves + 2 < all_have_leaves;
            }
        }
        // With a shift of 16 there is room for any.
        if (shift != 16 && (!fits || lines > block_lines::most_lines))
            return block_lines::too_large;
        return (std::size_t(2) << (32 - shift)) + lines * ((std::size_t(1) << (shift - 8)) + 4);
    }

    void build(const std::vector<std::uint32_t>& flips, bool inside)
    {
        const unsigned shift = lines_.shift();
        const std::uint32_t blocks = std::uint32_t(1) << (32 - shift);
        root_.resize(blocks);
        std::vector<std::uint32_t> shared(1024, none);
        std::vector<unsigned char> line(lines_.size());
        std::size_t k = 0; // the first flip behind what is built
        for (std::uint32_t i = 0; i < blocks;) {
            const std::uint64_t start = std::uint64_t(i) << shift;
            for (; k < flips.size() && flips[k] <= start; ++k)
                inside = !inside;
            const std::uint32_t cut = k == flips.size() ? blocks : flips[k] >> shift;
            if (i < cut) {
                std::fill(line.begin(), line.end(), static_cast<unsigned char>(inside));
                std::fill_n(root_.data() + i, cut - i, share(line, shared));
                i = cut;
                continue;
            }
            const bool has_leaves = build_line(flips, k, inside, std::uint32_t(start), line);
            root_[i] = has_leaves ? add(line) : share(line, shared);
            ++i;
        }
        codes_.shrink_to_fit();
        first_leaves_.shrink_to_fit();
        leaves_.shrink_to_fit();
    }

    // The codes of the block from `start`, and its leaves. `k` goes on to the first flip behind it.
    bool build_line(const std::vector<std::uint32_t>& flips, std::size_t& k, bool& inside,
                    std::uint32_t start, std::vector<unsigned char>& line)
    {
        const std::size_t first_leaf = leaves_.size();
        unsigned leaves = 0;
        std::size_t slot = 0;
        for (; k < flips.size() && lines_.block_of(flips[k]) == lines_.block_of(start);) {
            const std::size_t at = lines_.slot_of(flips[k]);
            for (; slot < at; ++slot)
                line[slot] = inside;
            if ((flips[k] & 0xff) == 0) {
                inside = !inside;
                ++k;
                continue;
            }
            // 255 where they are too many to be numbered: then all are made again.
            line[slot++] = static_cast<unsigned char>(std::min(leaves++ + 2, all_have_leaves));
            add_leaf(flips, k, inside);
        }
        for (; slot < lines_.size(); ++slot)
            line[slot] = inside;
        if (leaves + 2 < all_have_leaves) {
            first_leaf_ = std::uint32_t(first_leaf / 4) - 2;
            return leaves != 0;
        }
        spread(first_leaf, line);
        first_leaf_ = std::uint32_t(first_leaf / 4) - all_have_leaves;
        return true;
    }

    // The leaf of the /24 of flip k; `k` goes on to the first one behind that.
    void add_leaf(const std::vector<std::uint32_t>& flips, std::size_t& k, bool& inside)
    {
        std::uint64_t bits[4];
        std::fill_n(bits, 4, std::uint64_t(0) - std::uint64_t(inside));
        for (const std::uint32_t block = flips[k] >> 8; k < flips.size() && flips[k] >> 8 == block;
             ++k) {
            const std::uint32_t at = flips[k] & 0xff;
            bits[at / 64] ^= ~std::uint64_t(0) << at % 64;
            for (std::uint32_t word = at / 64 + 1; word < 4; ++word)
                bits[word] = ~bits[word];
            inside = !inside;
        }
        leaves_.insert(leaves_.end(), bits, bits + 4);
    }

    // Of a line with leaves from `first` on: one for each slot, in their order.
    void spread(std::size_t first, std::vector<unsigned char>& line)
    {
        const std::vector<std::uint64_t> made(leaves_.begin() + std::ptrdiff_t(first),
                                              leaves_.end());
        leaves_.resize(first);
        std::size_t next = 0;
        for (unsigned char& code : line) {
            const bool has = code > 1;
            for (std::size_t word = 0; word < 4; ++word)
                leaves_.push_back(has ? made[next + word] : 0);
            next += has ? 4 : 0;
            code = has ? static_cast<unsigned char>(all_have_leaves) : code;
        }
    }

    std::uint16_t add(const std::vector<unsigned char>& line)
    {
        codes_.insert(codes_.end(), line.begin(), line.end());
        first_leaves_.push_back(first_leaf_);
        return static_cast<std::uint16_t>(first_leaves_.size() - 1);
    }

    // The number of an equal line that was made before and not crowded out, or of a new one.
    std::uint16_t share(const std::vector<unsigned char>& line, std::vector<std::uint32_t>& shared)
    {
        std::uint64_t hash = 0;
        for (std::size_t i = 0; i < line.size(); i += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, line.data() + i, 8);
            hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
        }
        std::uint32_t& number = shared[std::size_t(hash >> 54)];
        if (number == none ||
            !std::equal(line.begin(), line.end(), codes_.data() + number * line.size())) {
            first_leaf_ = 0;
            number = add(line);
        }
        return static_cast<std::uint16_t>(number);
    }

    block_lines lines_;
    std::vector<std::uint16_t> root_;
    std::vector<unsigned char> codes_;
    std::vector<std::uint32_t> first_leaves_; // of each line; less than the first by the first code
    std::vector<std::uint64_t> leaves_;
    std::uint32_t first_leaf_ = 0; // of the line that is being built
    few_flips few_;
};

} // namespace cordon::inline v0::ip::detail

#endif
