// cordon::ip - IPv6 addresses.
#ifndef CORDON_IP_ADDRESS_V6_HPP
#define CORDON_IP_ADDRESS_V6_HPP

#include <cordon/ip/address_v4.hpp>

namespace cordon::inline v0::ip {

/// An IPv6 address (RFC 4291): 16 bytes, trivially copyable, constexpr throughout, ordered as its
/// number, hashable. Zones (RFC 4007) are no part of it: they name an interface of one host, see
/// scoped_address.hpp. The default is ::, the unspecified address, which no trusted network holds.
/// Distinct objects may be used by distinct threads.
class address_v6 {
public:
    using uint_type = uint128;
    using bytes_type = std::array<unsigned char, 16>;

    /// Bits of an address.
    static constexpr int width = 128;
    /// Characters of the longest text, eight groups of four digits, without a terminator.
    static constexpr std::size_t max_text_size = 39;

    constexpr address_v6() noexcept = default;
    /// From the number: its high word holds the first 8 bytes of the address.
    explicit constexpr address_v6(uint_type value) noexcept : value_(value) {}
    /// From bytes in network order.
    explicit constexpr address_v6(const bytes_type& bytes) noexcept
    {
        for (std::size_t i = 0; i < 8; ++i) {
            value_.high = value_.high << 8 | bytes[i];
            value_.low = value_.low << 8 | bytes[i + 8];
        }
    }

    /// The address of this number, whose first 64 bits are its high word.
    static constexpr address_v6 from_uint(uint_type value) noexcept { return address_v6(value); }
    /// From exactly 16 bytes in network order; errc::bad_length otherwise.
    static constexpr parse_result<address_v6>
    from_bytes(std::span<const unsigned char> bytes) noexcept
    {
        if (bytes.size() != 16)
            return {errc::bad_length, 0};
        bytes_type copy{};
        for (std::size_t i = 0; i < 16; ++i)
            copy[i] = bytes[i];
        return parse_result(address_v6(copy));
    }

    /// The number of the address; see from_uint().
    constexpr uint_type to_uint() const noexcept { return value_; }
    /// The bytes in network order.
    constexpr bytes_type to_bytes() const noexcept
    {
        bytes_type bytes{};
        for (std::size_t i = 0; i < 8; ++i) {
            bytes[i] = static_cast<unsigned char>(value_.high >> (56 - 8 * i));
            bytes[i + 8] = static_cast<unsigned char>(value_.low >> (56 - 8 * i));
        }
        return bytes;
    }

    /// :: and ::1.
    static constexpr address_v6 any() noexcept { return address_v6(); }
    /// ::1
    static constexpr address_v6 loopback() noexcept { return address_v6(uint128(1)); }
    /// ::ffff:a.b.c.d (RFC 4291, 2.5.5.2)
    static constexpr address_v6 mapped(address_v4 v4) noexcept
    {
        return address_v6(uint128(0, 0xffff00000000U | v4.to_uint()));
    }

    /// == :: (RFC 4291, 2.5.2)
    constexpr bool is_unspecified() const noexcept { return value_ == uint128(); }
    /// == ::1 (RFC 4291, 2.5.3). Not for ::ffff:127.0.0.1: ask address::canonical() first.
    constexpr bool is_loopback() const noexcept { return value_ == uint128(1); }
    /// In fe80::/10 (RFC 4291, 2.5.6)
    constexpr bool is_link_local() const noexcept { return value_.high >> 54 == 0x3fa; }
    /// In fec0::/10 (deprecated by RFC 3879)
    constexpr bool is_site_local() const noexcept { return value_.high >> 54 == 0x3fb; }
    /// In ff00::/8 (RFC 4291, 2.7)
    constexpr bool is_multicast() const noexcept { return value_.high >> 56 == 0xff; }
    /// Multicast with scope 1, 2, 5, 8 or e (RFC 7346)
    constexpr bool is_multicast_node_local() const noexcept { return is_multicast_scope(1); }
    /// Multicast of the scope 2 (RFC 4291, 2.7).
    constexpr bool is_multicast_link_local() const noexcept { return is_multicast_scope(2); }
    /// Multicast of the scope 5.
    constexpr bool is_multicast_site_local() const noexcept { return is_multicast_scope(5); }
    /// Multicast of the scope 8.
    constexpr bool is_multicast_org_local() const noexcept { return is_multicast_scope(8); }
    /// Multicast of the scope 14.
    constexpr bool is_multicast_global() const noexcept { return is_multicast_scope(14); }
    /// In ::ffff:0:0/96 (RFC 4291, 2.5.5.2)
    constexpr bool is_v4_mapped() const noexcept
    {
        return value_.high == 0 && value_.low >> 32 == 0xffff;
    }

    /// The IPv4 address of a mapped one. No other embedding (NAT64, 6to4, Teredo,
    /// IPv4-compatible) is ever unwrapped: those bytes are for the sender to choose.
    constexpr std::optional<address_v4> mapped_v4() const noexcept
    {
        if (!is_v4_mapped())
            return std::nullopt;
        return address_v4(static_cast<std::uint32_t>(value_.low));
    }

    /// The address after and the one before this; nothing past the ends.
    constexpr std::optional<address_v6> next() const noexcept
    {
        if (value_ == ~uint128())
            return std::nullopt;
        return address_v6(value_ + uint128(1));
    }
    /// See next().
    constexpr std::optional<address_v6> previous() const noexcept
    {
        if (value_ == uint128())
            return std::nullopt;
        return address_v6(value_ - uint128(1));
    }

    friend constexpr bool operator==(address_v6 a, address_v6 b) noexcept
    {
        return a.value_ == b.value_;
    }
    friend constexpr std::strong_ordering operator<=>(address_v6 a, address_v6 b) noexcept
    {
        return a.value_ <=> b.value_;
    }

private:
    constexpr bool is_multicast_scope(unsigned scope) const noexcept
    {
        return is_multicast() && ((value_.high >> 48) & 15) == scope;
    }

    uint128 value_;
};

/// RFC 4291, 2.2: eight groups of 1 to 4 hex digits, `::` for one or more groups of zeros, a dotted
/// quad for the last 32 bits. The whole text or nothing; no zone; no allocation; constexpr. Errors:
/// those of parse_address_v4, and group_too_long, double_compress, compress_zero_groups,
/// embedded_v4_position, zone_not_allowed, empty_zone.
constexpr parse_result<address_v6> parse_address_v6(std::string_view text) noexcept
{
    const auto [value, error] = detail::read_v6(text);
    if (error.code != errc{})
        return parse_result<address_v6>(error);
    return parse_result(address_v6(value));
}

/// Writes the RFC 5952 form to [first, last): lower case, no leading zeros, the longest (of equal
/// ones the first) run of two or more zero groups as `::`, mapped addresses with a dotted quad.
/// As `std::to_chars`: no terminator, `std::errc::value_too_large` where it does not fit.
constexpr std::to_chars_result to_chars(char* first, char* last, address_v6 address) noexcept
{
    if (last - first >= std::ptrdiff_t(address_v6::max_text_size))
        return {detail::write_v6(first, address.to_uint()), std::errc{}};
    char text[address_v6::max_text_size]{};
    return detail::copy_text(first, last, text, detail::write_v6(text, address.to_uint()));
}

/// The text of to_chars().
inline std::string to_string(address_v6 address)
{
    char text[address_v6::max_text_size];
    return {text, detail::write_v6(text, address.to_uint())};
}

template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& os,
                                             address_v6 address)
{
    char text[address_v6::max_text_size];
    const char* end = detail::write_v6(text, address.to_uint());
    return os << std::basic_string_view<char, Traits>(text, std::size_t(end - text));
}

#if defined(__cpp_exceptions)
/// The throwing twin of parse_address_v6: std::system_error with the code and a sentence.
constexpr address_v6 make_address_v6(std::string_view text)
{
    return detail::value_or_raise(parse_address_v6(text), text);
}
#endif

static_assert(address_space<address_v6>);

} // namespace cordon::inline v0::ip

template <>
struct std::hash<cordon::ip::address_v6> {
    std::size_t operator()(cordon::ip::address_v6 address) const noexcept
    {
        using cordon::ip::detail::hash_mix;
        return hash_mix(hash_mix(address.to_uint().high) ^ address.to_uint().low);
    }
};

#endif
