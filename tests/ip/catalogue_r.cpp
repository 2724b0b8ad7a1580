// Bad ranges: a test case for each row of the catalogue of bad inputs, section R, named by its id
// (catalogue.cpp has the list of all ids). Expectations are the catalogue's, never the code's.
#include <cordon/ip/lenient.hpp>
#include <cordon/ip/trusted_networks.hpp>

#include "reference/outcome.hpp"
#include "reference/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_catalogue_r)

using namespace std::string_view_literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::compiled_set;
using cordon::ip::errc;
using cordon::ip::make_address;
using cordon::ip::make_entry;
using cordon::ip::make_range;
using cordon::ip::parse_entry;
using cordon::ip::parse_range;
using cordon::ip::range;
using cordon::ip::range_set;
using cordon::ip::trusted_networks;
using cordon_test::outcome;
namespace lenient = cordon::ip::lenient;

namespace {

// No door lets it in: the parser, those of the families, the throwing one, a line of a list.
void refuses(std::string_view text, std::string_view expected)
{
    BOOST_TEST_INFO_SCOPE("input: " << text);
    BOOST_TEST(outcome(parse_range(text)) == expected);
    BOOST_TEST(!cordon::ip::parse_range_v4(text).has_value());
    BOOST_TEST(!cordon::ip::parse_range_v6(text).has_value());
    BOOST_CHECK_THROW(make_range(text), std::system_error);
    BOOST_TEST(!parse_entry(text).has_value());
}

void refuses_also_leniently(std::string_view text, std::string_view expected)
{
    refuses(text, expected);
    BOOST_TEST(!lenient::parse_entry(text).has_value(), text);
}

// The same question to the set, the compiled one and the trusted networks made of it, which must
// agree.
bool in_all(const range_set& set, const address& a)
{
    const bool in = set.contains(a);
    BOOST_TEST(compiled_set(set).contains(a) == in, a);
    BOOST_TEST(trusted_networks(set).contains(a) == in, a);
    return in;
}

// The answer of a linear scan of the entries as they stand.
bool scan(const std::vector<range>& entries, const address& a)
{
    return std::any_of(entries.begin(), entries.end(),
                       [&](const range& entry) { return entry.contains(a); });
}

// 10.0.0.x
address ten(unsigned x) { return address_v4(0x0a000000U + x); }

} // namespace

BOOST_AUTO_TEST_CASE(R001_both_ends_inclusive)
{
    const range r = make_range("10.0.0.1-10.0.0.5");
    const range_set set{r};
    for (unsigned x = 0; x <= 6; ++x) {
        BOOST_TEST(r.contains(ten(x)) == (x >= 1 && x <= 5), ten(x));
        BOOST_TEST(in_all(set, ten(x)) == (x >= 1 && x <= 5), ten(x));
    }
}

BOOST_AUTO_TEST_CASE(R002_reversed)
{
    refuses_also_leniently("10.0.0.5-10.0.0.1", "reversed at 9");
    refuses_also_leniently("::5-::1", "reversed at 4");
}

BOOST_AUTO_TEST_CASE(R004_the_whole_internet)
{
    const std::string_view all[] = {"0.0.0.0-255.255.255.255",
                                    "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"};
    for (const std::string_view text : all) {
        const range r = make_range(text);
        const range_set set{r};
        std::error_code error;
        BOOST_TEST(trusted_networks(set, {}, error).empty());
        BOOST_TEST((error == errc::whole_internet), text);
        BOOST_CHECK_THROW(trusted_networks{set}, std::system_error);
        const trusted_networks opted_in(set, {.allow_whole_internet = true}, error);
        BOOST_TEST(!error, text);
        // The end plus one does not make it empty.
        BOOST_TEST(set.size() == 1U);
        BOOST_TEST(set.contains(r.first()));
        BOOST_TEST(set.contains(r.last()));
        BOOST_TEST(compiled_set(set).contains(r.last()));
        BOOST_TEST(opted_in.contains(r.last()));
        BOOST_TEST((set.count() == r.count()));
    }
    BOOST_TEST(to_string(make_range(all[0]).count()) == "4294967296");
    BOOST_TEST(to_string(make_range(all[1]).count()) == "340282366920938463463374607431768211456");
    BOOST_TEST((~range_set{make_range(all[0])}).v4().empty());
}

BOOST_AUTO_TEST_CASE(R005_the_last_address)
{
    const range r = make_range("255.255.255.255-255.255.255.255");
    const range_set set{r};
    BOOST_TEST(to_string(r.count()) == "1");
    BOOST_TEST(in_all(set, make_address("255.255.255.255")));
    for (const char* text : {"255.255.255.254", "0.0.0.0", "0.0.0.1", "::"})
        BOOST_TEST(!in_all(set, make_address(text)), text);
    // Neither next to what begins again at zero nor to what begins IPv6.
    BOOST_TEST((range_set{r, make_entry("0.0.0.0"), make_entry("::")}.size() == 3U));
    const range_set other = ~set;
    BOOST_TEST((~other == set));
}

BOOST_AUTO_TEST_CASE(R007_mixed_families)
{
    refuses_also_leniently("10.0.0.1-::ffff:10.0.0.5", "family_mix at 9");
}

BOOST_AUTO_TEST_CASE(R008_short_ends)
{
    refuses("10.0.0.1-5", "too_few_parts at 10");
    refuses("10.0.0.10-20", "too_few_parts at 12");
    // By name only:
    BOOST_TEST(outcome(lenient::parse_entry("10.0.0.10-20")) == "10.0.0.10-10.0.0.20");
}

BOOST_AUTO_TEST_CASE(R009_spaces)
{
    BOOST_TEST(outcome(parse_range("10.0.0.1 - 10.0.0.5")) == "10.0.0.1-10.0.0.5");
    BOOST_TEST(outcome(parse_entry("10.0.0.1 - 10.0.0.5")) == "10.0.0.1-10.0.0.5");
    // Single ASCII spaces, on both sides.
    refuses_also_leniently("10.0.0.1  - 10.0.0.5", "trailing_junk at 8");
    refuses_also_leniently("10.0.0.1 -  10.0.0.5", "bad_char at 11");
    refuses_also_leniently("10.0.0.1 -10.0.0.5", "trailing_junk at 8");
    refuses_also_leniently("10.0.0.1- 10.0.0.5", "bad_char at 9");
    refuses_also_leniently("10.0.0.1\t-\t10.0.0.5", "trailing_junk at 8");
    refuses_also_leniently("10.0.0.1\xc2\xa0-\xc2\xa0"
                           "10.0.0.5",
                           "bad_char at 8");
    refuses_also_leniently(" 10.0.0.1-10.0.0.5", "bad_char at 0");
    refuses_also_leniently("10.0.0.1-10.0.0.5 ", "trailing_junk at 17");
}

BOOST_AUTO_TEST_CASE(R010_missing_ends)
{
    refuses_also_leniently("10.0.0.1-", "missing_end at 9");
    refuses_also_leniently("-10.0.0.5", "missing_end at 0");
    refuses_also_leniently("-", "missing_end at 0");
}

BOOST_AUTO_TEST_CASE(R011_three_addresses)
{
    refuses_also_leniently("10.0.0.1-10.0.0.5-10.0.0.9", "trailing_junk at 17");
}

BOOST_AUTO_TEST_CASE(R013_range_of_prefixes)
{
    refuses_also_leniently("10.0.0.0/8-11.0.0.0/8", "trailing_junk at 8");
}

BOOST_AUTO_TEST_CASE(R014_other_separators)
{
    refuses_also_leniently("10.0.0.1..10.0.0.5", "too_many_parts at 8");
    refuses_also_leniently("10.0.0.1,10.0.0.5", "trailing_junk at 8");
    refuses_also_leniently("10.0.0.1:10.0.0.5", "trailing_junk at 8");
}

BOOST_AUTO_TEST_CASE(R016_octet_range)
{
    refuses_also_leniently("10.0.0.100-10.0.0.256", "octet_range at 18");
}

BOOST_AUTO_TEST_CASE(R017_zones)
{
    refuses_also_leniently("fe80::1%eth0-fe80::9%eth0", "zone_not_allowed at 7");
}

BOOST_AUTO_TEST_CASE(R019_ipv6_that_spans_the_mapped_addresses)
{
    const range_set set{make_range("::-::ffff:ffff:ffff")};
    const trusted_networks trusted(set);
    for (const char* text : {"10.0.0.1", "::ffff:10.0.0.1", "0.0.0.1", "::ffff:255.255.255.255"})
        BOOST_TEST(!in_all(set, make_address(text)), text);
    BOOST_TEST(trusted.contains(make_address("::1")));
    BOOST_TEST(trusted.contains(make_address("::fffe:ffff:ffff")));
}

BOOST_AUTO_TEST_CASE(R020_overlap)
{
    const std::vector<range> entries{make_range("10.0.0.0-10.0.0.9"),
                                     make_range("10.0.0.5-10.0.0.20")};
    const range_set set(entries);
    BOOST_TEST((set == range_set{make_range("10.0.0.0-10.0.0.20")}));
    for (unsigned x = 0; x < 32; ++x)
        BOOST_TEST(in_all(set, ten(x)) == scan(entries, ten(x)), ten(x));
    BOOST_TEST(!in_all(set, make_address("9.255.255.255")));

    // And as a property: random entries over a space so small that they overlap in every way.
    cordon_test::random_source random(5);
    for (int round = 0; round < 200; ++round) {
        std::vector<range> some;
        for (std::uint32_t n = random.below(12); n > 0; --n) {
            const std::uint32_t first = random.below(64);
            const std::uint32_t last = first + random.below(64 - first);
            some.push_back(range(ten(first), ten(last)));
        }
        const range_set united(some);
        const compiled_set compiled(united);
        std::size_t differences = 0;
        for (unsigned x = 0; x < 66; ++x) {
            differences += united.contains(ten(x)) != scan(some, ten(x));
            differences += compiled.contains(ten(x)) != scan(some, ten(x));
        }
        BOOST_TEST(differences == 0U);
    }
}

BOOST_AUTO_TEST_CASE(R022_nested_and_duplicate)
{
    std::vector<range> entries;
    const char* texts[] = {"10.0.0.0-10.0.0.20", "10.0.0.5-10.0.0.9", "10.0.0.5-10.0.0.9",
                           "10.0.0.7", "10.0.0.40/30"};
    const range_set once{make_entry(texts[0]), make_entry(texts[1]), make_entry(texts[2]),
                         make_entry(texts[3]), make_entry(texts[4])};
    for (int i = 0; i < 10000; ++i)
        entries.push_back(make_entry(texts[i % 5]));
    const range_set set(entries);
    BOOST_TEST((set == once));
    BOOST_TEST(set.size() == 2U);
    for (unsigned x = 0; x < 50; ++x)
        BOOST_TEST(in_all(set, ten(x)) == scan(entries, ten(x)), ten(x));
}

BOOST_AUTO_TEST_CASE(R023_any_order)
{
    // Overlapping, nested, duplicate, adjacent, of both families.
    std::vector<range> entries;
    cordon_test::random_source random(6);
    for (int i = 0; i < 40; ++i) {
        const std::uint32_t first = random.below(4096);
        entries.push_back(range(ten(first), ten(first + random.below(200))));
        entries.push_back(
            cordon::ip::prefix_v6::containing(cordon::ip::address_v6(cordon::ip::uint128(
                                                  0x20010db800000000U, random.bits() & 0xffff)),
                                              120));
    }
    const range_set expected(entries);
    const compiled_set compiled(expected);
    BOOST_TEST(expected.size() > 10U);
    std::size_t differences = 0;
    for (int shuffle = 0; shuffle < 1000; ++shuffle) {
        for (std::size_t i = entries.size(); i > 1; --i)
            std::swap(entries[i - 1], entries[random.below(i)]);
        const range_set shuffled(entries);
        // Every byte: the same ranges, so that the arrays compiled from them are the same too.
        differences += !std::ranges::equal(shuffled.v4().ranges(), expected.v4().ranges());
        differences += !std::ranges::equal(shuffled.v6().ranges(), expected.v6().ranges());
        const compiled_set again(shuffled);
        differences += !(again == compiled) || again.memory() != compiled.memory();
    }
    BOOST_TEST(differences == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
