// cordon::openssl - scrypt and PBKDF2 by OpenSSL 3.
#ifndef CORDON_OPENSSL_KDF_HPP
#define CORDON_OPENSSL_KDF_HPP

#include <cordon/token/password.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>

namespace cordon::inline v0::openssl {

/// The model of token::password_kdf: scrypt and PBKDF2-HMAC-SHA-256 by libcrypto's EVP_KDF (its
/// older EVP_PBE_scrypt stops at 32 MiB). One object per thread. derive() answers
/// token::errc::kdf_failed where libcrypto fails, for want of memory too; making one never fails.
class kdf {
public:
    kdf() noexcept
        : scrypt_(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_SCRYPT, nullptr)),
          pbkdf2_(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_PBKDF2, nullptr))
    {
    }

    /// Scrypt. Fails where libcrypto does, for want of memory, say; `out` is not to be used then.
    std::error_code derive(const token::scrypt_cost& cost, token::bytes_view password,
                           token::bytes_view salt, token::bytes_span out) noexcept
    {
        std::uint64_t n = cost.log2_n < 63 ? std::uint64_t(1) << cost.log2_n : 0;
        std::uint32_t r = cost.r;
        std::uint32_t p = cost.p;
        // libcrypto's own limit is 32 MiB; ours (token::kdf_limits) was asked before.
        std::uint64_t memory = 128 * (n + p + 2) * r + 4096;
        const OSSL_PARAM parameters[] = {
            octets(OSSL_KDF_PARAM_PASSWORD, password),
            octets(OSSL_KDF_PARAM_SALT, salt),
            OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
            OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
            OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
            OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
            OSSL_PARAM_construct_end()};
        return run(scrypt_.get(), parameters, out);
    }

    /// PBKDF2-HMAC-SHA-256. Fails where libcrypto does; `out` is not to be used then.
    std::error_code derive(const token::pbkdf2_cost& cost, token::bytes_view password,
                           token::bytes_view salt, token::bytes_span out) noexcept
    {
        std::uint64_t iterations = cost.iterations;
        int any_size =
            1; // short salts and outputs too, as in RFC 6070: what is stored has its own bounds
        char sha256[] = "SHA256";
        const OSSL_PARAM parameters[] = {
            octets(OSSL_KDF_PARAM_PASSWORD, password),
            octets(OSSL_KDF_PARAM_SALT, salt),
            OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &iterations),
            OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &any_size),
            OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, sha256, 0),
            OSSL_PARAM_construct_end()};
        return run(pbkdf2_.get(), parameters, out);
    }

private:
    // OSSL_PARAM takes pointers to what it only reads as pointers to what it may write.
    static OSSL_PARAM octets(const char* name, token::bytes_view bytes) noexcept
    {
        static unsigned char none;
        void* data = bytes.empty() ? &none : const_cast<unsigned char*>(bytes.data());
        return OSSL_PARAM_construct_octet_string(name, data, bytes.size());
    }

    static std::error_code run(EVP_KDF* algorithm, const OSSL_PARAM* parameters,
                               token::bytes_span out) noexcept
    {
        if (algorithm == nullptr)
            return token::errc::kdf_failed;
        const std::unique_ptr<EVP_KDF_CTX, free_kdf> context(EVP_KDF_CTX_new(algorithm));
        if (!context || EVP_KDF_derive(context.get(), out.data(), out.size(), parameters) != 1)
            return token::errc::kdf_failed;
        return {};
    }

    struct free_kdf {
        void operator()(EVP_KDF* algorithm) const noexcept { EVP_KDF_free(algorithm); }
        void operator()(EVP_KDF_CTX* context) const noexcept { EVP_KDF_CTX_free(context); }
    };
    std::unique_ptr<EVP_KDF, free_kdf> scrypt_;
    std::unique_ptr<EVP_KDF, free_kdf> pbkdf2_;
};

static_assert(token::password_kdf<kdf>);

} // namespace cordon::inline v0::openssl

#endif
