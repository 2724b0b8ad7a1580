// The hash table of the /32 that have a tree.

#include <cordon/ip/detail/shortcuts.hpp>

#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_shortcuts)

namespace {

using cordon::ip::detail::shortcuts;
using cordon_test::random_source;
using cordon_test::tally;

const shortcuts::entry& place_of(const shortcuts& made, std::uint32_t block)
{
    return made.get().of(block);
}

// Whatever is found is right, nothing else is, and who is not found has lost to a larger one.
std::size_t check(const std::vector<shortcuts::block>& blocks, random_source& random)
{
    const shortcuts made{std::span<const shortcuts::block>(blocks)};
    std::map<std::uint32_t, const shortcuts::block*> by_number;
    for (const shortcuts::block& b : blocks)
        by_number[b.number] = &b;
    tally checks;
    std::size_t found = 0;
    for (const shortcuts::block& b : blocks) {
        const shortcuts::entry& at = place_of(made, b.number);
        const auto owner = by_number.find(at.block);
        checks.expect(owner != by_number.end() && at.root == owner->second->root &&
                          owner->second->size >= b.size,
                      [&] { return std::to_string(b.number); });
        found += at.block == b.number;
    }
    for (int i = 0; i < 1000; ++i) {
        const auto number = static_cast<std::uint32_t>(i < 10 ? std::uint64_t(i) : random.bits());
        checks.expect(place_of(made, number).block != number || by_number.count(number) != 0,
                      [&] { return std::to_string(number) + ", which is none"; });
    }
    return found;
}

std::vector<shortcuts::block> some(std::size_t n, random_source& random)
{
    std::set<std::uint32_t> numbers;
    while (numbers.size() < n)
        numbers.insert(static_cast<std::uint32_t>(random.bits()));
    std::vector<shortcuts::block> blocks;
    for (const std::uint32_t number : numbers)
        blocks.push_back({number, static_cast<std::uint32_t>(random.below(1 << 30)),
                          std::size_t(1 + random.below(1000))});
    return blocks;
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_found_is_right)
{
    random_source random(141);
    BOOST_TEST(shortcuts().empty());
    for (const std::uint32_t number : {0U, 1U, 2U, 0x80000000U, 0xffffffffU})
        BOOST_TEST(check({{number, 7, 1}}, random) == 1U);
    BOOST_TEST(check({{0, 7, 1}, {1, 8, 2}}, random) == 2U);
    for (const std::size_t n : {3U, 10U, 80U, 1000U, 1024U, 1025U, 20'000U})
        check(some(n, random), random);
}

// With a handful none is lost: a factor is found that parts them.
BOOST_AUTO_TEST_CASE(of_few_all_are_found)
{
    random_source random(142);
    for (std::size_t n = 1; n <= 12; ++n)
        for (int i = 0; i < 20; ++i)
            BOOST_TEST(check(some(n, random), random) == n);
}

// By the factor that parts these the place of 1 is the first one, as that of 0 is by any: what
// stands there where nothing is must be neither.
BOOST_AUTO_TEST_CASE(an_empty_first_place_is_of_no_block)
{
    random_source random(144);
    BOOST_TEST(check({{0x2001c7c3U, 8, 1}, {0x2001c186U, 16, 1}, {0x20015b34U, 24, 1}}, random) ==
               3U);
    tally checks;
    for (int i = 0; i < 2'000; ++i) {
        const auto blocks = some(std::size_t(1 + i % 16), random);
        const shortcuts made{std::span<const shortcuts::block>(blocks)};
        for (std::uint32_t number = 0; number < 64; ++number)
            checks.expect(place_of(made, number).block != number,
                          [&] { return std::to_string(number) + ", which is none"; });
    }
}

BOOST_AUTO_TEST_CASE(memory_is_bounded)
{
    random_source random(143);
    const auto blocks = some(20'000, random);
    BOOST_TEST(shortcuts(std::span<const shortcuts::block>(blocks)).memory() == 32'768U);
}

BOOST_AUTO_TEST_SUITE_END()
