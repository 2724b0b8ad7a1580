// Nodes of every depth, with codes of both kinds. Random maps are in compiled_batches and
// compiled_every_address.

#include <cordon/ip/detail/run_trie.hpp>

#include "reference/piece_map.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ip_detail_run_trie)

namespace {

using cordon_test::add;
using cordon_test::piece;
using cordon_test::pieces;
using trie = cordon::ip::detail::run_trie<cordon::ip::address_v4>;

constexpr std::size_t root = 1'048'576; // bytes

trie make(const pieces& source) { return trie(cordon_test::stretches_of(source)); }

void check(const pieces& source) { cordon_test::check(make(source), source); }

} // namespace

BOOST_AUTO_TEST_CASE(of_nothing)
{
    const trie made;
    BOOST_TEST(made.empty());
    BOOST_TEST(made.memory() == 0U);
    BOOST_TEST(make({}).memory() == 0U);
}

BOOST_AUTO_TEST_CASE(of_everything)
{
    for (const pieces& source : cordon_test::whole_spaces(70'000))
        check(source);
}

// Each length of prefix, alone and beside neighbours with other values, few of them and many; with
// values on both sides of what a code is, and of what 16 bits hold.
BOOST_AUTO_TEST_CASE(nodes_of_every_depth)
{
    for (const std::uint32_t blocks : {3U, 1'500U})
        for (const std::uint32_t value :
             {0U, 65'462U, 65'470U, 65'471U, 65'534U, 65'535U, 1'000'000U}) {
            pieces source;
            for (std::uint32_t block = 0; block < blocks; ++block)
                for (std::uint32_t bit = 0; bit < 20; ++bit) {
                    const std::uint32_t first =
                        0x01000000U + ((block * 20 + bit) << (blocks == 3 ? 20 : 17));
                    if (bit > 15 && blocks != 3)
                        break;
                    const std::uint32_t size = 1U << bit;
                    add(source, first, first + size - 1, value + bit);
                    if (bit % 3 == 0) // right behind
                        add(source, first + size, first + size, value + bit + 1);
                }
            check(source);
        }
}

// A block of 64 addresses in which every one has its own value, and one in which none has.
BOOST_AUTO_TEST_CASE(nodes_of_many_runs)
{
    for (const std::uint32_t step : {1U, 4U, 256U, 16'384U}) {
        pieces source;
        for (std::uint32_t i = 0; i < 4 * 64; ++i)
            add(source, 0x0a000000U + i * step, 0x0a000000U + (i + 1) * step - 1, i);
        for (std::uint32_t i = 0; i < 6'000; ++i) // and more blocks
            add(source, 0x40000000U + i * step * 2, 0x40000000U + i * step * 2 + step - 1,
                i % 3 == 0 ? 70'000 + i : i);
        check(source);
        source.erase(source.begin() + 256, source.end());
        check(source);
        for (piece& p : source) // none of which goes into a code
            p.value += 70'000;
        check(source);
    }
}

// Blocks with one value share a node, those of values of any size, and those without one.
BOOST_AUTO_TEST_CASE(nodes_of_whole_blocks)
{
    for (const std::uint32_t count : {40U, 5'000U}) { // of many blocks and of one or two
        pieces source;
        const std::uint32_t block = count == 40 ? 1U << 20 : 1U << 14;
        for (std::uint32_t i = 0; i < count; ++i)
            add(source, 2 * i * block, (2 * i + 1 + i % 2) * block - 1,
                i % 4 < 2 ? i % 7 : 65'460U + i);
        check(source);
    }
}

BOOST_AUTO_TEST_CASE(whole_blocks_of_one_value_need_one_node)
{
    pieces source;
    for (std::uint32_t i = 0; i < 1'000; ++i)
        add(source, i << 21, (i << 21) + (1U << 20) - 1, 70'000);
    check(source);
    BOOST_TEST(make(source).memory() == root + 64U);
}

BOOST_AUTO_TEST_SUITE_END()
