// cordon::ip - what the templates ask of an address type.
#ifndef CORDON_IP_ADDRESS_SPACE_HPP
#define CORDON_IP_ADDRESS_SPACE_HPP

#include <cordon/ip/uint128.hpp>

#include <concepts>
#include <type_traits>

namespace cordon::inline v0::ip {

/// A type whose values are the numbers 0 to 2^width - 1 in order: `address_v4`, `address_v6`, an
/// 8-bit toy in a test, MAC addresses or AS numbers in a user's hands.
///
/// `A::uint_type` is an unsigned integer (or `uint128`) of at least `A::width` bits;
/// `a.to_uint()` and `A::from_uint(u)` convert, and the order of `A` is the order of the numbers.
template <class A>
concept address_space =
    std::totally_ordered<A> && std::is_trivially_copyable_v<A> &&
    requires(const A a, const typename A::uint_type u) {
        requires std::unsigned_integral<typename A::uint_type> ||
                     std::same_as<typename A::uint_type, uint128>;
        requires A::width >= 1 && A::width <= int(8 * sizeof(typename A::uint_type));
        { a.to_uint() } noexcept -> std::same_as<typename A::uint_type>;
        { A::from_uint(u) } noexcept -> std::same_as<A>;
    };

/// How many addresses: `std::uint64_t` where it suffices, `uint129` from 64 bits on.
template <address_space A>
using address_count = std::conditional_t<(A::width < 64), std::uint64_t, uint129>;

} // namespace cordon::inline v0::ip

#endif
