// The grammar of address text, strict and constexpr, and its inverse.
#ifndef CORDON_IP_DETAIL_ADDRESS_TEXT_HPP
#define CORDON_IP_DETAIL_ADDRESS_TEXT_HPP

#include <cordon/ip/detail/text_avx2.hpp>
#include <cordon/ip/detail/text_avx512.hpp>
#include <cordon/ip/detail/text_sse41.hpp>
#include <cordon/ip/detail/text_write_x86.hpp>
#include <cordon/ip/detail/text_x86.hpp>
#include <cordon/ip/detail/zero_run.hpp>
#include <cordon/ip/parse_result.hpp>
#include <cordon/ip/uint128.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>
#include <type_traits>

// Not inlined, so that the fast ways need not save registers for it.
#if defined(__GNUC__)
#define CORDON_IP_APART __attribute__((noinline))
#else
#define CORDON_IP_APART
#endif

namespace cordon::inline v0::ip::detail {

// No address text is longer: whatever is, is refused unread.
inline constexpr std::size_t max_address_input = 64;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// The digit's value, or -1. ASCII only: locales and Unicode digits have no say.
constexpr int hex_value(char c) noexcept
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

// A byte that belongs to the number in front of it in a reader's eye: "4x" is one bad number,
// "4 x" is a number and junk.
constexpr bool is_word(char c) noexcept
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

constexpr errc stray(char c) noexcept { return c == '\0' ? errc::nul : errc::bad_char; }

constexpr errc junk(char c) noexcept
{
    return c == '\0' ? errc::nul : is_word(c) ? errc::bad_char : errc::trailing_junk;
}

// What is wrong with a text before its first byte is looked at.
constexpr parse_error check_size(std::string_view text) noexcept
{
    if (text.empty())
        return {errc::empty, 0};
    if (text.size() > max_address_input)
        return {errc::too_long, std::uint32_t(max_address_input)};
    return {};
}

template <class U>
struct read_result {
    U value{};
    parse_error error{};
};

// Reads "a.b.c.d" from text[at...]. On success `at` is behind it, otherwise on the offending byte.
constexpr errc read_octets(std::string_view text, std::size_t& at, std::uint32_t& value) noexcept
{
    const std::size_t begin = at;
    for (int part = 0; part < 4; ++part) {
        if (part != 0) {
            if (at == text.size())
                return errc::too_few_parts;
            if (text[at] != '.')
                return stray(text[at]);
            ++at;
        }
        const std::size_t start = at;
        unsigned octet = 0;
        for (; at < text.size() && is_digit(text[at]); ++at)
            if (octet < 256) // further digits change nothing, and must not wrap
                octet = octet * 10 + unsigned(text[at] - '0');
        if (at == start)
            return at == text.size() || text[at] == '.' ? errc::empty_part : stray(text[at]);
        if (at == text.size() && start == begin)
            return errc::too_few_parts; // 2130706433: one number is never an address
        const bool leading_zero = text[start] == '0' && at - start > 1;
        if (leading_zero || octet > 255) {
            at = start;
            return leading_zero ? errc::leading_zero : errc::octet_range;
        }
        value = value << 8 | octet;
    }
    return {};
}

// The whole of the grammar. (read_v4() is what to call.)
CORDON_IP_APART constexpr read_result<std::uint32_t>
read_v4_by_grammar(std::string_view text) noexcept
{
    if (const parse_error error = check_size(text); error.code != errc{})
        return {0, error};
    std::size_t at = 0;
    std::uint32_t value = 0;
    errc code = read_octets(text, at, value);
    if (code == errc{}) {
        if (at == text.size())
            return {value, {}};
        const char c = text[at];
        code = c == '%' ? errc::zone_on_v4 : c == '.' ? errc::too_many_parts : junk(c);
    }
    return {0, {code, std::uint32_t(at)}};
}

// By what is fast on this processor; true is an answer, false is none. Precondition: no constant
// evaluation.
inline bool read_v4_fast([[maybe_unused]] std::string_view text,
                         [[maybe_unused]] std::uint32_t& out) noexcept
{
#ifdef CORDON_IP_TEXT_SSE41
    if (sse41::can_read_text()) {
        const std::uint64_t read = sse41::read_v4(text.data(), text.size());
        out = static_cast<std::uint32_t>(read);
        return read != sse41::no_quad;
    }
#endif
#ifdef CORDON_IP_TEXT_X86
    return x86::read_v4(text.data(), text.size(), out);
#else
    return false;
#endif
}

constexpr read_result<std::uint32_t> read_v4(std::string_view text) noexcept
{
    if (!std::is_constant_evaluated()) {
        std::uint32_t value = 0;
        if (read_v4_fast(text, value))
            return {value, {}};
    }
    return read_v4_by_grammar(text);
}

// The state of reading IPv6 text; read() is the grammar, top to bottom.
class v6_reader {
public:
    constexpr explicit v6_reader(std::string_view text) noexcept : text_(text) {}

    constexpr read_result<uint128> read() noexcept
    {
        bool group_must_follow = true; // at the start, and behind a single ':'
        if (text_[0] == ':') {
            if (text_.size() == 1 || text_[1] != ':')
                return fail(errc::empty_part, 0);
            if (!compress())
                return fail(errc::double_compress, at_);
            group_must_follow = false;
        }
        while (at_ < text_.size()) {
            const std::size_t start = at_;
            std::uint32_t group = 0;
            for (; at_ < text_.size() && hex_value(text_[at_]) >= 0; ++at_)
                group = group << 4 | std::uint32_t(hex_value(text_[at_]));
            if (at_ == start && group_must_follow)
                return fail(stray(text_[at_]), at_);
            if (at_ == start)
                return finish();
            if (at_ < text_.size() && text_[at_] == '.')
                return read_embedded(start);
            if (at_ == text_.size() && start == 0)
                return fail(errc::too_few_parts, at_);
            if (at_ - start > 4)
                return fail(errc::group_too_long, start);
            groups_[count_++] = static_cast<std::uint16_t>(group);
            if (compressed() && count_ > 7)
                return fail(errc::compress_zero_groups, gap_offset_);
            group_must_follow = false;
            if (at_ == text_.size() || text_[at_] != ':')
                return finish();
            if (at_ + 1 < text_.size() && text_[at_ + 1] == ':') {
                if (compressed())
                    return fail(errc::double_compress, at_);
                if (count_ == 8)
                    return fail(errc::compress_zero_groups, at_);
                if (!compress())
                    return fail(errc::double_compress, at_);
            } else {
                if (count_ == 8)
                    return fail(errc::too_many_parts, at_);
                ++at_;
                group_must_follow = true;
            }
        }
        return group_must_follow ? fail(errc::empty_part, at_) : finish();
    }

private:
    static constexpr read_result<uint128> fail(errc code, std::size_t offset) noexcept
    {
        return {uint128(), {code, std::uint32_t(offset)}};
    }

    constexpr bool compressed() const noexcept { return gap_ >= 0; }

    // At "::": notes the gap and steps over it. False (at the third ':') for ":::".
    constexpr bool compress() noexcept
    {
        gap_ = count_;
        gap_offset_ = at_;
        at_ += 2;
        return at_ == text_.size() || text_[at_] != ':';
    }

    // A dotted quad whose first digit is at `start`.
    constexpr read_result<uint128> read_embedded(std::size_t start) noexcept
    {
        if (compressed() && count_ + 2 > 7)
            return fail(errc::compress_zero_groups, gap_offset_);
        if (!compressed() && count_ != 6)
            return fail(errc::embedded_v4_position, start);
        std::uint32_t quad = 0;
        at_ = start;
        if (const errc code = read_octets(text_, at_, quad); code != errc{})
            return fail(code, at_);
        if (at_ < text_.size() && text_[at_] == '.')
            return fail(errc::too_many_parts, at_);
        if (at_ < text_.size() && text_[at_] == ':')
            return fail(errc::embedded_v4_position, start);
        groups_[count_++] = static_cast<std::uint16_t>(quad >> 16);
        groups_[count_++] = static_cast<std::uint16_t>(quad);
        return finish();
    }

    // Behind the last group: the end of the text, or what is wrong with the rest.
    constexpr read_result<uint128> finish() const noexcept
    {
        const bool whole = compressed() || count_ == 8;
        if (at_ == text_.size())
            return whole ? read_result<uint128>{value(), {}} : fail(errc::too_few_parts, at_);
        const char c = text_[at_];
        const bool sign_behind_gap = (c == '+' || c == '-') && text_[at_ - 1] == ':';
        if (!whole || sign_behind_gap)
            return fail(stray(c), at_);
        if (c == '%')
            return fail(at_ + 1 == text_.size() ? errc::empty_zone : errc::zone_not_allowed, at_);
        return fail(junk(c), at_);
    }

    constexpr uint128 value() const noexcept
    {
        uint128 out;
        for (int i = 0; i < 8; ++i) {
            const int zeros = compressed() ? 8 - count_ : 0;
            const int from = i < gap_ || !compressed() ? i : i < gap_ + zeros ? -1 : i - zeros;
            out = out << 16 | uint128(from < 0 ? 0U : groups_[from]);
        }
        return out;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint16_t groups_[8]{};
    int count_ = 0;
    int gap_ = -1; // groups in front of "::", or -1
    std::size_t gap_offset_ = 0;
};

CORDON_IP_APART constexpr read_result<uint128> read_v6_by_grammar(std::string_view text) noexcept
{
    if (const parse_error error = check_size(text); error.code != errc{})
        return {uint128(), error};
    return v6_reader(text).read();
}

// As read_v4_fast().
inline bool read_v6_fast([[maybe_unused]] std::string_view text,
                         [[maybe_unused]] uint128& out) noexcept
{
#if defined(CORDON_IP_TEXT_AVX2) && defined(CORDON_IP_TEXT_AVX512)
    if (avx512::knows_text()) {
        if (avx512::read_v6(text.data(), text.size(), out))
            return true;
    } else if (avx2::knows_text() && avx2::read_v6(text.data(), text.size(), out)) {
        return true;
    }
#endif
#ifdef CORDON_IP_TEXT_X86
    return x86::read_v6(text.data(), text.size(), out);
#else
    return false;
#endif
}

constexpr read_result<uint128> read_v6(std::string_view text) noexcept
{
    if (!std::is_constant_evaluated()) {
        uint128 value;
        if (read_v6_fast(text, value))
            return {value, {}};
    }
    return read_v6_by_grammar(text);
}

// Whether the second, third or fourth byte is a dot, as in a dotted quad and in no IPv6 address
// that anybody writes. Precondition: four bytes, no constant evaluation.
inline bool starts_like_quad(std::string_view text) noexcept
{
#ifdef CORDON_IP_TEXT_X86
    // One jump: of three, none could be foreseen.
    const std::uint32_t others = x86::load<std::uint32_t>(text.data()) ^ 0x2e2e2e2eU;
    return ((others - 0x01010100U) & ~others & 0x80808000U) != 0;
#else
    return text[1] == '.' || text[2] == '.' || text[3] == '.';
#endif
}

// Which family a text is meant to be: IPv6 if its first separator is ':' or it has none and is
// made of hex digits only.
constexpr bool looks_like_v6(std::string_view text) noexcept
{
    const std::size_t colon = text.find(':');
    const std::size_t dot = text.find('.');
    if (colon != dot)
        return colon < dot;
    for (const char c : text)
        if (hex_value(c) < 0)
            return false;
    return true;
}

// Each octet as text, and a dot behind it.
struct octet_text {
    char text[4];
    unsigned char size; // with the dot
};
struct octet_texts {
    constexpr octet_texts() noexcept
    {
        for (unsigned octet = 0; octet < 256; ++octet) {
            octet_text& out = of[octet];
            out.size = 0;
            if (octet >= 100)
                out.text[out.size++] = char('0' + octet / 100);
            if (octet >= 10)
                out.text[out.size++] = char('0' + octet / 10 % 10);
            out.text[out.size++] = char('0' + octet % 10);
            out.text[out.size++] = '.';
        }
    }
    octet_text of[256]{};
};
inline constexpr octet_texts texts_of_octets;

// A copy of so many bytes that the compiler makes one move of it.
template <std::size_t Size>
constexpr void copy_fixed(char* out, const char* from) noexcept
{
    if (std::is_constant_evaluated())
        for (std::size_t i = 0; i < Size; ++i)
            out[i] = from[i];
    else
        std::memcpy(out, from, Size);
}

// Writes the dotted quad and returns its end: at most 15 characters.
constexpr char* write_v4(char* out, std::uint32_t value) noexcept
{
    for (int shift = 24; shift > 0; shift -= 8) {
        const octet_text& octet = texts_of_octets.of[(value >> shift) & 255];
        copy_fixed<4>(out, octet.text); // what is too much is written over by the next one
        out += octet.size;
    }
    const octet_text& octet = texts_of_octets.of[value & 255];
    copy_fixed<3>(out, octet.text);
    return out + octet.size - 1;
}

// What is written of eight groups, bit by bit: the longest run of two or more zeros is left out, of
// equally long ones the first (RFC 5952, 4.2.3).
struct groups_shape {
    unsigned char groups = 0xff; // those that are written
    unsigned char colons = 0x7f; // those with a ':' behind them
    unsigned char leading = 0;   // how many ':' there are in front of all
};
struct groups_shapes {
    constexpr groups_shapes() noexcept
    {
        for (unsigned zeros = 0; zeros < 256; ++zeros) {
            const auto [gap, gap_size] = zero_run(zeros);
            if (gap_size == 1)
                continue;
            const unsigned inside = ((1U << gap_size) - 1) << gap;
            of[zeros].groups = static_cast<unsigned char>(0xff & ~inside);
            of[zeros].colons =
                static_cast<unsigned char>((0x7f & ~inside) | 1U << (gap + gap_size - 1));
            of[zeros].leading = gap == 0;
        }
    }
    groups_shape of[256]{};
};
inline constexpr groups_shapes shapes_of_groups;

// The two hex digits of each octet, the first one in the lower byte.
struct hex_pairs {
    constexpr hex_pairs() noexcept
    {
        constexpr char hex[] = "0123456789abcdef";
        for (unsigned octet = 0; octet < 256; ++octet)
            of[octet] = static_cast<std::uint16_t>(hex[octet >> 4] | hex[octet & 15] << 8);
    }
    std::uint16_t of[256]{};
};
inline constexpr hex_pairs pairs_of_hex;

// Writes a group without leading zeros into four bytes and returns the end.
constexpr char* write_group(char* out, unsigned group) noexcept
{
    const unsigned zeros =
        unsigned(group < 0x1000) + unsigned(group < 0x100) + unsigned(group < 0x10);
    const std::uint32_t digits =
        (pairs_of_hex.of[group >> 8] | std::uint32_t(pairs_of_hex.of[group & 255]) << 16) >>
        8 * zeros;
    out[0] = char(digits & 0xff); // compilers make one store of these
    out[1] = char(digits >> 8 & 0xff);
    out[2] = char(digits >> 16 & 0xff);
    out[3] = char(digits >> 24 & 0xff);
    return out + (4 - zeros);
}

// Writes an address that is not mapped group by group. (write_v6() is what to call.)
constexpr char* write_v6_by_groups(char* out, uint128 value) noexcept
{
    const auto group = [&](unsigned i) {
        return unsigned((i < 4 ? value.high : value.low) >> (48 - 16 * (i % 4)) & 0xffff);
    };
    const auto zero = [&](unsigned i) { return unsigned(group(i) == 0) << i; };
    const unsigned zeros =
        zero(0) | zero(1) | zero(2) | zero(3) | zero(4) | zero(5) | zero(6) | zero(7);
    // The same steps whatever the shape, since no processor foresees it: what is left out is
    // written too, and then written over.
    const groups_shape shape = shapes_of_groups.of[zeros];
    *out = ':';
    out += shape.leading;
    const auto step = [&](unsigned i) {
        const std::ptrdiff_t size = write_group(out, group(i)) - out;
        out += size & -std::ptrdiff_t(shape.groups >> i & 1); // not ?:, of which g++ makes a branch
        *out = ':';
        out += shape.colons >> i & 1;
    };
    step(0), step(1), step(2), step(3), step(4), step(5), step(6);
    if ((shape.groups >> 7 & 1) != 0)
        return write_group(out, group(7));
    *out = ':';
    return out + 1;
}

// Writes the RFC 5952 form and returns its end: at most 39 characters. Behind the end anything may
// stand, up to these 39.
constexpr char* write_v6(char* out, uint128 value) noexcept
{
    const bool mapped = value.high == 0 && value.low >> 32 == 0xffff;
    if (mapped) {
        copy_fixed<7>(out, "::ffff:");
        return write_v4(out + 7, std::uint32_t(value.low));
    }
#ifdef CORDON_IP_TEXT_X86
    if (!std::is_constant_evaluated()) {
#ifdef CORDON_IP_TEXT_AVX512
        if (avx512::knows_text())
            return avx512::write_v6(out, value);
#endif
        return x86::write_v6(out, value);
    }
#endif
    return write_v6_by_groups(out, value);
}

// Copies a finished text where it fits, with the manners of std::to_chars.
constexpr std::to_chars_result copy_text(char* first, char* last, const char* text,
                                         const char* text_end) noexcept
{
    if (last - first < text_end - text)
        return {last, std::errc::value_too_large};
    while (text != text_end)
        *first++ = *text++;
    return {first, std::errc{}};
}

// Spreads a number over all bits of a size_t (the finalizer of splitmix64).
constexpr std::size_t hash_mix(std::uint64_t x) noexcept
{
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return std::size_t(x ^ (x >> 31));
}

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_APART
#endif
