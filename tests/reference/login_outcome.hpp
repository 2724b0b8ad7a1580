// Answers of cordon::login as text: what a table of expectations is compared with.
#pragma once

#include <cordon/login/log_in_as.hpp>

#include "reference/token_outcome.hpp"

#include <string>

namespace cordon_test {

constexpr const char* name_of(cordon::login::answer value) noexcept
{
    using cordon::login::answer;
    switch (value) {
    case answer::invalid_login: return "invalid_login";
    case answer::restricted_time: return "restricted_time";
    case answer::restricted_ip: return "restricted_ip";
    case answer::token_required: return "token_required";
    case answer::denied: return "denied";
    case answer::identity_challenge: return "identity_challenge";
    case answer::mfa_challenge: return "mfa_challenge";
    case answer::step_up: return "step_up";
    case answer::allow: return "allow";
    }
    return "?";
}

constexpr const char* name_of(cordon::login::next_step value) noexcept
{
    using cordon::login::next_step;
    switch (value) {
    case next_step::none: return "";
    case next_step::verify_identity: return "verify_identity";
    case next_step::verify_mfa: return "verify_mfa";
    case next_step::enrol: return "enrol";
    case next_step::change_password: return "change_password";
    }
    return "?";
}

constexpr const char* name_of(cordon::login::request_result value) noexcept
{
    using cordon::login::request_result;
    switch (value) {
    case request_result::allowed: return "allowed";
    case request_result::session_over: return "session_over";
    case request_result::password_expired: return "password_expired";
    case request_result::wrong_address: return "wrong_address";
    case request_result::restricted_ip: return "restricted_ip";
    case request_result::restricted_time: return "restricted_time";
    }
    return "?";
}

constexpr const char* name_of(cordon::login::resource_result value) noexcept
{
    using cordon::login::resource_result;
    switch (value) {
    case resource_result::allowed: return "allowed";
    case resource_result::refused: return "refused";
    case resource_result::raise: return "raise";
    }
    return "?";
}

constexpr const char* name_of(cordon::login::power_result value) noexcept
{
    using cordon::login::power_result;
    switch (value) {
    case power_result::allowed: return "allowed";
    case power_result::refused: return "refused";
    case power_result::logged_out: return "logged_out";
    }
    return "?";
}

constexpr const char* name_of(cordon::login::log_in_as_decision::result_type value) noexcept
{
    using type = cordon::login::log_in_as_decision::result_type;
    switch (value) {
    case type::refused: return "refused";
    case type::challenge: return "challenge";
    case type::allow: return "allow";
    }
    return "?";
}

// "allow", "allow high", "allow password_expired", "step_up", ...: the table's result, and what
// goes with an allow.
inline std::string outcome(const cordon::login::decision& made)
{
    std::string out = name_of(made.result);
    if (made.result == cordon::login::answer::allow) {
        if (made.level == cordon::login::session_level::high_assurance)
            out += " high";
        if (made.password_expired)
            out += " password_expired";
    }
    return out;
}

// "allow", "challenge", or "refused: " and why.
inline std::string outcome(const cordon::login::log_in_as_decision& made)
{
    std::string out = name_of(made.result);
    if (made.error)
        out += ": " + made.error.message();
    return out;
}

} // namespace cordon_test
