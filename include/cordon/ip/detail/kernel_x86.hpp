// What the AVX-512 kernels of look-ups have in common.
//
// Always inlined into functions that have the instructions. (maskz forms where there is a choice:
// of the others g++ 12 warns in the user's program.)
#ifndef CORDON_IP_DETAIL_KERNEL_X86_HPP
#define CORDON_IP_DETAIL_KERNEL_X86_HPP

#include <cordon/ip/detail/vectors.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

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
