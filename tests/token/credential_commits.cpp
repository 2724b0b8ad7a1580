// The split of password and token: those of its cases in which what is stored changes meanwhile, or
// is to be changed once. Decisions are committed by compare-and-swap, and decided again after a
// lost race.
#include <cordon/token/credential.hpp>

#include "reference/credential_user.hpp"

#include <cordon/token/store.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_credential_commits)

using namespace cordon::token;
using cordon_test::counting_hasher;
using cordon_test::credential_user;
using cordon_test::outcome;
using cordon_test::toy_mac;

namespace {

// What a host stores of a user, in one record.
struct account {
    std::string hash;
    token_record token{};
    std::int64_t totp_last_step = -1;
    int failures = 0;
};

const bytes_view totp_key = as_bytes("12345678901234567890");

struct accounts : credential_user {
    memory_store<account> store{};
    suffix_kind suffix = suffix_kind::token;

    accounts()
    {
        BOOST_TEST_REQUIRE(store.compare_and_swap("ann", 0, {.hash = hash, .token = record}));
    }

    // Verifies a field and commits what comes of it. `mine` is of the calling thread.
    credential_decision log_in(std::string_view field, counting_hasher& hash_of_mine,
                               toy_mac& mac_of_mine)
    {
        credential_verifier<counting_hasher, toy_mac> mine(hash_of_mine, mac_of_mine, keys);
        return update<account>(store, "ann", [&](const account* found) {
            const stored_credential user{.password_hash = found->hash,
                                         .suffix = suffix,
                                         .token = &found->token,
                                         .totp_key = totp_key,
                                         .totp_last_step = found->totp_last_step};
            const credential_decision decision = mine.verify(&user, who, field, now);
            account next = *found;
            if (decision.match == field_match::password_and_suffix)
                next.failures = 0;
            else
                ++next.failures;
            if (decision.accepted_step >= 0)
                next.totp_last_step = decision.accepted_step;
            return std::pair(decision, std::optional(next));
        });
    }
    std::string log_in(std::string_view field) { return outcome(log_in(field, hasher, mac)); }

    // A reset, committed; false where somebody else was faster. The new token goes to `out`.
    bool commit_reset(const versioned<account>& before, std::string& out)
    {
        issued_token<default_policy> made;
        detail::raise_if(issue_token(generator, mac, keys, who, &before.record.token, made));
        account next = before.record;
        next.token = made.record;
        out = made.token.reveal();
        return store.compare_and_swap("ann", before.version, next);
    }
};

std::string code_of(std::chrono::sys_seconds when)
{
    toy_mac mac;
    code_text out;
    detail::raise_if(totp(mac, totp_key, when, {}, out));
    return std::string(out.view());
}

} // namespace

BOOST_FIXTURE_TEST_CASE(reset_during_the_hash_run_fails_at_the_commit, accounts)
{
    std::string fresh;
    bool reset_done = false;
    hasher.while_running = [&] {
        if (!reset_done) {
            reset_done = true;
            BOOST_TEST(commit_reset(*store.load("ann"), fresh));
        }
    };
    // Right when it came in; when it is to be committed it is a token of the generation before.
    BOOST_TEST(log_in(password + token) == "wrong (stale)");
    BOOST_TEST(hasher.runs == 2); // decided, lost the race, decided again
    BOOST_TEST(store.load("ann")->record.failures == 1);
    BOOST_TEST(log_in(password + fresh) == "password_and_suffix");
}

BOOST_FIXTURE_TEST_CASE(two_concurrent_resets, accounts)
{
    const auto before = *store.load("ann");
    std::string first, second;
    BOOST_TEST(commit_reset(before, first));
    BOOST_TEST(!commit_reset(before, second)); // from the same record
    BOOST_TEST(log_in(password + second) == "wrong");
    BOOST_TEST(log_in(password + first) == "password_and_suffix");
    // The loser does it again, on what is stored now; only the latest works.
    BOOST_TEST(commit_reset(*store.load("ann"), second));
    BOOST_TEST(store.load("ann")->record.token.generation == 3U);
    BOOST_TEST(log_in(password + first) == "wrong (stale)");
    BOOST_TEST(log_in(password + second) == "password_and_suffix");
}

BOOST_FIXTURE_TEST_CASE(many_resets_at_once, accounts)
{
    std::atomic<int> committed{0};
    std::vector<std::string> tokens(8);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        threads.emplace_back([&, t] {
            toy_mac own_mac;
            token_generator<default_policy> own;
            for (int i = 0; i < 25; ++i) {
                update<account>(store, "ann", [&](const account* found) {
                    issued_token<default_policy> made;
                    detail::raise_if(issue_token(own, own_mac, keys, who, &found->token, made));
                    account next = *found;
                    next.token = made.record;
                    tokens[t] = made.token.reveal();
                    return std::pair(0, std::optional(next));
                });
                ++committed;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(store.load("ann")->record.token.generation == 1U + 200);
    int right = 0;
    for (const auto& each : tokens)
        right += log_in(password + each) == "password_and_suffix";
    BOOST_TEST(right == 1); // the last one of all
}

BOOST_FIXTURE_TEST_CASE(password_change_invalidates_K, accounts)
{
    // One commit changes both.
    auto before = *store.load("ann");
    issued_token<default_policy> made;
    BOOST_TEST(!issue_token(generator, mac, keys, who, &before.record.token, made));
    account next = before.record;
    next.hash = counting_hasher::stored("another password");
    next.token = made.record;
    BOOST_TEST(store.compare_and_swap("ann", before.version, next));
    BOOST_TEST(log_in("another password" + token) == "wrong (stale)");
    BOOST_TEST(log_in(password + token) == "wrong (stale)");
    BOOST_TEST(log_in(password + std::string(made.token.reveal())) == "wrong");
    BOOST_TEST(log_in("another password" + std::string(made.token.reveal())) ==
               "password_and_suffix");
}

BOOST_FIXTURE_TEST_CASE(TOTP_K_is_refused, accounts)
{
    suffix = suffix_kind::totp;
    BOOST_TEST(log_in(password + token) == "wrong");
    BOOST_TEST(log_in(password) == "password_only");
    const std::int64_t step = time_step(now, 30);
    BOOST_TEST(log_in(password + code_of(now)) ==
               "password_and_suffix, step " + std::to_string(step));
    BOOST_TEST(hasher.last == password);
    BOOST_TEST(log_in(code_of(now)) == "wrong"); // alone
}

BOOST_FIXTURE_TEST_CASE(TOTP_and_wrong_P_is_counted_and_not_consumed, accounts)
{
    suffix = suffix_kind::totp;
    const std::string code = code_of(now);
    BOOST_TEST(log_in("wrong" + code) == "wrong"); // no step
    BOOST_TEST(store.load("ann")->record.failures == 1);
    BOOST_TEST(store.load("ann")->record.totp_last_step == -1);
    BOOST_TEST(log_in(password + code).starts_with("password_and_suffix"));
    BOOST_TEST(store.load("ann")->record.failures == 0);
    // Then it is used up, and so are those before it.
    BOOST_TEST(log_in(password + code) == "wrong");
    BOOST_TEST(log_in(password + code_of(now - std::chrono::seconds(30))) == "wrong");
    BOOST_TEST(
        log_in(password + code_of(now + std::chrono::seconds(30))).starts_with("password_and"));
}

BOOST_FIXTURE_TEST_CASE(the_same_TOTP_twice_at_once, accounts)
{
    suffix = suffix_kind::totp;
    const std::string code = code_of(now);
    // Interleaved exactly: the second login runs from beginning to end inside the first one's hash.
    std::string inner;
    hasher.while_running = [&] {
        if (inner.empty()) {
            inner = "running";
            inner = log_in(password + code);
        }
    };
    BOOST_TEST(log_in(password + code) == "wrong");
    BOOST_TEST(inner.starts_with("password_and_suffix"));

    // And by threads.
    hasher.while_running = nullptr;
    const std::string next = code_of(now + std::chrono::seconds(30));
    std::atomic<int> accepted{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            counting_hasher own_hasher;
            toy_mac own_mac;
            accepted += log_in(password + next, own_hasher, own_mac).match ==
                        field_match::password_and_suffix;
        });
    }
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(accepted.load() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
