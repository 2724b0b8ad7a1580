// cordon::login - logging in as another user (rules 25 to 29, table C).
#ifndef CORDON_LOGIN_LOG_IN_AS_HPP
#define CORDON_LOGIN_LOG_IN_AS_HPP

#include <cordon/login/session.hpp>

namespace cordon::inline v0::login {

/// Rule 25: a grant lives at most a year.
inline constexpr std::chrono::hours longest_grant{24 * 365};

namespace detail {

inline bool is_past_longest_grant(std::chrono::sys_seconds until,
                                  std::chrono::sys_seconds now) noexcept
{
    return is_over(now, longest_grant + std::chrono::seconds(1), until);
}

} // namespace detail

/// To whom a user grants that they log in as the user.
enum class grantee : unsigned char { administrators, support };

/// Gives a grant until a moment, or (nothing) takes it back. Errors: errc::impersonating,
/// session_over, out_of_range (in the past, more than a year ahead).
inline std::error_code grant_login(const session& of, login_record& record, grantee to,
                                   std::optional<std::chrono::sys_seconds> until,
                                   std::chrono::sys_seconds now) noexcept
{
    if (of.impersonating())
        return errc::impersonating;
    if (may(of, record, power::grant_login) != power_result::allowed)
        return errc::session_over;
    if (until && (*until <= now || detail::is_past_longest_grant(*until, now)))
        return errc::out_of_range;
    (to == grantee::administrators ? record.administrator_grant : record.support_grant) = until;
    return {};
}

/// Table C, after rule 25: whether the target's second factor is asked for. `option`: the
/// organisation's log_in_as_mfa; `target_mfa`: the target's MFA permission; `high_profile`: the
/// target's profile requires high assurance; `high_session`: the actor's session is of it.
constexpr bool asks_target_factor(bool option, bool target_mfa, bool high_profile,
                                  bool high_session) noexcept
{
    return (high_profile && !high_session) || (option && target_mfa);
}

namespace detail {

// What rule 25 asks of who sits there, whoever the target is.
inline std::error_code check_actor(const configuration& config, const session& of,
                                   const login_record& actor) noexcept
{
    const organisation_settings& settings = config.organisation().settings();
    if (!has_log_in_as(settings.edition))
        return errc::not_available;
    if (of.impersonating())
        return errc::impersonating;
    if (of.ended || of.restricted || of.user.view() != actor.user.name)
        return errc::session_over;
    if (!settings.active || !is_usable(actor.user) ||
        config.find_profile(actor.user.profile) == nullptr)
        return errc::not_active;
    if (!actor.user.administrator && !actor.user.support)
        return errc::not_permitted;
    return {};
}

} // namespace detail

/// Why one may not log in as the target, the first of: errc::not_available (the edition),
/// impersonating (no nesting), session_over, not_active (actor or organisation), not_permitted (no
/// permission, no grant, oneself), not_active (the target: told to those alone who might). None:
/// one may, by table C. A grant that is farther off than any may be is none.
inline std::error_code check_log_in_as(const configuration& config, const session& of,
                                       const login_record& actor, const login_record& target,
                                       std::chrono::sys_seconds now) noexcept
{
    if (const std::error_code error = detail::check_actor(config, of, actor))
        return error;
    const auto is_open = [&](const std::optional<std::chrono::sys_seconds>& until) {
        return until && now < *until && !detail::is_past_longest_grant(*until, now);
    };
    const bool by_administrator =
        actor.user.administrator && (config.organisation().settings().log_in_as_any_user ||
                                     is_open(target.administrator_grant));
    const bool by_support = actor.user.support && is_open(target.support_grant);
    if ((!by_administrator && !by_support) || actor.user.name == target.user.name)
        return errc::not_permitted;
    if (!is_usable(target.user) || config.find_profile(target.user.profile) == nullptr)
        return errc::not_active;
    return {};
}

/// The answer to a log-in-as.
struct log_in_as_decision {
    /// What comes of it.
    enum class result_type : unsigned char {
        refused,
        challenge, ///< answer_log_in_as() with one of the target's mfa_methods()
        allow,
    };

    result_type result = result_type::refused; ///< what came of it
    std::error_code error;                     ///< why it is refused
    session opened;                            ///< with allow: the actor's session in its place
    audit_entry audit; ///< to be written for refused, for allow, for a wrong answer (rule 29)
    effects changes;   ///< of the target's record, after an answer
};

namespace detail {

// One that does not fit is none: cut off it could be another user's.
inline name_text audited_name(std::string_view name) noexcept
{
    return name.size() <= name_text::capacity() ? name_text(name) : name_text();
}

inline log_in_as_decision opened_log_in_as(const session& of, const login_record& actor,
                                           const login_record& target, session_level level,
                                           std::chrono::sys_seconds now) noexcept
{
    log_in_as_decision out;
    out.result = log_in_as_decision::result_type::allow;
    out.audit = {now, audit_entry::event_type::started, std::string_view(actor.user.name),
                 std::string_view(target.user.name)};
    out.opened = of;
    out.opened.user = std::string_view(target.user.name);
    out.opened.impersonator = std::string_view(actor.user.name);
    out.opened.impersonator_level = of.level;
    out.opened.level = level;
    return out;
}

} // namespace detail

/// Decides by rule 25 and table C. Throws nothing, allocates nothing.
inline log_in_as_decision log_in_as(const configuration& config, const session& of,
                                    const login_record& actor, const login_record& target,
                                    std::chrono::sys_seconds now) noexcept
{
    log_in_as_decision out;
    out.audit = {now, audit_entry::event_type::refused, detail::audited_name(actor.user.name),
                 detail::audited_name(target.user.name)};
    out.error = check_log_in_as(config, of, actor, target, now);
    if (out.error)
        return out;
    const bool high_profile =
        config.find_profile(target.user.profile)->required_level() == session_level::high_assurance;
    if (!asks_target_factor(config.organisation().settings().log_in_as_mfa, target.user.mfa_ui,
                            high_profile, of.level == session_level::high_assurance))
        return detail::opened_log_in_as(of, actor, target, of.level, now);
    out.result = log_in_as_decision::result_type::challenge;
    return out;
}

/// Rule 26: an answer to the challenge, by the target's methods. All is decided again as of now. A
/// wrong one counts on the target's account.
template <token::mac Mac, factor_verifier Hook>
log_in_as_decision answer_log_in_as(const configuration& config, const session& of,
                                    const login_record& actor, const login_record& target,
                                    const challenge_answer& given, second_factor<Mac, Hook>& factor,
                                    std::chrono::sys_seconds now) noexcept
{
    log_in_as_decision out = log_in_as(config, of, actor, target, now);
    if (out.result != log_in_as_decision::result_type::challenge)
        return out;
    const factor_decision checked = detail::check_factor(config, target, given, factor, now);
    if (checked.passed) {
        const auto level =
            std::max(of.level, config.organisation().settings().levels[login_method::mfa]);
        out = detail::opened_log_in_as(of, actor, target, level, now);
    }
    out.changes = checked.changes;
    return out;
}

/// What is left when a log-in-as ends.
struct log_in_as_end {
    session after;     ///< the actor's session again, or, with "force re-login", an ended one
    audit_entry audit; ///< to be written
};

/// Rules 28 and 29. Precondition: the session impersonates.
inline log_in_as_end end_log_in_as(const configuration& config, const session& of,
                                   std::chrono::sys_seconds now) noexcept
{
    log_in_as_end out;
    out.audit = {now, audit_entry::event_type::ended, of.impersonator, of.user};
    out.after = of;
    out.after.user = of.impersonator;
    out.after.level = of.impersonator_level;
    out.after.impersonator = {};
    out.after.impersonator_level = session_level::standard;
    out.after.ended = of.ended || config.organisation().settings().log_in_as_relogin;
    return out;
}

} // namespace cordon::inline v0::login

#endif
