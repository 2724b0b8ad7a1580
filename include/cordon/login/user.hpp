// cordon::login - a user as an administrator sees them: profile, state, permissions.
#ifndef CORDON_LOGIN_USER_HPP
#define CORDON_LOGIN_USER_HPP

#include <cordon/login/configuration.hpp>

namespace cordon::inline v0::login {

/// A user's settings, as somebody wrote them. They are part of the stored record (record.hpp), so
/// that freezing somebody also stops a login that is being checked.
struct user_settings {
    std::string name{};            ///< digests are bound to it
    std::string profile{};         ///< its name
    bool active = true;            ///< where not, no login
    bool frozen = false;           ///< no login for the time being
    bool address_verified = false; ///< the mail address of the account: rule 27

    // permissions
    bool api_only = false;               ///< rule 14: fails in the UI
    bool mfa_ui = false;                 ///< rule 20: table C's M
    bool mfa_api = false;                ///< rule 15: a TOTP code takes the token's place
    bool mfa_exempt = false;             ///< rule 20: from the organisation's mfa_required
    bool administrator = false;          ///< may log in as another user, unlock, issue codes
    bool support = false;                ///< may log in as another user who granted it (rule 25)
    bool issues_temporary_codes = false; ///< rule 23

    friend bool operator==(const user_settings&, const user_settings&) = default;
};

/// All that is wrong with a user's settings; paths begin with `path`. errc::empty_name,
/// name_too_long, unknown_profile, api_mfa_without_ui_mfa.
inline problems check(const user_settings& user, const configuration& config,
                      const std::string& path = "")
{
    problems wrong;
    if (const std::error_code error = check_name(user.name))
        wrong.push_back({detail::join_path(path, "name"), error});
    if (config.find_profile(user.profile) == nullptr)
        wrong.push_back({detail::join_path(path, "profile"), errc::unknown_profile});
    if (user.mfa_api && !user.mfa_ui)
        wrong.push_back({detail::join_path(path, "mfa_api"), errc::api_mfa_without_ui_mfa});
    return wrong;
}

/// Whether the user may do anything at all: active, not frozen, and of a name that check() takes
/// (sessions hold no longer one, and an empty one is nobody).
inline bool is_usable(const user_settings& user) noexcept
{
    return user.active && !user.frozen && !check_name(user.name);
}

} // namespace cordon::inline v0::login

#endif
