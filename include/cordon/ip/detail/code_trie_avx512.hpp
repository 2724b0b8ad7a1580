// Batches of look-ups in a code_trie by AVX-512, chosen at run time.
//
// The same answers as the portable batches, which are the reference.
#ifndef CORDON_IP_DETAIL_CODE_TRIE_AVX512_HPP
#define CORDON_IP_DETAIL_CODE_TRIE_AVX512_HPP

#include <cordon/ip/detail/code_trie.hpp>
#include <cordon/ip/detail/kernel_x86.hpp>
#include <cordon/ip/detail/vectors.hpp>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_TARGET __attribute__((target("avx512f,avx512bw,popcnt,bmi,bmi2")))
#define CORDON_IP_INLINE CORDON_IP_TARGET __attribute__((always_inline)) static inline

namespace cordon::inline v0::ip::detail {

// The trie's places are computed sixteen at once and read one by one: on Zen 4 and 5 a gather takes
// longer than as many loads.
struct code_trie_avx512 {
    // For up to batch_block addresses. Not of an empty trie.
    template <class A>
    CORDON_IP_TARGET static void contains(const code_trie& trie, const A* addresses, std::size_t n,
                                          bool* answers) noexcept
    {
        if (n == batch_block)
            load(trie, addresses, answers);
        else
            trie.contains(addresses, n, answers);
    }

private:
    // Of batch_block addresses: a number that is known makes a quarter of the speed.
    template <class A>
    CORDON_IP_INLINE void load(const code_trie& trie, const A* addresses, bool* answers) noexcept
    {
        constexpr std::size_t n = batch_block;
        prefetch_next(addresses, n);
        alignas(64) std::uint32_t places[batch_block];
        alignas(64) std::uint32_t lines[batch_block];
        alignas(64) unsigned char codes[batch_block];
        const __m128i shift = _mm_cvtsi32_si128(static_cast<int>(trie.lines_.shift()));
        for (std::size_t i = 0; i < n; i += 16) {
            _mm512_store_si512(places + i, _mm512_maskz_srl_epi32(
                                               0xffff, kernel::values_of(addresses + i), shift));
        }
        kernel::read(trie.root_.data(), places, n, lines);
        const __m128i line_shift = _mm_cvtsi32_si128(static_cast<int>(trie.lines_.shift() - 8));
        const __m512i slots = _mm512_set1_epi32(static_cast<int>(trie.lines_.slot_mask()));
        for (std::size_t i = 0; i < n; i += 16) {
            const __m512i line =
                _mm512_maskz_sll_epi32(0xffff, _mm512_load_si512(lines + i), line_shift);
            const __m512i block =
                _mm512_maskz_srli_epi32(0xffff, kernel::values_of(addresses + i), 8);
            _mm512_store_si512(places + i, _mm512_add_epi32(line, _mm512_and_si512(slots, block)));
        }
        kernel::read_narrow(trie.codes_.data(), places, n, codes);
        // Kept here, since the compiler must suppose that the answers are stored over the trie.
        const std::uint32_t* first_leaves = trie.first_leaves_.data();
        const std::uint64_t* leaves = trie.leaves_.data();
        const auto slot_mask = static_cast<std::uint32_t>(trie.lines_.slot_mask());
        const __m512i one = _mm512_set1_epi8(1);
        for (std::size_t i = 0; i < n; i += 64) {
            const __m512i some = _mm512_load_si512(codes + i);
            _mm512_storeu_si512(answers + i,
                                _mm512_maskz_mov_epi8(_mm512_cmpeq_epi8_mask(some, one), one));
            for (std::uint64_t cut = _mm512_cmpgt_epu8_mask(some, one); cut != 0; cut &= cut - 1) {
                const std::size_t k = i + std::size_t(std::countr_zero(cut));
                const std::uint32_t address = addresses[k].to_uint();
                const std::uint32_t leaf =
                    code_trie::leaf_of(first_leaves[lines[k]], address >> 8 & slot_mask, codes[k]);
                answers[k] = code_trie::is_in_leaf(leaves, leaf, address);
            }
        }
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_TARGET
#endif
#endif
