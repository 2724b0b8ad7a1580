// Known attacks on tokens, passwords and codes, each a test by its name. Those that need numbers,
// threads or processes are in attacks_at_large.cpp.
#include <cordon/token.hpp>

#include "reference/credential_user.hpp"
#include "reference/fail_alloc.hpp"
#include "reference/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_attacks)

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using act = cordon_test::random_script::act;
using namespace cordon::token;
using cordon_test::counting_hasher;
using cordon_test::credential_user;
using cordon_test::manual_clock;
using cordon_test::outcome;
using cordon_test::random_script;
using cordon_test::scripted_random;
using cordon_test::toy_kdf;
using cordon_test::toy_mac;
using std::chrono::seconds;

namespace {

using toy_hasher = basic_password_hasher<toy_kdf, toy_mac, scripted_random>;
constexpr subject ann{"acme", "ann"};
const bytes_view totp_key = as_bytes("12345678901234567890");

} // namespace

// bcrypt looks at 72 bytes: of a password of 72 and a token behind it, it would not see the token.
BOOST_FIXTURE_TEST_CASE(truncation_at_72_bytes, credential_user)
{
    toy_kdf kdf;
    toy_hasher real(kdf, mac, {.cost = scrypt_cost{4, 1, 1}}, scripted_random(script));
    credential_verifier split(real, mac, keys);
    for (const std::size_t size : {71U, 72U, 73U, 128U, 255U, 256U, 1024U}) {
        const std::string right(size, 'p');
        std::string text;
        BOOST_TEST(!real.hash(as_bytes(right), text));
        const stored_credential user{
            .password_hash = text, .suffix = suffix_kind::token, .token = &record};
        const auto answer = [&](std::string_view field) {
            return outcome(split.verify(&user, who, field, now));
        };
        BOOST_TEST(answer(right + token) == "password_and_suffix");
        BOOST_TEST(answer(right) == "password_only");
        BOOST_TEST(answer(right + "anything at all in the token's place") == "wrong");
        BOOST_TEST(answer(right + "x") == "wrong");
        BOOST_TEST(answer(right.substr(1)) == "wrong");
        BOOST_TEST(answer(right.substr(1) + "q") == "wrong");
        // A whole field, taken for a password by a hasher that does not know of tokens.
        std::string joined;
        if (right.size() + token.size() <= 1024) {
            BOOST_TEST(!real.hash(as_bytes(right + token), joined));
            BOOST_TEST(
                outcome(real.verify(as_bytes(right + "x" + token.substr(1)), joined).error) ==
                "mismatch");
        }
    }
}

BOOST_FIXTURE_TEST_CASE(overlong_input_costs_the_same_for_everybody, credential_user)
{
    toy_kdf kdf;
    toy_hasher real(kdf, mac, {.cost = scrypt_cost{4, 1, 1}}, scripted_random(script));
    credential_verifier split(real, mac, keys);
    std::string text;
    BOOST_TEST(!real.hash(as_bytes(password), text));
    const stored_credential known{
        .password_hash = text, .suffix = suffix_kind::token, .token = &record};
    for (const std::size_t size :
         {1023U, 1024U, 1025U, 1054U, 1055U, 1216U, 1217U, 5000U, 1U << 20}) {
        const std::string field(size, 'x');
        struct cost {
            std::uint64_t runs, macs;
            std::size_t hashed;
            std::string answer;
        };
        const auto measure = [&](const stored_credential* user) {
            const std::uint64_t runs = kdf.runs;
            const std::uint64_t macs = mac.runs;
            const std::string answer = outcome(split.verify(user, who, field, now));
            return cost{kdf.runs - runs, mac.runs - macs, kdf.last_password_size, answer};
        };
        const cost a = measure(&known);
        const cost b = measure(nullptr);
        BOOST_TEST(a.answer == "wrong");
        BOOST_TEST(b.answer == "wrong");
        BOOST_TEST(a.runs == 1U);
        BOOST_TEST(b.runs == 1U);
        BOOST_TEST(a.macs == b.macs);
        BOOST_TEST(a.hashed == b.hashed); // as many bytes: 1,024 at most
        BOOST_TEST(a.hashed <= 1024U);
    }
}

BOOST_AUTO_TEST_CASE(one_time_code_replayed)
{
    toy_mac mac;
    manual_clock clock;
    code_text code;
    BOOST_TEST(!totp(mac, totp_key, clock.now, {}, code));
    totp_state state;
    const auto verify = [&] {
        const auto out = verify_totp(mac, totp_key, {}, state, code.view(), clock.now);
        state = out.next;
        return outcome(out.error);
    };
    BOOST_TEST(verify() == "ok");
    for (int i = 0; i < 4; ++i) { // while its window lasts, and after
        BOOST_TEST(verify() == "mismatch");
        clock.advance(15s);
    }
    // A mailed one.
    key_ring keys;
    BOOST_TEST(!keys.add("k1", as_bytes("0123456789abcdef")));
    watched_random<> random;
    issued_code mailed;
    BOOST_TEST(!issue_code(random, mac, keys, ann, mail_code, nullptr, clock.now, mailed));
    code_decision first =
        verify_code(mac, keys, ann, "mail", mailed.record, mailed.code.reveal_text(), clock.now);
    BOOST_TEST(!first.error);
    BOOST_TEST(outcome(verify_code(mac, keys, ann, "mail", first.next, mailed.code.reveal_text(),
                                   clock.now)
                           .error) == "not_issued");
}

// All that a restarted program knows is what was written: numbers and texts.
BOOST_AUTO_TEST_CASE(one_time_code_replayed_after_a_restart)
{
    const manual_clock clock;
    std::string disk;
    std::string code;
    {
        toy_mac mac;
        code_text text;
        BOOST_TEST(!totp(mac, totp_key, clock.now, {}, text));
        code = text.view();
        const auto out = verify_totp(mac, totp_key, {}, {}, code, clock.now);
        BOOST_TEST(!out.error);
        disk = std::to_string(out.next.last_step) + " " + std::to_string(out.next.failures);
    }
    toy_mac mac;
    std::size_t space = 0;
    totp_state state;
    state.last_step = std::stoll(disk, &space);
    state.failures = static_cast<std::uint32_t>(std::stoul(disk.substr(space)));
    BOOST_TEST(outcome(verify_totp(mac, totp_key, {}, state, code, clock.now).error) == "mismatch");
    // The window's earlier codes are used up with it.
    code_text before;
    BOOST_TEST(!totp(mac, totp_key, clock.now - 30s, {}, before));
    BOOST_TEST(outcome(verify_totp(mac, totp_key, {}, state, before.view(), clock.now).error) ==
               "mismatch");
}

// A token's generation survives a restart as text, so an old one stays old.
BOOST_FIXTURE_TEST_CASE(old_token_after_a_restart, credential_user)
{
    const std::string old = reset();
    const std::string disk = to_text(record);
    record = {};
    const auto read = parse_token_record(disk);
    BOOST_TEST_REQUIRE(read.has_value());
    record = *read;
    BOOST_TEST(verify(password + old) == "wrong (stale)");
    BOOST_TEST(verify(password + token) == "password_and_suffix");
    // The backup of the record before the reset lets the old token in again: it is all that is
    // known. Whoever restores it restores the token with it, and the new one fails.
}

BOOST_FIXTURE_TEST_CASE(failing_random_source_keeps_the_old_token, credential_user)
{
    const token_record before = record;
    for (const act what : {act::fail, act::fail_full, act::short_read, act::nothing, act::overrun,
                           act::zeros, act::ones, act::again}) {
        script.acts.assign(script.requests, act::good);
        script.acts.push_back(what);
        issued_token<default_policy> made;
        BOOST_TEST(bool(issue_token(generator, mac, keys, who, &record, made)));
        BOOST_TEST(made.token.empty()); // nothing that could be mailed
        BOOST_TEST((made.record == token_record()));
        BOOST_TEST((record == before));
        BOOST_TEST(verify(password + token) == "password_and_suffix");
    }
}

// Every text has one spelling, or the same secret could be stored, blocked or counted twice.
BOOST_AUTO_TEST_CASE(encoding_aliases)
{
    const auto base32 = [](std::string_view text, base32_padding padding) {
        secret out;
        return outcome(parse_base32(text, padding, out));
    };
    // "AB": right, and its aliases.
    BOOST_TEST(base32("IFBA====", base32_padding::required) == "ok");
    for (const auto alias :
         {"IFBA"sv, "IFBA==="sv, "IFBA====="sv, "IFBB===="sv, "IFBP===="sv, "ifba===="sv,
          "IFBA ===="sv, " IFBA===="sv, "IFBA====\n"sv, "IF BA===="sv, "IFBA=\r\n==="sv,
          "IFBA=A=="sv, "IFBA====\0"sv, "1FBA===="sv, "IF8A===="sv})
        BOOST_TEST(base32(alias, base32_padding::required) != "ok", alias);
    for (const auto alias : {"IFBA===="sv, "IFBA="sv, "ifba"sv, "IFBB"sv, "IFBA "sv, "IFBA\n"sv})
        BOOST_TEST(base32(alias, base32_padding::absent) != "ok", alias);

    // The base64 of password hashes: QUI is "AB".
    std::vector<unsigned char> bytes(8);
    const auto b64 = [&](std::string_view text) { return detail::read_b64(text, bytes) == 2; };
    BOOST_TEST(b64("QUI"));
    for (const auto alias : {"QUI="sv, "QUJ"sv, "QUJ="sv, "QU=I"sv, "QUI\n"sv, " QUI"sv, "Q UI"sv,
                             "QU I"sv, "QUL"sv, "QUI=="sv, "qui"sv})
        BOOST_TEST(!b64(alias), alias);
    // Hexadecimal digits of records: one case, no prefix. (Every byte of every text is tried beside
    // the parsers.)
    std::vector<unsigned char> two(2);
    BOOST_TEST(detail::read_hex("ab0f", two));
    for (const auto alias :
         {"AB0F"sv, "aB0f"sv, "0xab0f"sv, "ab 0f"sv, "ab:0f"sv, "ab0f\n"sv, "ab0"sv})
        BOOST_TEST(!detail::read_hex(alias, two), alias);
    // A token is its characters.
    token_generator<default_policy> generator;
    const security_token token = generator.generate();
    security_token out;
    BOOST_TEST(!security_token::parse(token.reveal(), out));
    const auto uri = token.to_uri();
    BOOST_TEST(bool(security_token::parse(uri.reveal_text(), out)));
}

// Who can write to the store orders work from there: 2^63 * 128 bytes, or years of rounds.
BOOST_AUTO_TEST_CASE(hostile_password_hash)
{
    random_script script;
    toy_mac mac;
    toy_kdf kdf;
    toy_hasher hasher(kdf, mac, {.cost = scrypt_cost{4, 1, 1}}, scripted_random(script));
    const std::string salt_and_hash = "$AAAAAAAAAAAAAAAAAAAAAA$" + std::string(43, 'A');
    const std::string numbers[] = {"0",
                                   "63",
                                   "64",
                                   "4294967295",
                                   "4294967296",
                                   "4294967297",
                                   "18446744073709551615",
                                   "18446744073709551616",
                                   "18446744073709551633",
                                   std::string(400, '9'),
                                   "017",
                                   "-1",
                                   "+1",
                                   " 1",
                                   "1 ",
                                   "0x1",
                                   "1e9",
                                   ""};
    std::vector<std::string> hostile;
    for (const std::string& n : numbers) {
        hostile.push_back("$scrypt$ln=" + n + ",r=8,p=1" + salt_and_hash);
        hostile.push_back("$scrypt$ln=17,r=" + (n == "63" || n == "64" ? "6300" : n) + ",p=1" +
                          salt_and_hash);
        hostile.push_back("$scrypt$ln=17,r=8,p=" + (n == "63" || n == "64" ? "6300" : n) +
                          salt_and_hash);
        hostile.push_back("$scrypt$ln=" + n + ",r=" + n + ",p=" + n + salt_and_hash);
        if (n != "63" && n != "64") // so many rounds are weak, and no harm
            hostile.push_back("$pbkdf2-sha256$i=" + n + salt_and_hash);
    }
    const std::string head = "$scrypt$ln=4,r=1,p=1";
    for (const std::string& text :
         {std::string(), std::string("$"), head, head + "$", head + "$$",
          head + salt_and_hash + "$", head + "$AAAAAAAAAAAAAAAAAAAAAA",
          head + "$AAAAAAAAAAAAAAAAAAAAAB$" + std::string(43, 'A'),
          head + "$AAAAAAAAAAAAAAAAAAAAAA$" + std::string(42, 'A') + "B", head + "$=$=",
          head + salt_and_hash.substr(0, 30), std::string(1 << 20, '$'), std::string(1 << 20, 'A'),
          "$scrypt$" + std::string(1 << 20, 'l'), head + "$" + std::string(1 << 20, 'A') + "$A",
          head + salt_and_hash + std::string(1 << 20, 'A'), std::string(100, '\0'),
          "$scrypt$ln=4,r=1,p=1,keyid=" + std::string(1 << 20, 'k') + salt_and_hash})
        hostile.push_back(text);
    for (const std::string& text : hostile) {
        const std::uint64_t runs = kdf.runs;
        const std::uint64_t allocated = cordon_test::allocations();
        const password_decision decision = hasher.verify(as_bytes("password"), text);
        const bool again = hasher.needs_rehash(text);
        const std::uint64_t now_allocated = cordon_test::allocations();
        BOOST_TEST(now_allocated == allocated, "allocates for " << text.substr(0, 100));
        BOOST_TEST((decision.error == errc::bad_cost || decision.error == errc::bad_hash),
                   outcome(decision.error) << " for " << text.substr(0, 100));
        BOOST_TEST(again);
        // One run, of our own cost.
        BOOST_TEST(kdf.runs == runs + 1);
        BOOST_TEST((kdf.last_cost == kdf_cost(scrypt_cost{4, 1, 1})));
    }
}

// Who can write to the store cannot move a digest to where he knows the token.
BOOST_FIXTURE_TEST_CASE(digest_swapped, credential_user)
{
    const subject mallory{"acme", "mallory"};
    const subject ann_elsewhere{"evil", "ann"};
    for (const subject& from :
         {mallory, ann_elsewhere, subject{"acm", "eann"}, subject{"acmeann", ""}}) {
        issued_token<default_policy> own;
        BOOST_TEST(!issue_token(generator, mac, keys, from, nullptr, own));
        const std::string known(own.token.reveal());
        const token_record of_ann = record;
        // The record as it is, its digest alone, and its digest as the one before.
        record = own.record;
        BOOST_TEST(verify(password + known) == "wrong");
        record = of_ann;
        record.digest = own.record.digest;
        BOOST_TEST(verify(password + known) == "wrong");
        record = of_ann;
        record.generation = 2;
        record.stale_key = "k1";
        record.stale_digest = own.record.digest;
        BOOST_TEST(verify(password + known) == "wrong");
        record = of_ann;
        BOOST_TEST(verify(password + token) == "password_and_suffix");
    }
    // Between policies of one size, and between generations.
    static constexpr token_policy twin{.name = "twin"};
    token_generator<twin, scripted_random> twins{scripted_random(script)};
    issued_token<twin> other;
    BOOST_TEST(!issue_token(twins, mac, keys, who, nullptr, other));
    record.digest = other.record.digest;
    BOOST_TEST(verify(password + std::string(other.token.reveal())) == "wrong");
    record = other.record;
    BOOST_TEST(verify(password + std::string(other.token.reveal())) == "password_and_suffix");
    record.policy = "default";
    BOOST_TEST(verify(password + std::string(other.token.reveal())) == "wrong");

    issued_token<default_policy> first, second;
    BOOST_TEST(!issue_token(generator, mac, keys, who, nullptr, first));
    BOOST_TEST(!issue_token(generator, mac, keys, who, &first.record, second));
    record = second.record;
    record.digest = first.record.digest; // roll the digest back, and not the number
    BOOST_TEST(verify(password + std::string(first.token.reveal())) == "wrong (stale)");
}

// The victim's name is tried from everywhere, all day: from the trusted network she gets in at
// once.
BOOST_AUTO_TEST_CASE(lockout_to_deny_service)
{
    throttle guard;
    seconds now{1000};
    const unsigned char office[] = {10, 0, 0, 7};
    long long attempts = 0;
    for (const seconds end = now + 24h; now < end; now += 10s) {
        for (unsigned i = 0; i < 20; ++i) {
            const unsigned char from[] = {203, 0, 113,
                                          static_cast<unsigned char>(attempts++ % 256)};
            guard.admit("ann", from, throttle::source::untrusted, now);
        }
        if (attempts % 10'000 == 0) {
            BOOST_TEST(guard.admit("ann", office, throttle::source::trusted, now).count() == 0);
            guard.success("ann", office, throttle::source::trusted);
        }
    }
    BOOST_TEST(attempts > 100'000);
    // From outside she waits, as whoever tries her name does: not for ever.
    const seconds wait = guard.admit("ann", {}, throttle::source::untrusted, now);
    BOOST_TEST(wait.count() > 0);
    BOOST_TEST(wait.count() <= 900);
}

// A neighbour on the same trusted network cannot shut the others out for longer than his failures
// make it: a success is not held up by its own delay.
BOOST_AUTO_TEST_CASE(lockout_from_inside)
{
    throttle guard;
    seconds now{1000};
    const unsigned char office[] = {10, 0, 0, 7};
    const auto in = throttle::source::trusted;
    for (int i = 0; i < 8; ++i) {
        now += guard.admit("mallory " + std::to_string(i), office, in, now);
        guard.admit("mallory " + std::to_string(i), office, in, now);
    }
    now += 900s;
    for (int i = 0; i < 50; ++i) {
        const std::string name = "user " + std::to_string(i);
        BOOST_TEST(guard.admit(name, office, in, now).count() == 0);
        guard.success(name, office, in);
    }
}

// An own account does not buy guesses at others': with its successes in between, in every order,
// an address has as many guesses in a day as without, and a few more while there is no delay yet.
BOOST_AUTO_TEST_CASE(own_successes_buy_no_guesses)
{
    const unsigned char from[] = {203, 0, 113, 5};
    const auto out = throttle::source::untrusted;
    const auto guesses_in_a_day = [&](int own_before, bool pending) {
        throttle guard;
        seconds now{1000};
        int guesses = 0;
        for (int i = 0; now < 1000s + 24h; ++i) {
            int open = 0;
            for (int k = 0; k < own_before; ++k) {
                if (guard.admit("own " + std::to_string(k), from, out, now) != 0s)
                    continue;
                if (pending)
                    ++open;
                else
                    guard.success("own " + std::to_string(k), from, out);
            }
            const seconds wait = guard.admit("victim " + std::to_string(i), from, out, now);
            guesses += wait == 0s;
            for (int k = 0; k < open; ++k)
                guard.success("own " + std::to_string(k), from, out);
            now += std::max(wait, 1s);
        }
        return guesses;
    };
    const int alone = guesses_in_a_day(0, false);
    BOOST_TEST(alone < 120); // 5, then 1 + 2 + ... + 512 s, then one in 900 s
    for (const int own : {1, 2, 4, 10}) {
        BOOST_TEST(guesses_in_a_day(own, false) <= alone + 2, own);
        BOOST_TEST(guesses_in_a_day(own, true) <= alone + 8, own);
    }
}

BOOST_AUTO_TEST_CASE(secret_found_again_in_memory)
{
    // The objects that hold one: destroyed in place, their memory is looked through.
    const auto leftover = [](auto make, std::string_view canary) {
        using type = decltype(make());
        alignas(type) static unsigned char place[sizeof(type)];
        auto* const object = std::construct_at(reinterpret_cast<type*>(place), make());
        const std::string_view memory(reinterpret_cast<const char*>(place), sizeof place);
        const bool was_there = memory.find(canary) != memory.npos;
        std::destroy_at(object);
        return std::pair(was_there, memory.find(canary) != memory.npos);
    };
    const auto gone = std::pair(true, false);
    const std::string canary = "0123456789ABCDEFGHIJKLMN";
    BOOST_TEST((leftover([&] { return secret(canary); }, canary) == gone));
    BOOST_TEST((leftover(
                    [&] {
                        basic_security_token<salesforce_policy> out;
                        detail::raise_if(
                            basic_security_token<salesforce_policy>::parse(canary, out));
                        return out;
                    },
                    canary) == gone));
    BOOST_TEST((leftover(
                    [&] {
                        issued_token<salesforce_policy> out;
                        detail::raise_if(
                            basic_security_token<salesforce_policy>::parse(canary, out.token));
                        return out;
                    },
                    canary) == gone));
    BOOST_TEST((leftover(
                    [&] {
                        issued_code out;
                        out.code.assign(as_bytes(std::string_view("4711081547")));
                        return out;
                    },
                    "4711081547") == gone));
}

// Resets are asked for by whoever knows a name. For known and unknown users the answer is the same,
// and there are a few in a time; while they are refused the token that is out stays good.
BOOST_FIXTURE_TEST_CASE(reset_flooding, credential_user)
{
    throttle guard({.free_tries = 3, .first_delay = 60s, .longest_delay = 1h});
    seconds clock{1000};
    int mails = 0;
    const auto ask = [&](std::string_view name) {
        const std::string key = "reset " + std::string(name);
        if (guard.admit(key, {}, throttle::source::untrusted, clock) != 0s)
            return std::string("later");
        if (name == "ann") {
            reset();
            ++mails;
        }
        return std::string("if we know you there is mail");
    };
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(ask("ann") == ask("nobody"));
    BOOST_TEST(mails == 3);
    const std::string current = token;
    for (int i = 0; i < 1000; ++i) {
        BOOST_TEST(ask("ann") == "later");
        BOOST_TEST(ask("nobody") == "later");
    }
    BOOST_TEST(mails == 3);
    BOOST_TEST(token == current);
    BOOST_TEST(verify(password + current) == "password_and_suffix");
    for (const seconds end = clock + 24h; clock < end; clock += 1s)
        ask("ann");
    BOOST_TEST(mails < 3 + 6 + 24);

    // Codes that are mailed have their own limit, in the record.
    watched_random<scripted_random> random{scripted_random(script)};
    issued_code code;
    const code_record* previous = nullptr;
    code_record kept;
    int issued = 0;
    for (int i = 0; i < 1000; ++i) {
        if (!issue_code(random, mac, keys, who, mail_code, previous, now + i * 3s, code)) {
            kept = code.record;
            previous = &kept;
            ++issued;
        }
    }
    BOOST_TEST(issued == 6); // in 50 minutes
}

BOOST_AUTO_TEST_SUITE_END()
