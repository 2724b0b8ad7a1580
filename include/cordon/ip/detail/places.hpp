// Which answers of a block are none yet.
#ifndef CORDON_IP_DETAIL_PLACES_HPP
#define CORDON_IP_DETAIL_PLACES_HPP

#include <cordon/version.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace cordon::inline v0::ip::detail {

// Where answers are no less than a bound, from 1 up. Gives how many they are. By itself, behind
// all loads of answers: a store whose place turns on an answer keeps the loads behind it waiting.
inline std::size_t places_from(std::uint32_t bound, const std::uint32_t* answers, std::size_t n,
                               std::uint32_t* places) noexcept
{
    std::size_t count = 0;
    std::size_t whole = 0;
#if defined(__x86_64__)
    // A jump for each that is, none for the others. (Compares are of signed numbers.)
    const __m128i sign = _mm_set1_epi32(std::bit_cast<std::int32_t>(0x80000000U));
    const __m128i less =
        _mm_xor_si128(sign, _mm_set1_epi32(std::bit_cast<std::int32_t>(bound - 1)));
    whole = n / 64 * 64;
    for (std::size_t i = 0; i < whole; i += 64) {
        std::uint64_t are = 0;
#pragma GCC unroll 16
        for (std::size_t k = 0; k < 64; k += 4) {
            const __m128i four = _mm_xor_si128(
                sign, _mm_loadu_si128(reinterpret_cast<const __m128i*>(answers + i + k)));
            are |= std::uint64_t(
                       unsigned(_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpgt_epi32(four, less)))))
                   << k;
        }
        for (; are != 0; are &= are - 1)
            places[count++] = std::uint32_t(i) + std::uint32_t(std::countr_zero(are));
    }
#endif
    for (std::size_t i = whole; i < n; ++i) {
        places[count] = std::uint32_t(i);
        count += answers[i] >= bound;
    }
    return count;
}

} // namespace cordon::inline v0::ip::detail

#endif
