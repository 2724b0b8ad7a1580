// What is measured, with what it is checked by: one user, his token, his password, two keys.
#pragma once

#include "../common/harness.hpp"
#include "../common/null_hasher.hpp"

#include <cordon/openssl.hpp>

#include <string>
#include <vector>

namespace bench {

namespace token = cordon::token;

struct fixture {
    token::subject who{"example.org", "ada@example.org"};
    token::key_ring keys;
    cordon::openssl::hmac mac;
    token::token_generator<token::default_policy> generator;
    token::issued_token<token::default_policy> before; // the generation before
    token::issued_token<token::default_policy> issued;
    std::string password = "correct horse battery";
    std::string field;       // password and token
    std::string wrong_field; // its last character is another one
    token::stored_credential user;
    token::secret_key totp_key;
    std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};
    token::code_text code;

    fixture()
    {
        unsigned char key[32];
        for (unsigned i = 0; i != 32; ++i)
            key[i] = static_cast<unsigned char>(i + 1);
        require(!keys.add("k1", key), "a key is added");
        require(!issue_token(generator, mac, keys, who, nullptr, before), "a token is issued");
        require(!issue_token(generator, mac, keys, who, &before.record, issued), "it is reset");
        field = password + std::string(issued.token.reveal());
        wrong_field = field;
        wrong_field.back() = field.back() == 'x' ? 'y' : 'x';
        user = {password, token::suffix_kind::token, &issued.record};
        totp_key = token::secret_key(token::bytes_view(key).first(20));
        require(!totp(mac, totp_key.reveal(), now, {}, code), "a code is made");
    }

    /// What the digest is over, as one piece.
    std::vector<unsigned char> message() const
    {
        std::vector<unsigned char> out;
        const auto add = [&](token::bytes_view bytes) {
            const auto size = token::detail::big_endian(bytes.size());
            out.insert(out.end(), size.begin(), size.end());
            out.insert(out.end(), bytes.begin(), bytes.end());
        };
        add(token::as_bytes("cordon security token v1"));
        add(token::as_bytes(who.organisation));
        add(token::as_bytes(who.user));
        add(token::as_bytes(issued.record.policy.view()));
        add(token::detail::big_endian(issued.record.generation));
        add(token::as_bytes(issued.token.reveal()));
        return out;
    }
};

/// That all which is timed gives the right answers.
void check(fixture& f);

/// Registers what cordon is compared with.
void add_peers(fixture& f);

/// A statistic of the kind of dudect, printed: does the time tell two classes of inputs apart?
void print_timing_statistics(fixture& f, bool quick);

} // namespace bench
