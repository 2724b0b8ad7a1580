#include <cordon/ip/range_map.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_range_map)

using namespace cordon::ip::literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::errc;
using cordon::ip::map_entry;
using cordon::ip::overlap_rule;
using cordon::ip::range;
using cordon::ip::range_map;
using cordon::ip::range_map_v4;
using cordon::ip::range_map_v6;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

using map = range_map<std::string>;

// "-" for none.
std::string value(const map& in, const address& address)
{
    const std::string* found = in.find(address);
    BOOST_TEST(in.contains(address) == (found != nullptr));
    BOOST_TEST(in.find_index(address).has_value() == (found != nullptr));
    return found == nullptr ? "-" : *found;
}

const range mapped(address_v6::mapped("10.0.0.0"_ip), address_v6::mapped("10.0.0.1"_ip));

} // namespace

static_assert(std::is_nothrow_default_constructible_v<map>);
static_assert(std::is_nothrow_move_constructible_v<map>);
static_assert(std::is_nothrow_move_assignable_v<map>);
static_assert(std::is_nothrow_swappable_v<map>);
static_assert(noexcept(std::declval<const map&>().find(address())));
static_assert(noexcept(std::declval<const map&>().find_index(address())));
static_assert(noexcept(std::declval<const map&>().contains(address())));

BOOST_AUTO_TEST_CASE(both_families)
{
    const map countries{{"10.0.0.0/8"_prefix, "A"},
                        {"::/16"_prefix, "B"},
                        {"10.1.0.0-10.1.0.9"_range, "C"},
                        {"::1"_ip, "D"},
                        {"11.0.0.0/8"_prefix, "A"}};
    BOOST_TEST(!countries.empty());
    BOOST_TEST(countries.entry_count() == 5U);
    BOOST_TEST(countries.size() == 4U + 3U); // pieces: 10-, C, -10, 11; ::, D, ::2-
    BOOST_TEST(value(countries, "10.0.0.0"_ip) == "A");
    BOOST_TEST(value(countries, "10.1.0.9"_ip) == "C");
    BOOST_TEST(value(countries, "10.1.0.10"_ip) == "A");
    BOOST_TEST(value(countries, "9.255.255.255"_ip) == "-");
    BOOST_TEST(value(countries, "12.0.0.0"_ip) == "-");
    BOOST_TEST(value(countries, "::"_ip) == "B");
    BOOST_TEST(value(countries, "::1"_ip) == "D");
    BOOST_TEST(value(countries, "1::"_ip) == "-");
    BOOST_TEST(value(countries, address()) == "-");

    // Positions in the source, whatever the family.
    BOOST_TEST((countries.find_index("10.0.0.0"_ip) == 0U));
    BOOST_TEST((countries.find_index("::9"_ip) == 1U));
    BOOST_TEST((countries.find_index("10.1.0.0"_ip) == 2U));
    BOOST_TEST((countries.find_index("::1"_ip) == 3U));
    BOOST_TEST((countries.find_index("11.0.0.0"_ip) == 4U));
    BOOST_TEST(!countries.find_index("12.0.0.0"_ip));
    BOOST_TEST(!countries.find_index("1::"_ip));
    BOOST_TEST(!countries.find_index(address()));
    BOOST_TEST_REQUIRE(countries.sources_v4().size() == 3U);
    BOOST_TEST(countries.sources_v4()[1] == 2U);
    BOOST_TEST_REQUIRE(countries.sources_v6().size() == 2U);
    BOOST_TEST(countries.sources_v6()[1] == 3U);

    BOOST_TEST(countries.v4().values().size() == 2U);
    BOOST_TEST(countries.v6().values().size() == 2U);
    const range_map_v4<std::string>& v4 = countries.v4();
    const range_map_v6<std::string>& v6 = countries.v6();
    BOOST_TEST(v4.size() + v6.size() == countries.size());
}

BOOST_AUTO_TEST_CASE(empty)
{
    const map none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none.size() == 0U);
    BOOST_TEST(none.entry_count() == 0U);
    BOOST_TEST(value(none, "::1"_ip) == "-");
    BOOST_TEST((map(std::vector<map::entry_type>()) == none));
}

BOOST_AUTO_TEST_CASE(mapped_addresses_are_canonical)
{
    const map ten{{"10.0.0.0/8"_prefix, "ten"}};
    BOOST_TEST(value(ten, address_v6::mapped("10.0.0.1"_ip)) == "ten");
    BOOST_TEST((ten.find_index(address_v6::mapped("10.0.0.1"_ip)) == 0U));
    BOOST_TEST(value(ten, "::10.0.0.1"_ip) == "-");

    const map one{{address_v6::mapped("10.0.0.1"_ip), "one"}};
    BOOST_TEST(value(one, "10.0.0.1"_ip) == "one");
    BOOST_TEST(one.v4().size() == 1U);
    BOOST_TEST(one.v6().empty());

    const map wide{{"::/64"_prefix, "wide"}};
    BOOST_TEST(value(wide, "10.0.0.1"_ip) == "-");
    BOOST_TEST(value(wide, address_v6::mapped("10.0.0.1"_ip)) == "-");
    BOOST_TEST(value(wide, "::1"_ip) == "wide");
}

BOOST_AUTO_TEST_CASE(mapped_ranges_are_refused)
{
    const map::entry_type entries[] = {
        {"1.1.1.1"_ip, "a"}, {"::1"_ip, "b"}, {mapped, "c"}, {"2.2.2.2"_ip, "d"}};
    const auto refused = [](const std::system_error& error) {
        return error.code() == errc::mapped_range;
    };
    BOOST_CHECK_EXCEPTION((map(entries)), std::system_error, refused);
    BOOST_CHECK_EXCEPTION((map{{mapped, "c"}}), std::system_error, refused);
    std::error_code error;
    const map nothing(entries, overlap_rule::first, error);
    BOOST_TEST(error == make_error_code(errc::mapped_range));
    BOOST_TEST(nothing.empty());
    BOOST_TEST(nothing.sources_v4().empty());
    BOOST_TEST(nothing.sources_v6().empty());
    BOOST_TEST(value(nothing, "1.1.1.1"_ip) == "-");

    const std::span<const map::entry_type> good = std::span(entries).first(2);
    const map two(good, overlap_rule::first, error); // the error is taken back
    BOOST_TEST(!error);
    BOOST_TEST(two.size() == 2U);
}

BOOST_AUTO_TEST_CASE(rules)
{
    const map::entry_type entries[] = {{"10.0.0.0/8"_prefix, "wide", 7},
                                       {"10.0.0.0/16"_prefix, "narrow", 6},
                                       {"::/8"_prefix, "wide", 7},
                                       {"::/16"_prefix, "narrow", 6},
                                       {"::/8"_prefix, "late", 5}};
    const struct {
        overlap_rule rule;
        const char *v4, *v6, *v6_elsewhere;
    } table[] = {
        {overlap_rule::most_specific, "narrow", "narrow", "late"},
        {overlap_rule::first, "wide", "wide", "wide"},
        {overlap_rule::last, "narrow", "late", "late"},
        {overlap_rule::priority, "wide", "wide", "wide"},
    };
    for (const auto& row : table) {
        const map made(entries, row.rule);
        BOOST_TEST(value(made, "10.0.0.1"_ip) == row.v4);
        BOOST_TEST(value(made, "::1"_ip) == row.v6);
        BOOST_TEST(value(made, "ff::1"_ip) == row.v6_elsewhere);
    }
    BOOST_TEST((map(entries) == map(entries, overlap_rule::most_specific)));
    BOOST_TEST((map(entries) != map(entries, overlap_rule::first)));
    BOOST_TEST((map{{{"::/8"_prefix, "a"}, {"::/8"_prefix, "b"}}, overlap_rule::first} ==
                map{{"::/8"_prefix, "a"}}));
}

BOOST_AUTO_TEST_CASE(swapping)
{
    map a{{"10.0.0.1"_ip, "a"}, {"::1"_ip, "a"}};
    map b{{"::2"_ip, "b"}};
    const map old_a = a, old_b = b;
    swap(a, b);
    BOOST_TEST((a == old_b && b == old_a));
    BOOST_TEST((b.find_index("::1"_ip) == 1U)); // the sources came along
    a.swap(b);
    BOOST_TEST((a == old_a && b == old_b));
    // Equal where the same is answered, wherever it came from.
    BOOST_TEST((map{{"::1"_ip, "a"}, {"10.0.0.1"_ip, "a"}} == old_a));
    BOOST_TEST((map{{"10.0.0.1"_ip, "a"}, {"::1"_ip, "b"}} != old_a));
}

namespace {

bool beats(const map_entry<int>& later, const map_entry<int>& earlier, overlap_rule rule)
{
    switch (rule) {
    case overlap_rule::first: return false;
    case overlap_rule::last: return true;
    case overlap_rule::priority: return later.priority >= earlier.priority;
    case overlap_rule::most_specific: break;
    }
    return later.range.count() <= earlier.range.count();
}

// The linear reference: of the entries that cover the canonical address the one that the rule
// wants.
std::optional<std::uint32_t> winner(const std::vector<map_entry<int>>& entries, overlap_rule rule,
                                    const address& address)
{
    const auto key = address.canonical();
    std::optional<std::uint32_t> best;
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        const range& at = entries[i].range;
        const bool single_mapped = at.first() == at.last() && at.first().canonical() == key;
        const bool inside =
            key.family() == at.first().family() && at.first() <= key && key <= at.last();
        if (!key.is_none() && (inside || single_mapped) &&
            (!best || beats(entries[i], entries[*best], rule)))
            best = i;
    }
    return best;
}

} // namespace

BOOST_AUTO_TEST_CASE(as_a_linear_search)
{
    random_source random(31);
    tally checks;
    for (std::uint64_t round = 0; round < effort(8000); ++round) {
        std::vector<map_entry<int>> entries;
        std::vector<cordon::ip::range_v4> v4;
        std::vector<cordon::ip::range_v6> v6;
        for (std::uint32_t n = random.below(14); n > 0; --n) {
            const range entry = cordon_test::random_any_range(random);
            if (cordon::ip::detail::is_mapped_range(entry.first(), entry.last()) &&
                entry.first() != entry.last())
                continue; // refused
            entries.push_back({entry, int(random.below(3)), int(random.below(3)) - 1});
            if (entry.is_v4())
                v4.push_back(entry.to_v4());
            else
                v6.push_back(entry.to_v6());
        }
        std::vector<address> places{address()};
        for (const address_v4 x : cordon_test::probes(v4, random)) {
            places.push_back(x);
            places.push_back(address_v6::mapped(x));
        }
        for (const address_v6 x : cordon_test::probes(v6, random))
            places.push_back(x);
        for (const overlap_rule rule : {overlap_rule::most_specific, overlap_rule::first,
                                        overlap_rule::last, overlap_rule::priority}) {
            const range_map<int> made(entries, rule);
            for (const address& x : places) {
                const auto wanted = winner(entries, rule, x);
                const int* found = made.find(x);
                checks.expect(made.find_index(x) == wanted && made.contains(x) == bool(wanted) &&
                                  (found != nullptr) == bool(wanted) &&
                                  (!wanted || *found == entries[*wanted].value),
                              [&] { return to_string(x) + " of round " + std::to_string(round); });
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
