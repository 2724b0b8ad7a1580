// Which trie a map has, and where its entries came from.

#include <cordon/ip/detail/trie_map.hpp>

#include "reference/piece_map.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ip_detail_trie_map)

namespace {

using cordon_test::add;
using cordon_test::piece;
using cordon_test::pieces;
using map = cordon::ip::detail::trie_map<cordon::ip::address_v4>;

map make(const pieces& source) { return map(std::span<const piece>(source), {}); }

} // namespace

BOOST_AUTO_TEST_CASE(of_nothing)
{
    const map made;
    BOOST_TEST(made.empty());
    BOOST_TEST(made.find(cordon::ip::address_v4(0)) == 0U);
    BOOST_TEST(made.memory() == 0U);
    BOOST_TEST(make({}).empty());
    cordon::ip::address_v4 addresses[3];
    std::uint32_t found[3] = {1, 2, 3};
    cordon::ip::detail::find_block(made, addresses, 3, found);
    for (const std::uint32_t number : found)
        BOOST_TEST(number == 0U);
}

// Few pieces take less than 768 KiB for what is looked up in, many the root of a run_trie and more.
// Each in a /16 of its own: a root of 2^17 numbers and a line of 128 codes for each, and one more.
BOOST_AUTO_TEST_CASE(small_ones_and_large_ones)
{
    for (const std::uint32_t count : {1U, 2'046U, 2'047U, 2'048U, 20'000U}) {
        pieces source;
        for (std::uint32_t i = 0; i < count; ++i)
            add(source, i * 0x10000U + 0x8100U, i * 0x10000U + 0x82ffU, i % 300);
        const map made = make(source);
        cordon_test::check(made, source);
        // And an index of four bytes a piece.
        const std::size_t direct = 2 * (131'072U + (count + 1) * 128U) + count * 4U;
        if (count == 1)
            BOOST_TEST(made.memory() < 40'000U);
        else if (count <= 2'047)
            BOOST_TEST(made.memory() == direct);
        else
            BOOST_TEST(made.memory() > 1'048'576U);
        for (const piece& p : source) {
            BOOST_TEST_REQUIRE(made.entry(p.range.first()) == p.entry);
            BOOST_TEST_REQUIRE(made.entry(p.range.last()) == p.entry);
        }
    }
}

BOOST_AUTO_TEST_CASE(more_values_than_codes)
{
    for (const std::uint32_t value : {65'534U, 65'535U}) {
        pieces source;
        add(source, 0x0a000000U, 0x0a0000ffU, value);
        const map made = make(source);
        cordon_test::check(made, source);
        BOOST_TEST((made.memory() < 1'048'576U) == (value == 65'534U));
    }
}

BOOST_AUTO_TEST_SUITE_END()
