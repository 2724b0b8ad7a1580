// cordon::token - short codes that are mailed, or read out by a help desk.
#ifndef CORDON_TOKEN_VERIFICATION_CODE_HPP
#define CORDON_TOKEN_VERIFICATION_CODE_HPP

#include <cordon/token/mac.hpp>
#include <cordon/token/random_source.hpp>

#include <chrono>
#include <limits>
#include <optional>

namespace cordon::inline v0::token {

/// What a code is for and how long it lives. The name goes into the digest: a code for one purpose
/// is none for another.
struct code_policy {
    short_name name;                    ///< part of what the digest is bound to
    int digits = 6;                     ///< 6 to 10: at least 10^6 values
    std::chrono::seconds lifetime{600}; ///< 1 second to 24 hours; over at the end, not after it
    bool reusable = false;              ///< until its end, instead of once
    std::uint32_t tries = 5;            ///< wrong codes until it is void
    int per_hour = 6;                   ///< issued within 3,600 seconds, 1 to 6

    /// Whether codes of it are sound.
    constexpr bool is_valid() const noexcept
    {
        return is_name(name.view()) && digits >= 6 && digits <= 10 &&
               lifetime >= std::chrono::seconds(1) && lifetime <= std::chrono::hours(24) &&
               tries >= 1 && per_hour >= 1 && per_hour <= 6;
    }
};

/// By mail or SMS, to verify a device: once, within 10 minutes.
inline constexpr code_policy mail_code{.name = "mail"};
/// A temporary code as Salesforce's: made by a help desk for 1 to 24 hours, reusable until then.
/// Its issuer sets the lifetime.
inline constexpr code_policy temporary_code{
    .name = "temporary", .lifetime = std::chrono::hours(1), .reusable = true};
/// A temporary code as OWASP ASVS 5 wants it: once, within 10 minutes.
inline constexpr code_policy strict_temporary_code{.name = "temporary"};

/// The stored half of a code: a keyed digest, never the code. One at a time: issuing another one
/// replaces it.
struct code_record {
    std::array<unsigned char, 32> digest{}; ///< of the code
    short_name key;                         ///< id in the key_ring; empty: no code is out
    std::uint64_t number = 0;          ///< of the code, from 1: part of what the digest is bound to
    std::chrono::sys_seconds issued{}; ///< when it was made
    std::chrono::sys_seconds expires{}; ///< when it ends
    std::uint32_t tries_left = 0;       ///< it is dead without any
    bool reusable = false;              ///< not used up by success
    /// When the last six were issued, the latest first; for the limit an hour.
    std::array<std::optional<std::chrono::sys_seconds>, 6> recent{};

    friend bool operator==(const code_record&, const code_record&) = default;
};

/// A new code, for its owner alone, and the record to store of it.
struct issued_code {
    basic_secret<10> code; ///< for its owner, once
    code_record record;    ///< to be stored
};

/// The answer to a code, and the record to store: by compare-and-swap on what was read, or a code
/// for one use passes twice at once.
struct code_decision {
    std::error_code error; ///< none: accepted
    code_record next;      ///< to be stored in its place
};

namespace detail {

template <mac Mac>
std::error_code code_mac(Mac& mac, const key_ring& keys, const short_name& key_id,
                         const subject& who, const short_name& purpose, std::uint64_t number,
                         std::string_view code, std::array<unsigned char, 32>& out) noexcept
{
    const secret_key* key = keys.find(key_id.view());
    if (key == nullptr)
        return errc::unknown_key;
    const auto count = big_endian(number);
    const framed_message<6> message({as_bytes("cordon verification code v1"),
                                     as_bytes(who.organisation), as_bytes(who.user),
                                     as_bytes(purpose.view()), count, as_bytes(code)});
    return mac.compute(mac_hash::sha256, key->reveal(), message.parts(), out);
}

// A number below `range` without bias: what is past the last multiple of it is thrown away.
template <random_source Source>
std::error_code draw_below(watched_random<Source>& random, std::uint64_t range,
                           std::uint64_t& out) noexcept
{
    const std::uint64_t limit =
        ~std::uint64_t(0) - (~std::uint64_t(0) % range + 1) % range; // the last good one
    do {
        unsigned char buffer[watched_random<Source>::overhead + 8];
        const wipe_guard guard(buffer, sizeof buffer);
        std::error_code error;
        const bytes_view bytes = random.fill(buffer, error);
        if (error)
            return error;
        out = 0;
        for (const unsigned char byte : bytes)
            out = out << 8 | byte;
    } while (out > limit);
    out %= range;
    return {};
}

} // namespace detail

/// Makes a code for `who`, in place of the one in `previous` (nullptr: the first ever). Errors:
/// out_of_range (an invalid policy, a clock at the end of time), too_many (per_hour were issued
/// within the hour; a record from the future counts, since the clock may have been set back),
/// unknown_key, those of the source and the mac. Then `out` is as it was: the old code stays.
template <random_source Source, mac Mac>
std::error_code issue_code(watched_random<Source>& random, Mac& mac, const key_ring& keys,
                           const subject& who, const code_policy& policy,
                           const code_record* previous, std::chrono::sys_seconds now,
                           issued_code& out)
{
    using namespace std::chrono;
    if (!policy.is_valid() || now > sys_seconds::max() - hours(24) ||
        now < sys_seconds::min() + hours(24))
        return errc::out_of_range;
    issued_code made;
    if (previous != nullptr) {
        made.record.number = previous->number;
        made.record.recent = previous->recent;
    }
    int recent = 0;
    for (const auto& when : made.record.recent)
        recent += when && *when > now - hours(1);
    if (recent >= policy.per_hour)
        return errc::too_many;

    std::uint64_t range = 1;
    for (int i = 0; i < policy.digits; ++i)
        range *= 10;
    std::uint64_t number = 0;
    if (const auto error = detail::draw_below(random, range, number))
        return error;
    const bytes_span text = made.code.resize(std::size_t(policy.digits));
    for (std::size_t i = text.size(); i-- > 0; number /= 10)
        text[i] = static_cast<unsigned char>('0' + number % 10);

    code_record& record = made.record;
    record.key = keys.current();
    ++record.number;
    record.issued = now;
    record.expires = now + policy.lifetime;
    record.tries_left = policy.tries;
    record.reusable = policy.reusable;
    std::move_backward(record.recent.begin(), record.recent.end() - 1, record.recent.end());
    record.recent[0] = now;
    if (const auto error = detail::code_mac(mac, keys, record.key, who, policy.name, record.number,
                                            made.code.reveal_text(), record.digest))
        return error;
    out = std::move(made);
    return {};
}

/// Checks a code. Errors: not_issued, expired (at the end or past it, and before the beginning: the
/// clock was set back), used_up (its tries), mismatch, unknown_key, the mac's. A right code that is
/// not reusable is void from then on, a wrong one costs a try.
template <mac Mac>
code_decision verify_code(Mac& mac, const key_ring& keys, const subject& who,
                          const short_name& purpose, const code_record& record,
                          std::string_view code, std::chrono::sys_seconds now) noexcept
{
    code_decision out{{}, record};
    if (record.key.empty())
        out.error = errc::not_issued;
    else if (now >= record.expires || now < record.issued)
        out.error = errc::expired;
    else if (record.tries_left == 0)
        out.error = errc::used_up;
    if (out.error)
        return out;
    std::array<unsigned char, 32> digest{};
    if ((out.error = detail::code_mac(mac, keys, record.key, who, purpose, record.number,
                                      code.substr(0, 16), digest)))
        return out;
    std::size_t equal = constant_time_mask(digest, record.digest);
    detail::declassify(mac, equal);
    if (code.size() > 16 || equal == 0) {
        out.error = errc::mismatch;
        --out.next.tries_left;
    } else if (!record.reusable) {
        out.next.key = {};
        out.next.digest = {};
    }
    return out;
}

} // namespace cordon::inline v0::token

#endif
