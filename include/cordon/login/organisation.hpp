// cordon::login - the organisation: networks, switches, policies.
#ifndef CORDON_LOGIN_ORGANISATION_HPP
#define CORDON_LOGIN_ORGANISATION_HPP

#include <cordon/login/edition.hpp>
#include <cordon/login/networks.hpp>
#include <cordon/login/password_policy.hpp>
#include <cordon/login/session_level.hpp>
#include <cordon/login/time_zone.hpp>

#include <set>

namespace cordon::inline v0::login {

/// Rule 24: what happens where a session of standard level asks for a resource that needs more.
enum class assurance_policy : unsigned char {
    block, ///< refused
    raise, ///< a second factor is asked for, and lifts the session
};

namespace detail {
inline constexpr name_of<assurance_policy> assurance_policy_names[] = {
    {assurance_policy::block, "block"},
    {assurance_policy::raise, "raise"},
};
} // namespace detail

/// "block", as in configuration text; empty for a value that is no enumerator.
constexpr std::string_view to_string_view(assurance_policy value) noexcept
{
    return detail::find_name(detail::assurance_policy_names, value);
}
/// The inverse of to_string_view().
constexpr std::optional<assurance_policy> parse_assurance_policy(std::string_view name) noexcept
{
    return detail::find_value(detail::assurance_policy_names, name);
}

/// A resource that needs high assurance ("reports", "dashboards", ...).
struct protected_resource {
    std::string name{};                                ///< as check_resource() is asked
    assurance_policy policy = assurance_policy::block; ///< what an attempt without it does

    friend bool operator==(const protected_resource&, const protected_resource&) = default;
};

/// The organisation as somebody wrote it; the defaults are those of the preset `salesforce` (see
/// presets.hpp). Plain values, right or wrong: organisation::build() tells.
struct organisation_settings {
    std::string name = "organisation"; ///< digests are bound to it: do not change it lightly
    login::edition edition = login::edition::enterprise; ///< says where login ranges sit (rule 4)
    bool active = true;                                  ///< where not, nobody logs in
    std::string time_zone = "UTC"; ///< of profiles whose hours name none (rule 5)

    // networks
    bool network_access = true;                   ///< the feature: trusted ranges, self-reset
    std::vector<address_range> trusted_ranges{};  ///< rule 3
    std::vector<address_range> login_ranges{};    ///< rule 4, in editions with session settings
    std::vector<address_range> trusted_proxies{}; ///< whose forwarded addresses are believed
    bool lift_range_limits = false;               ///< trusted ranges of IPv6 and of any size
    bool allow_whole_internet = false;            ///< half of IPv4 or of 2000::/3, and more

    // challenges
    bool login_challenge = true;          ///< rule 10: the UI can ask for identity verification
    bool api_token_login = true;          ///< rule 10: the API can ask for the token
    bool allow_unchallenged = false;      ///< let in where one of the two is off; else denied
    bool first_login_unchallenged = true; ///< rule 13
    bool tell_token_required = true;      ///< section 8: the public answer confirms the password
    bool strict_temporary_codes = false;  ///< rule 23: single use, at most 10 minutes

    // sessions
    bool enforce_ranges_on_every_request = false; ///< rule 18
    bool lock_sessions_to_address = false;        ///< rule 18
    bool mfa_required = false;                    ///< rule 20: for everybody who is not exempt
    session_levels levels{};                      ///< rule 19
    std::vector<protected_resource> resources{};  ///< rule 24

    // log in as another user
    bool log_in_as_any_user = false; ///< rule 25: administrators need no grant
    bool log_in_as_mfa = false;      ///< table C's O
    bool log_in_as_relogin = false;  ///< rule 28: its end ends the administrator's session, too

    password_policy passwords{}; ///< rule 6
    int logins_per_hour = 3600;  ///< of each user, table A

    friend bool operator==(const organisation_settings&, const organisation_settings&) = default;
};

/// Longer names of organisations, profiles, users and resources are refused.
inline constexpr std::size_t max_name = 80;

/// What is wrong with the name of an organisation, profile, user or resource.
inline std::error_code check_name(std::string_view name) noexcept
{
    if (name.empty())
        return errc::empty_name;
    return name.size() > max_name ? errc::name_too_long : errc{};
}

/// An organisation whose settings passed. Immutable: any number of threads may read it.
class organisation {
public:
    /// Checks and compiles the settings. Paths of problems begin with `path`. Allocates;
    /// O(n log n) in the number of ranges.
    static build_result<organisation> build(organisation_settings settings,
                                            const zone_finder& zones = fixed_zones,
                                            const std::string& path = "");

    /// What it was built from.
    const organisation_settings& settings() const noexcept { return settings_; }
    /// Rule 3.
    const login::trusted_networks& trusted_networks() const noexcept { return trusted_networks_; }
    /// Whose forwarded addresses are believed.
    const login::trusted_proxies& trusted_proxies() const noexcept { return trusted_proxies_; }
    /// The session settings' login ranges; empty in editions that have them on the profile.
    const login::login_ranges& login_ranges() const noexcept { return login_ranges_; }
    /// Of hours that name none.
    const login::time_zone& time_zone() const noexcept { return time_zone_; }

    /// The policy of a resource that needs high assurance; nothing for one that does not.
    std::optional<assurance_policy> find_resource(std::string_view name) const noexcept
    {
        for (const protected_resource& each : settings_.resources)
            if (each.name == name)
                return each.policy;
        return std::nullopt;
    }

private:
    explicit organisation(organisation_settings settings) : settings_(std::move(settings)) {}

    organisation_settings settings_{};
    login::trusted_networks trusted_networks_;
    login::trusted_proxies trusted_proxies_;
    login::login_ranges login_ranges_;
    login::time_zone time_zone_;
};

namespace detail {

inline std::string join_path(const std::string& path, std::string_view member)
{
    return path.empty() ? std::string(member) : path + "." + std::string(member);
}

} // namespace detail

inline build_result<organisation> organisation::build(organisation_settings settings,
                                                      const zone_finder& zones,
                                                      const std::string& path)
{
    problems wrong;
    const auto at = [&](std::string_view member) { return detail::join_path(path, member); };
    const auto add = [&](const std::string& where, std::error_code error) {
        if (error)
            wrong.push_back({where, error});
    };
    organisation out(std::move(settings));
    const organisation_settings& s = out.settings_;

    add(at("name"), check_name(s.name));
    if (to_string_view(s.edition).empty())
        add(at("edition"), errc::unknown_value);
    out.time_zone_ = zones ? zones(s.time_zone) : login::time_zone();
    if (!out.time_zone_)
        add(at("time_zone"), errc::unknown_time_zone);

    const range_limits trusted{.ipv4_only = !s.lift_range_limits,
                               .limited_size = !s.lift_range_limits,
                               .allow_whole_internet = s.allow_whole_internet};
    const range_limits others{.allow_whole_internet = s.allow_whole_internet};
    out.trusted_networks_ =
        login::trusted_networks(collect(s.trusted_ranges, trusted, at("trusted_ranges"), wrong));
    if (!s.trusted_ranges.empty() && !s.network_access)
        add(at("trusted_ranges"), errc::no_network_access);
    out.login_ranges_ =
        login::login_ranges(collect(s.login_ranges, others, at("login_ranges"), wrong));
    if (!s.login_ranges.empty() && has_profile_ranges(s.edition))
        add(at("login_ranges"), errc::range_not_in_edition);
    out.trusted_proxies_ =
        login::trusted_proxies(collect(s.trusted_proxies, others, at("trusted_proxies"), wrong));

    for (const auto& [method, name] : detail::login_method_names)
        if (to_string_view(s.levels[method]).empty())
            add(at("levels.") + std::string(name), errc::unknown_value);
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < s.resources.size(); ++i) {
        const std::string entry = at("resources[") + std::to_string(i) + "]";
        add(entry + ".name", check_name(s.resources[i].name));
        if (!names.insert(s.resources[i].name).second)
            add(entry + ".name", errc::duplicate_name);
        if (to_string_view(s.resources[i].policy).empty())
            add(entry + ".policy", errc::unknown_value);
    }
    check(s.passwords, at("passwords"), wrong);
    if (s.logins_per_hour < 1)
        add(at("logins_per_hour"), errc::bad_rate);

    if (!wrong.empty())
        return build_result<organisation>(std::move(wrong));
    return build_result<organisation>(std::move(out));
}

} // namespace cordon::inline v0::login

#endif
