// cordon::ip - an address of either family, or none.
#ifndef CORDON_IP_ADDRESS_HPP
#define CORDON_IP_ADDRESS_HPP

#include <cordon/ip/address_v4.hpp>
#include <cordon/ip/address_v6.hpp>

namespace cordon::inline v0::ip {

/// The family of an `address`.
enum class family : unsigned char { none, v4, v6 };

namespace detail {
struct address_value;
} // namespace detail

/// An IPv4 address, an IPv6 address, or none (the default): what a peer's address is before it is
/// known, and after asking for it failed. None equals none, is before every address, is in no set,
/// and is never 0.0.0.0. Order: none < IPv4 < IPv6. Trivially copyable, constexpr, hashable.
/// Distinct objects may be used by distinct threads.
class address {
public:
    /// Characters of the longest text, without a terminator.
    static constexpr std::size_t max_text_size = address_v6::max_text_size;

    constexpr address() noexcept = default;
    /// The IPv4 address.
    constexpr address(address_v4 v4) noexcept
        : family_(family::v4), value_(v4.to_uint()) {} // NOLINT
    /// The IPv6 address.
    constexpr address(address_v6 v6) noexcept
        : family_(family::v6), value_(v6.to_uint()) {} // NOLINT

    /// From 4 or 16 bytes in network order; errc::bad_length otherwise.
    static constexpr parse_result<address> from_bytes(std::span<const unsigned char> bytes) noexcept
    {
        if (bytes.size() == 4)
            return parse_result(address(*address_v4::from_bytes(bytes)));
        if (bytes.size() == 16)
            return parse_result(address(*address_v6::from_bytes(bytes)));
        return {errc::bad_length, 0};
    }

    /// IPv4, IPv6 or none.
    constexpr ip::family family() const noexcept { return family_; }
    /// Whether there is no address; that is not 0.0.0.0.
    constexpr bool is_none() const noexcept { return family_ == family::none; }
    constexpr bool is_v4() const noexcept { return family_ == family::v4; }
    constexpr bool is_v6() const noexcept { return family_ == family::v6; }

    /// The address as its family's type. Throws errc::bad_family (std::abort() without exceptions)
    /// where it is of another; ask is_v4() and is_v6() first. A mapped address is IPv6.
    constexpr address_v4 to_v4() const
    {
        if (!is_v4())
            detail::raise(errc::bad_family);
        return address_v4(std::uint32_t(value_.low));
    }
    constexpr address_v6 to_v6() const
    {
        if (!is_v6())
            detail::raise(errc::bad_family);
        return address_v6(value_);
    }

    /// The address to match with: `::ffff:a.b.c.d` (an IPv4 client on a dual-stack socket) becomes
    /// a.b.c.d; everything else is itself. Sets and maps over `address` do this by themselves.
    constexpr address canonical() const noexcept
    {
        if (is_v6() && address_v6(value_).is_v4_mapped())
            return address_v4(std::uint32_t(value_.low));
        return *this;
    }

    /// As of the address's family; false for none. A mapped address is asked as IPv6, where
    /// ::ffff:127.0.0.1 is not loopback: ask canonical() first.
    constexpr bool is_unspecified() const noexcept { return !is_none() && value_ == uint128(); }
    /// 127.0.0.0/8 or ::1; as is_unspecified().
    constexpr bool is_loopback() const noexcept
    {
        return is_v4() ? to_v4().is_loopback() : is_v6() && to_v6().is_loopback();
    }
    /// 224.0.0.0/4 or ff00::/8; as is_unspecified().
    constexpr bool is_multicast() const noexcept
    {
        return is_v4() ? to_v4().is_multicast() : is_v6() && to_v6().is_multicast();
    }
    /// 169.254.0.0/16 or fe80::/10; as is_unspecified().
    constexpr bool is_link_local() const noexcept
    {
        return is_v4() ? to_v4().is_link_local() : is_v6() && to_v6().is_link_local();
    }

    friend constexpr bool operator==(const address&, const address&) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(const address& a, const address& b) noexcept
    {
        return a.family_ != b.family_ ? a.family_ <=> b.family_ : a.value_ <=> b.value_;
    }

private:
    friend struct detail::address_value;

    ip::family family_ = family::none;
    uint128 value_;
};

namespace detail {

// The number of an address, whichever its family, without asking for that; 0 of none.
struct address_value {
    static constexpr uint128 of(const address& each) noexcept { return each.value_; }
};

// Reads an address that is as it should be, without a search for what tells its family; none is no
// answer.
constexpr family read_usual(std::string_view text, std::uint32_t& v4, uint128& v6) noexcept
{
    if (std::is_constant_evaluated() || text.size() < 4)
        return family::none;
    if (starts_like_quad(text))
        return read_v4_fast(text, v4) ? family::v4 : family::none;
    return read_v6_fast(text, v6) ? family::v6 : family::none;
}

constexpr parse_result<address> parse_by_family(std::string_view text) noexcept
{
    if (const parse_error error = check_size(text); error.code != errc{})
        return parse_result<address>(error);
    if (looks_like_v6(text)) {
        const auto v6 = parse_address_v6(text);
        return v6 ? parse_result(address(*v6)) : parse_result<address>(v6.error());
    }
    const auto v4 = parse_address_v4(text);
    return v4 ? parse_result(address(*v4)) : parse_result<address>(v4.error());
}

} // namespace detail

/// parse_address_v4 or parse_address_v6: IPv6 where the first separator is ':' (or there is none
/// and all is hex digits), IPv4 otherwise. Errors and offsets as theirs. Never a name: no DNS.
constexpr parse_result<address> parse_address(std::string_view text) noexcept
{
    std::uint32_t v4 = 0;
    uint128 v6;
    const family usual = detail::read_usual(text, v4, v6);
    if (usual == family::v4)
        return parse_result<address>(std::in_place, address_v4(v4));
    if (usual == family::v6)
        return parse_result<address>(std::in_place, address_v6(v6));
    return detail::parse_by_family(text);
}

/// Writes the text of the family, or "none", as to_chars of the families does.
constexpr std::to_chars_result to_chars(char* first, char* last, const address& address) noexcept
{
    if (address.is_v4())
        return to_chars(first, last, address.to_v4());
    if (address.is_v6())
        return to_chars(first, last, address.to_v6());
    constexpr std::string_view none = "none";
    return detail::copy_text(first, last, none.data(), none.data() + none.size());
}

/// The text of to_chars().
inline std::string to_string(const address& address)
{
    char text[address::max_text_size];
    return {text, to_chars(text, text + sizeof text, address).ptr};
}

template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& os,
                                             const address& address)
{
    char text[address::max_text_size];
    const char* end = to_chars(text, text + sizeof text, address).ptr;
    return os << std::basic_string_view<char, Traits>(text, std::size_t(end - text));
}

#if defined(__cpp_exceptions)
/// The throwing twin of parse_address: std::system_error with the code and a sentence.
constexpr address make_address(std::string_view text)
{
    return detail::value_or_raise(parse_address(text), text);
}
#endif

} // namespace cordon::inline v0::ip

template <>
struct std::hash<cordon::ip::address> {
    std::size_t operator()(const cordon::ip::address& address) const noexcept
    {
        if (address.is_v4())
            return std::hash<cordon::ip::address_v4>()(address.to_v4());
        return address.is_v6() ? std::hash<cordon::ip::address_v6>()(address.to_v6()) : 0;
    }
};

#endif
