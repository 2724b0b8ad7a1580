#include <cordon/ip/explain.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/list_reader.hpp>
#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_explain)

using namespace cordon::ip::literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::basic_list_entry;
using cordon::ip::check;
using cordon::ip::compare;
using cordon::ip::covering;
using cordon::ip::covering_entry;
using cordon::ip::finding;
using cordon::ip::finding_kind;
using cordon::ip::grew;
using cordon::ip::growth_limits;
using cordon::ip::list;
using cordon::ip::list_format;
using cordon::ip::most_specific;
using cordon::ip::overlap_rule;
using cordon::ip::parse_list;
using cordon::ip::range_set;
using cordon::ip::range_v4;
using cordon::ip::set_changes;
using cordon::ip::uint129;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

// "2 5 7": the lines of the entries that cover the address.
std::string lines(const list& list, const address& address)
{
    std::string out;
    for (const covering_entry& found : covering(list, address)) {
        BOOST_TEST((list[found.index] == found.entry));
        out += (out.empty() ? "" : " ") + std::to_string(found.entry.line);
    }
    return out;
}

// "3 duplicate of 1, 4 shadowed by 2, 5 overlaps 4"
std::string findings(const list& list)
{
    std::string out;
    for (const finding& found : check(list))
        out += (out.empty() ? "" : ", ") + std::to_string(found.entry.line) +
               (found.kind == finding_kind::duplicate  ? " duplicate of "
                : found.kind == finding_kind::shadowed ? " shadowed by "
                                                       : " overlaps ") +
               std::to_string(found.other.line);
    return out;
}

std::string findings(std::string_view text) { return findings(*parse_list(text)); }

} // namespace

BOOST_AUTO_TEST_CASE(covering_entries)
{
    const list offices = *parse_list("10.0.0.0/8\n"        // 1
                                     "::/16\n"             // 2
                                     "10.1.0.0-10.1.0.9\n" // 3
                                     "::1\n"               // 4
                                     "10.0.0.0/8\n"        // 5
                                     "::ffff:10.1.0.5\n"); // 6, IPv4
    BOOST_TEST(lines(offices, "10.1.0.5"_ip) == "1 3 5 6");
    BOOST_TEST(lines(offices, address_v6::mapped("10.1.0.5"_ip)) == "1 3 5 6");
    BOOST_TEST(lines(offices, "10.1.0.9"_ip) == "1 3 5");
    BOOST_TEST(lines(offices, "10.1.0.10"_ip) == "1 5");
    BOOST_TEST(lines(offices, "::1"_ip) == "2 4");
    BOOST_TEST(lines(offices, "11.0.0.0"_ip).empty());
    BOOST_TEST(lines(offices, "1::"_ip).empty());
    BOOST_TEST(lines(offices, address()).empty());
    BOOST_TEST(lines(list(), "::1"_ip).empty());
}

BOOST_AUTO_TEST_CASE(most_specific_of_them)
{
    const list entries = *parse_list("10.0.0.0/8,a\n10.1.0.0/16,b\n10.0.0.0/7,c\n10.1.0.0/16,d\n",
                                     {.format = list_format::csv_networks});
    const auto winner = [&](const address& address) {
        const auto found = covering(entries, address);
        return found[most_specific(found)].entry.line;
    };
    BOOST_TEST(winner("10.1.0.1"_ip) == 4U); // of equal ones the last
    BOOST_TEST(winner("10.2.0.1"_ip) == 1U);
    BOOST_TEST(winner("11.0.0.1"_ip) == 3U);
    static_assert(noexcept(most_specific({})));
}

// The three ways to ask agree: the entries in order, the map, the compiled map.
BOOST_AUTO_TEST_CASE(covering_agrees_with_maps)
{
    random_source random(111);
    tally checks;
    for (std::uint64_t round = 0; round < effort(1500); ++round) {
        std::vector<basic_list_entry<address_v4>> v4;
        std::vector<basic_list_entry<address_v6>> v6;
        for (std::uint32_t line = 1; line < 20; ++line)
            if (const auto entry = cordon_test::random_any_range(random); entry.is_v4())
                v4.push_back({entry.to_v4(), line, random.below(3)});
            else if (!cordon::ip::detail::is_mapped_range(entry.first(), entry.last()))
                v6.push_back({entry.to_v6(), line, random.below(3)});
        const list entries("random", v4, v6, {"a", "b", "c"});
        const auto specific = entries.to_map();
        const auto first = entries.to_map(overlap_rule::first);
        const auto last = entries.to_map(overlap_rule::last);
        for (int i = 0; i < 40; ++i) {
            const address x = cordon_test::random_any_address(random);
            const auto found = covering(entries, x);
            checks.expect(found.empty()
                              ? !specific.contains(x) && !first.contains(x) && !last.contains(x)
                              : specific.find_index(x) == found[most_specific(found)].index &&
                                    first.find_index(x) == found.front().index &&
                                    last.find_index(x) == found.back().index,
                          [&] { return to_string(x); });
            for (const covering_entry& at : found)
                checks.expect(entries[at.index] == at.entry && at.entry.range.contains(x),
                              [&] { return to_string(x); });
        }
    }
}

BOOST_AUTO_TEST_CASE(findings_of_lists)
{
    BOOST_TEST(findings("10.0.0.0/8\n11.0.0.0/8\n::1\n") == ""); // neighbours share nothing
    BOOST_TEST(findings("10.0.0.0/8\n10.0.0.0/8\n") == "2 duplicate of 1");
    BOOST_TEST(findings("10.0.0.0/8\n10.0.0.0-10.255.255.255\n10.0.0.0/8\n") ==
               "2 duplicate of 1, 3 duplicate of 1");
    BOOST_TEST(findings("10.1.0.0/16\n10.0.0.0/8\n") == "1 shadowed by 2"); // wherever it stands
    BOOST_TEST(findings("10.0.0.0/8\n10.1.0.0/16\n10.1.0.0/16\n") ==
               "2 shadowed by 1, 3 duplicate of 2");
    BOOST_TEST(findings("10.0.0.0-10.0.0.9\n10.0.0.5-10.0.0.20\n") == "2 overlaps 1");
    BOOST_TEST(findings("10.0.0.5-10.0.0.20\n10.0.0.0-10.0.0.9\n") == "1 overlaps 2");
    BOOST_TEST(findings("10.0.0.0-10.0.0.9\n10.0.0.9-10.0.0.20\n10.0.0.20\n") ==
               "2 overlaps 1, 3 shadowed by 2");
    BOOST_TEST(findings("10.0.0.0/8\n::/8\n::1\n10.0.0.1\n") == "3 shadowed by 2, 4 shadowed by 1");
    // Not by the neighbour: what reaches farthest shows it.
    BOOST_TEST(findings("10.0.0.0-10.0.0.99\n10.0.0.1-10.0.0.2\n10.0.0.50-10.0.0.60\n") ==
               "2 shadowed by 1, 3 shadowed by 1");
    BOOST_TEST(findings("10.0.0.1\n::ffff:10.0.0.1\n") == "2 duplicate of 1");
    BOOST_TEST(findings("0.0.0.0/0\n255.255.255.255\n0.0.0.0\n") ==
               "2 shadowed by 1, 3 shadowed by 1");
    BOOST_TEST(check(list()).empty());
}

BOOST_AUTO_TEST_CASE(findings_as_by_comparing_all_pairs)
{
    random_source random(112);
    tally checks;
    for (std::uint64_t round = 0; round < effort(4000); ++round) {
        const auto ranges = cordon_test::random_ranges<address_v4>(random, 14);
        std::vector<basic_list_entry<address_v4>> entries;
        for (std::uint32_t i = 0; i < ranges.size(); ++i)
            entries.push_back({ranges[i], i + 1, 0});
        if (!entries.empty() && random.one_in(2))
            entries.push_back({entries[random.below(entries.size())].range,
                               std::uint32_t(entries.size()) + 1, 0});
        const list made("random", entries, {}, {});

        std::map<std::uint32_t, finding_kind> expected;
        for (const auto& a : entries)
            for (const auto& b : entries) {
                const range_v4 &x = a.range, &y = b.range;
                const auto worse = [&](finding_kind kind) {
                    const auto [it, first] = expected.try_emplace(a.line, kind);
                    it->second = std::min(it->second, kind);
                };
                if (x == y && b.line < a.line)
                    worse(finding_kind::duplicate);
                else if (x != y && y.contains(x))
                    worse(finding_kind::shadowed);
                else if (x.overlaps(y) && y.first() < x.first() && y.last() < x.last())
                    worse(finding_kind::overlapping);
            }
        const auto found = check(made);
        bool same = found.size() == expected.size();
        std::uint32_t line = 0;
        for (const finding& at : found) {
            const auto kind = expected.find(at.entry.line);
            const auto &x = at.entry.range, &y = at.other.range;
            same = same && at.entry.line > line && kind != expected.end() &&
                   kind->second == at.kind && x.overlaps(y);
            switch (at.kind) {
            case finding_kind::duplicate:
                same = same && x == y && at.other.line < at.entry.line;
                break;
            case finding_kind::shadowed: same = same && x != y && y.contains(x); break;
            case finding_kind::overlapping: same = same && !y.contains(x) && !x.contains(y); break;
            }
            line = at.entry.line;
        }
        checks.expect(same, [&] { return findings(made); });
    }
}

// Shapes that a comparison of all pairs would take hours for.
BOOST_AUTO_TEST_CASE(findings_are_at_most_one_an_entry)
{
    for (int shape = 0; shape < 4; ++shape) {
        const std::uint32_t n = 200000;
        std::vector<basic_list_entry<address_v4>> entries;
        for (std::uint32_t i = 0; i < n; ++i) {
            const std::uint32_t first = shape == 0 ? 7 : shape == 1 ? i : shape == 2 ? n - i : i;
            const std::uint32_t last = shape == 0   ? 7
                                       : shape == 1 ? 2 * n - i
                                       : shape == 2 ? n + i
                                                    : n + i;
            entries.push_back({range_v4(address_v4(first), address_v4(last)), i + 1, 0});
        }
        const list made("large", std::move(entries), {}, {});
        BOOST_TEST(check(made).size() == n - 1);
        BOOST_TEST(covering(made, address_v4(n)).size() == (shape == 0 ? 0U : n));
    }
    std::string copies;
    for (int i = 0; i < 10000; ++i)
        copies += "2001:db8::/32\n";
    BOOST_TEST(check(*parse_list(copies)).size() == 9999U);
}

BOOST_AUTO_TEST_CASE(comparing)
{
    const range_set before{"10.0.0.0/8"_prefix, "::/64"_prefix};
    const range_set after{"10.0.0.0/9"_prefix, "11.0.0.0/8"_prefix, "::/64"_prefix, "fe80::1"_ip};
    const set_changes changes = compare(before, after);
    BOOST_TEST((changes.added == range_set{"11.0.0.0/8"_prefix, "fe80::1"_ip}));
    BOOST_TEST((changes.removed == range_set{"10.128.0.0/9"_prefix}));
    BOOST_TEST((changes.before_v4 == uint129(std::uint64_t(1) << 24)));
    BOOST_TEST((changes.before_v6 == uint129::power_of_two(64)));
    BOOST_TEST(!changes.empty());
    BOOST_TEST(compare(before, before).empty());
    BOOST_TEST(!compare(before, range_set()).empty());
    BOOST_TEST(!compare(range_set(), before).empty());
    BOOST_TEST((compare(before, range_set()).removed == before));
    BOOST_TEST((compare(range_set(), before).added == before));
}

BOOST_AUTO_TEST_CASE(growth)
{
    const auto grown = [](const range_set& before, const range_set& after,
                          const growth_limits& limits = {}) {
        return grew(compare(before, after), limits);
    };
    const range_set twenty_four{"10.0.0.0/24"_prefix};
    const auto more = [&](const range_set& added) { return twenty_four | added; };
    BOOST_TEST(!grown(twenty_four, twenty_four));
    BOOST_TEST(!grown(twenty_four, range_set()));
    BOOST_TEST(!grown(range_set(), range_set()));
    BOOST_TEST(!grown(twenty_four, more({"10.0.1.0/25"_prefix})));               // just half
    BOOST_TEST(grown(twenty_four, more({"10.0.1.0/25"_prefix, "10.0.2.0"_ip}))); // more
    BOOST_TEST(grown(range_set(), {"10.0.0.1"_ip}));
    BOOST_TEST(grown(twenty_four, more({"::1"_ip}))); // nothing of its family was there
    // What is taken away is not set off against it.
    BOOST_TEST(grown(twenty_four, {"10.0.1.0/24"_prefix}));
    BOOST_TEST(!grown(twenty_four, more({"10.0.1.0/24"_prefix}), {.ratio = 1.0}));
    BOOST_TEST(grown(twenty_four, more({"10.0.1.0/24"_prefix, "10.0.2.0"_ip}), {.ratio = 1.0}));
    BOOST_TEST(grown(twenty_four, more({"10.0.2.0"_ip}), {.ratio = 0.0}));

    // Each family by itself.
    const range_set v6{"2001:db8::/32"_prefix};
    BOOST_TEST(!grown(v6, v6 | range_set{"2001:db9::/33"_prefix}));
    BOOST_TEST(grown(v6, v6 | range_set{"2001:db9::/33"_prefix, "::/64"_prefix}));
    BOOST_TEST(grown(v6 | twenty_four, v6 | more({"10.0.1.0/24"_prefix})));

    // A wide prefix, however much there was.
    const growth_limits wide{.ratio = 1e30};
    BOOST_TEST(!grown(twenty_four, more({"12.0.0.0/9"_prefix}), wide));
    BOOST_TEST(grown(twenty_four, more({"12.0.0.0/8"_prefix}), wide));
    BOOST_TEST(grown(twenty_four, more({"12.0.0.0/7"_prefix}), wide));
    BOOST_TEST(grown(twenty_four, more({"11.255.255.255-13.0.0.0"_range}), wide));
    BOOST_TEST(!grown(v6, v6 | range_set{"3000::/17"_prefix}, wide));
    BOOST_TEST(grown(v6, v6 | range_set{"3000::/16"_prefix}, wide));
    BOOST_TEST(grown(twenty_four, more({"12.0.0.0/16"_prefix}), {.ratio = 1e30, .v4_length = 16}));
    BOOST_TEST(!grown(twenty_four, more({"12.0.0.0/17"_prefix}), {.ratio = 1e30, .v4_length = 16}));
    BOOST_TEST(grown(v6, v6 | range_set{"3000::/32"_prefix}, {.ratio = 1e30, .v6_length = 32}));
    BOOST_TEST(!grown(v6, v6 | range_set{"3000::/33"_prefix}, {.ratio = 1e30, .v6_length = 32}));
    static_assert(noexcept(grew(std::declval<const set_changes&>())));
}

BOOST_AUTO_TEST_SUITE_END()
