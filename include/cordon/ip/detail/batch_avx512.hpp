// Batches of look-ups by AVX-512 with VPOPCNTDQ (Ice Lake, Zen 4 and later), chosen at run time.
//
// The same answers as the scalar look-ups, which are the reference.
#ifndef CORDON_IP_DETAIL_BATCH_AVX512_HPP
#define CORDON_IP_DETAIL_BATCH_AVX512_HPP

#include <cordon/ip/address_v6.hpp>
#include <cordon/ip/detail/bit_trie.hpp>
#include <cordon/ip/detail/run_tree.hpp>

#include <atomic>
#include <bit>

namespace cordon::inline v0::ip::detail {

// For tests: batches go without vector instructions.
inline constinit std::atomic<bool> only_portable_batches{false};

// Addresses that are looked up at once; what belongs to them stays in the nearest cache.
inline constexpr std::size_t batch_block = 256;

} // namespace cordon::inline v0::ip::detail

#if defined(__x86_64__) && defined(__GNUC__)
#define CORDON_IP_BATCH_AVX512
#include <immintrin.h>

#define CORDON_IP_TARGET                                                                           \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,bmi,bmi2,popcnt")))

namespace cordon::inline v0::ip::detail {

inline bool can_batch_avx512() noexcept
{
    return !only_portable_batches.load(std::memory_order_relaxed) &&
           __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("bmi2");
}

struct bit_trie_avx512 {
    // 16 addresses at a time; gives how many were looked up. The trie is not empty. (Gathers have
    // masks: of those without, g++ 12 warns in the user's program.)
    CORDON_IP_TARGET static std::size_t contains(const bit_trie& trie, const void* addresses,
                                                 std::size_t n, bool* answers) noexcept
    {
        const __m512i none = _mm512_setzero_si512();
        const std::size_t whole = n / 16 * 16;
        for (std::size_t i = 0; i < whole; i += 16) {
            const __m512i a = _mm512_maskz_loadu_epi32(0xffff, static_cast<const char*>(addresses) +
                                                                   i * sizeof(std::uint32_t));
            const __m512i line = _mm512_maskz_and_epi32(
                0xffff, _mm512_set1_epi32(0xffff),
                _mm512_mask_i32gather_epi32(none, 0xffff, _mm512_maskz_srli_epi32(0xffff, a, 16),
                                            trie.root_.data(), 2));
            // Half a word: 16 codes.
            const __m512i half = _mm512_maskz_add_epi32(
                0xffff, _mm512_maskz_slli_epi32(0xffff, line, 4),
                _mm512_maskz_and_epi32(0xffff, _mm512_maskz_srli_epi32(0xffff, a, 12),
                                       _mm512_set1_epi32(15)));
            const __m512i codes =
                _mm512_mask_i32gather_epi32(none, 0xffff, half, trie.lines_.data(), 4);
            const __m512i shift = _mm512_maskz_and_epi32(
                0xffff, _mm512_maskz_srli_epi32(0xffff, a, 7), _mm512_set1_epi32(30));
            const __m512i code = _mm512_maskz_srlv_epi32(0xffff, codes, shift);
            unsigned in = _mm512_test_epi32_mask(code, _mm512_set1_epi32(1));
            const auto mixed =
                static_cast<__mmask16>(_mm512_test_epi32_mask(code, _mm512_set1_epi32(2)));
            if (mixed != 0) {
                // The mixed codes in front of it, of a second half in the first one too.
                const __m512i word = _mm512_maskz_srli_epi32(0xffff, half, 1);
                const __mmask16 second =
                    _mm512_mask_test_epi32_mask(mixed, half, _mm512_set1_epi32(1));
                const __m512i first_codes = _mm512_mask_i32gather_epi32(
                    none, second, _mm512_maskz_slli_epi32(0xffff, word, 1), trie.lines_.data(), 4);
                const __m512i place =
                    _mm512_mask_i32gather_epi32(none, mixed, word, trie.places_.data(), 4);
                const __m512i mixed_codes = _mm512_set1_epi32(static_cast<int>(0xaaaaaaaaU));
                const __m512i below = _mm512_maskz_sub_epi32(
                    0xffff, _mm512_maskz_sllv_epi32(0xffff, _mm512_set1_epi32(1), shift),
                    _mm512_set1_epi32(1));
                const __m512i before = _mm512_maskz_add_epi32(
                    0xffff,
                    _mm512_maskz_popcnt_epi32(
                        0xffff,
                        _mm512_maskz_and_epi32(0xffff, below,
                                               _mm512_maskz_and_epi32(0xffff, codes, mixed_codes))),
                    _mm512_maskz_popcnt_epi32(
                        0xffff, _mm512_maskz_and_epi32(0xffff, first_codes, mixed_codes)));
                const __m512i leaf = _mm512_maskz_add_epi32(
                    0xffff,
                    _mm512_maskz_slli_epi32(0xffff, _mm512_maskz_add_epi32(0xffff, place, before),
                                            3),
                    _mm512_maskz_and_epi32(0xffff, _mm512_maskz_srli_epi32(0xffff, a, 5),
                                           _mm512_set1_epi32(7)));
                const __m512i leaves =
                    _mm512_mask_i32gather_epi32(none, mixed, leaf, trie.leaves_.data(), 4);
                const __m512i bit = _mm512_maskz_srlv_epi32(
                    0xffff, leaves, _mm512_maskz_and_epi32(0xffff, a, _mm512_set1_epi32(31)));
                in |= _mm512_mask_test_epi32_mask(mixed, bit, _mm512_set1_epi32(1));
            }
            _mm_mask_storeu_epi8(answers + i, 0xffff,
                                 _mm_maskz_set1_epi8(static_cast<__mmask16>(in), 1));
        }
        return whole;
    }
};

struct run_tree_avx512 {
    // Up to batch_block addresses; gives how many were looked up. The tree is not
    // empty. The direct table first, then those that it divides, eight abreast.
    CORDON_IP_TARGET static std::size_t find(const run_tree& tree, const address_v6* addresses,
                                             std::size_t n, std::uint32_t* answers) noexcept
    {
        const std::size_t whole = n / 8 * 8;
        alignas(64) std::uint32_t pending[batch_block + 8];
        std::size_t count = 0;
        const __m512i highs = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
        const __m512i first = _mm512_set1_epi64(static_cast<long long>(tree.direct_first_));
        const __m512i size = _mm512_set1_epi64(static_cast<long long>(tree.direct_size_));
        const __m256i divided = _mm256_set1_epi32(-1);
        __m256i place = _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
        for (std::size_t i = 0; i < whole; i += 8) {
            const __m512i high = _mm512_maskz_permutex2var_epi64(
                0xff, _mm512_maskz_loadu_epi64(0xff, addresses + i), highs,
                _mm512_maskz_loadu_epi64(0xff, addresses + i + 4));
            const __m512i block = _mm512_maskz_min_epu64(
                0xff,
                _mm512_maskz_sub_epi64(
                    0xff, _mm512_maskz_srli_epi64(0xff, high, run_tree::direct_shift), first),
                size);
            const __m256i direct = _mm512_mask_i64gather_epi32(_mm256_setzero_si256(), 0xff, block,
                                                               tree.direct_.data(), 4);
            _mm256_mask_storeu_epi32(answers + i, 0xff, direct);
            const __mmask8 left = _mm256_cmpeq_epi32_mask(direct, divided);
            _mm256_mask_storeu_epi32(pending + count, 0xff,
                                     _mm256_maskz_compress_epi32(left, place));
            count += static_cast<std::size_t>(std::popcount(unsigned(left)));
            place = _mm256_add_epi32(place, _mm256_set1_epi32(8));
        }
        for (std::size_t i = count; i < count + 7; ++i)
            pending[i] = pending[0]; // a last group is whole

        constexpr std::size_t abreast = 8;
        for (std::size_t i = 0; i < count; i += abreast) {
            std::size_t at[abreast]{};
            const run_tree::node* level = tree.nodes_.data();
            for (unsigned depth = 0; depth < tree.inner_levels_; ++depth) {
#pragma GCC unroll 8
                for (std::size_t j = 0; j < abreast; ++j)
                    at[j] = at[j] * run_tree::ways +
                            rank_in(level[at[j]], addresses[pending[i + j]].to_uint().high);
                level += tree.level_sizes_[depth];
            }
#pragma GCC unroll 8
            for (std::size_t j = 0; j < abreast; ++j)
                at[j] = at[j] * run_tree::keys +
                        rank_in(level[at[j]], addresses[pending[i + j]].to_uint().high);
            for (std::size_t j = 0; j < abreast; ++j) {
                std::uint32_t answer = tree.answers_[at[j]];
                if (answer == tree.in_slice()) [[unlikely]]
                    answer = tree.answers_[tree.find_in_slice(at[j],
                                                              addresses[pending[i + j]].to_uint())];
                answers[pending[i + j]] = answer;
            }
        }
        return whole;
    }

private:
    CORDON_IP_TARGET static std::size_t rank_in(const run_tree::node& node,
                                                std::uint64_t key) noexcept
    {
        return static_cast<std::size_t>(std::popcount(unsigned(_mm512_cmplt_epu64_mask(
            _mm512_load_si512(node.keys), _mm512_set1_epi64(static_cast<long long>(key))))));
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_TARGET
#endif
#endif
