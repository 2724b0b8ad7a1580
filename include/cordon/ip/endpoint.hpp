// cordon::ip - an address with a port, as logs and headers write it.
#ifndef CORDON_IP_ENDPOINT_HPP
#define CORDON_IP_ENDPOINT_HPP

#include <cordon/ip/address.hpp>

#include <algorithm>

namespace cordon::inline v0::ip {

/// An address and, where the text has one, a port.
struct endpoint {
    ip::address address;               ///< the host
    std::optional<std::uint16_t> port; ///< none where the text has none

    friend constexpr bool operator==(const endpoint&, const endpoint&) noexcept = default;
};

namespace detail {

// Reads the port text[at...] up to the end of the text, with the manners of read_length().
constexpr parse_result<std::uint16_t> read_port(std::string_view text, std::size_t at) noexcept
{
    const std::size_t start = at;
    std::uint32_t port = 0;
    for (; at < text.size() && is_digit(text[at]); ++at)
        if (port < 65536) // further digits change nothing, and must not wrap
            port = port * 10 + std::uint32_t(text[at] - '0');
    const bool whole = at == text.size();
    if (at == start)
        return {!whole && text[at] == '\0' ? errc::nul : errc::bad_port, at};
    const bool leading_zero = text[start] == '0' && at - start > 1;
    if (leading_zero || port > 65535 || (!whole && is_word(text[at])))
        return {errc::bad_port, start};
    if (!whole)
        return {junk(text[at]), at};
    return parse_result(static_cast<std::uint16_t>(port));
}

// By the grammar.
constexpr parse_result<endpoint> read_endpoint(std::string_view text) noexcept
{
    using result = parse_result<endpoint>;
    constexpr std::size_t extra = 8; // "[]:65535"
    if (text.empty())
        return {errc::empty, 0};
    if (text.size() > max_address_input + extra)
        return {errc::too_long, max_address_input + extra};

    ip::address address;
    std::size_t at = text.size(); // of the ':' in front of the port, or the end
    if (text[0] == '[') {
        const std::size_t close = text.find(']');
        const auto v6 = parse_address_v6(text.substr(1, close == text.npos ? close : close - 1));
        if (!v6)
            return {v6.error().code, v6.error().offset + 1};
        if (close == text.npos)
            return {errc::unclosed_bracket, text.size()};
        address = *v6;
        at = close + 1;
    } else {
        const bool v6 = looks_like_v6(text);
        at = v6 ? text.size() : std::min(text.find(':'), text.size());
        const auto parsed = parse_address(text.substr(0, at));
        if (!parsed)
            return result(parsed.error());
        address = *parsed;
    }
    if (at == text.size())
        return result(endpoint{address, std::nullopt});
    if (text[at] != ':')
        return {stray(text[at]) == errc::nul ? errc::nul : errc::trailing_junk, at};

    const auto port = read_port(text, at + 1);
    if (!port)
        return result(port.error());
    return result(endpoint{address, *port});
}

} // namespace detail

/// "1.2.3.4", "1.2.3.4:80", "::1", "[::1]" or "[::1]:80" (RFC 3986, 3.2.2). An IPv6 address with a
/// port needs its brackets: in "::1:80" the 80 is a group. Errors: those of parse_address with
/// offsets into `text`, and bad_port (not 0 to 65535 in plain decimal), unclosed_bracket,
/// trailing_junk. No allocation; constexpr.
constexpr parse_result<endpoint> parse_endpoint(std::string_view text) noexcept
{
    using result = parse_result<endpoint>;
    std::uint32_t v4 = 0;
    uint128 v6;
    const family usual = detail::read_usual(text, v4, v6); // without brackets and port
    if (usual == family::v4)
        return result(std::in_place, address_v4(v4), std::nullopt);
    if (usual == family::v6)
        return result(std::in_place, address_v6(v6), std::nullopt);
    return detail::read_endpoint(text);
}

} // namespace cordon::inline v0::ip

#endif
