// The keys of a configuration, once for the reader and the writer.
#ifndef CORDON_TOML_DETAIL_FIELDS_HPP
#define CORDON_TOML_DETAIL_FIELDS_HPP

#include <cordon/login/configuration.hpp>

namespace cordon::inline v0::toml::detail {

// Hands each key and its member to `field(key, member)`, in the order of the text. `Settings` may
// be const.
template <class Settings, class Field>
void organisation_fields(Settings& s, Field&& field)
{
    field("name", s.name);
    field("edition", s.edition);
    field("active", s.active);
    field("time_zone", s.time_zone);
    field("network_access", s.network_access);
    field("trusted_ranges", s.trusted_ranges);
    field("login_ranges", s.login_ranges);
    field("trusted_proxies", s.trusted_proxies);
    field("lift_range_limits", s.lift_range_limits);
    field("allow_whole_internet", s.allow_whole_internet);
    field("login_challenge", s.login_challenge);
    field("api_token_login", s.api_token_login);
    field("allow_unchallenged", s.allow_unchallenged);
    field("first_login_unchallenged", s.first_login_unchallenged);
    field("tell_token_required", s.tell_token_required);
    field("strict_temporary_codes", s.strict_temporary_codes);
    field("enforce_ranges_on_every_request", s.enforce_ranges_on_every_request);
    field("lock_sessions_to_address", s.lock_sessions_to_address);
    field("mfa_required", s.mfa_required);
    field("log_in_as_any_user", s.log_in_as_any_user);
    field("log_in_as_mfa", s.log_in_as_mfa);
    field("log_in_as_relogin", s.log_in_as_relogin);
    field("logins_per_hour", s.logins_per_hour);
    field("levels", s.levels);
    field("passwords", s.passwords);
    field("resources", s.resources);
}

template <class Levels, class Field>
void level_fields(Levels& levels, Field&& field)
{
    for (const auto& [method, name] : login::detail::login_method_names)
        field(name, levels.of[std::size_t(method)]);
}

template <class Policy, class Field>
void password_fields(Policy& policy, Field&& field)
{
    field("attempts", policy.attempts);
    field("lockout_minutes", policy.lockout_minutes);
    field("expiry_days", policy.expiry_days);
}

template <class Resource, class Field>
void resource_fields(Resource& resource, Field&& field)
{
    field("name", resource.name);
    field("policy", resource.policy);
}

template <class Settings, class Field>
void profile_fields(Settings& s, Field&& field)
{
    field("name", s.name);
    field("login_ranges", s.login_ranges);
    field("required_level", s.required_level);
    field("login_hours", s.login_hours);
}

template <class Hours, class Field>
void hours_fields(Hours& hours, Field&& field)
{
    field("time_zone", hours.time_zone);
    for (std::size_t day = 0; day < 7; ++day)
        field(login::weekday_names[day], hours.days[day]);
}

} // namespace cordon::inline v0::toml::detail

#endif
