// Places in cache lines.

#include <cordon/ip/detail/line_room.hpp>

#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_line_room)

using cordon::ip::detail::line_room;
using cordon::ip::detail::unit_line;

// No two share a unit, none that fits lies across two lines, and little is left over.
BOOST_AUTO_TEST_CASE(places_are_apart_and_in_one_line)
{
    cordon_test::random_source random(151);
    for (const std::size_t most : {5U, 12U, 31U, 32U, 33U, 100U, 196U}) {
        std::vector<unit_line> lines;
        line_room room(5);
        std::vector<bool> taken;
        cordon_test::tally checks;
        std::size_t sum = 0;
        for (int i = 0; i < 3'000; ++i) {
            const auto size = std::size_t(5 + random.below(most - 4));
            const std::size_t place = room.take(size, lines);
            taken.resize(lines.size() * unit_line::units);
            bool is_free = place + size <= taken.size();
            for (std::size_t k = place; is_free && k < place + size; ++k) {
                is_free = !taken[k];
                taken[k] = true;
            }
            const bool in_one = place / unit_line::units == (place + size - 1) / unit_line::units;
            checks.expect(is_free && (in_one || size > unit_line::units),
                          [&] { return std::to_string(place) + ", " + std::to_string(size); });
            sum += size;
        }
        BOOST_TEST(taken.size() * 2 <= sum * 3);
    }
}

BOOST_AUTO_TEST_CASE(the_smallest_gap_is_filled)
{
    std::vector<unit_line> lines;
    line_room room(5);
    BOOST_TEST(room.take(20, lines) == 0U);  // leaves 12
    BOOST_TEST(room.take(25, lines) == 32U); // leaves 7
    BOOST_TEST(room.take(28, lines) == 64U); // leaves 4, which nothing needs
    BOOST_TEST(room.take(6, lines) == 57U);
    BOOST_TEST(room.take(5, lines) == 20U); // leaves 7
    BOOST_TEST(room.take(7, lines) == 25U);
    BOOST_TEST(room.take(5, lines) == 96U);
    BOOST_TEST(room.take(40, lines) == 128U); // two lines, and leaves 24 of the second
    BOOST_TEST(room.take(24, lines) == 168U);
    BOOST_TEST(room.take(27, lines) == 101U);
    BOOST_TEST(room.take(27, lines) == 192U); // leaves 5, the least
    BOOST_TEST(room.take(5, lines) == 219U);
    BOOST_TEST(lines.size() == 7U);
}

BOOST_AUTO_TEST_SUITE_END()
