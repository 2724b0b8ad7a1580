// How a node is searched, by all ways there are, against counting.

#include <cordon/ip/detail/tree_node.hpp>

#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/detail/tree_node_x86.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_tree_node)

namespace {

using cordon::ip::detail::tree_node;
using cordon_test::random_source;
using cordon_test::tally;

tree_node node_of(const std::vector<std::uint32_t>& starts, std::uint32_t first_child)
{
    tree_node node;
    node.first_child = first_child;
    for (std::size_t i = 0; i < 15; ++i)
        if (i < starts.size())
            node.set_start(i, starts[i]);
        else
            node.set_unused(i);
    return node;
}

// The way of this name gives as many as there are.
template <class Search>
void check(tally& checks, const char* name, const std::vector<std::uint32_t>& starts,
           std::uint32_t number)
{
    const auto wanted = std::uint32_t(
        std::count_if(starts.begin(), starts.end(), [&](std::uint32_t s) { return s <= number; }));
    // What else is in the line is nothing to it.
    for (const std::uint32_t first_child :
         {0U, 1U, 0x7fffffffU, 0x80000000U, 0xffffffffU, number, number - 1})
        checks.expect(
            Search::rank(node_of(starts, first_child), tree_node::as_signed(number)) == wanted,
            [&] {
                return std::string(name) + ", " + std::to_string(starts.size()) + " starts, " +
                       std::to_string(number) + ", child " + std::to_string(first_child);
            });
}

void check_all(tally& checks, const std::vector<std::uint32_t>& starts, std::uint32_t number)
{
    using namespace cordon::ip::detail;
    check<portable_node_search>(checks, "portable", starts, number);
#if defined(CORDON_IP_VECTORS_X86)
    if (uses_avx2())
        check<avx2_node_search>(checks, "AVX2", starts, number);
    if (uses_avx512())
        check<avx512_node_search>(checks, "AVX-512", starts, number);
#endif
}

} // namespace

BOOST_AUTO_TEST_CASE(is_a_cache_line)
{
    static_assert(sizeof(tree_node) == 64 && alignof(tree_node) == 64);
    BOOST_TEST(tree_node::as_signed(0) < tree_node::as_signed(1));
    BOOST_TEST(tree_node::as_signed(0x7fffffff) < tree_node::as_signed(0x80000000));
    BOOST_TEST(tree_node::as_signed(0xfffffffe) < tree_node::as_signed(0xffffffff));
}

BOOST_AUTO_TEST_CASE(the_rank_of_a_number)
{
    random_source random(91);
    tally checks;
    for (std::size_t count = 0; count <= 15; ++count)
        for (int round = 0; round < 200; ++round) {
            // 0 is no start: what begins there is in front of all.
            std::vector<std::uint32_t> starts;
            while (starts.size() < count) {
                const auto x = std::uint32_t(random.bits());
                const std::uint32_t some[]{x, 1 + x % 40, 0xffffffffU - x % 40,
                                           0x7fffffe0U + x % 64};
                const std::uint32_t start = some[std::size_t(round) % 4];
                if (start != 0 && std::find(starts.begin(), starts.end(), start) == starts.end())
                    starts.push_back(start);
            }
            std::sort(starts.begin(), starts.end());
            for (const std::uint32_t number : {0U, 1U, 0x7fffffffU, 0x80000000U, 0xfffffffeU,
                                               0xffffffffU, std::uint32_t(random.bits())})
                check_all(checks, starts, number);
            for (const std::uint32_t start : starts)
                for (const std::uint32_t number : {start - 1, start, start + 1})
                    check_all(checks, starts, number);
        }
}

BOOST_AUTO_TEST_SUITE_END()
