// cordon::ip - an address with a port, as logs and headers write it.
#ifndef CORDON_IP_ENDPOINT_HPP
#define CORDON_IP_ENDPOINT_HPP

#include <cordon/ip/address.hpp>

#include <algorithm>

namespace cordon::inline v0::ip {

/// An address and, where the text has one, a port.
struct endpoint {
    ip::address address;
    std::optional<std::uint16_t> port;

    friend constexpr bool operator==(const endpoint&, const endpoint&) noexcept = default;
};

/// "1.2.3.4", "1.2.3.4:80", "::1", "[::1]" or "[::1]:80" (RFC 3986, 3.2.2). An IPv6 address with a
/// port needs its brackets: in "::1:80" the 80 is a group. Errors: those of parse_address with
/// offsets into `text`, and bad_port (not 0 to 65535 in plain decimal), unclosed_bracket,
/// trailing_junk. No allocation; constexpr.
constexpr parse_result<endpoint> parse_endpoint(std::string_view text) noexcept
{
    using result = parse_result<endpoint>;
    constexpr std::size_t extra = 8; // "[]:65535"
    if (text.empty())
        return {errc::empty, 0};
    if (text.size() > detail::max_address_input + extra)
        return {errc::too_long, detail::max_address_input + extra};

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
        const bool v6 = detail::looks_like_v6(text);
        at = v6 ? text.size() : std::min(text.find(':'), text.size());
        const auto parsed = parse_address(text.substr(0, at));
        if (!parsed)
            return result(parsed.error());
        address = *parsed;
    }
    if (at == text.size())
        return result(endpoint{address, std::nullopt});
    if (text[at] != ':')
        return {detail::stray(text[at]) == errc::nul ? errc::nul : errc::trailing_junk, at};

    const std::string_view digits = text.substr(at + 1);
    std::uint32_t port = 0;
    bool good = !digits.empty() && digits.size() <= 5 && (digits[0] != '0' || digits.size() == 1);
    for (const char c : digits.substr(0, 5)) {
        good = good && detail::is_digit(c);
        port = port * 10 + std::uint32_t(static_cast<unsigned char>(c) & 15);
    }
    if (!good || port > 65535)
        return {errc::bad_port, at + 1};
    return result(endpoint{address, static_cast<std::uint16_t>(port)});
}

} // namespace cordon::inline v0::ip

#endif
