// cordon::login - the profile: login ranges, login hours, the level of its sessions.
#ifndef CORDON_LOGIN_PROFILE_HPP
#define CORDON_LOGIN_PROFILE_HPP

#include <cordon/login/login_hours.hpp>
#include <cordon/login/organisation.hpp>

namespace cordon::inline v0::login {

/// A profile as somebody wrote it, or as it was stored: plain values, right or wrong.
struct profile_settings {
    std::string name{};                        ///< users name it
    std::vector<address_range> login_ranges{}; ///< rule 4, in editions that have them here
    login_hours_settings login_hours{};        ///< rule 5
    session_level required_level = session_level::standard; ///< rule 21

    friend bool operator==(const profile_settings&, const profile_settings&) = default;
};

/// A profile. Immutable: any number of threads may read it.
///
/// Rule 10: one that was stored and is damaged (load() found problems) is still a profile, which
/// denies where it is in doubt: what is wrong of its ranges is dropped, a day whose hours are wrong
/// is forbidden, and where ranges were given and none of them is left every day is. Its users are
/// offered no reset. settings() is then the repaired form: saving it, unchanged, is the repair.
class profile {
public:
    /// Checks and compiles the settings. Hours without a zone are pinned to the organisation's
    /// (rule 5): settings() names it from then on. Paths of problems begin with `path`.
    static build_result<profile> build(profile_settings settings, const organisation& owner,
                                       const zone_finder& zones = fixed_zones,
                                       const std::string& path = "")
    {
        profile made = load(std::move(settings), owner, zones, path);
        if (made.damaged())
            return build_result<profile>(std::move(made.damage_));
        return build_result<profile>(std::move(made));
    }

    /// Takes what was stored as it is; damage() tells what is wrong with it.
    static profile load(profile_settings settings, const organisation& owner,
                        const zone_finder& zones = fixed_zones, const std::string& path = "");

    /// What it was built from, hours pinned to a zone; repaired, where it was damaged.
    const profile_settings& settings() const noexcept { return settings_; }
    /// Whether something of it could not be read (rule 10).
    bool damaged() const noexcept { return !damage_.empty(); }
    /// What that is.
    const problems& damage() const noexcept { return damage_; }

    /// Rule 4.
    const login::login_ranges& login_ranges() const noexcept { return login_ranges_; }
    /// Rule 5.
    const login::login_hours& login_hours() const noexcept { return login_hours_; }
    /// What sessions need (rule 21).
    session_level required_level() const noexcept { return settings_.required_level; }

private:
    explicit profile(profile_settings settings) : settings_(std::move(settings)) {}

    profile_settings settings_;
    problems damage_;
    login::login_ranges login_ranges_;
    login::login_hours login_hours_;
};

inline profile profile::load(profile_settings settings, const organisation& owner,
                             const zone_finder& zones, const std::string& path)
{
    profile out(std::move(settings));
    profile_settings& s = out.settings_;
    problems& wrong = out.damage_;
    const auto at = [&](std::string_view member) { return detail::join_path(path, member); };

    if (const std::error_code error = check_name(s.name))
        wrong.push_back({at("name"), error});

    const bool had_ranges = !s.login_ranges.empty();
    const range_limits limits{.allow_whole_internet = owner.settings().allow_whole_internet};
    const ip::range_set ranges = collect(s.login_ranges, limits, at("login_ranges"), wrong);
    if (had_ranges && !has_profile_ranges(owner.settings().edition)) {
        wrong.push_back({at("login_ranges"), errc::range_not_in_edition});
        s.login_ranges.clear();
    } else {
        out.login_ranges_ = login::login_ranges(ranges);
        std::erase_if(s.login_ranges, [&](const address_range& each) {
            return ranges.empty() || check(each, limits);
        });
    }
    const bool lost_ranges = had_ranges && s.login_ranges.empty();

    constexpr day_hours forbidden{0, 0};
    for (std::size_t day = 0; day < 7; ++day) {
        if (const std::error_code error = check(s.login_hours.days[day])) {
            wrong.push_back({at("login_hours.") + std::string(weekday_names[day]), error});
            s.login_hours.days[day] = forbidden;
        }
        if (lost_ranges)
            s.login_hours.days[day] = forbidden;
    }
    const bool has_hours = s.login_hours.is_set();
    if (has_hours && s.login_hours.time_zone.empty())
        s.login_hours.time_zone = owner.settings().time_zone;
    if (!s.login_hours.time_zone.empty()) { // also one that waits for its hours
        time_zone zone = zones ? zones(s.login_hours.time_zone) : time_zone();
        if (!zone) {
            wrong.push_back({at("login_hours.time_zone"), errc::unknown_time_zone});
            s.login_hours.time_zone = owner.settings().time_zone;
            if (has_hours)
                s.login_hours.days.fill(forbidden);
            zone = owner.time_zone();
        }
        out.login_hours_ = login::login_hours(s.login_hours.days, std::move(zone));
    }

    if (to_string_view(s.required_level).empty()) {
        wrong.push_back({at("required_level"), errc::unknown_value});
        s.required_level = session_level::high_assurance;
    }
    if (s.required_level == session_level::high_assurance &&
        owner.settings().levels[login_method::mfa] == session_level::standard)
        wrong.push_back({at("required_level"), errc::mfa_not_high_assurance});
    return out;
}

} // namespace cordon::inline v0::login

#endif
