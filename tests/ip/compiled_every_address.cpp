// The compiled look-ups over IPv4, one by one and in batches, against a walk along the ranges:
// every 1,021st address (fewer where the build asks for less effort), and the neighbours of every
// boundary: of made tables, and of a real one. With CORDON_TEST_EVERY_ADDRESS=1 in the environment
// every one of the 2^32 addresses is asked for, of each table: a quarter of an hour in all.

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>

#include <cordon/ip/address_v4.hpp>

#include "effort.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_compiled_every_address)

namespace ip = cordon::ip;
using cordon_tests::effort;

namespace {

using entry = ip::basic_map_entry<ip::address_v4, std::uint32_t>;
using entries = std::vector<entry>;

ip::range_v4 from_to(std::uint64_t first, std::uint64_t last)
{
    const std::uint64_t top = 0xffffffffU;
    return {ip::address_v4(std::uint32_t(std::min(first, top))),
            ip::address_v4(std::uint32_t(std::min(last, top)))};
}

// Asks about addresses in ascending order; `segment` is the only one that may hold them.
template <class Map>
class walk {
public:
    walk(const Map& map, const ip::compiled_map_v4<std::uint32_t>& compiled,
         const ip::compiled_set_v4& set)
        : map_(map), compiled_(compiled), set_(set), at_(map.segments().begin())
    {
    }
    void ask(std::uint64_t number)
    {
        const ip::address_v4 address{std::uint32_t(number)};
        while (at_ != map_.segments().end() && at_->range.last() < address)
            ++at_;
        const bool inside = at_ != map_.segments().end() && at_->range.first() <= address;
        const std::uint32_t* value = compiled_.find(address);
        const auto source = compiled_.find_index(address);
        wrong += set_.contains(address) != inside;
        wrong += (value != nullptr) != inside || (inside && *value != map_.values()[at_->value]);
        wrong += source.has_value() != inside || (inside && *source != at_->entry);
        ++asked;
        addresses_[pending_] = address;
        inside_[pending_] = inside;
        values_[pending_] = value;
        if (++pending_ == addresses_.size())
            ask_batches();
    }
    // The same addresses once more, all at once: whichever kernel the processor has.
    void ask_batches()
    {
        const auto asked_for = std::span(addresses_).first(pending_);
        std::array<bool, 512> found{};
        std::array<const std::uint32_t*, 512> values{};
        set_.contains(asked_for, std::span(found).first(pending_));
        compiled_.find(asked_for, std::span(values).first(pending_));
        for (std::size_t i = 0; i < pending_; ++i)
            wrong += found[i] != inside_[i] || values[i] != values_[i];
        pending_ = 0;
    }
    std::uint64_t wrong = 0;
    std::uint64_t asked = 0;

private:
    const Map& map_;
    const ip::compiled_map_v4<std::uint32_t>& compiled_;
    const ip::compiled_set_v4& set_;
    typename decltype(std::declval<const Map&>().segments())::iterator at_;
    std::size_t pending_ = 0;
    std::array<ip::address_v4, 512> addresses_{};
    std::array<bool, 512> inside_{};
    std::array<const std::uint32_t*, 512> values_{};
};

void check(const entries& source)
{
    const ip::range_map_v4<std::uint32_t> map{std::span<const entry>(source)};
    std::vector<ip::range_v4> ranges;
    for (const auto& segment : map.segments())
        ranges.push_back(segment.range);
    const ip::compiled_map_v4<std::uint32_t> compiled(map);
    const ip::compiled_set_v4 set{ip::range_set_v4(ranges)};
    const bool every = std::getenv("CORDON_TEST_EVERY_ADDRESS") != nullptr;

    const std::uint64_t step = every ? 1 : 102'100 / effort(100);
    walk strided(map, compiled, set);
    for (std::uint64_t number = 0; number <= 0xffffffffU; number += step)
        strided.ask(number);
    strided.ask_batches();
    BOOST_TEST(strided.wrong == 0U);
    BOOST_TEST(strided.asked == 0xffffffffU / step + 1);

    std::vector<std::uint64_t> neighbours;
    for (const ip::range_v4& range : ranges) {
        const std::uint64_t first = range.first().to_uint();
        const std::uint64_t last = range.last().to_uint();
        neighbours.insert(neighbours.end(),
                          {first - (first != 0), first, last, last + (last != 0xffffffffU)});
    }
    std::sort(neighbours.begin(), neighbours.end());
    walk boundaries(map, compiled, set);
    for (const std::uint64_t number : neighbours)
        boundaries.ask(number);
    boundaries.ask_batches();
    BOOST_TEST(boundaries.wrong == 0U);
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_and_everything)
{
    check({});
    check({{ip::range_v4::all(), 7}});
    check({{from_to(0, 0), 1}, {from_to(0xffffffffU, 0xffffffffU), 2}});
    check({{from_to(1, 0xfffffffeU), 1}});
}

BOOST_AUTO_TEST_CASE(prefixes_of_every_length)
{
    std::mt19937 random(1);
    entries source;
    for (int i = 0; i < 20'000; ++i) {
        const int length = int(random() % 33);
        source.push_back(
            {ip::prefix_v4::containing(ip::address_v4(std::uint32_t(random())), length),
             std::uint32_t(random() % 500)});
    }
    check(source);
}

BOOST_AUTO_TEST_CASE(ranges_of_every_size)
{
    std::mt19937 random(2);
    entries source;
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t first = random();
        source.push_back(
            {from_to(first, first + (random() >> (random() % 32))), std::uint32_t(random() % 5)});
    }
    check(source);
}

BOOST_AUTO_TEST_CASE(hosts_alone)
{
    std::mt19937 random(3);
    entries source;
    for (int i = 0; i < 50'000; ++i) {
        const std::uint64_t host = random();
        source.push_back({from_to(host, host), std::uint32_t(i)});
    }
    check(source);
}

BOOST_AUTO_TEST_CASE(every_second_address_of_a_network)
{
    entries source;
    for (std::uint32_t i = 0; i < 40'000; ++i)
        source.push_back({from_to(0x0a000000U + 2 * i, 0x0a000000U + 2 * i), i % 3});
    check(source);
}

// As many different lines (see detail/code_trie.hpp) as there are numbers for them: with one more a
// number would stand for two lines.
BOOST_AUTO_TEST_CASE(no_two_blocks_alike)
{
    entries source;
    for (std::uint32_t block = 0; block < 65'536; ++block)
        for (const std::uint32_t piece :
             {block & 255, block >> 8}) { // which two /24, in this order of lengths
            const std::uint64_t first = std::uint64_t(block) << 16 | piece << 8;
            source.push_back({from_to(first, first + (piece == (block & 255) ? 255 : 127)), piece});
        }
    check(source);
}

// Blocks divided at each power of two, at both ends: codes and nodes of every kind.
BOOST_AUTO_TEST_CASE(boundaries_at_every_power_of_two)
{
    entries source;
    for (std::uint64_t block = 0; block < 64; ++block)
        for (int bit = 0; bit < 16; ++bit) {
            const std::uint64_t first = (block * 16 + std::uint64_t(bit)) << 20;
            const std::uint64_t step = std::uint64_t(1) << bit;
            source.push_back({from_to(first + step, first + 2 * step - 1), std::uint32_t(bit)});
            source.push_back(
                {from_to(first + (1U << 20) - step, first + (1U << 20) - 1), std::uint32_t(block)});
        }
    check(source);
}

// A range that ends, or begins, at the first or last address of a /16 or a /24.
BOOST_AUTO_TEST_CASE(ends_at_the_edges_of_blocks)
{
    entries source;
    std::uint64_t at = 0x01000000U;
    for (const std::uint64_t unit : {0x100U, 0x10000U})
        for (const std::uint64_t size :
             {unit - 1, unit, unit + 1, 3 * unit - 1, 3 * unit, 3 * unit + 1})
            for (const std::uint64_t offset : {std::uint64_t(0), std::uint64_t(1), unit - 1}) {
                source.push_back(
                    {from_to(at + offset, at + offset + size - 1), std::uint32_t(size)});
                at += 8 * 0x10000;
            }
    check(source);
}

// The countries of the large blocks of the Internet, as examples/ ships them.
BOOST_AUTO_TEST_CASE(a_real_table)
{
    std::ifstream file("../examples/data/countries.csv");
    BOOST_TEST_REQUIRE(file.is_open());
    std::map<std::string, std::uint32_t> countries;
    entries source;
    for (std::string line; std::getline(file, line);) {
        const std::size_t comma = line.find(',');
        const std::size_t second = line.find(',', comma + 1);
        if (line.starts_with('#') || second == std::string::npos ||
            line.find(':') != std::string::npos)
            continue;
        const auto first = ip::parse_address_v4(line.substr(0, comma));
        const auto last = ip::parse_address_v4(line.substr(comma + 1, second - comma - 1));
        BOOST_TEST_REQUIRE((first && last));
        const auto number = std::uint32_t(countries.size());
        const auto country = countries.emplace(line.substr(second + 1), number).first;
        source.push_back({ip::range_v4(*first, *last), country->second});
    }
    BOOST_TEST(source.size() > 5000U);
    BOOST_TEST(countries.size() > 100U);
    check(source);
}

BOOST_AUTO_TEST_SUITE_END()
