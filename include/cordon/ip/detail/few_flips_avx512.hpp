// Batches of searches among few flips by AVX-512, chosen at run time.
//
// The same answers as code_trie, which is the reference.
#ifndef CORDON_IP_DETAIL_FEW_FLIPS_AVX512_HPP
#define CORDON_IP_DETAIL_FEW_FLIPS_AVX512_HPP

#include <cordon/ip/detail/few_flips.hpp>
#include <cordon/ip/detail/kernel_x86.hpp>
#include <cordon/ip/detail/vectors.hpp>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_TARGET __attribute__((target("avx512f,avx512bw,avx512vl")))
#define CORDON_IP_INLINE CORDON_IP_TARGET __attribute__((always_inline)) static inline

namespace cordon::inline v0::ip::detail {

// All tables lie in registers, 5 of them for up to 15 ranges and 19 for up to 127; sixteen
// addresses at once look up in them what they are compared with, by permuting them. No memory but
// the addresses'.
struct few_flips_avx512 {
    // For a multiple of sixteen addresses. Not where nothing was kept.
    template <class A>
    CORDON_IP_TARGET static void contains(const few_flips& few, const A* addresses, std::size_t n,
                                          bool* answers) noexcept
    {
        switch (few.steps) {
        case 4: search<4>(few, addresses, n, answers); break;
        case 5: search<5>(few, addresses, n, answers); break;
        case 6: search<6>(few, addresses, n, answers); break;
        case 7: search<7>(few, addresses, n, answers); break;
        default: search<8>(few, addresses, n, answers); break;
        }
    }

private:
    template <unsigned Steps, class A>
    CORDON_IP_INLINE void search(const few_flips& few, const A* addresses, std::size_t n,
                                 bool* answers) noexcept
    {
        static_assert(few_flips::least_steps <= Steps && Steps <= few_flips::most_steps);
        const std::uint32_t* const tables = few.tables.data();
        const auto table = [&](unsigned step, std::size_t i) CORDON_IP_TARGET {
            return _mm512_loadu_si512(tables +
                                      (step < Steps ? few_flips::begin(step) + 16 * i : 0));
        };
        const auto every_of = [&](unsigned step, std::size_t i) CORDON_IP_TARGET {
            return every(tables[few_flips::begin(step) + i]);
        };
        const __m512i t0 = every_of(0, 0);
        const __m512i t1[] = {every_of(1, 0), every_of(1, 1)};
        const __m512i t2[] = {every_of(2, 0), every_of(2, 1), every_of(2, 2), every_of(2, 3)};
        const __m512i t3 = table(3, 0), t4 = table(4, 0);
        const __m512i t5[] = {table(5, 0), table(5, 1)};
        const __m512i t6[] = {table(6, 0), table(6, 1), table(6, 2), table(6, 3)};
        const __m512i t7[] = {table(7, 0), table(7, 1), table(7, 2), table(7, 3),
                              table(7, 4), table(7, 5), table(7, 6), table(7, 7)};
        const __m512i one = every(1);
        const __m128i even = _mm_set1_epi8(few.starts_inside ? 1 : 0);
        const __m128i odd = _mm_set1_epi8(few.starts_inside ? 0 : 1);
        for (std::size_t i = 0; i < n; i += 16) {
            const __m512i key = kernel::values_of(addresses + i);
            const __mmask16 first = _mm512_cmplt_epu32_mask(t0, key);
            const __mmask16 second = _mm512_cmplt_epu32_mask(choose(t1, first), key);
            __mmask16 is = _mm512_cmplt_epu32_mask(
                _mm512_mask_mov_epi32(choose(t2, first), second, choose(t2 + 2, first)), key);
            __m512i outcomes = with(with(_mm512_maskz_mov_epi32(first, one), second, 2), is, 4);
            is = _mm512_cmplt_epu32_mask(look_up(t3, outcomes), key);
            if constexpr (Steps > 4) {
                outcomes = with(outcomes, is, 8);
                is = _mm512_cmplt_epu32_mask(look_up(t4, outcomes), key);
            }
            if constexpr (Steps > 5) {
                outcomes = with(outcomes, is, 16);
                is = _mm512_cmplt_epu32_mask(look_up(t5, outcomes), key);
            }
            const __mmask16 sixth = is;
            if constexpr (Steps > 6)
                is = _mm512_cmplt_epu32_mask(look_up(t6, outcomes, sixth), key);
            if constexpr (Steps > 7)
                is =
                    _mm512_cmplt_epu32_mask(_mm512_mask_mov_epi32(look_up(t7, outcomes, sixth), is,
                                                                  look_up(t7 + 4, outcomes, sixth)),
                                            key);
            _mm_storeu_si128(reinterpret_cast<__m128i*>(answers + i),
                             _mm_mask_mov_epi8(even, is, odd));
        }
    }

    CORDON_IP_INLINE __m512i every(std::uint32_t number) noexcept
    {
        return _mm512_set1_epi32(static_cast<int>(number));
    }
    // Of two numbers the second one where `is`; for few that takes less time than to permute.
    CORDON_IP_INLINE __m512i choose(const __m512i* numbers, __mmask16 is) noexcept
    {
        return _mm512_mask_mov_epi32(numbers[0], is, numbers[1]);
    }
    // Of 16 numbers, 32, and 64, of which the upper half where `upper`.
    CORDON_IP_INLINE __m512i look_up(__m512i table, __m512i at) noexcept
    {
        return _mm512_maskz_permutexvar_epi32(0xffff, at, table);
    }
    CORDON_IP_INLINE __m512i look_up(const __m512i* table, __m512i at) noexcept
    {
        return _mm512_permutex2var_epi32(table[0], at, table[1]);
    }
    CORDON_IP_INLINE __m512i look_up(const __m512i* table, __m512i at, __mmask16 upper) noexcept
    {
        return _mm512_mask_mov_epi32(look_up(table, at), upper, look_up(table + 2, at));
    }
    CORDON_IP_INLINE __m512i with(__m512i outcomes, __mmask16 is, int bit) noexcept
    {
        return _mm512_mask_or_epi32(outcomes, is, outcomes, _mm512_set1_epi32(bit));
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_TARGET
#endif
#endif
