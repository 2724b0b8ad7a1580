// cordon::login - whether what a user answered is one of their verification methods (rule 22).
#ifndef CORDON_LOGIN_SECOND_FACTOR_HPP
#define CORDON_LOGIN_SECOND_FACTOR_HPP

#include <cordon/login/decision.hpp>
#include <cordon/login/history.hpp>

namespace cordon::inline v0::login {

/// The host's part: approvals, security keys, WebAuthn, built-in authenticators. Whether `answer`
/// is right for the user, now; it may throw, which is no.
template <class V>
concept factor_verifier = requires(V& hook, const login_record& record, verification_method method,
                                   std::string_view answer) {
    { hook.verify(record, method, answer) } -> std::same_as<bool>;
};

/// For hosts that have none of them: a model of factor_verifier.
struct no_factors {
    /// Always no.
    bool verify(const login_record&, verification_method, std::string_view) const noexcept
    {
        return false;
    }
};

/// What checking an answer gave. The changes are those of codes alone: for a right answer to be
/// committed with the success, for a wrong one with the failure.
struct factor_result {
    bool passed = false;                              ///< whether the answer is right
    std::int64_t totp_step = -1;                      ///< the step of a code of an app; -1 for none
    std::optional<token::code_record> temporary_code; ///< after a try of it
    std::optional<token::code_record> mailed_code;    ///< after a try of it

    /// Adds the changes to those of a decision.
    void add_to(effects& changes) const
    {
        if (totp_step >= 0)
            changes.totp_step = std::max(changes.totp_step, totp_step);
        if (temporary_code)
            changes.temporary_code = temporary_code;
        if (mailed_code)
            changes.mailed_code = mailed_code;
    }
};

/// Checks answers. One object per thread, as its mac.
template <token::mac Mac, factor_verifier Hook>
class second_factor {
public:
    /// Keeps references to all three, which live longer.
    second_factor(Mac& mac, const token::key_ring& keys, Hook& hook) noexcept
        : mac_(mac), keys_(keys), hook_(hook)
    {
    }

    /// Whether the answer is right: a method that is not registered, an error, an exception of the
    /// hook are no.
    factor_result check(const configuration& config, const login_record& record,
                        verification_method method, std::string_view answer,
                        std::chrono::sys_seconds now) noexcept
    {
        factor_result out;
        const token::subject who = subject_of(config, record);
        switch (method) {
        case verification_method::totp: {
            if (record.totp_key.empty())
                break;
            // The account counts the failures.
            const auto code = token::verify_totp(mac_, record.totp_key.reveal(), record.totp,
                                                 {record.totp_last_step, 0}, answer, now);
            out.passed = !code.error;
            out.totp_step = out.passed ? code.step : -1;
            break;
        }
        case verification_method::temporary_code:
            if (detail::is_allowed_code(config, record.temporary_code))
                out.passed = check_code(who, token::temporary_code.name, record.temporary_code,
                                        answer, now, out.temporary_code);
            break;
        case verification_method::mail_code:
        case verification_method::sms_code:
            if (method == verification_method::mail_code || record.methods.contains(method))
                out.passed = check_code(who, token::mail_code.name, record.mailed_code, answer, now,
                                        out.mailed_code);
            break;
        case verification_method::security_key:
        case verification_method::webauthn:
        case verification_method::built_in:
        case verification_method::approval:
            out.passed = record.methods.contains(method) && ask_hook(record, method, answer);
            break;
        }
        return out;
    }

private:
    bool check_code(const token::subject& who, const token::short_name& purpose,
                    const token::code_record& stored, std::string_view answer,
                    std::chrono::sys_seconds now, std::optional<token::code_record>& next) noexcept
    {
        const auto code = token::verify_code(mac_, keys_, who, purpose, stored, answer, now);
        if (code.next != stored)
            next = code.next;
        return !code.error;
    }

    bool ask_hook(const login_record& record, verification_method method,
                  std::string_view answer) noexcept
    {
#if defined(__cpp_exceptions)
        try {
            return hook_.verify(record, method, answer);
        } catch (...) {
            return false;
        }
#else
        return hook_.verify(record, method, answer);
#endif
    }

    Mac& mac_;
    const token::key_ring& keys_;
    Hook& hook_;
};

} // namespace cordon::inline v0::login

#endif
