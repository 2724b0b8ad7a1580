// cordon::token - the message authentication code that the room asks its host for.
#ifndef CORDON_TOKEN_MAC_HPP
#define CORDON_TOKEN_MAC_HPP

#include <cordon/token/secret.hpp>

#include <array>
#include <span>
#include <system_error>
#include <vector>

namespace cordon::inline v0::token {

/// The hash inside HMAC (RFC 2104).
enum class mac_hash : unsigned char { sha1, sha256, sha512 };

/// Bytes of the code: 20, 32 or 64.
constexpr std::size_t mac_size(mac_hash hash) noexcept
{
    return hash == mac_hash::sha1 ? 20 : hash == mac_hash::sha256 ? 32 : 64;
}

/// HMAC over the concatenation of `parts`, to `out` of exactly mac_size(hash) bytes. The shipped
/// model is openssl::hmac. One object per thread: a model may keep contexts to reuse.
template <class M>
concept mac = requires(M& m, mac_hash hash, bytes_view key, std::span<const bytes_view> parts,
                       bytes_span out) {
    { m.compute(hash, key, parts, out) } noexcept -> std::same_as<std::error_code>;
};

/// Server keys by id: new records are made with the current one, old ones are checked with the one
/// that they name. To rotate: add a new key, make it current, drop the old one when no record names
/// it any more. Safe to read from any number of threads; not while another one writes.
class key_ring {
public:
    /// Adds a key of at least 16 bytes (errc::out_of_range) under an id (is_name) that is new
    /// (errc::conflict), and makes it the current one unless told otherwise.
    std::error_code add(std::string_view id, bytes_view key, bool make_current = true)
    {
        if (!is_name(id) || key.size() < 16 || key.size() > secret_key::capacity())
            return errc::out_of_range;
        if (find(id) != nullptr)
            return errc::conflict;
        keys_.push_back({short_name(id), secret_key(key)});
        if (make_current || keys_.size() == 1)
            current_ = short_name(id);
        return {};
    }
    /// Forgets a key, and wipes it; the current one cannot be forgotten (errc::out_of_range).
    std::error_code remove(std::string_view id)
    {
        if (id == current_.view())
            return errc::out_of_range;
        const auto count = std::erase_if(keys_, [&](const entry& e) { return e.id.view() == id; });
        return count == 0 ? std::error_code(errc::unknown_key) : std::error_code();
    }

    bool empty() const noexcept { return keys_.empty(); }
    /// The id of the key that new digests are made with.
    const short_name& current() const noexcept { return current_; }
    /// The key, or nullptr. Ids are public: this search is not in constant time.
    const secret_key* find(std::string_view id) const noexcept
    {
        for (const entry& e : keys_)
            if (e.id.view() == id)
                return &e.key;
        return nullptr;
    }

private:
    struct entry {
        short_name id;
        secret_key key;
    };
    std::vector<entry> keys_;
    short_name current_;
};

/// Whom a token, a code or a password belongs to: each digest is bound to it, so that one copied to
/// another user or organisation fails. Any bytes; they are length-prefixed, never just joined.
struct subject {
    std::string_view organisation; ///< its name
    std::string_view user;         ///< of the organisation
};

namespace detail {

// Fields, each behind its length as 8 bytes: no two lists of fields make the same message.
template <std::size_t N>
class framed_message {
public:
    explicit framed_message(const std::array<bytes_view, N>& fields) noexcept
    {
        for (std::size_t i = 0; i < N; ++i) {
            for (std::size_t b = 0; b < 8; ++b)
                lengths_[i][b] =
                    static_cast<unsigned char>(std::uint64_t(fields[i].size()) >> (56 - 8 * b));
            parts_[2 * i] = lengths_[i];
            parts_[2 * i + 1] = fields[i];
        }
    }
    framed_message(const framed_message&) = delete;
    framed_message& operator=(const framed_message&) = delete;
    std::span<const bytes_view> parts() const noexcept { return parts_; }

private:
    unsigned char lengths_[N][8];
    std::array<bytes_view, 2 * N> parts_;
};

inline std::array<unsigned char, 8> big_endian(std::uint64_t value) noexcept
{
    std::array<unsigned char, 8> out;
    for (std::size_t b = 0; b < 8; ++b)
        out[b] = static_cast<unsigned char>(value >> (56 - 8 * b));
    return out;
}

} // namespace detail

} // namespace cordon::inline v0::token

#endif
