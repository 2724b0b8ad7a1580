#include <cordon/token/throttle.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_throttle)

using namespace std::chrono_literals;
using namespace cordon::token;
using std::chrono::seconds;

namespace {

constexpr auto untrusted = throttle::source::untrusted;
constexpr auto trusted = throttle::source::trusted;

using address = std::vector<unsigned char>;

address v4(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return {static_cast<unsigned char>(a), static_cast<unsigned char>(b),
            static_cast<unsigned char>(c), static_cast<unsigned char>(d)};
}

// 2001:db8:: and the groups 3 and 4, and the last one: the /48, the /64 and the host.
address v6(unsigned group3, unsigned group4, unsigned host)
{
    address out(16);
    out[0] = 0x20;
    out[1] = 0x01;
    out[2] = 0x0d;
    out[3] = 0xb8;
    out[4] = static_cast<unsigned char>(group3 >> 8);
    out[5] = static_cast<unsigned char>(group3);
    out[6] = static_cast<unsigned char>(group4 >> 8);
    out[7] = static_cast<unsigned char>(group4);
    out[14] = static_cast<unsigned char>(host >> 8);
    out[15] = static_cast<unsigned char>(host);
    return out;
}

address mapped(const address& four)
{
    address out(16); // filled in place: g++ 12 sees overflows in what insert() does
    out[10] = out[11] = 0xff;
    std::copy(four.begin(), four.end(), out.begin() + 12);
    return out;
}

// A throttle and a clock. Times are what the tests talk about: seconds to wait.
struct door {
    throttle_options options{};
    throttle guard{options};
    seconds now{1'000'000};
    int names = 0;

    long long admit(std::string_view account, const address& from,
                    throttle::source source = untrusted)
    {
        return guard.admit(account, from, source, now).count();
    }
    // For a name that was never seen: what it waits for is the address alone.
    long long admit_from(const address& from, throttle::source source = untrusted)
    {
        return admit("name " + std::to_string(++names), from, source);
    }
    // How many are admitted, at most `most`, before one has to wait.
    int admitted(auto next, int most = 1000)
    {
        for (int i = 0; i < most; ++i)
            if (next(i) != 0)
                return i;
        return most;
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(delays_grow_to_a_limit, door)
{
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(admit("ann", {}) == 0);
    long long expected = 1;
    for (int i = 0; i < 40; ++i) {
        BOOST_TEST(admit("ann", {}) == expected, i);
        BOOST_TEST(admit("ann", {}) == expected); // asking costs nothing
        now += seconds(expected) - 1s;
        BOOST_TEST(admit("ann", {}) == 1);
        now += 1s;
        BOOST_TEST(admit("ann", {}) == 0);
        expected = std::min(2 * expected, 900LL);
    }
}

BOOST_AUTO_TEST_CASE(options)
{
    throttle guard({.free_tries = 2, .first_delay = 3s, .longest_delay = 10s});
    seconds now{0};
    std::vector<long long> waits;
    for (int i = 0; i < 7; ++i) {
        const seconds wait = guard.admit("ann", {}, untrusted, now);
        waits.push_back(wait.count());
        now += wait;
    }
    BOOST_TEST(waits == (std::vector<long long>{0, 0, 3, 0, 6, 0, 10}),
               boost::test_tools::per_element());

    throttle strict({.free_tries = 0});
    BOOST_TEST(strict.admit("ann", {}, untrusted, 0s).count() == 0);
    BOOST_TEST(strict.admit("ann", {}, untrusted, 0s).count() == 2);
    // The smallest table works, and forgets the weakest.
    throttle tiny({.capacity = 0});
    BOOST_TEST(tiny.admit("ann", {}, untrusted, 0s).count() == 0);
    // The longest delay that there is.
    throttle patient({.free_tries = 1, .first_delay = 900s, .longest_delay = seconds::max() / 4});
    BOOST_TEST(patient.admit("ann", {}, untrusted, 0s).count() == 0);
    BOOST_TEST(patient.admit("ann", {}, untrusted, 0s).count() == 900);
}

BOOST_FIXTURE_TEST_CASE(accounts_are_bytes, door)
{
    BOOST_TEST(admitted([&](int) { return admit("ann", {}); }) == 5);
    for (const std::string& other :
         {std::string("Ann"), std::string("ann "), std::string("ann."), std::string("ann\0", 4),
          std::string("an"), std::string(), std::string("ann%00"),
          std::string("\xe2\x80\x8f"
                      "ann")})
        BOOST_TEST(admit(other, {}) == 0);
    // The empty name is a name like others.
    BOOST_TEST(admitted([&](int) { return admit("", {}); }) == 4);
}

BOOST_FIXTURE_TEST_CASE(an_address_is_counted_over_all_accounts, door)
{
    BOOST_TEST(admitted([&](int) { return admit_from(v4(192, 0, 2, 1)); }) == 5);
    BOOST_TEST(admit_from(v4(192, 0, 2, 1)) == 1);
    BOOST_TEST(admit_from(v4(192, 0, 2, 2)) == 0); // its neighbour
    BOOST_TEST(admit_from({}) == 0);
    // What was refused is no failure of the account's.
    BOOST_TEST(admitted([&](int) { return admit("ann", v4(192, 0, 2, 1)); }) == 0);
    BOOST_TEST(admitted([&](int) { return admit("ann", {}); }) == 5);
}

BOOST_FIXTURE_TEST_CASE(the_longest_wait_counts, door)
{
    BOOST_TEST(admitted([&](int) { return admit("ann", {}); }) == 5);
    now += 1s;
    BOOST_TEST(admit("ann", {}) == 0); // 2 s for the account
    BOOST_TEST(admitted([&](int) { return admit_from(v4(192, 0, 2, 1)); }) ==
               5); // 1 s for the address
    BOOST_TEST(admit("ann", v4(192, 0, 2, 1)) == 2);
    BOOST_TEST(admit("bob", v4(192, 0, 2, 1)) == 1);
}

BOOST_FIXTURE_TEST_CASE(mapped_addresses_are_ipv4, door)
{
    BOOST_TEST(admitted([&](int i) {
                   const address plain = v4(192, 0, 2, 1);
                   return admit_from(i % 2 == 0 ? plain : mapped(plain));
               }) == 5);
    BOOST_TEST(admit_from(v4(192, 0, 2, 1)) == 1);
    BOOST_TEST(admit_from(mapped(v4(192, 0, 2, 1))) == 1);
    // Only those: neither ::192.0.2.1 nor 64:ff9b::192.0.2.1.
    address compatible = mapped(v4(192, 0, 2, 1));
    compatible[10] = compatible[11] = 0;
    BOOST_TEST(admit_from(compatible) == 0);
    address nat64 = compatible;
    nat64[1] = 0x64;
    nat64[2] = 0xff;
    nat64[3] = 0x9b;
    BOOST_TEST(admit_from(nat64) == 0);
    // All mapped ones are not one /48.
    BOOST_TEST(admitted(
                   [&](int i) {
                       return admit_from(mapped(v4(198, 51, unsigned(i) / 250, unsigned(i) % 250)));
                   },
                   300) == 300);
}

BOOST_FIXTURE_TEST_CASE(ipv6_by_its_networks, door)
{
    // In one /64, whatever the host.
    BOOST_TEST(admitted([&](int i) { return admit_from(v6(1, 0x0100, unsigned(i))); }) == 5);
    BOOST_TEST(admit_from(v6(1, 0x0100, 999)) == 1);
    // The other /64s of its /56: 20 together.
    BOOST_TEST(admitted([&](int i) {
                   return admit_from(v6(1, 0x0101 + unsigned(i) % 255, unsigned(i)));
               }) == 15);
    BOOST_TEST(admit_from(v6(1, 0x01ff, 0)) == 1);
    // The other /56s of its /48: 80 together.
    BOOST_TEST(admitted([&](int i) {
                   return admit_from(v6(1, 0x0200 + 0x100 * (unsigned(i) % 250), 0));
               }) == 60);
    BOOST_TEST(admit_from(v6(1, 0xff00, 0)) == 1);
    // The next /48 is somebody else.
    BOOST_TEST(admit_from(v6(2, 0x0100, 0)) == 0);
    // Rotating through all /56s of a /48 for an hour: 80 tries, and then one in 15 minutes.
    now += 24h + 1s;
    const seconds end = now + 1h;
    int guesses = 0;
    for (unsigned i = 0; now < end; ++i) {
        const long long wait = admit_from(v6(3, i * 257 % 65536, i));
        guesses += wait == 0;
        now += seconds(wait);
    }
    BOOST_TEST(guesses >= 80);
    BOOST_TEST(guesses < 95);
}

// Neither 4 nor 16 bytes: no address.
BOOST_FIXTURE_TEST_CASE(other_sizes_are_no_address, door)
{
    for (const std::size_t size : {1U, 3U, 5U, 8U, 15U, 17U, 64U})
        BOOST_TEST(admitted([&](int) { return admit_from(address(size, 1)); }, 50) == 50, size);
}

BOOST_FIXTURE_TEST_CASE(trusted_and_untrusted_apart, door)
{
    BOOST_TEST(admitted([&](int) { return admit("ann", v4(192, 0, 2, 1), untrusted); }) == 5);
    BOOST_TEST(admit("ann", v4(10, 0, 0, 1), untrusted) == 1);
    BOOST_TEST(admit("ann", v4(10, 0, 0, 1), trusted) == 0);
    BOOST_TEST(admit("ann", v4(192, 0, 2, 1), trusted) == 0);
    // And the other way round, also in what a success forgets.
    BOOST_TEST(admitted([&](int) { return admit("bob", {}, trusted); }) == 5);
    BOOST_TEST(admit("bob", {}, untrusted) == 0);
    guard.success("bob", {}, untrusted);
    BOOST_TEST(admit("bob", {}, trusted) == 1);
}

BOOST_FIXTURE_TEST_CASE(a_success_forgets_the_accounts_failures, door)
{
    for (int i = 0; i < 4; ++i)
        BOOST_TEST(admit("ann", {}) == 0);
    BOOST_TEST(admit("ann", {}) == 0);
    guard.success("ann", {}, untrusted);
    BOOST_TEST(admitted([&](int) { return admit("ann", {}); }) == 5);
    // After delays, too.
    now += 1s;
    BOOST_TEST(admit("ann", {}) == 0);
    guard.success("ann", {}, untrusted);
    BOOST_TEST(admitted([&](int) { return admit("ann", {}); }) == 5);
    // A success of nobody's changes nothing.
    guard.success("unseen", v4(192, 0, 2, 9), untrusted);
    BOOST_TEST(admit("ann", {}) == 1);
}

BOOST_FIXTURE_TEST_CASE(a_success_takes_back_its_try_from_the_address, door)
{
    const address office = v4(192, 0, 2, 1);
    // Nobody waits where everybody gets in.
    for (int i = 0; i < 100; ++i) {
        BOOST_TEST(admit("user " + std::to_string(i), office) == 0);
        guard.success("user " + std::to_string(i), office, untrusted);
    }
    // It takes back one: an own account does not wash away the failures at others'.
    for (int i = 0; i < 4; ++i) {
        BOOST_TEST(admit_from(office) == 0);
        BOOST_TEST(admit("mine", office) == 0);
        guard.success("mine", office, untrusted);
    }
    BOOST_TEST(admit_from(office) == 0);
    BOOST_TEST(admit("mine", office) == 1);
    // The delay that it brought with it is taken back with it: others need not wait for that one.
    now += 1s;
    BOOST_TEST(admit("mine", office) == 0);
    guard.success("mine", office, untrusted);
    BOOST_TEST(admit("yours", office) == 0);
    guard.success("yours", office, untrusted);
    // The failures before it are not forgotten.
    BOOST_TEST(admit_from(office) == 0);
    BOOST_TEST(admit("mine", office) == 2);
    // More successes than tries: none becomes a credit.
    for (int i = 0; i < 20; ++i)
        guard.success("mine", office, untrusted);
    BOOST_TEST(admitted([&](int) { return admit_from(office); }) == 5);
}

BOOST_FIXTURE_TEST_CASE(forgetting, door)
{
    BOOST_TEST(admitted([&](int) { return admit("ann", {}); }) == 5);
    now += 24h; // not yet: more than a day
    BOOST_TEST(admit("ann", {}) == 0);
    BOOST_TEST(admit("ann", {}) == 2);
    now += 24h + 1s;
    BOOST_TEST(admitted([&](int) { return admit("ann", {}); }) == 5);
    // A day without a failure, not without a try: those who get in do not keep it from being
    // forgotten.
    const address office = v4(192, 0, 2, 1);
    BOOST_TEST(admitted([&](int) { return admit_from(office); }) == 5);
    for (int i = 0; i < 25; ++i) {
        now += 1h;
        BOOST_TEST(admit("mine", office) == 0);
        guard.success("mine", office, untrusted);
    }
    BOOST_TEST(admitted([&](int) { return admit_from(office); }) == 5);
}

BOOST_FIXTURE_TEST_CASE(clocks, door)
{
    BOOST_TEST(admitted([&](int) { return admit("ann", {}); }) == 5);
    // Set back by an hour, or to before all time: the delay is as long as it was.
    for (const seconds back : {now - 1h, 0s, -1s, seconds::min()}) {
        BOOST_TEST(guard.admit("ann", {}, untrusted, back).count() == 1);
        BOOST_TEST(guard.admit("name " + std::to_string(++names), {}, untrusted, back).count() ==
                   0);
    }
    BOOST_TEST(admit("ann", {}) == 1);
    now += 1s;
    BOOST_TEST(admit("ann", {}) == 0);

    // A clock whose zero is now.
    throttle fresh;
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(fresh.admit("ann", {}, untrusted, 0s).count() == 0);
    BOOST_TEST(fresh.admit("ann", {}, untrusted, 0s).count() == 1);
    BOOST_TEST(fresh.admit("ann", {}, untrusted, 1s).count() == 0);

    // The end of time: nothing overflows into the past.
    for (const seconds end : {seconds::max(), seconds::max() - 1s, seconds::max() - 900s}) {
        throttle late;
        for (int i = 0; i < 5; ++i)
            BOOST_TEST(late.admit("ann", {}, untrusted, end).count() == 0);
        BOOST_TEST(late.admit("ann", {}, untrusted, end).count() == 1);
    }
}

BOOST_AUTO_TEST_CASE(parallel_tries_share_one_count)
{
    throttle guard;
    std::atomic<int> admitted{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i)
                admitted += guard.admit("ann", v4(192, 0, 2, 1), untrusted, 1000s) == 0s;
        });
    }
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(admitted.load() == 5);
}

// Two throttles place the same names differently: nobody can aim without the seed. 16 counters each
// in two sets of eight; which 40 names evict which is then another matter.
BOOST_AUTO_TEST_CASE(seeds_differ)
{
    const auto fingerprint = [] {
        throttle guard({.free_tries = 2, .capacity = 16});
        for (int i = 0; i < 40; ++i)
            guard.admit("name " + std::to_string(i), {}, untrusted, 0s);
        std::string out;
        for (int i = 0; i < 40; ++i) {
            guard.admit("name " + std::to_string(i), {}, untrusted, 0s);
            out += guard.admit("name " + std::to_string(i), {}, untrusted, 0s) == 0s ? '0' : '1';
        }
        return out;
    };
    const std::string first = fingerprint();
    bool different = false;
    for (int i = 0; i < 50 && !different; ++i)
        different = fingerprint() != first;
    BOOST_TEST(different);
}

BOOST_AUTO_TEST_SUITE_END()
