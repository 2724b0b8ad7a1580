// cordon::ip - a prefix (CIDR block) over any address space.
#ifndef CORDON_IP_BASIC_PREFIX_HPP
#define CORDON_IP_BASIC_PREFIX_HPP

#include <cordon/ip/detail/bits.hpp>
#include <cordon/ip/detail/lazy_view.hpp>
#include <cordon/ip/parse_result.hpp>

#include <array>
#include <compare>
#include <optional>

namespace cordon::inline v0::ip {

template <address_space A>
class basic_prefix;

namespace detail {

// All prefixes of one length inside another.
template <address_space A>
class split_state {
public:
    constexpr split_state() noexcept = default;
    constexpr split_state(typename A::uint_type first, typename A::uint_type last,
                          int length) noexcept
        : at_(first), last_(last), length_(length), done_(false)
    {
    }
    constexpr bool done() const noexcept { return done_; }
    constexpr basic_prefix<A> current() const noexcept;
    constexpr void advance() noexcept
    {
        const auto block_last = static_cast<typename A::uint_type>(at_ | host_mask<A>(length_));
        done_ = block_last == last_;
        if (!done_)
            at_ = plus_one(block_last);
    }
    friend constexpr bool operator==(const split_state&, const split_state&) noexcept = default;

private:
    typename A::uint_type at_{};
    typename A::uint_type last_{};
    int length_ = 0;
    bool done_ = true;
};

} // namespace detail

/// An address and a length (RFC 4632, RFC 4291 2.3): all addresses that share its first `length`
/// bits. The bits behind the length are zero by construction. No default: a default-made /0 would
/// hold the whole internet. First and last address are members like all others (RFC 3021: /31,
/// RFC 6164: /127). Trivially copyable, constexpr; ordered by address, then length (the shorter
/// first). Distinct objects may be used by distinct threads.
template <address_space A>
class basic_prefix {
public:
    using address_type = A;
    using uint_type = typename A::uint_type;

#if defined(__cpp_exceptions)
    /// Throws as make() would fail.
    constexpr basic_prefix(A address, int length) : basic_prefix(make(address, length).value()) {}
#endif

    /// `length` in [0, A::width] (errc::length_range), bits behind it zero (errc::host_bits_set).
    static constexpr parse_result<basic_prefix> make(A address, int length) noexcept
    {
        if (length < 0 || length > A::width)
            return {errc::length_range, 0};
        if ((address.to_uint() & detail::host_mask<A>(length)) != uint_type{})
            return {errc::host_bits_set, 0};
        return parse_result(basic_prefix(unchecked{}, address, length));
    }

    /// The prefix of that length that holds the address: host bits are masked. Throws
    /// errc::length_range (std::abort() without exceptions) where `length` is not in [0, A::width].
    static constexpr basic_prefix containing(A address, int length)
    {
        if (length < 0 || length > A::width)
            detail::raise(errc::length_range);
        const auto mask = static_cast<uint_type>(~detail::host_mask<A>(length));
        const auto masked = static_cast<uint_type>(address.to_uint() & mask);
        return {unchecked{}, A::from_uint(masked), length};
    }

    /// The prefix of one address: /32, /128.
    static constexpr basic_prefix host(A address) noexcept
    {
        return {unchecked{}, address, A::width};
    }

    /// The address in front of the slash, whose host bits are zero.
    constexpr A address() const noexcept { return address_; }
    /// In [0, A::width].
    constexpr int length() const noexcept { return length_; }

    constexpr A first() const noexcept { return address_; }
    constexpr A last() const noexcept
    {
        const auto mask = detail::host_mask<A>(length_);
        return A::from_uint(static_cast<uint_type>(address_.to_uint() | mask));
    }
    /// How many addresses, 2^(A::width - length()), without overflow.
    constexpr address_count<A> count() const noexcept
    {
        return detail::count_of<A>(first().to_uint(), last().to_uint());
    }

    /// As an address: 255.0.0.0 and 0.255.255.255 for an IPv4 /8.
    constexpr A netmask() const noexcept
    {
        const auto mask = static_cast<uint_type>(~detail::host_mask<A>(length_));
        return A::from_uint(static_cast<uint_type>(mask & detail::max_uint<A>));
    }
    /// The inverse of the netmask, "0.255.255.255".
    constexpr A hostmask() const noexcept { return A::from_uint(detail::host_mask<A>(length_)); }

    constexpr bool contains(A address) const noexcept
    {
        const auto difference = static_cast<uint_type>(address.to_uint() ^ address_.to_uint());
        return (difference & ~detail::host_mask<A>(length_)) == uint_type{};
    }
    /// Whether every address of `other` is in this: 10.0.0.0/8 contains 10.0.0.0/16.
    constexpr bool contains(const basic_prefix& other) const noexcept
    {
        return length_ <= other.length_ && contains(other.address_);
    }
    /// Whether they share an address; two prefixes do where one contains the other.
    constexpr bool overlaps(const basic_prefix& other) const noexcept
    {
        return contains(other) || other.contains(*this);
    }

    /// The prefix one bit shorter; nothing for /0.
    constexpr std::optional<basic_prefix> parent() const noexcept
    {
        if (length_ == 0)
            return std::nullopt;
        return containing(address_, length_ - 1);
    }
    /// The two halves; nothing for a single address.
    constexpr std::optional<std::array<basic_prefix, 2>> children() const noexcept
    {
        if (length_ == A::width)
            return std::nullopt;
        return std::array{basic_prefix(unchecked{}, first(), length_ + 1),
                          containing(last(), length_ + 1)};
    }
    /// All prefixes of `length` bits inside this one, in order, made as they are asked for: a
    /// forward range. Throws errc::length_range (std::abort() without exceptions) where `length` is
    /// not in [length(), A::width].
    constexpr detail::lazy_view<detail::split_state<A>> split(int length) const
    {
        if (length < length_ || length > A::width)
            detail::raise(errc::length_range);
        return detail::lazy_view(
            detail::split_state<A>(first().to_uint(), last().to_uint(), length));
    }

    // constexpr where `A`'s is (saying so here would demand it of `A`).
    friend bool operator==(const basic_prefix&, const basic_prefix&) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(const basic_prefix& a,
                                                      const basic_prefix& b) noexcept
    {
        if (a.address_ != b.address_)
            return a.address_ < b.address_ ? std::strong_ordering::less
                                           : std::strong_ordering::greater;
        return a.length_ <=> b.length_;
    }

    /// For parse_result::message: what the author may have meant.
    static std::string hint(parse_error error, std::string_view text);

private:
    struct unchecked {};
    constexpr basic_prefix(unchecked, A address, int length) noexcept
        : address_(address), length_(static_cast<unsigned char>(length))
    {
    }

    A address_;
    unsigned char length_;
};

template <address_space A>
constexpr basic_prefix<A> detail::split_state<A>::current() const noexcept
{
    return basic_prefix<A>::containing(A::from_uint(at_), length_);
}

} // namespace cordon::inline v0::ip

#endif
