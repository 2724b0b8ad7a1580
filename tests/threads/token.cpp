// The token room in many threads: what is one object per thread, what is shared, and the races that
// an attacker would like to win. Under ThreadSanitizer in its leg of continuous integration.
#include <cordon/token.hpp>

#include "effort.hpp"
#include "reference/toy_mac.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(threads_token)

namespace {

using namespace cordon::token;
using cordon_test::toy_mac;
using cordon_tests::effort;

constexpr std::size_t thread_count = 8;

/// Runs body(0) to body(7) at once; what it checks, it counts: Boost.Test is for one thread.
template <class Body>
void in_threads(Body body)
{
    std::atomic<std::size_t> waiting{thread_count};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i != thread_count; ++i)
        threads.emplace_back([&body, &waiting, i] {
            --waiting;
            while (waiting != 0)
                std::this_thread::yield();
            body(i);
        });
    for (std::thread& thread : threads)
        thread.join();
}

key_ring one_key()
{
    key_ring keys;
    const unsigned char key[32] = {1};
    BOOST_REQUIRE(!keys.add("k1", key));
    return keys;
}

const subject ada{"example", "ada"};
constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

} // namespace

BOOST_AUTO_TEST_CASE(tokens_of_all_threads_are_different)
{
    const std::size_t each = effort(20'000);
    std::vector<std::string> made[thread_count];
    std::atomic<int> errors{0};
    in_threads([&](std::size_t i) {
        token_generator<default_policy> generator;
        std::vector<security_token> batch(64);
        while (made[i].size() < each) {
            errors += generator.generate(batch) ? 1 : 0;
            for (const security_token& token : batch)
                made[i].emplace_back(token.reveal());
            const security_token one = generator.generate();
            made[i].emplace_back(one.reveal());
        }
    });
    BOOST_TEST(errors == 0);
    std::set<std::string> all;
    std::size_t count = 0;
    for (const auto& tokens : made) {
        count += tokens.size();
        all.insert(tokens.begin(), tokens.end());
    }
    BOOST_TEST(all.size() == count);
}

BOOST_AUTO_TEST_CASE(a_key_ring_is_read_by_all_threads)
{
    const key_ring keys = one_key();
    toy_mac mac;
    token_generator<default_policy> generator;
    issued_token<default_policy> issued;
    BOOST_REQUIRE(!issue_token(generator, mac, keys, ada, nullptr, issued));
    std::atomic<std::size_t> right{0};
    in_threads([&](std::size_t i) {
        toy_mac own;
        for (std::size_t n = 0; n != 200; ++n) {
            const subject who{"example", i % 2 == 0 ? "ada" : "bob"};
            right += !verify_token(own, keys, who, issued.record, issued.token.reveal());
        }
    });
    BOOST_TEST(right == thread_count / 2 * 200);
}

BOOST_AUTO_TEST_CASE(update_loses_no_change)
{
    const std::size_t each = effort(5'000);
    memory_store<std::uint64_t> store;
    in_threads([&](std::size_t) {
        for (std::size_t n = 0; n != each; ++n)
            update<std::uint64_t>(store, "counter", [](const std::uint64_t* found) {
                return std::pair(true, std::optional(found == nullptr ? 1 : *found + 1));
            });
    });
    BOOST_TEST(store.load("counter")->record == thread_count * each);
    BOOST_TEST(store.load("counter")->version == thread_count * each);
}

BOOST_AUTO_TEST_CASE(a_one_time_code_passes_once)
{
    const unsigned char key[20] = {1, 2, 3};
    for (std::int64_t round = 0; round != std::int64_t(effort(200)); ++round) {
        const auto then = now + std::chrono::seconds(30 * round);
        toy_mac mac;
        code_text code;
        BOOST_REQUIRE(!totp(mac, key, then, {}, code));
        memory_store<totp_state> store;
        std::atomic<int> accepted{0};
        in_threads([&](std::size_t) {
            toy_mac own;
            const auto error = update<totp_state>(store, "ada", [&](const totp_state* state) {
                const totp_decision decision = verify_totp(
                    own, key, {}, state == nullptr ? totp_state() : *state, code.view(), then);
                return std::pair(decision.error, std::optional(decision.next));
            });
            accepted += !error;
        });
        BOOST_TEST(accepted == 1);
    }
}

BOOST_AUTO_TEST_CASE(parallel_guesses_share_one_counter)
{
    const unsigned char key[20] = {1, 2, 3};
    const std::size_t each = effort(10'000) / thread_count + 10;
    memory_store<totp_state> store;
    std::atomic<std::size_t> tried{0};
    in_threads([&](std::size_t) {
        toy_mac own;
        for (std::size_t n = 0; n != each; ++n) {
            const auto error = update<totp_state>(store, "ada", [&](const totp_state* state) {
                const totp_decision decision = verify_totp(
                    own, key, {}, state == nullptr ? totp_state() : *state, "no code", now);
                return std::pair(decision.error, std::optional(decision.next));
            });
            tried += error == errc::mismatch;
        }
    });
    BOOST_TEST(tried == 10U);
    BOOST_TEST(store.load("ada")->record.failures == 10U);
}

BOOST_AUTO_TEST_CASE(of_all_resets_the_last_one_works)
{
    const key_ring keys = one_key();
    memory_store<token_record> store;
    std::vector<std::pair<std::uint64_t, std::string>> made[thread_count]; // generation, token
    const std::size_t each = effort(100);
    in_threads([&](std::size_t i) {
        toy_mac mac;
        token_generator<default_policy> generator;
        for (std::size_t n = 0; n != each; ++n) {
            issued_token<default_policy> issued;
            update<token_record>(store, "ada", [&](const token_record* previous) {
                const auto error = issue_token(generator, mac, keys, ada, previous, issued);
                return std::pair(error, error ? std::nullopt : std::optional(issued.record));
            });
            made[i].emplace_back(issued.record.generation, issued.token.reveal());
        }
    });
    const token_record last = store.load("ada")->record;
    BOOST_TEST(last.generation == thread_count * each);
    toy_mac mac;
    std::set<std::uint64_t> generations;
    for (const auto& tokens : made)
        for (const auto& [generation, token] : tokens) {
            generations.insert(generation);
            const bool works = !verify_token(mac, keys, ada, last, token);
            BOOST_TEST(works == (generation == last.generation));
        }
    BOOST_TEST(generations.size() == thread_count * each);
}

BOOST_AUTO_TEST_CASE(a_throttle_counts_parallel_tries_together)
{
    using source = throttle::source;
    throttle shared({.free_tries = 5, .capacity = 1024});
    const unsigned char address[] = {192, 0, 2, 1};
    std::atomic<std::size_t> admitted{0};
    in_threads([&](std::size_t) {
        for (std::size_t n = 0; n != 50; ++n)
            admitted += shared.admit("ada", address, source::untrusted,
                                     std::chrono::seconds(100)) == std::chrono::seconds(0);
    });
    BOOST_TEST(admitted == 5U);

    // A flood of other accounts, more than there are counters, with a success now and then: nobody
    // of them fails as often, so nobody's counter takes the place of this one.
    in_threads([&](std::size_t i) {
        for (std::size_t n = 0; n != effort(2'000); ++n) {
            const std::string account = std::to_string(i * 10'000 + n % 500);
            const auto wait = shared.admit(account, {}, source::trusted, std::chrono::seconds(100));
            if (wait == std::chrono::seconds(0) && n % 3 == 0)
                shared.success(account, {}, source::trusted);
        }
    });
    BOOST_TEST(shared.admit("ada", address, source::untrusted, std::chrono::seconds(100)).count() >
               0);
}

BOOST_AUTO_TEST_CASE(a_gate_lets_in_so_many_at_once)
{
    constexpr int limit = 3;
    hash_gate gate(limit);
    std::atomic<int> inside{0};
    std::atomic<int> most{0};
    std::atomic<int> entered{0};
    in_threads([&](std::size_t) {
        for (std::size_t n = 0; n != effort(5'000); ++n) {
            const hash_gate::pass pass = gate.enter();
            if (!pass)
                continue;
            ++entered;
            const int count = ++inside;
            int seen = most;
            while (seen < count && !most.compare_exchange_weak(seen, count)) {
            }
            --inside;
        }
    });
    BOOST_TEST(most <= limit);
    BOOST_TEST(entered >= 1);
    // Every pass was given back.
    const hash_gate::pass first = gate.enter();
    const hash_gate::pass second = gate.enter();
    const hash_gate::pass third = gate.enter();
    const hash_gate::pass fourth = gate.enter();
    BOOST_TEST((first && second && third && !fourth));
}

BOOST_AUTO_TEST_SUITE_END()
