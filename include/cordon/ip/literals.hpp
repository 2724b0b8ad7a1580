// cordon::ip - literals that are checked when they are compiled.
#ifndef CORDON_IP_LITERALS_HPP
#define CORDON_IP_LITERALS_HPP

#include <cordon/ip/range.hpp>

namespace cordon::inline v0::ip {

namespace detail {

template <std::size_t N>
struct fixed_string {
    consteval fixed_string(const char (&literal)[N]) noexcept // NOLINT: from a literal
    {
        for (std::size_t i = 0; i < N; ++i)
            text[i] = literal[i];
    }
    constexpr std::string_view view() const noexcept { return {text, N - 1}; }

    char text[N]{};
};

} // namespace detail

/// `using namespace cordon::ip::literals;` and a wrong text does not compile. (The operators are
/// constrained, so that `requires { "bad"_prefix; }` is false instead of an error.)
namespace literals {

/// "10.0.0.1"_ip is an address_v4, "::1"_ip an address_v6.
template <detail::fixed_string Text>
    requires(parse_address(Text.view()).has_value())
consteval auto operator""_ip() noexcept
{
    constexpr address value = *parse_address(Text.view());
    if constexpr (value.is_v4())
        return value.to_v4();
    else
        return value.to_v6();
}

/// "10.0.0.0/8"_prefix is a prefix_v4, "2001:db8::/32"_prefix a prefix_v6.
template <detail::fixed_string Text>
    requires(parse_prefix(Text.view()).has_value())
consteval auto operator""_prefix() noexcept
{
    constexpr prefix value = *parse_prefix(Text.view());
    if constexpr (value.is_v4())
        return value.to_v4();
    else
        return value.to_v6();
}

/// "10.0.0.1-10.0.0.5"_range is a range_v4, "::1-::5"_range a range_v6.
template <detail::fixed_string Text>
    requires(parse_range(Text.view()).has_value())
consteval auto operator""_range() noexcept
{
    constexpr range value = *parse_range(Text.view());
    if constexpr (value.is_v4())
        return value.to_v4();
    else
        return value.to_v6();
}

} // namespace literals

} // namespace cordon::inline v0::ip

#endif
