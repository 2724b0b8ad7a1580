// A node of the trees of 128-bit look-ups, and how it is searched.
#ifndef CORDON_IP_DETAIL_TREE_NODE_HPP
#define CORDON_IP_DETAIL_TREE_NODE_HPP

#include <cordon/version.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif
#if defined(__GNUC__)
#define CORDON_IP_INLINE __attribute__((always_inline)) static inline
#else
#define CORDON_IP_INLINE static
#endif

namespace cordon::inline v0::ip::detail {

// A cache line: fifteen starts in order, and where what they divide is.
struct alignas(64) tree_node {
    static constexpr std::size_t ways = 16;

    // Nodes are numbered by where they are among others, in steps of eight bytes: processors take
    // eight times a register for an address, so that no shift is needed.
    static constexpr std::uint32_t step = 8;
    static const tree_node& at(const tree_node* nodes, std::uint32_t number) noexcept
    {
        return *reinterpret_cast<const tree_node*>(reinterpret_cast<const unsigned char*>(nodes) +
                                                   std::size_t(number) * step);
    }

    // The place of the first of the sixteen answers of a leaf.
    static std::size_t first_answer(std::uint32_t number) noexcept
    {
        return std::size_t(number) * (ways / step);
    }

    // Each one less than a start, so that no number is in front of what is not used (it is the
    // largest); with the first bit turned over, since processors compare signed numbers.
    std::int32_t keys[ways - 1];
    std::uint32_t first_child; // its number

    static std::int32_t as_signed(std::uint32_t number) noexcept
    {
        return std::bit_cast<std::int32_t>(number ^ 0x80000000U);
    }
    // The number of the i-th child.
    std::uint32_t child(std::uint32_t i) const noexcept { return first_child + i * step; }
    void set_start(std::size_t i, std::uint32_t start) noexcept { keys[i] = as_signed(start - 1); }
    void set_unused(std::size_t i) noexcept { set_start(i, 0); }
    friend bool operator==(const tree_node&, const tree_node&) noexcept = default;
};

// How many starts are at or before a number, of which the key is given, on any processor. The same
// code whatever a unit is compiled for: an inline function that differed between two of them could
// be the wrong one for either.
struct portable_node_search {
    CORDON_IP_INLINE std::uint32_t rank(const tree_node& node, std::int32_t key) noexcept
    {
#if defined(__x86_64__)
        // SSE2, which all have. The last lane is no start: below it is nothing.
        const auto lanes = [&](std::size_t i) {
            return _mm_load_si128(reinterpret_cast<const __m128i*>(&node) + i);
        };
        const __m128i x = _mm_set1_epi32(key);
        const __m128i x_but_last = _mm_or_si128(_mm_and_si128(x, _mm_set_epi32(0, -1, -1, -1)),
                                                _mm_set_epi32(tree_node::as_signed(0), 0, 0, 0));
        const __m128i front = _mm_packs_epi32(_mm_cmpgt_epi32(x, lanes(0)), //
                                              _mm_cmpgt_epi32(x, lanes(1)));
        const __m128i back =
            _mm_packs_epi32(_mm_cmpgt_epi32(x, lanes(2)), _mm_cmpgt_epi32(x_but_last, lanes(3)));
        const auto below = unsigned(_mm_movemask_epi8(_mm_packs_epi16(front, back)));
        return std::uint32_t(std::countr_zero(below + 1)); // they are in order
#else
        std::uint32_t count = 0;
        for (const std::int32_t k : node.keys)
            count += std::uint32_t(k < key);
        return count;
#endif
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#endif
