// cordon::login - the answer to a login, and what to store with it.
#ifndef CORDON_LOGIN_DECISION_HPP
#define CORDON_LOGIN_DECISION_HPP

#include <cordon/login/device.hpp>
#include <cordon/login/history.hpp>

namespace cordon::inline v0::login {

/// What the client is to do next.
enum class next_step : unsigned char {
    none,
    verify_identity, ///< answer_challenge() with one of device_methods()
    verify_mfa,      ///< answer_challenge() with one of mfa_methods()
    enrol,           ///< a second factor is required, and none is registered
    change_password, ///< after an allow: nothing else (rule 17, table B)
};

/// What changes in the record: to be committed with the answer, by compare-and-swap on the record
/// that was decided on; who lost decides again on the new one.
struct effects {
    history_entry history;                 ///< always there, also where there is no record
    std::optional<failure_state> failures; ///< rule 16
    std::optional<rate_window> rate;       ///< logins of this hour
    std::int64_t totp_step = -1;           ///< a time step that is used up; -1 for none
    bool ui_login = false;                 ///< a UI login has succeeded
    std::optional<device_key> device;      ///< to be remembered
    std::optional<token::code_record> temporary_code; ///< after a try of it
    std::optional<token::code_record> mailed_code;    ///< after a try of it, or a new one

    /// Whether the record changes at all.
    bool change_record() const noexcept
    {
        return failures || rate || totp_step >= 0 || ui_login || device || temporary_code ||
               mailed_code;
    }
};

/// Makes the changes.
inline void apply(const effects& changes, login_record& record)
{
    if (changes.failures)
        record.failures = *changes.failures;
    if (changes.rate)
        record.rate = *changes.rate;
    if (changes.totp_step > record.totp_last_step)
        record.totp_last_step = changes.totp_step;
    record.had_ui_login |= changes.ui_login;
    if (changes.device)
        remember(record, *changes.device);
    if (changes.temporary_code)
        record.temporary_code = *changes.temporary_code;
    if (changes.mailed_code)
        record.mailed_code = *changes.mailed_code;
}

/// A decision. By default nobody is let in.
struct decision {
    answer result = answer::invalid_login; ///< of the table
    answer told = answer::invalid_login;   ///< to the client: never more than section 8 allows
    next_step next = next_step::none;      ///< what to ask for
    /// Of the session, where the result is allow.
    session_level level = session_level::standard;
    /// With allow: a session for the change of the password alone.
    bool password_expired = false;
    effects changes; ///< to be committed by compare-and-swap

    /// The precise reason, for the login history alone.
    reason why() const noexcept { return changes.history.why; }
};

} // namespace cordon::inline v0::login

#endif
