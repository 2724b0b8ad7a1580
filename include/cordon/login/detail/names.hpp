// The names of enumerators in configuration text.
#ifndef CORDON_LOGIN_DETAIL_NAMES_HPP
#define CORDON_LOGIN_DETAIL_NAMES_HPP

#include <cordon/version.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace cordon::inline v0::login::detail {

template <class Enum>
struct name_of {
    Enum value;
    std::string_view name;
};

template <class Enum, std::size_t N>
constexpr std::string_view find_name(const name_of<Enum> (&names)[N], Enum value) noexcept
{
    for (const auto& each : names)
        if (each.value == value)
            return each.name;
    return {};
}

template <class Enum, std::size_t N>
constexpr std::optional<Enum> find_value(const name_of<Enum> (&names)[N],
                                         std::string_view name) noexcept
{
    for (const auto& each : names)
        if (each.name == name)
            return each.value;
    return std::nullopt;
}

} // namespace cordon::inline v0::login::detail

#endif
