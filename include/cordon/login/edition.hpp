// cordon::login - what an organisation has bought.
#ifndef CORDON_LOGIN_EDITION_HPP
#define CORDON_LOGIN_EDITION_HPP

#include <cordon/login/detail/names.hpp>

namespace cordon::inline v0::login {

/// The edition decides where login ranges sit, and whether one may log in as another user.
enum class edition : unsigned char {
    contact_manager,
    group,
    professional,
    enterprise,
    performance,
    unlimited,
    developer,
    personal,
};

namespace detail {
inline constexpr name_of<edition> edition_names[] = {
    {edition::contact_manager, "contact_manager"},
    {edition::group, "group"},
    {edition::professional, "professional"},
    {edition::enterprise, "enterprise"},
    {edition::performance, "performance"},
    {edition::unlimited, "unlimited"},
    {edition::developer, "developer"},
    {edition::personal, "personal"},
};
} // namespace detail

/// "enterprise", as in configuration text; empty for a value that is no enumerator.
constexpr std::string_view to_string_view(edition value) noexcept
{
    return detail::find_name(detail::edition_names, value);
}
/// The inverse of to_string_view().
constexpr std::optional<edition> parse_edition(std::string_view name) noexcept
{
    return detail::find_value(detail::edition_names, name);
}

/// Rule 4: whether login ranges sit on the profile; otherwise they are the organisation's session
/// settings.
constexpr bool has_profile_ranges(edition value) noexcept
{
    return value == edition::enterprise || value == edition::performance ||
           value == edition::unlimited || value == edition::developer;
}

/// Rule 25: whether an administrator or a support user may log in as another user.
constexpr bool has_log_in_as(edition value) noexcept { return has_profile_ranges(value); }

} // namespace cordon::inline v0::login

#endif
