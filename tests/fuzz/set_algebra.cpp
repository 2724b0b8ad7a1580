// Fuzz body for sets and maps: over an address space of 256 addresses, against bits.
//
// The first byte says how many ranges the first set has and the rule of the map, then two bytes are
// a range; what is left is the second set.
#include <cordon/ip/basic_range_map.hpp>
#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>

#include "../reference/linear_map.hpp"
#include "../reference/toy_set.hpp"
#include "check.hpp"

#include <algorithm>
#include <vector>

using cordon::ip::overlap_rule;
using cordon_fuzz::check;
using cordon_test::toy_address;

namespace {

using universe = cordon_test::toy_universe<toy_address>;
using toy_set = universe::set;
using bits = universe::bits;

void check_set(const toy_set& set, const bits& wanted, std::string_view input)
{
    check(std::vector(set.begin(), set.end()) == universe::runs(wanted), "the ranges", input);
    check(set.count() == wanted.count(), "the count", input);
    const cordon::ip::basic_compiled_set compiled(set);
    for (std::size_t i = 0; i < universe::size; ++i) {
        const toy_address x = universe::address(i);
        check(set.contains(x) == wanted[i] && compiled.contains(x) == wanted[i], "a look-up",
              input);
    }
    bits walked;
    for (const auto& prefix : set.prefixes())
        walked |= universe::bits_of(universe::range(prefix));
    check(walked == wanted, "the prefixes", input);
}

void check_map(const std::vector<universe::range>& ranges, overlap_rule rule,
               std::string_view input)
{
    cordon_test::linear_map<toy_address, int> reference{{}, rule};
    for (const auto& range : ranges)
        reference.entries.push_back(
            {range, range.first().to_uint() % 3, range.last().to_uint() % 4});
    const cordon::ip::basic_range_map<toy_address, int> map(reference.entries, rule);
    const cordon::ip::basic_compiled_map<toy_address, int> compiled(map);
    check(map.size() <= 2 * ranges.size(), "the number of pieces", input);
    for (std::size_t i = 0; i < universe::size; ++i) {
        const toy_address x = universe::address(i);
        const auto winner = reference.winner(x);
        check(map.contains(x) == winner.has_value(), "inside or not", input);
        check(compiled.find_index(x) == winner, "the entry of an address", input);
        check(!winner || *map.find(x) == reference.entries[*winner].value, "a value", input);
        check(!winner || *compiled.find(x) == *map.find(x), "a compiled value", input);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view input = cordon_fuzz::text_of(data, size);
    const std::size_t in_first = data[0] >> 2;
    const auto rule = static_cast<overlap_rule>(data[0] & 3);
    std::vector<universe::range> ranges[2];
    for (std::size_t i = 1; i + 1 < size; i += 2)
        ranges[i / 2 < in_first ? 0 : 1].push_back(
            universe::between(std::min(data[i], data[i + 1]), std::max(data[i], data[i + 1])));
    const toy_set a(ranges[0]);
    const toy_set b(ranges[1]);
    const bits in_a = universe::bits_of(ranges[0]);
    const bits in_b = universe::bits_of(ranges[1]);
    check_set(a, in_a, input);
    check_set(b, in_b, input);
    check_set(a | b, in_a | in_b, input);
    check_set(a & b, in_a & in_b, input);
    check_set(a - b, in_a & ~in_b, input);
    check_set(a ^ b, in_a ^ in_b, input);
    check_set(~a, ~in_a, input);
    check(a.covers(b) == (in_b & ~in_a).none(), "covers", input);
    check(a.overlaps(b) == (in_a & in_b).any(), "overlaps", input);
    toy_set one_by_one;
    for (const auto& range : ranges[0])
        one_by_one.insert(range);
    check(one_by_one == a, "inserted one by one", input);
    for (const auto& range : ranges[1])
        one_by_one.erase(range);
    check(one_by_one == a - b, "erased one by one", input);
    check_map(ranges[0], rule, input);
    return 0;
}
