#include <cordon/ip/list.hpp>

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_list)

using namespace cordon::ip::literals;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::basic_list_entry;
using cordon::ip::compiled_map;
using cordon::ip::list;
using cordon::ip::list_entry;
using cordon::ip::overlap_rule;
using cordon::ip::range;
using cordon::ip::range_map;
using cordon::ip::range_set;

namespace {

// Lines 2, 5 and 7 are IPv4, 3 and 9 are IPv6.
list sample()
{
    return {
        "countries",
        {{"10.0.0.0/8"_prefix, 2, 0}, {"10.1.0.0/16"_prefix, 5, 1}, {"10.0.0.0/8"_prefix, 7, 2}},
        {{"::/16"_prefix, 3, 1}, {"::1"_ip, 9, 0}},
        {"A", "B", "C"}};
}

} // namespace

static_assert(std::is_nothrow_default_constructible_v<list>);
static_assert(std::is_nothrow_move_constructible_v<list>);
static_assert(std::is_nothrow_move_assignable_v<list>);
static_assert(noexcept(std::declval<const list&>()[0]));
static_assert(sizeof(basic_list_entry<address_v4>) == 16); // as the header promises
static_assert(sizeof(basic_list_entry<address_v6>) == 40);

BOOST_AUTO_TEST_CASE(empty)
{
    const list none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none.size() == 0U);
    BOOST_TEST(none.name().empty());
    BOOST_TEST(none.values().empty());
    BOOST_TEST(none.v4().empty());
    BOOST_TEST(none.v6().empty());
    BOOST_TEST(none.to_set().empty());
    BOOST_TEST(none.to_map().empty());
}

BOOST_AUTO_TEST_CASE(entries)
{
    const list countries = sample();
    BOOST_TEST(countries.name() == "countries");
    BOOST_TEST(!countries.empty());
    BOOST_TEST(countries.size() == 5U);
    BOOST_TEST(countries.v4().size() == 3U);
    BOOST_TEST(countries.v6().size() == 2U);
    BOOST_TEST((countries.v4()[1] == basic_list_entry<address_v4>{"10.1.0.0/16"_prefix, 5, 1}));
    BOOST_TEST(countries.values().size() == 3U);
    // IPv4 first, each family in the order of its lines.
    BOOST_TEST((countries[0] == list_entry{"10.0.0.0/8"_prefix, 2, "A"}));
    BOOST_TEST((countries[1] == list_entry{"10.1.0.0/16"_prefix, 5, "B"}));
    BOOST_TEST((countries[2] == list_entry{"10.0.0.0/8"_prefix, 7, "C"}));
    BOOST_TEST((countries[3] == list_entry{"::/16"_prefix, 3, "B"}));
    BOOST_TEST((countries[4] == list_entry{"::1"_ip, 9, "A"}));
    BOOST_TEST((countries[0] != countries[2]));
}

BOOST_AUTO_TEST_CASE(without_values)
{
    const list plain("plain", {{"10.0.0.0/8"_prefix, 1, 0}}, {{"::1"_ip, 2, 0}}, {});
    BOOST_TEST(plain[0].value.empty());
    BOOST_TEST(plain[1].value.empty());
    BOOST_TEST(plain.values().empty());
    // A map of it has one value, the empty one.
    const range_map<std::string> map = plain.to_map();
    BOOST_TEST_REQUIRE(map.find("10.0.0.1"_ip) != nullptr);
    BOOST_TEST(map.find("10.0.0.1"_ip)->empty());
    BOOST_TEST(map.find("11.0.0.1"_ip) == nullptr);
}

BOOST_AUTO_TEST_CASE(to_set)
{
    BOOST_TEST((sample().to_set() == range_set{"10.0.0.0/8"_prefix, "::/16"_prefix}));
}

BOOST_AUTO_TEST_CASE(to_map)
{
    const list countries = sample();
    const auto value = [&](overlap_rule rule, const cordon::ip::address& address) {
        return *countries.to_map(rule).find(address);
    };
    BOOST_TEST(value(overlap_rule::most_specific, "10.1.0.0"_ip) == "B");
    BOOST_TEST(value(overlap_rule::most_specific, "10.2.0.0"_ip) == "C");
    BOOST_TEST(value(overlap_rule::first, "10.1.0.0"_ip) == "A");
    BOOST_TEST(value(overlap_rule::last, "10.1.0.0"_ip) == "C");
    BOOST_TEST(value(overlap_rule::priority, "10.1.0.0"_ip) == "C"); // all have the same
    BOOST_TEST(value(overlap_rule::most_specific, "::1"_ip) == "A");
    BOOST_TEST(value(overlap_rule::first, "::1"_ip) == "B");
    BOOST_TEST((countries.to_map() == countries.to_map(overlap_rule::most_specific)));
}

BOOST_AUTO_TEST_CASE(from_a_lookup_back_to_the_line)
{
    const list countries = sample();
    const compiled_map<std::string> compiled(countries.to_map());
    const auto line = [&](const cordon::ip::address& address) {
        return countries[*compiled.find_index(address)].line;
    };
    BOOST_TEST(line("10.1.0.0"_ip) == 5U);
    BOOST_TEST(line("10.2.0.0"_ip) == 7U);
    BOOST_TEST(line("::1"_ip) == 9U);
    BOOST_TEST(line("::2"_ip) == 3U);
    BOOST_TEST(line(address_v6::mapped("10.1.0.0"_ip)) == 5U);
}

BOOST_AUTO_TEST_CASE(copies_and_moves)
{
    const list countries = sample();
    list copy = countries;
    BOOST_TEST(copy.name() == countries.name());
    BOOST_TEST((copy[4] == countries[4]));
    BOOST_TEST((copy[4].value.data() != countries[4].value.data())); // its own values
    const list moved = std::move(copy);
    BOOST_TEST((moved[4] == countries[4]));
    copy = countries;
    BOOST_TEST((copy.to_set() == countries.to_set()));
    copy = list();
    BOOST_TEST(copy.empty());
}

BOOST_AUTO_TEST_SUITE_END()
