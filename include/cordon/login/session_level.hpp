// cordon::login - session levels and what gives them (rules 19, 22).
#ifndef CORDON_LOGIN_SESSION_LEVEL_HPP
#define CORDON_LOGIN_SESSION_LEVEL_HPP

#include <cordon/login/detail/names.hpp>

#include <array>
#include <cstdint>
#include <initializer_list>

namespace cordon::inline v0::login {

/// How sure it is who is behind a session. Ordered.
enum class session_level : unsigned char { standard, high_assurance };

/// What a session was opened with.
enum class login_method : unsigned char {
    password,
    delegated,         ///< a password that another system checks
    activation,        ///< identity verification of a device
    passwordless,      ///< a link or a code in place of the password
    external_provider, ///< another service's word (OpenID Connect, say)
    saml,
    mfa, ///< multi-factor authentication
};
/// How many login methods there are.
inline constexpr std::size_t login_method_count = 7;

/// What a second factor, or the verification of a device, is answered with.
enum class verification_method : unsigned char {
    totp,           ///< authenticator app (RFC 6238)
    security_key,   ///< U2F
    webauthn,       ///< WebAuthn key
    built_in,       ///< the device's own authenticator
    approval,       ///< approval in an app
    temporary_code, ///< from a help desk; serves MFA alone
    mail_code,      ///< verifies a device alone
    sms_code,       ///< verifies a device alone
};
/// How many verification methods there are.
inline constexpr std::size_t verification_method_count = 8;

namespace detail {
inline constexpr name_of<session_level> session_level_names[] = {
    {session_level::standard, "standard"},
    {session_level::high_assurance, "high_assurance"},
};
inline constexpr name_of<login_method> login_method_names[] = {
    {login_method::password, "password"},
    {login_method::delegated, "delegated"},
    {login_method::activation, "activation"},
    {login_method::passwordless, "passwordless"},
    {login_method::external_provider, "external_provider"},
    {login_method::saml, "saml"},
    {login_method::mfa, "mfa"},
};
inline constexpr name_of<verification_method> verification_method_names[] = {
    {verification_method::totp, "totp"},
    {verification_method::security_key, "security_key"},
    {verification_method::webauthn, "webauthn"},
    {verification_method::built_in, "built_in"},
    {verification_method::approval, "approval"},
    {verification_method::temporary_code, "temporary_code"},
    {verification_method::mail_code, "mail_code"},
    {verification_method::sms_code, "sms_code"},
};
} // namespace detail

/// The names in configuration text; empty for a value that is no enumerator.
constexpr std::string_view to_string_view(session_level value) noexcept
{
    return detail::find_name(detail::session_level_names, value);
}
constexpr std::string_view to_string_view(login_method value) noexcept
{
    return detail::find_name(detail::login_method_names, value);
}
constexpr std::string_view to_string_view(verification_method value) noexcept
{
    return detail::find_name(detail::verification_method_names, value);
}
/// The inverse of to_string_view().
constexpr std::optional<session_level> parse_session_level(std::string_view name) noexcept
{
    return detail::find_value(detail::session_level_names, name);
}
/// The inverse of to_string_view().
constexpr std::optional<login_method> parse_login_method(std::string_view name) noexcept
{
    return detail::find_value(detail::login_method_names, name);
}
/// The inverse of to_string_view().
constexpr std::optional<verification_method>
parse_verification_method(std::string_view name) noexcept
{
    return detail::find_value(detail::verification_method_names, name);
}

/// Rule 22: what may answer for a second factor, and what may verify a device.
constexpr bool serves_mfa(verification_method method) noexcept
{
    return method != verification_method::mail_code && method != verification_method::sms_code;
}
/// See serves_mfa().
constexpr bool verifies_device(verification_method method) noexcept
{
    return method != verification_method::temporary_code;
}

/// Which level each method gives (rule 19): by default high assurance for MFA alone.
struct session_levels {
    /// By method.
    std::array<session_level, login_method_count> of = default_levels();

    /// The level of the method.
    constexpr session_level& operator[](login_method method) noexcept
    {
        return of[std::size_t(method)];
    }
    /// The level of the method.
    constexpr session_level operator[](login_method method) const noexcept
    {
        return of[std::size_t(method)];
    }
    friend constexpr bool operator==(const session_levels&, const session_levels&) = default;

private:
    static constexpr std::array<session_level, login_method_count> default_levels() noexcept
    {
        std::array<session_level, login_method_count> out{};
        out[std::size_t(login_method::mfa)] = session_level::high_assurance;
        return out;
    }
};

/// A set of verification methods. Regular.
class method_set {
public:
    constexpr method_set() noexcept = default;
    /// These methods.
    constexpr method_set(std::initializer_list<verification_method> methods) noexcept
    {
        for (const verification_method method : methods)
            insert(method);
    }
    constexpr bool contains(verification_method method) const noexcept
    {
        return (bits_ & bit(method)) != 0;
    }
    /// Adds a method.
    constexpr void insert(verification_method method) noexcept
    {
        bits_ = static_cast<std::uint8_t>(bits_ | bit(method));
    }
    /// Takes a method out.
    constexpr void erase(verification_method method) noexcept
    {
        bits_ = static_cast<std::uint8_t>(bits_ & ~bit(method));
    }
    constexpr bool empty() const noexcept { return bits_ == 0; }
    friend constexpr bool operator==(const method_set&, const method_set&) = default;

private:
    static constexpr unsigned bit(verification_method method) noexcept
    {
        return 1U << unsigned(method);
    }
    std::uint8_t bits_ = 0;
};

} // namespace cordon::inline v0::login

#endif
