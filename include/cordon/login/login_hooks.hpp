// cordon::login - what goes into login_service and what comes out: hooks, attempts, outcomes.
#ifndef CORDON_LOGIN_LOGIN_HOOKS_HPP
#define CORDON_LOGIN_LOGIN_HOOKS_HPP

#include <cordon/login/log_in_as.hpp>
#include <cordon/login/reset.hpp>

#include <functional>

namespace cordon::inline v0::login {

/// What the host does: second factors (see factor_verifier), mail, logs. The logs are written and
/// the mail is sent after the commit. All but `write_history` and `write_audit` may throw.
template <class H>
concept login_hooks =
    factor_verifier<H> && token_mailer<H> &&
    requires(H& hooks, const login_record& record, verification_method method,
             std::string_view text, const history_entry& history, const audit_entry& audit) {
        hooks.send_code(record, method, text); // by mail or SMS
        hooks.write_history(text, history);    // of the user of this name
        hooks.write_audit(audit);
    };

/// A login as it comes in.
struct login_attempt {
    login_kind kind = login_kind::api; ///< by which door
    ip::address address;               ///< of the client; none where that is not known
    std::string_view field;            ///< the password, with its suffix behind it
    std::optional<device_key> device;  ///< what the client was known by before
};

/// What became of it, committed.
struct login_outcome {
    decision made;                        ///< what was decided
    std::optional<session> opened;        ///< with allow
    std::optional<pending_login> pending; ///< where an answer is asked for: kept on the server
};

/// What a throttle's delays are measured by: the time of a clock that nobody sets.
using steady_time = std::function<std::chrono::seconds()>;

/// The time of std::chrono::steady_clock.
inline std::chrono::seconds steady_seconds()
{
    return std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

} // namespace cordon::inline v0::login

#endif
