// cordon::ip - names for reverse DNS look-ups.
#ifndef CORDON_IP_REVERSE_DNS_HPP
#define CORDON_IP_REVERSE_DNS_HPP

#include <cordon/ip/prefix.hpp>

namespace cordon::inline v0::ip {

/// Characters of the longest name, "f.f. ... .f.ip6.arpa": 32 nibbles with a dot each and
/// "ip6.arpa".
inline constexpr std::size_t max_reverse_name_size = 72;

/// Writes the name of the zone that holds exactly the addresses of a prefix, to [first, last) as
/// std::to_chars does: "10.in-addr.arpa" for 10.0.0.0/8 (RFC 1035, 3.5), "8.b.d.0.1.0.0.2.ip6.arpa"
/// for 2001:db8::/32 (RFC 3596, 2.5). Without a final dot. Zones end at whole octets or nibbles:
/// `std::errc::invalid_argument` for other lengths; split() such a prefix to the next one first.
constexpr std::to_chars_result reverse_name_to_chars(char* first, char* last,
                                                     const prefix& prefix) noexcept
{
    constexpr char hex[] = "0123456789abcdef";
    const bool v4 = prefix.is_v4();
    const int step = v4 ? 8 : 4;
    if (prefix.length() % step != 0)
        return {last, std::errc::invalid_argument};
    char text[max_reverse_name_size]{};
    char* end = text;
    for (int used = prefix.length(); used > 0; used -= step) {
        if (v4) {
            const unsigned octet = prefix.address().to_v4().to_uint() >> (32 - used) & 255;
            if (octet >= 100)
                *end++ = char('0' + octet / 100);
            if (octet >= 10)
                *end++ = char('0' + octet / 10 % 10);
            *end++ = char('0' + octet % 10);
        } else {
            *end++ = hex[(prefix.address().to_v6().to_uint() >> (128 - used)).low & 15];
        }
        *end++ = '.';
    }
    for (const char c : std::string_view(v4 ? "in-addr.arpa" : "ip6.arpa"))
        *end++ = c;
    return detail::copy_text(first, last, text, end);
}

/// The name of the zone of a prefix; nothing where its length is not at a whole octet or nibble.
inline std::optional<std::string> reverse_name(const prefix& prefix)
{
    char text[max_reverse_name_size];
    const auto result = reverse_name_to_chars(text, text + sizeof text, prefix);
    if (result.ec != std::errc{})
        return std::nullopt;
    return std::string(text, result.ptr);
}

/// The name to ask for the PTR record of an address: "4.3.2.1.in-addr.arpa" for 1.2.3.4. A mapped
/// address is asked for as the IPv4 address; empty for none.
inline std::string reverse_name(const address& address)
{
    const ip::address key = address.canonical();
    if (key.is_none())
        return {};
    return *reverse_name(prefix::containing(key, key.is_v4() ? 32 : 128));
}

} // namespace cordon::inline v0::ip

#endif
