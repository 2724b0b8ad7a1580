// Batches of look-ups in a run_trie by AVX-512 with its count of bits (Ice Lake, Zen 4 and later),
// chosen at run time.
//
// The same answers as the portable batches, which are the reference.
#ifndef CORDON_IP_DETAIL_RUN_TRIE_AVX512_HPP
#define CORDON_IP_DETAIL_RUN_TRIE_AVX512_HPP

#include <cordon/ip/detail/kernel_x86.hpp>
#include <cordon/ip/detail/run_trie.hpp>
#include <cordon/ip/detail/vectors.hpp>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_TARGET                                                                           \
    __attribute__((target("avx512f,avx512dq,avx512vl,avx512vpopcntdq,popcnt,bmi,bmi2")))
#define CORDON_IP_INLINE CORDON_IP_TARGET __attribute__((always_inline)) static inline

namespace cordon::inline v0::ip::detail {

// Root and first nodes: places and counts are computed sixteen at once, what is there is read one
// by one (see code_trie_avx512). What is further down is left to the portable code.
struct run_trie_avx512 {
    static bool can_run() noexcept
    {
        return uses_avx512() && __builtin_cpu_supports("avx512vpopcntdq");
    }

    // find() for batch_block addresses.
    template <class A>
    CORDON_IP_TARGET static void find(const run_trie<A>& trie, const A* addresses,
                                      std::uint32_t* answers) noexcept
    {
        using trie_type = run_trie<A>;
        constexpr std::size_t n = batch_block;
        prefetch_next(addresses, n);
        alignas(64) std::uint32_t places[n + 16]; // room for places_from()
        alignas(64) std::uint32_t nodes[n];
        alignas(64) std::uint64_t starts[n];
        for (std::size_t i = 0; i < n; i += 16)
            _mm512_store_si512(places + i,
                               _mm512_maskz_srli_epi32(0xffff, kernel::values_of(addresses + i),
                                                       trie_type::block_bits));
        kernel::read(trie.root_.data(), places, n, nodes);
        const std::uint16_t* units = trie.units();
        _Pragma("GCC unroll 8") for (std::size_t i = 0; i < n; i += 2)
        {
            const std::uint64_t two = kernel::pair(nodes + i);
            std::memcpy(starts + i, units + (two & 0xffffffffU), 8);
            std::memcpy(starts + i + 1, units + (two >> 32), 8);
        }
        const __m512i before_first = _mm512_set1_epi32(int(trie_type::node_units) - 1);
        for (std::size_t i = 0; i < n; i += 16) {
            const __m512i slots = _mm512_maskz_srli_epi32(0xffff, kernel::values_of(addresses + i),
                                                          trie_type::slot_shift);
            const __m512i counts = kernel::join(count(starts + i, kernel::low_half(slots)),
                                                count(starts + i + 8, kernel::high_half(slots)));
            _mm512_store_si512(places + i, _mm512_add_epi32(_mm512_add_epi32(counts, before_first),
                                                            _mm512_load_si512(nodes + i)));
        }
        alignas(64) std::uint16_t codes[n];
        kernel::read_narrow(units, places, n, codes);
        for (std::size_t i = 0; i < n; i += 16)
            _mm512_storeu_si512(
                answers + i,
                _mm512_maskz_cvtepu16_epi32(
                    0xffff, _mm256_load_si256(reinterpret_cast<const __m256i*>(codes + i))));
        trie.find_long(addresses, nodes, places,
                       kernel::places_from(trie_type::first_long, answers, n, places), answers);
    }

private:
    // How many runs begin up to each of eight slots.
    CORDON_IP_INLINE __m256i count(const std::uint64_t* starts, __m256i slots) noexcept
    {
        // The slots behind are shifted out.
        const __m512i behind = _mm512_and_si512(
            _mm512_maskz_cvtepu32_epi64(0xff, _mm256_xor_si256(slots, _mm256_set1_epi32(-1))),
            _mm512_set1_epi64(63));
        return _mm512_maskz_cvtepi64_epi32(0xff, _mm512_popcnt_epi64(_mm512_maskz_sllv_epi64(
                                                     0xff, _mm512_load_si512(starts), behind)));
    }
};

// The values with numbers (plus one; 0: none) of batch_block answers.
template <class V>
CORDON_IP_TARGET void point_to_avx512(const V* values, const std::uint32_t* numbers,
                                      const V** out) noexcept
{
    const auto before = reinterpret_cast<std::uintptr_t>(values) - sizeof(V);
    const __m512i base = _mm512_set1_epi64(static_cast<long long>(before));
    const __m512i size = _mm512_set1_epi64(sizeof(V));
    for (std::size_t i = 0; i < batch_block; i += 8) {
        const __m512i number = _mm512_maskz_cvtepu32_epi64(
            0xff, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(numbers + i)));
        _mm512_storeu_si512(out + i,
                            _mm512_maskz_add_epi64(_mm512_test_epi64_mask(number, number), base,
                                                   _mm512_maskz_mullo_epi64(0xff, number, size)));
    }
}

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_TARGET
#endif
#endif
