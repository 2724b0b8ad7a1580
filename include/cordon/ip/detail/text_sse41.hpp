// Dotted quads by SSE4.1, chosen at run time: one shuffle moves every digit to where its weight is.
//
// As in text_x86.hpp: valid text only, nothing outside the text is read.
#ifndef CORDON_IP_DETAIL_TEXT_SSE41_HPP
#define CORDON_IP_DETAIL_TEXT_SSE41_HPP

#include <cordon/version.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define CORDON_IP_TEXT_SSE41
#include <smmintrin.h>

namespace cordon::inline v0::ip::detail::sse41 {

inline bool can_read_text() noexcept { return __builtin_cpu_supports("sse4.1"); }

// The first and the last eight bytes of the text, which meet or overlap. Of seven bytes there are
// no eight: a '\0' is behind the first and in front of the last ones.
inline __m128i load_both_ends(const char* text, std::size_t size) noexcept
{
    const auto load = [](const char* from, auto word) {
        std::memcpy(&word, from, sizeof word);
        return word;
    };
    std::int64_t front;
    std::int64_t back;
    if (size > 7) [[likely]] {
        front = load(text, std::int64_t());
        back = load(text + size - 8, std::int64_t());
    } else {
        front = load(text, std::uint32_t()) | std::int64_t(load(text + 3, std::uint32_t())) << 24;
        back = front << 8;
    }
    return _mm_unpacklo_epi64(_mm_cvtsi64_si128(front), _mm_cvtsi64_si128(back));
}

// What to do with a dotted quad, for each of the 81 ways to space it.
struct quad_layout {
    // Where the four bytes of each octet come from: the dot behind it ('\0' for the last octet),
    // then its digits, '\0' in front of them. Bytes from 0x80 on make a '\0'; in one of these is
    // the size of the text.
    alignas(16) unsigned char from[16]{};
    std::int32_t least[4]{}; // an octet of three digits is 100 or more: no leading zeros
};

class quad_layouts {
public:
    static constexpr unsigned char none = 0x80;

    constexpr quad_layouts() noexcept
    {
        for (unsigned layout = 0; layout < 81; ++layout) {
            const unsigned sizes[4]{1 + layout / 27, 1 + layout / 9 % 3, 1 + layout / 3 % 3,
                                    1 + layout % 3};
            const unsigned size = 3 + sizes[0] + sizes[1] + sizes[2] + sizes[3];
            const auto place = [&](unsigned at) { // as load_both_ends() has it
                return static_cast<unsigned char>(at < 8 ? at : at + 16 - size);
            };
            quad_layout made;
            unsigned dots = size == 7 ? 0x180 : 0; // what is no digit
            unsigned at = 0;
            for (unsigned i = 0; i < 4; ++i) {
                for (unsigned j = 0; j < 4; ++j)
                    made.from[4 * i + j] = none;
                for (unsigned j = 0; j < sizes[i]; ++j)
                    made.from[4 * i + 4 - sizes[i] + j] = place(at + j);
                at += sizes[i];
                made.least[i] = sizes[i] == 3 ? 100 : sizes[i] == 2 ? 10 : 0;
                if (i == 3)
                    continue;
                made.from[4 * i] = place(at);
                for (unsigned j = 0; j < 16; ++j) // the dot may be among both ends
                    if (j < 8 ? j == at : j + size == at + 16)
                        dots |= 1U << j;
                ++at;
            }
            made.from[12] = static_cast<unsigned char>(none | size);
            at_[slot(dots)] = made;
        }
    }
    // How many slots are taken: 81, unless two layouts met.
    constexpr unsigned size() const noexcept
    {
        unsigned taken = 0;
        for (const quad_layout& layout : at_)
            taken += layout.from[12] != 0;
        return taken;
    }
    // The layout of a quad with dots at these places. Of what is no quad it is any: look whether
    // it fits.
    constexpr const quad_layout& operator[](std::uint32_t dots) const noexcept
    {
        return at_[slot(dots)];
    }

private:
    // Found by trying random multipliers until no two of the 81 met.
    static constexpr std::uint32_t slot(std::uint32_t dots) noexcept
    {
        return dots * 0xf24cadc3U >> 24;
    }
    quad_layout at_[256]{};
};
inline constexpr quad_layouts layouts_of_quads;
static_assert(layouts_of_quads.size() == 81, "another multiplier is needed");

// What read_v4() answers if the text is no dotted quad.
inline constexpr std::uint64_t no_quad = std::uint64_t(1) << 32;

// The number of a dotted quad, or no_quad.
__attribute__((target("sse4.1"))) inline std::uint64_t read_v4(const char* text,
                                                               std::size_t size) noexcept
{
    if (size - 7 > 8) // 7 to 15
        return no_quad;
    const __m128i chars = load_both_ends(text, size);
    const auto dots = // or whatever is before '0', signed
        static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpgt_epi8(_mm_set1_epi8('0'), chars)));
    const quad_layout& layout = layouts_of_quads[dots];
    const __m128i from = _mm_load_si128(reinterpret_cast<const __m128i*>(layout.from));
    const __m128i least = _mm_loadu_si128(reinterpret_cast<const __m128i*>(layout.least));
    const __m128i parts = _mm_shuffle_epi8(_mm_sub_epi8(chars, _mm_set1_epi8('0')), from);
    const __m128i octets = _mm_madd_epi16(
        _mm_maddubs_epi16(parts, _mm_set1_epi32(0x010a6400)), // 0, 100, 10 and 1 times
        _mm_set1_epi16(1));
    // Every byte of the text is a part, so this looks at all of them: dots where dots are, digits
    // for the rest.
    constexpr int dot = '.' - '0' + 256;
    const __m128i off = _mm_subs_epu8(_mm_xor_si128(parts, _mm_set_epi32(0, dot, dot, dot)),
                                      _mm_set1_epi32(0x09090900));
    const __m128i wrong =
        _mm_or_si128(off, _mm_or_si128(_mm_cmpgt_epi32(octets, _mm_set1_epi32(255)),
                                       _mm_cmpgt_epi32(least, octets)));
    if (layout.from[12] != (quad_layouts::none | size) || _mm_testz_si128(wrong, wrong) == 0)
        return no_quad;
    const __m128i number =
        _mm_shuffle_epi8(octets, _mm_set_epi32(-1, -1, -1, 12 | 8 << 8 | 4 << 16));
    return static_cast<std::uint32_t>(_mm_cvtsi128_si32(number));
}

} // namespace cordon::inline v0::ip::detail::sse41

#endif
#endif
