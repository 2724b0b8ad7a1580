// cordon::openssl - the door to OpenSSL 3: the models of cordon::token's cryptography concepts.
#ifndef CORDON_OPENSSL_HPP
#define CORDON_OPENSSL_HPP

#include <cordon/openssl/kdf.hpp>
#include <cordon/openssl/mac.hpp>

namespace cordon::inline v0::openssl {

/// Password hashes by OpenSSL: scrypt or PBKDF2, see token::basic_password_hasher.
using password_hasher = token::basic_password_hasher<kdf, hmac>;

static_assert(token::password_hasher<password_hasher>);

} // namespace cordon::inline v0::openssl

#endif
