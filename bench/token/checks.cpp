#include "subjects.hpp"

#include <openssl/hmac.h>

#include <set>

namespace bench {

void check(fixture& f)
{
    std::set<std::string> seen;
    std::vector<token::security_token> batch(2000);
    require(!f.generator.generate(batch), "a batch is made");
    for (const token::security_token& each : batch) {
        require(token::security_token::check_typing(each.reveal()) == token::errc{},
                "a token is well typed");
        require(seen.emplace(each.reveal()).second, "no token comes twice");
    }

    // The digest is what OpenSSL's one-shot call makes of the message in one piece.
    const std::vector<unsigned char> message = f.message();
    const token::bytes_view key = f.keys.find("k1")->reveal();
    token::token_digest digest{};
    unsigned size = 0;
    require(::HMAC(EVP_sha256(), key.data(), int(key.size()), message.data(), message.size(),
                   digest.data(), &size) != nullptr &&
                size == digest.size() && digest == f.issued.record.digest,
            "the digest is HMAC-SHA-256 of the framed message");

    const auto verify = [&](const token::token_record& record, std::string_view text) {
        return verify_token(f.mac, f.keys, f.who, record, text);
    };
    require(!verify(f.issued.record, f.issued.token.reveal()), "the token is right");
    require(verify(f.issued.record, f.before.token.reveal()) == token::errc::mismatch,
            "the one before is wrong");
    null_hasher hasher;
    token::credential_verifier verifier(hasher, f.mac, f.keys);
    const auto match = [&](const token::stored_credential* user, std::string_view field) {
        return verifier.verify(user, f.who, field, f.now).match;
    };
    require(match(&f.user, f.field) == token::field_match::password_and_suffix, "a field is right");
    require(match(&f.user, f.wrong_field) == token::field_match::wrong, "a field is wrong");
    require(match(&f.user, f.password) == token::field_match::password_only, "there is no token");
    require(match(nullptr, f.field) == token::field_match::wrong, "nobody is nobody");
    const auto decision =
        token::verify_totp(f.mac, f.totp_key.reveal(), {}, {}, f.code.view(), f.now);
    require(!decision.error, "a code is right");
}

} // namespace bench
