// cordon::ip - the lenient profile: what other tools write, asked for by name.
#ifndef CORDON_IP_LENIENT_HPP
#define CORDON_IP_LENIENT_HPP

#include <cordon/ip/range.hpp>

/// Parsers that also take netmasks, wildcard masks, short ranges, stars and host bits. They accept
/// all that the strict ones do, with the same meaning; what has two meanings is refused here too.
/// No short addresses ("10.1"), no octal, no hex: those are attacks, not habits.
namespace cordon::inline v0::ip::lenient {

namespace detail {

// The length of a netmask (255.255.0.0) or of a wildcard mask (0.0.255.255), or -1.
constexpr int mask_length(std::uint32_t mask) noexcept
{
    if ((~mask & (~mask + 1)) == 0)
        return std::countl_one(mask);
    if ((mask & (mask + 1)) == 0)
        return std::countl_zero(mask);
    return -1;
}

// "192.168.*.*": stars in place of whole octets, from some octet to the last.
constexpr parse_result<range> read_stars(std::string_view text) noexcept
{
    using result = parse_result<range>;
    char zeros[ip::detail::max_address_input]{};
    int stars = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool star = text[i] == '*';
        const bool alone =
            (i == 0 || text[i - 1] == '.') && (i + 1 == text.size() || text[i + 1] == '.');
        if (star && !alone)
            return {errc::bad_char, i};
        if (!star && text[i] != '.' && stars != 0) // 10.*.1.*
            return {errc::bad_char, i};
        stars += star;
        zeros[i] = star ? '0' : text[i];
    }
    const auto first = parse_address_v4({zeros, text.size()});
    if (!first)
        return result(first.error());
    return parse_result(range(prefix_v4::containing(*first, 32 - 8 * stars)));
}

} // namespace detail

/// "address/length", "address/netmask" or "address/wildcard-mask"; host bits are masked. Errors as
/// of parse_prefix (host_bits_set behind a mapped address alone: ::/8 and 10.0.0.0/8 are two
/// meanings of ::ffff:10.0.0.0/8), and noncontiguous_mask, ambiguous_mask (0.0.0.0: /0 as a
/// netmask, /32 as a wildcard mask; 255.255.255.255 is taken as /32, the narrower of its two).
constexpr parse_result<prefix> parse_prefix(std::string_view text) noexcept
{
    using result = parse_result<prefix>;
    const auto strict = ip::parse_prefix(text);
    if (strict)
        return strict;
    const std::size_t slash = text.find('/');
    if (strict.error().code != errc::host_bits_set && strict.error().code != errc::length_syntax)
        return strict;
    const auto address = parse_address(text.substr(0, slash));
    if (!address) // not reached: the address was right
        return strict;
    if (address->is_v6() && address->canonical().is_v4()) // two meanings
        return strict;
    int length = 0;
    if (strict.error().code == errc::host_bits_set) {
        length = ip::detail::read_length(text, slash + 1, address->is_v4() ? 32 : 128).length;
    } else {
        const std::string_view mask_text = text.substr(slash + 1);
        if (!address->is_v4() || mask_text.find('.') == mask_text.npos)
            return strict;
        const auto mask = parse_address_v4(mask_text);
        if (!mask)
            return {mask.error().code, slash + 1 + mask.error().offset};
        if (mask->is_unspecified())
            return {errc::ambiguous_mask, slash + 1};
        length = detail::mask_length(mask->to_uint());
        if (length < 0)
            return {errc::noncontiguous_mask, slash + 1};
    }
    return result(prefix::containing(*address, length));
}

/// What lenient::parse_prefix takes, "192.168.*.*", "10.0.0.1-20" (the end's last octet alone,
/// IPv4), and what parse_entry takes. Errors as theirs.
constexpr parse_result<range> parse_entry(std::string_view text) noexcept
{
    using result = parse_result<range>;
    const auto strict = ip::parse_entry(text);
    if (strict || text.size() > ip::detail::max_range_input)
        return strict;
    if (text.find('/') != text.npos) {
        const auto prefix = lenient::parse_prefix(text);
        return prefix ? result(range(*prefix)) : result(prefix.error());
    }
    if (text.find('*') != text.npos && text.size() <= ip::detail::max_address_input)
        return detail::read_stars(text);
    const ip::detail::range_ends ends = ip::detail::split_range(text);
    const auto first = parse_address_v4(ends.first);
    const bool short_end = ends.last.size() >= 1 && ends.last.size() <= 3 &&
                           ends.last.find_first_not_of("0123456789") == ends.last.npos;
    if (!first || !short_end)
        return strict;
    std::uint32_t octet = 0;
    for (const char c : ends.last)
        octet = octet * 10 + std::uint32_t(c - '0');
    if (ends.last[0] == '0' && ends.last.size() > 1)
        return {errc::leading_zero, ends.last_offset};
    if (octet > 255)
        return {errc::octet_range, ends.last_offset};
    const auto made = range_v4::make(*first, address_v4((first->to_uint() & ~255U) | octet));
    return made ? result(range(*made))
                : result(parse_error{errc::reversed, std::uint32_t(ends.last_offset)});
}

} // namespace cordon::inline v0::ip::lenient

#endif
