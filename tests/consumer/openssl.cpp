// What a server does: a token is issued by OpenSSL's HMAC, and verified.
#include <cordon/openssl.hpp>
#include <cordon/token.hpp>

int main()
{
    namespace token = cordon::token;
    const unsigned char key[32] = {1, 2, 3};
    token::key_ring keys;
    if (keys.add("k1", key))
        return 1;

    cordon::openssl::hmac mac;
    token::token_generator<token::default_policy> generator;
    token::issued_token<token::default_policy> issued;
    const token::subject ada{"example", "ada"};
    if (issue_token(generator, mac, keys, ada, nullptr, issued))
        return 1;
    const auto text = issued.token.reveal();
    const bool right = !verify_token(mac, keys, ada, issued.record, text);
    const bool copied = !verify_token(mac, keys, {"example", "bob"}, issued.record, text);
    return right && !copied ? 0 : 1;
}
