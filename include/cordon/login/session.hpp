// cordon::login - sessions: each request after the login, resources, powers (rules 17, 18, 24, 27).
#ifndef CORDON_LOGIN_SESSION_HPP
#define CORDON_LOGIN_SESSION_HPP

#include <cordon/login/challenge.hpp>

namespace cordon::inline v0::login {

/// What the server keeps of a session. A value.
struct session {
    name_text user; ///< whose rights it has
    /// While logged in as another user: who sits there, and what they come back to. Else empty.
    name_text impersonator;
    session_level impersonator_level =
        session_level::standard; ///< of the impersonator's own session

    login_kind kind = login_kind::ui;              ///< by which door it began
    session_level level = session_level::standard; ///< what it has shown of itself (rule 19)
    bool restricted = false; ///< rule 17: the password has expired; it may be changed, no more
    ip::address address;     ///< of the login
    std::chrono::sys_seconds started{}; ///< when it began
    bool ended = false;                 ///< nothing is allowed any more

    /// Whether another user acts in it.
    bool impersonating() const noexcept { return !impersonator.empty(); }
    /// Who sits there: their address, their hours and their second factor count (rule 24).
    std::string_view person() const noexcept
    {
        return impersonating() ? impersonator.view() : user.view();
    }
    friend bool operator==(const session&, const session&) = default;
};

/// The session of a login that was allowed. Precondition: allowed.result is allow.
inline session open_session(const login_record& record, const login_request& request,
                            const decision& allowed, std::chrono::sys_seconds now) noexcept
{
    session out;
    out.user = std::string_view(record.user.name);
    out.kind = request.kind;
    out.level = allowed.level;
    out.restricted = allowed.password_expired;
    out.address = request.address;
    out.started = now;
    return out;
}

/// The answer to one request of a session.
enum class request_result : unsigned char {
    allowed,
    session_over,     ///< it ended, or the user or the organisation is not active: REST 401
    password_expired, ///< a restricted session: the only next step is change_password (rule 17)
    wrong_address,    ///< it is locked to another one
    restricted_ip,    ///< the ranges hold on every request
    restricted_time,  ///< the hours have ended: what is shown stays, the next action is refused
};

/// Rules 17 and 18: whether the session may act now, from this address. `user` is the record of
/// session.user; `impersonator` the one of session.impersonator, for whom address and hours are
/// asked then. nullptr where there is none. Throws nothing, allocates nothing.
inline request_result check_request(const configuration& config, const session& of,
                                    const login_record* user, const login_record* impersonator,
                                    const ip::address& address,
                                    std::chrono::sys_seconds now) noexcept
{
    const organisation_settings& settings = config.organisation().settings();
    const auto is_alive = [](const login_record* record, const name_text& name) {
        return record != nullptr && record->user.name == name.view() && is_usable(record->user);
    };
    if (of.ended || !settings.active || !is_alive(user, of.user) ||
        (of.impersonating() && !is_alive(impersonator, of.impersonator)))
        return request_result::session_over;
    const login_record& person = of.impersonating() ? *impersonator : *user;
    const profile* rules = config.find_profile(person.user.profile);
    if (rules == nullptr)
        return request_result::session_over;
    if (settings.lock_sessions_to_address &&
        (address.is_none() || address.canonical() != of.address.canonical()))
        return request_result::wrong_address;
    const login_ranges& ranges = config.effective_ranges(*rules);
    if (settings.enforce_ranges_on_every_request && !ranges.empty() && !ranges.contains(address))
        return request_result::restricted_ip;
    if (!rules->login_hours().contains(now))
        return request_result::restricted_time;
    // Last: who may not act there and then may not change the password there, either.
    return of.restricted ? request_result::password_expired : request_result::allowed;
}

/// The answer to a session that asks for a resource.
enum class resource_result : unsigned char {
    allowed,
    refused, ///< policy block, or an impersonation or a restricted session that may not
    raise,   ///< policy raise: raise_session() with a second factor of session.person()
};

/// Rule 24.
inline resource_result check_resource(const configuration& config, const session& of,
                                      std::string_view resource) noexcept
{
    if (of.ended || of.restricted)
        return resource_result::refused;
    const auto policy = config.organisation().find_resource(resource);
    if (!policy || of.level == session_level::high_assurance)
        return resource_result::allowed;
    return *policy == assurance_policy::raise ? resource_result::raise : resource_result::refused;
}

/// The answer to a second factor outside of a login.
struct factor_decision {
    bool passed = false; ///< whether the answer is right
    effects changes;     ///< of the record of whose factor it is
};

namespace detail {

// Checks one answer of a user who is in already, or of one who is logged in as. A locked account
// answers nothing; a wrong answer counts, a right one does not reset (it is no login).
template <token::mac Mac, factor_verifier Hook>
factor_decision check_factor(const configuration& config, const login_record& whose,
                             const challenge_answer& given, second_factor<Mac, Hook>& factor,
                             std::chrono::sys_seconds now) noexcept
{
    factor_decision out;
    out.changes.history = {now, given.address, login_kind::ui, reason::locked, false};
    const password_policy& policy = config.organisation().settings().passwords;
    if (is_locked(policy, whose.failures, now))
        return out;
    factor_result checked;
    if (serves_mfa(given.method))
        checked = factor.check(config, whose, given.method, given.text, now);
    checked.add_to(out.changes);
    out.passed = checked.passed;
    out.changes.history.why = checked.passed ? reason::success : reason::wrong_code;
    if (!checked.passed)
        out.changes.failures = count_failure(policy, whose.failures, now);
    return out;
}

// Whether a second factor of this person can lift the session.
inline bool can_raise(const configuration& config, const session& of,
                      const login_record& person) noexcept
{
    return config.organisation().settings().active && !of.ended && !of.restricted &&
           person.user.name == of.person() && is_usable(person.user);
}

} // namespace detail

/// Rule 24: lifts the session by a second factor of `person`, the record of session.person(). The
/// session is lifted when the changes are committed, not before: `raised` is it then.
template <token::mac Mac, factor_verifier Hook>
factor_decision raise_session(const configuration& config, const session& of,
                              const login_record& person, const challenge_answer& given,
                              second_factor<Mac, Hook>& factor, std::chrono::sys_seconds now,
                              session& raised) noexcept
{
    raised = of;
    if (!detail::can_raise(config, of, person))
        return {};
    factor_decision out = detail::check_factor(config, person, given, factor, now);
    if (out.passed)
        raised.level =
            std::max(of.level, config.organisation().settings().levels[login_method::mfa]);
    return out;
}

/// What a session may not always do.
enum class power : unsigned char {
    act,             ///< anything that is not one of the others
    approve_oauth,   ///< let another program act for the user
    single_sign_on,  ///< log in elsewhere by this session
    send_mail,       ///< an action that sends mail in the user's name
    grant_login,     ///< let an administrator or support log in as the user
    log_in_as,       ///< log in as another user
    change_password, ///< the user's own; also to reset the token or register a second factor
    switch_user,     ///< change to another user name
};

/// The answer to it.
enum class power_result : unsigned char {
    allowed,
    refused,
    logged_out, ///< the session ends
};

/// Rules 17 and 27: whether the session may, `user` being the record of session.user, who is active
/// and not frozen. While impersonating: neither OAuth approval nor single sign-on; no mail unless
/// the user's address is verified; changing to another user name logs out; no grant and no nesting
/// (rule 25); and (ours) nothing that would let the impersonator in later.
inline power_result may(const session& of, const login_record& user, power what) noexcept
{
    if (of.ended || user.user.name != of.user.view() || !is_usable(user.user))
        return power_result::refused;
    if (of.restricted && what != power::change_password)
        return power_result::refused;
    if (!of.impersonating())
        return power_result::allowed;
    switch (what) {
    case power::act: return power_result::allowed;
    case power::send_mail:
        return user.user.address_verified ? power_result::allowed : power_result::refused;
    case power::switch_user: return power_result::logged_out;
    case power::approve_oauth:
    case power::single_sign_on:
    case power::grant_login:
    case power::log_in_as:
    case power::change_password: break;
    }
    return power_result::refused;
}

} // namespace cordon::inline v0::login

#endif
