// Nodes of every depth, with codes of both kinds. Random maps are in compiled_batches and
// compiled_every_address.

#include <cordon/ip/detail/run_trie.hpp>

#include "reference/tally.hpp"

#include <cordon/ip/address_v4.hpp>
#include <cordon/ip/detail/batch.hpp>
#include <cordon/ip/range.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_run_trie)

namespace {

using cordon::ip::address_v4;
using cordon::ip::range_v4;
using cordon::ip::detail::vectors;
using cordon_test::tally;
using trie = cordon::ip::detail::run_trie<address_v4>;

struct piece {
    range_v4 range;
    std::uint32_t value;
    std::uint32_t entry;
};
using pieces = std::vector<piece>;

trie make(const pieces& source)
{
    return trie(std::span<const piece>(source), std::span<const std::uint32_t>());
}

void add(pieces& to, std::uint32_t first, std::uint32_t last, std::uint32_t value)
{
    to.push_back({{address_v4(first), address_v4(last)}, value, std::uint32_t(to.size())});
}

// One by one, by the batches of the processor, those without AVX-512 and the portable ones: both
// ends of each piece, and what is next to them.
void check(const pieces& source)
{
    const trie made = make(source);
    const auto wanted = [&](std::uint32_t number) {
        // The last piece that begins at or before it.
        const auto behind = std::upper_bound(
            source.begin(), source.end(), number,
            [](std::uint32_t n, const piece& p) { return n < p.range.first().to_uint(); });
        if (behind == source.begin() || std::prev(behind)->range.last().to_uint() < number)
            return source.end();
        return std::prev(behind);
    };
    tally checks;
    std::array<address_v4, 256> addresses;
    std::size_t count = 0;
    const auto ask = [&] {
        for (const vectors most : {vectors::avx512, vectors::avx2, vectors::baseline}) {
            cordon::ip::detail::use_vectors(most);
            std::array<std::uint32_t, 256> found;
            cordon::ip::detail::find_block(made, addresses.data(), count, found.data());
            for (std::size_t i = 0; i < count; ++i) {
                const auto at = wanted(addresses[i].to_uint());
                const std::uint32_t number = at == source.end() ? 0 : at->value + 1;
                checks.expect(found[i] == number && made.find(addresses[i]) == number &&
                                  (number == 0 || made.entry(addresses[i]) == at->entry),
                              [&] { return to_string(addresses[i]); });
            }
        }
        cordon::ip::detail::use_vectors(vectors::avx512);
        count = 0;
    };
    for (const piece& p : source)
        for (const std::uint32_t number :
             {p.range.first().to_uint() - 1, p.range.first().to_uint(), p.range.last().to_uint(),
              p.range.last().to_uint() + 1}) {
            addresses[count] = address_v4(number);
            if (++count == addresses.size())
                ask();
        }
    ask();
}

} // namespace

BOOST_AUTO_TEST_CASE(of_nothing)
{
    const trie made;
    BOOST_TEST(made.empty());
    BOOST_TEST(made.find(address_v4(0)) == 0U);
    BOOST_TEST(make({}).memory() == 0U);
}

BOOST_AUTO_TEST_CASE(of_everything)
{
    pieces all;
    add(all, 0, 0xffffffffU, 5);
    check(all);
    all.clear();
    add(all, 0, 0, 1);
    add(all, 1, 0x7fffffffU, 2);
    add(all, 0x80000000U, 0xfffffffeU, 1);
    add(all, 0xffffffffU, 0xffffffffU, 70'000);
    check(all);
}

// Each length of prefix, alone and beside neighbours with other values, few of them and so many
// that the root has no pages; with values on both sides of what a code is, and of what 16 bits
// hold.
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
            BOOST_TEST((make(source).memory() > 1'048'576U) == (blocks != 3));
        }
}

// A block of 64 addresses in which every one has its own value, and one in which none has.
BOOST_AUTO_TEST_CASE(nodes_of_many_runs)
{
    for (const std::uint32_t step : {1U, 4U, 256U, 16'384U}) {
        pieces source;
        for (std::uint32_t i = 0; i < 4 * 64; ++i)
            add(source, 0x0a000000U + i * step, 0x0a000000U + (i + 1) * step - 1, i);
        for (std::uint32_t i = 0; i < 6'000; ++i) // and more pages
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
    for (const std::uint32_t count : {40U, 5'000U}) { // pages of one node, and of several
        pieces source;
        const std::uint32_t block = count == 40 ? 1U << 20 : 1U << 14;
        for (std::uint32_t i = 0; i < count; ++i)
            add(source, 2 * i * block, (2 * i + 1 + i % 2) * block - 1,
                i % 4 < 2 ? i % 7 : 65'460U + i);
        check(source);
    }
}

// A root of 1,024 different pages and one of one more, which has none then.
BOOST_AUTO_TEST_CASE(as_many_pages_as_there_may_be)
{
    for (const std::uint32_t count : {1'023U, 1'024U}) { // and the page in which nothing is
        pieces source;
        for (std::uint32_t i = 0; i < count; ++i)
            add(source, i * 3 << 20, (i * 3 << 20) + 0x3'4567U, i);
        check(source);
        BOOST_TEST((make(source).memory() > 1'048'576U) == (count == 1'024U));
    }
}

BOOST_AUTO_TEST_CASE(whole_blocks_of_one_value_need_one_node)
{
    pieces source;
    for (std::uint32_t i = 0; i < 1'000; ++i)
        add(source, i << 21, (i << 21) + (1U << 20) - 1, 70'000);
    check(source);
    BOOST_TEST(make(source).memory() <= 8'192U + 2 * 256U + 64U + 1'000 * 4U);
}

// Values that are the same side by side are one run.
BOOST_AUTO_TEST_CASE(equal_neighbours_are_joined)
{
    pieces one;
    add(one, 0x0a000000U, 0x0a00ffffU, 3);
    pieces two;
    add(two, 0x0a000000U, 0x0a000012U, 3);
    add(two, 0x0a000013U, 0x0a00ffffU, 3);
    check(two);
    BOOST_TEST(make(two).memory() - make(one).memory() < 16U); // in the index
}

BOOST_AUTO_TEST_CASE(the_numbers_of_values_are_bounded)
{
    pieces source;
    add(source, 1, 2, (1U << 30) - 2);
    BOOST_TEST(make(source).find(address_v4(1)) == (1U << 30) - 1);
    add(source, 4, 5, (1U << 30) - 1);
    BOOST_CHECK_THROW(make(source), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
