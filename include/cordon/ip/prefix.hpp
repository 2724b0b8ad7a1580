// cordon::ip - IPv4 and IPv6 prefixes: text, and the type that holds either.
#ifndef CORDON_IP_PREFIX_HPP
#define CORDON_IP_PREFIX_HPP

#include <cordon/ip/address.hpp>
#include <cordon/ip/basic_prefix.hpp>
#include <cordon/ip/detail/prefix_text.hpp>

namespace cordon::inline v0::ip {

/// A network of IPv4.
using prefix_v4 = basic_prefix<address_v4>;
/// A network of IPv6.
using prefix_v6 = basic_prefix<address_v6>;

/// A prefix of either family. No default; otherwise as `basic_prefix`, and what takes an address
/// looks at its canonical form: 10.0.0.0/8 contains ::ffff:10.0.0.1. None is in no prefix.
class prefix {
public:
    /// The IPv4 network.
    constexpr prefix(const prefix_v4& v4) noexcept
        : address_(v4.address()), length_(v4.length()) {} // NOLINT
    /// The IPv6 network.
    constexpr prefix(const prefix_v6& v6) noexcept
        : address_(v6.address()), length_(v6.length()) {} // NOLINT

    /// As basic_prefix::make; errc::bad_family for none.
    static constexpr parse_result<prefix> make(const address& address, int length) noexcept
    {
        if (address.is_v4())
            return widen(prefix_v4::make(address.to_v4(), length));
        if (address.is_v6())
            return widen(prefix_v6::make(address.to_v6(), length));
        return {errc::bad_family, 0};
    }
    /// As basic_prefix::containing; errc::bad_family for none.
    static constexpr prefix containing(const address& address, int length)
    {
        if (address.is_v4())
            return prefix_v4::containing(address.to_v4(), length);
        return prefix_v6::containing(address.to_v6(), length);
    }

    constexpr bool is_v4() const noexcept { return address_.is_v4(); }
    constexpr bool is_v6() const noexcept { return address_.is_v6(); }
    /// As the family's type; throws errc::bad_family (std::abort() without exceptions) otherwise.
    constexpr prefix_v4 to_v4() const { return prefix_v4::containing(address_.to_v4(), length_); }
    constexpr prefix_v6 to_v6() const { return prefix_v6::containing(address_.to_v6(), length_); }

    /// The address in front of the slash, whose host bits are zero.
    constexpr ip::address address() const noexcept { return address_; }
    /// The number behind the slash, in bits of the own family.
    constexpr int length() const noexcept { return length_; }
    constexpr ip::address first() const noexcept { return address_; }
    constexpr ip::address last() const noexcept
    {
        return is_v4() ? ip::address(to_v4().last()) : ip::address(to_v6().last());
    }

    constexpr bool contains(const ip::address& address) const noexcept
    {
        const ip::address key = address.canonical();
        if (is_v4())
            return key.is_v4() && to_v4().contains(key.to_v4());
        return key.is_v6() && to_v6().contains(key.to_v6());
    }
    constexpr bool contains(const prefix& other) const noexcept
    {
        if (is_v4())
            return other.is_v4() && to_v4().contains(other.to_v4());
        return other.is_v6() && to_v6().contains(other.to_v6());
    }

    friend constexpr bool operator==(const prefix&, const prefix&) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(const prefix&,
                                                      const prefix&) noexcept = default;

    /// For parse_result::message: what the author may have meant.
    static std::string hint(parse_error error, std::string_view text);

private:
    template <address_space A>
    static constexpr parse_result<prefix>
    widen(const parse_result<basic_prefix<A>>& narrow) noexcept
    {
        return narrow ? parse_result(prefix(*narrow)) : parse_result<prefix>(narrow.error());
    }

    ip::address address_;
    int length_;
};

namespace detail {

template <address_space A>
constexpr bool is_mapped_prefix(A address, int length) noexcept
{
    if constexpr (A::width == 128)
        return length >= 96 && address.is_v4_mapped();
    else
        return false;
}

template <address_space A>
constexpr parse_result<basic_prefix<A>>
read_prefix(std::string_view text, parse_result<A> (*parse)(std::string_view)) noexcept
{
    using result = parse_result<basic_prefix<A>>;
    if (const parse_error error = check_size(text); error.code != errc{})
        return result(error);
    const std::size_t slash = text.find('/');
    if (slash == 0)
        return {errc::bad_char, 0};
    const parse_result<A> address = parse(text.substr(0, slash));
    if (!address)
        return result(address.error());
    if (slash == text.npos)
        return {errc::missing_length, text.size()};
    const length_result length = read_length(text, slash + 1, A::width);
    if (length.error.code != errc{})
        return result(length.error);
    if (is_mapped_prefix(*address, length.length))
        return {errc::mapped_prefix, 0};
    const auto prefix = basic_prefix<A>::make(*address, length.length);
    if (!prefix)
        return {errc::host_bits_set, offset_of_bits(text.substr(0, slash), address->to_uint(),
                                                    host_mask<A>(length.length))};
    return prefix;
}

} // namespace detail

/// "address/length" with a decimal length and no host bits (RFC 4632, 3.1). The whole text or
/// nothing; no allocation; constexpr. Errors: those of the address, and missing_length,
/// length_syntax, length_leading_zero, length_range, multiple_slash, host_bits_set (at the first
/// octet or group that has one), mapped_prefix (inside ::ffff:0:0/96: nobody's look-up would ever
/// reach it; message() has the IPv4 spelling), trailing_junk.
constexpr parse_result<prefix_v4> parse_prefix_v4(std::string_view text) noexcept
{
    return detail::read_prefix(text, +[](std::string_view t) { return parse_address_v4(t); });
}
/// As parse_prefix_v4.
constexpr parse_result<prefix_v6> parse_prefix_v6(std::string_view text) noexcept
{
    return detail::read_prefix(text, +[](std::string_view t) { return parse_address_v6(t); });
}
/// As parse_prefix_v4, for the family of the address's text (see parse_address).
constexpr parse_result<prefix> parse_prefix(std::string_view text) noexcept
{
    if (text.size() <= detail::max_address_input &&
        detail::looks_like_v6(text.substr(0, text.find('/')))) {
        const auto v6 = parse_prefix_v6(text);
        return v6 ? parse_result(prefix(*v6)) : parse_result<prefix>(v6.error());
    }
    const auto v4 = parse_prefix_v4(text);
    return v4 ? parse_result(prefix(*v4)) : parse_result<prefix>(v4.error());
}

namespace detail {

template <class Prefix>
constexpr std::to_chars_result prefix_to_chars(char* first, char* last,
                                               const Prefix& prefix) noexcept
{
    auto result = to_chars(first, last, prefix.address());
    if (result.ec == std::errc{} && result.ptr == last)
        result.ec = std::errc::value_too_large;
    if (result.ec != std::errc{})
        return {last, result.ec};
    *result.ptr++ = '/';
    // Numbers up to 255 are known as octets are, with a dot behind them.
    const octet_text& length = texts_of_octets.of[std::size_t(prefix.length())];
    if (last - result.ptr >= 4) {
        copy_fixed<4>(result.ptr, length.text);
        return {result.ptr + length.size - 1, std::errc{}};
    }
    return copy_text(result.ptr, last, length.text, length.text + length.size - 1);
}

// Longest text of a prefix: an IPv6 address and "/128".
inline constexpr std::size_t max_prefix_text = address_v6::max_text_size + 4;

inline std::string prefix_hint(parse_error error, std::string_view text)
{
    const std::string_view address_text = text.substr(0, text.find('/'));
    const auto parsed = parse_address(address_text);
    if (!parsed)
        return {};
    // IPv4 for a mapped address, whatever is wrong: never ::/8 for ::ffff:10.0.0.0/8.
    const ip::address address = parsed->canonical();
    const int width = address.is_v4() ? 32 : 128;
    int length = width;
    if (error.code == errc::host_bits_set || error.code == errc::mapped_prefix) {
        length = read_length(text, address_text.size() + 1, 128).length;
        if (error.code == errc::mapped_prefix)
            length -= 96;
        if (length > width)
            return {};
    } else if (error.code != errc::missing_length) {
        return {};
    }
    char out[max_prefix_text];
    const auto end =
        prefix_to_chars(out, out + sizeof out, prefix::containing(address, length)).ptr;
    return "did you mean " + std::string(out, end) + "?";
}

} // namespace detail

template <address_space A>
std::string basic_prefix<A>::hint(parse_error error, std::string_view text)
{
    return detail::prefix_hint(error, text);
}
inline std::string prefix::hint(parse_error error, std::string_view text)
{
    return detail::prefix_hint(error, text);
}

/// Writes "address/length" as std::to_chars does; at most 43 characters.
template <address_space A>
constexpr std::to_chars_result to_chars(char* first, char* last,
                                        const basic_prefix<A>& prefix) noexcept
{
    return detail::prefix_to_chars(first, last, prefix);
}
constexpr std::to_chars_result to_chars(char* first, char* last, const prefix& prefix) noexcept
{
    return detail::prefix_to_chars(first, last, prefix);
}

/// The text that parses as it.
template <class P>
    requires std::same_as<P, prefix> || std::same_as<P, prefix_v4> || std::same_as<P, prefix_v6>
std::string to_string(const P& prefix)
{
    char text[detail::max_prefix_text];
    return {text, to_chars(text, text + sizeof text, prefix).ptr};
}

template <class Traits, class P>
    requires std::same_as<P, prefix> || std::same_as<P, prefix_v4> || std::same_as<P, prefix_v6>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& os, const P& prefix)
{
    char text[detail::max_prefix_text];
    const char* end = to_chars(text, text + sizeof text, prefix).ptr;
    return os << std::basic_string_view<char, Traits>(text, std::size_t(end - text));
}

#if defined(__cpp_exceptions)
/// The throwing twins: std::system_error with the code and a sentence.
constexpr prefix_v4 make_prefix_v4(std::string_view text)
{
    return detail::value_or_raise(parse_prefix_v4(text), text);
}
/// See make_prefix_v4().
constexpr prefix_v6 make_prefix_v6(std::string_view text)
{
    return detail::value_or_raise(parse_prefix_v6(text), text);
}
/// See make_prefix_v4().
constexpr prefix make_prefix(std::string_view text)
{
    return detail::value_or_raise(parse_prefix(text), text);
}
#endif

} // namespace cordon::inline v0::ip

template <cordon::ip::address_space A>
struct std::hash<cordon::ip::basic_prefix<A>> {
    std::size_t operator()(const cordon::ip::basic_prefix<A>& prefix) const noexcept
    {
        const std::size_t address = std::hash<A>()(prefix.address());
        return cordon::ip::detail::hash_mix(address + std::size_t(prefix.length()));
    }
};

template <>
struct std::hash<cordon::ip::prefix> {
    std::size_t operator()(const cordon::ip::prefix& prefix) const noexcept
    {
        const std::size_t address = std::hash<cordon::ip::address>()(prefix.address());
        return cordon::ip::detail::hash_mix(address + std::size_t(prefix.length()));
    }
};

#endif
