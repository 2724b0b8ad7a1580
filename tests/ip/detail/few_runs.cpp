// IPv6 sets and maps of so few runs that kernels hold them in vector registers, and of a few more.

#include <cordon/ip/detail/few_runs.hpp>

#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_few_runs)

namespace {

namespace ip = cordon::ip;
using cordon_test::random_source;
using cordon_test::tally;
using ip::uint128;

struct run {
    uint128 start;
    std::uint32_t answer;
};
ip::detail::few_runs kept(const std::vector<run>& runs)
{
    ip::detail::few_runs few;
    few.keep(runs.data(), runs.size(), [](const run& r) { return r.answer; });
    return few;
}

// From the first /64 to the last; its number is the value.
using network = std::array<std::uint64_t, 2>;

// Compares sets and maps of disjoint ranges, in order, with a walk along them, by the batches of
// the processor and the portable ones: at both ends of each, what is next to them, and somewhere
// inside.
void check(const std::vector<network>& networks, random_source& random)
{
    std::vector<ip::range_v6> ranges;
    std::vector<ip::basic_map_entry<ip::address_v6, int>> entries;
    std::vector<uint128> numbers{uint128(), ~uint128()};
    for (const auto& [first, last] : networks) {
        ranges.emplace_back(ip::address_v6(uint128(first, 0)),
                            ip::address_v6(uint128(last, ~std::uint64_t(0))));
        entries.push_back({ranges.back(), int(entries.size())});
        const uint128 low = ranges.back().first().to_uint();
        const uint128 high = ranges.back().last().to_uint();
        numbers.insert(numbers.end(), {low - uint128(1), low, low + uint128(random.bits()), high,
                                       high + uint128(1), uint128(first, random.bits())});
    }
    const auto wanted = [&](uint128 number) {
        for (std::size_t i = 0; i < networks.size(); ++i)
            if (networks[i][0] <= number.high && number.high <= networks[i][1])
                return int(i);
        return -1;
    };
    const ip::compiled_set_v6 set{ip::range_set_v6(ranges)};
    const ip::compiled_map_v6<int> map{
        ip::range_map_v6<int>{std::span<const ip::basic_map_entry<ip::address_v6, int>>(entries)}};
    std::vector<ip::address_v6> addresses;
    while (addresses.size() < 300) // more than a block
        for (const uint128 number : numbers)
            addresses.emplace_back(number);
    addresses.resize(300);
    std::array<bool, 300> found{};
    std::vector<const int*> values(300);
    tally checks;
    using ip::detail::vectors;
    for (const vectors most : {vectors::baseline, vectors::avx2, vectors::avx512}) {
        ip::detail::use_vectors(most);
        set.contains(addresses, found);
        map.find(addresses, values);
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            const int value = wanted(addresses[i].to_uint());
            checks.expect(found[i] == (value >= 0) && (values[i] == nullptr) == (value < 0) &&
                              (value < 0 || *values[i] == value),
                          [&] {
                              return std::to_string(networks.size()) + " networks, " +
                                     to_string(addresses[i]);
                          });
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_kept)
{
    std::vector<run> runs;
    for (std::uint32_t i = 0; i < 40; ++i) {
        runs.push_back({uint128(5 * i, 0), 100 + i});
        const auto few = kept(runs);
        BOOST_TEST_CONTEXT(runs.size() << " runs")
        {
            BOOST_TEST(few.keys.empty() == (runs.size() > few.most));
            BOOST_TEST(few.more_than_half() == (runs.size() > 16 && runs.size() <= 32));
        }
        if (few.keys.empty())
            continue;
        BOOST_TEST_REQUIRE(few.keys.size() == 32U);
        BOOST_TEST_REQUIRE(few.answers.size() == 32U);
        BOOST_TEST(few.answers[i] == 100 + i);
        if (i > 0)
            BOOST_TEST(few.keys[i] == 5 * i - 1);
        if (i < 31)
            BOOST_TEST(few.keys[i + 1] == ~std::uint64_t(0));
    }
}

// Inside a /64 nothing is to be seen of a run that begins there.
BOOST_AUTO_TEST_CASE(what_is_finer_than_a_64_is_not_kept)
{
    BOOST_TEST(!kept({{uint128(), 0}, {uint128(7, 0), 1}}).keys.empty());
    BOOST_TEST(kept({{uint128(), 0}, {uint128(7, 1), 1}}).keys.empty());
}

BOOST_AUTO_TEST_CASE(so_many_networks)
{
    random_source random(81);
    for (std::size_t size = 1; size <= 40; ++size)
        for (int round = 0; round < 6; ++round) {
            std::vector<std::uint64_t> ends;
            while (ends.size() < 2 * size) {
                // All over the space, or close together.
                ends.push_back(round % 2 == 0 ? random.bits()
                                              : 0x20010db800000000U + random.below(4096));
                std::sort(ends.begin(), ends.end());
                ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
            }
            if (round == 2)
                ends.front() = 0;
            if (round == 4)
                ends.back() = ~std::uint64_t(0);
            std::vector<network> networks;
            for (std::size_t i = 0; i < ends.size(); i += 2)
                networks.push_back({ends[i], ends[i + 1]});
            check(networks, random);
        }
}

// Neighbours with other values: a run for each, and none between them.
BOOST_AUTO_TEST_CASE(so_many_neighbours)
{
    random_source random(82);
    for (std::uint64_t size = 1; size <= 40; ++size) {
        std::vector<network> networks;
        for (std::uint64_t i = 0; i < size; ++i)
            networks.push_back({0x2001000000000000U + 3 * i, 0x2001000000000000U + 3 * i + 2});
        check(networks, random);
    }
}

BOOST_AUTO_TEST_SUITE_END()
