#include <cordon/ip/uint128.hpp>

#include "reference/random.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_uint128)

using cordon::ip::uint128;
using cordon::ip::uint129;

namespace {

constexpr std::uint64_t max64 = std::numeric_limits<std::uint64_t>::max();
constexpr uint128 max128{max64, max64};

#if defined(__SIZEOF_INT128__)
__extension__ using native128 = unsigned __int128;

// Words at which carries, borrows and comparisons change.
constexpr std::uint64_t boundary_words[] = {
    0, 1, 2, 0x7fffffffU, 0xffffffffU, 0x100000000U, max64 / 2, max64 / 2 + 1, max64 - 1, max64};

// Every pair of boundary words, and random numbers of every length.
std::vector<uint128> samples()
{
    std::vector<uint128> out;
    for (const std::uint64_t high : boundary_words)
        for (const std::uint64_t low : boundary_words)
            out.emplace_back(high, low);
    cordon_test::random_source random(1);
    for (int i = 0; i < 128; ++i) {
        out.push_back(uint128(random.bits(), random.bits()) >> i);
        out.push_back(uint128(1) << i);
    }
    return out;
}

std::string hex(uint128 u)
{
    std::string out;
    for (int shift = 124; shift >= 0; shift -= 4)
        out += "0123456789abcdef"[(u >> shift).low & 15];
    return out;
}
#endif

} // namespace

static_assert(std::is_trivially_copyable_v<uint128>);
static_assert(sizeof(uint128) == 16);
static_assert(uint128() == uint128(0, 0));
static_assert(uint128(5) == uint128(0, 5));
static_assert(std::uint64_t(uint128(7, 5)) == 5);
static_assert(!std::is_convertible_v<uint128, std::uint64_t>); // not without saying so

BOOST_AUTO_TEST_CASE(carry_and_borrow)
{
    static_assert(uint128(max64) + uint128(1) == uint128(1, 0));
    static_assert(uint128(1, 0) - uint128(1) == uint128(max64));
    static_assert(max128 + uint128(1) == uint128());
    static_assert(uint128() - uint128(1) == max128);
    static_assert(max128 + max128 == max128 - uint128(1));
    static_assert(uint128(2, max64) + uint128(3, 1) == uint128(6, 0));
    static_assert(uint128(6, 0) - uint128(3, 1) == uint128(2, max64));
}

BOOST_AUTO_TEST_CASE(bits)
{
    static_assert((uint128(12, 10) & uint128(10, 12)) == uint128(8, 8));
    static_assert((uint128(12, 10) | uint128(10, 12)) == uint128(14, 14));
    static_assert((uint128(12, 10) ^ uint128(10, 12)) == uint128(6, 6));
    static_assert(~uint128() == max128);
    static_assert(~uint128(0, max64) == uint128(max64, 0));
}

BOOST_AUTO_TEST_CASE(shifts)
{
    static_assert((uint128(1) << 0) == uint128(1));
    static_assert((uint128(1) << 63) == uint128(0, max64 / 2 + 1));
    static_assert((uint128(1) << 64) == uint128(1, 0));
    static_assert((uint128(3) << 63) == uint128(1, max64 / 2 + 1));
    static_assert((uint128(3) << 127) == uint128(max64 / 2 + 1, 0));
    static_assert((uint128(1, 0) >> 64) == uint128(1));
    static_assert((uint128(1, 1) >> 1) == uint128(0, max64 / 2 + 1));
    static_assert((max128 >> 127) == uint128(1));
    // The full width and more, which is undefined for the built-in types.
    static_assert((max128 << 128) == uint128());
    static_assert((max128 >> 128) == uint128());
    static_assert((max128 << 1000) == uint128());
    static_assert((max128 >> 1000) == uint128());
    // Nor do negative counts shift the other way.
    static_assert((max128 << -1) == max128);
    static_assert((max128 >> -1) == max128);
}

BOOST_AUTO_TEST_CASE(order)
{
    // Sorted; each is compared with each.
    constexpr std::array sorted{uint128(),         uint128(1),    uint128(max64),    uint128(1, 0),
                                uint128(1, max64), uint128(2, 1), uint128(max64, 0), max128};
    for (std::size_t i = 0; i < sorted.size(); ++i)
        for (std::size_t j = 0; j < sorted.size(); ++j) {
            const uint128 a = sorted[i];
            const uint128 b = sorted[j];
            BOOST_TEST((a < b) == (i < j));
            BOOST_TEST((a > b) == (i > j));
            BOOST_TEST((a <= b) == (i <= j));
            BOOST_TEST((a >= b) == (i >= j));
            BOOST_TEST((a == b) == (i == j));
            BOOST_TEST((a != b) == (i != j));
            BOOST_TEST(((a <=> b) == (i <=> j)));
        }
}

BOOST_AUTO_TEST_CASE(zeros)
{
    static_assert(countl_zero(uint128()) == 128 && countr_zero(uint128()) == 128);
    static_assert(countl_zero(max128) == 0 && countr_zero(max128) == 0);
    for (int i = 0; i < 128; ++i) {
        BOOST_TEST(countl_zero(uint128(1) << i) == 127 - i);
        BOOST_TEST(countr_zero(uint128(1) << i) == i);
        BOOST_TEST(countl_zero(max128 >> i) == i);
        BOOST_TEST(countr_zero(max128 << i) == i);
    }
}

#if defined(__SIZEOF_INT128__)
BOOST_AUTO_TEST_CASE(as_the_compilers_own)
{
    const auto native = [](uint128 u) { return (native128(u.high) << 64) | u.low; };
    const auto ours = [](native128 n) {
        return uint128(static_cast<std::uint64_t>(n >> 64), static_cast<std::uint64_t>(n));
    };
    // A difference is counted and not checked one by one, which would take most of the time.
    std::size_t differences = 0;
    const std::vector<uint128> all = samples();
    for (const uint128 a : all) {
        for (const uint128 b : all) {
            const native128 na = native(a);
            const native128 nb = native(b);
            differences += a + b != ours(na + nb);
            differences += a - b != ours(na - nb);
            differences += (a & b) != ours(na & nb);
            differences += (a | b) != ours(na | nb);
            differences += (a ^ b) != ours(na ^ nb);
            differences += (a == b) != (na == nb);
            differences += (a < b) != (na < nb);
            differences += (a > b) != (na > nb);
            differences += (a <= b) != (na <= nb);
            differences += (a >= b) != (na >= nb);
            differences += ((a <=> b) < 0) != (na < nb);
            differences += ((a <=> b) > 0) != (na > nb);
        }
        for (int n = 0; n < 128; ++n) {
            differences += (a << n) != ours(native(a) << n);
            differences += (a >> n) != ours(native(a) >> n);
        }
        differences += ~a != ours(~native(a));
    }
    BOOST_TEST(differences == 0U);
}
#endif

BOOST_AUTO_TEST_CASE(uint129_value)
{
    static_assert(uint129() == uint129(std::uint64_t(0)));
    static_assert(!uint129(max128).top() && uint129(max128).low() == max128);
    constexpr uint129 all = uint129::power_of_two(128);
    static_assert(all.top() && all.low() == uint128());
    static_assert(uint129::power_of_two(0) == uint129(std::uint64_t(1)));
    static_assert(uint129::power_of_two(64) == uint129(uint128(1, 0)));
    static_assert(uint129::power_of_two(127) == uint129(uint128(max64 / 2 + 1, 0)));
    static_assert(uint129::power_of_two(127) + uint129::power_of_two(127) == all);
}

BOOST_AUTO_TEST_CASE(uint129_order)
{
    constexpr std::array sorted{uint129(),
                                uint129(std::uint64_t(1)),
                                uint129(uint128(1, 0)),
                                uint129(max128),
                                uint129::power_of_two(128),
                                uint129::power_of_two(128) + uint129(std::uint64_t(1))};
    for (std::size_t i = 0; i < sorted.size(); ++i)
        for (std::size_t j = 0; j < sorted.size(); ++j) {
            BOOST_TEST(((sorted[i] <=> sorted[j]) == (i <=> j)));
            BOOST_TEST((sorted[i] == sorted[j]) == (i == j));
        }
}

BOOST_AUTO_TEST_CASE(uint129_addition_saturates)
{
    constexpr uint129 one(std::uint64_t(1));
    constexpr uint129 all = uint129::power_of_two(128);
    constexpr uint129 most = all + uint129(max128); // 2^129 - 1
    static_assert(uint129(max128) + one == all);
    static_assert(one + uint129(max128) == all);
    static_assert(most.top() && most.low() == max128);
    static_assert(most + one == most);
    static_assert(all + all == most);
    static_assert(most + most == most);
    uint129 sum = all;
    sum += one;
    BOOST_TEST((sum == all + one));
}

BOOST_AUTO_TEST_CASE(uint129_text)
{
    const struct {
        uint129 value;
        const char* text;
    } table[] = {
        {std::uint64_t(0), "0"},
        {std::uint64_t(9), "9"},
        {std::uint64_t(10), "10"},
        {std::uint64_t(999999999), "999999999"},   // the largest block of digits
        {std::uint64_t(1000000000), "1000000000"}, // zeros inside, which must not be dropped
        {std::uint64_t(1000000001), "1000000001"},
        {std::uint64_t(1000000000000000000), "1000000000000000000"},
        {max64, "18446744073709551615"},
        {uint128(1, 0), "18446744073709551616"}, // 2^64, a /64 of IPv6
        {uint129::power_of_two(96), "79228162514264337593543950336"},
        {max128, "340282366920938463463374607431768211455"},
        {uint129::power_of_two(128), "340282366920938463463374607431768211456"},
        {uint129::power_of_two(128) + uint129(uint128(1, 0)),
         "340282366920938463481821351505477763072"},
        {uint129::power_of_two(128) + uint129(max128), "680564733841876926926749214863536422911"},
    };
    for (const auto& row : table)
        BOOST_TEST(to_string(row.value) == row.text);
}

BOOST_AUTO_TEST_CASE(uint129_text_of_every_power_of_two)
{
    // Doubled by hand, digit by digit.
    std::string expected = "1";
    for (int n = 0; n <= 128; ++n) {
        BOOST_TEST(to_string(uint129::power_of_two(n)) == expected);
        int carry = 0;
        for (auto digit = expected.rbegin(); digit != expected.rend(); ++digit) {
            const int twice = 2 * (*digit - '0') + carry;
            *digit = static_cast<char>('0' + twice % 10);
            carry = twice / 10;
        }
        if (carry != 0)
            expected.insert(expected.begin(), '1');
    }
}

BOOST_AUTO_TEST_CASE(uint129_double)
{
    static_assert(uint129().to_double() == 0.0);
    static_assert(uint129(std::uint64_t(5)).to_double() == 5.0);
    static_assert(uint129(uint128(1, 0)).to_double() == 18446744073709551616.0);
    double power = 1;
    for (int n = 0; n <= 128; ++n, power *= 2)
        BOOST_TEST(uint129::power_of_two(n).to_double() == power);
    const double two128 = power / 2;
    BOOST_TEST((uint129::power_of_two(128) + uint129::power_of_two(127)).to_double() ==
               1.5 * two128);
}

#if defined(__SIZEOF_INT128__)
BOOST_AUTO_TEST_CASE(uint129_double_of_any_number)
{
    // The compiler's own conversion is the nearest double; ours may be the one next to it.
    for (const uint128 u : samples()) {
        const double nearest = static_cast<double>((native128(u.high) << 64) | u.low);
        const double difference = uint129(u).to_double() - nearest;
        BOOST_TEST((difference < 0 ? -difference : difference) <= nearest * 0x1p-52, hex(u));
    }
}
#endif

BOOST_AUTO_TEST_SUITE_END()
