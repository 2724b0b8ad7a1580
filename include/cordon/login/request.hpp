// cordon::login - what is known of a login when it is decided.
#ifndef CORDON_LOGIN_REQUEST_HPP
#define CORDON_LOGIN_REQUEST_HPP

#include <cordon/login/history.hpp>
#include <cordon/login/record.hpp>

namespace cordon::inline v0::login {

/// A login, after its password was checked. Its defaults let nobody in.
struct login_request {
    login_kind kind = login_kind::api; ///< by which door
    ip::address address; ///< of the client; none where it is not known: then it is outside
    std::optional<device_key> device; ///< UI: what make_device_key() made of its cookie
    /// What the first factor was. For others than the password, `credential.match` is
    /// password_only where they were right.
    login_method method = login_method::password;
    token::credential_decision credential{}; ///< what token::credential_verifier answered

    // Passed in this login before: set by answer_challenge().
    bool mfa_passed = false;      ///< a second factor
    bool identity_passed = false; ///< an identity challenge
};

} // namespace cordon::inline v0::login

#endif
