// cordon::login - what is stored of a user.
#ifndef CORDON_LOGIN_RECORD_HPP
#define CORDON_LOGIN_RECORD_HPP

#include <cordon/login/user.hpp>
#include <cordon/token/credential.hpp>
#include <cordon/token/verification_code.hpp>

namespace cordon::inline v0::login {

/// What stands for a device: a digest of a secret that it keeps (see device.hpp).
using device_key = std::array<unsigned char, 32>;

/// A secret of a record: wiped on destruction, and copied with the record.
class stored_secret {
public:
    stored_secret() noexcept = default;
    /// At most 128 bytes; throws token::errc::too_long (std::abort() without exceptions).
    explicit stored_secret(token::bytes_view bytes) : secret_(bytes) {}
    stored_secret(const stored_secret& other) noexcept : secret_(other.secret_.clone()) {}
    stored_secret(stored_secret&&) noexcept = default;
    stored_secret& operator=(const stored_secret& other) noexcept
    {
        if (this != &other)
            secret_ = other.secret_.clone();
        return *this;
    }
    stored_secret& operator=(stored_secret&&) noexcept = default;
    ~stored_secret() = default;

    bool empty() const noexcept { return secret_.empty(); }
    /// The bytes: a view that lives no longer than this.
    token::bytes_view reveal() const& noexcept { return secret_.reveal(); }
    token::bytes_view reveal() const&& = delete;

private:
    token::secret_key secret_;
};

/// Rule 16: failures in a row, over all sources.
struct failure_state {
    std::uint32_t count = 0;                              ///< in a row
    std::optional<std::chrono::sys_seconds> locked_since; ///< none while it is not locked

    friend bool operator==(const failure_state&, const failure_state&) = default;
};

/// Logins of the hour that began with the first of them.
struct rate_window {
    std::chrono::sys_seconds start{}; ///< of the first login of the hour
    std::uint32_t count = 0;          ///< logins in it

    friend bool operator==(const rate_window&, const rate_window&) = default;
};

/// All that is stored of a user: settings and state in one record, so that whatever changes between
/// a look and a commit is noticed. Stored by compare-and-swap (token::record_store); its version is
/// the store's. A value: copies are independent.
struct login_record {
    user_settings user; ///< what an administrator sets

    // password and suffix
    std::string password_hash;                   ///< PHC text
    std::chrono::sys_seconds password_changed{}; ///< of the last change
    std::uint64_t password_generation = 0;       ///< one more with each change
    std::optional<token::token_record> token;    ///< none: none was made
    bool token_requested = false;                ///< rule 8: the user has once asked for a token

    // second factors
    stored_secret totp_key;              ///< empty: no app is registered
    token::one_time_code_options totp{}; ///< digits, step and hash of the app's codes
    std::int64_t totp_last_step = -1;    ///< the last accepted one
    method_set methods;                  ///< registered ones that the host's hook verifies, and SMS
    token::code_record temporary_code{}; ///< rule 23
    token::code_record mailed_code{};    ///< to verify a device, by mail or SMS

    // where the user is known
    std::vector<device_key> devices;              ///< the latest last, at most max_devices
    std::vector<ip::address> activated_addresses; ///< see activate()
    bool had_ui_login = false;                    ///< rule 13

    failure_state failures; ///< rule 16
    rate_window rate;       ///< of the login rate

    // rule 25: until when those may log in as this user
    std::optional<std::chrono::sys_seconds> administrator_grant; ///< administrators
    std::optional<std::chrono::sys_seconds> support_grant;       ///< support users
};

/// Devices of a user that are remembered; a further one takes the place of the oldest.
inline constexpr std::size_t max_devices = 32;

/// Whom the user's digests belong to. Views of both arguments.
inline token::subject subject_of(const configuration& config, const login_record& record) noexcept
{
    return {config.organisation().settings().name, record.user.name};
}

/// Rule 15: whether API logins take a TOTP code in the token's place. Then a token is an error,
/// also where no app is registered (ours: in doubt the weaker factor is not taken).
inline bool has_api_mfa(const login_record& record) noexcept
{
    return record.user.mfa_api && record.user.mfa_ui;
}

/// For token::credential_verifier: which suffix the user has is told by the record alone. Views of
/// the record, which live as long as it.
inline token::stored_credential credential_of(const login_record& record) noexcept
{
    token::stored_credential out;
    out.password_hash = record.password_hash;
    if (has_api_mfa(record)) {
        if (!record.totp_key.empty())
            out.suffix = token::suffix_kind::totp;
    } else if (record.token) {
        out.suffix = token::suffix_kind::token;
    }
    out.token = record.token ? &*record.token : nullptr;
    out.totp_key = record.totp_key.reveal();
    out.totp = record.totp;
    out.totp_last_step = record.totp_last_step;
    return out;
}

namespace detail {

// The registered ones, whatever they are to serve.
inline method_set registered_factors(const login_record& record) noexcept
{
    method_set out;
    for (const auto method : {verification_method::security_key, verification_method::webauthn,
                              verification_method::built_in, verification_method::approval})
        if (record.methods.contains(method))
            out.insert(method);
    if (!record.totp_key.empty())
        out.insert(verification_method::totp);
    return out;
}

// Rule 23: a code that was issued before the organisation became strict is none any more.
inline bool is_allowed_code(const configuration& config, const token::code_record& code) noexcept
{
    const token::code_policy& strict = token::strict_temporary_code;
    return !config.organisation().settings().strict_temporary_codes ||
           (!code.reusable &&
            (code.expires <= code.issued ||
             !is_over(code.issued, strict.lifetime + std::chrono::seconds(1), code.expires)));
}

} // namespace detail

/// With what the user can answer for a second factor now (rule 22).
inline method_set mfa_methods(const configuration& config, const login_record& record,
                              std::chrono::sys_seconds now) noexcept
{
    method_set out = detail::registered_factors(record);
    const token::code_record& code = record.temporary_code;
    if (!code.key.empty() && code.tries_left != 0 && code.issued <= now && now < code.expires &&
        detail::is_allowed_code(config, code))
        out.insert(verification_method::temporary_code);
    return out;
}

/// With what a device can be verified (rule 22): by mail whoever it is, by SMS where it is
/// registered.
inline method_set device_methods(const login_record& record) noexcept
{
    method_set out = detail::registered_factors(record);
    out.insert(verification_method::mail_code);
    if (record.methods.contains(verification_method::sms_code))
        out.insert(verification_method::sms_code);
    return out;
}

/// Makes an address one from which the user needs neither token nor challenge (an "activated"
/// address). That a device was verified there does not: many people share an address.
inline void activate(login_record& record, const ip::address& address)
{
    const ip::address key = address.canonical();
    auto& all = record.activated_addresses;
    if (!key.is_none() && !key.is_unspecified() &&
        std::find(all.begin(), all.end(), key) == all.end())
        all.push_back(key);
}

/// Whether the user needs neither token nor challenge there.
inline bool is_activated(const login_record& record, const ip::address& address) noexcept
{
    const ip::address key = address.canonical();
    const auto& all = record.activated_addresses;
    return !key.is_none() && !key.is_unspecified() &&
           std::find(all.begin(), all.end(), key) != all.end();
}

/// Rule 16: what an administrator does to a locked account.
inline void unlock(login_record& record) noexcept { record.failures = {}; }

} // namespace cordon::inline v0::login

#endif
