// cordon::login - how many tries, how long a lockout, how old a password (rule 6).
#ifndef CORDON_LOGIN_PASSWORD_POLICY_HPP
#define CORDON_LOGIN_PASSWORD_POLICY_HPP

#include <cordon/login/build_result.hpp>

#include <chrono>

namespace cordon::inline v0::login {

/// The organisation's password policy as somebody wrote it.
struct password_policy {
    int attempts = 10;        ///< failures until the lockout: 3, 5, 10, or 0 for unlimited
    int lockout_minutes = 15; ///< 15, 30, 60, or 0: until an administrator unlocks
    int expiry_days = 90;     ///< 30, 60, 90, 180, 365, or 0 for never

    friend constexpr bool operator==(const password_policy&, const password_policy&) = default;
};

/// Adds what is wrong: errc::bad_attempts, bad_lockout, bad_expiry.
inline void check(const password_policy& policy, const std::string& path, problems& wrong)
{
    const auto one_of = [](int value, std::initializer_list<int> allowed) {
        for (const int each : allowed)
            if (value == each)
                return true;
        return false;
    };
    if (!one_of(policy.attempts, {0, 3, 5, 10}))
        wrong.push_back({path + ".attempts", errc::bad_attempts});
    if (!one_of(policy.lockout_minutes, {0, 15, 30, 60}))
        wrong.push_back({path + ".lockout_minutes", errc::bad_lockout});
    if (!one_of(policy.expiry_days, {0, 30, 60, 90, 180, 365}))
        wrong.push_back({path + ".expiry_days", errc::bad_expiry});
}

namespace detail {

// Whether `length` has gone by since a moment. Not while the clock stands before it.
inline bool is_over(std::chrono::sys_seconds since, std::chrono::seconds length,
                    std::chrono::sys_seconds now) noexcept
{
    return since <= std::chrono::sys_seconds::max() - length && now >= since + length;
}

} // namespace detail

/// Whether a password of this date has expired. A date that is still to come has not.
inline bool is_expired(const password_policy& policy, std::chrono::sys_seconds changed,
                       std::chrono::sys_seconds now) noexcept
{
    return policy.expiry_days > 0 &&
           detail::is_over(changed, std::chrono::hours(24) * policy.expiry_days, now);
}

} // namespace cordon::inline v0::login

#endif
