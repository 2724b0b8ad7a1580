// Section F of the catalogue of bad inputs, list files: each row is a test case that bears its id.
// (Files that cannot be read, are cut or change: catalogue_f_files.cpp.)
#include <cordon/ip/list_reader.hpp>

#include "reference/list_outcome.hpp"

#include <cordon/ip/explain.hpp>
#include <cordon/ip/literals.hpp>
#include <cordon/ip/trusted_networks.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <system_error>

BOOST_AUTO_TEST_SUITE(ip_catalogue_f)

using namespace cordon::ip::literals;
using namespace std::string_view_literals;
using cordon::ip::check;
using cordon::ip::compare;
using cordon::ip::errc;
using cordon::ip::finding_kind;
using cordon::ip::grew;
using cordon::ip::list_options;
using cordon::ip::list_result;
using cordon::ip::parse_list;
using cordon::ip::range_set;
using cordon::ip::trust_options;
using cordon::ip::trusted_networks;
using cordon_test::accepts;
using cordon_test::outcome;
using cordon_test::outcome_everywhere;
using cordon_test::refuses;

namespace {

const list_options empty_allowed{.allow_empty = true};

// The text in UTF-16.
std::string utf16(std::string_view text, bool big_endian, bool mark)
{
    std::string out;
    if (mark)
        out = big_endian ? "\xfe\xff" : "\xff\xfe";
    for (const char c : text)
        out.append(big_endian ? 1 : 0, '\0').append(1, c).append(big_endian ? 0 : 1, '\0');
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(F001_empty_file)
{
    refuses("", "empty_set");
    accepts("", range_set(), empty_allowed);
    const trusted_networks nobody(parse_list("", empty_allowed)->to_set());
    BOOST_TEST(nobody.empty());
    BOOST_TEST(!nobody.contains("127.0.0.1"_ip));
    BOOST_TEST(!nobody.contains("0.0.0.0"_ip));
    BOOST_TEST(!nobody.contains("::1"_ip));
}

BOOST_AUTO_TEST_CASE(F002_only_comments_and_blank_lines)
{
    for (const auto text : {"\n"sv, "\r\n"sv, "# offices\n"sv, "  \t\n\n#\n # none yet\r\n"sv,
                            "\xef\xbb\xbf\n"sv, "\xef\xbb\xbf# offices\n"sv}) {
        refuses(text, "empty_set");
        accepts(text, range_set(), empty_allowed);
    }
}

BOOST_AUTO_TEST_CASE(F004_one_bad_line_among_ten_thousand)
{
    for (const int bad : {1, 2, 5000, 9999, 10000}) {
        std::string text;
        for (int line = 1; line <= 10000; ++line) {
            const std::string network =
                "10." + std::to_string(line / 256) + "." + std::to_string(line % 256) + ".";
            text += network + (line == bad ? "1/24\n" : "0/24\n");
        }
        const list_result result = parse_list(text);
        // At the octet with the bits that are too many, which is the last.
        const std::size_t column = std::string("10..._").size() + std::to_string(bad / 256).size() +
                                   std::to_string(bad % 256).size();
        refuses(text, "host_bits_set at " + std::to_string(bad) + ":" + std::to_string(column));
        BOOST_TEST(result.message().find("did you mean") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(F009_byte_order_mark)
{
    const range_set ten{"10.0.0.0/8"_prefix};
    accepts("\xef\xbb\xbf"
            "10.0.0.0/8\n",
            ten);
    accepts("\xef\xbb\xbf# offices\n10.0.0.0/8\n", ten);
    accepts("\xef\xbb\xbf \t10.0.0.0/8\n", ten);
    // Columns count from the start of the line, the mark included.
    refuses("\xef\xbb\xbf"
            "10.0.0.1/8\n",
            "host_bits_set at 1:11");
    // Anywhere else it is a character that no entry has.
    refuses("10.0.0.0/8\n\xef\xbb\xbf"
            "10.0.0.0/8\n",
            "bad_char at 2:1");
    refuses("\xef\xbb\xbf\xef\xbb\xbf"
            "10.0.0.0/8\n",
            "bad_char at 1:4");
    refuses(" \xef\xbb\xbf"
            "10.0.0.0/8\n",
            "bad_char at 1:2");
    refuses("10.0.0.1\xef\xbb\xbf\n", "bad_char at 1:9");
    refuses("\xef\xbb"
            "10.0.0.0/8\n",
            "bad_char at 1:1");
}

BOOST_AUTO_TEST_CASE(F010_utf16)
{
    for (const bool big_endian : {false, true})
        for (const bool mark : {false, true}) {
            refuses(utf16("10.0.0.0/8\n", big_endian, mark) + "\n", "encoding at 1:1");
            refuses(utf16("# offices\r\n::1\r\n", big_endian, mark) + "\n", "encoding at 1:1");
            BOOST_TEST(outcome(parse_list(utf16("10.0.0.0/8\n", big_endian, mark))) ==
                       "encoding at 1:1");
        }
    refuses("\xff\xfe\n", "encoding at 1:1"); // a mark and nothing else
    refuses("\xfe\xff\n", "encoding at 1:1");
}

BOOST_AUTO_TEST_CASE(F011_crlf)
{
    const range_set both{"10.0.0.0/8"_prefix, "::1"_ip};
    accepts("10.0.0.0/8\r\n::1\r\n", both);
    accepts("10.0.0.0/8 \r\n\r\n# comment\r\n::1\n", both); // mixed
    refuses("10.0.0.0/8\r::1\n", "bad_char at 1:11");       // lines of a very old Mac
    refuses("10.0.0.0/8\r\r\n", "bad_char at 1:11");
    refuses("\r10.0.0.0/8\n", "bad_char at 1:1");
    refuses("10.0.0.0/8\n# a comment\rand 0.0.0.0/0\n", "bad_char at 2:12");
    refuses("10.0.0.0/8\r \n", "bad_char at 1:11");
    BOOST_TEST(outcome(parse_list("10.0.0.0/8\r")) == "bad_char at 1:11"); // no '\n' behind it
}

BOOST_AUTO_TEST_CASE(F013_other_separators_of_lines)
{
    for (const auto separator :
         {"\v"sv, "\f"sv, "\xc2\x85"sv, "\xe2\x80\xa8"sv, "\xe2\x80\xa9"sv}) {
        const std::string s(separator);
        refuses("10.0.0.0/8" + s + "192.168.0.0/16\n", "bad_char at 1:11");
        refuses("10.0.0.1" + s + "192.168.0.1\n", "bad_char at 1:9");
        refuses("::1\n10.0.0.1-10.0.0.5" + s + "\n", "bad_char at 2:18");
        refuses(s + "10.0.0.0/8\n", "bad_char at 1:1");
        // Not even in a comment, where another reader would see a second line.
        refuses("10.0.0.0/8\n# off" + s + "0.0.0.0/0\n", "bad_char at 2:6");
    }
}

BOOST_AUTO_TEST_CASE(F014_nul_in_a_line)
{
    refuses("10.0.0.0/8\0\n"sv, "nul at 1:11");
    refuses("10.0.0.0/8\0.evil\n"sv, "nul at 1:11");
    refuses("10.0.0.1\0 9.9.9.9\n"sv, "nul at 1:9");
    refuses("::1\n10.0\0.0.1\n"sv, "nul at 2:5");
    refuses("::1\n\0\n"sv, "nul at 2:1");
    refuses("::1\n# a comment\0\n"sv, "nul at 2:12");
    refuses("10.0.0.1 \0\n"sv, "nul at 1:10");
}

BOOST_AUTO_TEST_CASE(F016_comment_without_a_blank)
{
    refuses("10.0.0.0/8#office\n", "trailing_junk at 1:11");
    refuses("10.0.0.0/8;x\n", "trailing_junk at 1:11");
    refuses("10.0.0.1#office\n", "trailing_junk at 1:9");
    accepts("10.0.0.0/8 #office\n", {"10.0.0.0/8"_prefix});
    accepts("10.0.0.0/8\t#office\n", {"10.0.0.0/8"_prefix});
    accepts("#10.0.0.0/8\n10.0.0.1 ##\n", {"10.0.0.1"_ip});
}

BOOST_AUTO_TEST_CASE(F017_comments_of_other_tools)
{
    for (const auto line : {"; office"sv, ";"sv, "// office"sv, "//"sv, "! office"sv, "!"sv})
        refuses("10.0.0.0/8\n" + std::string(line) + "\n::1\n", "bad_char at 2:1");
    refuses("10.0.0.0/8\n  ; office\n", "bad_char at 2:3");
    refuses("10.0.0.0/8 ; office\n", "trailing_junk at 1:11");
    refuses("10.0.0.0/8 // office\n", "trailing_junk at 1:11");
}

BOOST_AUTO_TEST_CASE(F019_several_on_a_line)
{
    refuses("10.0.0.0/8 192.168.0.0/16\n", "trailing_junk at 1:11");
    refuses("10.0.0.0/8,192.168.0.0/16\n", "trailing_junk at 1:11");
    refuses("10.0.0.0/8, 192.168.0.0/16\n", "trailing_junk at 1:11");
    refuses("10.0.0.1,10.0.0.2\n", "trailing_junk at 1:9");
    refuses("10.0.0.1 10.0.0.2\n", "trailing_junk at 1:9");
    refuses("10.0.0.1-10.0.0.5,10.0.0.7-10.0.0.9\n", "trailing_junk at 1:18");
    refuses("::1,::2\n", "trailing_junk at 1:4");
    refuses("10.0.0.0/8,\n", "trailing_junk at 1:11");
}

BOOST_AUTO_TEST_CASE(F020_no_negation)
{
    for (const auto line : {"!10.0.0.0/8"sv, "-10.0.0.0/8"sv, "not 10.0.0.0/8"sv, "! 10.0.0.0/8"sv,
                            "~10.0.0.0/8"sv, "^10.0.0.0/8"sv, "+10.0.0.0/8"sv})
        refuses("0.0.0.0/2\n" + std::string(line) + "\n", "bad_char at 2:1");
}

BOOST_AUTO_TEST_CASE(F021_blanks_around_an_entry)
{
    const range_set ten{"10.0.0.0/8"_prefix};
    accepts("\t10.0.0.0/8\n", ten);
    accepts("  10.0.0.0/8\t \t\n", ten);
    accepts("\t 10.0.0.0/8 \r\n", ten);
    accepts("\t10.0.0.1\n \t::1\t\n", {"10.0.0.1"_ip, "::1"_ip});
    refuses("\t10.0.0.1/8\n", "host_bits_set at 1:9"); // columns count the blanks
    refuses("10.0.0.0 /8\n", "trailing_junk at 1:9");  // inside is not around
}

BOOST_AUTO_TEST_CASE(F022_blanks_that_are_none)
{
    for (const auto blank : {"\xc2\xa0"sv,        // no-break space
                             "\xe2\x80\x8b"sv,    // zero-width space
                             "\xe3\x80\x80"sv,    // ideographic space
                             "\xe2\x80\xaf"sv}) { // narrow no-break space
        const std::string b(blank);
        refuses(b + "10.0.0.0/8\n", "bad_char at 1:1");
        refuses("\t" + b + "10.0.0.0/8\n", "bad_char at 1:2");
        refuses("10.0.0.1" + b + "\n", "bad_char at 1:9");
        refuses("::1" + b + "\n", "bad_char at 1:4");
    }
}

BOOST_AUTO_TEST_CASE(F025_too_many_entries)
{
    const list_options three{.max_entries = 3};
    const std::string text = "10.0.0.1\n::1\n# comment\n\n10.0.0.2\n";
    BOOST_TEST(outcome_everywhere(text, three) == "3 entries");
    refuses(text + " 10.0.0.3\n", "too_many at 6:2", three);
    refuses(text + "::2\n::3\n", "too_many at 6:1", three); // once, not for each
    refuses(text, "too_many at 1:1", {.max_entries = 0});
    BOOST_TEST(outcome_everywhere("# none\n", {.allow_empty = true, .max_entries = 0}) ==
               "0 entries");
}

BOOST_AUTO_TEST_CASE(F026_duplicates_and_overlaps)
{
    const std::string text = "10.0.0.0/8\n10.1.0.0/16\n10.0.0.0/8\n10.255.0.0-11.0.0.255\n";
    accepts(text, {"10.0.0.0-11.0.0.255"_range});
    const auto list = *parse_list(text);
    BOOST_TEST(list.size() == 4U); // as it was written
    // The warning, for those who ask.
    const auto findings = check(list);
    BOOST_TEST_REQUIRE(findings.size() == 3U);
    BOOST_TEST((findings[0].kind == finding_kind::shadowed && findings[0].entry.line == 2));
    BOOST_TEST((findings[1].kind == finding_kind::duplicate && findings[1].entry.line == 3));
    BOOST_TEST((findings[2].kind == finding_kind::overlapping && findings[2].entry.line == 4));
    // All of it 10,000 times over.
    std::string much;
    for (int i = 0; i < 10000; ++i)
        much += text;
    const auto large = *parse_list(much);
    BOOST_TEST((large.to_set() == list.to_set()));
    BOOST_TEST(check(large).size() == 39999U);
}

BOOST_AUTO_TEST_CASE(F028_the_whole_internet_inside_a_list)
{
    for (const char* all : {"0.0.0.0/0\n", "::/0\n", "0.0.0.0-255.255.255.255\n"}) {
        const range_set set = parse_list(std::string("192.0.2.0/24\n") + all)->to_set();
        BOOST_TEST(set.covers("192.0.2.0/24"_prefix)); // the loader is for all kinds of lists
        BOOST_TEST((trusted_networks::check(set) == errc::whole_internet));
        std::error_code error;
        const trusted_networks nobody(set, {}, error);
        BOOST_TEST((error == errc::whole_internet));
        BOOST_TEST(!nobody.contains("192.0.2.1"_ip));
        const trusted_networks asked_for(set, trust_options{.allow_whole_internet = true});
        BOOST_TEST(asked_for.contains("192.0.2.1"_ip));
    }
}

BOOST_AUTO_TEST_CASE(F029_the_set_grew)
{
    const auto grows = [](const char* before, const char* after) {
        const auto old = parse_list(before);
        const auto now = parse_list(after);
        BOOST_TEST_REQUIRE((old && now)); // the load is allowed
        return grew(compare(old->to_set(), now->to_set()));
    };
    BOOST_TEST(grows("10.0.0.0/28\n", "0.0.0.0/2\n")); // a typo
    BOOST_TEST(grows("10.0.0.0/28\n", "10.0.0.0/27\n"));
    BOOST_TEST(!grows("10.0.0.0/28\n", "10.0.0.0/28\n10.0.1.0/29\n")); // half as many again
    BOOST_TEST(grows("10.0.0.0/28\n", "10.0.0.0/28\n10.0.1.0/29\n10.0.2.0\n"));
    BOOST_TEST(!grows("10.0.0.0/28\n", "10.0.0.0/28\n"));
    BOOST_TEST(!grows("10.0.0.0/28\n", "10.0.0.0/29\n"));
    // A /8 is told of even where it is little beside what there was.
    BOOST_TEST(!grows("0.0.0.0/3\n", "0.0.0.0/3\n100.0.0.0/9\n"));
    BOOST_TEST(grows("0.0.0.0/3\n", "0.0.0.0/3\n100.0.0.0/8\n"));
    BOOST_TEST(grows("2001:db8::/64\n", "2001:db8::/62\n"));
    BOOST_TEST(!grows("2001:db8::/64\n::/64\n::1:0:0:0:0/64\n", "2001:db8::/64\n::/64\n"));
}

BOOST_AUTO_TEST_CASE(F035_another_kind_of_file)
{
    for (const char* text : {
             "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n",
             "<html>\n10.0.0.0/8\n</html>\n",
             "404 Not Found\n",
             "404: Not Found\n",
             "{\"prefixes\": [\"10.0.0.0/8\"]}\n",
             "{\n  \"error\": \"not found\"\n}\n",
             "[\"10.0.0.0/8\"]\n",
             "---\nnetworks:\n  - 10.0.0.0/8\n",
             "networks:\n  - 10.0.0.0/8\n",
             "- 10.0.0.0/8\n",
             "\"10.0.0.0/8\"\n",
             "network,geoname_id\n10.0.0.0/8,1\n",
             "\x1f\x8b\x08\n",
             "PK\x03\x04\n",
         })
        BOOST_TEST_CONTEXT(text)
        {
            const list_result result = parse_list(text, {.max_errors = 1});
            BOOST_TEST_REQUIRE(result.errors().size() == 1U);
            BOOST_TEST(result.errors()[0].line == 1U);
            refuses(text, outcome(result), {.max_errors = 1});
        }
}

BOOST_AUTO_TEST_SUITE_END()
