// cordon::ip - unsigned 128-bit integers for IPv6, and the 129-bit count of all its addresses.
#ifndef CORDON_IP_UINT128_HPP
#define CORDON_IP_UINT128_HPP

#include <cordon/version.hpp>

#include <bit>
#include <compare>
#include <cstdint>
#include <string>

namespace cordon::inline v0::ip {

/// Two words, most significant first. `unsigned __int128` is neither standard (-Wpedantic) nor
/// there on 32-bit targets; compilers see through this one. Arithmetic wraps; shifts by 128 or
/// more give 0 (no undefined behaviour). Trivially copyable, constexpr, noexcept throughout.
struct uint128 {
    std::uint64_t high = 0; ///< the upper 64 bits
    std::uint64_t low = 0;  ///< the lower 64 bits

    constexpr uint128() noexcept = default;
    /// The number.
    constexpr uint128(std::uint64_t value) noexcept : low(value) {} // NOLINT: as integers convert
    /// The number of these two words.
    constexpr uint128(std::uint64_t high_word, std::uint64_t low_word) noexcept
        : high(high_word), low(low_word)
    {
    }

    /// The lower 64 bits.
    explicit constexpr operator std::uint64_t() const noexcept { return low; }

    friend constexpr bool operator==(uint128 a, uint128 b) noexcept
    {
        return ((a.high ^ b.high) | (a.low ^ b.low)) == 0;
    }
    // Bitwise operators: two compares and no branch, whichever word decides.
    friend constexpr bool operator<(uint128 a, uint128 b) noexcept
    {
        return bool(int(a.high < b.high) | (int(a.high == b.high) & int(a.low < b.low)));
    }
    friend constexpr bool operator>(uint128 a, uint128 b) noexcept { return b < a; }
    friend constexpr bool operator<=(uint128 a, uint128 b) noexcept { return !(b < a); }
    friend constexpr bool operator>=(uint128 a, uint128 b) noexcept { return !(a < b); }
    friend constexpr std::strong_ordering operator<=>(uint128 a, uint128 b) noexcept
    {
        return a.high != b.high ? a.high <=> b.high : a.low <=> b.low;
    }

    friend constexpr uint128 operator&(uint128 a, uint128 b) noexcept
    {
        return {a.high & b.high, a.low & b.low};
    }
    friend constexpr uint128 operator|(uint128 a, uint128 b) noexcept
    {
        return {a.high | b.high, a.low | b.low};
    }
    friend constexpr uint128 operator^(uint128 a, uint128 b) noexcept
    {
        return {a.high ^ b.high, a.low ^ b.low};
    }
    constexpr uint128 operator~() const noexcept { return {~high, ~low}; }

    friend constexpr uint128 operator+(uint128 a, uint128 b) noexcept
    {
        const std::uint64_t sum = a.low + b.low;
        return {a.high + b.high + (sum < a.low ? 1U : 0U), sum};
    }
    friend constexpr uint128 operator-(uint128 a, uint128 b) noexcept
    {
        return {a.high - b.high - (a.low < b.low ? 1U : 0U), a.low - b.low};
    }

    friend constexpr uint128 operator<<(uint128 a, int n) noexcept
    {
        if (n <= 0)
            return a;
        if (n >= 128)
            return {};
        if (n >= 64)
            return {a.low << (n - 64), 0};
        return {(a.high << n) | (a.low >> (64 - n)), a.low << n};
    }
    friend constexpr uint128 operator>>(uint128 a, int n) noexcept
    {
        if (n <= 0)
            return a;
        if (n >= 128)
            return {};
        if (n >= 64)
            return {0, a.high >> (n - 64)};
        return {a.high >> n, (a.low >> n) | (a.high << (64 - n))};
    }
};

/// Leading zero bits, 0 to 128.
constexpr int countl_zero(uint128 u) noexcept
{
    return u.high != 0 ? std::countl_zero(u.high) : 64 + std::countl_zero(u.low);
}

/// Trailing zero bits, 0 to 128.
constexpr int countr_zero(uint128 u) noexcept
{
    return u.low != 0 ? std::countr_zero(u.low) : 64 + std::countr_zero(u.high);
}

/// A number from 0 to 2^129 - 1: how many addresses. All of IPv6 is 2^128, one more than 128 bits
/// hold. Addition saturates at 2^129 - 1, which no sum of disjoint ranges of both families reaches.
class uint129 {
public:
    constexpr uint129() noexcept = default;
    /// The number.
    constexpr uint129(uint128 value) noexcept : low_(value) {} // NOLINT: as integers convert
    /// The number.
    constexpr uint129(std::uint64_t value) noexcept : low_(value) {} // NOLINT

    /// 2^`n` for n in [0, 128].
    static constexpr uint129 power_of_two(int n) noexcept
    {
        uint129 out;
        out.top_ = n == 128;
        if (n < 128)
            out.low_ = uint128(1) << n;
        return out;
    }

    /// Bit 128, and the 128 bits below it.
    constexpr bool top() const noexcept { return top_; }
    /// The lower 128 bits.
    constexpr uint128 low() const noexcept { return low_; }

    constexpr uint129& operator+=(uint129 other) noexcept
    {
        const uint128 sum = low_ + other.low_;
        const int tops = int(top_) + int(other.top_) + int(sum < low_);
        top_ = tops != 0;
        low_ = tops > 1 ? ~uint128() : sum;
        return *this;
    }
    friend constexpr uint129 operator+(uint129 a, uint129 b) noexcept { return a += b; }

    friend constexpr bool operator==(uint129, uint129) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(uint129 a, uint129 b) noexcept
    {
        return a.top_ != b.top_ ? a.top_ <=> b.top_ : a.low_ <=> b.low_;
    }

    /// The nearest double, or the one next to it: for ratios and reports.
    constexpr double to_double() const noexcept
    {
        constexpr double two64 = 18446744073709551616.0;
        return (top_ ? two64 * two64 : 0.0) + static_cast<double>(low_.high) * two64 +
               static_cast<double>(low_.low);
    }

    /// Decimal digits: "340282366920938463463374607431768211456" for all of IPv6.
    friend std::string to_string(uint129 value)
    {
        // Base 10^9 long division over 32-bit limbs, most significant first.
        std::uint32_t limbs[5] = {value.top_ ? 1U : 0U, std::uint32_t(value.low_.high >> 32),
                                  std::uint32_t(value.low_.high),
                                  std::uint32_t(value.low_.low >> 32),
                                  std::uint32_t(value.low_.low)};
        char digits[45];
        char* out = digits + sizeof digits;
        bool more = true;
        while (more) {
            std::uint64_t rest = 0;
            more = false;
            for (std::uint32_t& limb : limbs) {
                rest = (rest << 32) | limb;
                limb = std::uint32_t(rest / 1000000000U);
                rest %= 1000000000U;
                more = more || limb != 0;
            }
            for (int i = 0; i < 9 && (more || rest != 0 || i == 0); ++i, rest /= 10)
                *--out = char('0' + rest % 10);
        }
        return {out, digits + sizeof digits};
    }

private:
    bool top_ = false;
    uint128 low_;
};

} // namespace cordon::inline v0::ip

#endif
