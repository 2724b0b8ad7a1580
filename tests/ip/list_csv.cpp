// The loaders of list_reader.hpp on CSV: detail/csv_fields.hpp, and what its fields mean.
#include <cordon/ip/list_reader.hpp>

#include "effort.hpp"
#include "reference/list_outcome.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_list_csv)

using namespace cordon::ip::literals;
using namespace std::string_view_literals;
using cordon::ip::address;
using cordon::ip::compiled_map;
using cordon::ip::list_entry;
using cordon::ip::list_format;
using cordon::ip::list_options;
using cordon::ip::list_result;
using cordon::ip::parse_list;
using cordon::ip::range;
using cordon::ip::range_map;
using cordon_test::outcome;
using cordon_test::outcome_everywhere;
using cordon_test::parse_in_pieces;
using cordon_test::random_source;
using cordon_test::same_results;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

const list_options ranges{.format = list_format::csv_ranges};
const list_options networks{.format = list_format::csv_networks};

// "10.0.0.0-10.0.0.9@1=A ::1-::1@2=B": ranges, lines, values; or the errors.
std::string read(std::string_view text, const list_options& options = ranges)
{
    const list_result result = parse_list(text, options);
    // (The loader for files wants a newline at the end.)
    const std::string whole(text.ends_with('\n') ? text : std::string(text) + "\n");
    BOOST_TEST(outcome_everywhere(whole, options) == outcome(result));
    if (!result)
        return outcome(result);
    std::string out;
    for (std::size_t i = 0; i < result->size(); ++i) {
        const list_entry entry = (*result)[i];
        out += (i == 0 ? "" : " ") + to_string(entry.range) + "@" + std::to_string(entry.line) +
               "=" + std::string(entry.value);
    }
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(ranges_and_values)
{
    BOOST_TEST(
        read("1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.3.255,CN\n2001:200::,2001:200:ffff::,JP\n") ==
        "1.0.0.0-1.0.0.255@1=AU 1.0.1.0-1.0.3.255@2=CN 2001:200::-2001:200:ffff::@3=JP");
    BOOST_TEST(read("1.2.3.4,1.2.3.4,A") == "1.2.3.4-1.2.3.4@1=A");
    BOOST_TEST(read("1.2.3.4,1.2.3.4,") == "1.2.3.4-1.2.3.4@1="); // an empty value is one
    BOOST_TEST(read("1.2.3.4,1.2.3.4, A b \t") == "1.2.3.4-1.2.3.4@1= A b \t"); // blanks, too
    BOOST_TEST(read("1.2.3.4,1.2.3.4,A,B,C") == "1.2.3.4-1.2.3.4@1=A");
    BOOST_TEST(read("\n\r\n1.2.3.4,1.2.3.4,A\r\n\n") == "1.2.3.4-1.2.3.4@3=A");
    BOOST_TEST(read("# comment, with a comma\n1.2.3.4,1.2.3.4,#A\n#\n") == "1.2.3.4-1.2.3.4@2=#A");
    BOOST_TEST(read("1.2.3.4,1.2.3.4,\xc3\x84\xe2\x82\xac") ==
               "1.2.3.4-1.2.3.4@1=\xc3\x84\xe2\x82\xac"); // UTF-8 is left alone
    BOOST_TEST(read("\xef\xbb\xbf"
                    "1.2.3.4,1.2.3.4,A") == "1.2.3.4-1.2.3.4@1=A");
    BOOST_TEST(read("") == "empty_set");
    BOOST_TEST(read("# nothing\n\n") == "empty_set");
}

BOOST_AUTO_TEST_CASE(values_are_stored_once)
{
    const list_result result = parse_list("1.0.0.0,1.0.0.9,A\n1.0.1.0,1.0.1.9,B\n"
                                          "1.0.2.0,1.0.2.9,A\n::1,::1,A\n::2,::2,\"A\"\n",
                                          ranges);
    BOOST_TEST_REQUIRE(result.has_value());
    BOOST_TEST_REQUIRE(result->values().size() == 2U);
    BOOST_TEST(result->values()[0] == "A");
    BOOST_TEST(result->values()[1] == "B");
    BOOST_TEST(((*result)[0].value.data() == (*result)[4].value.data()));
}

BOOST_AUTO_TEST_CASE(quoted_fields)
{
    BOOST_TEST(read(R"("1.2.3.4","1.2.3.5","A")") == "1.2.3.4-1.2.3.5@1=A");
    BOOST_TEST(read(R"(1.2.3.4,"1.2.3.5",A)") == "1.2.3.4-1.2.3.5@1=A");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"A, B")") == "1.2.3.4-1.2.3.5@1=A, B");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"A ""B""")") == R"(1.2.3.4-1.2.3.5@1=A "B")");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"""")") == R"(1.2.3.4-1.2.3.5@1=")");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"""""")") == R"(1.2.3.4-1.2.3.5@1="")");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"")") == "1.2.3.4-1.2.3.5@1=");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"",x)") == "1.2.3.4-1.2.3.5@1=");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"A,""B"",C","D"",E",F)") == R"(1.2.3.4-1.2.3.5@1=A,"B",C)");
    // A quote inside a field that does not begin with one is a character.
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,A "B" C)") == R"(1.2.3.4-1.2.3.5@1=A "B" C)");

    // Where the quote that has no end was opened; where the field goes on after its end.
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"A)") == "bad_quoting at 1:17");
    BOOST_TEST(read(R"("1.2.3.4,1.2.3.5,A)") == "bad_quoting at 1:1");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"A"")") == "bad_quoting at 1:17");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,")") == "bad_quoting at 1:17");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,""")") == "bad_quoting at 1:17");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"A"B)") == "bad_quoting at 1:20");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,"A" ,B)") == "bad_quoting at 1:20");
    BOOST_TEST(read(R"(1.2.3.4,1.2.3.5,A,"B"x)") ==
               "bad_quoting at 1:22"); // in a field not asked for
    // No field goes on over the end of a line.
    BOOST_TEST(read("1.2.3.4,1.2.3.5,\"A\nB\"\n") == "bad_quoting at 1:17, missing_field at 2:3");
}

BOOST_AUTO_TEST_CASE(numbers_are_ipv4)
{
    // The form of Tor's geoip, and of its geoip6.
    BOOST_TEST(read("# Last updated ...\n16777216,16777471,AU\n16777472,16778239,CN\n") ==
               "1.0.0.0-1.0.0.255@2=AU 1.0.1.0-1.0.3.255@3=CN");
    BOOST_TEST(read("2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP") ==
               "2001:200::-2001:200:ffff:ffff:ffff:ffff:ffff:ffff@1=JP");
    BOOST_TEST(read("0,4294967295,ZZ") == "0.0.0.0-255.255.255.255@1=ZZ");
    BOOST_TEST(read("\"1\",\"2\",A") == "0.0.0.1-0.0.0.2@1=A");
    BOOST_TEST(read("0,0,A") == "0.0.0.0-0.0.0.0@1=A");

    BOOST_TEST(read("0,4294967296,A") == "octet_range at 1:3");
    BOOST_TEST(read("4294967296,4294967297,A") == "octet_range at 1:1");
    BOOST_TEST(read("18446744073709551616,18446744073709551617,A") == "octet_range at 1:1");
    BOOST_TEST(read("99999999999999999999999999999999999999,1,A") == "octet_range at 1:1");
    BOOST_TEST(read("016777216,16777471,A") == "leading_zero at 1:1");
    BOOST_TEST(read("16777216,016777471,A") == "leading_zero at 1:10");
    BOOST_TEST(read("00,1,A") == "leading_zero at 1:1");
    BOOST_TEST(read("5,4,A") == "reversed at 1:3");
    // Both or neither.
    BOOST_TEST(read("16777216,1.0.0.255,A").starts_with("too_few_parts at 1:"));
    BOOST_TEST(read("1.0.0.0,16777471,A").starts_with("too_few_parts at 1:"));
    BOOST_TEST(read("-1,1,A") == "bad_char at 1:1");
    BOOST_TEST(read("+1,1,A") == "bad_char at 1:1");
    BOOST_TEST(read(" 1,1,A") == "bad_char at 1:1");
    BOOST_TEST(read("1e3,1,A").starts_with("too_few_parts at 1:")); // hex digits: read as IPv6
    BOOST_TEST(read("0x1,2,A") == "bad_char at 1:2");
}

BOOST_AUTO_TEST_CASE(errors_of_ranges)
{
    BOOST_TEST(read("1.2.3.256,1.2.3.5,A") == "octet_range at 1:7");
    BOOST_TEST(read("1.2.3.4,1.2.3.256,A") == "octet_range at 1:15");
    BOOST_TEST(read("\"1.2.3.4\",\"1.2.3.256\",A") == "octet_range at 1:18"); // behind the quote
    BOOST_TEST(read("1.2.3.5,1.2.3.4,A") == "reversed at 1:9");
    BOOST_TEST(read("1.2.3.4,::1,A") == "family_mix at 1:9");
    BOOST_TEST(read("::ffff:1.2.3.0,::ffff:1.2.3.9,A") == "mapped_range at 1:1");
    BOOST_TEST(read("::ffff:1.2.3.4,::ffff:1.2.3.4,A") == "1.2.3.4-1.2.3.4@1=A");
    BOOST_TEST(read("::ffff:1.2.3.4,1.2.3.4,A") == "family_mix at 1:16");
    BOOST_TEST(read("1.2.3.0/24,1.2.4.0/24,A") == "trailing_junk at 1:8");
    BOOST_TEST(read(",1.2.3.4,A") == "empty at 1:1");
    BOOST_TEST(read("1.2.3.4,,A") == "empty at 1:9");
    BOOST_TEST(read("\"\",1.2.3.4,A") == "empty at 1:2");
    BOOST_TEST(read(" 1.2.3.4,1.2.3.4,A") == "bad_char at 1:1"); // blanks belong to the field
    BOOST_TEST(read("1.2.3.4 ,1.2.3.4,A") == "trailing_junk at 1:8");
    BOOST_TEST(read("1.2.3.4,1.2.3.4") == "missing_field at 1:16");
    BOOST_TEST(read("1.2.3.4") == "missing_field at 1:8");
    BOOST_TEST(read(" ") == "missing_field at 1:2");
    BOOST_TEST(read("1.2.3.4;1.2.3.4;A") == "missing_field at 1:18");
    BOOST_TEST(read("1.2.3.4\t1.2.3.4\tA") == "missing_field at 1:18");
    BOOST_TEST(read("\xef\xbb\xbf"
                    "1.2.3.256,1.2.3.4,A") == "octet_range at 1:10");
    BOOST_TEST(read("1.2.3.4,1.2.3.4,A\n1.2.3.4,1.2.3.4\nx,::1,A\n") ==
               "missing_field at 2:16, bad_char at 3:1");
    // Controls are refused in every field, in comments and in the header.
    BOOST_TEST(read("1.2.3.4,1.2.3.4,A\0B\n"sv) == "nul at 1:18");
    BOOST_TEST(read("1.2.3.4,1.2.3.4,\"A\x1b[31m\"") == "bad_char at 1:19");
    BOOST_TEST(read("1.2.3.4,1.2.3.4,A\r,B\n") == "bad_char at 1:18");
    BOOST_TEST(read("1.2.3.4,1.2.3.4,A\xe2\x80\xa8\n") == "bad_char at 1:18");
    BOOST_TEST(read("# \x07\n") == "bad_char at 1:3");
    BOOST_TEST(read("a,b,\x07\n1.2.3.4,1.2.3.4,A\n",
                    {.format = list_format::csv_ranges, .header = true}) == "bad_char at 1:5");
}

BOOST_AUTO_TEST_CASE(header)
{
    const list_options options{.format = list_format::csv_ranges, .header = true};
    BOOST_TEST(read("start,end,country\n1.2.3.4,1.2.3.5,A\n", options) == "1.2.3.4-1.2.3.5@2=A");
    BOOST_TEST(read("# made by hand\n\nstart,end,country\n1.2.3.4,1.2.3.5,A\n", options) ==
               "1.2.3.4-1.2.3.5@4=A");
    BOOST_TEST(read("1.2.3.0,1.2.3.3,A\n1.2.3.4,1.2.3.5,A\n", options) ==
               "1.2.3.4-1.2.3.5@2=A"); // whatever stands in it
    BOOST_TEST(read("start,end,country\n", options) == "empty_set");
    BOOST_TEST(read("\"start\n1.2.3.4,1.2.3.5,A\n", options) == "1.2.3.4-1.2.3.5@2=A");
    // Not asked for, it is a bad line.
    BOOST_TEST(read("start,end,country\n1.2.3.4,1.2.3.5,A\n") == "bad_char at 1:1");
    // Lists of entries have none.
    BOOST_TEST(outcome_everywhere("::1\n::2\n", {.header = true}) == "2 entries");
}

BOOST_AUTO_TEST_CASE(value_column)
{
    const auto column = [](std::size_t n) {
        return list_options{.format = list_format::csv_ranges, .value_column = n};
    };
    // The form of the asn lists.
    const std::string asn = "1.0.0.0,1.0.0.255,13335,\"Cloudflare, Inc.\"\n"
                            "1.0.4.0,1.0.7.255,38803,\"Wirefreebroadband \"\"Pty\"\" Ltd\"\n";
    BOOST_TEST(read(asn) == "1.0.0.0-1.0.0.255@1=13335 1.0.4.0-1.0.7.255@2=38803");
    BOOST_TEST(read(asn, column(4)) == "1.0.0.0-1.0.0.255@1=Cloudflare, Inc. "
                                       "1.0.4.0-1.0.7.255@2=Wirefreebroadband \"Pty\" Ltd");
    BOOST_TEST(read(asn, column(3)) == read(asn));
    BOOST_TEST(read(asn, column(5)) == "missing_field at 1:43, missing_field at 2:56");
    // An end of the range may be the value, too.
    BOOST_TEST(read("1.2.3.4,1.2.3.5", column(2)) == "1.2.3.4-1.2.3.5@1=1.2.3.5");
    BOOST_TEST(read("1.2.3.4,1.2.3.5", column(1)) == "1.2.3.4-1.2.3.5@1=1.2.3.4");
    BOOST_TEST(read("1.2.3.4", column(1)) == "missing_field at 1:8");
}

BOOST_AUTO_TEST_CASE(networks_and_values)
{
    BOOST_TEST(read("10.0.0.0/8,A\n::1,B\n10.1.0.0-10.1.0.9,C\n2001:db8::/32,\"D, E\"\n",
                    networks) == "10.0.0.0-10.255.255.255@1=A 10.1.0.0-10.1.0.9@3=C ::1-::1@2=B "
                                 "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff@4=D, E");
    BOOST_TEST(read("\"10.0.0.0/8\",A", networks) == "10.0.0.0-10.255.255.255@1=A");
    BOOST_TEST(read("::ffff:10.0.0.1,A", networks) == "10.0.0.1-10.0.0.1@1=A");
    BOOST_TEST(read("10.0.0.1/8,A", networks) == "host_bits_set at 1:8");
    BOOST_TEST(read("\"10.0.0.1/8\",A", networks) == "host_bits_set at 1:9");
    BOOST_TEST(read("::1,A\n::ffff:10.0.0.0/104,A", networks) == "mapped_prefix at 2:1");
    BOOST_TEST(read("10.0.0.0/8", networks) == "missing_field at 1:11");
    BOOST_TEST(read(" 10.0.0.0/8,A", networks) == "bad_char at 1:1");
    BOOST_TEST(read(",A", networks) == "empty at 1:1");
    BOOST_TEST(read("16777216,A", networks).starts_with("too_few_parts at 1:")); // no integers here
    BOOST_TEST(read("network,geoname\n10.0.0.0/8,7,x\n",
                    {.format = list_format::csv_networks, .header = true, .value_column = 3}) ==
               "10.0.0.0-10.255.255.255@2=x");
    BOOST_TEST(read("10.0.0.1/8,A\n10.1.*.*,B\n",
                    {.format = list_format::csv_networks, .lenient = true}) ==
               "10.0.0.0-10.255.255.255@1=A 10.1.0.0-10.1.255.255@2=B");
}

BOOST_AUTO_TEST_CASE(long_lines)
{
    const auto line = [](std::size_t size) {
        return "1.2.3.4,1.2.3.4," + std::string(size - 16, 'x') + "\n";
    };
    BOOST_TEST(outcome_everywhere(line(4096), ranges) == "1 entries");
    BOOST_TEST(outcome_everywhere(line(4097), ranges) == "line_too_long at 1:4097");
    BOOST_TEST(outcome_everywhere(line(4096) + line(5000) + "x\n", ranges) ==
               "line_too_long at 2:4097");
    BOOST_TEST(outcome_everywhere(line(300), {.format = list_format::csv_ranges,
                                              .max_line = 256}) == "line_too_long at 1:257");
    BOOST_TEST(parse_list(line(4096), ranges)->values()[0].size() == 4080U);
}

namespace {

// A field as RFC 4180 writes it, quoted where it must be and sometimes where it need not.
std::string quoted(std::string_view text, random_source& random)
{
    if (text.find_first_of(",\"") == text.npos && !random.one_in(4))
        return std::string(text);
    std::string out = "\"";
    for (const char c : text)
        out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

} // namespace

BOOST_AUTO_TEST_CASE(what_was_written_is_read)
{
    random_source random(91);
    tally checks;
    for (std::uint64_t round = 0; round < effort(3000); ++round) {
        std::string text;
        std::vector<list_entry> expected[2];
        std::vector<std::string> values(30);
        const std::size_t column = 3 + random.below(3);
        for (std::uint32_t line = 1; line <= 30; ++line) {
            const range entry = cordon_test::random_any_range(random);
            if (cordon::ip::detail::is_mapped_range(entry.first(), entry.last())) {
                text += "\n";
                continue;
            }
            std::string& value = values[line - 1];
            for (std::uint32_t n = random.below(4); n > 0; --n)
                value += "\",a b#"[random.below(6)];
            const bool number = entry.is_v4() && random.one_in(3);
            for (const address& end : {entry.first(), entry.last()})
                text += quoted(number ? std::to_string(end.to_v4().to_uint()) : to_string(end),
                               random) +
                        ",";
            for (std::size_t i = 3; i < column; ++i)
                text += quoted("other, \"field\"", random) + ",";
            text += quoted(value, random) + (random.one_in(4) ? ",more\n" : "\n");
            expected[entry.is_v4() ? 0 : 1].push_back({entry, line, value});
        }
        const list_options options{.format = list_format::csv_ranges, .value_column = column};
        const list_result result = parse_list(text, options);
        expected[0].insert(expected[0].end(), expected[1].begin(), expected[1].end());
        bool same = result.has_value() && result->size() == expected[0].size();
        for (std::size_t i = 0; same && i < expected[0].size(); ++i)
            same = (*result)[i] == expected[0][i];
        checks.expect(same, [&] { return text + result.message(); });
        checks.expect(
            same_results(result, parse_in_pieces(text, 1 + random.below(100), options, true)),
            [&] { return "in pieces: " + text; });
    }
}

BOOST_AUTO_TEST_CASE(from_text_to_lookups)
{
    const list_result result = parse_list("16777216,16777471,AU\n16777472,16778239,CN\n"
                                          "2001:200::,2001:200:ffff::,JP\n",
                                          ranges);
    BOOST_TEST_REQUIRE(result.has_value());
    const compiled_map<std::string> countries(result->to_map());
    BOOST_TEST(*countries.find("1.0.0.1"_ip) == "AU");
    BOOST_TEST(*countries.find("1.0.3.255"_ip) == "CN");
    BOOST_TEST(*countries.find("2001:200::1"_ip) == "JP");
    BOOST_TEST(countries.find("1.0.4.0"_ip) == nullptr);
    BOOST_TEST((*result)[*countries.find_index("1.0.3.255"_ip)].line == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
