// Shifts by any number and counts of bits in a single look-up.
#ifndef CORDON_IP_DETAIL_BIT_STEPS_HPP
#define CORDON_IP_DETAIL_BIT_STEPS_HPP

#include <cordon/ip/detail/vectors.hpp>

#include <cstdint>

namespace cordon::inline v0::ip::detail {

// What every compiler makes something of.
struct plain_bits {
    static std::uint64_t shift_left(std::uint64_t x, unsigned n) noexcept { return x << n; }
    // A pattern that compilers know; std::popcount is a call where the instruction is not part of
    // the baseline.
    static std::uint32_t count(std::uint64_t x) noexcept
    {
        x -= x >> 1 & 0x5555555555555555U;
        x = (x & 0x3333333333333333U) + (x >> 2 & 0x3333333333333333U);
        return std::uint32_t(((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fU) * 0x0101010101010101U >> 56);
    }
};

#if defined(CORDON_IP_VECTORS_X86)
// The instructions of x86-64-v3, whatever the program is compiled for.
struct x86_bits {
    static std::uint64_t shift_left(std::uint64_t x, std::uint64_t n) noexcept
    {
        __asm__("shlxq %1, %0, %0" : "+r"(x) : "r"(n));
        return x;
    }
    static std::uint32_t count(std::uint64_t x) noexcept
    {
        __asm__("popcntq %0, %0" : "+r"(x) : : "cc");
        return std::uint32_t(x);
    }
};
#endif

// step(bits) with the bits of this processor. Most programs are compiled for the oldest x86-64,
// where a shift by a number takes three instructions and a count twelve; to ask what there is takes
// two. Of a structure in whose constructor used_vectors() was asked.
template <class Step>
auto by_bits(Step step) noexcept
{
#if defined(CORDON_IP_VECTORS_X86) && !(defined(__BMI2__) && defined(__POPCNT__))
    if (vectors_used.load(std::memory_order_relaxed) >= vectors::avx2) [[likely]]
        return step(x86_bits());
#endif
    return step(plain_bits());
}

} // namespace cordon::inline v0::ip::detail

#endif
