// cordon::ip - IPv4 addresses.
#ifndef CORDON_IP_ADDRESS_V4_HPP
#define CORDON_IP_ADDRESS_V4_HPP

#include <cordon/ip/address_space.hpp>
#include <cordon/ip/detail/address_text.hpp>
#include <cordon/ip/parse_result.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cordon::inline v0::ip {

/// An IPv4 address (RFC 791): 4 bytes, trivially copyable, constexpr throughout, ordered as its
/// number, hashable. The default is 0.0.0.0, the unspecified address, which no trusted network
/// holds. Distinct objects may be used by distinct threads.
class address_v4 {
public:
    using uint_type = std::uint32_t;
    using bytes_type = std::array<unsigned char, 4>;

    /// Bits of an address.
    static constexpr int width = 32;
    /// Characters of the longest text, "255.255.255.255", without a terminator.
    static constexpr std::size_t max_text_size = 15;

    constexpr address_v4() noexcept = default;
    /// From the number in host byte order: 0x7f000001 is 127.0.0.1.
    explicit constexpr address_v4(uint_type value) noexcept : value_(value) {}
    /// From bytes in network order.
    explicit constexpr address_v4(const bytes_type& bytes) noexcept
        : value_(uint_type(bytes[0]) << 24 | uint_type(bytes[1]) << 16 | uint_type(bytes[2]) << 8 |
                 uint_type(bytes[3]))
    {
    }

    /// The address of this number: 10.0.0.1 is 0x0a000001.
    static constexpr address_v4 from_uint(uint_type value) noexcept { return address_v4(value); }
    /// From exactly 4 bytes in network order; errc::bad_length otherwise.
    static constexpr parse_result<address_v4>
    from_bytes(std::span<const unsigned char> bytes) noexcept
    {
        if (bytes.size() != 4)
            return {errc::bad_length, 0};
        return parse_result(address_v4(bytes_type{bytes[0], bytes[1], bytes[2], bytes[3]}));
    }

    /// The number in host byte order.
    constexpr uint_type to_uint() const noexcept { return value_; }
    /// The bytes in network order.
    constexpr bytes_type to_bytes() const noexcept
    {
        return {static_cast<unsigned char>(value_ >> 24), static_cast<unsigned char>(value_ >> 16),
                static_cast<unsigned char>(value_ >> 8), static_cast<unsigned char>(value_)};
    }

    /// 0.0.0.0, 127.0.0.1 and 255.255.255.255.
    static constexpr address_v4 any() noexcept { return address_v4(); }
    /// 127.0.0.1
    static constexpr address_v4 loopback() noexcept { return address_v4(0x7f000001U); }
    /// 255.255.255.255
    static constexpr address_v4 broadcast() noexcept { return address_v4(0xffffffffU); }

    /// to_uint() == 0 (RFC 1122, 3.2.1.3)
    constexpr bool is_unspecified() const noexcept { return value_ == 0; }
    /// (to_uint() & 0xff000000) == 0x7f000000 (RFC 1122, 3.2.1.3)
    constexpr bool is_loopback() const noexcept { return (value_ & 0xff000000U) == 0x7f000000U; }
    /// (to_uint() & 0xf0000000) == 0xe0000000 (RFC 5771)
    constexpr bool is_multicast() const noexcept { return (value_ & 0xf0000000U) == 0xe0000000U; }
    /// (to_uint() & 0xffff0000) == 0xa9fe0000 (RFC 3927)
    constexpr bool is_link_local() const noexcept { return (value_ & 0xffff0000U) == 0xa9fe0000U; }

    /// The address after and the one before this; nothing past the ends.
    constexpr std::optional<address_v4> next() const noexcept
    {
        if (value_ == 0xffffffffU)
            return std::nullopt;
        return address_v4(value_ + 1);
    }
    /// See next().
    constexpr std::optional<address_v4> previous() const noexcept
    {
        if (value_ == 0)
            return std::nullopt;
        return address_v4(value_ - 1);
    }

    friend constexpr bool operator==(address_v4, address_v4) noexcept = default;
    friend constexpr auto operator<=>(address_v4, address_v4) noexcept = default;

private:
    uint_type value_ = 0;
};

/// Exactly four decimal octets, without leading zeros, signs, spaces or short forms (RFC 6943,
/// 3.1.1: "strict"). The whole text or nothing; no allocation; constexpr. Errors: empty, too_long
/// (over 64 bytes), bad_char, nul, leading_zero, octet_range, empty_part, too_few_parts,
/// too_many_parts, zone_on_v4, trailing_junk.
constexpr parse_result<address_v4> parse_address_v4(std::string_view text) noexcept
{
    const auto [value, error] = detail::read_v4(text);
    if (error.code != errc{})
        return parse_result<address_v4>(error);
    return parse_result(address_v4(value));
}

/// Writes the dotted quad to [first, last) without a terminator, as `std::to_chars` does:
/// `std::errc::value_too_large` and nothing useful written where it does not fit.
constexpr std::to_chars_result to_chars(char* first, char* last, address_v4 address) noexcept
{
    if (last - first >= std::ptrdiff_t(address_v4::max_text_size))
        return {detail::write_v4(first, address.to_uint()), std::errc{}};
    char text[address_v4::max_text_size]{};
    return detail::copy_text(first, last, text, detail::write_v4(text, address.to_uint()));
}

/// The text of to_chars().
inline std::string to_string(address_v4 address)
{
    char text[address_v4::max_text_size];
    return {text, detail::write_v4(text, address.to_uint())};
}

template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& os,
                                             address_v4 address)
{
    char text[address_v4::max_text_size];
    const char* end = detail::write_v4(text, address.to_uint());
    return os << std::basic_string_view<char, Traits>(text, std::size_t(end - text));
}

#if defined(__cpp_exceptions)
/// The throwing twin of parse_address_v4: std::system_error with the code and a sentence.
constexpr address_v4 make_address_v4(std::string_view text)
{
    return detail::value_or_raise(parse_address_v4(text), text);
}
#endif

static_assert(address_space<address_v4>);

} // namespace cordon::inline v0::ip

template <>
struct std::hash<cordon::ip::address_v4> {
    std::size_t operator()(cordon::ip::address_v4 address) const noexcept
    {
        return cordon::ip::detail::hash_mix(address.to_uint());
    }
};

#endif
