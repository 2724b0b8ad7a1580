// ipgrep: where lines and fields end, many bytes at a time and without a branch on each.
#ifndef CORDON_EXAMPLES_IPGREP_BYTES_HPP
#define CORDON_EXAMPLES_IPGREP_BYTES_HPP

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ipgrep {

inline bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

/// The first blank of text[at...], or the text's size.
inline std::size_t find_blank(std::string_view text, std::size_t at) noexcept
{
#if defined(__SSE2__)
    for (; text.size() - at >= 16; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
        const __m128i blanks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')),
                                            _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')));
        if (const int mask = _mm_movemask_epi8(blanks); mask != 0)
            return at + std::size_t(std::countr_zero(unsigned(mask)));
    }
#endif
    while (at < text.size() && !is_blank(text[at]))
        ++at;
    return at;
}

/// How many more than asked for find_newlines() may find.
inline constexpr std::size_t newlines_at_once = 64;

/// Where the first newlines are; how many. At least `most` where there are as many, and less than
/// `most` + newlines_at_once, for which `out` has room.
inline std::size_t find_newlines(std::string_view text, std::size_t most, std::size_t* out) noexcept
{
    std::size_t at = 0;
    std::size_t n = 0;
#if defined(__SSE2__)
    const auto newlines = [&](std::size_t from) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + from));
        return std::uint64_t(
            unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')))));
    };
    for (; n < most && text.size() - at >= 64; at += 64) {
        std::uint64_t mask = newlines(at) | newlines(at + 16) << 16 | newlines(at + 32) << 32 |
                             newlines(at + 48) << 48;
        do { // mostly one or none, and nobody foresees which: no jump on that
            out[n] = at + std::size_t(std::countr_zero(mask | std::uint64_t(1) << 63));
            n += mask != 0;
            mask &= mask - 1;
        } while (mask != 0);
    }
#endif
    while (n < most) {
        const std::size_t next = text.find('\n', at);
        if (next == text.npos)
            break;
        out[n++] = next;
        at = next + 1;
    }
    return n;
}

} // namespace ipgrep

#endif
