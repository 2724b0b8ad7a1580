// Pieces that are joined, and the walk over slots: a small universe, all of it.

#include <cordon/ip/detail/stretches.hpp>

#include "reference/piece_map.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <system_error>

BOOST_AUTO_TEST_SUITE(ip_detail_stretches)

namespace {

using cordon_test::add;
using cordon_test::piece;
using cordon_test::pieces;

// What the walk over 16 addresses calls, a character for each of the slots of 2^bits: the
// reference, or x for one that is cut.
std::string walked(const pieces& source, std::uint32_t base, unsigned bits)
{
    const auto stretches = cordon_test::stretches_of(source);
    auto next = stretches.begin();
    while (next != stretches.end() && next->range.last().to_uint() < base)
        ++next;
    std::string out;
    std::uint64_t expected = base;
    cordon::ip::detail::for_each_slot(
        base, std::uint64_t(base) + 16, bits, next, stretches.end(),
        [&](std::uint64_t at, std::uint64_t count, std::uint32_t reference) {
            BOOST_TEST(at == expected);
            expected += count << bits;
            out.append(std::size_t(count), static_cast<char>('0' + reference));
        },
        [&](std::uint64_t at) {
            BOOST_TEST(at == expected);
            expected += std::uint64_t(1) << bits;
            out.push_back('x');
        });
    BOOST_TEST(expected == std::uint64_t(base) + 16);
    // Ends at the first stretch that ends behind the walk.
    BOOST_TEST(
        (next == stretches.end() || next->range.last().to_uint() >= std::uint64_t(base) + 16));
    BOOST_TEST((next == stretches.begin() ||
                std::prev(next)->range.last().to_uint() < std::uint64_t(base) + 16));
    return out;
}

// The same from what each address has.
std::string slots_of(const std::string& addresses, unsigned bits)
{
    std::string out;
    for (std::size_t at = 0; at < addresses.size(); at += std::size_t(1) << bits) {
        const std::string slot = addresses.substr(at, std::size_t(1) << bits);
        out.push_back(slot.find_first_not_of(slot.front()) == slot.npos ? slot.front() : 'x');
    }
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(neighbours_of_one_value_are_joined)
{
    pieces source;
    add(source, 10, 19, 3);
    add(source, 20, 29, 3);
    add(source, 30, 39, 4);
    add(source, 41, 49, 4); // not a neighbour
    add(source, 0xfffffff0U, 0xffffffffU, 4);
    const auto made = cordon_test::stretches_of(source);
    BOOST_TEST_REQUIRE(made.size() == 4U);
    BOOST_TEST(to_string(made[0].range) == "0.0.0.10-0.0.0.29");
    BOOST_TEST(made[0].reference == 4U);
    BOOST_TEST(to_string(made[1].range) == "0.0.0.30-0.0.0.39");
    BOOST_TEST(made[1].reference == 5U);
    BOOST_TEST(to_string(made[2].range) == "0.0.0.41-0.0.0.49");
    BOOST_TEST(to_string(made[3].range) == "255.255.255.240-255.255.255.255");
    BOOST_TEST(cordon_test::stretches_of({}).empty());
    // The last address has no neighbour behind it, least of all the first one.
    pieces around;
    add(around, 0, 0, 1);
    add(around, 0xffffffffU, 0xffffffffU, 1);
    BOOST_TEST(cordon_test::stretches_of(around).size() == 2U);
}

BOOST_AUTO_TEST_CASE(values_by_their_numbers)
{
    pieces source;
    add(source, 10, 19, 0);
    add(source, 20, 29, 1);
    add(source, 30, 39, 2);
    const std::vector<std::uint32_t> numbers{7, 0, 0};
    const auto made =
        cordon::ip::detail::join<cordon::ip::address_v4>(std::span<const piece>(source), numbers);
    BOOST_TEST_REQUIRE(made.size() == 2U);
    BOOST_TEST(made[0].reference == 8U);
    BOOST_TEST(made[1].reference == 1U);
    BOOST_TEST(to_string(made[1].range) == "0.0.0.20-0.0.0.39");
}

BOOST_AUTO_TEST_CASE(the_numbers_of_values_are_bounded)
{
    pieces source;
    add(source, 1, 2, (1U << 30) - 2);
    BOOST_TEST(cordon_test::stretches_of(source).front().reference == (1U << 30) - 1);
    add(source, 4, 5, (1U << 30) - 1);
    BOOST_CHECK_THROW(cordon_test::stretches_of(source), std::system_error);
}

// All ways to divide sixteen addresses among none and two values, at both ends of the space, in
// slots of 1 to 16.
BOOST_AUTO_TEST_CASE(every_way_to_divide_a_block)
{
    cordon_test::tally checks;
    const auto check_all = [&](std::uint32_t base, const std::string& addresses) {
        pieces source;
        if (base != 0)
            add(source, 0, 5, 1);
        for (std::uint32_t i = 0; i < 16; ++i)
            if (addresses[i] != '0')
                add(source, base + i, base + i, std::uint32_t(addresses[i] - '1'));
        if (base != 0xfffffff0U)
            add(source, base + 20, base + 25, 1);
        for (const unsigned bits : {0U, 1U, 2U, 3U, 4U})
            checks.expect(walked(source, base, bits) == slots_of(addresses, bits),
                          [&] { return addresses + " in slots of 2^" + std::to_string(bits); });
    };
    for (const std::uint32_t base : {0U, 0x0a000010U, 0xfffffff0U})
        for (std::uint32_t way = 0; way < 6'561; ++way) { // 3^8, each for two addresses or for one
            std::string addresses;
            for (std::uint32_t rest = way, i = 0; i < 8; ++i, rest /= 3)
                addresses.append(1, static_cast<char>('0' + rest % 3));
            if (way % 2 == 0)
                addresses += std::string(addresses.rbegin(), addresses.rend());
            else
                addresses += addresses;
            check_all(base, addresses);
        }
}

BOOST_AUTO_TEST_SUITE_END()
