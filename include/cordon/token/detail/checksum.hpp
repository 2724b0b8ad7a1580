// CRC-32 in base62: the checksum that tells a typing error, and secret scanners a token.
#ifndef CORDON_TOKEN_DETAIL_CHECKSUM_HPP
#define CORDON_TOKEN_DETAIL_CHECKSUM_HPP

#include <cordon/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cordon::inline v0::token::detail {

inline constexpr std::string_view base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
inline constexpr std::size_t checksum_size = 6; // 62^6 > 2^32

// CRC-32 as in zlib (reflected 0x04c11db7), bit by bit: 24 characters need no table, and without
// one no look-up depends on a secret. `text[0]` to `text[size - 1]`; the polynomial is chosen by a
// mask, not a branch.
constexpr std::uint32_t crc32(std::string_view text) noexcept
{
    std::uint32_t crc = ~std::uint32_t(0);
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xedb88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

constexpr std::array<char, checksum_size> checksum(std::string_view text) noexcept
{
    std::array<char, checksum_size> out{};
    std::uint32_t rest = crc32(text);
    for (std::size_t i = checksum_size; i-- > 0; rest /= 62)
        out[i] = base62[rest % 62];
    return out;
}

} // namespace cordon::inline v0::token::detail

#endif
