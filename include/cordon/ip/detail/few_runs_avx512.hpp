// Batches of searches among a handful of runs by AVX-512, chosen at run time.
//
// The same answers as few_runs, which is the reference.
#ifndef CORDON_IP_DETAIL_FEW_RUNS_AVX512_HPP
#define CORDON_IP_DETAIL_FEW_RUNS_AVX512_HPP

#include <cordon/ip/detail/few_runs.hpp>
#include <cordon/ip/detail/kernel_x86.hpp>
#include <cordon/ip/detail/vectors.hpp>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_TARGET __attribute__((target("avx512f")))
#define CORDON_IP_INLINE CORDON_IP_TARGET __attribute__((always_inline)) static inline

namespace cordon::inline v0::ip::detail {

// All starts lie in two or four registers, where eight addresses at once are searched by permuting
// them; so do the answers. No memory but the addresses'.
struct few_runs_avx512 {
    // The answers for a multiple of sixteen addresses. Only where there are keys.
    template <class A>
    CORDON_IP_TARGET static void find(const few_runs& few, const A* addresses, std::size_t n,
                                      std::uint32_t* answers) noexcept
    {
        if (few.more_than_half())
            search<true>(few, addresses, n, answers);
        else
            search<false>(few, addresses, n, answers);
    }

private:
    template <bool Upper, class A>
    CORDON_IP_INLINE void search(const few_runs& few, const A* addresses, std::size_t n,
                                 std::uint32_t* answers) noexcept
    {
        const __m512i low = _mm512_loadu_si512(few.answers().data());
        const __m512i high = _mm512_loadu_si512(few.answers().data() + 16);
        for (std::size_t i = 0; i < n; i += 16) {
            const __m512i x = rank<Upper>(few, kernel::halves_of(addresses + i));
            const __m512i y = rank<Upper>(few, kernel::halves_of(addresses + i + 8));
            const __m512i ranks = kernel::words<0>(x, y);
            _mm512_storeu_si512(answers + i, _mm512_permutex2var_epi32(low, ranks, high));
        }
    }

    // The numbers of the runs of eight addresses.
    template <bool Upper>
    CORDON_IP_INLINE __m512i rank(const few_runs& few, __m512i address) noexcept
    {
        const std::uint64_t* keys = few.keys().data();
        const __m512i a = _mm512_loadu_si512(keys);
        const __m512i b = _mm512_loadu_si512(keys + 8);
        const __m512i c = Upper ? _mm512_loadu_si512(keys + 16) : a;
        const __m512i d = Upper ? _mm512_loadu_si512(keys + 24) : b;
        const __m512i middle = _mm512_set1_epi64(static_cast<long long>(keys[16]));
        const __mmask8 upper = Upper ? _mm512_cmplt_epu64_mask(middle, address) : __mmask8(0);
        __m512i at = _mm512_maskz_mov_epi64(upper, _mm512_set1_epi64(16));
        for (int step = 8; step > 0; step /= 2) {
            const __m512i next = _mm512_or_si512(at, _mm512_set1_epi64(step));
            __m512i key = _mm512_permutex2var_epi64(a, next, b);
            if (Upper)
                key = _mm512_mask_mov_epi64(key, upper, _mm512_permutex2var_epi64(c, next, d));
            at = _mm512_mask_mov_epi64(at, _mm512_cmplt_epu64_mask(key, address), next);
        }
        return at;
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_TARGET
#endif
#endif
