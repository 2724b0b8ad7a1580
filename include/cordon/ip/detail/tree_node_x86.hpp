// How nodes of the trees of 128-bit look-ups are searched by AVX2 and AVX-512.
#ifndef CORDON_IP_DETAIL_TREE_NODE_X86_HPP
#define CORDON_IP_DETAIL_TREE_NODE_X86_HPP

#include <cordon/ip/detail/tree_node.hpp>
#include <cordon/ip/detail/vectors.hpp>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_AVX2 __attribute__((target("avx2,popcnt,bmi,bmi2")))
#define CORDON_IP_AVX512 __attribute__((target("avx512f,popcnt,bmi,bmi2")))

namespace cordon::inline v0::ip::detail {

struct avx2_node_search {
    CORDON_IP_AVX2 static inline std::uint32_t rank(const tree_node& node,
                                                    std::int32_t key) noexcept
    {
        const __m256i x = _mm256_set1_epi32(key);
        const __m256i x_but_last =
            _mm256_blend_epi32(x, _mm256_set1_epi32(tree_node::as_signed(0)), 0x80);
        const auto* halves = reinterpret_cast<const __m256i*>(&node);
        const __m256i front = _mm256_cmpgt_epi32(x, _mm256_load_si256(halves));
        const __m256i back = _mm256_cmpgt_epi32(x_but_last, _mm256_load_si256(halves + 1));
        const int below = _mm256_movemask_epi8(_mm256_packs_epi32(front, back)); // two bits each
        return static_cast<std::uint32_t>(__builtin_popcount(static_cast<unsigned>(below))) / 2;
    }
};

struct avx512_node_search {
    CORDON_IP_AVX512 static inline std::uint32_t rank(const tree_node& node,
                                                      std::int32_t key) noexcept
    {
        constexpr __mmask16 starts = 0x7fff; // all lanes but the last
        auto below = static_cast<std::uint32_t>(__builtin_popcount(_mm512_mask_cmplt_epi32_mask(
            starts, _mm512_load_si512(&node), _mm512_set1_epi32(key))));
        // Of which the compiler knows nothing: it would join those of four nodes in a register.
        __asm__("" : "+r"(below));
        return below;
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_AVX2
#undef CORDON_IP_AVX512
#endif
#endif
