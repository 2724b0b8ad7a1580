#include <cordon/token/constant_time.hpp>

#include "reference/random.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_constant_time)

using namespace std::string_view_literals;
using cordon::token::bytes_view;
using cordon::token::constant_time_equal;
using cordon::token::constant_time_mask;
using cordon::token::detail::choose;

// That its time tells nothing is shown elsewhere, under valgrind; here: that the answer is right.

BOOST_AUTO_TEST_CASE(every_pair_of_bytes)
{
    int wrong = 0;
    for (unsigned a = 0; a < 256; ++a) {
        for (unsigned b = 0; b < 256; ++b) {
            const unsigned char left[] = {static_cast<unsigned char>(a)};
            const unsigned char right[] = {static_cast<unsigned char>(b)};
            const std::size_t mask = constant_time_mask(left, right);
            wrong += mask != (a == b ? ~std::size_t(0) : 0);
            wrong += constant_time_equal(bytes_view(left), bytes_view(right)) != (a == b);
        }
    }
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(a_difference_at_every_place)
{
    cordon_test::random_source random(7);
    for (const std::size_t size : {0U, 1U, 2U, 7U, 8U, 9U, 31U, 32U, 33U, 64U, 200U}) {
        std::vector<unsigned char> a(size);
        for (auto& byte : a)
            byte = static_cast<unsigned char>(random.bits());
        std::vector<unsigned char> b = a;
        BOOST_TEST(constant_time_equal(bytes_view(a), bytes_view(b)));
        for (std::size_t at = 0; at < size; ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                b[at] = static_cast<unsigned char>(a[at] ^ (1 << bit));
                BOOST_TEST(constant_time_mask(a, b) == 0U, size << " bytes, byte " << at);
            }
            b[at] = a[at];
        }
        // Two differences do not cancel out.
        if (size > 1) {
            b[0] = static_cast<unsigned char>(a[0] ^ 0x80);
            b[size - 1] = static_cast<unsigned char>(a[size - 1] ^ 0x80);
            BOOST_TEST(!constant_time_equal(bytes_view(a), bytes_view(b)));
        }
    }
}

BOOST_AUTO_TEST_CASE(sizes)
{
    BOOST_TEST(constant_time_equal(""sv, ""sv));
    BOOST_TEST(constant_time_equal(bytes_view(), bytes_view()));
    BOOST_TEST(!constant_time_equal("a"sv, ""sv));
    BOOST_TEST(!constant_time_equal(""sv, "a"sv));
    BOOST_TEST(!constant_time_equal("abc"sv, "abcd"sv));
    BOOST_TEST(!constant_time_equal("abc\0"sv, "abc"sv));
    BOOST_TEST(constant_time_equal("a\0b"sv, "a\0b"sv));
    BOOST_TEST(!constant_time_equal("a\0b"sv, "a\0c"sv));
}

// The mask is a std::size_t, what is chosen may be wider: time steps are 64 bits everywhere.
BOOST_AUTO_TEST_CASE(choosing)
{
    constexpr std::size_t yes = ~std::size_t(0);
    const std::uint64_t wide = 0x0123456789abcdefU;
    BOOST_TEST(choose<std::uint64_t>(yes, wide, ~wide) == wide);
    BOOST_TEST(choose<std::uint64_t>(0, wide, ~wide) == ~wide);
    BOOST_TEST(choose<std::uint64_t>(0, 0, ~std::uint64_t(0)) == ~std::uint64_t(0));
    BOOST_TEST(choose<std::uint32_t>(yes, 7, 9) == 7U);
    BOOST_TEST(choose<std::uint32_t>(0, 7, 9) == 9U);
    BOOST_TEST(choose<unsigned char>(yes, 7, 255) == 7);
    BOOST_TEST(choose<unsigned char>(0, 7, 255) == 255);
}

BOOST_AUTO_TEST_SUITE_END()
