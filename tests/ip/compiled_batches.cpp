// Batches of look-ups by each kernel that this machine can run, forced in turn, against the sets
// and maps that they were made from; and what the largest and the most awkward of them cost. With
// CORDON_TEST_EVERY_ADDRESS=1 in the environment IPv6 is asked 10^8 times, which takes a minute.

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_compiled_batches)

namespace ip = cordon::ip;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

// Calls test() with the kernels that are chosen by themselves, then without those for AVX-512, then
// with the portable ones.
template <class Test>
void with_each_kernel(Test test)
{
    using ip::detail::vectors;
    for (const vectors most : {vectors::baseline, vectors::avx2, vectors::avx512}) {
        ip::detail::use_vectors(most);
        test();
    }
}

// The bytes of an address as they are sent.
struct wire_address {
    static constexpr int width = 128;
    using uint_type = ip::uint128;

    std::array<unsigned char, 16> bytes{};

    uint_type to_uint() const noexcept
    {
        uint_type number;
        for (const unsigned char byte : bytes)
            number = number << 8 | uint_type(byte);
        return number;
    }
    static wire_address from_uint(uint_type number) noexcept
    {
        wire_address out;
        for (std::size_t i = 16; i-- > 0; number = number >> 8)
            out.bytes[i] = static_cast<unsigned char>(number.low);
        return out;
    }
    friend auto operator<=>(const wire_address&, const wire_address&) = default;
};

// Whether the batches of any length from the span's front give what `wanted` gives.
template <class A, class Wanted>
bool answers_as(const ip::basic_compiled_set<A>& set, std::span<const A> addresses, Wanted wanted)
{
    const auto answers = std::make_unique<bool[]>(addresses.size() + 1);
    std::fill_n(answers.get(), addresses.size() + 1, true);
    set.contains(addresses, std::span(answers.get(), addresses.size()));
    bool same = answers[addresses.size()]; // what is behind the answers is left alone
    for (std::size_t i = 0; i < addresses.size(); ++i)
        same =
            same && answers[i] == wanted(addresses[i]) && answers[i] == set.contains(addresses[i]);
    return same;
}
template <class A, class Wanted>
bool finds_as(const ip::basic_compiled_map<A, int>& map, std::span<const A> addresses,
              Wanted wanted)
{
    static const int stale = 0;
    std::vector<const int*> found(addresses.size() + 1, &stale);
    map.find(addresses, std::span(found.data(), addresses.size()));
    bool same = found.back() == &stale;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const int* value = wanted(addresses[i]);
        same = same && (found[i] == nullptr) == (value == nullptr) &&
               (value == nullptr || *found[i] == *value) && found[i] == map.find(addresses[i]);
    }
    return same;
}

// Of a set and a map of the ranges: addresses around them, so many at a time.
template <class A>
void check_kernels(const std::vector<ip::basic_range<A>>& ranges, random_source& random,
                   tally& checks)
{
    const ip::basic_range_set<A> set(ranges);
    const ip::basic_compiled_set<A> compiled_set(set);
    std::vector<ip::basic_map_entry<A, int>> entries;
    for (const auto& range : ranges)
        entries.push_back({range, int(random.below(7))});
    const ip::basic_range_map<A, int> map(entries);
    const ip::basic_compiled_map<A, int> compiled_map(map);
    std::vector<A> places = cordon_test::probes(ranges, random);
    for (std::size_t i = places.size(); i > 1; --i)
        std::swap(places[i - 1], places[random.below(std::uint32_t(i))]);
    with_each_kernel([&] {
        for (std::size_t done = 0; done < places.size();) {
            const std::size_t n =
                std::min<std::size_t>(places.size() - done, random.below(3) == 0 ? 300 : 37);
            const std::span<const A> some = std::span<const A>(places).subspan(done, n);
            checks.expect(answers_as(compiled_set, some, [&](A x) { return set.contains(x); }) &&
                              finds_as(compiled_map, some, [&](A x) { return map.find(x); }),
                          [&] { return std::to_string(ranges.size()) + " ranges"; });
            done += n;
        }
    });
}

template <class A>
void check_sizes(std::uint64_t seed)
{
    random_source random(seed);
    tally checks;
    // Around the sizes at which few ranges fill vector registers, or take a step more.
    for (const std::uint32_t most : {0U,  1U,  2U,  6U,  7U,  8U,  9U,  14U,  15U,  16U,  17U, 30U,
                                     31U, 32U, 33U, 62U, 63U, 64U, 65U, 126U, 127U, 128U, 300U})
        for (std::uint64_t round = 0; round < effort(30); ++round) {
            std::vector<ip::basic_range<A>> ranges;
            if (round % 2 == 0) {
                ranges = cordon_test::random_ranges<A>(random, most);
            } else {
                // Exactly so many that neither overlap nor touch; at times from the first address,
                // and to the last one.
                for (std::uint32_t i = 0; i < most; ++i) {
                    const auto at = cordon_test::uint128(i) << (A::width - 9);
                    const bool last = i + 1 == most && round % 4 == 1;
                    ranges.push_back(*ip::basic_range<A>::make(
                        cordon_test::address_of<A>(round % 3 == 0 && i == 0 ? at : at + 1),
                        cordon_test::address_of<A>(
                            last ? ~cordon_test::uint128()
                                 : at + cordon_test::uint128(1 + random.below(9)))));
                }
            }
            check_kernels(ranges, random, checks);
        }
}

} // namespace

BOOST_AUTO_TEST_CASE(each_kernel_v4) { check_sizes<ip::address_v4>(61); }
BOOST_AUTO_TEST_CASE(each_kernel_v6) { check_sizes<ip::address_v6>(62); }
// A user's own addresses, which lie in memory in another order than cordon's.
BOOST_AUTO_TEST_CASE(each_kernel_wire) { check_sizes<wire_address>(63); }

BOOST_AUTO_TEST_CASE(mixed_families)
{
    random_source random(63);
    tally checks;
    for (std::uint64_t round = 0; round < effort(300); ++round) {
        std::vector<ip::map_entry<int>> entries;
        std::vector<ip::address> places{ip::address()};
        for (std::uint32_t n = 1 + random.below(80); n > 0; --n) {
            const auto range = cordon_test::random_any_range(random);
            if (range.is_v6() && range.first().canonical().is_v4())
                continue; // refused where it is of several addresses
            entries.push_back({range, int(random.below(9))});
            for (int i = 0; i < 8; ++i) // more than one block of them
                places.insert(places.end(), {range.first(), range.last(), ip::address(),
                                             cordon_test::random_any_address(random)});
        }
        std::error_code error;
        const ip::range_map<int> map(entries, ip::overlap_rule::most_specific, error);
        BOOST_REQUIRE(!error);
        const ip::compiled_map<int> compiled(map);
        with_each_kernel([&] {
            std::vector<const int*> found(places.size());
            compiled.find(places, found);
            for (std::size_t i = 0; i < places.size(); ++i) {
                const int* wanted = map.find(places[i]);
                checks.expect((found[i] == nullptr) == (wanted == nullptr) &&
                                  (wanted == nullptr || *found[i] == *wanted),
                              [&] { return to_string(places[i]); });
            }
        });
    }
}

// Addresses near the boundaries of many IPv6 ranges, in blocks.
BOOST_AUTO_TEST_CASE(boundaries_v6)
{
    random_source random(64);
    std::vector<ip::range_v6> ranges;
    for (int i = 0; i < 20'000; ++i) {
        const int length = 16 + int(random.below(113));
        const cordon_test::uint128 base(0x2001000000000000U | random.bits() >> 20, random.bits());
        ranges.push_back(ip::prefix_v6::containing(ip::address_v6(base), length));
    }
    const ip::range_set_v6 set(ranges);
    const ip::compiled_set_v6 compiled(set);
    std::vector<ip::basic_map_entry<ip::address_v6, int>> entries;
    for (const auto& range : ranges)
        entries.push_back({range, int(random.below(1000))});
    const ip::range_map_v6<int> map{
        std::span<const ip::basic_map_entry<ip::address_v6, int>>(entries)};
    const ip::compiled_map_v6<int> compiled_map(map);
    const bool every = std::getenv("CORDON_TEST_EVERY_ADDRESS") != nullptr;
    const std::uint64_t blocks = every ? 100'000'000 / 256 + 1 : effort(4'000);
    std::uint64_t wrong = 0;
    with_each_kernel([&] {
        std::vector<ip::address_v6> places(256);
        for (std::uint64_t block = 0; block < (blocks + 2) / 3; ++block) { // and three kernels
            for (ip::address_v6& x : places) {
                const auto& range = ranges[random.below(std::uint32_t(ranges.size()))];
                const cordon_test::uint128 step(random.below(3));
                const auto edge = random.one_in(2) ? range.first() : range.last();
                x = ip::address_v6(random.one_in(2) ? edge.to_uint() + step
                                                    : edge.to_uint() - step);
            }
            wrong += !answers_as(compiled, std::span<const ip::address_v6>(places),
                                 [&](ip::address_v6 x) { return set.contains(x); });
            wrong += !finds_as(compiled_map, std::span<const ip::address_v6>(places),
                               [&](ip::address_v6 x) { return map.find(x); });
        }
    });
    BOOST_TEST(wrong == 0U);
}

namespace {

template <class A>
struct costs {
    std::size_t set;
    std::size_t map;
};

// A set and a map of so many single addresses, which answer right; what they take.
template <class A, class Address>
costs<A> hosts(std::uint32_t count, std::uint32_t values, Address address)
{
    std::vector<ip::basic_range<A>> ranges;
    std::vector<ip::basic_map_entry<A, int>> entries;
    for (std::uint32_t i = 0; i < count; ++i) {
        ranges.push_back(address(i));
        entries.push_back({ranges.back(), int(i % values)});
    }
    const ip::basic_range_set<A> set(ranges);
    const ip::basic_compiled_set<A> compiled_set(set);
    const ip::basic_range_map<A, int> map{std::span<const ip::basic_map_entry<A, int>>(entries)};
    const ip::basic_compiled_map<A, int> compiled_map(map);
    const cordon_test::uint128 one(1);
    std::vector<A> places; // the hosts and their neighbours
    for (std::uint32_t i = 0; i < count; i += 1 + count / 5000)
        for (const auto step : {~cordon_test::uint128(), cordon_test::uint128(), one})
            places.push_back(
                cordon_test::address_of<A>(cordon_test::number_of(ranges[i].first()) + step));
    bool same = true;
    with_each_kernel([&] {
        same = same &&
               answers_as(compiled_set, std::span<const A>(places),
                          [&](A x) { return set.contains(x); }) &&
               finds_as(compiled_map, std::span<const A>(places), [&](A x) { return map.find(x); });
    });
    BOOST_TEST(same);
    for (const A x : places) {
        const auto* segment = map.find_segment(x);
        const auto found = compiled_map.find_index(x);
        same = same && found.has_value() == (segment != nullptr) &&
               (segment == nullptr || *found == segment->entry);
    }
    BOOST_TEST(same);
    return {compiled_set.memory(), compiled_map.memory()};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_million_random_hosts)
{
    const auto n = std::uint32_t(effort(1'000'000));
    random_source random(65);
    const auto v4 = hosts<ip::address_v4>(
        n, n, [&](std::uint32_t) { return ip::address_v4(std::uint32_t(random.bits())); });
    BOOST_TEST_MESSAGE("IPv4: set " << v4.set << ", map " << v4.map);
    BOOST_TEST(v4.set <= 131'072U + 65'536U * 260 + std::size_t(n) * 40);
    BOOST_TEST(v4.map <= 1'310'724U + std::size_t(n) * 76);
    const auto v6 = hosts<ip::address_v6>(n, n, [&](std::uint32_t) {
        return ip::address_v6(cordon_test::uint128(random.bits(), random.bits()));
    });
    BOOST_TEST_MESSAGE("IPv6: set " << v6.set << ", map " << v6.map);
    const std::size_t blocks = std::min<std::size_t>(n, 65'536);
    BOOST_TEST(v6.set <= 262'148U + std::size_t(n) * 106 + blocks * 110);
    BOOST_TEST(v6.map <= 524'296U + std::size_t(n) * 116 + blocks * 150);
}

// What takes the most memory that is known: a host in each /16, or a few in each of many /32,
// beside a crowded network, whose depth all trees have.
BOOST_AUTO_TEST_CASE(hosts_beside_a_crowded_network)
{
    const auto n = std::uint32_t(effort(40'000));
    const auto blocks = std::uint32_t(effort(65'536));
    const auto crowded = [&](std::uint32_t i) {
        return cordon_test::uint128(0x20010db800000000U + 2 * std::uint64_t(i), 0);
    };
    const auto in_each_16 = hosts<ip::address_v6>(blocks + n, 7, [&](std::uint32_t i) {
        return ip::address_v6(i < blocks ? cordon_test::uint128(std::uint64_t(i) << 48, 5)
                                         : crowded(i));
    });
    BOOST_TEST_MESSAGE("IPv6: set " << in_each_16.set << ", map " << in_each_16.map);
    BOOST_TEST(in_each_16.set <= 262'148U + std::size_t(blocks + n) * 360);
    BOOST_TEST(in_each_16.map <= 524'296U + std::size_t(blocks + n) * 360);
    const auto in_each_32 = hosts<ip::address_v6>(3 * n, 7, [&](std::uint32_t i) {
        return ip::address_v6(
            i < 2 * n
                ? cordon_test::uint128(
                      (std::uint64_t(i / 4) * 0x9e3779b1U << 32) + 3 * std::uint64_t(i % 4), 5)
                : crowded(i));
    });
    BOOST_TEST_MESSAGE("IPv6: set " << in_each_32.set << ", map " << in_each_32.map);
    BOOST_TEST(in_each_32.set <= 262'148U + std::size_t(3 * n) * 360);
    BOOST_TEST(in_each_32.map <= 524'296U + std::size_t(3 * n) * 360);
}

BOOST_AUTO_TEST_CASE(every_other_address)
{
    const auto n = std::uint32_t(effort(1'000'000));
    const auto v4 = hosts<ip::address_v4>(
        n, 3, [](std::uint32_t i) { return ip::address_v4(0x0a000000U + 2 * i); });
    BOOST_TEST_MESSAGE("IPv4: set " << v4.set << ", map " << v4.map);
    BOOST_TEST(v4.set <= 131'072U + std::size_t(n) * 5);
    BOOST_TEST(v4.map <= 1'310'724U + std::size_t(n) * 14);
    const auto v6 = hosts<ip::address_v6>(n, 3, [](std::uint32_t i) {
        return ip::address_v6(cordon_test::uint128(0x20010db800000000U, 2 * std::uint64_t(i)));
    });
    BOOST_TEST_MESSAGE("IPv6: set " << v6.set << ", map " << v6.map);
    BOOST_TEST(v6.set <= 262'148U + std::size_t(n) * 106);
    BOOST_TEST(v6.map <= 524'296U + std::size_t(n) * 116);
}

// On both sides of where a run of the IPv4 engine needs more than 16 bits for a value.
BOOST_AUTO_TEST_CASE(many_distinct_values)
{
    for (const std::uint32_t values : {65'470U, 65'471U, 65'472U, 65'473U, 65'536U, 100'000U}) {
        const std::uint32_t n = 2 * values;
        random_source random(values);
        const auto v4 = hosts<ip::address_v4>(n, values, [&](std::uint32_t i) {
            return ip::address_v4(0x0b000000U + 3 * i + i / 7);
        });
        BOOST_TEST(v4.map <= 1'310'724U + std::size_t(n) * 40);
        const auto v6 = hosts<ip::address_v6>(n, values, [&](std::uint32_t i) {
            return ip::address_v6(cordon_test::uint128(0x2001000000000000U + i * 0x10000U, i % 2));
        });
        BOOST_TEST(v6.map <= 524'296U + std::size_t(n) * 116);
    }
}

BOOST_AUTO_TEST_SUITE_END()
