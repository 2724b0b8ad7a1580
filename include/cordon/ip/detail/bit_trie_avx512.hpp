// Batches of look-ups in a bit_trie by AVX-512, chosen at run time.
//
// The same answers as the portable batches, which are the reference.
#ifndef CORDON_IP_DETAIL_BIT_TRIE_AVX512_HPP
#define CORDON_IP_DETAIL_BIT_TRIE_AVX512_HPP

#include <cordon/ip/detail/batch_avx512.hpp>
#include <cordon/ip/detail/bit_trie.hpp>

#if defined(CORDON_IP_BATCH_AVX512)

#define CORDON_IP_TARGET __attribute__((target("avx512f,popcnt")))
#define CORDON_IP_INLINE CORDON_IP_TARGET __attribute__((always_inline)) static inline

namespace cordon::inline v0::ip::detail {

// Of few ranges, those places where membership flips are held in registers and searched by
// permuting them, sixteen addresses at once. Otherwise codes are loaded one by one (on Zen 4
// sixteen loads are faster than a gather), and taken out of their bytes sixteen at once.
struct bit_trie_avx512 {
    // For up to batch_block addresses. Not of an empty trie.
    template <class A>
    CORDON_IP_TARGET static void contains(const bit_trie& trie, const A* addresses, std::size_t n,
                                          bool* answers) noexcept
    {
        const std::size_t whole = n / 16 * 16;
        std::uint32_t keys[batch_block];
        switch (trie.flips_.size()) {
        case 16: search<16>(trie, addresses, whole, answers); break;
        case 32: search<32>(trie, addresses, whole, answers); break;
        case 64: search<64>(trie, addresses, whole, answers); break;
        default: load(trie, addresses, whole, keys, answers);
        }
        for (std::size_t i = whole; i < n; ++i)
            answers[i] = trie.contains(addresses[i].to_uint());
    }

private:
    // The values of sixteen addresses.
    template <class A>
    CORDON_IP_INLINE __m512i values_of(const A* addresses) noexcept
    {
        alignas(64) std::uint32_t values[16];
        for (std::size_t j = 0; j < 16; ++j)
            values[j] = addresses[j].to_uint();
        return _mm512_load_si512(values);
    }
    CORDON_IP_INLINE void store_bits(__m512i bits, bool* answers) noexcept
    {
        const __m512i bit = _mm512_and_si512(bits, _mm512_set1_epi32(1));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(answers),
                         _mm512_maskz_cvtepi32_epi8(0xffff, bit));
    }

    template <std::size_t Size, class A>
    CORDON_IP_INLINE void search(const bit_trie& trie, const A* addresses, std::size_t n,
                                 bool* answers) noexcept
    {
        const std::uint32_t* flips = trie.flips_.data();
        const __m512i a = _mm512_loadu_si512(flips);
        const __m512i b = Size > 16 ? _mm512_loadu_si512(flips + 16) : a;
        const __m512i c = Size > 32 ? _mm512_loadu_si512(flips + 32) : a;
        const __m512i d = Size > 32 ? _mm512_loadu_si512(flips + 48) : a;
        const __m512i middle = _mm512_set1_epi32(static_cast<int>(flips[Size > 32 ? 32 : 0]));
        const __m512i outside = _mm512_set1_epi32(trie.starts_inside_ ? 1 : 0);
        for (std::size_t i = 0; i < n; i += 16) {
            const __m512i key = values_of(addresses + i);
            const __mmask16 upper = Size > 32 ? _mm512_cmplt_epu32_mask(middle, key) : __mmask16(0);
            __m512i at = _mm512_setzero_si512(); // how many are below, less 32 where `upper`
            for (int step = Size > 16 ? 16 : 8; step > 0; step /= 2) {
                const __m512i next = _mm512_or_si512(at, _mm512_set1_epi32(step));
                __m512i flip = Size > 16 ? _mm512_permutex2var_epi32(a, next, b)
                                         : _mm512_maskz_permutexvar_epi32(0xffff, next, a);
                if (Size > 32)
                    flip =
                        _mm512_mask_mov_epi32(flip, upper, _mm512_permutex2var_epi32(c, next, d));
                at = _mm512_mask_mov_epi32(at, _mm512_cmplt_epu32_mask(flip, key), next);
            }
            store_bits(_mm512_xor_si512(at, outside), answers + i);
        }
    }

    template <class A>
    CORDON_IP_INLINE void load(const bit_trie& trie, const A* addresses, std::size_t n,
                               std::uint32_t* keys, bool* answers) noexcept
    {
        unsigned char codes[batch_block];
        const std::uint16_t* root = trie.root_.data();
        const auto* lines = reinterpret_cast<const unsigned char*>(trie.lines_.data());
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t key = addresses[i].to_uint();
            keys[i] = key;
            codes[i] = lines[std::size_t(root[key >> 16]) * 64 + (key >> 10 & 63)];
        }
        std::uint32_t pending[batch_block + 16];
        std::size_t count = 0;
        __m512i numbers = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        for (std::size_t i = 0; i < n; i += 16) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + i));
            const __m512i shift =
                _mm512_and_si512(_mm512_maskz_srli_epi32(0xffff, _mm512_loadu_si512(keys + i), 7),
                                 _mm512_set1_epi32(6));
            const __m512i code =
                _mm512_maskz_srlv_epi32(0xffff, _mm512_maskz_cvtepu8_epi32(0xffff, bytes), shift);
            store_bits(code, answers + i);
            const __mmask16 mixed = _mm512_test_epi32_mask(code, _mm512_set1_epi32(2));
            _mm512_storeu_si512(pending + count, _mm512_maskz_compress_epi32(mixed, numbers));
            count += static_cast<std::size_t>(__builtin_popcount(mixed));
            numbers = _mm512_add_epi32(numbers, _mm512_set1_epi32(16));
        }
        std::uint32_t leaves[batch_block];
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t key = keys[pending[i]];
            const std::size_t word = trie.word_of(key);
            const std::uint64_t before = trie.lines_[word] >> 1 & bit_trie::low_bits &
                                         ((std::uint64_t(1) << bit_trie::shift_of(key)) - 1);
            leaves[i] =
                trie.places_[word] + static_cast<std::uint32_t>(__builtin_popcountll(before));
            prefetch(&trie.leaves_[std::size_t(leaves[i]) * 4]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t key = keys[pending[i]];
            const std::uint64_t bits = trie.leaves_[std::size_t(leaves[i]) * 4 + (key >> 6 & 3)];
            answers[pending[i]] = (bits >> (key & 63) & 1) != 0;
        }
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_TARGET
#endif
#endif
