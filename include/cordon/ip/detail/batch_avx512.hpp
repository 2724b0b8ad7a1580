// Batches of searches in a run_tree by AVX-512, chosen at run time.
//
// The same answers as the scalar look-ups, which are the reference.
#ifndef CORDON_IP_DETAIL_BATCH_AVX512_HPP
#define CORDON_IP_DETAIL_BATCH_AVX512_HPP

#include <cordon/ip/detail/run_tree.hpp>

#include <atomic>
#include <bit>

namespace cordon::inline v0::ip::detail {

// For tests: batches go without AVX-512, or without any instruction that has to be asked for.
inline constinit std::atomic<bool> no_avx512_batches{false};
inline constinit std::atomic<bool> only_portable_batches{false};

} // namespace cordon::inline v0::ip::detail

#if defined(__x86_64__) && defined(__GNUC__)
#define CORDON_IP_BATCH_AVX512
#include <immintrin.h>

#define CORDON_IP_TARGET __attribute__((target("avx512f,popcnt")))

namespace cordon::inline v0::ip::detail {

inline bool can_batch_avx512() noexcept
{
    return !only_portable_batches.load(std::memory_order_relaxed) &&
           !no_avx512_batches.load(std::memory_order_relaxed) &&
           __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("popcnt");
}

inline bool can_batch_avx2() noexcept
{
    return !only_portable_batches.load(std::memory_order_relaxed) &&
           __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

// A node is compared at once. There are no gathers: on Zen 4 sixteen loads are faster.
struct run_tree_avx512 {
    // All loops over these are unrolled: then what belongs to each stays in a register.
    static constexpr std::size_t abreast = 8;

    // Searches for the addresses whose numbers are pending; there is room for abreast - 1 more.
    template <class A>
    CORDON_IP_TARGET static void find(const run_tree& tree, const A* addresses,
                                      std::uint32_t* pending, std::size_t count,
                                      std::uint32_t* answers) noexcept
    {
        for (std::size_t i = count; i < count + abreast - 1; ++i)
            pending[i] = pending[0]; // the last group is whole
        const std::uint32_t in_slice = tree.in_slice();
        for (std::size_t i = 0; i < count; i += abreast) {
            std::uint64_t high[abreast];
            std::size_t at[abreast]{};
#pragma GCC unroll 8
            for (std::size_t j = 0; j < abreast; ++j)
                high[j] = addresses[pending[i + j]].to_uint().high;
            const run_tree::node* level = tree.nodes_.data();
            for (unsigned depth = 0; depth < tree.inner_levels_; ++depth) {
#pragma GCC unroll 8
                for (std::size_t j = 0; j < abreast; ++j)
                    at[j] = at[j] * run_tree::ways + rank_in(level[at[j]], high[j]);
                level += tree.level_sizes_[depth];
            }
#pragma GCC unroll 8
            for (std::size_t j = 0; j < abreast; ++j)
                at[j] = at[j] * run_tree::keys + rank_in(level[at[j]], high[j]);
#pragma GCC unroll 8
            for (std::size_t j = 0; j < abreast; ++j) {
                const std::uint32_t k = pending[i + j];
                std::uint32_t answer = tree.answers_[at[j]];
                if (answer == in_slice) [[unlikely]]
                    answer = tree.answers_[tree.find_in_slice(at[j], addresses[k].to_uint())];
                answers[k] = answer;
            }
        }
    }

private:
    CORDON_IP_TARGET __attribute__((always_inline)) static inline std::size_t
    rank_in(const run_tree::node& node, std::uint64_t key) noexcept
    {
        return static_cast<std::size_t>(__builtin_popcount(_mm512_cmplt_epu64_mask(
            _mm512_load_si512(node.keys), _mm512_set1_epi64(static_cast<long long>(key)))));
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_TARGET
#endif
#endif
