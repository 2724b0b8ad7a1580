// What must not tell secrets by its time, run under valgrind with the secrets marked as undefined:
//
//     valgrind --error-exitcode=99 constant_time safe      must pass
//     valgrind --error-exitcode=99 constant_time CONTROL   must fail: a control leaks on purpose
//
// What is public stays defined: sizes, names, steps, and from where the headers say so the answer.
#include "constant_time/secrets.hpp"

#include <cordon/token.hpp>

#include <array>
#include <numeric>

namespace {

using namespace constant_time;
using namespace cordon::token;

const subject ada{"example", "ada"};
constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

std::array<unsigned char, 32> key_bytes(unsigned first)
{
    std::array<unsigned char, 32> out;
    std::iota(out.begin(), out.end(), static_cast<unsigned char>(first));
    return out;
}

/// A ring with the keys k1 and k2 (the current one), which have values or not.
key_ring ring(bool secret_keys)
{
    key_ring out;
    for (const char* id : {"k1", "k2"}) {
        auto bytes = key_bytes(id[1] == '1' ? 10U : 20U);
        if (secret_keys)
            hide(bytes.data(), bytes.size());
        check(!out.add(id, bytes), "a key is added");
    }
    return out;
}

void compare()
{
    const auto both = [](std::string_view a, std::string_view b, bool equal) {
        const std::string left = hidden(a);
        const std::string right = hidden(b);
        std::size_t mask = constant_time_mask(as_bytes(left), as_bytes(right));
        check(a.size() != b.size() || a.empty() || is_hidden(&mask, sizeof mask),
              "the mask depends on the secrets");
        reveal(mask);
        check(mask == (equal ? ~std::size_t(0) : 0), "the mask tells whether they are equal");

        mask = constant_time_mask(as_bytes(left), as_bytes(right));
        auto chosen = detail::choose<std::uint64_t>(mask, 1, 2);
        reveal(chosen);
        check(chosen == (equal ? 1U : 2U), "the mask chooses");
    };
    both("", "", true);
    both("a", "a", true);
    both("a", "b", false);
    both("abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345", true);
    both("abcdefghijklmnopqrstuvwxyz012345", "Abcdefghijklmnopqrstuvwxyz012345", false);
    both("abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012346", false);
    both("abc", "abcd", false);
}

void one_time_codes()
{
    tracked_mac model;
    const auto key = key_bytes(1);
    for (const mac_hash hash : {mac_hash::sha1, mac_hash::sha256, mac_hash::sha512}) {
        const one_time_code_options options{.hash = hash, .digits = 8};
        for (std::uint64_t counter = 0; counter != 40; ++counter) {
            code_text right;
            check(!hotp(model, key, counter, options, right), "a code is made");
            auto secret_key = key;
            hide(secret_key.data(), secret_key.size());
            code_text made;
            check(!hotp(model, secret_key, counter, options, made), "a code is made");
            check(is_hidden(made.chars, 8), "the code depends on the key");
            reveal(made.chars, 8);
            check(made == right, "and is the same as without the marks");
        }
    }

    const one_time_code_options options;
    auto secret_key = key;
    hide(secret_key.data(), secret_key.size());
    for (const int ago : {-2, -1, 0, 1, 2}) {
        code_text text;
        const auto then = now + std::chrono::seconds(ago * options.period);
        check(!totp(model, key, then, options, text), "a code is made");
        const std::string code = hidden(text.view());
        const bool in_window = ago >= -1 && ago <= 1;

        detail::step_match match;
        check(!detail::match_totp(model, secret_key, options, -1, as_bytes(code), now, match),
              "a code is looked for");
        check(is_hidden(&match.mask, sizeof match.mask), "the match is a secret");
        reveal(match);
        check((match.mask != 0) == in_window, "a code of the window matches");

        const totp_decision decision = verify_totp(model, secret_key, options, {}, code, now);
        check(!decision.error == in_window, "it is accepted");
        check(decision.step == (in_window ? time_step(then, options.period) : -1), "at its step");
        const totp_state used{time_step(now, options.period) + 1, 0};
        check(verify_totp(model, secret_key, options, used, code, now).error == errc::mismatch,
              "a code whose step is used up is none");
    }
}

issued_token<default_policy> issue(const token_record* previous)
{
    tracked_mac model;
    token_generator<default_policy> generator;
    issued_token<default_policy> out;
    check(!issue_token(generator, model, ring(false), ada, previous, out), "a token is issued");
    return out;
}

/// Another token: one character is a different one.
std::string mistyped(std::string_view token, std::size_t at)
{
    std::string out(token);
    out[at] = out[at] == 'x' ? 'y' : 'x';
    return out;
}

token_record hidden_digests(token_record record)
{
    hide(record.digest.data(), record.digest.size());
    hide(record.stale_digest.data(), record.stale_digest.size());
    return record;
}

void tokens()
{
    tracked_mac model;
    const key_ring keys = ring(true);
    const auto issued = issue(nullptr);
    const std::string token(issued.token.reveal());
    const token_record record = hidden_digests(issued.record);
    const auto answer = [&](std::string_view text) {
        return verify_token(model, keys, ada, record, hidden(text));
    };
    check(!answer(token), "the right token passes");
    check(answer(mistyped(token, 0)) == errc::mismatch, "the first character counts");
    check(answer(mistyped(token, token.size() - 1)) == errc::mismatch, "the last one too");
    check(answer(token.substr(1)) == errc::mismatch, "a shorter token is refused");
}

void verification_codes()
{
    tracked_mac model;
    watched_random<> random;
    issued_code issued;
    check(!issue_code(random, model, ring(false), ada, mail_code, nullptr, now, issued),
          "a code is issued");
    const std::string code(issued.code.reveal_text());
    hide(issued.record.digest.data(), issued.record.digest.size());
    const key_ring keys = ring(true);
    const auto answer = [&](std::string_view text) {
        return verify_code(model, keys, ada, mail_code.name, issued.record, hidden(text), now)
            .error;
    };
    check(!answer(code), "the right code passes");
    check(answer(mistyped(code, 0)) == errc::mismatch, "a wrong one does not");
    check(answer(mistyped(code, 5)) == errc::mismatch, "a wrong one does not");
}

void passwords()
{
    tracked_kdf derivation;
    tracked_mac model;
    const auto verify = [&](const password_options& made_by, password_options checked_by,
                            const key_ring* secret_pepper) {
        std::string stored;
        check(!basic_password_hasher(derivation, model, made_by).hash(as_bytes("password"), stored),
              "a password is hashed");
        checked_by.pepper = secret_pepper;
        basic_password_hasher hasher(derivation, model, checked_by);
        const auto answer = [&](std::string_view text) {
            const std::string password = hidden(text);
            return hasher.verify(as_bytes(password), stored).error;
        };
        check(!answer("password"), "the right password passes");
        check(answer("qassword") == errc::mismatch, "the first character counts");
        check(answer("passwore") == errc::mismatch, "the last one too");
        check(answer("password1") == errc::mismatch, "another size is another password");
        const std::string password = hidden("password");
        check(hasher.verify_dummy(as_bytes(password)).error == errc::mismatch,
              "a dummy never passes");
    };
    verify({}, {}, nullptr);
    verify({.cost = pbkdf2_cost{}}, {}, nullptr);
    const key_ring pepper = ring(false);
    const key_ring secret_pepper = ring(true);
    verify({.pepper = &pepper}, {}, &secret_pepper);
}

/// Runs the hash once, whatever it is given, and finds the size of its input defined and the input
/// a secret.
class counting_hasher {
public:
    int runs = 0;

    std::error_code hash(bytes_view, std::string&) { return errc::kdf_failed; }
    password_decision verify(bytes_view candidate, std::string_view stored) noexcept
    {
        note(candidate);
        std::size_t mask = constant_time_mask(candidate, as_bytes(stored));
        reveal(mask);
        return {mask != 0 ? std::error_code() : errc::mismatch, false};
    }
    password_decision verify_dummy(bytes_view candidate) noexcept
    {
        note(candidate);
        return {errc::mismatch, false};
    }
    bool needs_rehash(std::string_view) const noexcept { return false; }
    void declassify(void* data, std::size_t size) noexcept { reveal(data, size); }

private:
    void note(bytes_view candidate) noexcept
    {
        ++runs;
        const std::size_t size = candidate.size();
        check(!is_hidden(&size, sizeof size), "the size of the candidate is public");
        check(size == 0 || is_hidden(candidate.data(), size), "its bytes are not");
    }
};

void split()
{
    const std::string password = "correct horse";
    const auto first = issue(nullptr);
    const auto second = issue(&first.record);
    const std::string old_token(first.token.reveal());
    const std::string token(second.token.reveal());
    const token_record record = hidden_digests(second.record);
    auto totp_key = key_bytes(1);
    tracked_mac model;
    code_text code;
    check(!totp(model, totp_key, now, {}, code), "a code is made");
    const std::string right_code(code.view());
    hide(totp_key.data(), totp_key.size());

    const stored_credential by_token{
        .password_hash = password, .suffix = suffix_kind::token, .token = &record};
    const stored_credential by_totp{
        .password_hash = password, .suffix = suffix_kind::totp, .totp_key = totp_key};
    const stored_credential plain{.password_hash = password};

    using enum field_match;
    const struct {
        const char* what;
        const stored_credential* user;
        std::string field;
        field_match match;
        bool stale = false;
    } rows[] = {
        {"password and token", &by_token, password + token, password_and_suffix},
        {"the password alone, shorter than a token", &by_token, password, password_only},
        {"the token alone", &by_token, token, wrong},
        {"a wrong password and the token", &by_token, "c0rrect horse" + token, wrong},
        {"the first character is wrong", &by_token, password + mistyped(token, 0), wrong},
        {"the last character is wrong", &by_token, password + mistyped(token, 29), wrong},
        {"the token before", &by_token, password + old_token, wrong, true},
        {"an empty field", &by_token, "", wrong},
        {"one byte less than a token", &by_token, token.substr(1), wrong},
        {"an over-long field", &by_token, std::string(2000, 'a') + token, wrong},
        {"password and code", &by_totp, password + right_code, password_and_suffix},
        {"a wrong code", &by_totp, password + mistyped(right_code, 5), wrong},
        {"the code alone", &by_totp, right_code, wrong},
        {"password only, no code", &by_totp, password, password_only},
        {"no suffix", &plain, password, password_only},
        {"no suffix, wrong password", &plain, "correct horsf", wrong},
        {"an unknown user", nullptr, password + token, wrong},
    };
    for (const auto& row : rows) {
        counting_hasher hasher;
        const key_ring keys = ring(true);
        credential_verifier verifier(hasher, model, keys);
        const std::string field = hidden(row.field);
        const credential_decision decision = verifier.verify(row.user, ada, field, now);
        check(decision.match == row.match, row.what);
        check(decision.stale_token == row.stale, row.what);
        check(!decision.error, row.what);
        check(hasher.runs == 1, row.what);
    }
}

// The controls: what a careless hand would write. Each must be found.

void early_exit()
{
    const std::string a = hidden("abcdefghijklmnopqrstuvwxyz012345");
    const std::string b = hidden("abcdefghijklmnopqrstuvwxyz01234x");
    bool equal = true;
    for (std::size_t i = 0; i != a.size() && equal; ++i)
        equal = a[i] == b[i];
    reveal(equal);
    std::printf("%d\n", int(equal));
}

void secret_address()
{
    static const volatile char table[256] = {1, 2, 3};
    const std::string index = hidden("a");
    const char found = table[static_cast<unsigned char>(index[0])];
    std::printf("%d\n", int(found == 1));
}

// The split with its choice made by a branch.
void branching_choice()
{
    tracked_mac model;
    const auto issued = issue(nullptr);
    const token_record record = hidden_digests(issued.record);
    const std::string field = hidden("password" + std::string(issued.token.reveal()));
    token_digest digest;
    const key_ring keys = ring(true);
    check(!detail::token_mac(model, *keys.find("k2"), ada, "default", 1,
                             as_bytes(std::string_view(field).substr(8)), digest),
          "a digest is made");
    const volatile std::size_t candidate = constant_time_equal(digest, record.digest) ? 8 : 38;
    std::printf("%d\n", int(candidate));
}

int run(std::string_view name)
{
    if (name == "safe") {
        compare();
        one_time_codes();
        tokens();
        verification_codes();
        passwords();
        split();
    } else if (name == "early_exit") {
        early_exit();
    } else if (name == "secret_address") {
        secret_address();
    } else if (name == "branching_choice") {
        branching_choice();
    } else {
        std::puts("usage: constant_time safe|early_exit|secret_address|branching_choice");
        return 2;
    }
    return failures == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (RUNNING_ON_VALGRIND == 0) {
        std::puts("this program says nothing unless valgrind runs it");
        return 2;
    }
    return run(argc == 2 ? argv[1] : "");
}
