#include <cordon/ip/list_writer.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/list_reader.hpp>
#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <string>
#include <system_error>

BOOST_AUTO_TEST_SUITE(ip_list_writer)

using namespace cordon::ip::literals;
using cordon::ip::address;
using cordon::ip::address_v6;
using cordon::ip::list_options;
using cordon::ip::list_style;
using cordon::ip::parse_list;
using cordon::ip::range;
using cordon::ip::range_set;
using cordon::ip::range_v6;
using cordon::ip::write_list;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

std::string written(const range_set& set, list_style style)
{
    std::string out;
    write_list(out, set, style);
    std::ostringstream stream;
    BOOST_TEST((&write_list(stream, set, style) == &stream));
    BOOST_TEST(stream.str() == out);
    return out;
}

const list_options allow_empty{.allow_empty = true};

} // namespace

BOOST_AUTO_TEST_CASE(styles)
{
    const range_set set{"10.0.0.0-10.0.0.4"_range, "192.168.0.0/16"_prefix, "192.0.2.1"_ip,
                        "2001:db8::/32"_prefix,    "::1-::3"_range,         "fe80::1"_ip};
    BOOST_TEST(written(set, list_style::prefixes) == "10.0.0.0/30\n"
                                                     "10.0.0.4/32\n"
                                                     "192.0.2.1/32\n"
                                                     "192.168.0.0/16\n"
                                                     "::1/128\n"
                                                     "::2/127\n"
                                                     "2001:db8::/32\n"
                                                     "fe80::1/128\n");
    BOOST_TEST(written(set, list_style::ranges) ==
               "10.0.0.0-10.0.0.4\n"
               "192.0.2.1\n"
               "192.168.0.0-192.168.255.255\n"
               "::1-::3\n"
               "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\n"
               "fe80::1\n");
    // Prefixes are the default; what is there stays.
    std::string out = "# offices\n";
    write_list(out, range_set{"10.0.0.0/8"_prefix});
    BOOST_TEST(out == "# offices\n10.0.0.0/8\n");
    std::ostringstream stream;
    write_list(stream, range_set{"10.0.0.0/8"_prefix}) << "# end\n";
    BOOST_TEST(stream.str() == "10.0.0.0/8\n# end\n");
}

BOOST_AUTO_TEST_CASE(ends)
{
    for (const list_style style : {list_style::prefixes, list_style::ranges})
        BOOST_TEST(written(range_set(), style).empty());
    BOOST_TEST(written(~range_set(), list_style::prefixes) == "0.0.0.0/0\n::/0\n");
    BOOST_TEST(written(~range_set(), list_style::ranges) ==
               "0.0.0.0-255.255.255.255\n::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n");
    // The longest line there is.
    const range_set longest{
        "1111:2222:3333:4444:5555:6666:7777:1111-1111:2222:3333:4444:5555:6666:7777:8888"_range};
    BOOST_TEST(written(longest, list_style::ranges).size() == 80U);
}

BOOST_AUTO_TEST_CASE(what_no_lookup_reaches_is_left_out)
{
    // Only v6() itself takes such ranges.
    range_set set{"10.0.0.1"_ip, "::1"_ip};
    const auto mapped_v6 = [](const char* first, const char* last) {
        return range_v6(cordon::ip::make_address_v6(first), cordon::ip::make_address_v6(last));
    };
    set.v6().insert(mapped_v6("::ffff:1.2.3.0", "::ffff:1.2.3.9"));
    set.v6().insert(mapped_v6("::ffff:1.2.3.20", "::ffff:1.2.3.20"));
    BOOST_TEST(written(set, list_style::prefixes) == "10.0.0.1/32\n::1/128\n");
    BOOST_TEST(written(set, list_style::ranges) == "10.0.0.1\n::1\n");

    // A range that reaches into the block, or over it, keeps what can be reached.
    for (const auto& [first, last] :
         {std::pair("::fffe:ffff:ffff", "::ffff:1.2.3.4"), std::pair("::ffff:1.2.3.4", "::1:0:0:5"),
          std::pair("::fffe:0:0", "::1:0:0:5"), std::pair("::", "::ffff:ffff:ffff"),
          std::pair("::ffff:0.0.0.0", "::ffff:255.255.255.255")}) {
        range_set wide;
        wide.v6().insert(mapped_v6(first, last));
        for (const list_style style : {list_style::prefixes, list_style::ranges}) {
            const auto read = parse_list(written(wide, style), allow_empty);
            BOOST_TEST_REQUIRE(read.has_value(), read.message());
            const range_set again = read->to_set();
            for (const char* text :
                 {"::", "::1", "::fffe:0:0", "::fffe:ffff:ffff", "::ffff:0.0.0.0", "::ffff:1.2.3.4",
                  "::ffff:255.255.255.255", "::1:0:0:0", "::1:0:0:5", "::1:0:0:6", "1.2.3.4",
                  "0.0.0.0", "255.255.255.255"}) {
                const address x = cordon::ip::make_address(text);
                BOOST_TEST(again.contains(x) == wide.contains(x), text << " in " << first);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read)
{
    random_source random(101);
    tally checks;
    for (std::uint64_t round = 0; round < effort(4000); ++round) {
        range_set set;
        for (std::uint32_t n = random.below(20); n > 0; --n) {
            std::error_code mapped; // such are left out
            set.insert(cordon_test::random_any_range(random), mapped);
        }
        for (const list_style style : {list_style::prefixes, list_style::ranges}) {
            std::string text;
            write_list(text, set, style);
            const auto read = parse_list(text, allow_empty);
            // Ranges come back as they are. As prefixes, what is in the mapped block is lost.
            range_set reachable = set;
            reachable.v6().erase(cordon::ip::prefix_v6::containing(
                address_v6::mapped(cordon::ip::address_v4()), 96));
            const bool same =
                read && (style == list_style::ranges
                             ? read->to_set() == set
                             : read->to_set().covers(reachable) && set.covers(read->to_set()));
            checks.expect(same, [&] { return text; });
            const auto lines = std::size_t(std::count(text.begin(), text.end(), '\n'));
            checks.expect(style == list_style::ranges ? lines == set.size()
                                                      : read && lines == read->size(),
                          [&] { return text; });
        }
    }
}

BOOST_AUTO_TEST_CASE(the_fewest_prefixes)
{
    random_source random(102);
    tally checks;
    for (std::uint64_t round = 0; round < effort(2000); ++round) {
        const cordon::ip::range_set_v4 set(
            cordon_test::random_ranges<cordon::ip::address_v4>(random, 12));
        std::string text;
        write_list(text, range_set(set, {}));
        std::size_t prefixes = 0;
        for (const auto& prefix : set.prefixes()) {
            ++prefixes;
            // No two of them are halves of one, nor is any inside another: the set has no parent.
            const auto parent = prefix.parent();
            checks.expect(!parent || !set.covers(*parent), [&] { return text; });
        }
        checks.expect(std::size_t(std::count(text.begin(), text.end(), '\n')) == prefixes,
                      [&] { return text; });
    }
}

BOOST_AUTO_TEST_SUITE_END()
