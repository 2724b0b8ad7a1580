// cordon::login - the security token's life: issue, reset, the change of the password (rules 7-9).
#ifndef CORDON_LOGIN_RESET_HPP
#define CORDON_LOGIN_RESET_HPP

#include <cordon/login/session.hpp>

namespace cordon::inline v0::login {

/// Rule 9: why users are not offered to reset their own token.
enum class reset_obstacle : unsigned char {
    login_ranges_exist,
    api_only,
    api_mfa,
    network_access_missing,
    profile_damaged,
};

namespace detail {
inline constexpr name_of<reset_obstacle> reset_obstacle_names[] = {
    {reset_obstacle::login_ranges_exist, "login_ranges_exist"},
    {reset_obstacle::api_only, "api_only"},
    {reset_obstacle::api_mfa, "api_mfa"},
    {reset_obstacle::network_access_missing, "network_access_missing"},
    {reset_obstacle::profile_damaged, "profile_damaged"},
};
} // namespace detail

/// "api_only", say; empty for a value that is no enumerator.
constexpr std::string_view to_string_view(reset_obstacle value) noexcept
{
    return detail::find_name(detail::reset_obstacle_names, value);
}

/// Whether the reset is offered: nothing, or the first reason why not. A profile that is missing is
/// a damaged one.
inline std::optional<reset_obstacle> find_reset_obstacle(const configuration& config,
                                                         const login_record& record) noexcept
{
    const profile* of = config.find_profile(record.user.profile);
    if (of != nullptr && !config.effective_ranges(*of).empty())
        return reset_obstacle::login_ranges_exist;
    if (record.user.api_only)
        return reset_obstacle::api_only;
    if (has_api_mfa(record))
        return reset_obstacle::api_mfa;
    if (!config.organisation().settings().network_access)
        return reset_obstacle::network_access_missing;
    if (of == nullptr || of->damaged())
        return reset_obstacle::profile_damaged;
    return std::nullopt;
}

/// The host's delivery: sends a token to the user's mail address. It may throw.
template <class M>
concept token_mailer = requires(M& mailer, const login_record& record, std::string_view token) {
    mailer.mail_token(record, token);
};

/// A new token in place of the old one (rule 8), in the record: mail it once that is committed;
/// from then on the old one fails. Errors as of token::issue_token; then nothing has changed.
template <token::token_policy Policy, token::random_source Source, token::mac Mac>
std::error_code renew_token(const configuration& config, login_record& record,
                            token::token_generator<Policy, Source>& generator, Mac& mac,
                            const token::key_ring& keys, token::issued_token<Policy>& out)
{
    const auto error = token::issue_token(generator, mac, keys, subject_of(config, record),
                                          record.token ? &*record.token : nullptr, out);
    if (!error)
        record.token = out.record;
    return error;
}

/// What users do themselves: renew_token(), where it is offered. Errors: errc::impersonating,
/// session_over, reset_not_offered, those of renew_token.
template <token::token_policy Policy, token::random_source Source, token::mac Mac>
std::error_code reset_token(const configuration& config, const session& of, login_record& record,
                            token::token_generator<Policy, Source>& generator, Mac& mac,
                            const token::key_ring& keys, token::issued_token<Policy>& out)
{
    if (of.impersonating())
        return errc::impersonating;
    if (of.restricted || may(of, record, power::change_password) != power_result::allowed)
        return errc::session_over;
    if (find_reset_obstacle(config, record))
        return errc::reset_not_offered;
    const auto error = renew_token(config, record, generator, mac, keys, out);
    if (!error)
        record.token_requested = true;
    return error;
}

/// Puts a new password into the record and, since a change of the password issues a new token, that
/// too: to be mailed, once the record is committed, where record.token_requested (rule 8). Whoever
/// calls it has checked the old password, or is an administrator; a restricted session ends with
/// it. Errors: errc::password_holds_token (it ends in the current token), token::errc::empty,
/// too_long, those of the hasher and of renew_token. Then nothing has changed. Runs one password
/// hash.
template <token::password_hasher Hasher, token::token_policy Policy, token::random_source Source,
          token::mac Mac>
std::error_code change_password(const configuration& config, login_record& record,
                                std::string_view password, Hasher& hasher,
                                token::token_generator<Policy, Source>& generator, Mac& mac,
                                const token::key_ring& keys, std::chrono::sys_seconds now,
                                token::issued_token<Policy>& out)
{
    token::stored_credential stored = credential_of(record);
    if (record.token) // also of users whose suffix is another one now
        stored.suffix = token::suffix_kind::token;
    token::credential_verifier<Hasher, Mac> verifier(hasher, mac, keys);
    if (const auto error =
            verifier.check_new_password(stored, subject_of(config, record), password))
        return error == token::errc::conflict ? make_error_code(errc::password_holds_token) : error;
    login_record next = record;
    if (const auto error = hasher.hash(token::as_bytes(password), next.password_hash))
        return error;
    if (const auto error = renew_token(config, next, generator, mac, keys, out))
        return error;
    next.password_changed = now;
    ++next.password_generation;
    record = std::move(next);
    return {};
}

} // namespace cordon::inline v0::login

#endif
