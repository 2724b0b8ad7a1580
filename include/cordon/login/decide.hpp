// cordon::login - the order of a login: tables A (API) and B (UI).
#ifndef CORDON_LOGIN_DECIDE_HPP
#define CORDON_LOGIN_DECIDE_HPP

#include <cordon/login/decision.hpp>
#include <cordon/login/request.hpp>

namespace cordon::inline v0::login {

/// Rule 16: whether the account is locked. At the lockout's end it is not; while the clock stands
/// before its beginning (it was set back) it is.
inline bool is_locked(const password_policy& policy, const failure_state& state,
                      std::chrono::sys_seconds now) noexcept
{
    return state.locked_since &&
           (policy.lockout_minutes == 0 ||
            !detail::is_over(*state.locked_since, std::chrono::minutes(policy.lockout_minutes),
                             now));
}

/// Rule 16: one failure more. A lockout that has ended counts from the beginning.
inline failure_state count_failure(const password_policy& policy, const failure_state& state,
                                   std::chrono::sys_seconds now) noexcept
{
    failure_state out = state;
    if (state.locked_since && !is_locked(policy, state, now))
        out = {};
    if (out.count < ~std::uint32_t(0))
        ++out.count;
    if (policy.attempts > 0 && out.count >= std::uint32_t(policy.attempts))
        out.locked_since = now;
    return out;
}

/// Rule 20: whether the user's UI logins need a second factor. The exemption is one from the
/// organisation's setting, not from the user's own permission.
inline bool needs_mfa(const configuration& config, const user_settings& user) noexcept
{
    return user.mfa_ui || (config.organisation().settings().mfa_required && !user.mfa_exempt);
}

namespace detail {

// One login on its way through a table.
class login_course {
public:
    login_course(const configuration& config, const login_record* record,
                 const login_request& request, std::chrono::sys_seconds now) noexcept
        : settings_(config.organisation().settings()), config_(config), record_(record),
          request_(request), now_(now)
    {
        out_.changes.history = {now, request.address, request.kind, reason::invalid_password,
                                false};
    }

    decision run() noexcept
    {
        if (pass_row_1() && pass_hours())
            request_.kind == login_kind::api ? decide_api() : decide_ui();
        return out_;
    }

private:
    // Rows A1 and B1. The password comes before the hours and the addresses, so that nothing is
    // told to someone without it (rule 11).
    bool pass_row_1() noexcept
    {
        // A stored name that check() would refuse is no name of a user.
        if (record_ == nullptr || check_name(record_->user.name))
            return refuse(reason::unknown_user);
        if (!pass_rate())
            return false;
        const user_settings& user = record_->user;
        if (!settings_.active)
            return refuse(reason::organisation_inactive);
        if (!user.active)
            return refuse(reason::inactive);
        if (user.frozen)
            return refuse(reason::frozen);
        profile_ = config_.find_profile(user.profile);
        if (profile_ == nullptr)
            return refuse(reason::unknown_profile);
        if (is_locked(settings_.passwords, record_->failures, now_))
            return refuse(reason::locked);
        const token::credential_decision& credential = request_.credential;
        if (credential.error)
            return refuse(reason::unavailable);
        // A code whose step was used up meanwhile is wrong, too.
        const bool replayed =
            credential.accepted_step >= 0 && credential.accepted_step <= record_->totp_last_step;
        if (credential.match == token::field_match::wrong || replayed) {
            count();
            return refuse(credential.stale_token ? reason::stale_token : reason::invalid_password);
        }
        if (request_.kind == login_kind::ui && user.api_only)
            return refuse(reason::api_only);
        return true;
    }

    // Logins of an hour, which begins with the first of them. What goes on was counted already.
    bool pass_rate() noexcept
    {
        if (request_.kind == login_kind::ui && (request_.mfa_passed || request_.identity_passed))
            return true;
        rate_window window = record_->rate;
        if (window.count == 0 || is_over(window.start, std::chrono::hours(1), now_))
            window = {now_, 0};
        if (window.count >= std::uint32_t(settings_.logins_per_hour))
            return refuse(reason::rate_exceeded);
        ++window.count;
        out_.changes.rate = window;
        return true;
    }

    // Rows A2 and B2.
    bool pass_hours() noexcept
    {
        return profile_->login_hours().contains(now_) ||
               refuse(reason::restricted_time, answer::restricted_time);
    }

    void decide_api() noexcept
    {
        const bool has_suffix =
            request_.credential.match == token::field_match::password_and_suffix;
        const bool by_code =
            has_suffix && credential_of(*record_).suffix == token::suffix_kind::totp;
        const login_method method = by_code ? login_method::mfa : request_.method;
        const login_ranges& ranges = config_.effective_ranges(*profile_);
        if (!ranges.empty()) { // A3, A4
            if (!ranges.contains(request_.address))
                refuse(reason::restricted_ip, answer::restricted_ip);
            else
                allow(method);
        } else if (is_known_address() || has_suffix) { // A5, A6
            allow(method);
        } else if (!settings_.api_token_login) { // A7
            allow_unchallenged();
        } else { // A8: the missing token counts
            count();
            refuse(reason::token_required, answer::token_required);
            if (!settings_.tell_token_required)
                out_.told = answer::invalid_login;
        }
    }

    void decide_ui() noexcept
    {
        if (needs_mfa(config_, record_->user) && !request_.mfa_passed) { // B3
            ask(answer::mfa_challenge, reason::mfa_required);
            return;
        }
        const login_ranges& ranges = config_.effective_ranges(*profile_);
        if (!ranges.empty()) { // B4, B5
            if (!ranges.contains(request_.address))
                refuse(reason::restricted_ip, answer::restricted_ip);
            else
                allow_ui();
        } else if (is_known_address() ||
                   (request_.device && is_known(*record_, *request_.device)) ||
                   (settings_.first_login_unchallenged && !record_->had_ui_login) ||
                   request_.mfa_passed || request_.identity_passed) { // B6, B7
            allow_ui();
        } else if (!settings_.login_challenge) { // B7, the flag off
            if (settings_.allow_unchallenged)
                allow_ui();
            else
                deny();
        } else { // B7
            const token::code_record& code = record_->mailed_code;
            const bool pending = !code.key.empty() && code.issued <= now_ && now_ < code.expires;
            ask(answer::identity_challenge,
                pending ? reason::activation_pending : reason::activation_required);
        }
    }

    // Rule 12: a trusted network or an activated address.
    bool is_known_address() const noexcept
    {
        return config_.organisation().trusted_networks().contains(request_.address) ||
               is_activated(*record_, request_.address);
    }

    // An allow of table B, unless row 8 replaces it.
    void allow_ui() noexcept
    {
        session_level level = settings_.levels[request_.method];
        if (request_.identity_passed)
            level = std::max(level, settings_.levels[login_method::activation]);
        if (request_.mfa_passed)
            level = std::max(level, settings_.levels[login_method::mfa]);
        if (level < profile_->required_level()) {
            ask(answer::step_up, reason::step_up_required);
            return;
        }
        allow(request_.method);
        out_.level = level;
        out_.changes.ui_login = !record_->had_ui_login;
        if (request_.identity_passed)
            out_.changes.device = request_.device;
    }

    void allow(login_method method) noexcept
    {
        out_.result = out_.told = answer::allow;
        out_.level = settings_.levels[method];
        out_.password_expired = request_.method == login_method::password &&
                                is_expired(settings_.passwords, record_->password_changed, now_);
        out_.next = out_.password_expired ? next_step::change_password : next_step::none;
        out_.changes.history.why = reason::success;
        out_.changes.history.password_expired = out_.password_expired;
        out_.changes.totp_step = request_.credential.accepted_step;
        if (record_->failures != failure_state{})
            out_.changes.failures = failure_state{};
    }

    void allow_unchallenged() noexcept
    {
        if (settings_.allow_unchallenged)
            allow(request_.method);
        else
            deny();
    }

    // As token_required it would confirm the password.
    void deny() noexcept
    {
        refuse(reason::challenge_off, answer::denied);
        if (!settings_.tell_token_required)
            out_.told = answer::invalid_login;
    }

    // Every prompt counts, until a success (rule 16).
    void ask(answer what, reason why) noexcept
    {
        refuse(why, what);
        const bool identity = what == answer::identity_challenge;
        if (!identity && mfa_methods(config_, *record_, now_).empty()) {
            out_.next = next_step::enrol;
            return;
        }
        out_.next = identity ? next_step::verify_identity : next_step::verify_mfa;
        count();
    }

    void count() noexcept
    {
        out_.changes.failures = count_failure(settings_.passwords, record_->failures, now_);
    }

    bool refuse(reason why, answer what = answer::invalid_login) noexcept
    {
        out_.result = out_.told = what;
        out_.changes.history.why = why;
        return false;
    }

    const organisation_settings& settings_;
    const configuration& config_;
    const login_record* record_;
    const login_request& request_;
    std::chrono::sys_seconds now_;
    const profile* profile_ = nullptr;
    decision out_;
};

} // namespace detail

/// Decides a login by the tables A and B (the first row that holds wins). Pure: it changes nothing,
/// throws nothing, allocates nothing. `record` is nullptr for an unknown user. Commit its changes,
/// or decide again. O(log n) in the number of profiles and ranges. Any number of threads.
inline decision decide(const configuration& config, const login_record* record,
                       const login_request& request, std::chrono::sys_seconds now) noexcept
{
    return detail::login_course(config, record, request, now).run();
}

} // namespace cordon::inline v0::login

#endif
