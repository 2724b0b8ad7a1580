// cordon::login - why, for the login history; what, for the client (section 8 of docs/login.md).
#ifndef CORDON_LOGIN_HISTORY_HPP
#define CORDON_LOGIN_HISTORY_HPP

#include <cordon/ip/address.hpp>
#include <cordon/token/bytes.hpp>

#include <chrono>
#include <string_view>

namespace cordon::inline v0::login {

/// By which door a login comes.
enum class login_kind : unsigned char { api, ui };

/// What the tables answer.
enum class answer : unsigned char {
    invalid_login, ///< the generic failure
    restricted_time,
    restricted_ip,
    token_required,     ///< API: the security token behind the password is missing
    denied,             ///< rule 10: nothing could be asked for, since the flag is off
    identity_challenge, ///< UI: the device is to be verified
    mfa_challenge,      ///< UI: the second factor is asked for
    step_up,            ///< UI: the second factor is asked for, since the profile wants it
    allow,
};

/// The precise reason, for the login history alone: never for the client.
enum class reason : unsigned char {
    success,
    invalid_password, ///< or a wrong suffix
    stale_token,      ///< the token of before the last reset
    locked,
    inactive,
    frozen,
    unknown_user,
    organisation_inactive,
    unknown_profile, ///< the user's profile is not in the configuration
    unavailable,     ///< the password could not be checked (too many hashes at once, a failure)
    throttled,
    rate_exceeded,
    api_only,
    restricted_time,
    restricted_ip,
    token_required,
    activation_required,
    activation_pending, ///< a code is out already
    challenge_off,      ///< rule 10
    mfa_required,
    step_up_required,
    wrong_code,     ///< of a challenge
    challenge_over, ///< an answer too late, or after the password was changed
};

/// The text of a login history. The first ones are Salesforce's, from throttled on some are ours.
constexpr std::string_view history_text(reason why) noexcept
{
    switch (why) {
    case reason::success: return "Success";
    case reason::invalid_password: return "Invalid password";
    case reason::stale_token: return "Invalid password: stale token";
    case reason::locked: return "Password lockout";
    case reason::inactive: return "User is inactive";
    case reason::frozen: return "User is frozen";
    case reason::unknown_user: return "Unknown user";
    case reason::organisation_inactive: return "Organization is inactive";
    case reason::unknown_profile: return "Profile is missing";
    case reason::unavailable: return "Password check unavailable";
    case reason::throttled: return "Too many tries";
    case reason::rate_exceeded: return "Login rate exceeded";
    case reason::api_only: return "Failed: API-only user";
    case reason::restricted_time: return "Restricted time";
    case reason::restricted_ip: return "Restricted IP";
    case reason::token_required: return "Failed: API security token required";
    case reason::activation_required: return "Failed: Computer activation required";
    case reason::activation_pending: return "Failed: Computer activation pending";
    case reason::challenge_off: return "Failed: challenge is switched off";
    case reason::mfa_required: return "Multi-factor authentication is required";
    case reason::step_up_required: return "High assurance is required";
    case reason::wrong_code: return "Invalid verification code";
    case reason::challenge_over: return "Verification is over";
    }
    return "";
}

/// One line of the login history. Of fixed size: it allocates nothing. Whose it is, who keeps it
/// knows.
struct history_entry {
    std::chrono::sys_seconds when{};       ///< time of the decision
    ip::address address;                   ///< where it came from; none where that is not known
    login_kind kind = login_kind::api;     ///< by which door
    reason why = reason::invalid_password; ///< the precise reason
    bool password_expired = false;         ///< rule 17

    friend bool operator==(const history_entry&, const history_entry&) = default;
};

/// What a SOAP client is told: code and message. Empty for allow, and where nothing is defined.
struct soap_fault {
    std::string_view code;    ///< what clients compare
    std::string_view message; ///< what people read

    friend constexpr bool operator==(const soap_fault&, const soap_fault&) = default;
};

/// The fault of an answer (decision::told, never decision::result). `pending`: a code is out.
constexpr soap_fault soap_fault_of(answer told, bool pending = false) noexcept
{
    switch (told) {
    case answer::invalid_login:
    case answer::denied:
        return {"INVALID_LOGIN", "Invalid username, password, security token; or user locked out."};
    case answer::token_required:
        return {"LOGIN_MUST_USE_SECURITY_TOKEN",
                "Invalid username, password, security token; or user locked out. Are you at a new "
                "location? When accessing Salesforce--either via a desktop client or the API--from "
                "outside of your company's trusted networks, you must add a security token to your "
                "password to log in."};
    case answer::restricted_time:
        return {"LOGIN_DURING_RESTRICTED_TIME", "cannot log in during restricted time"};
    case answer::restricted_ip:
        return {"LOGIN_DURING_RESTRICTED_DOMAIN", "cannot log in from current domain"};
    case answer::identity_challenge:
        return {pending ? "LOGIN_CHALLENGE_PENDING" : "LOGIN_CHALLENGE_ISSUED", ""};
    case answer::mfa_challenge:
    case answer::step_up:
    case answer::allow: break;
    }
    return {};
}

/// The error_description of an OAuth answer (400, error "invalid_grant"); empty where none is
/// defined.
constexpr std::string_view oauth_description(answer told) noexcept
{
    switch (told) {
    case answer::invalid_login:
    case answer::denied: return "authentication failure";
    case answer::token_required:
        return "authentication failure - Failed: API security token required";
    case answer::restricted_time:
    case answer::restricted_ip: return "ip restricted or invalid login hours";
    case answer::identity_challenge:
    case answer::mfa_challenge:
    case answer::step_up:
    case answer::allow: break;
    }
    return {};
}

/// The REST error of a session that is over (status 401).
inline constexpr std::string_view rest_session_error = "INVALID_SESSION_ID";

/// A name in place: at most max_name bytes.
using name_text = token::short_text<80>;

/// Rule 29: a log-in-as, or its end, with both users.
struct audit_entry {
    /// What happened.
    enum class event_type : unsigned char { started, ended, refused };

    std::chrono::sys_seconds when{};        ///< time of it
    event_type event = event_type::refused; ///< rule 29
    name_text actor;                        ///< the administrator or support user
    name_text target; ///< who was logged in as; empty for a name that no user can have

    friend bool operator==(const audit_entry&, const audit_entry&) = default;
};

} // namespace cordon::inline v0::login

#endif
