// cordon::token - password and token in one field: joined by the client, split by the server.
#ifndef CORDON_TOKEN_CREDENTIAL_HPP
#define CORDON_TOKEN_CREDENTIAL_HPP

#include <cordon/token/one_time_code.hpp>
#include <cordon/token/password.hpp>
#include <cordon/token/token_record.hpp>

namespace cordon::inline v0::token {

/// The field that a client sends: the password and the token behind it, with nothing between.
/// errc::empty for an empty password or token (neither is ever meant), too_long where `out` is too
/// small; then `out` is empty.
template <std::size_t N>
std::error_code join(std::string_view password, std::string_view token,
                     basic_secret<N>& out) noexcept
{
    out.clear();
    if (password.empty() || token.empty())
        return errc::empty;
    if (password.size() > N || token.size() > N - password.size())
        return errc::too_long;
    out.append(as_bytes(password));
    out.append(as_bytes(token));
    return {};
}

/// What a user's field may carry behind the password.
enum class suffix_kind : unsigned char { none, token, totp };

/// What is stored of a user, as views that live as long as the call.
struct stored_credential {
    std::string_view password_hash;         ///< PHC text
    suffix_kind suffix = suffix_kind::none; ///< what is behind the password
    const token_record* token = nullptr;    ///< for suffix_kind::token
    bytes_view totp_key{};                  ///< for suffix_kind::totp
    one_time_code_options totp{};           ///< of suffix_kind::totp
    std::int64_t totp_last_step = -1;       ///< the last accepted step
};

/// Which part of the field was right.
enum class field_match : unsigned char {
    wrong,               ///< not the password
    password_only,       ///< the password, and nothing valid behind it
    password_and_suffix, ///< the password and the user's current token or code
};

/// The answer to a field, and what to store with it.
struct credential_decision {
    field_match match = field_match::wrong; ///< what the field was
    /// What kept the password hash from running (busy, or a model's failure), else none. Then the
    /// match is wrong, whatever the field was.
    std::error_code error{};
    /// Right, but the stored password hash is of another cost or pepper: hash it anew and store it.
    bool needs_rehash = false;
    /// Wrong, and the suffix is the token of the generation before: for the history alone.
    bool stale_token = false;
    /// A used time step to store as the last accepted one, by compare-and-swap on the record that
    /// was read; -1 for none. A code in front of which the password is wrong is not used up.
    std::int64_t accepted_step = -1;
};

/// How fields are split.
struct credential_options {
    /// As password_options::max_password of the hasher.
    std::size_t max_password = 1024;
    /// The suffix's size that is assumed for an unknown user.
    std::size_t usual_suffix = default_policy.size();
};

/// Splits and checks fields. The stored record says which suffix a user has and how long it is; the
/// split never guesses. Whatever comes in, and for unknown users, the password hash runs exactly
/// once (but for errc::busy), after two digests of the suffix, and the choice between the whole
/// field and the part before the suffix is made by a mask, not a branch. From then on whether the
/// suffix matched is public. One object per thread.
template <password_hasher Hasher, mac Mac>
class credential_verifier {
public:
    /// Keeps references to the first three, which live longer. One object a thread.
    credential_verifier(Hasher& hasher, Mac& mac, const key_ring& keys,
                        const credential_options& options = {})
        : hasher_(hasher), mac_(mac), keys_(keys), options_(options)
    {
    }

    /// `user` is nullptr for an unknown one.
    credential_decision verify(const stored_credential* user, const subject& who,
                               std::string_view field, std::chrono::sys_seconds now) noexcept
    {
        credential_decision out;
        // The size first: an over-long field is cut to what a dummy run may cost, and is wrong.
        const bool too_long = field.size() > options_.max_password + detail::max_token_size;
        if (too_long)
            field = field.substr(0, options_.max_password);

        const std::size_t size = suffix_size(user);
        const bool has_room = size != 0 && field.size() >= size;
        const std::string_view suffix = has_room ? field.substr(field.size() - size) : field;
        suffix_match found;
        const std::error_code failed = match_suffix(user, who, suffix, now, found);
        const std::size_t usable = has_room && !too_long && !failed ? ~std::size_t(0) : 0; // public
        found.mask &= usable;
        std::size_t candidate_size = field.size() - (size & found.mask);
        detail::declassify(hasher_, candidate_size);
        detail::declassify(hasher_, found);

        const bytes_view candidate = as_bytes(field.substr(0, candidate_size));
        const bool real = user != nullptr && !too_long && !failed && !candidate.empty();
        const password_decision password =
            real ? hasher_.verify(candidate, user->password_hash) : hasher_.verify_dummy(candidate);
        out.stale_token = (found.stale & usable) != 0 && found.mask == 0;
        if (password.error || !real) {
            if (failed)
                out.error = failed;
            else if (password.error != errc::mismatch && password.error != errc::too_long)
                out.error = password.error;
            return out;
        }
        out.stale_token = false;
        out.needs_rehash = password.needs_rehash;
        out.match = found.mask != 0 ? field_match::password_and_suffix : field_match::password_only;
        if (found.mask != 0)
            out.accepted_step = found.step;
        return out;
    }

    /// Whether `password` may become the user's password: errc::conflict if its last bytes are the
    /// user's current token, for then one field would have two readings; too_long; empty.
    std::error_code check_new_password(const stored_credential& user, const subject& who,
                                       std::string_view password) noexcept
    {
        if (password.empty())
            return errc::empty;
        if (password.size() > options_.max_password)
            return errc::too_long;
        if (user.suffix != suffix_kind::token || user.token == nullptr ||
            password.size() < user.token->size)
            return {};
        const std::string_view tail = password.substr(password.size() - user.token->size);
        const std::error_code error = verify_token(mac_, keys_, who, *user.token, tail);
        if (!error)
            return errc::conflict;
        return error == errc::mismatch ? std::error_code() : error;
    }

private:
    struct suffix_match {
        std::size_t mask = 0;
        std::size_t stale = 0;
        std::int64_t step = -1;
    };

    std::size_t suffix_size(const stored_credential* user) const noexcept
    {
        if (user == nullptr)
            return options_.usual_suffix;
        switch (user->suffix) {
        case suffix_kind::token: return user->token == nullptr ? 0 : user->token->size;
        case suffix_kind::totp: return std::size_t(user->totp.digits);
        case suffix_kind::none: break;
        }
        return 0;
    }

    std::error_code match_suffix(const stored_credential* user, const subject& who,
                                 std::string_view suffix, std::chrono::sys_seconds now,
                                 suffix_match& out) noexcept
    {
        if (user != nullptr && user->suffix == suffix_kind::totp) {
            detail::step_match match;
            const auto error =
                detail::match_totp(mac_, user->totp_key, user->totp, user->totp_last_step,
                                   as_bytes(suffix), now, match);
            out.mask = match.mask;
            out.step = match.step;
            return error;
        }
        // A user without a token, and an unknown one, cost the same two digests as the others.
        const bool real =
            user != nullptr && user->suffix == suffix_kind::token && user->token != nullptr;
        const token_record record = real ? *user->token : token_record{};
        suffix = suffix.substr(0, detail::max_token_size);
        if (const auto error = compare(record.key, who, record, record.generation, suffix,
                                       record.digest, out.mask))
            return error;
        // The digest before is for the history alone: where its key is gone it keeps nobody out.
        const bool has_stale = real && keys_.find(record.stale_key.view()) != nullptr;
        const short_name stale_key = has_stale ? record.stale_key : short_name();
        if (const auto error = compare(stale_key, who, record, record.generation - 1, suffix,
                                       record.stale_digest, out.stale))
            return error;
        out.mask &= real && !record.key.empty() ? ~std::size_t(0) : 0;
        out.stale &= has_stale ? ~std::size_t(0) : 0;
        return {};
    }

    // A named key that is not in the ring is an error; no name is a dummy run with the current one.
    std::error_code compare(const short_name& key_id, const subject& who,
                            const token_record& record, std::uint64_t generation,
                            std::string_view suffix, const token_digest& right,
                            std::size_t& mask) noexcept
    {
        const secret_key* key = keys_.find(key_id.empty() ? keys_.current().view() : key_id.view());
        if (key == nullptr)
            return errc::unknown_key;
        token_digest digest;
        if (const auto error = detail::token_mac(mac_, *key, who, record.policy.view(), generation,
                                                 as_bytes(suffix), digest))
            return error;
        mask = constant_time_mask(digest, right);
        return {};
    }

    Hasher& hasher_;
    Mac& mac_;
    const key_ring& keys_;
    credential_options options_;
};

} // namespace cordon::inline v0::token

#endif
