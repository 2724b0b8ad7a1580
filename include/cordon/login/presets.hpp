// cordon::login - the two ends of every switch.
#ifndef CORDON_LOGIN_PRESETS_HPP
#define CORDON_LOGIN_PRESETS_HPP

#include <cordon/login/organisation.hpp>

namespace cordon::inline v0::login::presets {

/// Faithful to Salesforce's documents.
inline organisation_settings salesforce() { return {}; }

/// Each switch at its safer end: the first login is challenged, the missing token is not told,
/// ranges hold on every request and sessions keep to their address, everybody needs MFA, temporary
/// codes are for once, logging in as another user takes the user's grant and second factor and ends
/// with a new login; three tries and an hour's lockout. (Passwords do not expire sooner: who must
/// change them often takes worse ones.)
inline organisation_settings strict()
{
    organisation_settings out;
    out.first_login_unchallenged = false;
    out.tell_token_required = false;
    out.strict_temporary_codes = true;
    out.enforce_ranges_on_every_request = true;
    out.lock_sessions_to_address = true;
    out.mfa_required = true;
    out.log_in_as_any_user = false;
    out.log_in_as_mfa = true;
    out.log_in_as_relogin = true;
    out.passwords.attempts = 3;
    out.passwords.lockout_minutes = 60;
    return out;
}

/// The preset of this name ("salesforce", "strict").
inline std::optional<organisation_settings> find(std::string_view name)
{
    if (name == "salesforce")
        return salesforce();
    if (name == "strict")
        return strict();
    return std::nullopt;
}

} // namespace cordon::inline v0::login::presets

#endif
