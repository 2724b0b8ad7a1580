// IPv6 text by AVX-512 with VBMI2 (Ice Lake, Zen 4 and later), chosen at run time: the digits are
// compressed out of the text and expanded to where they belong, all groups at once, and the other
// way round.
//
// As in text_x86.hpp: valid text only, nothing outside the text is read (masked loads do not
// fault).
#ifndef CORDON_IP_DETAIL_TEXT_AVX512_HPP
#define CORDON_IP_DETAIL_TEXT_AVX512_HPP

#include <cordon/ip/detail/zero_run.hpp>
#include <cordon/ip/uint128.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__)
#define CORDON_IP_TEXT_AVX512
#include <immintrin.h>

#define CORDON_IP_TARGET                                                                           \
    __attribute__((                                                                                \
        target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")))

namespace cordon::inline v0::ip::detail::avx512 {

inline bool knows_text() noexcept
{
    return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("bmi2");
}

// 0, 1, 2, ...: loaded, since g++ would put such a constant together from parts.
struct place_table {
    constexpr place_table() noexcept
    {
        for (unsigned i = 0; i < 64; ++i)
            at[i] = static_cast<unsigned char>(i);
    }
    alignas(64) unsigned char at[64]{};
};
inline constexpr place_table places;

// Reads IPv6 text without a dotted quad; false leaves `out` as it is.
CORDON_IP_TARGET inline bool read_v6(const char* text, std::size_t size, uint128& out) noexcept
{
    if (size - 2 > 37) // 2 to 39
        return false;
    const std::uint64_t all = (std::uint64_t(1) << size) - 1;
    const __m512i chars = _mm512_maskz_loadu_epi8(all, text);
    const __m512i decimal = _mm512_sub_epi8(chars, _mm512_set1_epi8('0'));
    const __m512i letter =
        _mm512_sub_epi8(_mm512_or_si512(chars, _mm512_set1_epi8(0x20)), _mm512_set1_epi8('a' - 10));
    const std::uint64_t letters =
        _mm512_cmple_epu8_mask(_mm512_sub_epi8(letter, _mm512_set1_epi8(10)), _mm512_set1_epi8(5));
    const std::uint64_t digits = _mm512_cmple_epu8_mask(decimal, _mm512_set1_epi8(9)) | letters;
    const std::uint64_t colons = _mm512_cmpeq_epi8_mask(chars, _mm512_set1_epi8(':'));
    const __m512i value = _mm512_mask_mov_epi8(decimal, letters, letter);

    const std::uint64_t gap = colons & colons >> 1; // a bit at the first colon of "::"
    const std::uint64_t starts = digits & ~(digits << 1);
    const std::uint64_t ends = digits & ~(digits >> 1);
    const auto count = static_cast<unsigned>(std::popcount(ends));
    const auto in_front = static_cast<unsigned>(std::popcount(ends & (gap - 1))); // all without one
    const std::uint64_t wrong =
        ((colons | digits) ^ all) | (gap & (gap - 1)) |
        (digits & digits >> 1 & digits >> 2 & digits >> 3 & digits >> 4) | (colons & 1 & ~gap) |
        (colons >> (size - 1) & ~(gap >> (size - 2))) | std::uint64_t((count == 8) != (gap == 0)) |
        std::uint64_t(count > 8);
    if (wrong != 0)
        return false;

    // Eight fields of four bytes, the last digit in the last of them; the gap's stay empty.
    const __m512i place = _mm512_load_si512(places.at);
    const __m512i first = _mm512_maskz_compress_epi8(starts, place);
    const __m512i last = _mm512_maskz_compress_epi8(ends, place);
    // (maskz: of the casts g++ 12 warns in the user's program.)
    const __m128i more = _mm512_maskz_extracti32x4_epi32(0xf, _mm512_sub_epi8(last, first), 0);
    const unsigned fields = ((1U << in_front) - 1) | (0xff00U >> (count - in_front) & 0xff);
    const __m128i width =
        _mm_mask_expand_epi8(_mm_set1_epi8(-1), static_cast<__mmask16>(fields), more);
    const __m256i widths =
        _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(width),
                            _mm256_set_epi8(7, 7, 7, 7, 6, 6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 3,
                                            3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0));
    const __mmask32 used = _mm256_cmpge_epi8_mask(widths, _mm256_set1_epi32(0x00010203));
    const __m256i nibbles = _mm256_maskz_expand_epi8(
        used, _mm512_maskz_extracti64x4_epi64(0xff, _mm512_maskz_compress_epi8(digits, value), 0));
    const __m128i bytes = _mm256_maskz_cvtepi16_epi8(
        0xffff, _mm256_maddubs_epi16(nibbles, _mm256_set1_epi16(0x0110)));
    // One store: whoever reads the halves need not wait for two.
    const __m128i halves =
        _mm_shuffle_epi8(bytes, _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    static_assert(offsetof(uint128, low) == 8 && sizeof(uint128) == 16);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&out), halves);
    return true;
}

// Eight groups of five characters in 40 bytes: where the digits are among them, and the colons.
inline constexpr std::uint64_t digit_places = 0x7bdef7bdef;
inline constexpr std::uint64_t colon_places = 0x0421084210;

// Which of these 40 are written, by which groups are 0: nothing of the longest run of two or more
// (of equally long ones the first, RFC 5952, 4.2.3) but a colon, at the front two.
struct gap_masks {
    constexpr gap_masks() noexcept
    {
        for (unsigned zeros = 0; zeros < 256; ++zeros) {
            const auto [gap, gap_size] = zero_run(zeros);
            at[zeros] = digit_places | colon_places;
            if (gap_size == 1)
                continue;
            const std::uint64_t inside = ((std::uint64_t(1) << 5 * gap_size) - 1) << 5 * gap;
            const std::uint64_t left = std::uint64_t(gap == 0 ? 0x210 : 0x10) << 5 * gap;
            at[zeros] = (at[zeros] & ~inside) | left;
        }
    }
    std::uint64_t at[256]{};
};
inline constexpr gap_masks masks_of_gaps;

struct group_places {
    constexpr group_places() noexcept
    {
        for (unsigned i = 0; i < 40; ++i)
            from[i] = static_cast<unsigned char>(i / 5 * 4 + i % 5 % 4);
        for (unsigned i = 0; i < 8; ++i)
            tail[i] = static_cast<unsigned char>(31 + i);
    }
    alignas(64) unsigned char from[64]{}; // digits to their places among the 40
    alignas(64) unsigned char tail[64]{}; // the last 8 of 39
};
inline constexpr group_places places_of_groups;

// Writes an address that is not mapped, and returns the end of the text: at most 39 characters.
// Behind the end anything may stand, up to these 39.
CORDON_IP_TARGET inline char* write_v6(char* out, uint128 value) noexcept
{
    std::uint64_t high = __builtin_bswap64(value.high);
    std::uint64_t low = __builtin_bswap64(value.low);
    // (g++ 12 would put them together in memory, and wait for it.)
    asm("" : "+r"(high), "+r"(low));
    const __m128i bytes = _mm_set_epi64x(static_cast<long long>(low), static_cast<long long>(high));
    const __m128i upper = _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(15));
    const __m128i lower = _mm_and_si128(bytes, _mm_set1_epi8(15));
    const __m256i nibbles =
        _mm256_set_m128i(_mm_unpackhi_epi8(upper, lower), _mm_unpacklo_epi8(upper, lower));

    // A digit is written if it is not 0, one in front of it is not, or it is the last of four.
    const std::uint32_t some = _mm256_test_epi8_mask(nibbles, nibbles);
    const std::uint32_t digits = some | (some << 1 & 0xeeeeeeeeU) | (some << 2 & 0xccccccccU) |
                                 (some << 3 & 0x88888888U) | 0x88888888U;
    const std::uint32_t groups = some | some >> 1 | some >> 2 | some >> 3;
    const unsigned zeros = 0xff & ~_pext_u32(groups, 0x11111111U);
    const std::uint64_t written =
        (_pdep_u64(digits, digit_places) | colon_places) & masks_of_gaps.at[zeros];

    const __m128i hex = _mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b',
                                      'c', 'd', 'e', 'f');
    const __m256i characters = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(hex), nibbles);
    const __m512i all = _mm512_mask_permutexvar_epi8(
        _mm512_set1_epi8(':'), digit_places, _mm512_load_si512(places_of_groups.from),
        _mm512_maskz_broadcast_i64x4(0xff, characters)); // (maskz: see above)
    const __m512i text = _mm512_maskz_compress_epi8(written, all);
    const __m512i tail =
        _mm512_maskz_permutexvar_epi8(0xff, _mm512_load_si512(places_of_groups.tail), text);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out),
                        _mm512_maskz_extracti64x4_epi64(0xff, text, 0));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + 31),
                     _mm512_maskz_extracti32x4_epi32(0xf, tail, 0));
    return out + std::popcount(written);
}

} // namespace cordon::inline v0::ip::detail::avx512

#undef CORDON_IP_TARGET
#endif
#endif
