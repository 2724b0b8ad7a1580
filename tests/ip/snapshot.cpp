#include <cordon/ip/snapshot.hpp>

#include <cordon/ip/compiled_set.hpp>
#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace ip = cordon::ip;
using namespace ip::literals;

BOOST_AUTO_TEST_SUITE(ip_snapshot)

namespace {

// Counts how many of its kind live, and knows whether it was destroyed.
struct tracked {
    explicit tracked(std::atomic<int>& count, int number = 0)
        : live(&count), first(number), second(number)
    {
        ++*live;
    }
    tracked(tracked&& other) noexcept : live(other.live), first(other.first), second(other.second)
    {
        ++*live;
    }
    ~tracked()
    {
        first = -1;
        second = -2;
        --*live;
    }

    std::atomic<int>* live;
    int first;
    int second;
};

struct throws_when_moved {
    throws_when_moved() = default;
    throws_when_moved(throws_when_moved&& other) : armed(other.armed)
    {
        if (armed)
            throw std::runtime_error("moved");
    }
    bool armed = false;
};

} // namespace

BOOST_AUTO_TEST_CASE(what_is_published_is_read)
{
    ip::snapshot<int> value(1);
    BOOST_TEST(*value.read() == 1);
    value.publish(2);
    BOOST_TEST(*value.read() == 2);
}

BOOST_AUTO_TEST_CASE(the_old_value_lives_as_long_as_its_pin_and_no_longer)
{
    std::atomic<int> live{0};
    {
        ip::snapshot<tracked> value{tracked(live, 1)};
        BOOST_TEST(live == 1);
        std::atomic<bool> published{false};
        auto pin = value.read();
        std::thread writer([&] {
            value.publish(tracked(live, 2));
            published = true;
        });
        while (value.read()->first !=
               2) // new readers get the new value while the old one is pinned
            std::this_thread::yield();
        BOOST_TEST(pin->first == 1);
        BOOST_TEST(!published);
        {
            const auto moved = std::move(pin); // a pin may move, and be given up elsewhere
            BOOST_TEST(moved->first == 1);
        }
        writer.join();
        BOOST_TEST(published);
        BOOST_TEST(live == 1);
    }
    BOOST_TEST(live == 0);
}

BOOST_AUTO_TEST_CASE(assigning_a_pin_gives_the_former_one_up)
{
    ip::snapshot<int> one(1);
    ip::snapshot<int> two(2);
    auto pin = one.read();
    pin = two.read();
    BOOST_TEST(*pin == 2);
    one.publish(3); // would wait for ever if `one` were still pinned
    BOOST_TEST(*one.read() == 3);
}

BOOST_AUTO_TEST_CASE(a_pin_may_be_released_by_another_thread)
{
    ip::snapshot<int> value(1);
    std::thread([pin = value.read()]() mutable { const auto mine = std::move(pin); }).join();
    value.publish(2);
    BOOST_TEST(*value.read() == 2);
}

BOOST_AUTO_TEST_CASE(an_exception_keeps_the_old_value)
{
    ip::snapshot<throws_when_moved> value;
    throws_when_moved bad;
    bad.armed = true;
    BOOST_CHECK_THROW(value.publish(std::move(bad)), std::runtime_error);
    BOOST_TEST(!value.read()->armed);
}

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
