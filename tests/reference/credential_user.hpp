// One user with a password and a security token, whose fields are checked with counting models.
#pragma once

#include "reference/counting_hasher.hpp"
#include "reference/scripted_random.hpp"
#include "reference/token_outcome.hpp"
#include "reference/toy_mac.hpp"

#include <cordon/token/credential.hpp>

#include <string>

namespace cordon_test {

// A fixture. verify() answers in words, and with "; N runs" where the password hash ran other than
// exactly once: so every expectation in it is one on the number of runs, too.
struct credential_user {
    static constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};
    static constexpr cordon::token::subject who{"acme", "ann"};

    random_script script{};
    toy_mac mac{};
    counting_hasher hasher{};
    cordon::token::key_ring keys = one_key();
    cordon::token::token_generator<cordon::token::default_policy, scripted_random> generator{
        scripted_random(script)};
    cordon::token::credential_options options{};
    cordon::token::credential_verifier<counting_hasher, toy_mac> verifier{hasher, mac, keys,
                                                                          options};

    std::string password = "correct horse battery";
    std::string hash = counting_hasher::stored(password);
    std::string token;                    // K
    cordon::token::token_record record{}; // of K

    credential_user() { reset(); }

    static cordon::token::key_ring one_key()
    {
        cordon::token::key_ring out;
        cordon::token::detail::raise_if(
            out.add("k1", cordon::token::as_bytes(std::string_view("0123456789abcdef"))));
        return out;
    }

    // A new token in place of the old one, which is returned.
    std::string reset()
    {
        const std::string old = token;
        const cordon::token::token_record before = record;
        cordon::token::issued_token<cordon::token::default_policy> made;
        cordon::token::detail::raise_if(cordon::token::issue_token(
            generator, mac, keys, who, old.empty() ? nullptr : &before, made));
        token = made.token.reveal();
        record = made.record;
        return old;
    }

    cordon::token::stored_credential stored() const
    {
        return {
            .password_hash = hash, .suffix = cordon::token::suffix_kind::token, .token = &record};
    }
    cordon::token::stored_credential stored_without_token() const
    {
        return {.password_hash = hash};
    }

    std::string verify(std::string_view field) { return verify_as(stored(), field); }
    std::string verify_unknown(std::string_view field)
    {
        return counted([&] { return verifier.verify(nullptr, who, field, now); });
    }
    std::string verify_as(const cordon::token::stored_credential& user, std::string_view field,
                          const cordon::token::subject& whom = who,
                          std::chrono::sys_seconds when = now)
    {
        return counted([&] { return verifier.verify(&user, whom, field, when); });
    }

private:
    template <class Check>
    std::string counted(Check check)
    {
        const int before = hasher.runs;
        std::string out = outcome(check());
        if (hasher.runs != before + 1)
            out += "; " + std::to_string(hasher.runs - before) + " runs";
        return out;
    }
};

} // namespace cordon_test
