// Batches of searches among a handful of runs by AVX2, chosen at run time.
//
// The same answers as few_runs, which is the reference.
#ifndef CORDON_IP_DETAIL_FEW_RUNS_AVX2_HPP
#define CORDON_IP_DETAIL_FEW_RUNS_AVX2_HPP

#include <cordon/ip/address_v6.hpp>
#include <cordon/ip/detail/few_runs.hpp>
#include <cordon/ip/detail/vectors.hpp>

#include <type_traits>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_TARGET __attribute__((target("avx2")))
#define CORDON_IP_INLINE CORDON_IP_TARGET __attribute__((always_inline)) static inline

namespace cordon::inline v0::ip::detail {

// Sixteen addresses at once are compared with one start after the other, without a jump on any; the
// answers lie in four registers.
struct few_runs_avx2 {
    // The answers for a multiple of sixteen addresses. Only where there are keys.
    template <class A>
    CORDON_IP_TARGET static void find(const few_runs& few, const A* addresses, std::size_t n,
                                      std::uint32_t* answers) noexcept
    {
        constexpr std::size_t at_once = 16;
        constexpr std::size_t parts = at_once / 4;
        __m256i table[4];
        for (std::size_t i = 0; i < 4; ++i)
            table[i] = load(few.answers().data() + 8 * i);
        const std::uint64_t* const keys = few.keys().data();
        const std::size_t runs = few.size();
        const __m256i in_order = _mm256_set_epi32(7, 3, 6, 2, 5, 1, 4, 0);
        for (std::size_t i = 0; i < n; i += at_once) {
            __m256i address[parts];
            __m256i at[parts];
#pragma GCC unroll 4
            for (std::size_t k = 0; k < parts; ++k) {
                address[k] = turned(halves_of(addresses + i + 4 * k));
                at[k] = _mm256_setzero_si256();
            }
            for (std::size_t run = 1; run < runs; ++run) {
                const __m256i key = turned(_mm256_set1_epi64x(static_cast<long long>(keys[run])));
#pragma GCC unroll 4
                for (std::size_t k = 0; k < parts; ++k)
                    at[k] = _mm256_sub_epi64(at[k], _mm256_cmpgt_epi64(address[k], key));
            }
#pragma GCC unroll 2
            for (std::size_t k = 0; k < parts; k += 2) {
                const __m256i eight = _mm256_castps_si256(
                    _mm256_shuffle_ps(_mm256_castsi256_ps(at[k]), _mm256_castsi256_ps(at[k + 1]),
                                      _MM_SHUFFLE(2, 0, 2, 0)));
                _mm256_storeu_si256(reinterpret_cast<__m256i*>(answers + i + 4 * k),
                                    _mm256_permutevar8x32_epi32(look_up(table, eight), in_order));
            }
        }
    }

private:
    // Of four addresses the first 64 bits: of the first, the third, the second and the fourth.
    template <class A>
    CORDON_IP_INLINE __m256i halves_of(const A* addresses) noexcept
    {
        if constexpr (std::is_same_v<A, address_v6>) { // as they lie in memory
            static_assert(sizeof(A) == 16);
            const auto* two = reinterpret_cast<const __m256i*>(addresses);
            return _mm256_unpacklo_epi64(_mm256_loadu_si256(two), _mm256_loadu_si256(two + 1));
        } else {
            const auto half = [=](std::size_t j) {
                return static_cast<long long>(addresses[j].to_uint().high);
            };
            return _mm256_set_epi64x(half(3), half(1), half(2), half(0));
        }
    }
    // What processors compare are signed numbers.
    CORDON_IP_INLINE __m256i turned(__m256i numbers) noexcept
    {
        return _mm256_xor_si256(numbers, _mm256_set1_epi64x(static_cast<long long>(1ULL << 63)));
    }
    CORDON_IP_INLINE __m256i load(const std::uint32_t* numbers) noexcept
    {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(numbers));
    }
    // Of 32 numbers, and of 16.
    CORDON_IP_INLINE __m256i look_up(const __m256i* table, __m256i at) noexcept
    {
        return choose(look_up_half(table, at), look_up_half(table + 2, at),
                      _mm256_slli_epi32(at, 27));
    }
    CORDON_IP_INLINE __m256i look_up_half(const __m256i* table, __m256i at) noexcept
    {
        return choose(_mm256_permutevar8x32_epi32(table[0], at),
                      _mm256_permutevar8x32_epi32(table[1], at), _mm256_slli_epi32(at, 28));
    }
    // By the first bit of each.
    CORDON_IP_INLINE __m256i choose(__m256i a, __m256i b, __m256i first_bits) noexcept
    {
        return _mm256_castps_si256(_mm256_blendv_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b),
                                                    _mm256_castsi256_ps(first_bits)));
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_TARGET
#endif
#endif
