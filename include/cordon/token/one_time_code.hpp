// cordon::token - one-time codes from a counter (HOTP) and from the time (TOTP).
#ifndef CORDON_TOKEN_ONE_TIME_CODE_HPP
#define CORDON_TOKEN_ONE_TIME_CODE_HPP

#include <cordon/token/mac.hpp>

#include <chrono>
#include <limits>
#include <optional>

namespace cordon::inline v0::token {

/// How codes are made. The defaults are what every authenticator app takes.
struct one_time_code_options {
    mac_hash hash = mac_hash::sha1; ///< what authenticator apps know is SHA-1
    int digits = 6;                 ///< 6 to 8
    int period = 30;                ///< seconds a step, 1 to 3,600
    int window = 1; ///< steps before and after the current one that are accepted too, 0 to 10

    /// Whether codes can be made so.
    constexpr bool is_valid() const noexcept
    {
        return digits >= 6 && digits <= 8 && period >= 1 && period <= 3600 && window >= 0 &&
               window <= 10;
    }
    friend bool operator==(const one_time_code_options&, const one_time_code_options&) = default;
};

/// A code as text, leading zeros included: short-lived, so not a basic_secret.
using code_text = short_text<8>;

/// The HOTP value of a counter (RFC 4226, 5.3; with SHA-256 and SHA-512 as in RFC 6238).
/// errc::out_of_range for a secret under 128 bits (RFC 4226, 4, R6) or invalid options; the mac's
/// errors.
template <mac Mac>
std::error_code hotp(Mac& mac, bytes_view key, std::uint64_t counter,
                     const one_time_code_options& options, code_text& out) noexcept
{
    if (key.size() < 16 || !options.is_valid())
        return errc::out_of_range;
    const auto message = detail::big_endian(counter);
    const bytes_view parts[] = {message};
    unsigned char code[64];
    const std::size_t size = mac_size(options.hash);
    const detail::wipe_guard guard(code, sizeof code);
    if (const auto error = mac.compute(options.hash, key, parts, {code, size}))
        return error;
    // Dynamic truncation: the low four bits of the last byte say where the 31 bits start. The 4
    // bytes are picked by masks out of all, so that no address depends on the secret.
    const std::size_t offset = code[size - 1] & 15U;
    std::uint32_t bits = 0;
    for (std::size_t start = 0; start < 16; ++start) {
        const std::size_t here =
            std::size_t(0) - (((start ^ offset) - 1) >> (8 * sizeof(std::size_t) - 1));
        const std::uint32_t word =
            std::uint32_t(code[start]) << 24 | std::uint32_t(code[start + 1]) << 16 |
            std::uint32_t(code[start + 2]) << 8 | std::uint32_t(code[start + 3]);
        bits |= word & std::uint32_t(here);
    }
    bits &= 0x7fffffffU;
    char text[8];
    for (int i = options.digits; i-- > 0; bits /= 10)
        text[i] = char('0' + bits % 10);
    out = std::string_view(text, std::size_t(options.digits));
    return {};
}

/// The time step at a moment (RFC 6238, 4.2, T0 = 0); 0 for moments before 1970.
constexpr std::int64_t time_step(std::chrono::sys_seconds now, int period) noexcept
{
    const std::int64_t seconds = now.time_since_epoch().count();
    constexpr std::int64_t last =
        std::numeric_limits<std::int64_t>::max() - 16; // room for a window
    return seconds < 0 ? 0 : std::min(seconds / period, last);
}

/// The TOTP value of a moment (RFC 6238). Errors as of hotp().
template <mac Mac>
std::error_code totp(Mac& mac, bytes_view key, std::chrono::sys_seconds now,
                     const one_time_code_options& options, code_text& out) noexcept
{
    if (!options.is_valid())
        return errc::out_of_range;
    return hotp(mac, key, std::uint64_t(time_step(now, options.period)), options, out);
}

namespace detail {

struct step_match {
    std::size_t mask = 0;   // all ones if a step of the window matched
    std::int64_t step = -1; // that step
};

// Compares a code with every step of the window, in constant time: all steps are computed and
// compared whichever matches. Steps up to `last_step` are used up and match nothing.
template <mac Mac>
std::error_code match_totp(Mac& mac, bytes_view key, const one_time_code_options& options,
                           std::int64_t last_step, bytes_view code, std::chrono::sys_seconds now,
                           step_match& out) noexcept
{
    if (!options.is_valid())
        return errc::out_of_range;
    const std::int64_t current = time_step(now, options.period);
    for (std::int64_t step = current - options.window; step <= current + options.window; ++step) {
        code_text right;
        if (const auto error = hotp(mac, key, std::uint64_t(step < 0 ? 0 : step), options, right))
            return error;
        const std::size_t usable = step >= 0 && step > last_step ? ~std::size_t(0) : 0; // public
        const std::size_t hit = usable & constant_time_mask(as_bytes(right.view()), code);
        out.step =
            std::int64_t(choose<std::uint64_t>(hit, std::uint64_t(step), std::uint64_t(out.step)));
        out.mask |= hit;
        wipe(right.chars, sizeof right.chars);
    }
    return {};
}

} // namespace detail

/// What a server stores of an enrolled authenticator beside its secret.
struct totp_state {
    std::int64_t last_step = -1; ///< the last accepted step: it and all before are used up
    std::uint32_t failures = 0;  ///< since the last success; parallel guesses share it by the store

    friend bool operator==(const totp_state&, const totp_state&) = default;
};

/// The answer to a code, and the state to store: by compare-and-swap on what `state` was read from
/// (see update() in store.hpp), or the same code passes twice at once.
struct totp_decision {
    std::error_code error;  ///< none: accepted
    std::int64_t step = -1; ///< the accepted step
    totp_state next;        ///< to be stored if it is right
};

/// Checks a code at a moment. Accepted is a step of the window after the last accepted one; errors:
/// mismatch (wrong, or a step used up), used_up (`max_failures` wrong codes in a row: checks
/// nothing more), out_of_range, the mac's. A success sets the failures back to none. The steps are
/// compared in constant time.
template <mac Mac>
totp_decision verify_totp(Mac& mac, bytes_view key, const one_time_code_options& options,
                          const totp_state& state, std::string_view code,
                          std::chrono::sys_seconds now, std::uint32_t max_failures = 10) noexcept
{
    totp_decision out{{}, -1, state};
    if (state.failures >= max_failures) {
        out.error = errc::used_up;
        return out;
    }
    detail::step_match match;
    out.error = detail::match_totp(mac, key, options, state.last_step, as_bytes(code), now, match);
    if (out.error)
        return out;
    detail::declassify(mac, match);
    if (match.mask == 0) {
        out.error = errc::mismatch;
        ++out.next.failures;
        return out;
    }
    out.step = match.step;
    out.next = {match.step, 0};
    return out;
}

} // namespace cordon::inline v0::token

#endif
