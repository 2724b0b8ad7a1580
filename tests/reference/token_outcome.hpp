// Answers of cordon::token as text: what a table of expectations is compared with.
#pragma once

#include <cordon/token/credential.hpp>

#include <string>
#include <system_error>

namespace cordon_test {

// The name of the enumerator. (describe() is for people, and may be put in other words.)
constexpr const char* name_of(cordon::token::errc code) noexcept
{
    using cordon::token::errc;
    switch (code) {
    case errc::random_failed: return "random_failed";
    case errc::random_short: return "random_short";
    case errc::random_repeated: return "random_repeated";
    case errc::empty: return "empty";
    case errc::too_short: return "too_short";
    case errc::too_long: return "too_long";
    case errc::bad_char: return "bad_char";
    case errc::bad_prefix: return "bad_prefix";
    case errc::bad_checksum: return "bad_checksum";
    case errc::bad_padding: return "bad_padding";
    case errc::noncanonical: return "noncanonical";
    case errc::bad_record: return "bad_record";
    case errc::bad_hash: return "bad_hash";
    case errc::bad_cost: return "bad_cost";
    case errc::unknown_key: return "unknown_key";
    case errc::mismatch: return "mismatch";
    case errc::replayed: return "replayed";
    case errc::expired: return "expired";
    case errc::used_up: return "used_up";
    case errc::not_issued: return "not_issued";
    case errc::too_many: return "too_many";
    case errc::out_of_range: return "out_of_range";
    case errc::busy: return "busy";
    case errc::conflict: return "conflict";
    case errc::mac_failed: return "mac_failed";
    case errc::kdf_failed: return "kdf_failed";
    }
    return "ok";
}

inline std::string outcome(cordon::token::errc code) { return name_of(code); }

// "ok", an enumerator's name, or the message of somebody else's error.
inline std::string outcome(const std::error_code& error)
{
    if (!error)
        return "ok";
    if (error.category() != cordon::token::error_category())
        return error.message();
    return name_of(static_cast<cordon::token::errc>(error.value()));
}

// "password_only", "wrong (stale)", "wrong (busy)", "password_and_suffix, step 7", "..., rehash".
inline std::string outcome(const cordon::token::credential_decision& decision)
{
    using cordon::token::field_match;
    std::string out = decision.match == field_match::wrong           ? "wrong"
                      : decision.match == field_match::password_only ? "password_only"
                                                                     : "password_and_suffix";
    if (decision.stale_token)
        out += " (stale)";
    if (decision.error)
        out += " (" + outcome(decision.error) + ")";
    if (decision.accepted_step != -1)
        out += ", step " + std::to_string(decision.accepted_step);
    if (decision.needs_rehash)
        out += ", rehash";
    return out;
}

} // namespace cordon_test
