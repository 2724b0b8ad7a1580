// Known attacks on tokens, passwords and codes, each a test by its name: those that need many
// threads, processes, names or draws.
#include <cordon/token.hpp>

#include "effort.hpp"
#include "reference/credential_user.hpp"
#include "reference/fail_alloc.hpp"
#include "reference/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#if defined(__unix__)
#include <sys/wait.h>
#include <unistd.h>
#endif

BOOST_AUTO_TEST_SUITE(token_attacks_at_large)

using namespace std::chrono_literals;
using namespace cordon::token;
using cordon_test::credential_user;
using cordon_test::manual_clock;
using cordon_test::outcome;
using cordon_test::random_script;
using cordon_test::scripted_random;
using cordon_test::toy_kdf;
using cordon_test::toy_mac;
using cordon_tests::effort;
using std::chrono::seconds;

namespace {

constexpr subject ann{"acme", "ann"};
const bytes_view totp_key = as_bytes("12345678901234567890");
constexpr int threads = 8;

// `work(thread)` in all threads at once.
void in_threads(auto work)
{
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t)
        running.emplace_back([&, t] { work(t); });
    for (auto& thread : running)
        thread.join();
}

// How often each symbol of base62 stands in `symbols`; chi-square and the largest deviation from
// the mean in standard deviations.
struct symbol_counts {
    std::array<std::uint64_t, 62> counts{};
    std::uint64_t total = 0;

    void add(std::string_view symbols)
    {
        for (const char c : symbols)
            ++counts[detail::base62.find(c)];
        total += symbols.size();
    }
    double chi_square() const
    {
        double out = 0;
        const double expected = double(total) / 62;
        for (const std::uint64_t count : counts)
            out += (double(count) - expected) * (double(count) - expected) / expected;
        return out;
    }
    double largest_deviation() const
    {
        double out = 0;
        const double expected = double(total) / 62;
        for (const std::uint64_t count : counts) {
            const double difference = double(count) - expected;
            out = std::max(out, difference * difference / (expected * 61 / 62));
        }
        return out; // squared
    }
};

} // namespace

#if defined(__unix__)
// Nothing of a generator is shared with a forked child: what both make next differs. (The first
// test case, since a fork takes longer the more memory there is.)
BOOST_AUTO_TEST_CASE(fork_and_generate)
{
    token_generator<default_policy> generator;
    security_token before = generator.generate(); // it has been used
    std::set<std::string> all;
    const std::uint64_t rounds = effort(10'000);
    int pipe_ends[2];
    BOOST_TEST_REQUIRE(::pipe(pipe_ends) == 0);
    for (std::uint64_t i = 0; i < rounds; ++i) {
        const pid_t child = ::fork();
        BOOST_TEST_REQUIRE(child >= 0);
        if (child == 0) {
            security_token token;
            const bool made = !generator.generate(token);
            const auto text = token.reveal();
            const bool written =
                ::write(pipe_ends[1], text.data(), text.size()) == ssize_t(text.size());
            ::_exit(made && written ? 0 : 1);
        }
        const security_token token = generator.generate();
        char text[security_token::text_size];
        const bool read = ::read(pipe_ends[0], text, sizeof text) == ssize_t(sizeof text);
        int status = -1;
        ::waitpid(child, &status, 0);
        if (!read || status != 0)
            BOOST_FAIL("the child made no token");
        const std::string of_child(text, sizeof text);
        if (of_child == token.reveal() || !all.insert(of_child).second ||
            !all.insert(std::string(token.reveal())).second)
            BOOST_FAIL("the same token twice: " << of_child);
    }
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    BOOST_TEST(all.size() == 2 * rounds);
}
#endif

// Of 10,000 guesses at once as many are looked at as of 10,000 one after the other.
BOOST_AUTO_TEST_CASE(parallel_guesses_share_one_counter)
{
    const std::uint64_t guesses = effort(10'000) / threads + 1;
    const manual_clock clock;
    {
        // The user's one-time code, checked wherever a server has a thread for it.
        memory_store<totp_state> store;
        BOOST_TEST(store.compare_and_swap("ann", 0, {}));
        std::atomic<int> looked_at{0}, refused{0}, accepted{0};
        in_threads([&](int) {
            toy_mac mac;
            for (std::uint64_t i = 0; i < guesses; ++i) {
                const auto error = update<totp_state>(store, "ann", [&](const totp_state* state) {
                    const auto out = verify_totp(mac, totp_key, {}, *state, "no one's", clock.now);
                    const bool changed = !(out.next == *state);
                    return std::pair(out.error, changed ? std::optional(out.next) : std::nullopt);
                });
                ++(error == errc::mismatch  ? looked_at
                   : error == errc::used_up ? refused
                                            : accepted);
            }
        });
        BOOST_TEST(looked_at.load() == 10);
        BOOST_TEST(accepted.load() == 0);
        BOOST_TEST(refused.load() == int(guesses * threads) - 10);
        BOOST_TEST(store.load("ann")->record.failures == 10U);
    }
    {
        // A mailed code: five tries.
        toy_mac mac;
        key_ring keys;
        BOOST_TEST(!keys.add("k1", as_bytes("0123456789abcdef")));
        watched_random<> random;
        issued_code code;
        BOOST_TEST(!issue_code(random, mac, keys, ann, mail_code, nullptr, clock.now, code));
        memory_store<code_record> store;
        BOOST_TEST(store.compare_and_swap("ann", 0, code.record));
        std::atomic<int> looked_at{0}, refused{0};
        in_threads([&](int) {
            toy_mac own;
            for (std::uint64_t i = 0; i < guesses; ++i) {
                const auto error =
                    update<code_record>(store, "ann", [&](const code_record* record) {
                        const auto out =
                            verify_code(own, keys, ann, "mail", *record, "no code", clock.now);
                        const bool changed = !(out.next == *record);
                        return std::pair(out.error,
                                         changed ? std::optional(out.next) : std::nullopt);
                    });
                ++(error == errc::mismatch ? looked_at : refused);
            }
        });
        BOOST_TEST(looked_at.load() == 5);
        BOOST_TEST(refused.load() == int(guesses * threads) - 5);
    }
    {
        // Passwords, behind a throttle: counted before they are looked at.
        throttle guard;
        std::atomic<int> admitted{0};
        in_threads([&](int thread) {
            for (std::uint64_t i = 0; i < guesses; ++i) {
                const unsigned char from[] = {203, 0, static_cast<unsigned char>(thread),
                                              static_cast<unsigned char>(i)};
                admitted += guard.admit("ann", from, throttle::source::untrusted, 1000s) == 0s;
            }
        });
        BOOST_TEST(admitted.load() == 5);
    }
}

BOOST_AUTO_TEST_CASE(one_time_code_replayed_in_parallel)
{
    const manual_clock clock;
    for (std::uint64_t round = 0; round < effort(50); ++round) {
        toy_mac first;
        code_text code;
        BOOST_TEST(!totp(first, totp_key, clock.now, {}, code));
        memory_store<totp_state> store;
        std::atomic<int> accepted{0};
        in_threads([&](int) {
            toy_mac mac;
            const auto error = update<totp_state>(store, "ann", [&](const totp_state* found) {
                const totp_state state = found == nullptr ? totp_state() : *found;
                const auto out = verify_totp(mac, totp_key, {}, state, code.view(), clock.now);
                return std::pair(out.error, std::optional(out.next));
            });
            accepted += !error;
        });
        BOOST_TEST(accepted.load() == 1);

        // A mailed code for one use.
        key_ring keys;
        BOOST_TEST(!keys.add("k1", as_bytes("0123456789abcdef")));
        watched_random<> random;
        issued_code mailed;
        BOOST_TEST(!issue_code(random, first, keys, ann, mail_code, nullptr, clock.now, mailed));
        memory_store<code_record> codes;
        BOOST_TEST(codes.compare_and_swap("ann", 0, mailed.record));
        std::atomic<int> opened{0};
        in_threads([&](int) {
            toy_mac mac;
            const auto error = update<code_record>(codes, "ann", [&](const code_record* found) {
                const auto out = verify_code(mac, keys, ann, "mail", *found,
                                             mailed.code.reveal_text(), clock.now);
                return std::pair(out.error, std::optional(out.next));
            });
            opened += !error;
        });
        BOOST_TEST(opened.load() == 1);
    }
}

// 62 symbols, 61 degrees of freedom: a sound source gives more than 150 once in 10^9 runs. Bytes
// taken modulo 62 give about 3,400 for a million symbols.
BOOST_AUTO_TEST_CASE(modulo_bias)
{
    const auto count = [](auto& generator) {
        symbol_counts out;
        std::vector<basic_security_token<salesforce_policy>> batch(1000);
        const std::uint64_t batches = std::max<std::uint64_t>(effort(42), 5);
        for (std::uint64_t i = 0; i < batches; ++i) {
            BOOST_TEST(!generator.generate(std::span(batch)));
            for (const auto& token : batch)
                out.add(token.reveal());
        }
        return out;
    };
    token_generator<salesforce_policy> system;
    const symbol_counts of_system = count(system);
    BOOST_TEST(of_system.chi_square() < 150);
    BOOST_TEST(of_system.largest_deviation() < 6 * 6); // 10^-7 by chance

    random_script script;
    token_generator<salesforce_policy, scripted_random> fixed{scripted_random(script)};
    const symbol_counts of_script = count(fixed);
    BOOST_TEST(of_script.chi_square() < 150);
    BOOST_TEST(of_script.largest_deviation() < 5 * 5); // the same numbers in every run

    // Bytes modulo 62 would be found out.
    symbol_counts biased;
    cordon_test::random_source numbers(1);
    for (std::uint64_t i = 0; i < of_system.total; ++i) {
        const char symbol = detail::base62[(numbers.bits() & 255) % 62];
        biased.add({&symbol, 1});
    }
    BOOST_TEST(biased.chi_square() > 150);
}

// 20 symbols of each token, as two numbers, sorted.
BOOST_AUTO_TEST_CASE(tokens_without_duplicate)
{
    const std::uint64_t count = effort(10'000'000);
    using key = std::array<std::uint64_t, 2>;
    std::array<unsigned char, 256> value{};
    for (std::size_t i = 0; i < detail::base62.size(); ++i)
        value[static_cast<unsigned char>(detail::base62[i])] = static_cast<unsigned char>(i);
    std::vector<key> seen;
    seen.reserve(count);
    symbol_counts symbols;
    token_generator<salesforce_policy> generator;
    std::vector<basic_security_token<salesforce_policy>> batch(4096);
    while (seen.size() < count) {
        BOOST_TEST_REQUIRE(!generator.generate(std::span(batch)));
        for (const auto& token : batch) {
            key out{};
            for (std::size_t i = 0; i < 20; ++i)
                out[i / 10] =
                    out[i / 10] * 62 + value[static_cast<unsigned char>(token.reveal()[i])];
            if (seen.size() < count)
                seen.push_back(out);
        }
        symbols.add(batch[0].reveal());
    }
    std::sort(seen.begin(), seen.end());
    BOOST_TEST((std::adjacent_find(seen.begin(), seen.end()) == seen.end()));
    BOOST_TEST(symbols.largest_deviation() < 6 * 6);
}

BOOST_AUTO_TEST_CASE(generation_in_many_threads)
{
    const std::uint64_t each = effort(20'000);
    std::vector<std::vector<std::string>> made(threads);
    in_threads([&](int thread) {
        token_generator<default_policy> generator;
        for (std::uint64_t i = 0; i < each; ++i) {
            const security_token token = generator.generate();
            made[std::size_t(thread)].emplace_back(token.reveal());
        }
    });
    std::set<std::string> all;
    for (const auto& tokens : made)
        all.insert(tokens.begin(), tokens.end());
    BOOST_TEST(all.size() == each * threads);
}

// 10^7 names that nobody has, each once: memory is what it was, and whoever guesses is still known.
BOOST_AUTO_TEST_CASE(throttle_table_flood)
{
    throttle guard;
    seconds now{1000};
    const unsigned char attacker[] = {203, 0, 113, 5};
    // Three failures at the victim's account and address, of five.
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(guard.admit("victim", attacker, throttle::source::untrusted, now).count() == 0);
    const std::uint64_t allocated = cordon_test::allocations();
    std::string name = "name 0000000000";
    for (std::uint64_t i = 0; i < effort(10'000'000); ++i) {
        std::uint64_t rest = i;
        for (std::size_t at = name.size(); rest != 0; rest /= 10)
            name[--at] = static_cast<char>('0' + rest % 10);
        guard.admit(name, {}, throttle::source::untrusted, now);
    }
    BOOST_TEST(cordon_test::allocations() == allocated);
    for (int i = 0; i < 2; ++i)
        BOOST_TEST(guard.admit("victim", attacker, throttle::source::untrusted, now).count() == 0);
    BOOST_TEST(guard.admit("victim", {}, throttle::source::untrusted, now).count() == 1);
    BOOST_TEST(guard.admit("somebody", attacker, throttle::source::untrusted, now).count() == 1);
}

// Guess once, wash with names, guess again: it takes a table of names for each guess, and the
// guesses are counted soon all the same.
BOOST_AUTO_TEST_CASE(throttle_washed_between_guesses)
{
    throttle guard;
    const seconds now{1000};
    std::uint64_t names = 0;
    int guesses = 0;
    while (guesses < 100 && guard.admit("victim", {}, throttle::source::untrusted, now) == 0s) {
        ++guesses;
        for (int i = 0; i < 4096; ++i)
            guard.admit("name " + std::to_string(names++), {}, throttle::source::untrusted, now);
    }
    BOOST_TEST(guesses < 20);
}

BOOST_AUTO_TEST_CASE(hash_gate_in_many_threads)
{
    hash_gate gate(3);
    std::atomic<int> inside{0}, most{0}, refused{0}, let_in{0};
    in_threads([&](int) {
        for (std::uint64_t i = 0; i < effort(20'000); ++i) {
            const hash_gate::pass pass = gate.enter();
            if (!pass) {
                ++refused;
                continue;
            }
            ++let_in;
            const int now = ++inside;
            int seen = most;
            while (seen < now && !most.compare_exchange_weak(seen, now)) {
            }
            if (i % 8 == 0)
                std::this_thread::yield();
            --inside;
        }
    });
    BOOST_TEST(most.load() <= 3);
    BOOST_TEST(most.load() >= 1);
    BOOST_TEST(let_in.load() + refused.load() == int(effort(20'000)) * threads);
    // All passes have come back, and not one too many.
    {
        const auto a = gate.enter();
        const auto b = gate.enter();
        const auto c = gate.enter();
        const auto d = gate.enter();
        BOOST_TEST((bool(a) && bool(b) && bool(c) && !bool(d)));
    }

    // Through the hasher: no more derivations at once than there may be.
    hash_gate two(2);
    std::atomic<int> running{0}, together{0}, busy{0}, done{0};
    std::string stored;
    {
        toy_kdf kdf;
        toy_mac mac;
        basic_password_hasher<toy_kdf, toy_mac> hasher(kdf, mac, {.cost = scrypt_cost{4, 1, 1}});
        BOOST_TEST(!hasher.hash(as_bytes("secret"), stored));
    }
    in_threads([&](int) {
        toy_kdf kdf;
        toy_mac mac;
        kdf.while_running = [&] {
            const int now = ++running;
            int seen = together;
            while (seen < now && !together.compare_exchange_weak(seen, now)) {
            }
            std::this_thread::yield();
            --running;
        };
        basic_password_hasher<toy_kdf, toy_mac> hasher(
            kdf, mac, {.cost = scrypt_cost{4, 1, 1}, .gate = &two});
        for (std::uint64_t i = 0; i < effort(500); ++i) {
            const auto error = hasher.verify(as_bytes("secret"), stored).error;
            ++(error == errc::busy ? busy : done);
            if (error && error != errc::busy)
                together = 100;
        }
    });
    BOOST_TEST(together.load() <= 2);
    BOOST_TEST(done.load() >= 1);
    BOOST_TEST(done.load() + busy.load() == int(effort(500)) * threads);
}

BOOST_AUTO_TEST_SUITE_END()
