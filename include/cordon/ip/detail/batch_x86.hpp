// Which instructions batches of look-ups may use, asked at run time.
#ifndef CORDON_IP_DETAIL_BATCH_X86_HPP
#define CORDON_IP_DETAIL_BATCH_X86_HPP

#include <cordon/version.hpp>

#include <atomic>

namespace cordon::inline v0::ip::detail {

// For tests: batches go without AVX-512, or without any instruction that has to be asked for.
inline constinit std::atomic<bool> no_avx512_batches{false};
inline constinit std::atomic<bool> only_portable_batches{false};

} // namespace cordon::inline v0::ip::detail

#if defined(__x86_64__) && defined(__GNUC__)
#define CORDON_IP_BATCH_X86
#include <immintrin.h>

namespace cordon::inline v0::ip::detail {

inline bool can_batch_avx512() noexcept
{
    return !only_portable_batches.load(std::memory_order_relaxed) &&
           !no_avx512_batches.load(std::memory_order_relaxed) &&
           __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

inline bool can_batch_avx2() noexcept
{
    return !only_portable_batches.load(std::memory_order_relaxed) &&
           __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

} // namespace cordon::inline v0::ip::detail

#endif
#endif
