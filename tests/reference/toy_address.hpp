// Address spaces so small that a test can look at all of them, or of an odd width.
#pragma once

#include <compare>
#include <cstdint>
#include <ostream>

namespace cordon_test {

// Models cordon::ip::address_space: the numbers below 2^Width, kept in a UInt.
template <class UInt, int Width>
class basic_toy_address {
public:
    using uint_type = UInt;
    static constexpr int width = Width;

    constexpr basic_toy_address() noexcept = default;
    explicit constexpr basic_toy_address(UInt value) noexcept : value_(value) {}

    static constexpr basic_toy_address from_uint(UInt value) noexcept
    {
        return basic_toy_address(value);
    }
    constexpr UInt to_uint() const noexcept { return value_; }

    friend constexpr auto operator<=>(basic_toy_address, basic_toy_address) noexcept = default;

    // As a number, also where UInt is a character type.
    friend std::ostream& operator<<(std::ostream& os, basic_toy_address address)
    {
        return os << static_cast<std::uint64_t>(address.value_);
    }

private:
    UInt value_{};
};

// 256 addresses, 511 prefixes, 32,896 ranges: all of them can be tried. `unsigned char` is promoted
// to int in every operation, which is what the templates must cope with.
using toy_address = basic_toy_address<unsigned char, 8>;

// Narrower than its integer (as MAC addresses are), so that bits above the width show.
using toy_address_48 = basic_toy_address<std::uint64_t, 48>;

// As wide as its integer, where the count of all addresses is one more than that holds.
using toy_address_64 = basic_toy_address<std::uint64_t, 64>;

} // namespace cordon_test
