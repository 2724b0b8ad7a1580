// cordon::openssl - HMAC by OpenSSL 3.
#ifndef CORDON_OPENSSL_MAC_HPP
#define CORDON_OPENSSL_MAC_HPP

#include <cordon/token/mac.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace cordon::inline v0::openssl {

/// The model of token::mac: HMAC-SHA-1, -256 and -512 by libcrypto's EVP_MAC. Keeps a context a
/// hash, since fetching anew costs more than the HMAC of a token, and in it the last key, since
/// taking one in costs as much again: both are wiped with the object. One object per thread.
/// compute() answers token::errc::mac_failed where libcrypto fails (a provider that does not have
/// the hash, for example); making one never fails.
class hmac {
public:
    hmac() noexcept : mac_(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr)) {}

    /// The code of the parts, one behind the other. `out` has mac_size(hash) bytes.
    std::error_code compute(token::mac_hash hash, token::bytes_view key,
                            std::span<const token::bytes_view> parts,
                            token::bytes_span out) noexcept
    {
        slot& to_use = slot_of(hash);
        EVP_MAC_CTX* context = to_use.context.get();
        std::size_t size = 0;
        if (context != nullptr && out.size() == token::mac_size(hash) && start(to_use, key) &&
            update(context, parts) && EVP_MAC_final(context, out.data(), &size, out.size()) == 1 &&
            size == out.size())
            return {};
        to_use.key.clear(); // whatever the context holds now
        return token::errc::mac_failed;
    }

private:
    struct free_mac {
        void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
        void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
    };
    struct slot {
        std::unique_ptr<EVP_MAC_CTX, free_mac> context;
        bool restarts = false; // without a key it starts again with the last one
        token::secret_key key; // the last one; empty: none to start again with
    };

    slot& slot_of(token::mac_hash hash) noexcept
    {
        slot& found = slots_[std::size_t(hash)];
        if (!found.context && mac_) {
            char sha1[] = "SHA1", sha256[] = "SHA256", sha512[] = "SHA512";
            char* name = hash == token::mac_hash::sha1     ? sha1
                         : hash == token::mac_hash::sha256 ? sha256
                                                           : sha512;
            const OSSL_PARAM parameters[] = {
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                OSSL_PARAM_construct_end()};
            found.context.reset(EVP_MAC_CTX_new(mac_.get()));
            if (found.context && EVP_MAC_CTX_set_params(found.context.get(), parameters) == 1)
                found.restarts = does_restart(found.context.get());
            else
                found.context.reset();
        }
        return found;
    }

    // libcrypto before 3.0.3, and a FIPS provider of that age, answers with success and a wrong
    // code where a context starts again without a key: tried out once.
    static bool does_restart(EVP_MAC_CTX* context) noexcept
    {
        const unsigned char key[32] = {1};
        unsigned char first[64] = {};
        unsigned char second[64] = {};
        std::size_t size = 0;
        return EVP_MAC_init(context, key, sizeof key, nullptr) == 1 &&
               EVP_MAC_update(context, key, 1) == 1 &&
               EVP_MAC_final(context, first, &size, sizeof first) == 1 &&
               EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
               EVP_MAC_update(context, key, 1) == 1 &&
               EVP_MAC_final(context, second, &size, sizeof second) == 1 &&
               std::memcmp(first, second, sizeof first) == 0;
    }

    static bool start(slot& s, token::bytes_view key) noexcept
    {
        if (!s.key.empty() && token::constant_time_equal(s.key.reveal(), key))
            return EVP_MAC_init(s.context.get(), nullptr, 0, nullptr) == 1;
        s.key.clear();
        // Not a null pointer for an empty key: that would be the last one again.
        static constexpr unsigned char none[1] = {};
        if (EVP_MAC_init(s.context.get(), key.empty() ? none : key.data(), key.size(), nullptr) !=
            1)
            return false;
        if (s.restarts && key.size() <= s.key.capacity())
            s.key.assign(key);
        return true;
    }

    // A call for each part costs more than to put short ones together.
    static bool update(EVP_MAC_CTX* context, std::span<const token::bytes_view> parts) noexcept
    {
        unsigned char together[256] = {};
        std::size_t size = 0;
        for (const token::bytes_view part : parts) {
            if (part.size() > sizeof together - size)
                return update_each(context, parts);
            size += part.size();
        }
        const token::detail::wipe_guard guard(together, size);
        unsigned char* end = together;
        for (const token::bytes_view part : parts)
            end = std::copy(part.begin(), part.end(), end);
        return EVP_MAC_update(context, together, size) == 1;
    }
    static bool update_each(EVP_MAC_CTX* context, std::span<const token::bytes_view> parts) noexcept
    {
        return std::all_of(parts.begin(), parts.end(), [&](token::bytes_view part) {
            return EVP_MAC_update(context, part.data(), part.size()) == 1;
        });
    }

    std::unique_ptr<EVP_MAC, free_mac> mac_;
    slot slots_[3];
};

static_assert(token::mac<hmac>);

} // namespace cordon::inline v0::openssl

#endif
