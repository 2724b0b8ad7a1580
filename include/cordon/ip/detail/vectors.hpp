// Which vector instructions look-ups may use, asked at run time.
#ifndef CORDON_IP_DETAIL_VECTORS_HPP
#define CORDON_IP_DETAIL_VECTORS_HPP

#include <cordon/version.hpp>

#include <algorithm>
#include <atomic>

#if defined(__x86_64__) && defined(__GNUC__)
#define CORDON_IP_VECTORS_X86
#include <immintrin.h>
#endif

namespace cordon::inline v0::ip::detail {

// In order: who has one has those before.
enum class vectors : unsigned char {
    unknown,
    baseline, // what the compiler may use anyway
    avx2,     // and counts of bits, and shifts by any number (x86-64-v3)
    avx512,   // the parts that all servers with AVX-512 have (x86-64-v4)
};

inline constinit std::atomic<vectors> vectors_used{vectors::unknown};

#if defined(CORDON_IP_VECTORS_X86)
// Whether the processor has what vectors::avx2 stands for.
inline bool has_avx2() noexcept
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
#endif

// At most these are used from now on. For tests: looking up meanwhile is no race, and right.
#if defined(__GNUC__)
__attribute__((noinline, cold))
#endif
inline void
use_vectors(vectors most) noexcept
{
    vectors has = vectors::baseline;
#if defined(CORDON_IP_VECTORS_X86)
    __builtin_cpu_init(); // may be asked before all of the program is
    if (has_avx2())
        has = vectors::avx2;
    if (has == vectors::avx2 && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        has = vectors::avx512;
#endif
    vectors_used.store(std::min(has, most), std::memory_order_relaxed);
}

// What look-ups use.
inline vectors used_vectors() noexcept
{
    if (vectors_used.load(std::memory_order_relaxed) == vectors::unknown)
        use_vectors(vectors::avx512);
    return vectors_used.load(std::memory_order_relaxed);
}
inline bool uses_avx2() noexcept { return used_vectors() >= vectors::avx2; }
inline bool uses_avx512() noexcept { return used_vectors() >= vectors::avx512; }

} // namespace cordon::inline v0::ip::detail

#endif
