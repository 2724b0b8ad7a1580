// Maps that are small, or as large as they may be: blocks of every size, values and cuts up to as
// many as codes can number.

#include <cordon/ip/detail/direct_trie.hpp>

#include "effort.hpp"
#include "reference/piece_map.hpp"
#include "reference/random_addresses.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ip_detail_direct_trie)

namespace {

using cordon::ip::detail::direct_trie;
using cordon_test::add;
using cordon_test::pieces;

constexpr std::size_t any = std::size_t(1) << 30; // bytes

direct_trie make(const pieces& source, std::size_t most = any)
{
    const auto stretches = cordon_test::stretches_of(source);
    return direct_trie(std::span(stretches), most);
}

void check(const pieces& source)
{
    const direct_trie made = make(source);
    BOOST_TEST_REQUIRE(!made.empty());
    cordon_test::check(made, source);
}

// So many /24, one behind the other, each with a value of its own.
pieces blocks_24(std::uint32_t count)
{
    pieces out;
    for (std::uint32_t i = 0; i < count; ++i)
        add(out, 0x0a000000U + i * 256, 0x0a0000ffU + i * 256, i);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(of_nothing)
{
    const direct_trie made;
    BOOST_TEST(made.empty());
    BOOST_TEST(made.memory() == 0U);
}

BOOST_AUTO_TEST_CASE(of_everything)
{
    for (const pieces& source : cordon_test::whole_spaces(60'000))
        check(source);
}

// 2^(32 - shift) numbers of lines, lines of 2^(shift - 8) codes, 256 codes for a /24 that is cut;
// two bytes each. What is whole has a line for each value.
BOOST_AUTO_TEST_CASE(takes_the_least_memory)
{
    struct row {
        const char* name;
        std::uint32_t count;
        std::uint32_t step;
        std::uint32_t size; // of each piece
        unsigned shift;     // that is chosen
        std::uint32_t lines;
        std::uint32_t cuts;
    };
    const row rows[] = {
        {"one /8", 1, 0, 1U << 24, 19, 2, 0},
        {"one /24", 1, 0, 256, 19, 2, 0},
        {"one /25", 1, 0, 128, 19, 2, 1},
        {"one address", 1, 0, 1, 19, 2, 1},
        // 2 * (2^16 + 301 * 2^8): with shifts of 15 and 17 it were 2^17 and 2^7, 2^15 and 2^9.
        {"300 /24, each in a /12 of its own", 300, 1U << 20, 256, 16, 301, 0},
        {"300 /20, the same", 300, 1U << 20, 4096, 16, 301, 0},
        {"300 /25, the same", 300, 1U << 20, 128, 16, 301, 300},
        {"300 /28 in 300 /24 of one /15", 300, 256, 16, 19, 2, 300},
        {"4,000 /24 in a /20 each", 4'000, 4096, 256, 19, 33, 0},
        {"2,000 /24 in a /16 each", 2'000, 1U << 16, 256, 15, 2'001, 0},
        {"2,000 /16 in a /15 each", 2'000, 1U << 17, 1U << 16, 15, 2'001, 0},
        {"300 /32 in one /23", 300, 1, 1, 19, 2, 2},
    };
    for (const row& r : rows)
        BOOST_TEST_CONTEXT(r.name)
        {
            pieces source;
            for (std::uint32_t i = 0; i < r.count; ++i)
                add(source, 0x10000000U + i * r.step, 0x10000000U + i * r.step + r.size - 1, i);
            const std::size_t size = 2 * ((std::size_t(1) << (32 - r.shift)) +
                                          (std::size_t(r.lines) << (r.shift - 8)) + 256U * r.cuts);
            BOOST_TEST(make(source).memory() == size);
            check(source);
            BOOST_TEST(!make(source, size).empty());
            BOOST_TEST(make(source, size - 1).empty());
            BOOST_TEST(make(source, size - 1).memory() == 0U);
        }
}

// As the documentation says: two lines of its own for each, one for what is whole, and two cuts.
BOOST_AUTO_TEST_CASE(the_most_that_ten_pieces_take)
{
    pieces source;
    for (std::uint32_t i = 0; i < 10; ++i)
        add(source, (i << 24) + 1, (i << 24) + (1U << 23) + 5, i);
    check(source);
    BOOST_TEST(make(source).memory() == 2 * (16'384U + 31 * 1'024U + 20 * 256U)); // 104 KiB
}

BOOST_AUTO_TEST_CASE(blocks_of_one_value_share_a_line)
{
    pieces source;
    for (std::uint32_t i = 0; i < 100; ++i)
        add(source, i << 25, (i << 25) + (1U << 24) - 1, i % 2);
    check(source);
    BOOST_TEST(make(source).memory() == 2 * (8'192U + 3 * 2'048U));
}

// 65,535 values and cuts have codes, and no more.
BOOST_AUTO_TEST_CASE(as_many_codes_as_there_are)
{
    for (const std::uint32_t cuts : {0U, 1U, 1'000U}) {
        pieces source = blocks_24(65'535 - cuts);
        for (std::uint32_t i = 0; i < cuts; ++i)
            add(source, 0x20000000U + i * 256, 0x20000000U + i * 256 + i % 255, i);
        check(source);
        add(source, 0x30000000U, 0x30000000U, 0); // a cut
        BOOST_TEST(make(source).empty());
        source.back() = {source.back().range, 65'535 - cuts, source.back().entry}; // and a value
        BOOST_TEST(make(source).empty());
    }
    pieces source;
    add(source, 0, 255, 65'534);
    check(source);
    add(source, 256, 511, 65'535);
    BOOST_TEST(make(source).empty());
    source.back().value = (1U << 30) - 2;
    BOOST_TEST(make(source).empty());
}

// One block more, and with the line of nothing these are more than 16 bits can number.
BOOST_AUTO_TEST_CASE(as_many_lines_as_there_may_be)
{
    for (const std::uint32_t count : {65'535U, 65'536U}) {
        pieces source; // in every second /18
        for (std::uint32_t i = 0; i < count; ++i)
            add(source, (i << 15) + (i % 60 << 8), (i << 15) + (i % 60 << 8) + 0x1ff, i % 7);
        check(source);
        BOOST_TEST(make(source).memory() == (count == 65'535 ? 2 * (262'144U + 65'536 * 64U)
                                                             : 2 * (8'192U + 4'097 * 2'048U)));
    }
}

BOOST_AUTO_TEST_CASE(maps_of_every_density)
{
    cordon_test::random_source random(72);
    for (const std::size_t size : {3U, 30U, 300U, 3'000U, 20'000U})
        for (std::uint64_t round = 0; round < cordon_tests::effort(size < 3'000 ? 10 : 2);
             ++round) {
            const auto ends = cordon_test::random_boundaries(random, 2 * size);
            pieces source;
            for (std::size_t i = 0; i + 1 < ends.size(); ++i)
                if (!random.one_in(3))
                    add(source, ends[i], ends[i + 1] - 1, std::uint32_t(random.below(30)));
            check(source);
        }
}

BOOST_AUTO_TEST_SUITE_END()
