// What code_trie's layout must survive: lines with more leaves than codes can number, as many lines
// as numbers can name, blocks of every size. Random sets are in compiled_batches and
// compiled_every_address.

#include <cordon/ip/detail/code_trie.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/address_v4.hpp>
#include <cordon/ip/detail/batch.hpp>
#include <cordon/ip/range.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_code_trie)

namespace {

using cordon::ip::address_v4;
using cordon::ip::range_v4;
using cordon::ip::detail::code_trie;
using cordon::ip::detail::vectors;
using cordon_test::tally;

range_v4 from_to(std::uint32_t first, std::uint32_t last)
{
    return {address_v4(first), address_v4(last)};
}

// Membership by a walk along the ranges, which are in order.
class walk {
public:
    explicit walk(const std::vector<range_v4>& ranges) : ranges_(ranges) {}
    bool contains(std::uint32_t number)
    {
        while (at_ < ranges_.size() && ranges_[at_].last().to_uint() < number)
            ++at_;
        return at_ < ranges_.size() && ranges_[at_].first().to_uint() <= number;
    }

private:
    const std::vector<range_v4>& ranges_;
    std::size_t at_ = 0;
};

// One by one, by the batches of the processor, those without AVX-512 and the portable ones: both
// ends of each range, what is next to them, and the first and the last address of their /24 and
// /16.
void check(const std::vector<range_v4>& ranges)
{
    const code_trie trie{std::span<const range_v4>(ranges)};
    std::vector<std::uint32_t> numbers{0, 1, 0x7fffffffU, 0x80000000U, 0xfffffffeU, 0xffffffffU};
    for (const range_v4& range : ranges)
        for (const std::uint32_t end : {range.first().to_uint(), range.last().to_uint()})
            numbers.insert(numbers.end(), {end - 1, end, end + 1, end & ~0xffU, end | 0xffU,
                                           end & ~0xffffU, end | 0xffffU});
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    tally checks;
    walk reference(ranges);
    std::array<address_v4, 256> addresses;
    std::array<bool, 256> inside;
    std::size_t count = 0;
    const auto ask = [&] {
        for (const vectors most : {vectors::avx512, vectors::avx2, vectors::baseline}) {
            cordon::ip::detail::use_vectors(most);
            std::array<bool, 256> found;
            cordon::ip::detail::batch_contains(trie, addresses.data(), count, found.data());
            for (std::size_t i = 0; i < count; ++i)
                checks.expect(found[i] == inside[i] &&
                                  trie.contains(addresses[i].to_uint()) == inside[i],
                              [&] { return to_string(addresses[i]); });
        }
        cordon::ip::detail::use_vectors(vectors::avx512);
        count = 0;
    };
    for (const std::uint32_t number : numbers) {
        addresses[count] = address_v4(number);
        inside[count] = reference.contains(number);
        if (++count == addresses.size())
            ask();
    }
    ask();
}

// Every /24 of so many that follow each other is cut: its lower half is in.
void add_cut(std::vector<range_v4>& ranges, std::uint32_t first, std::uint32_t many)
{
    for (std::uint32_t i = 0; i < many; ++i)
        ranges.push_back(from_to(first + (i << 8), first + (i << 8) + 127));
}

} // namespace

BOOST_AUTO_TEST_CASE(of_nothing)
{
    const code_trie trie;
    BOOST_TEST(trie.empty());
    BOOST_TEST(trie.memory() == 0U);
    BOOST_TEST(!trie.contains(0));
    BOOST_TEST(!trie.contains(0xffffffffU));
    const code_trie made{std::span<const range_v4>()};
    BOOST_TEST(made.empty());
    BOOST_TEST((made == trie));
}

BOOST_AUTO_TEST_CASE(of_everything)
{
    check({from_to(0, 0xffffffffU)});
    check({from_to(0, 0)});
    check({from_to(0xffffffffU, 0xffffffffU)});
    check({from_to(1, 0xfffffffeU)});
}

// Codes number up to 253 leaves of a line; from there on each of its /24 has one.
BOOST_AUTO_TEST_CASE(lines_of_many_leaves)
{
    for (const std::uint32_t leaves :
         {1U, 63U, 64U, 127U, 128U, 251U, 252U, 253U, 254U, 255U, 256U}) {
        std::vector<range_v4> ranges;
        add_cut(ranges, 0x0a000000U, leaves);
        check(ranges); // the line that takes the least memory
        // What is in between is in or out, before and behind the cut ones.
        ranges.clear();
        ranges.push_back(from_to(0x09ff0000U, 0x09ffffffU));
        add_cut(ranges, 0x0a000000U + (256 - leaves) * 256, leaves);
        ranges.push_back(from_to(0x0a010000U, 0x0a0100ffU));
        check(ranges);
    }
}

// So many blocks are divided that only lines of 256 codes can be numbered, and some of those have
// more leaves than codes.
BOOST_AUTO_TEST_CASE(no_other_shift_is_possible)
{
    for (const std::uint32_t leaves : {252U, 253U, 254U, 255U, 256U}) {
        std::vector<range_v4> ranges;
        const std::uint32_t step = CORDON_TEST_EFFORT < 100 && leaves != 254 ? 16 : 1;
        for (std::uint32_t block = 0; block < 65'536; ++block) {
            if (block % 8192 == 77) {
                add_cut(ranges, block << 16 | (256 - leaves) << 8, leaves);
                continue;
            }
            // Both halves differ from those of all others.
            for (const std::uint32_t half : {0U, 0x8000U})
                if (block % step == 0)
                    ranges.push_back(
                        from_to(block << 16 | half | (block & 0x7f) << 8,
                                block << 16 | half | (block & 0x7f) << 8 | (block >> 7 & 0xff)));
        }
        check(ranges);
    }
}

// Blocks of each size that the layout may choose, divided at each power of two.
BOOST_AUTO_TEST_CASE(sets_of_every_density)
{
    cordon_test::random_source random(71);
    for (const std::size_t size : {3U, 30U, 300U, 3'000U, 30'000U, 100'000U})
        for (std::uint64_t round = 0; round < cordon_tests::effort(size < 3'000 ? 10 : 2);
             ++round) {
            const auto ends = cordon_test::random_boundaries(random, 2 * size);
            std::vector<range_v4> ranges;
            for (std::size_t i = 0; i + 1 < ends.size(); i += 2)
                ranges.push_back(from_to(ends[i], ends[i + 1] - 1));
            check(ranges);
        }
}

BOOST_AUTO_TEST_CASE(equal_sets_are_equal)
{
    std::vector<range_v4> ranges;
    add_cut(ranges, 0x0a000000U, 300);
    const code_trie a{std::span<const range_v4>(ranges)};
    const code_trie b{std::span<const range_v4>(ranges)};
    ranges.back() = from_to(ranges.back().first().to_uint(), ranges.back().last().to_uint() + 1);
    const code_trie c{std::span<const range_v4>(ranges)};
    BOOST_TEST((a == b));
    BOOST_TEST((a != c));
}

BOOST_AUTO_TEST_SUITE_END()
