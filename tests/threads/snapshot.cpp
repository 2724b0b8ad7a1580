// Readers and writers of a published value, at once. Under ThreadSanitizer in its leg of continuous
// integration.
#include <cordon/ip/snapshot.hpp>

#include <cordon/ip/compiled_set.hpp>
#include <cordon/ip/literals.hpp>

#include "reference/tracked.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(threads_snapshot)

namespace ip = cordon::ip;
using namespace ip::literals;
using cordon_test::tracked;

BOOST_AUTO_TEST_CASE(readers_never_see_a_value_that_is_gone)
{
    std::atomic<int> live{0};
    ip::snapshot<tracked> value{tracked(live, 0)};
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i)
        readers.emplace_back([&] {
            int latest = 0;
            while (!stop) {
                const auto pin = value.read();
                // Destroyed, half-made or older than before: all of them show.
                if (pin->first != pin->second || pin->first < latest)
                    ++wrong;
                latest = pin->first;
            }
        });
    for (int i = 1; i <= 2000; ++i)
        value.publish(tracked(live, i));
    stop = true;
    for (std::thread& reader : readers)
        reader.join();
    BOOST_TEST(wrong == 0);
    BOOST_TEST(live == 1);
}

BOOST_AUTO_TEST_CASE(two_writers_take_turns)
{
    std::atomic<int> live{0};
    ip::snapshot<tracked> value{tracked(live, 0)};
    const auto write = [&](int base) {
        for (int i = 0; i < 500; ++i)
            value.publish(tracked(live, base + i));
    };
    std::thread other(write, 10'000);
    write(20'000);
    other.join();
    BOOST_TEST(live == 1);
    const int last = value.read()->first;
    BOOST_TEST((last == 10'499 || last == 20'499));
}

BOOST_AUTO_TEST_CASE(a_set_is_replaced_while_addresses_are_looked_up)
{
    // 10.0.0.1 is in both sets, 192.0.2.1 in neither: no answer may waver.
    ip::snapshot<ip::compiled_set> value(ip::compiled_set(ip::range_set{"10.0.0.0/8"_prefix}));
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0};
    std::thread reader([&] {
        while (!stop) {
            const auto pin = value.read();
            wrong += !pin->contains("10.0.0.1"_ip);
            wrong += pin->contains("192.0.2.1"_ip);
        }
    });
    for (int i = 0; i < 500; ++i)
        value.publish(ip::compiled_set(
            i % 2 == 0 ? ip::range_set{"10.0.0.0/16"_prefix, "2001:db8::/32"_prefix}
                       : ip::range_set{"10.0.0.0/8"_prefix}));
    stop = true;
    reader.join();
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
