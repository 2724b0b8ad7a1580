// cordon::login - an organisation and its profiles, as one immutable value.
#ifndef CORDON_LOGIN_CONFIGURATION_HPP
#define CORDON_LOGIN_CONFIGURATION_HPP

#include <cordon/login/profile.hpp>

namespace cordon::inline v0::login {

/// All that the rules go by, as somebody wrote it.
struct configuration_settings {
    organisation_settings organisation{};     ///< what holds for everybody
    std::vector<profile_settings> profiles{}; ///< each with a name of its own

    friend bool operator==(const configuration_settings&, const configuration_settings&) = default;
};

/// What decisions go by. Immutable: any number of threads may read it. Published by
/// `ip::snapshot<configuration>`, say; one pin holds for a whole decision.
class configuration {
public:
    /// All is right, or the problems: those of the organisation below "organisation", those of the
    /// profiles below "profiles[0]", ... A profile that is built names its zone from then on.
    static build_result<configuration> build(configuration_settings settings,
                                             const zone_finder& zones = fixed_zones)
    {
        return make(std::move(settings), zones, false);
    }

    /// As build(), but profiles may be damaged (rule 10): see profile::damage(). (Not their names,
    /// nor may a profile require what nothing gives, errc::mfa_not_high_assurance.)
    static build_result<configuration> load(configuration_settings settings,
                                            const zone_finder& zones = fixed_zones)
    {
        return make(std::move(settings), zones, true);
    }

    /// What holds for everybody, checked.
    const login::organisation& organisation() const noexcept { return organisation_; }
    /// In the order of their names.
    const std::vector<profile>& profiles() const noexcept { return profiles_; }
    /// The profile of this name, or nullptr. O(log n).
    const profile* find_profile(std::string_view name) const noexcept
    {
        const auto found = std::lower_bound(
            profiles_.begin(), profiles_.end(), name,
            [](const profile& each, std::string_view key) { return each.settings().name < key; });
        return found != profiles_.end() && found->settings().name == name ? &*found : nullptr;
    }

    /// The settings to write: profiles by name, hours pinned, damage repaired.
    configuration_settings settings() const
    {
        configuration_settings out{organisation_.settings(), {}};
        for (const profile& each : profiles_)
            out.profiles.push_back(each.settings());
        return out;
    }

    /// Rule 4: the login ranges that a user of the profile has, whichever the edition has.
    const login_ranges& effective_ranges(const profile& of) const noexcept
    {
        return has_profile_ranges(organisation_.settings().edition) ? of.login_ranges()
                                                                    : organisation_.login_ranges();
    }

private:
    explicit configuration(login::organisation organisation)
        : organisation_(std::move(organisation))
    {
    }

    static build_result<configuration> make(configuration_settings settings,
                                            const zone_finder& zones, bool take_damaged)
    {
        auto owner =
            login::organisation::build(std::move(settings.organisation), zones, "organisation");
        if (!owner)
            return build_result<configuration>(owner.error());
        configuration out(*std::move(owner));
        problems wrong;
        const auto path = [](std::size_t i) { return "profiles[" + std::to_string(i) + "]"; };
        std::set<std::string_view> names;
        for (std::size_t i = 0; i < settings.profiles.size(); ++i)
            if (!names.insert(settings.profiles[i].name).second)
                wrong.push_back({path(i) + ".name", errc::duplicate_name});
        for (std::size_t i = 0; i < settings.profiles.size(); ++i) {
            out.profiles_.push_back(
                profile::load(std::move(settings.profiles[i]), out.organisation_, zones, path(i)));
            for (const problem& each : out.profiles_.back().damage())
                if (!take_damaged || is_fatal(each.error))
                    wrong.push_back(each);
        }
        if (!wrong.empty())
            return build_result<configuration>(std::move(wrong));
        std::sort(out.profiles_.begin(), out.profiles_.end(),
                  [](const profile& a, const profile& b) {
                      return a.settings().name < b.settings().name;
                  });
        return build_result<configuration>(std::move(out));
    }

    // What denying in doubt does not mend: a profile that nobody finds, a step-up without end.
    static bool is_fatal(std::error_code error) noexcept
    {
        return error == errc::empty_name || error == errc::name_too_long ||
               error == errc::mfa_not_high_assurance;
    }

    login::organisation organisation_;
    std::vector<profile> profiles_{};
};

} // namespace cordon::inline v0::login

#endif
