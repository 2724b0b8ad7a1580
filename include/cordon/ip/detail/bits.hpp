// Arithmetic on address numbers, free of integer promotion and of shifts by the full width.
#ifndef CORDON_IP_DETAIL_BITS_HPP
#define CORDON_IP_DETAIL_BITS_HPP

#include <cordon/ip/address_space.hpp>

#include <bit>

namespace cordon::inline v0::ip::detail {

template <class U>
inline constexpr int digits = int(8 * sizeof(U));

// 2^n - 1 for n in [0, digits].
template <class U>
constexpr U low_mask(int n) noexcept
{
    return n == 0 ? U{} : static_cast<U>(static_cast<U>(~U{}) >> (digits<U> - n));
}

template <address_space A>
inline constexpr typename A::uint_type max_uint = low_mask<typename A::uint_type>(A::width);

// The mask of the bits behind a prefix length.
template <address_space A>
constexpr typename A::uint_type host_mask(int length) noexcept
{
    return low_mask<typename A::uint_type>(A::width - length);
}

template <class U>
constexpr U plus_one(U u) noexcept
{
    return static_cast<U>(u + U{1});
}

template <class U>
constexpr U minus_one(U u) noexcept
{
    return static_cast<U>(u - U{1});
}

// Trailing zero bits; `digits` for 0.
template <class U>
constexpr int trailing_zeros(U u) noexcept
{
    using std::countr_zero;
    return countr_zero(u);
}

// Bits needed to write u; 0 for 0.
template <class U>
constexpr int bit_length(U u) noexcept
{
    using std::countl_zero;
    return digits<U> - countl_zero(u);
}

// last - first + 1 without overflow.
template <address_space A>
constexpr address_count<A> count_of(typename A::uint_type first,
                                    typename A::uint_type last) noexcept
{
    if constexpr (A::width < 64)
        return std::uint64_t(last) - std::uint64_t(first) + 1;
    else
        return uint129(static_cast<typename A::uint_type>(last - first)) +=
               uint129(std::uint64_t(1));
}

} // namespace cordon::inline v0::ip::detail

#endif
