// Trees of every depth, deep trees, slices and shortcuts. Random sets and maps are in
// compiled_batches.

#include <cordon/ip/detail/run_tree.hpp>

#include "effort.hpp"
#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/address_v6.hpp>
#include <cordon/ip/detail/batch.hpp>
#include <cordon/ip/detail/run_tree_builder.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_run_tree)

namespace {

using cordon::ip::address_v6;
using cordon::ip::uint128;
using cordon::ip::detail::run_tree;
using cordon::ip::detail::run_tree_builder;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;
using runs = std::vector<run_tree::run>;

constexpr std::uint64_t all = ~std::uint64_t(0);

// Runs that begin at 0 and at these, no two neighbours with one answer. Entry i is the i-th's.
runs runs_at(std::vector<uint128> starts, std::uint32_t answers = 1000)
{
    starts.emplace_back();
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    runs out;
    for (const uint128 start : starts) {
        const auto number = std::uint32_t(out.size());
        out.push_back({start, number % answers, number});
    }
    return out;
}

template <class Search>
void check_batches(tally& checks, const char* name, const run_tree& tree,
                   const std::vector<address_v6>& addresses,
                   const std::vector<std::uint32_t>& wanted)
{
    std::vector<std::uint32_t> found(256);
    for (std::size_t done = 0, n = 0, size = 1; done < addresses.size(); done += n) {
        n = std::min(size, addresses.size() - done);
        size = size % 256 + 1; // of every length
        tree.find<Search>(addresses.data() + done, n, found.data());
        for (std::size_t i = 0; i < n; ++i)
            checks.expect(found[i] == wanted[done + i], [&] {
                return std::string(name) + ", " + to_string(addresses[done + i]);
            });
    }
}

// Both ends of each run, what is next to them and something inside, one by one and in batches of
// every kind; a walk along the runs is the reference. Each address twice, in an order of its own.
run_tree check(const runs& source, random_source& random)
{
    const run_tree tree = run_tree_builder::build(source, true);
    std::vector<address_v6> addresses{address_v6(uint128()), address_v6(uint128(all, all))};
    // Of many runs, some where an emulator or a sanitizer makes all of it slow.
    const std::size_t step = 1 + source.size() / std::size_t(effort(5000));
    for (std::size_t i = 0; i < source.size(); i += step) {
        const run_tree::run& r = source[i];
        for (const uint128 number :
             {r.start, r.start - uint128(1), r.start + uint128(1),
              r.start + uint128(random.below(1 << 20), random.bits()),
              r.start - uint128(random.below(1 << 20), random.bits()),
              uint128(r.start.high, random.bits()), uint128(r.start.high, all),
              uint128(((r.start.high >> 32) + 1) << 32, 0), // the /32 behind, and the one before
              uint128(((r.start.high >> 32) - 1) << 32 | random.below(std::uint64_t(1) << 32), 0),
              uint128(r.start.high | 0xffffffffU, all), uint128(r.start.high | (all >> 16), all)})
            addresses.emplace_back(number);
    }
    while (addresses.size() < 256) // whole batches
        addresses.push_back(addresses[random.below(addresses.size())]);
    for (std::size_t i = addresses.size(); i > 1; --i)
        std::swap(addresses[i - 1], addresses[random.below(i)]);
    std::vector<std::uint32_t> wanted;
    tally checks;
    for (const address_v6 address : addresses) {
        const auto& expected = *std::prev(std::upper_bound(
            source.begin(), source.end(), address.to_uint(),
            [](uint128 number, const run_tree::run& r) { return number < r.start; }));
        wanted.push_back(expected.answer);
        checks.expect(expected.answer == 0 || tree.entry(address.to_uint()) == expected.entry,
                      [&] { return to_string(address) + ", entry"; });
    }
    using namespace cordon::ip::detail;
    // One by one: each way that this processor has.
    for (const vectors most : {vectors::baseline, vectors::avx2, vectors::avx512}) {
        use_vectors(most);
        for (std::size_t i = 0; i < addresses.size(); ++i)
            checks.expect(tree.find(addresses[i].to_uint()) == wanted[i], [&] {
                return to_string(addresses[i]) + ", vectors " + std::to_string(int(most));
            });
    }
    check_batches<portable_node_search>(checks, "portable", tree, addresses, wanted);
#if defined(CORDON_IP_VECTORS_X86)
    const auto by_processor = [&](const char* name, std::size_t size, auto find) {
        std::vector<std::uint32_t> found(size);
        for (std::size_t done = 0; done + size <= addresses.size(); done += size) {
            find(addresses.data() + done, size, found.data());
            checks.expect(
                std::equal(found.begin(), found.end(), wanted.begin() + std::ptrdiff_t(done)),
                [&] { return name + std::to_string(size); });
        }
    };
    for (const std::size_t size : {256U, 240U, 16U}) {
        if (uses_avx2())
            by_processor("AVX2, ", size,
                         [&](const address_v6* from, std::size_t n, std::uint32_t* to) {
                             find_avx2(tree, from, n, to);
                         });
        if (uses_avx512())
            by_processor("AVX-512, ", size,
                         [&](const address_v6* from, std::size_t n, std::uint32_t* to) {
                             run_tree_avx512::find(tree, from, n, to);
                         });
    }
#endif
    return tree;
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_and_everything)
{
    random_source random(92);
    BOOST_TEST(run_tree().empty());
    BOOST_TEST(run_tree().find(uint128(1, 2)) == 0U);
    check({{uint128(), 0, 0}}, random);
    check({{uint128(), 7, 3}}, random);
    check({{uint128(), 7, 3}, {uint128(all, all), 8, 4}}, random);
    check({{uint128(), 0, 0}, {uint128(0, 1), 1, 5}, {uint128(0, 2), 0, 0}}, random);
}

// Around the sizes at which a tree gets a leaf, or a level, more; of a /16 in the middle of the
// space, the first and the last.
BOOST_AUTO_TEST_CASE(trees_of_every_depth)
{
    random_source random(93);
    for (const std::uint64_t block : {0x2001ULL, 0ULL, 0xffffULL})
        for (const std::size_t count :
             {1U, 2U, 14U, 15U, 16U, 17U, 31U, 32U, 33U, 255U, 256U, 257U, 4095U, 4096U, 4097U})
            for (const std::uint64_t step : {std::uint64_t(1) << 16, std::uint64_t(1) << 34}) {
                std::vector<uint128> starts;
                // At a /48 each; the second one ends behind where the first 32 bits do.
                for (std::size_t i = 1; i <= count; ++i)
                    starts.emplace_back((block << 48) + i * step, 0);
                check(runs_at(starts), random);
            }
}

// A small tree is as deep as the largest.
BOOST_AUTO_TEST_CASE(trees_of_different_sizes)
{
    random_source random(94);
    std::vector<uint128> starts;
    for (std::uint64_t i = 0; i < 300; ++i)
        starts.emplace_back((0x2001ULL << 48) + (i << 20), 0);
    for (std::uint64_t i = 0; i < 300; ++i) // one or two each
        starts.emplace_back((0x2002ULL << 48) + (i << 47) + (i << 33), 0);
    check(runs_at(starts), random);
}

// What is finer than a /48: few in a /32 are a slice, more a tree, and its neighbours are what
// they were.
BOOST_AUTO_TEST_CASE(deep_trees)
{
    random_source random(95);
    for (const std::uint64_t block :
         {0x20010db8ULL, 0x20010000ULL, 0x2001ffffULL, 0ULL, 0xffffffffULL})
        for (const std::size_t count : {1U, 6U, 7U, 8U, 9U, 15U, 16U, 17U, 256U, 300U, 5000U})
            for (const std::uint64_t step : {1ULL, 2ULL, 3ULL, 700'000ULL}) {
                std::vector<uint128> starts;
                for (std::uint64_t i = 0; i < count; ++i)
                    starts.emplace_back((block << 32) + i * step, 0);
                check(runs_at(starts), random);
                // The whole /32, what is in front of it and behind it begins somewhere too.
                starts.emplace_back(block << 32, 0);
                starts.emplace_back((block << 32) + (1ULL << 32), 0);
                starts.emplace_back((block << 32) - (1ULL << 33), 0);
                check(runs_at(starts), random);
            }
}

BOOST_AUTO_TEST_CASE(deep_trees_side_by_side)
{
    random_source random(96);
    for (const std::uint32_t inside : {1U, 9U, 40U}) {
        std::vector<uint128> starts;
        for (std::uint64_t block = 0x20010db0; block < 0x20010dc0; ++block)
            for (std::uint32_t i = 0; i < inside; ++i)
                starts.emplace_back((block << 32) + random.below(std::uint64_t(1) << 32), 0);
        check(runs_at(starts), random);
        for (std::uint64_t block = 0x20010db0; block < 0x20010dc0; ++block)
            if (random.one_in(2))
                starts.emplace_back(block << 32, 0);
        check(runs_at(starts), random);
    }
}

// Finer than a /64: slices in trees, in deep trees, beside each other, of many.
BOOST_AUTO_TEST_CASE(slices)
{
    random_source random(97);
    for (const std::uint32_t sixty_fours : {1U, 2U, 9U, 100U})
        for (const std::uint32_t inside : {1U, 2U, 3U, 200U})
            for (const std::uint64_t step : {1ULL, 5ULL, 1ULL << 16, 1ULL << 33, 1ULL << 49}) {
                std::vector<uint128> starts;
                for (std::uint64_t i = 0; i < sixty_fours; ++i)
                    for (std::uint32_t k = 0; k < inside; ++k)
                        starts.emplace_back((0x20010db8ULL << 32) + i * step, random.bits());
                check(runs_at(starts), random);
                starts.emplace_back((0x20010db8ULL << 32) + step, 0);
                starts.emplace_back((0x20010db8ULL << 32) + 1, 0);
                check(runs_at(starts), random);
            }
    check(runs_at({uint128(all, 5), uint128(all, all)}), random);
    check(runs_at({uint128(0, 5), uint128(0, all), uint128(1, 0)}), random);
}

// More /32 with deep trees than there are places for shortcuts, so that many share one.
BOOST_AUTO_TEST_CASE(shortcuts)
{
    random_source random(98);
    for (const std::uint32_t blocks : {1U, 2U, 3U, 4U, 100U, 6000U}) {
        std::vector<uint128> starts;
        for (std::uint32_t i = 0; i < blocks; ++i) {
            const std::uint64_t block = 0x20000000 + random.below(std::uint64_t(1) << 28);
            for (std::uint64_t k = 0; k < 10 + i % 9; ++k)
                starts.emplace_back((block << 32) + (k << random.below(28)), 0);
        }
        check(runs_at(starts), random);
        // /32 that have none: 0 and 1 are what stands in places that are free.
        starts.emplace_back(1ULL << 40, 0);
        starts.emplace_back(1ULL << 20, 0);
        check(runs_at(starts), random);
    }
}

// Answers of one, two and four bytes.
BOOST_AUTO_TEST_CASE(answers_of_every_width)
{
    random_source random(99);
    for (const std::uint32_t answers : {2U, 255U, 256U, 257U, 65'535U, 65'536U, 65'537U, 80'000U}) {
        std::vector<uint128> starts;
        for (std::uint64_t i = 0; i < 2 * answers && i < 90'000; ++i)
            starts.emplace_back((0x2001ULL << 48) + (i << 24), i % 97 == 0 ? 1 : 0);
        check(runs_at(starts, answers), random);
    }
    runs high = runs_at({uint128(5, 0), uint128(all, 6)}, 2);
    high[1].answer = 0x3fffffff; // the most
    check(high, random);
    high[1].answer = 0x40000000;
    BOOST_CHECK_THROW(run_tree_builder::build(high, true), std::system_error);
}

// Any starts: in few /16, /32 and /64, so that they meet.
BOOST_AUTO_TEST_CASE(random_runs)
{
    random_source random(100);
    for (std::uint64_t round = 0; round < effort(300); ++round) {
        const std::uint32_t count = 1 + random.below(round % 10 == 0 ? 3000 : 60);
        std::vector<uint128> starts;
        for (std::uint32_t i = 0; i < count; ++i) {
            uint128 start(0x2001000000000000ULL, 0);
            start.high += std::uint64_t(random.below(3)) << 48 | std::uint64_t(random.below(3))
                                                                     << 32;
            if (random.one_in(2))
                start.high += std::uint64_t(random.below(9)) << 16;
            if (random.one_in(3))
                start.high += random.below(5);
            if (random.one_in(4))
                start.low += random.below(4);
            starts.push_back(start);
        }
        check(runs_at(starts), random);
    }
}

BOOST_AUTO_TEST_SUITE_END()
