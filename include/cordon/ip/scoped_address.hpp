// cordon::ip - an IPv6 address with a zone, taken apart.
#ifndef CORDON_IP_SCOPED_ADDRESS_HPP
#define CORDON_IP_SCOPED_ADDRESS_HPP

#include <cordon/ip/address_v6.hpp>

namespace cordon::inline v0::ip {

/// "fe80::1%eth0" as an address and a zone (RFC 4007, 11). The zone names an interface of one host:
/// it takes no part in matching. `zone` is a view into the text that was parsed, and lives no
/// longer; empty where the text has none.
struct scoped_address {
    address_v6 address;    ///< without its zone
    std::string_view zone; ///< the interface, "eth0"

    friend constexpr bool operator==(const scoped_address&,
                                     const scoped_address&) noexcept = default;
};

/// An IPv6 address with or without a zone. A zone stands only behind an address of link scope,
/// fe80::/10 or ff?2::/16 (zone_not_allowed elsewhere: a global address has no use for one, and
/// readers differ over what it means there); it is made of the visible ASCII characters but
/// '%', '/', '[' and ']' (bad_zone, nul), and not empty (empty_zone). Other errors as of
/// parse_address_v6; no allocation; constexpr.
constexpr parse_result<scoped_address> parse_scoped_address(std::string_view text) noexcept
{
    using result = parse_result<scoped_address>;
    if (const parse_error error = detail::check_size(text); error.code != errc{})
        return result(error);
    const std::size_t percent = text.find('%');
    const auto address = parse_address_v6(text.substr(0, percent));
    if (!address)
        return result(address.error());
    if (percent == text.npos)
        return result(scoped_address{*address, {}});
    const std::string_view zone = text.substr(percent + 1);
    if (zone.empty())
        return {errc::empty_zone, percent};
    if (!address->is_link_local() && !address->is_multicast_link_local())
        return {errc::zone_not_allowed, percent};
    for (std::size_t i = 0; i < zone.size(); ++i) {
        const char c = zone[i];
        if (c == '\0')
            return {errc::nul, percent + 1 + i};
        if (c <= ' ' || c > '~' || c == '%' || c == '/' || c == '[' || c == ']')
            return {errc::bad_zone, percent + 1 + i};
    }
    return result(scoped_address{*address, zone});
}

} // namespace cordon::inline v0::ip

#endif
