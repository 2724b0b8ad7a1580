// The grammar of prefix lengths, and where in a text the host bits stand.
#ifndef CORDON_IP_DETAIL_PREFIX_TEXT_HPP
#define CORDON_IP_DETAIL_PREFIX_TEXT_HPP

#include <cordon/ip/detail/address_text.hpp>
#include <cordon/ip/detail/bits.hpp>

#include <cstddef>
#include <string_view>

namespace cordon::inline v0::ip::detail {

struct length_result {
    int length = 0;
    parse_error error{};
};

// Reads the prefix length text[at...] up to the end of the text.
constexpr length_result read_length(std::string_view text, std::size_t at, int width) noexcept
{
    const auto fail = [](errc code, std::size_t offset) {
        return length_result{0, {code, std::uint32_t(offset)}};
    };
    const std::size_t start = at;
    if (at == text.size())
        return fail(errc::missing_length, at);
    if (!is_digit(text[at])) {
        const char c = text[at];
        return fail(c == '/'    ? errc::multiple_slash
                    : c == '\0' ? errc::nul
                                : errc::length_syntax,
                    at);
    }
    int length = 0;
    for (; at < text.size() && is_digit(text[at]); ++at)
        if (length < 1000) // further digits change nothing, and must not wrap
            length = length * 10 + (text[at] - '0');
    const bool whole = at == text.size();
    // A netmask, 8.0, 8e0, 0x8: not a decimal number, whatever its first digits say.
    if (!whole && (text[at] == '.' || is_word(text[at])))
        return fail(errc::length_syntax, start);
    if (text[start] == '0' && at - start > 1)
        return fail(errc::length_leading_zero, start);
    if (length > width)
        return fail(errc::length_range, start);
    if (!whole)
        return fail(text[at] == '/' ? errc::multiple_slash : junk(text[at]), at);
    return {length, {}};
}

// The offset of the first octet of a valid dotted quad that has one of the bits in `mask`.
constexpr std::size_t offset_of_bits_v4(std::string_view text, std::uint32_t value,
                                        std::uint32_t mask) noexcept
{
    std::size_t at = 0;
    for (int shift = 24; shift > 0 && ((value & mask) >> shift & 255) == 0; shift -= 8)
        at = text.find('.', at) + 1;
    return at;
}

// The offset of the first group (octet, in a dotted quad) of a valid IPv6 text that has one of the
// bits in `mask`.
constexpr std::size_t offset_of_bits_v6(std::string_view text, uint128 value, uint128 mask) noexcept
{
    const int wanted = countl_zero(value & mask) / 16;
    std::size_t at = 0;
    for (int group = 0; group <= wanted && at < text.size();) {
        if (text[at] == ':') { // the gap: count what is behind it from the end
            at += text.substr(at, 2) == "::" ? 2U : 1U;
            if (at >= 2 && text[at - 2] == ':') {
                const std::string_view tail = text.substr(at);
                group = 8 - !tail.empty() - (tail.find('.') != tail.npos);
                for (const char c : tail)
                    group -= c == ':';
            }
            continue;
        }
        const std::size_t end = text.find(':', at);
        const std::string_view token = text.substr(at, end - at);
        if (token.find('.') != token.npos)
            return at + offset_of_bits_v4(token, std::uint32_t(value.low), std::uint32_t(mask.low));
        if (group == wanted)
            return at;
        ++group;
        at = end;
    }
    return 0; // not reached: a zero group has no bits
}

constexpr std::size_t offset_of_bits(std::string_view text, std::uint32_t value,
                                     std::uint32_t mask) noexcept
{
    return offset_of_bits_v4(text, value, mask);
}
constexpr std::size_t offset_of_bits(std::string_view text, uint128 value, uint128 mask) noexcept
{
    return offset_of_bits_v6(text, value, mask);
}

} // namespace cordon::inline v0::ip::detail

#endif
