// cordon::ip - what can be wrong with an address, a prefix, a range or a list of them.
#ifndef CORDON_IP_ERROR_HPP
#define CORDON_IP_ERROR_HPP

#include <cordon/version.hpp>

#include <string>
#include <system_error>
#include <type_traits>

namespace cordon::inline v0::ip {

/// Every error of the room. Zero is no error and has no name, as with every `std::error_code`.
enum class errc : unsigned char {
    // address text
    empty = 1,            ///< no text at all
    too_long,             ///< more than 64 bytes (131 for a range): refused before it is read
    bad_char,             ///< a byte that no address has at this place
    nul,                  ///< a NUL byte inside the text
    leading_zero,         ///< `010`: octal for some readers, decimal for others
    octet_range,          ///< an IPv4 part over 255
    empty_part,           ///< nothing between two separators, before the first or after the last
    too_few_parts,        ///< fewer than 4 octets or 8 groups
    too_many_parts,       ///< more than 4 octets or 8 groups
    group_too_long,       ///< an IPv6 group of more than 4 digits
    double_compress,      ///< a second `::`
    compress_zero_groups, ///< a `::` that stands for no group at all
    embedded_v4_position, ///< a dotted quad that is not the last 32 bits
    zone_on_v4,           ///< `1.2.3.4%eth0`
    zone_not_allowed,     ///< a zone where none is taken, or on an address without link scope
    empty_zone,           ///< a `%` with nothing behind it
    bad_zone,             ///< a zone with bytes that no interface name has
    trailing_junk,        ///< a whole value, and then something else
    bad_port,             ///< not a number from 0 to 65535, or with a leading zero or a sign
    unclosed_bracket,     ///< `[::1` without `]`
    // address from bytes or a socket
    bad_length, ///< not exactly 4 or 16 bytes
    bad_family, ///< neither IPv4 nor IPv6, or a socket address cut short
    // prefix
    missing_length,      ///< no `/length`
    length_syntax,       ///< a length that is not a plain decimal number
    length_leading_zero, ///< `/08`
    length_range,        ///< over /32 or /128
    multiple_slash,      ///< a second `/`
    host_bits_set,       ///< `10.0.0.1/8`: which of the two did the author mean?
    noncontiguous_mask,  ///< a netmask with holes
    ambiguous_mask,      ///< `/0.0.0.0`: all of IPv4 as a netmask, one address as a wildcard mask
    mapped_prefix,       ///< inside `::ffff:0:0/96`: written as IPv4 or not at all
    // range
    missing_end,  ///< `10.0.0.1-`, `-10.0.0.1`, or no `-`
    reversed,     ///< first > last
    family_mix,   ///< one end IPv4, the other IPv6
    mapped_range, ///< as mapped_prefix
    // list
    empty_set,             ///< a list without an entry (see `list_options::allow_empty`)
    missing_final_newline, ///< a file that may have been cut: `/1` of `/16`
    line_too_long,         ///< over `list_options::max_line` bytes
    too_many,              ///< over `list_options::max_entries` entries
    encoding,              ///< UTF-16 (with or without a byte order mark)
    changed_while_reading, ///< the file was written to during the load
    bad_quoting,           ///< CSV: a quoted field that does not end, or goes on after its end
    missing_field,         ///< CSV: fewer fields than the layout has
    // trusted networks
    whole_internet,   ///< at least half of IPv4 or of 2000::/3, without saying so by name
    unspecified_only, ///< nothing but 0.0.0.0 or ::
};

/// The category of `errc`: name "cordon.ip", messages in English without a final stop.
const std::error_category& error_category() noexcept;

/// A fixed English text for the code, such as "leading zero in an IPv4 part". Never null.
constexpr const char* describe(errc code) noexcept
{
    switch (code) {
    case errc::empty: return "empty text";
    case errc::too_long: return "text too long";
    case errc::bad_char: return "unexpected character";
    case errc::nul: return "NUL byte";
    case errc::leading_zero: return "leading zero in an IPv4 part";
    case errc::octet_range: return "IPv4 part over 255";
    case errc::empty_part: return "empty part";
    case errc::too_few_parts: return "too few parts";
    case errc::too_many_parts: return "too many parts";
    case errc::group_too_long: return "IPv6 group of more than 4 digits";
    case errc::double_compress: return "second '::'";
    case errc::compress_zero_groups: return "'::' that stands for no group";
    case errc::embedded_v4_position: return "embedded IPv4 address that is not the last 32 bits";
    case errc::zone_on_v4: return "zone on an IPv4 address";
    case errc::zone_not_allowed: return "zone not allowed here";
    case errc::empty_zone: return "empty zone";
    case errc::bad_zone: return "character that no zone has";
    case errc::trailing_junk: return "something behind the end";
    case errc::bad_port: return "port that is not a number from 0 to 65535";
    case errc::unclosed_bracket: return "'[' without ']'";
    case errc::bad_length: return "wrong number of bytes for an address";
    case errc::bad_family: return "neither IPv4 nor IPv6";
    case errc::missing_length: return "missing prefix length";
    case errc::length_syntax: return "prefix length that is not a plain number";
    case errc::length_leading_zero: return "leading zero in the prefix length";
    case errc::length_range: return "prefix length over 32 (IPv4) or 128 (IPv6)";
    case errc::multiple_slash: return "second '/'";
    case errc::host_bits_set: return "bits set behind the prefix length";
    case errc::noncontiguous_mask: return "netmask with holes";
    case errc::ambiguous_mask: return "mask 0.0.0.0 means /0 to some and /32 to others";
    case errc::mapped_prefix: return "prefix of IPv4-mapped addresses";
    case errc::missing_end: return "range without first or last address";
    case errc::reversed: return "range whose first address is after its last";
    case errc::family_mix: return "range from one address family to the other";
    case errc::mapped_range: return "range of IPv4-mapped addresses";
    case errc::empty_set: return "no entry in the list";
    case errc::missing_final_newline: return "no newline at the end of the file: was it cut?";
    case errc::line_too_long: return "line too long";
    case errc::too_many: return "too many entries";
    case errc::encoding: return "not UTF-8 or ASCII text";
    case errc::changed_while_reading: return "file changed while it was read";
    case errc::bad_quoting: return "broken quoting";
    case errc::missing_field: return "missing field";
    case errc::whole_internet: return "half of the address space or more would be trusted";
    case errc::unspecified_only: return "nothing but the unspecified address would be trusted";
    }
    return "unknown cordon::ip error";
}

namespace detail {

class category final : public std::error_category {
public:
    const char* name() const noexcept override { return "cordon.ip"; }
    std::string message(int value) const override
    {
        return describe(value > 0 && value < 256 ? static_cast<errc>(value) : errc{});
    }
};

} // namespace detail

inline const std::error_category& error_category() noexcept
{
    static const detail::category instance;
    return instance;
}

/// For `std::error_code`'s implicit conversion.
inline std::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace cordon::inline v0::ip

template <>
struct std::is_error_code_enum<cordon::ip::errc> : std::true_type {};

#endif
