// Batches of searches among few flips by AVX2, chosen at run time.
//
// The same answers as code_trie, which is the reference.
#ifndef CORDON_IP_DETAIL_FEW_FLIPS_AVX2_HPP
#define CORDON_IP_DETAIL_FEW_FLIPS_AVX2_HPP

#include <cordon/ip/detail/few_flips.hpp>
#include <cordon/ip/detail/vectors.hpp>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_TARGET __attribute__((target("avx2")))
#define CORDON_IP_INLINE CORDON_IP_TARGET __attribute__((always_inline)) static inline

namespace cordon::inline v0::ip::detail {

// As few_flips_avx512, eight addresses at once, of up to 63 ranges. What processors compare are
// signed numbers, so the first bit of all is turned over.
struct few_flips_avx2 {
    static constexpr unsigned most_steps = 7;
    static constexpr std::size_t at_once = 32;

    // For a multiple of at_once addresses, and at most most_steps. Not where nothing was kept.
    template <class A>
    CORDON_IP_TARGET static void contains(const few_flips& few, const A* addresses, std::size_t n,
                                          bool* answers) noexcept
    {
        switch (few.steps) {
        case 4: search<4>(few, addresses, n, answers); break;
        case 5: search<5>(few, addresses, n, answers); break;
        case 6: search<6>(few, addresses, n, answers); break;
        default: search<7>(few, addresses, n, answers); break;
        }
    }

private:
    // From the third step on eight numbers a register.
    struct tables {
        __m256i first;
        __m256i second[2];
        __m256i third[4];
        __m256i others[4][8];
    };

    template <unsigned Steps, class A>
    CORDON_IP_INLINE void search(const few_flips& few, const A* addresses, std::size_t n,
                                 bool* answers) noexcept
    {
        const std::uint32_t* const numbers = few.tables.data();
        const auto every_of = [&](unsigned step, std::size_t i) CORDON_IP_TARGET {
            return turned(_mm256_set1_epi32(static_cast<int>(numbers[few_flips::begin(step) + i])));
        };
        tables t;
        t.first = every_of(0, 0);
        for (std::size_t i = 0; i < 2; ++i)
            t.second[i] = every_of(1, i);
        for (std::size_t i = 0; i < 4; ++i)
            t.third[i] = every_of(2, i);
        for (unsigned step = 3; step < Steps; ++step)
            for (std::size_t i = 0; i < std::size_t(1) << (step - 3); ++i)
                t.others[step - 3][i] = turned(load(numbers + few_flips::begin(step) + 8 * i));
        const __m256i even = _mm256_set1_epi8(few.starts_inside ? 1 : 0);
        const __m256i in_order = _mm256_set_epi32(7, 3, 6, 2, 5, 1, 4, 0);
        for (std::size_t i = 0; i < n; i += at_once) {
            __m256i is[4];
#pragma GCC unroll 4
            for (std::size_t k = 0; k < 4; ++k)
                is[k] = last_outcome<Steps>(t, addresses + i + 8 * k);
            const __m256i bytes =
                _mm256_permutevar8x32_epi32(_mm256_packs_epi16(_mm256_packs_epi32(is[0], is[1]),
                                                               _mm256_packs_epi32(is[2], is[3])),
                                            in_order);
            _mm256_storeu_si256(
                reinterpret_cast<__m256i*>(answers + i),
                _mm256_xor_si256(even, _mm256_and_si256(bytes, _mm256_set1_epi8(1))));
        }
    }

    // Of eight addresses.
    template <unsigned Steps, class A>
    CORDON_IP_INLINE __m256i last_outcome(const tables& t, const A* addresses) noexcept
    {
        std::uint32_t values[8];
        for (std::size_t j = 0; j < 8; ++j)
            values[j] = addresses[j].to_uint();
        const __m256i key = turned(load(values));
        const __m256i first = _mm256_cmpgt_epi32(key, t.first);
        const __m256i second = _mm256_cmpgt_epi32(key, choose(t.second, first));
        const __m256i third = _mm256_cmpgt_epi32(
            key, _mm256_blendv_epi8(choose(t.third, first), choose(t.third + 2, first), second));
        const __m256i outcomes =
            _mm256_or_si256(bit(first, 1), _mm256_or_si256(bit(second, 2), bit(third, 4)));
        const __m256i fourth =
            _mm256_cmpgt_epi32(key, _mm256_permutevar8x32_epi32(t.others[0][0], outcomes));
        if constexpr (Steps == 4)
            return fourth;
        const __m256i fifth = _mm256_cmpgt_epi32(key, look_up(t.others[1], outcomes, fourth));
        if constexpr (Steps == 5)
            return fifth;
        const __m256i sixth =
            _mm256_cmpgt_epi32(key, look_up(t.others[2], outcomes, fourth, fifth));
        if constexpr (Steps == 6)
            return sixth;
        return _mm256_cmpgt_epi32(
            key, _mm256_blendv_epi8(look_up(t.others[3], outcomes, fourth, fifth),
                                    look_up(t.others[3] + 4, outcomes, fourth, fifth), sixth));
    }

    CORDON_IP_INLINE __m256i load(const std::uint32_t* numbers) noexcept
    {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(numbers));
    }
    CORDON_IP_INLINE __m256i turned(__m256i numbers) noexcept
    {
        return _mm256_xor_si256(numbers, _mm256_set1_epi32(static_cast<int>(0x80000000U)));
    }
    CORDON_IP_INLINE __m256i bit(__m256i is, int value) noexcept
    {
        return _mm256_and_si256(is, _mm256_set1_epi32(value));
    }
    CORDON_IP_INLINE __m256i choose(const __m256i* numbers, __m256i is) noexcept
    {
        return _mm256_blendv_epi8(numbers[0], numbers[1], is);
    }
    // Of 16 numbers, of which the upper half where `upper`, and of 32.
    CORDON_IP_INLINE __m256i look_up(const __m256i* table, __m256i at, __m256i upper) noexcept
    {
        return _mm256_blendv_epi8(_mm256_permutevar8x32_epi32(table[0], at),
                                  _mm256_permutevar8x32_epi32(table[1], at), upper);
    }
    CORDON_IP_INLINE __m256i look_up(const __m256i* table, __m256i at, __m256i upper,
                                     __m256i more) noexcept
    {
        return _mm256_blendv_epi8(look_up(table, at, upper), look_up(table + 2, at, upper), more);
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_TARGET
#endif
#endif
