// What the AVX-512 kernels of look-ups have in common.
//
// Always inlined into functions that have the instructions. (maskz forms where there is a choice:
// of the others g++ 12 warns in the user's program.)
#ifndef CORDON_IP_DETAIL_KERNEL_X86_HPP
#define CORDON_IP_DETAIL_KERNEL_X86_HPP

#include <cordon/ip/address_v6.hpp>
#include <cordon/ip/detail/vectors.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_INLINE __attribute__((target("avx512f,popcnt"), always_inline)) inline

namespace cordon::inline v0::ip::detail::kernel {

// The values of sixteen addresses.
template <class A>
CORDON_IP_INLINE __m512i values_of(const A* addresses) noexcept
{
    alignas(64) std::uint32_t values[16];
    for (std::size_t j = 0; j < 16; ++j)
        values[j] = addresses[j].to_uint();
    return _mm512_load_si512(values);
}

// Of eight addresses of 128 bits the first 64. Those of address_v6 in front of the others, as they
// lie in memory; what a user's addresses are like nobody knows.
template <class A>
CORDON_IP_INLINE __m512i halves_of(const A* addresses) noexcept
{
    if constexpr (std::is_same_v<A, address_v6>) {
        static_assert(sizeof(A) == 16);
        const auto* lines = reinterpret_cast<const unsigned char*>(addresses);
        return _mm512_permutex2var_epi64(_mm512_loadu_si512(lines),
                                         _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0),
                                         _mm512_loadu_si512(lines + 64));
    } else {
        alignas(64) std::uint64_t values[8];
        for (std::size_t j = 0; j < 8; ++j)
            values[j] = addresses[j].to_uint().high;
        return _mm512_load_si512(values);
    }
}
// Of sixteen numbers of 64 bits the lower 32, or the upper.
template <int Upper>
CORDON_IP_INLINE __m512i words(__m512i front, __m512i back) noexcept
{
    const __m512i which =
        _mm512_add_epi32(_mm512_set1_epi32(Upper), _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16,
                                                                    14, 12, 10, 8, 6, 4, 2, 0));
    return _mm512_permutex2var_epi32(front, which, back);
}

// Two numbers in one load. The compiler must not see what becomes of them: it would gather.
CORDON_IP_INLINE std::uint64_t pair(const std::uint32_t* numbers) noexcept
{
    std::uint64_t two = 0;
    std::memcpy(&two, numbers, sizeof two);
    __asm__("" : "+r"(two));
    return two;
}

CORDON_IP_INLINE __m256i low_half(__m512i x) noexcept
{
    return _mm512_maskz_extracti64x4_epi64(0xff, x, 0);
}
CORDON_IP_INLINE __m256i high_half(__m512i x) noexcept
{
    return _mm512_maskz_extracti64x4_epi64(0xff, x, 1);
}
CORDON_IP_INLINE __m512i join(__m256i low, __m256i high) noexcept
{
    const __m512i zero = _mm512_setzero_si512();
    return _mm512_maskz_inserti64x4(0xff, _mm512_maskz_inserti64x4(0xff, zero, low, 0), high, 1);
}

CORDON_IP_INLINE std::size_t count(__mmask16 which) noexcept
{
    return std::size_t(__builtin_popcount(which));
}
// Those of sixteen numbers, one behind the other; behind them zeros, sixteen in all.
CORDON_IP_INLINE void put(std::uint32_t* to, __mmask16 which, __m512i numbers) noexcept
{
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(which, numbers));
}
// detail::places_from(), sixteen at once. There has to be room for as many behind the last one, of
// the numbers and of the places.
CORDON_IP_INLINE std::size_t places_from(std::uint32_t bound, const std::uint32_t* numbers,
                                         std::size_t n, std::uint32_t* places) noexcept
{
    const __m512i bounds = _mm512_set1_epi32(static_cast<int>(bound));
    __m512i place = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    std::size_t found = 0;
    for (std::size_t i = 0; i < n; i += 16) {
        const __mmask16 are = n - i < 16 ? __mmask16((1U << (n - i)) - 1) : __mmask16(0xffff);
        const __mmask16 which =
            _mm512_mask_cmpge_epu32_mask(are, _mm512_loadu_si512(numbers + i), bounds);
        put(places + found, which, place);
        place = _mm512_add_epi32(place, _mm512_set1_epi32(16));
        found += count(which);
    }
    return found;
}

// What a table has at each of n places, a multiple of sixteen: as 32 bits each.
template <class Number>
CORDON_IP_INLINE void read(const Number* table, const std::uint32_t* places, std::size_t n,
                           std::uint32_t* out) noexcept
{
    _Pragma("GCC unroll 8") for (std::size_t i = 0; i < n; i += 2)
    {
        const std::uint64_t two = pair(places + i);
        const std::uint64_t made =
            std::uint64_t(table[two & 0xffffffffU]) | std::uint64_t(table[two >> 32]) << 32;
        std::memcpy(out + i, &made, sizeof made);
    }
}
// The same as the numbers are, of 8 or 16 bits.
template <class Number>
CORDON_IP_INLINE void read_narrow(const Number* table, const std::uint32_t* places, std::size_t n,
                                  Number* out) noexcept
{
    using four_numbers = std::conditional_t<sizeof(Number) == 1, std::uint32_t, std::uint64_t>;
    constexpr unsigned bits = 8 * sizeof(Number);
    _Pragma("GCC unroll 8") for (std::size_t i = 0; i < n; i += 4)
    {
        const std::uint64_t low = pair(places + i);
        const std::uint64_t high = pair(places + i + 2);
        const auto four = static_cast<four_numbers>(
            four_numbers(table[low & 0xffffffffU]) | four_numbers(table[low >> 32]) << bits |
            four_numbers(table[high & 0xffffffffU]) << (2 * bits) |
            four_numbers(table[high >> 32]) << (3 * bits));
        std::memcpy(out + i, &four, sizeof four);
    }
}

} // namespace cordon::inline v0::ip::detail::kernel

#undef CORDON_IP_INLINE
#endif
#endif
