// cordon::login - login hours (rule 5).
#ifndef CORDON_LOGIN_LOGIN_HOURS_HPP
#define CORDON_LOGIN_LOGIN_HOURS_HPP

#include <cordon/login/build_result.hpp>
#include <cordon/login/time_zone.hpp>

#include <algorithm>
#include <array>

namespace cordon::inline v0::login {

/// The hours of one weekday as somebody wrote them, in minutes from 00:00 to 24:00 (0 to 1,440).
/// Both or neither: neither is unrestricted, start = end is a day without logins.
struct day_hours {
    std::optional<int> start{}; ///< the first minute, inclusive; 0 to 1,439
    std::optional<int> end{};   ///< the end, exclusive; 0 to 1,440

    friend bool operator==(const day_hours&, const day_hours&) = default;
};

/// "sunday" to "saturday", indexed as std::chrono::weekday::c_encoding().
inline constexpr std::array<std::string_view, 7> weekday_names{
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};

/// The login hours of a profile as somebody wrote them.
struct login_hours_settings {
    std::array<day_hours, 7> days{}; ///< from Sunday: see weekday_names
    /// The zone whose wall clock counts. Empty: the organisation's, to which it is pinned when the
    /// profile is built, if any day has hours.
    std::string time_zone{};

    /// Whether any day has hours.
    bool is_set() const noexcept
    {
        return std::any_of(days.begin(), days.end(),
                           [](const day_hours& day) { return day.start || day.end; });
    }
    friend bool operator==(const login_hours_settings&, const login_hours_settings&) = default;
};

/// What is wrong with a day's hours, or nothing.
inline std::error_code check(const day_hours& day) noexcept
{
    if (day.start.has_value() != day.end.has_value())
        return errc::hours_half_set;
    if (!day.start)
        return {};
    if (*day.start < 0 || *day.start > 1439 || *day.end < 0 || *day.end > 1440)
        return errc::hours_out_of_range;
    if (*day.start > *day.end)
        return errc::hours_reversed;
    return {};
}

/// Login hours in their zone. Immutable; any number of threads may ask. A weekday's hours follow
/// the wall clock: where it is set back its minutes come twice and count twice, where it is set
/// forward they are left out.
class login_hours {
public:
    /// Unrestricted.
    login_hours() noexcept = default;
    /// Precondition: each day passes check(). Without a zone no moment is inside.
    login_hours(const std::array<day_hours, 7>& days, time_zone zone)
        : days_(days), zone_(std::move(zone)),
          is_set_(std::any_of(days.begin(), days.end(),
                              [](const day_hours& day) { return day.start.has_value(); }))
    {
    }

    /// Whether one may log in at the moment. Doubt (a zone that fails) is no. Neither throws nor
    /// allocates, but for what the zone's model does.
    bool contains(std::chrono::sys_seconds when) const noexcept
    {
        using namespace std::chrono;
        if (!is_set_)
            return true;
        const auto local = zone_.to_local(when);
        if (!local)
            return false;
        const auto midnight = floor<days>(*local);
        const day_hours& day = days_[weekday(midnight).c_encoding()];
        if (!day.start)
            return true;
        const seconds time = *local - midnight;
        return minutes(*day.start) <= time && time < minutes(*day.end);
    }

    /// The zone whose wall clock counts.
    const time_zone& zone() const noexcept { return zone_; }

private:
    std::array<day_hours, 7> days_{};
    time_zone zone_;
    bool is_set_ = false;
};

} // namespace cordon::inline v0::login

#endif
