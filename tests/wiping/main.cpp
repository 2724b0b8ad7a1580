// After a secret's end the process's memory holds no copy of it, nor 8 bytes in a row of one: not
// on the heap, not in dead stack frames. Each case runs twice: once it looks while the secret
// lives, and must find it; once it does not, so that nothing is overwritten by looking, and must
// leave nothing behind. Controls, which leave a copy behind, must be found.
#include "reference/toy_mac.hpp"
#include "wiping/canary.hpp"

#include <cordon/token.hpp>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace cordon::token;
using wiping::canary;
using wiping::sighting;

const subject ada{"example", "ada"};
constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

/// A case as it runs.
struct course {
    const canary& needle;
    bool looks;
    sighting alive{}; // what it saw then

    void look()
    {
        if (looks)
            alive = needle.look();
    }
    wiping::source source() const { return wiping::source(needle); }
};

using secret_32 = basic_secret<32>;

// The canaries: a password (or key), and the random bytes of a token and of a code with what
// becomes of them.

unsigned char password_byte(std::uint64_t seed, std::size_t i) noexcept
{
    return wiping::random_byte(seed, i);
}
unsigned char drawn_byte(std::uint64_t seed, std::size_t i) noexcept
{
    return wiping::random_byte(seed, i) & 0x7f; // below 248: none is thrown away
}
unsigned char token_byte(std::uint64_t seed, std::size_t i) noexcept
{
    return static_cast<unsigned char>(detail::base62[drawn_byte(seed, i) % 62]);
}
unsigned char code_byte(std::uint64_t seed, std::size_t i) noexcept
{
    std::uint64_t number = 0;
    for (std::size_t b = 0; b != 8; ++b)
        number = number << 8 | drawn_byte(seed, b);
    number %= 10'000'000'000U;
    for (; i != 9; ++i)
        number /= 10;
    return static_cast<unsigned char>('0' + number % 10);
}
unsigned char base32_byte(std::uint64_t seed, std::size_t i) noexcept
{
    std::size_t digit = 0;
    for (std::size_t bit = 5 * i; bit != 5 * i + 5; ++bit)
        digit = digit << 1 | (password_byte(seed, bit / 8) >> (7 - bit % 8) & 1U);
    return static_cast<unsigned char>(detail::base32_digits[digit]);
}

/// The random bytes above, behind the 16 that are only compared.
class canary_source {
public:
    explicit canary_source(const course& c) noexcept : seed_(c.needle.seed()) {}

    std::size_t fill(bytes_span out, std::error_code& error) noexcept
    {
        for (std::size_t i = 0; i != out.size(); ++i) {
            const unsigned char byte =
                i < 16 ? wiping::random_byte(~requests_, i) : drawn_byte(seed_, i - 16);
            static_cast<volatile unsigned char&>(out[i]) = byte;
        }
        if (++requests_ == fails_at)
            error = errc::random_failed;
        return out.size();
    }
    std::uint64_t fails_at = 0;

private:
    std::uint64_t seed_;
    std::uint64_t requests_ = 0;
};

// --- Secrets ----------------------------------------------------------------------------------

void on_the_stack(course& c)
{
    secret_32 value(c.source().bytes());
    c.look();
}

void on_the_heap(course& c)
{
    const auto value = std::make_unique<secret_32>(c.source().bytes());
    c.look();
}

void in_a_growing_vector(course& c)
{
    std::vector<secret_32> values;
    for (int i = 0; i != 20; ++i)
        values.emplace_back(c.source().bytes());
    values.erase(values.begin(), values.begin() + 15);
    c.look();
}

void moved(course& c)
{
    secret_32 first(c.source().bytes());
    secret_32 second(std::move(first));
    secret_32 third;
    third = std::move(second);
    std::swap(first, third);
    c.look();
}

void cloned(course& c)
{
    const secret_32 value(c.source().bytes());
    const secret_32 copy = value.clone();
    c.look();
}

void cleared(course& c)
{
    static secret_32 value; // stays alive
    value.assign(c.source().bytes());
    c.look();
    value.clear();
}

void assigned_over(course& c)
{
    static secret_32 value;
    value.assign(c.source().bytes());
    c.look();
    value.assign(as_bytes("short"));
}

void made_smaller(course& c)
{
    static secret_32 value;
    value.assign(c.source().bytes());
    c.look();
    value.resize(7);
}

void thrown_past(course& c)
{
    try {
        const secret_32 value(c.source().bytes());
        const auto other = std::make_unique<secret_32>(value.reveal());
        c.look();
        throw std::runtime_error("on the way");
    } catch (const std::runtime_error&) {
    }
}

void does_not_fit(course& c)
{
    const auto source = c.source();
    try {
        basic_secret<16> small(source.bytes());
    } catch (const std::system_error&) {
        c.look();
    }
}

// --- Keys -------------------------------------------------------------------------------------

void key_ring_grows_and_forgets(course& c)
{
    static key_ring keys; // stays alive
    constexpr std::string_view ids = "abcdefghi";
    for (std::size_t i = 0; i != ids.size(); ++i)
        if (keys.add(ids.substr(i, 1), c.source().bytes()))
            throw std::logic_error("add");
    key_ring other(std::move(keys));
    c.look();
    for (std::size_t i = 0; i != 8; ++i)
        if (other.remove(ids.substr(i, 1)))
            throw std::logic_error("remove");
}

// --- Tokens -----------------------------------------------------------------------------------

void token_generated(course& c)
{
    token_generator<default_policy, canary_source> generator{canary_source(c)};
    const security_token made = generator.generate();
    c.look();
}

void tokens_generated_in_a_batch(course& c)
{
    token_generator<default_policy, canary_source> generator{canary_source(c)};
    const auto made = std::make_unique<std::array<security_token, 500>>();
    if (generator.generate(*made))
        throw std::logic_error("generate");
    c.look();
}

void generator_fails_in_a_batch(course& c)
{
    canary_source source(c);
    source.fails_at = 3; // in the middle of the batch
    token_generator<default_policy, canary_source> generator(source);
    const auto made = std::make_unique<std::array<security_token, 500>>();
    const security_token before = generator.generate();
    if (!generator.generate(*made))
        throw std::logic_error("generate");
    c.look();
}

void token_parsed(course& c)
{
    token_generator<default_policy, canary_source> generator{canary_source(c)};
    const security_token made = generator.generate();
    security_token parsed;
    if (security_token::parse(made.reveal(), parsed))
        throw std::logic_error("parse");
    const security_token moved = std::move(parsed);
    const auto uri = moved.to_uri();
    c.look();
}

void token_issued_reset_and_verified(course& c)
{
    token_generator<default_policy, canary_source> generator{canary_source(c)};
    cordon_test::toy_mac mac;
    key_ring keys;
    const unsigned char key[32] = {7};
    issued_token<default_policy> first;
    issued_token<default_policy> second;
    if (keys.add("k1", key) || issue_token(generator, mac, keys, ada, nullptr, first) ||
        issue_token(generator, mac, keys, ada, &first.record, second) ||
        verify_token(mac, keys, ada, second.record, second.token.reveal()))
        throw std::logic_error("issue");
    c.look();
}

void key_used(course& c)
{
    token_generator<default_policy> generator;
    cordon_test::toy_mac mac;
    key_ring keys;
    issued_token<default_policy> issued;
    if (keys.add("k1", c.source().bytes()) ||
        issue_token(generator, mac, keys, ada, nullptr, issued) ||
        verify_token(mac, keys, ada, issued.record, issued.token.reveal()))
        throw std::logic_error("issue");
    c.look();
}

// --- Password and token -------------------------------------------------------------------------

void joined(course& c)
{
    secret field;
    basic_secret<40> small;
    const auto password = c.source();
    if (join(password.text(), "0123456789abcdefghijklmnop", field) ||
        join(password.text(), "0123456789abcdefghijklmnop", small) != errc::too_long)
        throw std::logic_error("join");
    c.look();
}

void password_hashed(course& c)
{
    cordon_test::toy_mac mac;
    cordon_test::toy_kdf kdf;
    key_ring pepper;
    const unsigned char key[32] = {7};
    if (pepper.add("p1", key))
        throw std::logic_error("add");
    for (const key_ring* ring : {static_cast<const key_ring*>(nullptr), &std::as_const(pepper)}) {
        basic_password_hasher hasher(kdf, mac, {.pepper = ring});
        const auto password = c.source();
        std::string stored;
        if (hasher.hash(password.bytes(), stored) ||
            hasher.verify(password.bytes(), stored).error ||
            hasher.verify_dummy(password.bytes()).error != errc::mismatch ||
            hasher.verify(password.bytes(), "broken").error != errc::bad_hash)
            throw std::logic_error("hash");
        c.look();
    }
}

void field_verified(course& c)
{
    cordon_test::toy_mac mac;
    cordon_test::toy_kdf kdf;
    basic_password_hasher hasher(kdf, mac);
    key_ring keys;
    const unsigned char key[32] = {7};
    token_generator<default_policy> generator;
    issued_token<default_policy> issued;
    std::string stored;
    const auto password = c.source();
    if (keys.add("k1", key) || issue_token(generator, mac, keys, ada, nullptr, issued) ||
        hasher.hash(password.bytes(), stored))
        throw std::logic_error("issue");
    credential_verifier verifier(hasher, mac, keys);
    const stored_credential user{
        .password_hash = stored, .suffix = suffix_kind::token, .token = &issued.record};
    secret field;
    if (join(password.text(), issued.token.reveal(), field) ||
        verifier.verify(&user, ada, field.reveal_text(), now).match !=
            field_match::password_and_suffix ||
        verifier.verify(nullptr, ada, field.reveal_text(), now).match != field_match::wrong ||
        verifier.check_new_password(user, ada, field.reveal_text()) != errc::conflict)
        throw std::logic_error("verify");
    c.look();
}

// --- Codes --------------------------------------------------------------------------------------

void authenticator_enrolled_and_used(course& c)
{
    cordon_test::toy_mac mac;
    const auto key = c.source();
    code_text code;
    secret uri;
    if (otpauth_uri("Example", "ada", key.bytes(), {}, uri) ||
        totp(mac, key.bytes(), now, {}, code) ||
        verify_totp(mac, key.bytes(), {}, {}, code.view(), now).error)
        throw std::logic_error("totp");
    c.look();
}

void base32_both_ways(course& c)
{
    const auto key = c.source();
    basic_secret<64> text;
    append_base32(text, key.bytes());
    secret_32 back;
    if (parse_base32(text.reveal_text(), base32_padding::absent, back) ||
        !constant_time_equal(back.reveal(), key.bytes()))
        throw std::logic_error("base32");
    text.append(as_bytes("B")); // a bit behind the last byte: refused when all is read
    basic_secret<64> broken;
    if (parse_base32(text.reveal_text(), base32_padding::absent, broken) == std::error_code())
        throw std::logic_error("base32");
    c.look();
}

/// The key is random, so the canary is its base32: made here from the same bytes.
void base32_text(course& c)
{
    secret_32 key;
    const bytes_span bytes = key.resize(32);
    for (std::size_t i = 0; i != bytes.size(); ++i)
        static_cast<volatile unsigned char&>(bytes[i]) = password_byte(c.needle.seed(), i);
    basic_secret<64> text;
    append_base32(text, key.reveal());
    secret uri;
    if (otpauth_uri("Example", "ada", key.reveal(), {}, uri))
        throw std::logic_error("uri");
    c.look();
}

void code_issued_and_verified(course& c)
{
    watched_random<canary_source> random{canary_source(c)};
    cordon_test::toy_mac mac;
    key_ring keys;
    const unsigned char key[32] = {7};
    const code_policy policy{.name = "mail", .digits = 10};
    issued_code issued;
    if (keys.add("k1", key) || issue_code(random, mac, keys, ada, policy, nullptr, now, issued) ||
        verify_code(mac, keys, ada, policy.name, issued.record, issued.code.reveal_text(), now)
            .error)
        throw std::logic_error("issue");
    c.look();
}

// --- Controls -----------------------------------------------------------------------------------

std::string* forgotten = nullptr;

void string_left_behind(course& c)
{
    forgotten = new std::string(c.source().text());
    c.look();
}

void freed_string(course& c)
{
    const std::string value(c.source().text());
    c.look();
}

void dead_stack_frame(course& c)
{
    unsigned char value[64];
    c.needle.write(value);
    __asm__ volatile("" : : "r"(value) : "memory");
    c.look();
}

struct kind {
    canary::byte_at byte;
    std::size_t size;
};
constexpr kind password{password_byte, 32};
constexpr kind random_bytes{drawn_byte, 24};
constexpr kind token{token_byte, 24};
constexpr kind code_digits{code_byte, 10};
constexpr kind code_bytes{drawn_byte, 8};
constexpr kind base32{base32_byte, 51}; // the 52nd character has but one bit

const struct {
    const char* name;
    void (*run)(course&);
    kind what;
    std::size_t alive = 1; // copies that are there when the case looks
    bool stays = false;    // and afterwards: a control
} cases[] = {
    {"a secret on the stack", on_the_stack, password},
    {"a secret on the heap", on_the_heap, password},
    {"secrets in a growing vector", in_a_growing_vector, password, 5},
    {"a secret moved", moved, password},
    {"a secret cloned", cloned, password, 2},
    {"a secret cleared", cleared, password},
    {"a secret assigned over", assigned_over, password},
    {"a secret made smaller", made_smaller, password},
    {"an exception thrown past a secret", thrown_past, password, 2},
    {"a secret that does not fit", does_not_fit, password},
    {"a key ring that grows and forgets", key_ring_grows_and_forgets, password, 9},
    {"a token generated", token_generated, token},
    {"a token's random bytes", token_generated, random_bytes, 0},
    {"tokens generated in a batch", tokens_generated_in_a_batch, token},
    {"a batch's random bytes", tokens_generated_in_a_batch, random_bytes, 0},
    {"a generator that fails", generator_fails_in_a_batch, token},
    {"its random bytes", generator_fails_in_a_batch, random_bytes, 0},
    {"a token parsed", token_parsed, token, 3},
    {"a token issued, reset and verified", token_issued_reset_and_verified, token, 2},
    {"its random bytes again", token_issued_reset_and_verified, random_bytes, 0},
    {"a key used", key_used, password},
    {"password and token joined", joined, password, 2},
    {"a password hashed", password_hashed, password},
    {"a field verified", field_verified, password, 2},
    {"an authenticator's key", authenticator_enrolled_and_used, password},
    {"a key in base32 and back", base32_both_ways, password, 2},
    {"a key's base32", base32_text, base32, 2},
    {"a mailed code", code_issued_and_verified, code_digits},
    {"its random bytes too", code_issued_and_verified, code_bytes, 0},
    {"control: a string left behind", string_left_behind, password, 1, true},
    {"control: a string freed", freed_string, password, 1, true},
    {"control: a dead stack frame", dead_stack_frame, password, 1, true},
};

sighting run(void (*function)(course&), const canary& needle, bool looks, sighting& alive)
{
    struct deep {
        void (*run)(course&);
        course how;
    } context{function, {needle, looks}};
    wiping::run_deep(
        [](void* data) {
            auto* const what = static_cast<deep*>(data);
            what->run(what->how);
        },
        &context);
    alive = context.how.alive;
    return needle.look();
}

} // namespace

int main()
{
    int failures = 0;
    std::uint64_t seed = 1;
    for (const auto& each : cases) {
        // Other canaries each time: what one leaves behind is not held against the next.
        const canary first(each.what.byte, seed++, each.what.size);
        const canary second(each.what.byte, seed++, each.what.size);
        sighting alive;
        sighting ignored;
        run(each.run, first, true, alive);
        const sighting after = run(each.run, second, false, ignored);
        const bool good = alive.copies == each.alive && (after.fragments != 0) == each.stays;
        std::printf("%s: %s: %zu copies while it lives, afterwards %zu copies, %zu fragments\n",
                    good ? "ok" : "FAILED", each.name, alive.copies, after.copies, after.fragments);
        failures += !good;
    }
    return failures == 0 ? 0 : 1;
}
