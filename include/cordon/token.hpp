// cordon::token - security tokens, password + token, one-time codes.
//
// Include this, or one of these alone; each says first what its type is, costs and promises.
// Cryptography comes in through the concepts mac and password_kdf: see cordon/openssl.hpp.
#ifndef CORDON_TOKEN_HPP
#define CORDON_TOKEN_HPP

#include <cordon/token/base32.hpp>            // parse_base32, append_base32
#include <cordon/token/constant_time.hpp>     // constant_time_equal
#include <cordon/token/credential.hpp>        // join, credential_verifier
#include <cordon/token/one_time_code.hpp>     // hotp, totp, verify_totp
#include <cordon/token/otpauth.hpp>           // otpauth_uri
#include <cordon/token/password.hpp>          // basic_password_hasher, hash_gate
#include <cordon/token/random_source.hpp>     // system_random
#include <cordon/token/secret.hpp>            // secret, wipe
#include <cordon/token/security_token.hpp>    // security_token, token_generator
#include <cordon/token/store.hpp>             // memory_store, update
#include <cordon/token/throttle.hpp>          // throttle
#include <cordon/token/token_record.hpp>      // issue_token, verify_token
#include <cordon/token/verification_code.hpp> // issue_code, verify_code

#endif
