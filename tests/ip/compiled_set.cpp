#include <cordon/ip/compiled_set.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"
#include "reference/toy_set.hpp"

#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_compiled_set)

using namespace cordon::ip::literals;
using cordon::ip::address;
using cordon::ip::address_space;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::basic_compiled_set;
using cordon::ip::basic_range;
using cordon::ip::basic_range_set;
using cordon::ip::compiled_set;
using cordon::ip::compiled_set_v4;
using cordon::ip::compiled_set_v6;
using cordon::ip::range;
using cordon::ip::range_set;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_test::toy_address;
using cordon_test::toy_universe;
using cordon_tests::effort;

namespace {

// The position in the set of the range that holds the address, looked through one by one.
template <class A>
std::optional<std::size_t> position(const basic_range_set<A>& set, A address)
{
    for (std::size_t i = 0; i < set.size(); ++i)
        if (set[i].first() <= address && address <= set[i].last())
            return i;
    return std::nullopt;
}

// The batch form; std::vector<bool> is no array.
template <class Set, class A>
std::vector<char> batch(const Set& set, const std::vector<A>& addresses, std::size_t answers)
{
    const auto out = std::make_unique<bool[]>(answers);
    std::fill_n(out.get(), answers, true); // what is not written shows
    set.contains(std::span<const A>(addresses), std::span<bool>(out.get(), answers));
    return {out.get(), out.get() + answers};
}

// A set with something of everything, for the tests that are not about its contents.
const range_set& sample()
{
    static const range_set set{"10.0.0.0/8"_prefix, "192.168.0.0/16"_prefix, "::1"_ip,
                               "2001:db8::/32"_prefix};
    return set;
}

} // namespace

static_assert(std::is_nothrow_default_constructible_v<compiled_set>);
static_assert(std::is_nothrow_move_constructible_v<compiled_set>);
static_assert(std::is_nothrow_move_assignable_v<compiled_set>);
static_assert(!std::is_convertible_v<range_set, compiled_set>); // made on purpose
static_assert(noexcept(std::declval<const compiled_set&>().contains(address())));
static_assert(noexcept(std::declval<const compiled_set&>().find_index(address())));
static_assert(noexcept(std::declval<const compiled_set&>().contains(std::span<const address>(),
                                                                    std::span<bool>())));
static_assert(noexcept(std::declval<const compiled_set&>().memory()));
static_assert(noexcept(std::declval<const compiled_set_v6&>().contains(address_v6())));
static_assert(noexcept(std::declval<const compiled_set_v6&>().find_index(address_v6())));
static_assert(noexcept(std::declval<const compiled_set_v6&>().contains(
    std::span<const address_v6>(), std::span<bool>())));

BOOST_AUTO_TEST_CASE(empty)
{
    const compiled_set_v4 v4;
    BOOST_TEST(v4.empty());
    BOOST_TEST(v4.size() == 0U);
    BOOST_TEST(v4.memory() == 0U);
    BOOST_TEST(!v4.contains("0.0.0.0"_ip));
    BOOST_TEST(!v4.contains("255.255.255.255"_ip));
    BOOST_TEST(!v4.find_index("0.0.0.0"_ip));

    const compiled_set none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none.size() == 0U);
    BOOST_TEST(none.memory() == 0U);
    BOOST_TEST(!none.contains("::"_ip));
    BOOST_TEST(!none.contains(address()));
    BOOST_TEST((none == compiled_set(range_set())));
}

BOOST_AUTO_TEST_CASE(both_families)
{
    const compiled_set set(sample());
    BOOST_TEST(!set.empty());
    BOOST_TEST(set.size() == 4U);
    BOOST_TEST(set.memory() >= 2U * 2 * 4 + 2U * 2 * 16);
    BOOST_TEST(set.memory() == set.v4().memory() + set.v6().memory());
    BOOST_TEST(set.v4().size() == 2U);
    BOOST_TEST(set.v6().size() == 2U);
    BOOST_TEST(set.contains("10.255.255.255"_ip));
    BOOST_TEST(!set.contains("11.0.0.0"_ip));
    BOOST_TEST(set.contains("2001:db8::"_ip));
    BOOST_TEST(!set.contains("::"_ip));
    BOOST_TEST(!set.contains(address()));

    // The position in the range_set, IPv4 first.
    BOOST_TEST((set.find_index("10.0.0.1"_ip) == 0U));
    BOOST_TEST((set.find_index("192.168.0.0"_ip) == 1U));
    BOOST_TEST((set.find_index("::1"_ip) == 2U));
    BOOST_TEST((set.find_index("2001:db8:ffff::"_ip) == 3U));
    BOOST_TEST(!set.find_index("9.0.0.0"_ip));
    BOOST_TEST(!set.find_index("::2"_ip));
    BOOST_TEST(!set.find_index(address()));

    // Canonical.
    BOOST_TEST(set.contains(address_v6::mapped("10.0.0.1"_ip)));
    BOOST_TEST((set.find_index(address_v6::mapped("192.168.0.1"_ip)) == 1U));
    BOOST_TEST(
        !compiled_set(range_set{"::/64"_prefix}).contains(address_v6::mapped("10.0.0.1"_ip)));
    BOOST_TEST(!compiled_set(range_set{"::/64"_prefix}).contains("10.0.0.1"_ip));
}

BOOST_AUTO_TEST_CASE(equality_and_copies)
{
    const compiled_set set(sample());
    const compiled_set same(range_set(sample().prefixes()));
    BOOST_TEST((set == same));
    BOOST_TEST((set != compiled_set(sample() | range_set{"11.0.0.0"_ip})));
    BOOST_TEST((set != compiled_set(sample() | range_set{"::2"_ip})));
    compiled_set copy = set;
    BOOST_TEST((copy == set));
    const compiled_set moved = std::move(copy);
    BOOST_TEST((moved == set));
    copy = moved;
    BOOST_TEST((copy == set));
    BOOST_TEST((compiled_set_v4(sample().v4()) == set.v4()));
}

// Of few ranges and of many, whatever the batch's length.
BOOST_AUTO_TEST_CASE(what_is_moved_from_is_empty)
{
    std::vector<range> ranges;
    for (std::uint32_t i = 0; i < 1'000; ++i) {
        ranges.push_back(cordon::ip::range_v4(address_v4(i << 20), address_v4((i << 20) + 5 * i)));
        ranges.push_back(address_v6(cordon::ip::uint128(std::uint64_t(i) << 40, i)));
    }
    const std::vector<address> asked(300, "0.16.0.1"_ip);
    for (const range_set& source : {sample(), range_set(ranges)}) {
        compiled_set from(source);
        compiled_set to;
        to = std::move(from);
        BOOST_TEST((to == compiled_set(source)));
        compiled_set last(std::move(to));
        for (const compiled_set* each : {&from, &to}) { // NOLINT
            BOOST_TEST(each->empty());
            BOOST_TEST((*each == compiled_set()));
            BOOST_TEST(!each->contains("10.0.0.1"_ip));
            BOOST_TEST(!each->contains("::2"_ip));
            BOOST_TEST(!each->find_index("10.0.0.1"_ip));
            bool answers[300];
            each->contains(asked, answers);
            BOOST_TEST(std::count(answers, answers + 300, true) == 0);
        }
        compiled_set& same = last;
        last = std::move(same);
        BOOST_TEST((last == compiled_set(source)));
    }
}

BOOST_AUTO_TEST_CASE(batches_of_different_sizes)
{
    const compiled_set set(sample());
    const address some[]{"10.0.0.1"_ip, "::2"_ip, {}, "::1"_ip, address_v6::mapped("10.0.0.1"_ip)};
    const std::vector<address> addresses(std::begin(some), std::end(some));
    const std::vector<char> wanted{1, 0, 0, 1, 1};
    for (std::size_t answers = 0; answers <= 9; ++answers) {
        std::vector<char> expected = wanted;
        expected.resize(answers, 0); // the rest is false
        BOOST_TEST(batch(set, addresses, answers) == expected, boost::test_tools::per_element());
    }
    BOOST_TEST(batch(set, std::vector<address>(), 3) == std::vector<char>(3, 0),
               boost::test_tools::per_element());

    const compiled_set_v4 v4(sample().v4());
    const std::vector<address_v4> few(3, address_v4(0x0a000001));
    for (std::size_t answers = 0; answers <= 9; ++answers) {
        std::vector<char> expected(std::min<std::size_t>(answers, 3), 1);
        expected.resize(answers, 0);
        BOOST_TEST(batch(v4, few, answers) == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(every_set_of_a_toy_space)
{
    // All sets of 16 addresses, and random ones of 256.
    using small = toy_universe<cordon_test::basic_toy_address<unsigned char, 4>>;
    using large = toy_universe<toy_address>;
    tally checks;
    const auto check = [&]<class U>(U, const typename U::bits& wanted) {
        const typename U::set set(U::runs(wanted));
        const basic_compiled_set compiled(set);
        bool same = compiled.size() == set.size() && compiled.empty() == set.empty();
        for (std::size_t i = 0; i < U::size; ++i)
            same = same && compiled.contains(U::address(i)) == wanted[i] &&
                   compiled.find_index(U::address(i)) == position(set, U::address(i));
        checks.expect(same, [&] { return U::text(wanted); });
    };
    for (std::uint64_t pattern = 0; pattern < 65536; ++pattern)
        if (pattern % 100 < effort(100))
            check(small(), small::bits(pattern));
    random_source random(41);
    for (std::uint64_t i = 0; i < effort(10000); ++i)
        check(large(), large::random_bits(random));
}

template <class A>
void check_against_linear(std::uint64_t seed)
{
    random_source random(seed);
    tally checks;
    for (std::uint64_t round = 0; round < effort(6000); ++round) {
        // Sizes around powers of two as well, where a search goes wrong first.
        const auto entries = cordon_test::random_ranges<A>(random, round % 8 == 0 ? 140 : 18);
        const basic_range_set<A> set(entries);
        const basic_compiled_set<A> compiled(set);
        const auto places = cordon_test::probes(entries, random);
        const auto answers = batch(compiled, places, places.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            const auto wanted = position(set, places[i]);
            checks.expect(compiled.contains(places[i]) == bool(wanted) &&
                              compiled.find_index(places[i]) == wanted &&
                              bool(answers[i]) == bool(wanted),
                          [&] { return "round " + std::to_string(round); });
        }
    }
}

BOOST_AUTO_TEST_CASE(as_a_linear_search_v4) { check_against_linear<address_v4>(42); }
BOOST_AUTO_TEST_CASE(as_a_linear_search_v6) { check_against_linear<address_v6>(43); }
BOOST_AUTO_TEST_CASE(as_a_linear_search_64_bits)
{
    check_against_linear<cordon_test::toy_address_64>(44);
}

BOOST_AUTO_TEST_CASE(as_the_set_that_it_was_made_from)
{
    random_source random(45);
    tally checks;
    for (std::uint64_t round = 0; round < effort(4000); ++round) {
        range_set set;
        for (std::uint32_t n = random.below(20); n > 0; --n) {
            std::error_code mapped; // such are left out
            set.insert(cordon_test::random_any_range(random), mapped);
        }
        const compiled_set compiled(set);
        std::vector<address> places;
        for (const address_v4 x :
             cordon_test::probes(std::vector(set.v4().begin(), set.v4().end()), random))
            places.insert(places.end(), {x, address_v6::mapped(x)});
        for (const address_v6 x :
             cordon_test::probes(std::vector(set.v6().begin(), set.v6().end()), random))
            places.push_back(x);
        places.push_back({});
        const auto answers = batch(compiled, places, places.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            const auto found = compiled.find_index(places[i]);
            std::optional<range> by_index;
            if (found)
                by_index = *std::ranges::next(set.ranges().begin(), std::ptrdiff_t(*found));
            checks.expect(compiled.contains(places[i]) == set.contains(places[i]) &&
                              by_index == set.find(places[i]) &&
                              bool(answers[i]) == set.contains(places[i]),
                          [&] { return to_string(places[i]); });
        }
    }
}

BOOST_AUTO_TEST_CASE(shuffled_entries_make_an_identical_set)
{
    random_source random(46);
    auto entries = cordon_test::random_ranges<address_v4>(random, 60);
    const compiled_set_v4 first{basic_range_set<address_v4>(entries)};
    tally checks;
    for (std::uint64_t i = 0; i < effort(1000); ++i) {
        for (std::size_t k = entries.size(); k > 1; --k)
            std::swap(entries[k - 1], entries[random.below(k)]);
        checks.expect(compiled_set_v4(basic_range_set<address_v4>(entries)) == first,
                      [] { return "a shuffled set"; });
    }
}

// Eight readers at once; the sanitizer for threads sees what the answers do not show.
BOOST_AUTO_TEST_CASE(many_readers)
{
    const compiled_set set(sample());
    const address addresses[]{"10.0.0.1"_ip, "::1"_ip, "11.0.0.1"_ip, "::2"_ip};
    std::atomic<std::uint64_t> wrong{0};
    const auto read = [&] {
        for (std::uint64_t i = 0; i < effort(20000); ++i) {
            bool answers[4];
            set.contains(addresses, answers);
            if (!answers[0] || !answers[1] || answers[2] || answers[3] ||
                !set.contains(addresses[0]) || set.find_index(addresses[1]) != 2U ||
                !compiled_set(set).contains(addresses[i % 2])) // to copy is to read
                ++wrong;
        }
    };
    std::vector<std::thread> readers;
    for (int i = 0; i < 8; ++i)
        readers.emplace_back(read);
    for (std::thread& reader : readers)
        reader.join();
    BOOST_TEST(wrong == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
