#include <cordon/token/store.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_store)

using namespace std::string_view_literals;
using cordon::token::memory_store;
using cordon::token::update;
using cordon::token::versioned;

namespace {

struct no_load {
    bool compare_and_swap(std::string_view, std::uint64_t, const int&);
};

// A store in which somebody else is faster, a given number of times.
struct contended_store {
    memory_store<std::string> inner{};
    int losses = 0;

    std::optional<versioned<std::string>> load(std::string_view key) const
    {
        return inner.load(key);
    }
    bool compare_and_swap(std::string_view key, std::uint64_t expected, const std::string& record)
    {
        if (losses > 0) {
            --losses;
            BOOST_TEST(inner.compare_and_swap(key, expected, "other" + std::to_string(losses)));
        }
        return inner.compare_and_swap(key, expected, record);
    }
};

} // namespace

static_assert(cordon::token::record_store<memory_store<int>, int>);
static_assert(!cordon::token::record_store<memory_store<int>, std::string>);
static_assert(!cordon::token::record_store<no_load, int>);

BOOST_AUTO_TEST_CASE(compare_and_swap)
{
    memory_store<std::string> store;
    BOOST_TEST(!store.load("a").has_value());
    BOOST_TEST(!store.compare_and_swap("a", 1, "x")); // there is none yet
    BOOST_TEST(!store.load("a").has_value());
    BOOST_TEST(store.compare_and_swap("a", 0, "x"));
    BOOST_TEST(!store.compare_and_swap("a", 0, "y")); // there is one now
    auto found = store.load("a");
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->record == "x");
    const auto first = found->version;
    BOOST_TEST(first != 0U);
    BOOST_TEST(store.compare_and_swap("a", first, "y"));
    BOOST_TEST(!store.compare_and_swap("a", first, "z")); // once
    found = store.load("a");
    BOOST_TEST(found->record == "y");
    BOOST_TEST(found->version != first);
    // Storing what is stored makes a new version all the same.
    const auto second = found->version;
    BOOST_TEST(store.compare_and_swap("a", second, "y"));
    BOOST_TEST(!store.compare_and_swap("a", second, "z"));
    // Keys are bytes.
    BOOST_TEST(!store.load("A").has_value());
    BOOST_TEST(!store.load("a\0"sv).has_value());
    BOOST_TEST(!store.load("").has_value());
    BOOST_TEST(store.compare_and_swap("", 0, "empty"));
    BOOST_TEST(store.load("")->record == "empty");
    BOOST_TEST(store.load("a")->record == "y");
}

BOOST_AUTO_TEST_CASE(updates)
{
    contended_store store;
    const auto append = [&](std::string_view text) {
        int decided = 0;
        const auto answer = update<std::string>(store, "k", [&](const std::string* found) {
            ++decided;
            const std::string before = found == nullptr ? "none" : *found;
            return std::pair(before, std::optional(before + std::string(text)));
        });
        return std::pair(answer, decided);
    };
    BOOST_TEST(append("+").first == "none");
    BOOST_TEST(store.load("k")->record == "none+");
    // After a lost race it is decided anew, on what is stored then; the lost answer is not given.
    store.losses = 3;
    const auto [answer, decided] = append("!");
    BOOST_TEST(answer == "other0");
    BOOST_TEST(decided == 4);
    BOOST_TEST(store.load("k")->record == "other0!");
    // Nothing to store: nothing is stored, and no race is run.
    store.losses = 1;
    const auto version = store.load("k")->version;
    const int seen = update<std::string>(store, "k", [](const std::string* found) {
        return std::pair(int(found->size()), std::optional<std::string>());
    });
    BOOST_TEST(seen == 7);
    BOOST_TEST(store.load("k")->version == version);
    BOOST_TEST(store.losses == 1);
    // An exception of the decision passes, and nothing is stored.
    BOOST_CHECK_THROW(
        update<std::string>(store, "k",
                            [](const std::string*) -> std::pair<int, std::optional<std::string>> {
                                throw std::runtime_error("no");
                            }),
        std::runtime_error);
    BOOST_TEST(store.load("k")->version == version);
}

BOOST_AUTO_TEST_CASE(parallel_updates_lose_nothing)
{
    memory_store<int> store;
    constexpr int threads = 8;
    constexpr int rounds = 500;
    std::atomic<bool> in_order{true};
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([&] {
            int last = -1;
            for (int i = 0; i < rounds; ++i) {
                const int before = update<int>(store, "n", [](const int* found) {
                    const int value = found == nullptr ? 0 : *found;
                    return std::pair(value, std::optional(value + 1));
                });
                if (before <= last)
                    in_order = false;
                last = before;
            }
        });
    }
    for (auto& thread : running)
        thread.join();
    BOOST_TEST(in_order.load());
    BOOST_TEST(store.load("n")->record == threads * rounds);
}

BOOST_AUTO_TEST_SUITE_END()
