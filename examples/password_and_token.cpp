#include <cordon/openssl.hpp>
#include <cordon/token.hpp>
#include <iostream>

int main()
{
    using namespace cordon::token;
    cordon::openssl::kdf kdf;
    cordon::openssl::hmac mac;
    cordon::openssl::password_hasher hasher(kdf, mac);
    key_ring keys; // the server's secret keys, by id
    const subject ada{"example.org", "ada"};
    // Sign-up: the token is mailed to ada; its record and the password's hash are stored.
    token_generator<default_policy> generator;
    issued_token<default_policy> issued;
    std::string hash;
    secret joined; // what ada's client sends: both in one field
    if (keys.add("k1", as_bytes("32 bytes that nobody else knows.")) ||
        issue_token(generator, mac, keys, ada, nullptr, issued) ||
        hasher.hash(as_bytes("tr0ub4dor"), hash) ||
        join("tr0ub4dor", issued.token.reveal(), joined))
        return 1;
    // Login: the stored record says where to split. One password hash runs, whatever comes in.
    credential_verifier verifier(hasher, mac, keys);
    const stored_credential user{hash, suffix_kind::token, &issued.record};
    const char* const answers[] = {"wrong", "password only", "password and token"};
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (auto field : {joined.reveal_text(), std::string_view("tr0ub4dor"), issued.token.reveal()})
        std::cout << answers[int(verifier.verify(&user, ada, field, now).match)] << '\n';
}
