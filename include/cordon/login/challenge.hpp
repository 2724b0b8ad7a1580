// cordon::login - a login that waits for an answer: identity verification, MFA, step-up.
#ifndef CORDON_LOGIN_CHALLENGE_HPP
#define CORDON_LOGIN_CHALLENGE_HPP

#include <cordon/login/decide.hpp>
#include <cordon/login/second_factor.hpp>

namespace cordon::inline v0::login {

/// A login whose password was right, between the question and the answer. The host keeps it on the
/// server (what the client gets is a random name for it) and uses it once.
struct pending_login {
    /// Answers that come later are refused.
    static constexpr std::chrono::minutes lifetime{10};
    /// After so many wrong ones the question is void, also where nothing is locked (attempts 0).
    static constexpr std::uint32_t most_wrong = 10;

    login_request request;                 ///< what came in
    answer asked = answer::invalid_login;  ///< identity_challenge, mfa_challenge or step_up
    name_text user;                        ///< who it was
    std::uint64_t password_generation = 0; ///< a changed password ends it
    std::chrono::sys_seconds started{};    ///< answers may come for `lifetime`
    std::uint32_t wrong = 0;               ///< answers so far
    /// Right tries from request.address so far, which a throttle is to take back in the end.
    std::uint32_t admitted = 1;
};

/// What to keep after a decision that asks. Precondition: the decision is of these arguments.
inline pending_login make_pending(const login_record& record, const login_request& request,
                                  const decision& asked, std::chrono::sys_seconds now) noexcept
{
    return {request, asked.result, std::string_view(record.user.name), record.password_generation,
            now};
}

/// A client's answer to a challenge.
struct challenge_answer {
    ip::address address;                                    ///< where it comes from now
    verification_method method = verification_method::totp; ///< what the text is
    std::string_view text; ///< a code, or what the host's hook verifies
};

namespace detail {

// What a right answer from `address` would give now, and whether anybody is to look at one: not
// where the question is over, nor for an account that is refused anyway (else a locked one would
// still tell which codes are right).
struct open_question {
    login_request request; // as it would be
    decision passed;
    bool is_open = false;
};
inline open_question reopen(const configuration& config, const login_record* record,
                            const pending_login& pending, const ip::address& address,
                            std::chrono::sys_seconds now) noexcept
{
    open_question out;
    out.request = pending.request;
    out.request.address = address;
    out.passed.changes.history = {now, address, pending.request.kind, reason::challenge_over,
                                  false};
    const bool identity = pending.asked == answer::identity_challenge;
    const bool asked =
        identity || pending.asked == answer::mfa_challenge || pending.asked == answer::step_up;
    if (record == nullptr || !asked || pending.wrong >= pending_login::most_wrong ||
        record->user.name != pending.user.view() ||
        record->password_generation != pending.password_generation || now < pending.started ||
        is_over(pending.started, pending_login::lifetime, now))
        return out;
    (identity ? out.request.identity_passed : out.request.mfa_passed) = true;
    out.passed = decide(config, record, out.request, now);
    out.is_open = out.passed.result == answer::allow || out.passed.next != next_step::none;
    return out;
}

} // namespace detail

/// Decides on an answer. A wrong one counts as a failure (rule 16) and in `pending`, and the
/// question stands (with next_step::none it does not: that was the last one); a right one goes
/// through the whole table again, as of now: an account that was locked or frozen meanwhile, hours
/// that ended, an address outside are refused. A right code is used up where the login goes on, and
/// only there. Where the new result asks again (a step-up after the device's verification) keep a
/// new pending_login of `pending.request`, which is updated.
template <token::mac Mac, factor_verifier Hook>
decision answer_challenge(const configuration& config, const login_record* record,
                          pending_login& pending, const challenge_answer& given,
                          second_factor<Mac, Hook>& factor, std::chrono::sys_seconds now) noexcept
{
    const auto question = detail::reopen(config, record, pending, given.address, now);
    if (!question.is_open)
        return question.passed;
    const bool identity = pending.asked == answer::identity_challenge;
    const bool serves = identity ? verifies_device(given.method) : serves_mfa(given.method);
    const factor_result checked =
        serves ? factor.check(config, *record, given.method, given.text, now) : factor_result{};
    decision out;
    if (checked.passed) {
        out = question.passed;
        pending.request = question.request;
    } else {
        out.changes.history = {now, given.address, pending.request.kind, reason::wrong_code, false};
        out.changes.failures =
            count_failure(config.organisation().settings().passwords, record->failures, now);
        if (++pending.wrong < pending_login::most_wrong) {
            out.result = out.told = pending.asked;
            out.next = identity ? next_step::verify_identity : next_step::verify_mfa;
        }
    }
    checked.add_to(out.changes);
    return out;
}

/// Whether a code for this question may be sent: while answers to it are looked at, to a user who
/// has the method.
inline bool may_send_code(const configuration& config, const login_record& record,
                          const pending_login& pending, verification_method method,
                          std::chrono::sys_seconds now) noexcept
{
    return pending.asked == answer::identity_challenge &&
           (method == verification_method::mail_code || method == verification_method::sms_code) &&
           device_methods(record).contains(method) &&
           detail::reopen(config, &record, pending, pending.request.address, now).is_open;
}

/// Makes a code to verify the user's device with, in place of the one before: to be sent by mail or
/// SMS once the changed record is committed. Errors as of token::issue_code (too_many: six within
/// the hour).
template <token::random_source Source, token::mac Mac>
std::error_code issue_device_code(const configuration& config, login_record& record,
                                  token::watched_random<Source>& random, Mac& mac,
                                  const token::key_ring& keys, std::chrono::sys_seconds now,
                                  token::issued_code& out)
{
    const auto error = token::issue_code(random, mac, keys, subject_of(config, record),
                                         token::mail_code, &record.mailed_code, now, out);
    if (!error)
        record.mailed_code = out.record;
    return error;
}

} // namespace cordon::inline v0::login

#endif
