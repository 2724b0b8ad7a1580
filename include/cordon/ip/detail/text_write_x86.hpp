// IPv6 text written by SSE2, which every 64-bit x86 has: all digits at once, then each group to its
// place, without a branch on what the address is.
#ifndef CORDON_IP_DETAIL_TEXT_WRITE_X86_HPP
#define CORDON_IP_DETAIL_TEXT_WRITE_X86_HPP

#include <cordon/ip/detail/text_x86.hpp>
#include <cordon/ip/detail/zero_run.hpp>
#include <cordon/ip/uint128.hpp>

#include <cstdint>
#include <cstring>

#ifdef CORDON_IP_TEXT_X86

namespace cordon::inline v0::ip::detail::x86 {

// What is to be known of the eight groups of an address, a byte for each, by which of them are 0.
// Of the longest run of two or more zeros (of equally long ones the first, RFC 5952, 4.2.3) only
// colons are left.
struct gap_layout {
    std::uint64_t sizes = 0; // characters with four digits a group, and the ':' behind it
    std::uint64_t gap = 0;   // 1 where a group is left out
};
struct gap_layouts {
    constexpr gap_layouts() noexcept
    {
        for (unsigned zeros = 0; zeros < 256; ++zeros) {
            const auto [gap, gap_size] = zero_run(zeros);
            for (unsigned i = 0; i < 8; ++i) {
                const bool inside = gap_size > 1 && i >= gap && i < gap + gap_size;
                // At the front both colons of "::" are the gap's.
                const bool colon = inside ? i == gap || (gap == 0 && i == 1) : i < 7;
                at[zeros].sizes |= std::uint64_t(4U + colon - inside) << 8 * i;
                at[zeros].gap |= std::uint64_t(inside) << 8 * i;
            }
        }
    }
    gap_layout at[256]{};
};
inline constexpr gap_layouts layouts_of_gaps;

// Writes an address that is not mapped, and returns the end of the text: at most 39 characters.
// Behind the end anything may stand, up to these 39.
inline char* write_v6(char* out, uint128 value) noexcept
{
    const auto halves = [](std::uint64_t low, std::uint64_t high) {
        return _mm_unpacklo_epi64(_mm_cvtsi64_si128(static_cast<long long>(low)),
                                  _mm_cvtsi64_si128(static_cast<long long>(high)));
    };
    // The groups in order, as numbers and as bytes.
    const __m128i groups =
        _mm_shufflehi_epi16(_mm_shufflelo_epi16(halves(value.high, value.low), 0x1b), 0x1b);
    const __m128i bytes = _mm_or_si128(_mm_slli_epi16(groups, 8), _mm_srli_epi16(groups, 8));
    const __m128i upper = _mm_and_si128(_mm_srli_epi16(bytes, 4), bytes_of(15));
    const __m128i lower = _mm_and_si128(bytes, bytes_of(15));
    const auto hex = [](__m128i nibbles) {
        const __m128i letters = _mm_cmpgt_epi8(nibbles, bytes_of(9));
        return _mm_add_epi8(_mm_add_epi8(nibbles, bytes_of('0')),
                            _mm_and_si128(letters, bytes_of('a' - '0' - 10)));
    };
    const __m128i front = hex(_mm_unpacklo_epi8(upper, lower));
    const __m128i back = hex(_mm_unpackhi_epi8(upper, lower));

    // How many zeros lead each group: 0 to 3; 0 has one digit.
    const __m128i none = _mm_setzero_si128();
    const __m128i below_10 = _mm_cmpeq_epi16(_mm_srli_epi16(groups, 4), none);
    const __m128i below_100 = _mm_cmpeq_epi16(_mm_srli_epi16(groups, 8), none);
    const __m128i below_1000 = _mm_cmpeq_epi16(_mm_srli_epi16(groups, 12), none);
    const __m128i leading =
        _mm_sub_epi16(_mm_sub_epi16(none, below_10), _mm_add_epi16(below_100, below_1000));
    const __m128i found = _mm_packs_epi16(leading, _mm_cmpeq_epi16(groups, none));
    const auto zeros = static_cast<std::uint64_t>(_mm_cvtsi128_si64(found));
    const gap_layout& layout = layouts_of_gaps.at[bits_of(found) >> 8];

    // Where each group ends is a sum of sizes, and one multiplication makes all eight sums.
    const std::uint64_t ends = (layout.sizes - zeros) * 0x0101010101010101U;
    const std::uint64_t starts = ends << 8;
    const std::uint64_t shifts = (zeros + layout.gap) << 3; // a gap has four zeros: ':' is left
    const auto put = [&](__m128i text, unsigned i, std::size_t size) {
        const std::uint64_t word =
            static_cast<std::uint64_t>(_mm_cvtsi128_si64(text)) >> (shifts >> 8 * i & 63);
        std::memcpy(out + (starts >> 8 * i & 0xff), &word, size);
    };
    // In order: what is too much is written over by the next one, and ends at 39 for all.
    const auto put_two = [&](__m128i text, unsigned i) {
        put(text, i, 8);
        put(_mm_unpackhi_epi64(text, text), i + 1, i == 6 ? 4 : 8);
    };
    put_two(_mm_unpacklo_epi32(front, bytes_of(':')), 0);
    put_two(_mm_unpackhi_epi32(front, bytes_of(':')), 2);
    put_two(_mm_unpacklo_epi32(back, bytes_of(':')), 4);
    put_two(_mm_unpackhi_epi32(back, bytes_of(':')), 6);
    return out + (ends >> 56);
}

} // namespace cordon::inline v0::ip::detail::x86

#endif
#endif
