#include <cordon/ip/compiled_map.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"
#include "reference/toy_address.hpp"
#include "reference/values.hpp"

#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_compiled_map)

using namespace cordon::ip::literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::basic_compiled_map;
using cordon::ip::basic_map_entry;
using cordon::ip::basic_range_map;
using cordon::ip::compiled_map;
using cordon::ip::compiled_map_v4;
using cordon::ip::compiled_map_v6;
using cordon::ip::map_entry;
using cordon::ip::overlap_rule;
using cordon::ip::range_map;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

using map = range_map<std::string>;
using compiled = compiled_map<std::string>;

const map& sample()
{
    static const map made{{"::/16"_prefix, "B"},
                          {"10.0.0.0/8"_prefix, "A"},
                          {"10.1.0.0/16"_prefix, "C"},
                          {"::1"_ip, "A"}};
    return made;
}

template <class Map, class A>
auto batch(const Map& in, std::span<const A> addresses, std::size_t size)
{
    static const typename Map::mapped_type stale{};
    std::vector<const typename Map::mapped_type*> out(size, &stale); // what is not written shows
    in.find(addresses, out);
    return out;
}

} // namespace

static_assert(std::is_nothrow_default_constructible_v<compiled>);
static_assert(std::is_nothrow_move_constructible_v<compiled>);
static_assert(std::is_nothrow_move_assignable_v<compiled>);
static_assert(!std::is_convertible_v<map, compiled>);
static_assert(noexcept(std::declval<const compiled&>().find(address())));
static_assert(noexcept(std::declval<const compiled&>().contains(address())));
static_assert(noexcept(std::declval<const compiled&>().find_index(address())));
static_assert(noexcept(std::declval<const compiled&>().find(std::span<const address>(),
                                                            std::span<const std::string*>())));
static_assert(noexcept(std::declval<const compiled_map_v6<int>&>().find(address_v6())));
static_assert(noexcept(std::declval<const compiled_map_v6<int>&>().contains(address_v6())));
static_assert(noexcept(std::declval<const compiled_map_v6<int>&>().find_index(address_v6())));

BOOST_AUTO_TEST_CASE(empty)
{
    const compiled none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none.size() == 0U);
    BOOST_TEST(none.memory() == 0U);
    BOOST_TEST(none.find("0.0.0.0"_ip) == nullptr);
    BOOST_TEST(none.find(address()) == nullptr);
    BOOST_TEST(!none.contains("::"_ip));
    BOOST_TEST(!none.find_index("::"_ip));
    const compiled_map_v4<int> v4;
    BOOST_TEST(v4.empty());
    BOOST_TEST(v4.memory() == 0U);
    BOOST_TEST(v4.find("0.0.0.0"_ip) == nullptr);
    BOOST_TEST(compiled(map()).empty());
}

BOOST_AUTO_TEST_CASE(both_families)
{
    const compiled made(sample());
    const auto value = [&](const address& address) {
        const std::string* found = made.find(address);
        BOOST_TEST(made.contains(address) == (found != nullptr));
        return found == nullptr ? "-" : *found;
    };
    BOOST_TEST(!made.empty());
    BOOST_TEST(made.size() == sample().size());
    BOOST_TEST(made.v4().size() == sample().v4().size());
    BOOST_TEST(made.v6().size() == sample().v6().size());
    BOOST_TEST(value("10.0.0.0"_ip) == "A");
    BOOST_TEST(value("10.1.255.255"_ip) == "C");
    BOOST_TEST(value("10.2.0.0"_ip) == "A");
    BOOST_TEST(value("9.255.255.255"_ip) == "-");
    BOOST_TEST(value("11.0.0.0"_ip) == "-");
    BOOST_TEST(value("::"_ip) == "B");
    BOOST_TEST(value("::1"_ip) == "A");
    BOOST_TEST(value("::2"_ip) == "B");
    BOOST_TEST(value("1::"_ip) == "-");
    BOOST_TEST(value(address()) == "-");
    BOOST_TEST(value(address_v6::mapped("10.1.0.1"_ip)) == "C");
    BOOST_TEST(value(address_v6::mapped("11.0.0.1"_ip)) == "-"); // although ::/16 is there

    // Back to the entries of the source, in its order.
    BOOST_TEST((made.find_index("::2"_ip) == 0U));
    BOOST_TEST((made.find_index("10.2.0.0"_ip) == 1U));
    BOOST_TEST((made.find_index("10.1.0.0"_ip) == 2U));
    BOOST_TEST((made.find_index(address_v6::mapped("10.1.0.1"_ip)) == 2U));
    BOOST_TEST((made.find_index("::1"_ip) == 3U));
    BOOST_TEST(!made.find_index("11.0.0.0"_ip));
    BOOST_TEST(!made.find_index("1::"_ip));
    BOOST_TEST(!made.find_index(address()));

    // What the values hold themselves is not counted.
    BOOST_TEST(made.memory() >= made.v4().memory() + made.v6().memory());
    BOOST_TEST(made.v4().memory() >= 3 * (2 * 4 + 8) + 2 * sizeof(std::string));
}

BOOST_AUTO_TEST_CASE(values_outlive_the_map_they_came_from)
{
    compiled made;
    {
        const map temporary{{"10.0.0.0/8"_prefix, "a text too long to lie inside its string"}};
        made = compiled(temporary);
    }
    BOOST_TEST(*made.find("10.0.0.1"_ip) == "a text too long to lie inside its string");
    const compiled copy = made;
    BOOST_TEST(copy.find("10.0.0.1"_ip) != made.find("10.0.0.1"_ip));
    BOOST_TEST(*copy.find("10.0.0.1"_ip) == *made.find("10.0.0.1"_ip));
    const std::string* before = made.find("10.0.0.1"_ip);
    const compiled moved = std::move(made);
    BOOST_TEST(moved.find("10.0.0.1"_ip) == before);
    BOOST_TEST(made.empty()); // NOLINT
    BOOST_TEST(made.find("10.0.0.1"_ip) == nullptr);
    BOOST_TEST(made.find("::1"_ip) == nullptr);
    BOOST_TEST(!made.find_index("10.0.0.1"_ip));
    const std::vector<address> asked(300, "10.0.0.1"_ip);
    std::vector<const std::string*> found(300, before);
    made.find(asked, found);
    BOOST_TEST(std::count(found.begin(), found.end(), nullptr) == 300);
    made = compiled(map{{"10.0.0.0/8"_prefix, "another"}});
    BOOST_TEST(*made.find("10.0.0.1"_ip) == "another");
}

BOOST_AUTO_TEST_CASE(each_value_once)
{
    using cordon_test::big_value;
    std::vector<map_entry<big_value>> entries;
    std::vector<map_entry<int>> small; // the same pieces: what differs in memory is the values
    for (std::uint32_t i = 0; i < 500; ++i) {
        entries.push_back({address_v4(2 * i), big_value(int(i % 2))});
        small.push_back({address_v4(2 * i), int(i % 2)});
    }
    const compiled_map<big_value> made{range_map<big_value>(entries)};
    BOOST_TEST(made.size() == 500U);
    BOOST_TEST(made.memory() >= 2 * sizeof(big_value));
    BOOST_TEST(made.memory() <
               compiled_map<int>(range_map<int>(small)).memory() + 4 * sizeof(big_value));
    BOOST_TEST(made.find("0.0.0.0"_ip) == made.find("0.0.0.4"_ip));
    BOOST_TEST(made.find("0.0.0.0"_ip) != made.find("0.0.0.2"_ip));
    BOOST_TEST(made.find("0.0.0.2"_ip)->values[1023] == 1);

    // Without a way to find equal ones each entry has its own.
    using cordon_test::bare_value;
    const compiled_map<bare_value> bare{
        range_map<bare_value>{{"10.0.0.1"_ip, bare_value(1)}, {"10.0.0.3"_ip, bare_value(1)}}};
    BOOST_TEST(bare.find("10.0.0.1"_ip)->value == 1);
    BOOST_TEST(bare.find("10.0.0.3"_ip)->value == 1);
    const auto copies = bare_value::copies;
    (void)bare.find("10.0.0.1"_ip);
    BOOST_TEST(bare_value::copies == copies);
}

BOOST_AUTO_TEST_CASE(batches_of_different_sizes)
{
    const compiled made(sample());
    const address addresses[]{"10.0.0.1"_ip, "1::"_ip, {}, "::1"_ip, "10.1.0.1"_ip};
    const std::string* wanted[]{made.find(addresses[0]), nullptr, nullptr, made.find(addresses[3]),
                                made.find(addresses[4])};
    for (std::size_t size = 0; size <= 9; ++size) {
        const auto out = batch(made, std::span<const address>(addresses), size);
        for (std::size_t i = 0; i < size; ++i)
            BOOST_TEST((out[i] == (i < 5 ? wanted[i] : nullptr)), i << " of " << size);
    }
    const address_v4 few[]{"10.0.0.1"_ip, "11.0.0.1"_ip};
    for (std::size_t size = 0; size <= 4; ++size) {
        const auto out = batch(made.v4(), std::span<const address_v4>(few), size);
        for (std::size_t i = 0; i < size; ++i)
            BOOST_TEST((out[i] == (i == 0 ? made.v4().find(few[0]) : nullptr)));
    }
}

template <class A>
void check_against_map(std::uint64_t seed)
{
    random_source random(seed);
    tally checks;
    for (std::uint64_t round = 0; round < effort(4000); ++round) {
        const auto ranges = cordon_test::random_ranges<A>(random, round % 8 == 0 ? 100 : 14);
        std::vector<basic_map_entry<A, int>> entries;
        for (const auto& range : ranges)
            entries.push_back({range, int(random.below(4)), int(random.below(3))});
        const auto rule = static_cast<overlap_rule>(random.below(4));
        const basic_range_map<A, int> source(entries, rule);
        const basic_compiled_map<A, int> made(source);
        const auto places = cordon_test::probes(ranges, random);
        const auto answers = batch(made, std::span<const A>(places), places.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            const int* wanted = source.find(places[i]);
            const auto* segment = source.find_segment(places[i]);
            const int* found = made.find(places[i]);
            const auto index = made.find_index(places[i]);
            checks.expect((wanted == nullptr) == (found == nullptr) &&
                              (wanted == nullptr || *wanted == *found) && answers[i] == found &&
                              made.contains(places[i]) == (found != nullptr) &&
                              index == (segment == nullptr
                                            ? std::nullopt
                                            : std::optional<std::size_t>(segment->entry)),
                          [&] { return "round " + std::to_string(round); });
        }
    }
}

// Maps themselves are compared with a linear search in basic_range_map.cpp.
BOOST_AUTO_TEST_CASE(as_the_map_toy) { check_against_map<cordon_test::toy_address>(51); }
BOOST_AUTO_TEST_CASE(as_the_map_v4) { check_against_map<address_v4>(52); }
BOOST_AUTO_TEST_CASE(as_the_map_v6) { check_against_map<address_v6>(53); }

BOOST_AUTO_TEST_CASE(as_the_map_of_both_families)
{
    random_source random(54);
    tally checks;
    for (std::uint64_t round = 0; round < effort(3000); ++round) {
        std::vector<map_entry<int>> entries;
        std::vector<address> places{address()};
        for (std::uint32_t n = random.below(14); n > 0; --n) {
            const auto range = cordon_test::random_any_range(random);
            entries.push_back({range, int(random.below(3)), int(random.below(3))});
            places.insert(places.end(),
                          {range.first(), range.last(), cordon_test::random_any_address(random)});
        }
        std::error_code error;
        const range_map<int> source(entries, static_cast<overlap_rule>(random.below(4)), error);
        const compiled_map<int> made(source); // of an empty one where an entry was refused
        const auto answers = batch(made, std::span<const address>(places), places.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            const int* wanted = source.find(places[i]);
            const int* found = made.find(places[i]);
            checks.expect((wanted == nullptr) == (found == nullptr) &&
                              (wanted == nullptr || *wanted == *found) && answers[i] == found &&
                              made.find_index(places[i]) == source.find_index(places[i]),
                          [&] { return to_string(places[i]); });
        }
    }
}

// Eight readers at once; the sanitizer for threads sees what the answers do not show.
// Where values are over 65,535 those that occur once have the largest numbers, which take more
// space: here runs of either kind go on beside one of the other, 32 addresses and more.
BOOST_AUTO_TEST_CASE(large_numbers_beside_small_ones)
{
    constexpr std::uint32_t blocks = 70'000;
    constexpr std::uint32_t often = blocks; // a value of every block, as often + 1; others of one
    constexpr std::uint32_t base = 0x0b000000U;
    std::vector<basic_map_entry<address_v4, std::uint32_t>> entries;
    const auto add = [&](std::uint32_t block, std::uint32_t first, std::uint32_t last,
                         std::uint32_t value) {
        const std::uint32_t at = base + block * 256;
        entries.push_back({{address_v4(at + first), address_v4(at + last)}, value});
    };
    for (std::uint32_t i = 0; i < blocks; ++i) {
        add(i, 5, 40, i % 2 == 0 ? i : often);
        add(i, 41, 42, i % 2 == 0 ? often : i);
        add(i, 43, 70, often + 1);
    }
    const compiled_map_v4<std::uint32_t> compiled(
        cordon::ip::range_map_v4<std::uint32_t>{std::span(entries.data(), entries.size())});
    std::size_t wrong = 0;
    for (std::uint32_t i = 0; i < blocks; i += i < 60'000 ? 97 : 1)
        for (const std::uint32_t slot :
             {4U, 5U, 31U, 32U, 40U, 41U, 42U, 43U, 63U, 64U, 70U, 71U}) {
            const std::uint32_t* found = compiled.find(address_v4(base + i * 256 + slot));
            const bool first = slot <= 40;
            const std::uint32_t due = slot >= 43 ? often + 1 : first == (i % 2 == 0) ? i : often;
            wrong += (found != nullptr) != (slot >= 5 && slot <= 70);
            wrong += found != nullptr && *found != due;
        }
    BOOST_TEST(wrong == 0U);
}

BOOST_AUTO_TEST_CASE(many_readers)
{
    const compiled made(sample());
    const address addresses[]{"10.0.0.1"_ip, "::1"_ip, "11.0.0.1"_ip};
    std::atomic<std::uint64_t> wrong{0};
    const auto read = [&] {
        for (std::uint64_t i = 0; i < effort(20000); ++i) {
            const std::string* found[3];
            made.find(addresses, found);
            if (found[0] == nullptr || *found[0] != "A" || found[1] == nullptr ||
                *found[1] != "A" || found[2] != nullptr || made.find(addresses[0]) != found[0] ||
                made.find_index(addresses[1]) != 3U || made.contains(addresses[2]))
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
