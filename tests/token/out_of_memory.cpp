// Every allocation of everything that allocates fails once: the old token, password hash, key,
// record and count stay what they were. What must not allocate does not: with secrets in hand there
// is nothing on the heap, and nothing that could fail in the middle.
#include <cordon/token.hpp>

#include "reference/credential_user.hpp"
#include "reference/fail_alloc.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(token_out_of_memory)

using namespace std::string_view_literals;
using namespace cordon::token;
using cordon_test::allocations;
using cordon_test::credential_user;
using cordon_test::fail_each_allocation;
using cordon_test::random_script;
using cordon_test::scripted_random;
using cordon_test::toy_kdf;
using cordon_test::toy_mac;

namespace {

using toy_hasher = basic_password_hasher<toy_kdf, toy_mac, scripted_random>;
constexpr subject ann{"acme", "ann"};
constexpr std::string_view long_key = "0123456789abcdef0123456789abcdef";

// How many allocations `work()` does; 0 where they are not counted.
template <class Work>
std::uint64_t allocations_of(Work work)
{
    const std::uint64_t before = allocations();
    work();
    return allocations() - before;
}

// A record that owns memory, as a host's may.
struct account {
    std::string hash;
    token_record token{};
};

} // namespace

BOOST_AUTO_TEST_CASE(what_does_not_allocate)
{
    random_script script;
    toy_mac mac;
    toy_kdf kdf;
    key_ring keys;
    BOOST_TEST(!keys.add("k1", as_bytes(long_key)));
    token_generator<default_policy, scripted_random> generator{scripted_random(script)};
    token_generator<default_policy> of_the_system;
    watched_random<scripted_random> random{scripted_random(script)};
    toy_hasher hasher(kdf, mac, {.cost = scrypt_cost{4, 1, 1}}, scripted_random(script));
    std::string stored;
    BOOST_TEST(!hasher.hash(as_bytes("secret"), stored));
    issued_token<default_policy> made;
    BOOST_TEST(!issue_token(generator, mac, keys, ann, nullptr, made));
    const std::string record_text = to_text(made.record);
    const std::string field = "secret" + std::string(made.token.reveal());
    const std::string large(1 << 20, 'x');
    const std::string hostile = "$scrypt$ln=63,r=8,p=1$AAAAAAAAAAA$" + std::string(22, 'A');
    credential_verifier verifier(hasher, mac, keys);
    throttle guard;
    security_token batch[8];
    bool right = true;
    const auto check = [&](bool value) { right = right && value; };

    const std::uint64_t count = allocations_of([&] {
        check(!generator.generate(batch[0]));
        check(!generator.generate(std::span(batch)));
        check(!of_the_system.generate(std::span(batch)));
        check(!security_token::parse(made.token.reveal(), batch[0]));
        const auto uri = batch[0].to_uri();
        check(!uri.empty());
        issued_token<default_policy> second;
        check(!issue_token(generator, mac, keys, ann, &made.record, second));
        check(!verify_token(mac, keys, ann, second.record, second.token.reveal()));
        check(parse_token_record(record_text) == made.record);
        check(!parse_token_record(large));

        check(!hasher.verify(as_bytes("secret"), stored).error);
        check(bool(hasher.verify(as_bytes("secret"), hostile).error));
        check(bool(hasher.verify(as_bytes("secret"), large).error));
        check(bool(hasher.verify(as_bytes(large), stored).error));
        check(bool(hasher.verify_dummy(as_bytes(large)).error));
        check(hasher.needs_rehash(hostile));

        const stored_credential user{
            .password_hash = stored, .suffix = suffix_kind::token, .token = &made.record};
        for (const std::string_view text :
             {std::string_view(field), std::string_view(large), ""sv}) {
            const auto decision = verifier.verify(&user, ann, text, credential_user::now);
            check((decision.match == field_match::password_and_suffix) == (text == field));
            verifier.verify(nullptr, ann, text, credential_user::now);
        }
        check(!verifier.check_new_password(user, ann, "something new"));
        secret joined;
        check(!join("secret", made.token.reveal(), joined));

        issued_code code;
        check(!issue_code(random, mac, keys, ann, mail_code, nullptr, credential_user::now, code));
        check(!verify_code(mac, keys, ann, "mail", code.record, code.code.reveal_text(),
                           credential_user::now)
                   .error);
        const bytes_view totp_key = as_bytes("12345678901234567890");
        code_text text;
        check(!totp(mac, totp_key, credential_user::now, {}, text));
        check(!verify_totp(mac, totp_key, {}, {}, text.view(), credential_user::now).error);
        check(!parse_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", base32_padding::absent, joined));
        check(!otpauth_uri("Example", "ann", totp_key, {}, joined));

        guard.admit(large, {}, throttle::source::untrusted, std::chrono::seconds(1));
        guard.success(large, {}, throttle::source::untrusted);
    });
    BOOST_TEST(right);
    BOOST_TEST(count == 0U);
}

BOOST_AUTO_TEST_CASE(adding_a_key)
{
    const auto failures = fail_each_allocation(
        [] {
            key_ring ring;
            for (const auto id : {"k1"sv, "k2"sv, "k3"sv}) {
                const std::string before(ring.current().view()); // short: not on the heap
                try {
                    detail::raise_if(ring.add(id, as_bytes(long_key)));
                } catch (const std::bad_alloc&) {
                    // It is not in the ring, the one before is the current one and is whole.
                    const bool whole = before.empty()
                                           ? ring.empty()
                                           : ring.find(before)->reveal_text() == long_key;
                    return whole && ring.find(id) == nullptr && ring.current().view() == before;
                }
                if (ring.current().view() != id || ring.find(id)->reveal_text() != long_key)
                    return false;
            }
            return true;
        },
        [] { return true; });
    BOOST_TEST(failures == (cordon_test::allocations_are_counted() ? 3U : 0U)); // 1, 2 and 4 keys
}

BOOST_AUTO_TEST_CASE(hashing_a_password)
{
    random_script script;
    toy_mac mac;
    toy_kdf kdf;
    key_ring peppers;
    BOOST_TEST(!peppers.add("pepper-of-this-year", as_bytes(long_key)));
    toy_hasher hasher(kdf, mac, {.cost = scrypt_cost{4, 1, 1}, .pepper = &peppers},
                      scripted_random(script));
    std::string old;
    BOOST_TEST(!hasher.hash(as_bytes("old"), old));
    std::string stored = old;
    stored.shrink_to_fit();
    const auto failures = fail_each_allocation(
        [&] {
            std::string made;
            const bool right =
                !hasher.hash(as_bytes("new"), made) && !hasher.verify(as_bytes("new"), made).error;
            return right;
        },
        [&] { return stored == old && !hasher.verify(as_bytes("old"), stored).error; });
    // And into the text that holds the old one.
    const auto again = fail_each_allocation(
        [&] {
            std::string text = old;
            try {
                detail::raise_if(hasher.hash(as_bytes("new"), text));
            } catch (const std::bad_alloc&) {
                return text == old;
            }
            return !hasher.verify(as_bytes("new"), text).error;
        },
        [&] { return stored == old; });
    if (cordon_test::allocations_are_counted()) {
        BOOST_TEST(failures >= 3U);
        BOOST_TEST(again >= 3U);
    }
}

BOOST_AUTO_TEST_CASE(writing_a_record)
{
    token_record record;
    record.policy = "default";
    record.key = "k1";
    record.stale_key = "k0";
    record.size = 30;
    record.generation = 1;
    const token_record before = record;
    fail_each_allocation([&] { return parse_token_record(to_text(record)) == record; },
                         [&] { return record == before; });
}

BOOST_AUTO_TEST_CASE(storing)
{
    const account old{.hash = "an old hash that is too long for the inside of a string"};
    const account fresh{.hash = "a new hash that is too long for the inside of a string, too"};
    const std::string key = "the name of an account that is on the heap";

    // Behind an old record; the lost attempts leave it, with its version.
    memory_store<account> store;
    BOOST_TEST(store.compare_and_swap(key, 0, old));
    std::uint64_t version = store.load(key)->version;
    fail_each_allocation(
        [&] {
            const auto found = store.load(key);
            if (!store.compare_and_swap(key, found->version, fresh))
                return false;
            version = found->version + 1;
            return store.load(key)->record.hash == fresh.hash;
        },
        [&] {
            const auto found = store.load(key);
            return found->version == version && found->record.hash == fresh.hash;
        });

    // A first record: there is none, or it is whole.
    fail_each_allocation(
        [&] {
            memory_store<account> empty;
            try {
                if (!empty.compare_and_swap(key, 0, fresh))
                    return false;
            } catch (const std::bad_alloc&) {
                return !empty.load(key).has_value();
            }
            return empty.load(key)->record.hash == fresh.hash;
        },
        [] { return true; });

    // By update(): what was decided and not stored is decided again by who comes next.
    memory_store<int> counts;
    BOOST_TEST(counts.compare_and_swap(key, 0, 7));
    int decided = 7;
    fail_each_allocation(
        [&] {
            const int before = update<int>(counts, key, [](const int* found) {
                return std::pair(*found, std::optional(*found + 1));
            });
            const bool right = before == decided;
            decided = before + 1;
            return right;
        },
        [&] { return counts.load(key)->record == decided; });
}

BOOST_AUTO_TEST_CASE(making_a_throttle)
{
    fail_each_allocation(
        [] {
            throttle guard({.capacity = 64});
            return guard.admit("ann", {}, throttle::source::untrusted, {}).count() == 0;
        },
        [] { return true; });
}

// A token is alive when memory runs out: it is wiped on the way out, and the stored one is as it
// was.
BOOST_AUTO_TEST_CASE(a_token_alive)
{
    if (!cordon_test::allocations_are_counted())
        return;
    random_script script;
    toy_mac mac;
    key_ring keys;
    BOOST_TEST(!keys.add("k1", as_bytes(long_key)));
    token_generator<default_policy, scripted_random> generator{scripted_random(script)};
    issued_token<default_policy> old;
    BOOST_TEST(!issue_token(generator, mac, keys, ann, nullptr, old));
    memory_store<token_record> store;
    BOOST_TEST(store.compare_and_swap("an account whose name is on the heap", 0, old.record));

    // The place of the token, which outlives it.
    using issued = issued_token<default_policy>;
    alignas(issued) unsigned char place[sizeof(issued)];
    std::string seen;
    seen.reserve(64);
    struct owner {
        issued* token;
        ~owner() { std::destroy_at(token); }
    };
    bool thrown = false;
    try {
        const owner guard{std::construct_at(reinterpret_cast<issued*>(place))};
        BOOST_TEST(!issue_token(generator, mac, keys, ann, &old.record, *guard.token));
        seen = guard.token->token.reveal();
        const cordon_test::failing_allocation fails(1);
        store.compare_and_swap("an account whose name is on the heap", 1, guard.token->record);
    } catch (const std::bad_alloc&) {
        thrown = true;
    }
    BOOST_TEST(thrown);
    const std::string_view memory(reinterpret_cast<const char*>(place), sizeof place);
    BOOST_TEST(memory.find(seen) == memory.npos);
    BOOST_TEST(memory.find(seen.substr(0, 8)) == memory.npos);
    const token_record stored = store.load("an account whose name is on the heap")->record;
    BOOST_TEST(!verify_token(mac, keys, ann, stored, old.token.reveal()));
    BOOST_TEST(bool(verify_token(mac, keys, ann, stored, seen)));
}

BOOST_AUTO_TEST_SUITE_END()
