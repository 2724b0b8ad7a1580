#include <cordon/token/random_source.hpp>

#include "reference/scripted_random.hpp"
#include "reference/token_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <string>
#include <vector>

using act = cordon_test::random_script::act;
using cordon::token::bytes_span;
using cordon::token::errc;
using cordon::token::system_random;
using cordon::token::watched_random;
using cordon_test::outcome;
using cordon_test::random_script;
using cordon_test::scripted_random;

#if defined(__linux__) && defined(__GLIBC__)
#define CORDON_TEST_GETRANDOM
#include <sys/syscall.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(token_random_source)

namespace {

// What the C library's getrandom() does in this thread: one number a call, which is a limit of the
// bytes that it gives, or minus an error. Behind them it is itself.
thread_local std::vector<long>* system_acts = nullptr;
thread_local int system_calls = 0;

class faulty_system {
public:
    explicit faulty_system(std::vector<long> acts) : acts_(std::move(acts))
    {
        system_acts = &acts_;
        system_calls = 0;
    }
    faulty_system(const faulty_system&) = delete;
    faulty_system& operator=(const faulty_system&) = delete;
    ~faulty_system() { system_acts = nullptr; }

private:
    std::vector<long> acts_;
};

} // namespace

// In the C library's place, for this program.
extern "C" ssize_t getrandom(void* buffer, std::size_t size, unsigned flags)
{
    ++system_calls;
    if (system_acts != nullptr && !system_acts->empty()) {
        const long limit = system_acts->front();
        system_acts->erase(system_acts->begin());
        if (limit < 0) {
            errno = int(-limit);
            return -1;
        }
        if (limit == 0)
            return 0;
        size = std::min(size, std::size_t(limit));
    }
    return ::syscall(SYS_getrandom, buffer, size, flags);
}
#endif

static_assert(cordon::token::random_source<system_random>);
static_assert(!cordon::token::random_source<watched_random<>>); // it takes a buffer, gives a part

BOOST_AUTO_TEST_CASE(the_system_fills_every_byte)
{
    system_random source;
    std::error_code error = errc::busy; // is cleared
    // 40 times 300 bytes: each place sees several values, the last byte of a request too.
    std::vector<std::set<unsigned char>> seen(300);
    for (int round = 0; round < 40; ++round) {
        std::array<unsigned char, 300> bytes{};
        BOOST_TEST(source.fill(bytes, error) == bytes.size());
        BOOST_TEST(!error);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            seen[i].insert(bytes[i]);
    }
    for (const auto& values : seen)
        BOOST_TEST(values.size() > 20U); // 37 on average, of 40 draws
    BOOST_TEST(source.fill({}, error) == 0U);
    BOOST_TEST(!error);
}

#if defined(CORDON_TEST_GETRANDOM)
BOOST_AUTO_TEST_CASE(the_system_is_interrupted)
{
    // A signal before the first byte, in the middle, and a request that comes in pieces.
    const faulty_system faulty({-EINTR, 10, -EINTR, -EINTR, 1, 100});
    std::array<unsigned char, 600> bytes{};
    std::error_code error;
    BOOST_TEST(system_random().fill(bytes, error) == bytes.size());
    BOOST_TEST(!error);
    BOOST_TEST(system_calls == 7); // and the rest in one
    BOOST_TEST(std::count(bytes.begin(), bytes.end(), 0) < 30);
}

BOOST_AUTO_TEST_CASE(the_system_fails)
{
    for (const long failure : {long(-ENOSYS), long(-EFAULT), long(-EAGAIN), long(-EPERM), 0L}) {
        for (const bool in_the_middle : {false, true}) {
            std::vector<long> acts;
            if (in_the_middle)
                acts.push_back(50);
            acts.push_back(failure);
            const faulty_system faulty(acts);
            std::array<unsigned char, 128> bytes{};
            std::error_code error;
            BOOST_TEST(system_random().fill(bytes, error) == (in_the_middle ? 50U : 0U));
            BOOST_TEST(outcome(error) == "random_failed");
            BOOST_TEST(system_calls == (in_the_middle ? 2 : 1)); // it does not try again

            // Behind the watch nothing of it is left.
            const faulty_system again(acts);
            BOOST_TEST(watched_random<>().fill(bytes, error).empty());
            BOOST_TEST(outcome(error) == "random_failed");
            BOOST_TEST(std::count(bytes.begin(), bytes.end(), 0) == 128);
        }
    }
}

BOOST_AUTO_TEST_CASE(one_request_is_one_system_call)
{
    const faulty_system counted({});
    std::vector<unsigned char> bytes(8192);
    std::error_code error;
    watched_random<> random;
    BOOST_TEST(random.fill(bytes, error).size() == bytes.size() - 16);
    BOOST_TEST(system_calls == 1);
}
#endif

BOOST_AUTO_TEST_CASE(watched)
{
    const struct {
        std::vector<act> acts;
        std::vector<const char*> outcomes; // of the requests one after the other
        const char* why;
    } table[] = {
        {{}, {"ok", "ok", "ok"}, "a sound source"},
        {{act::fail}, {"Input/output error", "ok"}, "an error is handed on, and is not for ever"},
        {{act::fail_full}, {"Input/output error"}, "an error counts though there are bytes"},
        {{act::short_read}, {"random_short", "ok"}, "one byte less"},
        {{act::nothing}, {"random_short"}, "no bytes and no error"},
        {{act::overrun}, {"random_short"}, "more than there is room for: a lie"},
        {{act::zeros, act::zeros}, {"random_repeated", "random_repeated", "ok"}, "all 0"},
        {{act::ones}, {"random_repeated"}, "all 255"},
        {{act::good, act::again, act::again},
         {"ok", "random_repeated", "random_repeated", "ok"},
         "the same block"},
        {{act::good, act::fail, act::again},
         {"ok", "Input/output error", "ok"},
         "a block that was never used may come again"},
    };
    for (const auto& row : table) {
        random_script script{.acts = row.acts};
        watched_random<scripted_random> random{scripted_random(script)};
        for (const char* expected : row.outcomes) {
            std::array<unsigned char, 48> buffer;
            buffer.fill(0x5a);
            std::error_code error;
            const bytes_span got = random.fill(buffer, error);
            BOOST_TEST(outcome(error) == expected, row.why);
            if (error) {
                BOOST_TEST(got.empty());
                BOOST_TEST(std::count(buffer.begin(), buffer.end(), 0) == 48, row.why);
            } else {
                BOOST_TEST(got.size() == 32U);
                BOOST_TEST((got.data() == buffer.data() + 16));
            }
        }
        BOOST_TEST(script.requests == row.outcomes.size()); // one each: nothing is tried again
    }
}

BOOST_AUTO_TEST_CASE(only_the_bytes_behind_the_checked_ones_are_used)
{
    random_script script{.feed = {1, 2, 3, 4, 5, 6, 7, 8}};
    watched_random<scripted_random> random{scripted_random(script)};
    std::array<unsigned char, 17> smallest;
    std::error_code error;
    BOOST_TEST(random.fill(smallest, error).front() == 1);
    std::array<unsigned char, 20> buffer;
    const bytes_span got = random.fill(buffer, error);
    BOOST_TEST(got.size() == 4U);
    BOOST_TEST(got.front() == 2);
    BOOST_TEST(got.back() == 5);
    BOOST_TEST(script.bytes == 37U);
}

BOOST_AUTO_TEST_SUITE_END()
