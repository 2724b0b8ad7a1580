// What a parser answered, as one line of text: what a table of expectations is compared with.
#pragma once

#include <cordon/ip/parse_result.hpp>

#include <string>
#include <string_view>

namespace cordon_test {

// The name of the enumerator. (describe() is for people, and may be put in other words.)
constexpr const char* name_of(cordon::ip::errc code) noexcept
{
    using cordon::ip::errc;
    switch (code) {
    case errc::empty: return "empty";
    case errc::too_long: return "too_long";
    case errc::bad_char: return "bad_char";
    case errc::nul: return "nul";
    case errc::leading_zero: return "leading_zero";
    case errc::octet_range: return "octet_range";
    case errc::empty_part: return "empty_part";
    case errc::too_few_parts: return "too_few_parts";
    case errc::too_many_parts: return "too_many_parts";
    case errc::group_too_long: return "group_too_long";
    case errc::double_compress: return "double_compress";
    case errc::compress_zero_groups: return "compress_zero_groups";
    case errc::embedded_v4_position: return "embedded_v4_position";
    case errc::zone_on_v4: return "zone_on_v4";
    case errc::zone_not_allowed: return "zone_not_allowed";
    case errc::empty_zone: return "empty_zone";
    case errc::bad_zone: return "bad_zone";
    case errc::trailing_junk: return "trailing_junk";
    case errc::bad_port: return "bad_port";
    case errc::unclosed_bracket: return "unclosed_bracket";
    case errc::bad_length: return "bad_length";
    case errc::bad_family: return "bad_family";
    case errc::missing_length: return "missing_length";
    case errc::length_syntax: return "length_syntax";
    case errc::length_leading_zero: return "length_leading_zero";
    case errc::length_range: return "length_range";
    case errc::multiple_slash: return "multiple_slash";
    case errc::host_bits_set: return "host_bits_set";
    case errc::noncontiguous_mask: return "noncontiguous_mask";
    case errc::ambiguous_mask: return "ambiguous_mask";
    case errc::mapped_prefix: return "mapped_prefix";
    case errc::missing_end: return "missing_end";
    case errc::reversed: return "reversed";
    case errc::family_mix: return "family_mix";
    case errc::mapped_range: return "mapped_range";
    case errc::empty_set: return "empty_set";
    case errc::missing_final_newline: return "missing_final_newline";
    case errc::line_too_long: return "line_too_long";
    case errc::too_many: return "too_many";
    case errc::encoding: return "encoding";
    case errc::changed_while_reading: return "changed_while_reading";
    case errc::bad_quoting: return "bad_quoting";
    case errc::missing_field: return "missing_field";
    case errc::whole_internet: return "whole_internet";
    case errc::unspecified_only: return "unspecified_only";
    }
    return "no error";
}

// "leading_zero at 8"
inline std::string outcome(cordon::ip::parse_error error)
{
    return std::string(name_of(error.code)) + " at " + std::to_string(error.offset);
}

// "10.0.0.1" for a value, "leading_zero at 8" for an error. An endpoint with a port is
// "[address]:port" in both families, so that the port shows.
template <class T>
std::string outcome(const cordon::ip::parse_result<T>& result)
{
    if (!result)
        return outcome(result.error());
    const T& value = *result;
    if constexpr (requires { value.zone; }) {
        using std::string;
        return to_string(value.address) + (value.zone.empty() ? "" : "%" + string(value.zone));
    } else if constexpr (requires { value.port; }) {
        const std::string address = to_string(value.address);
        return value.port ? "[" + address + "]:" + std::to_string(*value.port) : address;
    } else {
        return to_string(value);
    }
}

} // namespace cordon_test
