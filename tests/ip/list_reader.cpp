#include <cordon/ip/list_reader.hpp>

#include "effort.hpp"
#include "reference/list_outcome.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"
#include "reference/temporary_directory.hpp"

#include <cordon/ip/compiled_set.hpp>
#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <sstream>
#include <streambuf>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#if defined(__unix__)
#include <sys/mman.h>
#include <unistd.h>
#endif

BOOST_AUTO_TEST_SUITE(ip_list_reader)

using namespace cordon::ip::literals;
using cordon::ip::compiled_set;
using cordon::ip::errc;
using cordon::ip::list;
using cordon::ip::list_entry;
using cordon::ip::list_options;
using cordon::ip::list_result;
using cordon::ip::load_list;
using cordon::ip::parse_list;
using cordon::ip::prefix;
using cordon::ip::range;
using cordon::ip::range_set;
using cordon::ip::read_list;
using cordon_test::outcome;
using cordon_test::outcome_everywhere;
using cordon_test::parse_in_pieces;
using cordon_test::random_source;
using cordon_test::same_results;
using cordon_test::tally;
using cordon_test::temporary_directory;
using cordon_tests::effort;

BOOST_AUTO_TEST_CASE(all_kinds_of_entries)
{
    const list_result result = parse_list("# offices\n"
                                          "10.0.0.0/8\n"
                                          "\n"
                                          "2001:db8::/32   # Berlin\n"
                                          "10.0.0.1-10.0.0.5\n"
                                          "192.0.2.1\t# a printer\n"
                                          "  ::1 - ::5 \n"
                                          "::ffff:192.0.2.2\n"
                                          "FE80::1\n",
                                          {.name = "offices"});
    BOOST_TEST_REQUIRE(result.has_value(), result.message());
    BOOST_TEST(result->name() == "offices");
    BOOST_TEST(result->values().empty());
    const list_entry expected[]{
        {"10.0.0.0/8"_prefix, 2, ""},    {"10.0.0.1-10.0.0.5"_range, 5, ""},
        {"192.0.2.1"_ip, 6, ""},         {"192.0.2.2"_ip, 8, ""}, // mapped is IPv4
        {"2001:db8::/32"_prefix, 4, ""}, {"::1-::5"_range, 7, ""},
        {"fe80::1"_ip, 9, ""},
    };
    BOOST_TEST_REQUIRE(result->size() == std::size(expected));
    for (std::size_t i = 0; i < std::size(expected); ++i)
        BOOST_TEST(((*result)[i] == expected[i]), "entry " << i);
}

BOOST_AUTO_TEST_CASE(errors_of_entries)
{
    // The parsers' own errors, with the column in the line.
    const struct {
        const char *line, *outcome;
    } table[] = {
        {"10.0.0.1/8", "host_bits_set at 1:8"},
        {"\t 10.0.0.1/8", "host_bits_set at 1:10"},
        {"10.0.0.0/33", "length_range at 1:10"},
        {"10.0.0.0/08", "length_leading_zero at 1:10"},
        {"10.0.0.0/", "missing_length at 1:10"},
        {"010.0.0.1", "leading_zero at 1:1"},
        {"10.0.0.256", "octet_range at 1:8"},
        {"10.0.0", "too_few_parts at 1:7"},
        {"10.0.0.5-10.0.0.1", "reversed at 1:10"},
        {"10.0.0.5-", "missing_end at 1:10"},
        {"10.0.0.1-::1", "family_mix at 1:10"},
        {"::ffff:10.0.0.0/104", "mapped_prefix at 1:1"},
        {"::ffff:10.0.0.0-::ffff:10.0.0.9", "mapped_range at 1:1"},
        {"fe80::1%eth0", "zone_not_allowed at 1:8"},
        {"localhost", "bad_char at 1:1"},
        {"10.0.0.0/255.0.0.0", "length_syntax at 1:10"}, // strict
        {"10.0.0.*", "bad_char at 1:8"},
    };
    for (const auto& row : table) {
        BOOST_TEST(outcome_everywhere(std::string(row.line) + "\n") == row.outcome, row.line);
        BOOST_TEST(outcome(parse_list(row.line)) == row.outcome, row.line); // without its newline
    }
}

BOOST_AUTO_TEST_CASE(lenient_entries)
{
    const std::string text = "10.0.0.1/8\n192.168.*.*\n172.16.0.0/255.240.0.0\n1.2.3.4-9\n::1\n";
    BOOST_TEST(!parse_list(text).has_value());
    const list_result result = parse_list(text, {.lenient = true});
    BOOST_TEST_REQUIRE(result.has_value(), result.message());
    BOOST_TEST(
        (result->to_set() == range_set{"10.0.0.0/8"_prefix, "192.168.0.0/16"_prefix,
                                       "172.16.0.0/12"_prefix, "1.2.3.4-1.2.3.9"_range, "::1"_ip}));
    BOOST_TEST(outcome_everywhere("10.0.0.0/255.0.255.0\n", {.lenient = true}) ==
               "noncontiguous_mask at 1:10");
    BOOST_TEST(outcome_everywhere("  10.0.0.9-4\n", {.lenient = true}) == "reversed at 1:12");
}

BOOST_AUTO_TEST_CASE(all_bad_lines_up_to_a_number)
{
    std::string text;
    for (int line = 1; line <= 30; ++line)
        text += line % 2 == 0 ? "x\n" : "10.0.0.1\n";
    const auto lines = [&](std::size_t max_errors) {
        const list_result result = parse_list(text, {.max_errors = max_errors});
        BOOST_TEST(!result.has_value());
        std::vector<std::uint32_t> out;
        for (const auto& error : result.errors())
            out.push_back(error.line);
        return out;
    };
    std::vector<std::uint32_t> expected{2, 4, 6, 8, 10, 12, 14, 16, 18, 20};
    BOOST_TEST(lines(10) == expected, boost::test_tools::per_element());
    expected.resize(3);
    BOOST_TEST(lines(3) == expected, boost::test_tools::per_element());
    expected.resize(1);
    BOOST_TEST(lines(1) == expected, boost::test_tools::per_element());
    BOOST_TEST(lines(0) == expected, boost::test_tools::per_element()); // at least one
    BOOST_TEST(lines(100).size() == 15U);
    BOOST_TEST(outcome_everywhere(text, {.max_errors = 3}) ==
               "bad_char at 2:1, bad_char at 4:1, bad_char at 6:1");
    // What cannot be read on from ends the list at once.
    BOOST_TEST(outcome_everywhere("x\n" + std::string(300, 'a') + "\nx\n") ==
               "bad_char at 1:1, line_too_long at 2:257");
}

// The loader reads the usual lines by ways of its own; one of them where much follows.
BOOST_AUTO_TEST_CASE(a_line_is_what_parse_entry_takes_it_for)
{
    random_source random(20261123);
    tally same;
    const std::string follows = "\n#" + std::string(60, ' ');
    std::uint64_t entries = 0;
    std::uint64_t errors = 0;
    const auto check = [&](const std::string& text) {
        for (const bool lenient : {false, true}) {
            const auto line = parse_list(text, {.lenient = lenient});
            const auto in_front = parse_list(text + follows, {.lenient = lenient});
            const auto entry =
                lenient ? cordon::ip::lenient::parse_entry(text) : cordon::ip::parse_entry(text);
            const auto describe = [&] { return text; };
            same.expect(line.has_value() == entry.has_value(), describe);
            same.expect(same_results(line, in_front), describe);
            if (line && entry)
                same.expect(line->size() == 1 && (*line)[0].range == *entry, describe);
            if (!line && !entry)
                same.expect(line.code() == std::error_code(entry.error().code) &&
                                line.errors()[0].column == entry.error().offset + 1,
                            describe);
            ++(entry ? entries : errors);
        }
    };
    const auto some_prefix = [&] {
        if (random.one_in(2)) {
            const auto address = cordon_test::random_address<cordon::ip::address_v4>(random);
            return to_string(cordon::ip::prefix_v4::containing(address, int(random.below(33))));
        }
        const auto address = cordon_test::random_address<cordon::ip::address_v6>(random);
        return to_string(cordon::ip::prefix_v6::containing(address, int(random.below(129))));
    };
    for (std::uint64_t i = 0; i < effort(100'000); ++i) {
        std::string text = some_prefix();
        if (random.one_in(3))
            text.resize(text.find('/'));
        if (text.starts_with(':') && random.one_in(2))
            text = "::ffff:" + text.substr(text.rfind(':') + 1);
        check(text);
        // Neither what ends a line or starts a comment, nor a control character: these are not the
        // entry's.
        constexpr std::string_view others = "0123456789abcdef.:/-g%x";
        const std::size_t at = random.below(text.size());
        text[at] = others[random.below(others.size())];
        check(text);
        if (random.one_in(2))
            text.erase(at, 1);
        else
            text.insert(at, 1, others[random.below(others.size())]);
        if (!text.empty())
            check(text);
    }
    BOOST_TEST(entries > effort(100'000));
    BOOST_TEST(errors > effort(100'000));
}

#if defined(__unix__)
// Lists that end where memory does: nothing behind them is read.
BOOST_AUTO_TEST_CASE(nothing_behind_the_text_is_read)
{
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* const mapped = ::mmap(nullptr, 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    BOOST_REQUIRE(mapped != MAP_FAILED);
    char* const begin = static_cast<char*>(mapped);
    BOOST_REQUIRE(::mprotect(begin, page, PROT_READ | PROT_WRITE) == 0);
    const std::string text = "10.0.0.0/8\n2001:db8::/32\n192.0.2.255\n1.1.1.1\n::\n8.8.8.8/32\n"
                             "2001:0db8:1111:2222:3333:4444:5555:6666/128\n0.0.0.0/0\n";
    for (std::size_t size = 1; size <= text.size(); ++size) {
        char* const at = begin + page - size;
        std::copy_n(text.end() - std::ptrdiff_t(size), size, at);
        const auto there = parse_list({at, size});
        BOOST_TEST(same_results(there, parse_in_pieces(std::string(at, size), 1, {})));
    }
    ::munmap(mapped, 2 * page);
}
#endif

BOOST_AUTO_TEST_CASE(messages)
{
    const list_result result = parse_list("::1\n 10.0.0.1/8\n", {.name = "office.txt"});
    BOOST_TEST_REQUIRE(result.errors().size() == 1U);
    BOOST_TEST(result.errors()[0].message ==
               "office.txt:2:9: bits set behind the prefix length at offset 7 in \"10.0.0.1/8\": "
               "did you mean 10.0.0.0/8?");
    BOOST_TEST(parse_list("x\n").message().starts_with("list:1:1: "));
    BOOST_TEST(parse_list("", {.name = "office.txt"}).message() ==
               "office.txt: no entry in the list");
    BOOST_TEST(parse_list("").message() == "list: no entry in the list");
    const temporary_directory files;
    const std::string path = files.file("bad", "x\n");
    BOOST_TEST(load_list(path).message().starts_with(path + ":1:1: "));
    BOOST_TEST(load_list(path, {.name = "offices"}).message().starts_with("offices:1:1: "));
    // What stands in the list cannot drive the terminal.
    const std::string message = parse_list("10.0.0.1 \x1b[31m\n\xe2\x80\xae").message();
    for (const char c : message)
        BOOST_TEST((c == '\n' || (c >= ' ' && c <= '~')));
}

BOOST_AUTO_TEST_CASE(names)
{
    const temporary_directory files;
    const std::string path = files.file("good", "::1\n");
    BOOST_TEST(load_list(path)->name() == path);
    BOOST_TEST(load_list(path, {.name = "loopback"})->name() == "loopback");
    BOOST_TEST(parse_list("::1")->name().empty());
    std::istringstream stream("::1");
    BOOST_TEST(read_list(stream, {.name = "stream"})->name() == "stream");
}

BOOST_AUTO_TEST_CASE(limits_of_a_line)
{
    const std::string line = "10.0.0.0/8 # " + std::string(87, 'x'); // 100 bytes
    BOOST_TEST(outcome_everywhere(line + "\n", {.max_line = 100}) == "1 entries");
    BOOST_TEST(outcome_everywhere(line + "\r\n", {.max_line = 100}) == "1 entries");
    BOOST_TEST(outcome_everywhere(line + "\n", {.max_line = 99}) == "line_too_long at 1:100");
    BOOST_TEST(outcome_everywhere("::1\n", {.max_line = 3}) == "1 entries");
    BOOST_TEST(outcome_everywhere("::1\n", {.max_line = 2}) == "line_too_long at 1:3");
    // Usual lines with others behind them, which are read ahead.
    const std::string usual = "10.0.0.0/8\n192.168.0.0/16\n1.2.3.4\n2001:db8::/32\n10.1.0.0/16\n";
    BOOST_TEST(outcome_everywhere(usual, {.max_line = 14}) == "5 entries");
    BOOST_TEST(outcome_everywhere(usual, {.max_line = 13}) == "line_too_long at 2:14");
    const std::string huge = "::1 #" + std::string(1000000, 'x') + "\n";
    BOOST_TEST(outcome(parse_list(huge)) == "line_too_long at 1:257");
    BOOST_TEST(outcome_everywhere(huge, {.max_line = std::numeric_limits<std::size_t>::max()}) ==
               "1 entries");
    // The byte order mark is part of its line.
    BOOST_TEST(outcome_everywhere("\xef\xbb\xbf::1\n", {.max_line = 6}) == "1 entries");
    BOOST_TEST(outcome_everywhere("\xef\xbb\xbf::1\n", {.max_line = 5}) == "line_too_long at 1:6");
}

BOOST_AUTO_TEST_CASE(streams)
{
    // From where the stream is, to its end.
    std::istringstream stream("skipped\n::1\n");
    std::string first;
    std::getline(stream, first);
    BOOST_TEST(outcome(read_list(stream)) == "1 entries");
    BOOST_TEST(stream.eof());
    BOOST_TEST(outcome(read_list(stream)) == "empty_set"); // nothing is left

    // One that breaks in the middle, at the end of a line and inside one.
    struct broken : std::streambuf {
        std::string text;
        explicit broken(std::string lines) : text(std::move(lines))
        {
            setg(text.data(), text.data(), text.data() + text.size());
        }
        int_type underflow() override { throw std::runtime_error("disk on fire"); }
    };
    for (const char* text : {"::1\n", "::1\n::", ""}) {
        broken buffer(text);
        std::istream in(&buffer);
        const list_result result = read_list(in, {.allow_empty = true});
        BOOST_TEST(result.code() == make_error_code(std::errc::io_error), text);
        BOOST_TEST(result.errors().size() == 1U);
    }
    // One that does not say how much it has, or says too much, is read as any other.
    struct boasting : std::streambuf {
        std::string text = "::1\n10.0.0.0/8\n";
        bool breaks;
        bool is_read = false;
        explicit boasting(bool broken) : breaks(broken) {}
        int_type underflow() override
        {
            if (is_read)
                return traits_type::eof();
            is_read = true;
            setg(text.data(), text.data(), text.data() + text.size());
            return traits_type::to_int_type(text.front());
        }
        std::streamsize showmanyc() override
        {
            if (breaks)
                throw std::runtime_error("nobody knows");
            return std::numeric_limits<std::streamsize>::max();
        }
    };
    for (const bool breaks : {false, true}) {
        boasting buffer(breaks);
        std::istream in(&buffer);
        BOOST_TEST(outcome(read_list(in, {.max_entries = 2})) == "2 entries");
    }
    std::istream nowhere(nullptr);
    BOOST_TEST(read_list(nowhere, {.allow_empty = true}).code() ==
               make_error_code(std::errc::io_error));
    std::istringstream failed("::1\n");
    failed.setstate(std::ios::failbit);
    BOOST_TEST(read_list(failed, {.allow_empty = true}).code() ==
               make_error_code(std::errc::io_error));
}

// Files are read in pieces of 64 KiB: lines across their ends, and sizes of just that.
BOOST_AUTO_TEST_CASE(files_around_the_size_of_a_piece)
{
    const temporary_directory files;
    for (const std::size_t pieces : {1U, 2U})
        for (const int off : {-2, -1, 0, 1, 2, 11}) {
            const std::size_t size =
                pieces * cordon::ip::detail::read_size + std::size_t(off + 64) - 64;
            std::string text;
            std::size_t lines = 0;
            for (; text.size() + 32 < size; ++lines)
                text += "10.0.0.0/24\n";
            text += "10.0.0.1 #" + std::string(size - text.size() - 11, 'x') + "\n";
            ++lines;
            BOOST_TEST_REQUIRE(text.size() == size);
            const list_result result = load_list(files.file("list", text));
            BOOST_TEST_REQUIRE(result.has_value(), result.message());
            BOOST_TEST(result->size() == lines);
            BOOST_TEST((*result)[lines - 1].line == lines);
            // And where there is no newline at the end.
            text.back() = ' ';
            BOOST_TEST((load_list(files.file("list", text)).code() == errc::missing_final_newline));
        }
}

namespace {

// A list as people write it, and what its entries are.
struct random_list {
    std::string text;
    std::vector<list_entry> v4, v6;

    explicit random_list(random_source& random)
    {
        if (random.one_in(4))
            text += "\xef\xbb\xbf";
        const std::uint32_t lines = 1 + random.below(30);
        for (std::uint32_t line = 1; line <= lines; ++line) {
            const range entry = cordon_test::random_any_range(random);
            const bool mapped = cordon::ip::detail::is_mapped_range(entry.first(), entry.last());
            const bool single = entry.first() == entry.last();
            if (random.one_in(5)) {
                text += random.one_in(2) ? "# 10.0.0.0/8" : "";
            } else if (!mapped || single) {
                blanks(random);
                const auto block = entry.as_prefix();
                if (single && random.one_in(2))
                    text += to_string(entry.first());
                else if (block && !mapped && random.one_in(2))
                    text += to_string(*block);
                else if (!mapped)
                    text += to_string(entry);
                else
                    text += to_string(entry.first());
                if (random.one_in(4))
                    text += random.one_in(2) ? " # a comment" : "\t#10.0.0.0/8 # twice";
                else
                    blanks(random);
                const range key = cordon::ip::detail::canonical_range(entry);
                (key.is_v4() ? v4 : v6).push_back({key, line, ""});
            }
            text += random.one_in(3) ? "\r\n" : "\n";
        }
    }

private:
    void blanks(random_source& random)
    {
        for (std::uint32_t n = random.below(3); n > 0; --n)
            text += random.one_in(2) ? ' ' : '\t';
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(what_was_written_is_read)
{
    random_source random(81);
    tally checks;
    for (std::uint64_t round = 0; round < effort(5000); ++round) {
        const random_list written(random);
        const list_options options{.allow_empty = true};
        const list_result result = parse_list(written.text, options);
        std::vector<list_entry> expected = written.v4;
        expected.insert(expected.end(), written.v6.begin(), written.v6.end());
        bool same = result.has_value() && result->size() == expected.size();
        for (std::size_t i = 0; same && i < expected.size(); ++i)
            same = (*result)[i] == expected[i];
        checks.expect(same, [&] { return written.text + result.message(); });
        const std::size_t size = 1 + random.below(60);
        checks.expect(same_results(result, parse_in_pieces(written.text, size, options, true)),
                      [&] { return "in pieces: " + written.text; });
    }
}

// One character of a list changed, or one left out: never a crash, and never something other than
// a list or errors in their places. (What the errors are is the business of other tests.)
BOOST_AUTO_TEST_CASE(damaged_lists)
{
    random_source random(82);
    tally checks;
    for (std::uint64_t round = 0; round < effort(20000); ++round) {
        std::string text = random_list(random).text;
        for (std::uint32_t n = 1 + random.below(3); n > 0 && !text.empty(); --n) {
            const std::size_t at = random.below(text.size());
            if (random.one_in(3))
                text.erase(at, 1);
            else
                text[at] = random.one_in(2) ? static_cast<char>(random.below(256))
                                            : "./:-#\n\r 0%"[random.below(10)];
        }
        const list_options options{.max_errors = 3};
        const list_result result = parse_list(text, options);
        bool right = result.has_value() == result.errors().empty() && result.errors().size() <= 3;
        std::uint32_t line = 0;
        for (const auto& error : result.errors()) {
            right = right && error.code && (error.line > line || result.errors().size() == 1);
            line = error.line;
        }
        checks.expect(right, [&] { return text; });
        checks.expect(same_results(result, parse_in_pieces(text, 1 + random.below(9), options)),
                      [&] { return "in pieces: " + text; });
    }
}

BOOST_AUTO_TEST_CASE(the_order_of_lines_does_not_matter)
{
    random_source random(83);
    std::vector<std::string> lines;
    for (int i = 0; i < 200; ++i) {
        const range entry = cordon_test::random_any_range(random);
        if (!cordon::ip::detail::is_mapped_range(entry.first(), entry.last()))
            lines.push_back(to_string(entry) + "\n");
    }
    const auto compiled = [&] {
        std::string text;
        for (const std::string& line : lines)
            text += line;
        return compiled_set(parse_list(text)->to_set());
    };
    const compiled_set first = compiled();
    tally checks;
    for (std::uint64_t i = 0; i < effort(1000); ++i) {
        for (std::size_t k = lines.size(); k > 1; --k)
            std::swap(lines[k - 1], lines[random.below(k)]);
        checks.expect(compiled() == first, [] { return "shuffled"; });
    }
}

BOOST_AUTO_TEST_SUITE_END()
