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

#define CORDON_IP_INLINE __attribute__((target("avx512f"), always_inline)) inline

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

} // namespace cordon::inline v0::ip::detail::kernel

#undef CORDON_IP_INLINE
#endif
#endif
