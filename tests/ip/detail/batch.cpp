#include <cordon/ip/detail/batch.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_batch)

using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::detail::use_vectors;
using cordon::ip::detail::vectors;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

// While it lives, batches are looked up without vector instructions if `portable`.
struct forced {
    explicit forced(bool portable) { use_vectors(portable ? vectors::baseline : vectors::avx512); }
    forced(const forced&) = delete;
    forced& operator=(const forced&) = delete;
    ~forced() { use_vectors(vectors::avx512); }
};

// As many of the places as wanted, over and over, in an order of their own.
template <class A>
std::vector<A> queries(const std::vector<A>& places, random_source& random, std::size_t size)
{
    std::vector<A> out;
    while (out.size() < size)
        out.push_back(places[random.below(places.size())]);
    return out;
}

} // namespace

// Against the range set and the range map, which search their ranges; sizes around those of the
// kernels' groups and blocks.
template <class A>
void check(std::uint64_t seed)
{
    random_source random(seed);
    tally checks;
    for (std::uint64_t round = 0; round < effort(400); ++round) {
        const auto ranges = cordon_test::random_ranges<A>(random, round % 4 == 0 ? 400 : 20);
        const cordon::ip::basic_range_set<A> set(ranges);
        const cordon::ip::basic_compiled_set<A> compiled_set(set);
        std::vector<cordon::ip::basic_map_entry<A, int>> entries;
        for (const auto& range : ranges)
            entries.push_back({range, int(random.below(round % 2 == 0 ? 4 : 700)), 0});
        const cordon::ip::basic_range_map<A, int> map(entries);
        const cordon::ip::basic_compiled_map<A, int> compiled_map(map);
        const auto places = cordon_test::probes(ranges, random);
        if (places.empty())
            continue;
        const auto keys = queries(places, random, random.below(600));
        for (const bool portable : {false, true}) {
            const forced kernel(portable);
            const auto answers = std::make_unique<bool[]>(keys.size());
            std::vector<const int*> values(keys.size());
            compiled_set.contains(keys, std::span<bool>(answers.get(), keys.size()));
            compiled_map.find(keys, values);
            for (std::size_t i = 0; i < keys.size(); ++i) {
                const int* wanted = map.find(keys[i]);
                checks.expect(answers[i] == set.contains(keys[i]) &&
                                  (wanted == nullptr) == (values[i] == nullptr) &&
                                  (wanted == nullptr || *wanted == *values[i]),
                              [&] { return to_string(keys[i]); });
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(v4) { check<address_v4>(61); }
BOOST_AUTO_TEST_CASE(v6) { check<address_v6>(62); }

BOOST_AUTO_TEST_CASE(both_families)
{
    random_source random(63);
    tally checks;
    for (std::uint64_t round = 0; round < effort(300); ++round) {
        cordon::ip::range_set set;
        for (std::uint32_t n = random.below(60); n > 0; --n) {
            std::error_code mapped; // such are left out
            set.insert(cordon_test::random_any_range(random), mapped);
        }
        const cordon::ip::compiled_set compiled(set);
        std::vector<address> places{address()};
        for (const address_v4 x :
             cordon_test::probes(std::vector(set.v4().begin(), set.v4().end()), random))
            places.insert(places.end(), {x, address_v6::mapped(x)});
        for (const address_v6 x :
             cordon_test::probes(std::vector(set.v6().begin(), set.v6().end()), random))
            places.push_back(x);
        const auto keys = queries(places, random, random.below(700));
        for (const bool portable : {false, true}) {
            const forced kernel(portable);
            const auto answers = std::make_unique<bool[]>(keys.size());
            compiled.contains(keys, std::span<bool>(answers.get(), keys.size()));
            for (std::size_t i = 0; i < keys.size(); ++i)
                checks.expect(answers[i] == set.contains(keys[i]),
                              [&] { return to_string(keys[i]); });
        }
    }
}

// Bounded whatever the input: the sizes are those that the types' comments promise.
BOOST_AUTO_TEST_CASE(memory_of_hosts_at_random)
{
    random_source random(64);
    const std::size_t n = effort(1'000'000);
    std::vector<cordon::ip::range_v4> v4;
    std::vector<cordon::ip::range_v6> v6;
    for (std::size_t i = 0; i < n; ++i) {
        const address_v4 a(static_cast<std::uint32_t>(random.bits()));
        const address_v6 b(cordon::ip::uint128(random.bits(), random.bits()));
        v4.emplace_back(a, a);
        v6.emplace_back(b, b);
    }
    const cordon::ip::compiled_set_v4 set_v4{cordon::ip::range_set_v4(v4)};
    BOOST_TEST(set_v4.memory() <= 4 * n + 131'076 + 260 * std::size_t(65'536) + 32 * n);
    for (std::size_t i = 0; i < n; i += 97)
        if (!set_v4.contains(v4[i].first()))
            BOOST_FAIL("a host is not in");
    const cordon::ip::compiled_set_v6 set_v6{cordon::ip::range_set_v6(v6)};
    const std::size_t blocks = std::min<std::size_t>(n, 65'536); // each of them takes a leaf
    BOOST_TEST(set_v6.memory() <= 262'148 + 106 * n + 110 * blocks);
    for (std::size_t i = 0; i < n; i += 97)
        if (!set_v6.contains(v6[i].first()))
            BOOST_FAIL("a host is not in");
}

BOOST_AUTO_TEST_SUITE_END()
