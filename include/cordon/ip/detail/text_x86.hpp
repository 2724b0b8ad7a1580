// Address text by SSE2, which every 64-bit x86 has: valid text in a few nanoseconds, without a
// branch for each character.
//
// Accepts only what the grammar in address_text.hpp accepts, with the same value; whatever it does
// not take is left to the grammar, which alone knows the errors. Never reads outside the text.
#ifndef CORDON_IP_DETAIL_TEXT_X86_HPP
#define CORDON_IP_DETAIL_TEXT_X86_HPP

#include <cordon/ip/uint128.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) || defined(_M_X64)
#define CORDON_IP_TEXT_X86
#include <emmintrin.h>

namespace cordon::inline v0::ip::detail::x86 {

template <class Word>
Word load(const char* from) noexcept
{
    Word word;
    std::memcpy(&word, from, sizeof word);
    return word;
}

// The 4 to 15 bytes at `text`, zeros behind them: two loads that overlap.
inline __m128i load_short(const char* text, std::size_t size) noexcept
{
    std::uint64_t low;
    std::uint64_t high = 0;
    if (size >= 8) {
        low = load<std::uint64_t>(text);
        high = load<std::uint64_t>(text + size - 8) >> 8 * (15 - size) >> 8; // by up to 64
    } else {
        low = load<std::uint32_t>(text);
        low |= std::uint64_t(load<std::uint32_t>(text + size - 4)) << 8 * (size - 4);
    }
    return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
}

inline unsigned bits_of(__m128i mask) noexcept
{
    return static_cast<unsigned>(_mm_movemask_epi8(mask));
}
inline __m128i bytes_of(int value) noexcept { return _mm_set1_epi8(static_cast<char>(value)); }

// Which bytes are at most `limit`, unsigned.
inline __m128i at_most(__m128i bytes, int limit) noexcept
{
    return _mm_cmpeq_epi8(_mm_min_epu8(bytes, bytes_of(limit)), bytes);
}

// By 0 to 128, without a branch.
inline uint128 shifted_left(uint128 value, unsigned by) noexcept
{
    for (const unsigned half : {by / 2, by - by / 2}) { // of 0 to 64
        const std::uint64_t out_of_low = value.low >> 1 >> (63 - half % 64);
        const std::uint64_t low = value.low << half % 64;
        value.high = half == 64 ? value.low : value.high << half % 64 | out_of_low;
        value.low = half == 64 ? 0 : low;
    }
    return value;
}

// Where the octets of a dotted quad stand, for each of the 81 ways to space them.
//
// An octet is loaded with three bytes that are not its own: behind it (the first two octets) or in
// front of it (the last two), so that nothing outside the text is read.
struct quad_layout {
    std::uint16_t key = 0;           // a bit at each dot, and one at the end
    std::uint16_t starts = 0;        // a bit where an octet of two or three digits starts
    unsigned char load_at[4]{};      // of the octet's four bytes
    unsigned char foreign_bits[4]{}; // how many of these 32 are not its own
};

class quad_layouts {
public:
    constexpr quad_layouts() noexcept
    {
        for (unsigned layout = 0; layout < 81; ++layout) {
            const unsigned sizes[4]{1 + layout / 27, 1 + layout / 9 % 3, 1 + layout / 3 % 3,
                                    1 + layout % 3};
            quad_layout made;
            for (unsigned i = 0, at = 0; i < 4; ++i) {
                made.load_at[i] = static_cast<unsigned char>(i < 2 ? at : at + sizes[i] - 4);
                made.foreign_bits[i] = static_cast<unsigned char>(8 * (4 - sizes[i]));
                if (sizes[i] > 1)
                    made.starts = static_cast<std::uint16_t>(made.starts | 1U << at);
                at += sizes[i];
                made.key = static_cast<std::uint16_t>(made.key | 1U << at);
                ++at;
            }
            at_[slot(made.key)] = made;
        }
    }
    // How many slots are taken: 81, unless two layouts met.
    constexpr unsigned size() const noexcept
    {
        unsigned taken = 0;
        for (const quad_layout& layout : at_)
            taken += layout.key != 0;
        return taken;
    }
    // The layout of these dots, or one that has another key.
    constexpr const quad_layout& operator[](std::uint32_t key) const noexcept
    {
        return at_[slot(key)];
    }

private:
    // Found by trying random multipliers until no two of the 81 keys met.
    static constexpr std::uint32_t slot(std::uint32_t key) noexcept
    {
        return key * 0xc8d448e5U >> 24;
    }
    quad_layout at_[256]{};
};
inline constexpr quad_layouts layouts_of_quads;
static_assert(layouts_of_quads.size() == 81, "another multiplier is needed");

// Reads a dotted quad; false leaves `out` as it is.
inline bool read_v4(const char* text, std::size_t size, std::uint32_t& out) noexcept
{
    if (size - 7 > 8) // 7 to 15
        return false;
    const __m128i chars = load_short(text, size);
    const unsigned dots = bits_of(_mm_cmpeq_epi8(chars, bytes_of('.')));
    const unsigned zeros = bits_of(_mm_cmpeq_epi8(chars, bytes_of('0')));
    const unsigned digits = bits_of(at_most(_mm_sub_epi8(chars, bytes_of('0')), 9));
    const unsigned end = 1U << size;
    const quad_layout& layout = layouts_of_quads[dots | end];
    if (layout.key != (dots | end) || (dots ^ digits) != end - 1 || (zeros & layout.starts) != 0)
        return false;

    // Each octet at the upper end of its four bytes, '\0' in front of it.
    const auto behind = [&](unsigned i) {
        return std::uint64_t(load<std::uint32_t>(text + layout.load_at[i])
                             << layout.foreign_bits[i]);
    };
    const auto in_front = [&](unsigned i) {
        const unsigned foreign = layout.foreign_bits[i];
        return std::uint64_t(load<std::uint32_t>(text + layout.load_at[i]) >> foreign << foreign);
    };
    const __m128i octets = _mm_set_epi64x(static_cast<long long>(in_front(2) | in_front(3) << 32),
                                          static_cast<long long>(behind(0) | behind(1) << 32));
    const __m128i values = _mm_subs_epu8(octets, bytes_of('0'));
    const __m128i tens = _mm_and_si128(values, _mm_set1_epi32(0x00ff0000));
    const __m128i others = _mm_srli_epi16(values, 8); // hundreds and ones
    const __m128i sums = _mm_add_epi32(_mm_madd_epi16(tens, _mm_set1_epi32(10 << 16)),
                                       _mm_madd_epi16(others, _mm_set1_epi32(1 << 16 | 100)));
    if (bits_of(_mm_cmpgt_epi32(sums, _mm_set1_epi32(255))) != 0)
        return false;
    const __m128i packed = _mm_packs_epi32(sums, sums);
    const auto bytes =
        static_cast<std::uint32_t>(_mm_cvtsi128_si32(_mm_packus_epi16(packed, packed)));
    out = bytes << 24 | (bytes << 8 & 0xff0000) | (bytes >> 8 & 0xff00) | bytes >> 24;
    return true;
}

// Reads IPv6 text of at least four characters, with or without a dotted quad at its end; false
// leaves `out` as it is.
inline bool read_v6(const char* text, std::size_t size, uint128& out) noexcept
{
    if (size - 4 > 41) // 4 to 45
        return false;
    unsigned char nibbles[64]; // the value of each hex digit, 0 for a colon
    std::uint64_t colons = 0;  // a bit for each character
    std::uint64_t digits = 0;
    const auto look_at = [&](__m128i chars, std::size_t at) {
        const __m128i decimal = _mm_sub_epi8(chars, bytes_of('0'));
        const __m128i letter = _mm_sub_epi8(_mm_or_si128(chars, bytes_of(0x20)), bytes_of('a'));
        const __m128i is_decimal = at_most(decimal, 9);
        const __m128i is_letter = at_most(letter, 5);
        const __m128i value =
            _mm_or_si128(_mm_and_si128(is_decimal, decimal),
                         _mm_and_si128(is_letter, _mm_add_epi8(letter, bytes_of(10))));
        colons |= std::uint64_t(bits_of(_mm_cmpeq_epi8(chars, bytes_of(':')))) << at;
        digits |= std::uint64_t(bits_of(_mm_or_si128(is_decimal, is_letter))) << at;
        _mm_storeu_si128(reinterpret_cast<__m128i*>(nibbles + at), value);
    };
    const auto load16 = [](const char* from) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    };
    if (size < 16) {
        look_at(load_short(text, size), 0);
    } else {
        look_at(load16(text), 0);
        if (size > 32)
            look_at(load16(text + 16), 16);
        look_at(load16(text + size - 16), size - 16);
    }
    std::memset(nibbles + size, 0, 4); // a last group of less than four digits is read past its end

    std::uint32_t quad = 0;
    unsigned quad_groups = 0;
    std::uint64_t all = (std::uint64_t(1) << size) - 1;
    std::uint64_t colon_at_end = colons >> (size - 1);
    if ((colons | digits) != all) {
        // "64:ff9b::192.0.2.1": the part up to the last colon, and the quad behind it.
        if (colons == 0)
            return false;
        const auto head = static_cast<std::size_t>(std::bit_width(colons));
        if (!read_v4(text + head, size - head, quad))
            return false;
        quad_groups = 2;
        all = (std::uint64_t(1) << head) - 1;
        digits &= all;
        colon_at_end = 0;
        if ((colons | digits) != all)
            return false;
    }
    const std::uint64_t gap = colons & colons >> 1; // a bit at the first colon of "::"
    const std::uint64_t wrong = (digits & digits >> 1 & digits >> 2 & digits >> 3 & digits >> 4) |
                                (gap & (gap - 1)) | (colons & 1 & ~gap) |
                                (colon_at_end & ~(gap >> (size - 2)));
    if (wrong != 0)
        return false;

    // The groups one behind the other, at the low end of 128 bits.
    uint128 groups;
    unsigned count = 0;
    unsigned behind = 0; // the gap
    std::uint64_t starts = digits & ~(digits << 1);
    std::uint64_t ends = digits & ~(digits >> 1);
    for (; ends != 0; starts &= starts - 1, ends &= ends - 1) {
        const int start = std::countr_zero(starts);
        const int missing = 3 - (std::countr_zero(ends) - start); // digits to four
        const auto four = load<std::uint32_t>(reinterpret_cast<const char*>(nibbles) + start);
        const std::uint32_t pairs = (four << 4 | four >> 8) & 0x00ff00ff;
        const std::uint64_t group = ((pairs << 8 | pairs >> 16) & 0xffff) >> 4 * missing;
        groups = {groups.high << 16 | groups.low >> 48, groups.low << 16 | group};
        ++count;
        behind += unsigned(gap != 0 && gap < (std::uint64_t(1) << start));
    }
    if (quad_groups != 0) {
        groups = {groups.high << 32 | groups.low >> 32, groups.low << 32 | quad};
        count += quad_groups;
        behind += quad_groups;
    }
    if (gap == 0) {
        if (count != 8)
            return false;
        out = groups;
        return true;
    }
    if (count > 7)
        return false;
    // What is in front of the gap moves up, what is behind it stays.
    const uint128 tail = groups & ~shifted_left(~uint128(), 16 * behind);
    out = shifted_left(groups ^ tail, 128 - 16 * count) | tail;
    return true;
}

// Where newlines and slashes are among 48 bytes, a bit for each.
struct line_marks {
    std::uint64_t newlines;
    std::uint64_t slashes;
};
inline line_marks find_marks(const char* text) noexcept
{
    line_marks found{};
    for (unsigned at = 0; at < 48; at += 16) {
        const __m128i chars = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
        found.newlines |= std::uint64_t(bits_of(_mm_cmpeq_epi8(chars, bytes_of('\n')))) << at;
        found.slashes |= std::uint64_t(bits_of(_mm_cmpeq_epi8(chars, bytes_of('/')))) << at;
    }
    return found;
}

} // namespace cordon::inline v0::ip::detail::x86

#endif
#endif
