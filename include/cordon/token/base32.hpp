// cordon::token - base32 (RFC 4648, 6), strict.
#ifndef CORDON_TOKEN_BASE32_HPP
#define CORDON_TOKEN_BASE32_HPP

#include <cordon/token/secret.hpp>

namespace cordon::inline v0::token {

/// Whether base32 ends in '=' up to a multiple of 8 characters. A parameter, never a guess: what
/// takes both spellings takes two texts for one secret.
enum class base32_padding : unsigned char { absent, required };

namespace detail {

inline constexpr std::string_view base32_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

} // namespace detail

/// Characters of `size` bytes in base32.
constexpr std::size_t base32_size(std::size_t size, base32_padding padding) noexcept
{
    return padding == base32_padding::required ? (size + 4) / 5 * 8 : (8 * size + 4) / 5;
}

/// Appends the text of the bytes to a secret. Throws errc::too_long where it does not fit; then
/// nothing of it is appended.
template <std::size_t N>
void append_base32(basic_secret<N>& out, bytes_view bytes,
                   base32_padding padding = base32_padding::absent)
{
    const std::size_t end = out.size() + base32_size(bytes.size(), padding);
    if (end > N)
        detail::raise_if(errc::too_long);
    std::uint64_t bits = 0;
    int count = 0;
    const auto emit = [&](std::size_t digit) {
        out.append(as_bytes(detail::base32_digits.substr(digit, 1)));
    };
    for (const unsigned char byte : bytes) {
        bits = bits << 8 | byte;
        for (count += 8; count >= 5; count -= 5)
            emit(bits >> (count - 5) & 31);
    }
    if (count > 0)
        emit(bits << (5 - count) & 31);
    while (out.size() < end)
        out.append(as_bytes("="));
}

/// The bytes of a text: upper case only, padding as asked for, nothing else in between. Errors:
/// bad_char, bad_padding (also a length that no bytes have), noncanonical (bits behind the last
/// byte), too_long. `out` is empty after an error.
template <std::size_t N>
std::error_code parse_base32(std::string_view text, base32_padding padding,
                             basic_secret<N>& out) noexcept
{
    out.clear();
    std::string_view digits = text;
    if (padding == base32_padding::required) {
        if (text.size() % 8 != 0)
            return errc::bad_padding;
        digits = text.substr(0, text.find('='));
    }
    for (const char c : digits)
        if (detail::base32_digits.find(c) == std::string_view::npos)
            return c == '=' ? errc::bad_padding : errc::bad_char;
    // 1, 3 and 6 digits over make no whole byte.
    const std::size_t over = digits.size() % 8;
    if (over == 1 || over == 3 || over == 6)
        return errc::bad_padding;
    const std::string_view tail = text.substr(digits.size());
    if (tail.find_first_not_of('=') != tail.npos ||
        tail.size() != (padding == base32_padding::required ? (8 - over) % 8 : 0))
        return errc::bad_padding;
    if (digits.size() * 5 / 8 > N)
        return errc::too_long;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : digits) {
        bits = bits << 5 | std::uint32_t(detail::base32_digits.find(c));
        if ((count += 5) >= 8) {
            const auto byte = static_cast<unsigned char>(bits >> (count -= 8));
            out.append({&byte, 1});
        }
    }
    if ((bits & ((1U << count) - 1)) != 0) {
        out.clear();
        return errc::noncanonical;
    }
    return {};
}

} // namespace cordon::inline v0::token

#endif
