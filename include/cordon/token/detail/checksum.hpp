// CRC-32 in base62: the checksum that tells a typing error, and secret scanners a token.
#ifndef CORDON_TOKEN_DETAIL_CHECKSUM_HPP
#define CORDON_TOKEN_DETAIL_CHECKSUM_HPP

#include <cordon/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cordon::inline v0::token::detail {

inline constexpr std::string_view base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
inline constexpr std::size_t checksum_size = 6; // 62^6 > 2^32

// The remainders of a word's 32 bits; the last eight are also those of a byte's.
inline constexpr std::array<std::uint32_t, 32> crc32_of_bits = [] {
    std::array<std::uint32_t, 32> out{};
    for (std::size_t bit = 0; bit < 32; ++bit) {
        std::uint32_t crc = std::uint32_t(1) << bit;
        for (int step = 0; step < 32; ++step)
            crc = (crc >> 1) ^ (0xedb88320U & (0U - (crc & 1U)));
        out[bit] = crc;
    }
    return out;
}();

// CRC-32 as in zlib (reflected 0x04c11db7), without a table to look a secret up in: the remainders
// of bits are chosen by masks, which do not wait for each other as the bits of a shift register do.
constexpr std::uint32_t crc32(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i) {
        return std::uint32_t(static_cast<unsigned char>(text[i]));
    };
    const auto mask = [](std::uint32_t word, std::size_t bit) {
        return std::uint32_t(std::int32_t(word << (31 - bit)) >> 31);
    };
    std::uint32_t crc = ~std::uint32_t(0);
    std::size_t at = 0;
    for (; text.size() - at >= 4; at += 4) {
        const std::uint32_t word =
            crc ^ (byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16 | byte(at + 3) << 24);
        std::uint32_t a = 0, b = 0, c = 0, d = 0; // four, so that the sums do not wait either
        for (std::size_t bit = 0; bit < 32; bit += 4) {
            a ^= crc32_of_bits[bit] & mask(word, bit);
            b ^= crc32_of_bits[bit + 1] & mask(word, bit + 1);
            c ^= crc32_of_bits[bit + 2] & mask(word, bit + 2);
            d ^= crc32_of_bits[bit + 3] & mask(word, bit + 3);
        }
        crc = a ^ b ^ c ^ d;
    }
    for (; at < text.size(); ++at) {
        const std::uint32_t word = crc ^ byte(at);
        crc >>= 8;
        for (std::size_t bit = 0; bit < 8; ++bit)
            crc ^= crc32_of_bits[24 + bit] & mask(word, bit);
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
