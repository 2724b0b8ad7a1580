// cordon::token - what a server stores of a security token, and how it checks one.
#ifndef CORDON_TOKEN_TOKEN_RECORD_HPP
#define CORDON_TOKEN_TOKEN_RECORD_HPP

#include <cordon/token/detail/record_text.hpp>
#include <cordon/token/mac.hpp>
#include <cordon/token/security_token.hpp>

#include <optional>

namespace cordon::inline v0::token {

/// An HMAC-SHA-256.
using token_digest = std::array<unsigned char, 32>;

/// The stored half of a security token: a keyed digest, never the token. HMAC-SHA-256 by the server
/// key named here, over a domain tag, the subject, the policy, the generation and the token, each
/// length-prefixed. Who reads the database can neither log in with it nor try tokens against it.
struct token_record {
    short_name policy;            ///< the policy's name
    std::size_t size = 0;         ///< characters of the token: the split of a field goes by this
    std::uint64_t generation = 0; ///< from 1, one more with each reset
    short_name key;               ///< id in the key_ring
    token_digest digest{};        ///< of the token
    /// The digest of the generation before and its key's id, kept for the login history ("stale
    /// token") alone: it never lets anyone in. Empty id: none is kept.
    short_name stale_key;
    token_digest stale_digest{}; ///< of the generation before

    friend bool operator==(const token_record&, const token_record&) = default;
};

namespace detail {

inline constexpr std::size_t max_token_size = 192; // of any policy: 32 + 128 + 6, and room

template <mac Mac>
std::error_code token_mac(Mac& mac, const secret_key& key, const subject& who,
                          std::string_view policy, std::uint64_t generation, bytes_view token,
                          token_digest& out) noexcept
{
    const auto number = big_endian(generation);
    const framed_message<6> message({as_bytes("cordon security token v1"),
                                     as_bytes(who.organisation), as_bytes(who.user),
                                     as_bytes(policy), number, token});
    return mac.compute(mac_hash::sha256, key.reveal(), message.parts(), out);
}

} // namespace detail

/// A new token and the record to store of it.
template <token_policy Policy>
struct issued_token {
    basic_security_token<Policy> token; ///< for its owner, once
    token_record record;                ///< to be stored
};

/// Makes a token for `who` and its record: a first one, or with `previous` a reset, which is the
/// next generation and knows the digest before it. Store it by compare-and-swap on the record that
/// `previous` was read from: of two resets at once one wins, and from the swap on the old token
/// fails, for verifications in flight too (their commit finds another version).
/// Errors: of the source or the mac, errc::unknown_key (no key in the ring), errc::out_of_range (no
/// generation is left: the stored record is damaged). Then `out` is as it was, and so is what is
/// stored.
template <token_policy Policy, random_source Source, mac Mac>
std::error_code issue_token(token_generator<Policy, Source>& generator, Mac& mac,
                            const key_ring& keys, const subject& who, const token_record* previous,
                            issued_token<Policy>& out)
{
    const secret_key* key = keys.find(keys.current().view());
    if (key == nullptr)
        return errc::unknown_key;
    if (previous != nullptr && previous->generation == ~std::uint64_t(0))
        return errc::out_of_range;
    issued_token<Policy> made;
    if (const auto error = generator.generate(made.token))
        return error;
    made.record.policy = Policy.name;
    made.record.size = Policy.size();
    made.record.generation = previous == nullptr ? 1 : previous->generation + 1;
    made.record.key = keys.current();
    if (previous != nullptr) {
        made.record.stale_key = previous->key;
        made.record.stale_digest = previous->digest;
    }
    if (const auto error =
            detail::token_mac(mac, *key, who, Policy.name.view(), made.record.generation,
                              as_bytes(made.token.reveal()), made.record.digest))
        return error;
    out = std::move(made);
    return {};
}

/// Whether `token` is the one of the record. errc{} for yes; mismatch, also for a token of another
/// size; unknown_key and the mac's errors mean no as well. The digest is compared in constant time,
/// and no checksum is looked at.
template <mac Mac>
std::error_code verify_token(Mac& mac, const key_ring& keys, const subject& who,
                             const token_record& record, std::string_view token) noexcept
{
    if (token.size() != record.size || token.size() > detail::max_token_size)
        return errc::mismatch;
    const secret_key* key = keys.find(record.key.view());
    if (key == nullptr)
        return errc::unknown_key;
    token_digest digest;
    if (const auto error = detail::token_mac(mac, *key, who, record.policy.view(),
                                             record.generation, as_bytes(token), digest))
        return error;
    std::size_t equal = constant_time_mask(digest, record.digest);
    detail::declassify(mac, equal);
    return equal != 0 ? std::error_code() : errc::mismatch;
}

/// One line of text, without blanks: "$cordon-token$v=1,p=default,l=30,g=7,k=k1$<hex>$", then
/// "<key>:<hex>" of the generation before where it is kept.
inline std::string to_text(const token_record& record)
{
    std::string out = "$cordon-token$v=1,p=";
    out.append(record.policy.view()).append(",l=");
    detail::append_number(out, record.size);
    out += ",g=";
    detail::append_number(out, record.generation);
    out.append(",k=").append(record.key.view()).append("$");
    detail::append_hex(out, record.digest);
    out += '$';
    if (!record.stale_key.empty()) {
        out.append(record.stale_key.view()).append(":");
        detail::append_hex(out, record.stale_digest);
    }
    return out;
}

/// The record of exactly what to_text() wrote; nothing for any other text (errc::bad_record to its
/// reader): who damaged it may have meant something.
inline std::optional<token_record> parse_token_record(std::string_view text) noexcept
{
    constexpr std::string_view head = "$cordon-token$v=1,";
    token_record out;
    std::string_view policy;
    std::string_view key;
    std::uint64_t size = 0;
    if (!text.starts_with(head))
        return std::nullopt;
    text.remove_prefix(head.size());
    if (!detail::take_field(text, "p", ',', policy) || !is_name(policy) ||
        !detail::take_number(text, "l", ',', detail::max_token_size, size) || size == 0 ||
        !detail::take_number(text, "g", ',', ~std::uint64_t(0), out.generation) ||
        out.generation == 0 || !detail::take_field(text, "k", '$', key) || !is_name(key))
        return std::nullopt;
    out.policy = policy;
    out.size = std::size_t(size);
    out.key = key;
    const std::size_t digest_end = text.find('$');
    if (digest_end == text.npos || !detail::read_hex(text.substr(0, digest_end), out.digest))
        return std::nullopt;
    text.remove_prefix(digest_end + 1);
    if (!text.empty()) {
        const std::size_t colon = text.find(':');
        if (colon == text.npos || !is_name(text.substr(0, colon)) ||
            !detail::read_hex(text.substr(colon + 1), out.stale_digest))
            return std::nullopt;
        out.stale_key = text.substr(0, colon);
    }
    return out;
}

} // namespace cordon::inline v0::token

#endif
