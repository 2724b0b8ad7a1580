#include <cordon/token/detail/checksum.hpp>

#include "reference/random.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(token_detail_checksum)

using namespace std::string_view_literals;
using cordon::token::detail::base62;
using cordon::token::detail::checksum;
using cordon::token::detail::crc32;

namespace {

std::string sum(std::string_view text)
{
    const auto out = checksum(text);
    return {out.data(), out.size()};
}

// Polynomial division as one does it on paper, over the bits in the order of transmission.
std::uint32_t slow_crc32(std::string_view text)
{
    std::string bits;
    for (const char c : text)
        for (int bit = 0; bit < 8; ++bit)
            bits += char((static_cast<unsigned char>(c) >> bit) & 1);
    bits.append(32, 0);
    for (std::size_t i = 0; i < 32; ++i)
        bits[i] ^= 1;
    constexpr std::uint64_t polynomial = 0x104c11db7U;
    for (std::size_t i = 0; i + 32 < bits.size(); ++i)
        if (bits[i] != 0)
            for (std::size_t k = 0; k <= 32; ++k)
                bits[i + k] ^= char((polynomial >> (32 - k)) & 1);
    std::uint32_t out = 0;
    for (std::size_t k = 0; k < 32; ++k)
        out |= std::uint32_t(bits[bits.size() - 32 + k]) << k;
    return ~out;
}

} // namespace

// The check value that every list of CRCs gives for CRC-32/ISO-HDLC (zlib, PNG, Ethernet).
static_assert(crc32("123456789") == 0xcbf43926U);
static_assert(crc32("") == 0);
static_assert(base62.size() == 62);

// GitHub's announcement of its token formats (2021): the public example of the scheme.
BOOST_AUTO_TEST_CASE(published_example)
{
    BOOST_TEST(sum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ") == "0mLq17");
}

BOOST_AUTO_TEST_CASE(well_known_values)
{
    BOOST_TEST(crc32("a") == 0xe8b7be43U);
    BOOST_TEST(crc32("\0\0\0\0"sv) == 0x2144df1cU);
    BOOST_TEST(crc32("\xff\xff\xff\xff"sv) == 0xffffffffU);
    BOOST_TEST(crc32("The quick brown fox jumps over the lazy dog") == 0x414fa339U);
}

BOOST_AUTO_TEST_CASE(as_a_slow_division)
{
    cordon_test::random_source random(3);
    for (std::size_t size = 4; size < 200; ++size) {
        std::string text(size, '\0');
        for (char& c : text)
            c = static_cast<char>(random.bits());
        BOOST_TEST(crc32(text) == slow_crc32(text), size << " bytes");
    }
}

BOOST_AUTO_TEST_CASE(base62_of_all_of_32_bits)
{
    // Six digits, the most significant one first, leading zeros included.
    BOOST_TEST(sum("") == "000000");
    // 0xffffffff = 4 * 62^5 + 42 * 62^4 + 41 * 62^3 + 15 * 62^2 + 12 * 62 + 3.
    BOOST_TEST(sum("\xff\xff\xff\xff"sv) == "4gfFC3");
    cordon_test::random_source random(4);
    for (int round = 0; round < 200; ++round) {
        std::string text(24, '\0');
        for (char& c : text)
            c = base62[random.below(62)];
        std::uint64_t value = 0;
        for (const char c : sum(text))
            value = value * 62 + base62.find(c);
        BOOST_TEST(value == crc32(text));
    }
}

BOOST_AUTO_TEST_CASE(every_typing_error_of_one_character_shows)
{
    const std::string token = "0OIl1AaZz9BbCcDdEeFfGgHh";
    const std::string right = sum(token);
    int missed = 0;
    for (std::size_t at = 0; at < token.size(); ++at) {
        for (const char c : base62) {
            std::string typed = token;
            typed[at] = c;
            missed += c != token[at] && sum(typed) == right;
        }
        if (at > 0 && token[at] != token[at - 1]) {
            std::string typed = token;
            std::swap(typed[at], typed[at - 1]);
            missed += sum(typed) == right;
        }
    }
    BOOST_TEST(missed == 0);
}

BOOST_AUTO_TEST_SUITE_END()
