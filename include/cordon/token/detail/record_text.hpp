// Fields of stored text: hex, PHC's base64, decimal numbers; each with one spelling only.
#ifndef CORDON_TOKEN_DETAIL_RECORD_TEXT_HPP
#define CORDON_TOKEN_DETAIL_RECORD_TEXT_HPP

#include <cordon/token/bytes.hpp>

#include <string>

namespace cordon::inline v0::token::detail {

inline constexpr std::string_view hex_digits = "0123456789abcdef";

inline void append_hex(std::string& out, bytes_view bytes)
{
    for (const unsigned char byte : bytes)
        out.append({hex_digits[byte >> 4], hex_digits[byte & 15]});
}

// Exactly 2 * out.size() lower-case digits.
inline bool read_hex(std::string_view text, bytes_span out) noexcept
{
    if (text.size() != 2 * out.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t value = hex_digits.find(text[i]);
        if (value == std::string_view::npos)
            return false;
        out[i / 2] = static_cast<unsigned char>(out[i / 2] << 4 | int(value));
    }
    return true;
}

inline void append_number(std::string& out, std::uint64_t value) { out += std::to_string(value); }

// Decimal digits only, no leading zero, at most `max`.
constexpr bool read_number(std::string_view text, std::uint64_t max, std::uint64_t& out) noexcept
{
    if (text.empty() || text.size() > 20 || (text[0] == '0' && text.size() > 1))
        return false;
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return false;
        const auto digit = std::uint64_t(c - '0');
        if (value > (max - digit) / 10 || digit > max)
            return false;
        value = value * 10 + digit;
    }
    out = value;
    return true;
}

// Takes "name=value" and the ',' or '$' behind it off the front of `text`.
constexpr bool take_field(std::string_view& text, std::string_view name, char end,
                          std::string_view& value) noexcept
{
    if (!text.starts_with(name) || text.substr(name.size(), 1) != "=")
        return false;
    text.remove_prefix(name.size() + 1);
    const std::size_t stop = text.find_first_of(",$");
    if (stop == text.npos || text[stop] != end)
        return false;
    value = text.substr(0, stop);
    text.remove_prefix(stop + 1);
    return true;
}

// The same for a number of at most `max`.
constexpr bool take_number(std::string_view& text, std::string_view name, char end,
                           std::uint64_t max, std::uint64_t& value) noexcept
{
    std::string_view digits;
    return take_field(text, name, end, digits) && read_number(digits, max, value);
}

inline constexpr std::string_view b64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Base64 without padding (the PHC string format's "B64").
inline void append_b64(std::string& out, bytes_view bytes)
{
    std::uint32_t bits = 0;
    int count = 0;
    for (const unsigned char byte : bytes) {
        bits = bits << 8 | byte;
        for (count += 8; count >= 6; count -= 6)
            out += b64_digits[bits >> (count - 6) & 63];
    }
    if (count > 0)
        out += b64_digits[bits << (6 - count) & 63];
}

// The bytes, at most out.size() of them: how many, or npos for a bad character, a size that no
// bytes have, bits behind the last byte, or too many bytes.
inline std::size_t read_b64(std::string_view text, bytes_span out) noexcept
{
    constexpr std::size_t npos = std::string_view::npos;
    std::uint32_t bits = 0;
    int count = 0;
    std::size_t size = 0;
    for (const char c : text) {
        const std::size_t digit = b64_digits.find(c);
        if (digit == npos)
            return npos;
        bits = bits << 6 | std::uint32_t(digit);
        if ((count += 6) >= 8) {
            if (size == out.size())
                return npos;
            out[size++] = static_cast<unsigned char>(bits >> (count -= 8));
        }
    }
    const bool whole = text.size() % 4 != 1 && (bits & ((1U << count) - 1)) == 0;
    return whole ? size : npos;
}

} // namespace cordon::inline v0::token::detail

#endif
