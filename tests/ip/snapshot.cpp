#include <cordon/ip/snapshot.hpp>

#include "reference/tracked.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <utility>

BOOST_AUTO_TEST_SUITE(ip_snapshot)

namespace ip = cordon::ip;
using cordon_test::tracked;

namespace {

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

BOOST_AUTO_TEST_SUITE_END()
