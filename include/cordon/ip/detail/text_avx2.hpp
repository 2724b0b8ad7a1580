// IPv6 text by AVX2 and BMI, chosen at run time where there is no AVX-512: all groups side by side.
//
// As in text_x86.hpp: valid text only, nothing outside the text is read.
#ifndef CORDON_IP_DETAIL_TEXT_AVX2_HPP
#define CORDON_IP_DETAIL_TEXT_AVX2_HPP

#include <cordon/ip/detail/text_x86.hpp>
#include <cordon/ip/detail/vectors.hpp>
#include <cordon/ip/uint128.hpp>

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__)
#define CORDON_IP_TEXT_AVX2
#include <immintrin.h>

#define CORDON_IP_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CORDON_IP_INLINE __attribute__((target("avx2,bmi,bmi2,popcnt"), always_inline)) inline

namespace cordon::inline v0::ip::detail::avx2 {

inline bool knows_text() noexcept { return has_avx2(); }

CORDON_IP_INLINE std::uint64_t colons_among(__m128i chars) noexcept
{
    return x86::bits_of(_mm_cmpeq_epi8(chars, x86::bytes_of(':')));
}
CORDON_IP_INLINE std::uint64_t colons_from(const char* text) noexcept
{
    return colons_among(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text)));
}
// A bit for each colon of a text of 4 to 48 bytes. What is looked at overlaps.
CORDON_IP_INLINE std::uint64_t colons_of(const char* text, std::size_t size) noexcept
{
    if (size < 16)
        return colons_among(x86::load_short(text, size));
    const std::size_t last = size - 16;
    const std::size_t middle = last < 16 ? last : 16;
    return colons_from(text) | colons_from(text + middle) << middle |
           colons_from(text + last) << last;
}

// Where the bytes of a uint128 come from, by how many groups are in front of the gap and how many
// there are: groups of two bytes, the upper one first. Bytes from 0x80 on make a '\0'.
struct group_layouts {
    constexpr group_layouts() noexcept
    {
        for (unsigned in_front = 0; in_front <= 8; ++in_front)
            for (unsigned count = in_front; count <= 8; ++count)
                for (unsigned i = 0; i < 16; ++i) {
                    const unsigned missing = 2 * (8 - count);
                    const unsigned from = i < 2 * in_front             ? i
                                          : i < 2 * in_front + missing ? 0x80
                                                                       : i - missing;
                    at[in_front][count][i / 8 * 8 + 7 - i % 8] = static_cast<unsigned char>(from);
                }
    }
    alignas(16) unsigned char at[9][9][16]{};
};
inline constexpr group_layouts layouts_of_groups;

// A byte for all 32, or one for every other of them.
struct alignas(32) bytes_32 {
    constexpr bytes_32(int even, int odd) noexcept
    {
        for (unsigned i = 0; i < 32; ++i)
            at[i] = static_cast<unsigned char>(i % 2 == 0 ? even : odd);
    }
    constexpr explicit bytes_32(int all) noexcept : bytes_32(all, all) {}
    CORDON_IP_INLINE __m256i load() const noexcept
    {
        return _mm256_load_si256(reinterpret_cast<const __m256i*>(at));
    }
    unsigned char at[32]{};
};

struct v6_constants {
    bytes_32 colon{':'};
    bytes_32 lower_case{'a' ^ 'A'};
    // To compare signed numbers: the last of a range becomes the greatest there is, what is above
    // wraps, and this is the greatest below the range.
    bytes_32 from_f{127 - 'f'};
    bytes_32 below_a{127 - 6};
    bytes_32 from_9{127 - '9'};
    bytes_32 below_0{127 - 10};
    bytes_32 of_letter{9}; // 'a' + 9 ends with 0xa
    bytes_32 nibble{15};
    bytes_32 weights{16, 1};
};
inline constexpr v6_constants constants_of_v6;

// Four characters up to each of the next two ends, of which `last` is the last one.
CORDON_IP_INLINE __m128i two_ends(const char* text, std::uint64_t& ends,
                                  std::uint64_t last) noexcept
{
    const __m128i first =
        _mm_cvtsi32_si128(x86::load<std::int32_t>(text + _tzcnt_u64(ends | last) - 3));
    ends = _blsr_u64(ends);
    const auto second = x86::load<std::int32_t>(text + _tzcnt_u64(ends | last) - 3);
    ends = _blsr_u64(ends);
    return _mm_insert_epi32(first, second, 1);
}

// Reads IPv6 text of at least four characters, without a dotted quad, whose first group ends behind
// the third character (not "64:ff9b::1"); false leaves `out` as it is.
CORDON_IP_TARGET inline bool read_v6(const char* text, std::size_t size, uint128& out) noexcept
{
    if (size - 4 > 35) // 4 to 39
        return false;
    const std::uint64_t colons = colons_of(text, size);
    const std::uint64_t digits = colons ^ _bzhi_u64(~std::uint64_t(0), unsigned(size)); // or junk
    const std::uint64_t gap = colons & colons >> 1; // a bit at the first colon of "::"
    std::uint64_t ends = digits & ~(digits >> 1);
    const auto count = static_cast<unsigned>(_mm_popcnt_u64(ends));
    const auto in_front =
        static_cast<unsigned>(_mm_popcnt_u64(ends & (gap - 1))); // all without one
    const std::uint64_t two = digits & digits >> 1;
    const std::uint64_t wrong = (two & two >> 2 & digits >> 4) | (gap & (gap - 1)) |
                                (colons & 1 & ~gap) |
                                (colons >> (size - 1) & ~(gap >> (size - 2))) | (ends & 7);
    const unsigned counts = gap == 0 ? 1U << 8 : 0xffU;
    if (wrong != 0 || (counts >> count & 1) == 0)
        return false;

    // The four characters up to the end of each group; where there is none the last of the text.
    const std::uint64_t last = std::uint64_t(1) << (size - 1);
    const __m128i a = two_ends(text, ends, last);
    const __m128i b = two_ends(text, ends, last);
    const __m128i c = two_ends(text, ends, last);
    const __m128i d = two_ends(text, ends, last);
    const __m256i chars = _mm256_set_m128i(_mm_unpacklo_epi64(c, d), _mm_unpacklo_epi64(a, b));

    // In front of a group's first digit is a colon, and what is in front of that belongs to others.
    const v6_constants* by = &constants_of_v6;
    asm("" : "+r"(by)); // g++ would put the constants together from parts
    __m256i foreign = _mm256_cmpeq_epi8(chars, by->colon.load());
    foreign = _mm256_or_si256(foreign, _mm256_srli_epi32(foreign, 8));
    foreign = _mm256_or_si256(foreign, _mm256_srli_epi32(foreign, 16));
    const __m256i lower = _mm256_or_si256(chars, by->lower_case.load());
    const __m256i is_letter =
        _mm256_cmpgt_epi8(_mm256_add_epi8(lower, by->from_f.load()), by->below_a.load());
    const __m256i is_decimal =
        _mm256_cmpgt_epi8(_mm256_add_epi8(chars, by->from_9.load()), by->below_0.load());
    const __m256i known = _mm256_or_si256(_mm256_or_si256(is_decimal, is_letter), foreign);
    if (_mm256_movemask_epi8(known) != -1)
        return false;
    const __m256i values =
        _mm256_and_si256(_mm256_add_epi8(chars, _mm256_and_si256(is_letter, by->of_letter.load())),
                         by->nibble.load());
    const __m256i numbers =
        _mm256_maddubs_epi16(_mm256_andnot_si256(foreign, values), by->weights.load());
    const __m128i groups =
        _mm_packus_epi16(_mm256_castsi256_si128(numbers), _mm256_extracti128_si256(numbers, 1));
    const __m128i layout =
        _mm_load_si128(reinterpret_cast<const __m128i*>(layouts_of_groups.at[in_front][count]));
    // One store: whoever reads the halves need not wait for two.
    static_assert(offsetof(uint128, low) == 8 && sizeof(uint128) == 16);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&out), _mm_shuffle_epi8(groups, layout));
    return true;
}

} // namespace cordon::inline v0::ip::detail::avx2

#undef CORDON_IP_TARGET
#undef CORDON_IP_INLINE
#endif
#endif
