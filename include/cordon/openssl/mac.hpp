// cordon::openssl - HMAC by OpenSSL 3.
#ifndef CORDON_OPENSSL_MAC_HPP
#define CORDON_OPENSSL_MAC_HPP

#include <cordon/token/mac.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

namespace cordon::inline v0::openssl {

/// The model of token::mac: HMAC-SHA-1, -256 and -512 by libcrypto's EVP_MAC. Keeps one context a
/// hash, since fetching anew costs more than the HMAC of a token; one object per thread.
/// compute() answers token::errc::mac_failed where libcrypto fails (a provider that does not have
/// the hash, for example); making one never fails.
class hmac {
public:
    hmac() noexcept : mac_(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr)) {}

    std::error_code compute(token::mac_hash hash, token::bytes_view key,
                            std::span<const token::bytes_view> parts, token::bytes_span out) noexcept
    {
        EVP_MAC_CTX* context = context_of(hash);
        bool good = context != nullptr && out.size() == token::mac_size(hash) &&
                    EVP_MAC_init(context, key.data(), key.size(), nullptr) == 1;
        for (const token::bytes_view part : parts)
            good = good && EVP_MAC_update(context, part.data(), part.size()) == 1;
        std::size_t size = 0;
        good = good && EVP_MAC_final(context, out.data(), &size, out.size()) == 1 && size == out.size();
        return good ? std::error_code() : token::errc::mac_failed;
    }

private:
    struct free_mac {
        void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
        void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
    };
    using context_pointer = std::unique_ptr<EVP_MAC_CTX, free_mac>;

    EVP_MAC_CTX* context_of(token::mac_hash hash) noexcept
    {
        context_pointer& slot = contexts_[std::size_t(hash)];
        if (!slot && mac_) {
            char sha1[] = "SHA1", sha256[] = "SHA256", sha512[] = "SHA512";
            char* name = hash == token::mac_hash::sha1 ? sha1 : hash == token::mac_hash::sha256 ? sha256 : sha512;
            const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                             OSSL_PARAM_construct_end()};
            context_pointer made(EVP_MAC_CTX_new(mac_.get()));
            if (made && EVP_MAC_CTX_set_params(made.get(), parameters) == 1)
                slot = std::move(made);
        }
        return slot.get();
    }

    std::unique_ptr<EVP_MAC, free_mac> mac_;
    context_pointer contexts_[3];
};

static_assert(token::mac<hmac>);

} // namespace cordon::inline v0::openssl

#endif
