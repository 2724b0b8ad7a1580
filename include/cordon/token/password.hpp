// cordon::token - password hashes: the concept, scrypt and PBKDF2 in PHC text, pepper, limits.
#ifndef CORDON_TOKEN_PASSWORD_HPP
#define CORDON_TOKEN_PASSWORD_HPP

#include <cordon/token/detail/phc.hpp>
#include <cordon/token/mac.hpp>
#include <cordon/token/random_source.hpp>

#include <atomic>

namespace cordon::inline v0::token {

/// The key derivation that the room asks its host for; the shipped model is openssl::kdf. Fills all
/// of `out`. One object per thread.
template <class K>
concept password_kdf = requires(K& kdf, const scrypt_cost& scrypt, const pbkdf2_cost& pbkdf2,
                                bytes_view password, bytes_view salt, bytes_span out) {
    { kdf.derive(scrypt, password, salt, out) } noexcept -> std::same_as<std::error_code>;
    { kdf.derive(pbkdf2, password, salt, out) } noexcept -> std::same_as<std::error_code>;
};

/// The answer to a password.
struct password_decision {
    std::error_code error;     ///< none: it is the right one; mismatch; or why it could not be told
    bool needs_rehash = false; ///< right, but stored with another cost or pepper: hash it anew
};

/// What hashes passwords for storing and checks them: basic_password_hasher, or a host's own
/// (Argon2id, say). Each call runs the hash exactly once, whatever it is given.
template <class H>
concept password_hasher =
    requires(H& hasher, bytes_view password, std::string_view stored, std::string& out) {
        { hasher.hash(password, out) } -> std::same_as<std::error_code>;
        { hasher.verify(password, stored) } noexcept -> std::same_as<password_decision>;
        { hasher.verify_dummy(password) } noexcept -> std::same_as<password_decision>;
        { hasher.needs_rehash(stored) } noexcept -> std::same_as<bool>;
    };

/// How many password hashes may run at once, over all threads and hashers that share it: each takes
/// its memory (128 MiB with the default scrypt), and an attacker chooses how many logins arrive.
/// One more is refused at once (errc::busy), never queued: a queue would only move the problem.
class hash_gate {
public:
    /// At most so many hashes at once.
    explicit hash_gate(int limit) noexcept : free_(limit) {}

    /// The right to compute one hash, given back when it is destroyed.
    class pass {
    public:
        /// Of this gate; nullptr: of none, which always passes.
        explicit pass(hash_gate* gate) noexcept : gate_(gate) {}
        pass(const pass&) = delete;
        pass& operator=(const pass&) = delete;
        ~pass()
        {
            if (gate_ != nullptr)
                gate_->free_.fetch_add(1, std::memory_order_release);
        }
        /// Whether the hash may run.
        explicit operator bool() const noexcept { return gate_ != nullptr; }

    private:
        hash_gate* gate_;
    };
    /// A pass to hold while a hash runs; false where none is left.
    pass enter() noexcept
    {
        int free = free_.load(std::memory_order_relaxed);
        while (free > 0)
            if (free_.compare_exchange_weak(free, free - 1, std::memory_order_acquire))
                return pass(this);
        return pass(nullptr);
    }

private:
    std::atomic<int> free_;
};

/// How passwords are hashed.
struct password_options {
    /// For new hashes: scrypt_cost{} (128 MiB, OWASP's first choice after Argon2id), or a
    /// pbkdf2_cost{} (600,000 rounds of HMAC-SHA-256) where FIPS 140 is asked for.
    kdf_cost cost = scrypt_cost{};
    /// Stored hashes above these are refused (errc::bad_cost) before anything is allocated.
    kdf_limits limits = {};
    /// Longer passwords are refused (errc::too_long) and a dummy is hashed in their place.
    std::size_t max_password = 1024;
    /// Secret keys that go into each hash (HMAC-SHA-256 of the password), by id; nullptr for none.
    /// New hashes take the current one, old ones name theirs.
    const key_ring* pepper = nullptr;
    /// The limit of parallel hashes; nullptr for none.
    hash_gate* gate = nullptr;
};

/// Hashes and verifies passwords, which are bytes: never truncated, no encoding, NUL included but
/// for the last byte. (HMAC, and with it PBKDF2 and scrypt, cannot tell "a" from "a" and a NUL:
/// hash() refuses such a password, and verify() finds none that it fits.) Every verify() and
/// verify_dummy() that passes the gate runs the derivation exactly once, whatever it is given: with
/// a malformed hash, an unknown user or an over-long password too, so that the time tells nothing.
/// One object per thread.
template <password_kdf Kdf, mac Mac, random_source Source = system_random>
class basic_password_hasher {
public:
    /// Keeps references to the first two, which live longer. One object a thread.
    basic_password_hasher(Kdf& kdf, Mac& mac, const password_options& options = {},
                          Source source = Source())
        : kdf_(kdf), mac_(mac), options_(options), random_(std::move(source))
    {
    }

    /// The text to store: "$scrypt$ln=17,r=8,p=1$<salt>$<hash>", salt of 16 and hash of 32 bytes.
    /// Errors: too_long, bad_char (NUL at the end), busy, bad_cost (options_.cost over
    /// options_.limits), unknown_key (a ring of peppers without a key), those of the source, of the
    /// derivation and the mac. `out` is as it was after an error.
    std::error_code hash(bytes_view password, std::string& out)
    {
        if (password.size() > options_.max_password)
            return errc::too_long;
        std::size_t unfit = ends_in_nul(password);
        detail::declassify(kdf_, unfit);
        if (unfit != 0)
            return errc::bad_char;
        detail::phc_hash phc;
        phc.cost = options_.cost;
        if (!options_.limits.allow(phc.cost))
            return errc::bad_cost;
        if (options_.pepper != nullptr) {
            phc.pepper = options_.pepper->current();
            if (phc.pepper.empty())
                return errc::unknown_key;
        }
        unsigned char buffer[watched_random<Source>::overhead + 16];
        std::error_code error;
        const bytes_view salt = random_.fill(buffer, error);
        if (error)
            return error;
        std::copy(salt.begin(), salt.end(), phc.salt.begin());
        phc.salt_size = salt.size();
        phc.hash_size = 32;
        const hash_gate::pass pass = enter();
        if (options_.gate != nullptr && !pass)
            return errc::busy;
        if ((error = derive(phc, password, bytes_span(phc.hash).first(phc.hash_size))))
            return error;
        out = detail::to_text(phc);
        return {};
    }

    /// Errors: mismatch; bad_hash, bad_cost, unknown_key, too_long after a dummy run; busy without
    /// a run; those of the derivation and the mac.
    password_decision verify(bytes_view password, std::string_view stored) noexcept
    {
        const auto phc = detail::parse_phc(stored);
        std::error_code refused;
        if (!phc)
            refused = errc::bad_hash;
        else if (!options_.limits.allow(phc->cost))
            refused = errc::bad_cost;
        else if (password.size() > options_.max_password)
            refused = errc::too_long;
        else if (!phc->pepper.empty() && (options_.pepper == nullptr ||
                                          options_.pepper->find(phc->pepper.view()) == nullptr))
            refused = errc::unknown_key;
        if (refused) {
            const password_decision dummy = verify_dummy(password);
            return {dummy.error == errc::busy ? dummy.error : refused, false};
        }
        return verify(password, *phc);
    }

    /// Does the work of verify() for a user who does not exist: never right.
    password_decision verify_dummy(bytes_view password) noexcept
    {
        detail::phc_hash dummy;
        dummy.cost = options_.cost;
        dummy.salt_size = 16;
        dummy.hash_size = 32;
        if (options_.pepper != nullptr)
            dummy.pepper = options_.pepper->current();
        if (password.size() > options_.max_password)
            password = password.first(options_.max_password);
        const password_decision decision = verify(password, dummy);
        return {decision.error ? decision.error : errc::mismatch, false};
    }

    /// Whether a stored hash is not what hash() would make today.
    bool needs_rehash(std::string_view stored) const noexcept
    {
        const auto phc = detail::parse_phc(stored);
        return !phc || needs_rehash(*phc);
    }

private:
    // All ones if the last byte is NUL: a mask, since the byte is secret.
    static std::size_t ends_in_nul(bytes_view password) noexcept
    {
        constexpr unsigned char nul[] = {0};
        return password.empty() ? 0 : constant_time_mask(password.last(1), nul);
    }

    hash_gate::pass enter() noexcept
    {
        return options_.gate == nullptr ? hash_gate::pass(nullptr) : options_.gate->enter();
    }

    bool needs_rehash(const detail::phc_hash& phc) const noexcept
    {
        const short_name pepper =
            options_.pepper == nullptr ? short_name() : options_.pepper->current();
        return phc.cost != options_.cost || phc.pepper != pepper || phc.salt_size < 16 ||
               phc.hash_size < 32;
    }

    password_decision verify(bytes_view password, const detail::phc_hash& phc) noexcept
    {
        const hash_gate::pass pass = enter();
        if (options_.gate != nullptr && !pass)
            return {errc::busy, false};
        std::array<unsigned char, detail::phc_hash::max_hash> derived;
        const detail::wipe_guard guard(derived.data(), derived.size());
        const bytes_span out = bytes_span(derived).first(phc.hash_size);
        if (const std::error_code error = derive(phc, password, out))
            return {error, false};
        std::size_t equal = constant_time_mask(out, bytes_view(phc.hash).first(phc.hash_size));
        equal &= ~ends_in_nul(password);
        detail::declassify(kdf_, equal);
        if (equal == 0)
            return {errc::mismatch, false};
        return {{}, needs_rehash(phc)};
    }

    std::error_code derive(const detail::phc_hash& phc, bytes_view password,
                           bytes_span out) noexcept
    {
        std::array<unsigned char, 32> peppered;
        const detail::wipe_guard guard(peppered.data(), peppered.size());
        if (!phc.pepper.empty()) {
            const secret_key* key =
                options_.pepper == nullptr ? nullptr : options_.pepper->find(phc.pepper.view());
            if (key == nullptr)
                return errc::unknown_key;
            const detail::framed_message<2> message(
                {as_bytes("cordon password pepper v1"), password});
            if (const auto error =
                    mac_.compute(mac_hash::sha256, key->reveal(), message.parts(), peppered))
                return error;
            password = peppered;
        }
        const bytes_view salt = bytes_view(phc.salt).first(phc.salt_size);
        return std::visit([&](const auto& cost) { return kdf_.derive(cost, password, salt, out); },
                          phc.cost);
    }

    Kdf& kdf_;
    Mac& mac_;
    password_options options_;
    watched_random<Source> random_;
};

} // namespace cordon::inline v0::token

#endif
