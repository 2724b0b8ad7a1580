// cordon::token - what can go wrong with tokens, passwords and codes.
#ifndef CORDON_TOKEN_ERROR_HPP
#define CORDON_TOKEN_ERROR_HPP

#include <cordon/version.hpp>

#include <cstdlib>
#include <string>
#include <system_error>
#include <type_traits>

namespace cordon::inline v0::token {

/// Every error of the room. Zero is no error and has no name, as with every `std::error_code`.
/// These are for the program and its logs: what a client is told is one and the same refusal.
enum class errc : unsigned char {
    // random source
    random_failed = 1, ///< the source reported an error
    random_short,      ///< the source gave fewer bytes than asked for
    random_repeated,   ///< all bytes alike, or the same block twice: the source is broken
    // text of a token or a code
    empty,        ///< no text at all
    too_short,    ///< fewer characters than the policy says
    too_long,     ///< more bytes than allowed: refused before any work is done on it
    bad_char,     ///< a byte outside the alphabet
    bad_prefix,   ///< not the prefix of the policy
    bad_checksum, ///< the checksum does not fit: a typing error
    bad_padding,  ///< base32: `=` missing, too many, or where there must be none
    noncanonical, ///< another spelling of the same bytes: bits set behind the last byte
    // stored text
    bad_record,  ///< not what to_text() wrote
    bad_hash,    ///< not a password hash in PHC form
    bad_cost,    ///< a password hash whose parameters are out of the configured bounds
    unknown_key, ///< the key (or pepper) id is in no ring
    // verification
    mismatch,   ///< wrong token, password or code
    replayed,   ///< a one-time code whose time step is used up
    expired,    ///< at or past its end
    used_up,    ///< no tries or uses are left
    not_issued, ///< there is nothing to compare with
    // limits
    too_many,     ///< issued too often within the hour
    out_of_range, ///< a parameter outside what is allowed
    busy,         ///< as many password hashes run as may; try again later
    conflict,     ///< somebody else changed the record first
    // cryptography
    mac_failed, ///< the MAC model reported an error
    kdf_failed, ///< the KDF model reported an error
};

/// A fixed English text for the code. Never null.
constexpr const char* describe(errc code) noexcept
{
    switch (code) {
    case errc::random_failed: return "the random source failed";
    case errc::random_short: return "the random source gave too few bytes";
    case errc::random_repeated: return "the random source repeats itself";
    case errc::empty: return "empty text";
    case errc::too_short: return "text too short";
    case errc::too_long: return "text too long";
    case errc::bad_char: return "unexpected character";
    case errc::bad_prefix: return "wrong prefix";
    case errc::bad_checksum: return "wrong checksum: is there a typing error?";
    case errc::bad_padding: return "wrong padding";
    case errc::noncanonical: return "not the canonical spelling";
    case errc::bad_record: return "malformed record";
    case errc::bad_hash: return "malformed password hash";
    case errc::bad_cost: return "password hash parameters out of bounds";
    case errc::unknown_key: return "unknown key id";
    case errc::mismatch: return "does not match";
    case errc::replayed: return "one-time code already used";
    case errc::expired: return "expired";
    case errc::used_up: return "no tries left";
    case errc::not_issued: return "nothing was issued";
    case errc::too_many: return "issued too often";
    case errc::out_of_range: return "parameter out of range";
    case errc::busy: return "too many password hashes at once";
    case errc::conflict: return "the record was changed meanwhile";
    case errc::mac_failed: return "message authentication failed to run";
    case errc::kdf_failed: return "password hashing failed to run";
    }
    return "unknown cordon::token error";
}

namespace detail {

class category final : public std::error_category {
public:
    const char* name() const noexcept override { return "cordon.token"; }
    std::string message(int value) const override { return describe(static_cast<errc>(value)); }
};

} // namespace detail

/// The category of `errc`: name "cordon.token".
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

namespace detail {

// The throwing twins' way out. Going on without the value is never an option here.
inline void raise_if(std::error_code error)
{
    if (error) {
#if defined(__cpp_exceptions)
        throw std::system_error(error);
#else
        std::abort();
#endif
    }
}

} // namespace detail

} // namespace cordon::inline v0::token

template <>
struct std::is_error_code_enum<cordon::token::errc> : std::true_type {};

#endif
