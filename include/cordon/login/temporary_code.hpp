// cordon::login - temporary codes, which serve MFA alone (rule 23).
#ifndef CORDON_LOGIN_TEMPORARY_CODE_HPP
#define CORDON_LOGIN_TEMPORARY_CODE_HPP

#include <cordon/login/session.hpp>

namespace cordon::inline v0::login {

namespace detail {

// What rule 23 asks of the creator, whoever the target is.
inline std::error_code check_code_creator(const configuration& config, const session& of,
                                          const login_record& creator) noexcept
{
    if (of.impersonating())
        return errc::impersonating;
    if (may(of, creator, power::act) != power_result::allowed)
        return errc::session_over;
    if (!config.organisation().settings().active)
        return errc::not_active;
    if (!creator.user.issues_temporary_codes)
        return errc::not_permitted;
    if (of.level != session_level::high_assurance)
        return errc::not_high_assurance;
    return {};
}

} // namespace detail

/// Makes a temporary code for `target`, in place of the one before: to be read out once the changed
/// record is committed. Errors: errc::impersonating, session_over (the creator's session),
/// not_active (the organisation), not_permitted, not_high_assurance, not_active (the target),
/// out_of_range (not 1 to 24 hours;
/// where the organisation is strict: not 1 second to 10 minutes), token::errc::too_many (six within
/// the hour), those of the source and the mac. After one nothing has changed.
template <token::random_source Source, token::mac Mac>
std::error_code
issue_temporary_code(const configuration& config, const session& of, const login_record& creator,
                     login_record& target, std::chrono::seconds lifetime,
                     token::watched_random<Source>& random, Mac& mac, const token::key_ring& keys,
                     std::chrono::sys_seconds now, token::issued_code& out)
{
    using namespace std::chrono_literals;
    const bool strict = config.organisation().settings().strict_temporary_codes;
    if (const std::error_code error = detail::check_code_creator(config, of, creator))
        return error;
    if (!is_usable(target.user))
        return errc::not_active;
    if (strict ? lifetime < 1s || lifetime > 10min : lifetime < 1h || lifetime > 24h)
        return errc::out_of_range;
    token::code_policy policy = strict ? token::strict_temporary_code : token::temporary_code;
    policy.lifetime = lifetime;
    const auto error = token::issue_code(random, mac, keys, subject_of(config, target), policy,
                                         &target.temporary_code, now, out);
    if (!error)
        target.temporary_code = out.record;
    return error;
}

} // namespace cordon::inline v0::login

#endif
