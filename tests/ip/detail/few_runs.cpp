// A handful of runs of a 128-bit space; and IPv6 sets and maps of so few, by each kernel, and of a
// few more.

#include <cordon/ip/detail/few_runs.hpp>

#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_few_runs)

namespace {

namespace ip = cordon::ip;
using cordon_test::random_source;
using cordon_test::tally;
using ip::uint128;
using ip::detail::few_runs;

struct run {
    uint128 start;
    std::uint32_t answer;
    std::uint32_t entry;
};
few_runs kept(const std::vector<run>& runs, bool with_entries = false)
{
    return {std::span<const run>(runs), with_entries};
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

BOOST_AUTO_TEST_CASE(what_kernels_get)
{
    std::vector<run> runs;
    for (std::uint32_t i = 0; i < 40; ++i) {
        runs.push_back({uint128(5 * i, 0), 100 + i, 0});
        const auto few = kept(runs);
        BOOST_TEST_CONTEXT(runs.size() << " runs")
        {
            BOOST_TEST(few.empty() == (runs.size() > few.most));
            BOOST_TEST(few.keys().empty() == few.empty());
            BOOST_TEST(few.more_than_half() == (runs.size() > 16 && runs.size() <= 32));
        }
        if (few.empty())
            continue;
        BOOST_TEST_REQUIRE(few.keys().size() == 32U);
        BOOST_TEST_REQUIRE(few.answers().size() == 32U);
        BOOST_TEST(few.size() == runs.size());
        BOOST_TEST(few.answers()[i] == 100 + i);
        if (i > 0)
            BOOST_TEST(few.keys()[i] == 5 * i - 1);
        if (i < 31)
            BOOST_TEST(few.keys()[i + 1] == ~std::uint64_t(0));
    }
}

// Inside a /64 nothing is to be seen by them of a run that begins there.
BOOST_AUTO_TEST_CASE(what_is_finer_than_a_64_is_not_for_kernels)
{
    BOOST_TEST(!kept({{uint128(), 0, 0}, {uint128(7, 0), 1, 0}}).keys().empty());
    const auto fine = kept({{uint128(), 0, 0}, {uint128(7, 1), 1, 0}});
    BOOST_TEST(fine.keys().empty());
    BOOST_TEST(!fine.empty());
}

BOOST_AUTO_TEST_CASE(nothing_kept)
{
    BOOST_TEST(few_runs().empty());
    BOOST_TEST(few_runs().find(uint128()) == 0U);
    BOOST_TEST(few_runs().find(~uint128()) == 0U);
    BOOST_TEST(few_runs().memory() == 0U);
    few_runs few = kept({{uint128(), 7, 0}});
    BOOST_TEST(few.find(uint128(1, 2)) == 7U);
    const few_runs other = std::move(few);
    BOOST_TEST(few.empty()); // NOLINT: what was moved from is asked
    BOOST_TEST(few.find(uint128()) == 0U);
    BOOST_TEST(other.find(~uint128()) == 7U);
}

// Every number of runs, coarse and fine, against a walk along them: at each start and next to it,
// at both ends of the space, where the halves of an address say different things, and at random.
BOOST_AUTO_TEST_CASE(answers_and_entries)
{
    random_source random(83);
    tally checks;
    for (std::size_t size = 1; size <= few_runs::most; ++size)
        for (int round = 0; round < 12; ++round) {
            const bool fine = round % 2 == 0;
            std::vector<uint128> starts{uint128()};
            if (round % 4 == 0 && size > 1)
                starts.push_back(~uint128()); // the last address by itself
            while (starts.size() < size) {
                const bool near = round % 3 == 0; // with the same first halves
                starts.emplace_back(near ? 0x20010db800000000U + random.below(fine ? 3 : 256)
                                         : random.bits(),
                                    fine ? random.bits() >> random.below(64) : 0);
                std::sort(starts.begin(), starts.end());
                starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
            }
            std::vector<run> runs;
            for (const uint128 start : starts)
                runs.push_back({start, random.below(5), random.below(1000)});
            const few_runs few = kept(runs, true);
            BOOST_TEST_REQUIRE(!few.empty());
            const auto check_at = [&](uint128 address) {
                std::size_t at = 0;
                while (at + 1 < runs.size() && !(address < runs[at + 1].start))
                    ++at;
                checks.expect(few.find(address) == runs[at].answer &&
                                  few.entry(address) == runs[at].entry,
                              [&] {
                                  return std::to_string(size) + " runs, " +
                                         to_string(ip::address_v6(address));
                              });
            };
            check_at(~uint128());
            for (const uint128 start : starts) {
                for (const uint128 address : {start - uint128(1), start, start + uint128(1)})
                    check_at(address);
                check_at(uint128(start.high, 0));
                check_at(uint128(start.high, ~std::uint64_t(0)));
                check_at(uint128(start.high - 1, start.low));
                check_at(uint128(start.high + 1, start.low));
                check_at(uint128(start.high, random.bits()));
                check_at(uint128(random.bits(), random.bits()));
            }
        }
}

BOOST_AUTO_TEST_CASE(equal_or_not)
{
    const std::vector<run> runs{{uint128(), 0, 1}, {uint128(7, 0), 1, 2}};
    std::vector<run> others = runs;
    BOOST_TEST((kept(runs) == kept(others)));
    others[1].start = uint128(8, 0);
    BOOST_TEST((kept(runs) != kept(others)));
    others = runs;
    others[0].answer = 2;
    BOOST_TEST((kept(runs) != kept(others)));
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
