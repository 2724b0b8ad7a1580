// cordon::login - what can be wrong with a configuration, and what is refused.
#ifndef CORDON_LOGIN_ERROR_HPP
#define CORDON_LOGIN_ERROR_HPP

#include <cordon/version.hpp>

#include <string>
#include <system_error>
#include <type_traits>

namespace cordon::inline v0::login {

/// Every error of the room. Zero is no error and has no name, as with every `std::error_code`. A
/// login that is refused is no error but a decision (see decision.hpp). What is wrong with a single
/// address range is told by cordon::ip's codes (reversed, family_mix, whole_internet, ...).
enum class errc : unsigned char {
    // configuration
    empty_name = 1,         ///< a name with nothing in it
    name_too_long,          ///< a name of more than 80 bytes
    duplicate_name,         ///< two profiles, users or resources of one name
    unknown_value,          ///< an enumerator that there is not, or a name of none
    unknown_profile,        ///< a user whose profile is not in the configuration
    unknown_time_zone,      ///< a zone that the program's zones do not have
    range_ipv4_only,        ///< an IPv6 range among the organisation's trusted ranges (rule 3)
    range_too_large,        ///< more than 33,554,432 addresses in a trusted range (rule 3)
    range_straddles_mapped, ///< a range over an edge of ::ffff:0:0/96 (rule 2)
    range_not_in_edition,   ///< login ranges where the edition has none (rule 4)
    no_network_access,      ///< trusted ranges without the feature Network Access (rule 9)
    hours_half_set,         ///< a start without an end, or an end without a start (rule 5)
    hours_out_of_range,     ///< not within 00:00 to 24:00 (rule 5)
    hours_reversed,         ///< a start after its end: no wrap past midnight (rule 5)
    bad_attempts,           ///< not 3, 5, 10 or 0 for unlimited (rule 6)
    bad_lockout,            ///< not 15, 30, 60 minutes or 0 for "until an administrator" (rule 6)
    bad_expiry,             ///< not 30, 60, 90, 180, 365 days or 0 for never (rule 6)
    bad_rate,               ///< a login rate under one an hour
    mfa_not_high_assurance, ///< high assurance is required and MFA does not give it (rule 21)
    api_mfa_without_ui_mfa, ///< MFA for API logins without the one for UI logins (rule 15)
    // refusals
    not_permitted,        ///< the permission for it is missing
    not_high_assurance,   ///< the session is not of high assurance
    not_active,           ///< the user or the organisation is not active
    not_available,        ///< the edition does not have it
    impersonating,        ///< not while logged in as another user
    out_of_range,         ///< a time or a duration that is not allowed
    reset_not_offered,    ///< see self_reset_obstacle
    password_holds_token, ///< a new password that ends in the user's security token
    no_such_user,         ///< there is no record
    session_over,         ///< the session has ended
    throttled,            ///< too many wrong tries: the throttle says wait
    mail_failed,          ///< the mail hook failed: what was issued works and reached nobody
};

/// A fixed English text for the code. Never null.
constexpr const char* describe(errc code) noexcept
{
    switch (code) {
    case errc::empty_name: return "empty name";
    case errc::name_too_long: return "name of more than 80 bytes";
    case errc::duplicate_name: return "name that is there already";
    case errc::unknown_value: return "unknown value";
    case errc::unknown_profile: return "unknown profile";
    case errc::unknown_time_zone: return "unknown time zone";
    case errc::range_ipv4_only: return "trusted ranges are IPv4 only";
    case errc::range_too_large: return "trusted range of more than 33,554,432 addresses";
    case errc::range_straddles_mapped: return "range over an edge of ::ffff:0:0/96";
    case errc::range_not_in_edition: return "the edition has no login ranges here";
    case errc::no_network_access: return "trusted ranges without the feature Network Access";
    case errc::hours_half_set: return "login hours with a start or an end alone";
    case errc::hours_out_of_range: return "login hours outside 00:00 to 24:00";
    case errc::hours_reversed: return "login hours that end before they start";
    case errc::bad_attempts: return "attempts other than 3, 5, 10 or 0 (unlimited)";
    case errc::bad_lockout: return "lockout other than 15, 30, 60 or 0 minutes (until unlocked)";
    case errc::bad_expiry: return "expiry other than 30, 60, 90, 180, 365 or 0 days (never)";
    case errc::bad_rate: return "login rate under one an hour";
    case errc::mfa_not_high_assurance:
        return "a profile requires high assurance, and multi-factor authentication gives standard";
    case errc::api_mfa_without_ui_mfa:
        return "multi-factor authentication for API logins without the one for UI logins";
    case errc::not_permitted: return "not permitted";
    case errc::not_high_assurance: return "the session is not of high assurance";
    case errc::not_active: return "not active";
    case errc::not_available: return "not available in this edition";
    case errc::impersonating: return "not while logged in as another user";
    case errc::out_of_range: return "time or duration out of range";
    case errc::reset_not_offered: return "the reset is not offered to this user";
    case errc::password_holds_token: return "the password ends in the security token";
    case errc::no_such_user: return "no such user";
    case errc::session_over: return "the session is over";
    case errc::throttled: return "too many tries";
    case errc::mail_failed: return "the mail could not be sent";
    }
    return "unknown cordon::login error";
}

namespace detail {

class category final : public std::error_category {
public:
    const char* name() const noexcept override { return "cordon.login"; }
    std::string message(int value) const override
    {
        return describe(value > 0 && value < 256 ? static_cast<errc>(value) : errc{});
    }
};

} // namespace detail

/// The category of `errc`: name "cordon.login".
inline const std::error_category& error_category() noexcept
{
    static const detail::category instance;
    return instance;
}

/// For `std::error_code`'s implicit conversion.
inline std::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace cordon::inline v0::login

template <>
struct std::is_error_code_enum<cordon::login::errc> : std::true_type {};

#endif
