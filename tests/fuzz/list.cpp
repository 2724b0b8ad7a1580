// Fuzz body for lists of entries and of CSV.
//
// The first three bytes are options (so chosen that letters do): the format and what is allowed,
// the size of the pieces that the text is fed in, and limits. The rest is the text.
#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>
#include <cordon/ip/explain.hpp>
#include <cordon/ip/list_reader.hpp>
#include <cordon/ip/list_writer.hpp>

#include "check.hpp"

#include <algorithm>
#include <vector>

using namespace cordon_fuzz;
using cordon::ip::list;
using cordon::ip::list_entry;
using cordon::ip::list_error;
using cordon::ip::list_format;
using cordon::ip::list_options;
using cordon::ip::list_result;
using cordon::ip::parse_list;
using cordon::ip::range_set;

namespace {

struct input {
    list_options options;
    bool as_a_file = false; // the last line must end with a newline
    std::size_t piece = 1;
    std::string_view text;
};

input input_of(const std::uint8_t* data, std::size_t size)
{
    input in;
    const unsigned flags = data[0];
    constexpr list_format formats[] = {list_format::entries, list_format::csv_ranges,
                                       list_format::csv_networks, list_format::entries};
    in.options.format = formats[flags & 3];
    in.options.lenient = (flags & 4) != 0;
    in.options.header = (flags & 8) != 0;
    in.options.allow_empty = (flags & 16) != 0;
    in.as_a_file = (flags & 32) != 0;
    in.piece = 1 + (data[1] & 63U);
    const unsigned limits = data[2];
    in.options.max_errors = limits & 3;
    in.options.max_entries = (limits & 4) != 0 ? 3 : 1000;
    in.options.max_line = (limits & 8) != 0 ? 20 : 0;
    in.options.value_column = (limits >> 4) & 3;
    in.text = text_of(data + 3, size - 3);
    return in;
}

list_result parse(const input& in, std::size_t piece)
{
    cordon::ip::detail::list_parser parser(in.options, in.as_a_file);
    std::string_view rest = in.text;
    while (!rest.empty() && parser.feed(rest.substr(0, piece)))
        rest.remove_prefix(std::min(piece, rest.size()));
    return parser.finish();
}

// The text's lines, without their '\n'. What is behind the last one is a line, too.
std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t newline = text.find('\n');
        out.push_back(text.substr(0, newline));
        if (newline == text.npos)
            return out;
        text.remove_prefix(newline + 1);
    }
}

void check_same(const list_result& a, const list_result& b, std::string_view text)
{
    check(a.has_value() == b.has_value(), "accepted or not by the size of the pieces", text);
    check(std::ranges::equal(a.errors(), b.errors(),
                             [](const list_error& x, const list_error& y) {
                                 return x.code == y.code && x.line == y.line &&
                                        x.column == y.column && x.message == y.message;
                             }),
          "other errors by the size of the pieces", text);
    if (!a)
        return;
    check(a->size() == b->size(), "other entries by the size of the pieces", text);
    for (std::size_t i = 0; i < a->size(); ++i)
        check((*a)[i] == (*b)[i], "another entry by the size of the pieces", text);
}

void check_errors(const list_result& result, const input& in)
{
    const auto lines = lines_of(in.text);
    const std::size_t most = std::max<std::size_t>(in.options.max_errors, 1);
    check(!result.errors().empty() && result.errors().size() <= most, "the number of errors",
          in.text);
    check(result.code() == result.errors()[0].code && !result.message().empty(), "the first error",
          in.text);
    std::uint32_t before = 0;
    for (const list_error& error : result.errors()) {
        check(bool(error.code), "an error without a code", in.text);
        for (const char c : error.message)
            check(c >= ' ' && c <= '~', "a message that a terminal would obey", in.text);
        if (error.line == 0) {
            check(error.column == 0 && result.errors().size() == 1, "an error of the whole list",
                  in.text);
            check(error.code == cordon::ip::errc::empty_set,
                  "the code of an error of the whole list", in.text);
            continue;
        }
        check(error.line > before && error.line <= lines.size(), "the lines of errors", in.text);
        check(error.column >= 1 && error.column <= lines[error.line - 1].size() + 1,
              "the column of an error", in.text);
        before = error.line;
    }
}

// Each entry comes from its line alone.
void check_entries(const list& entries, const input& in)
{
    const auto lines = lines_of(in.text);
    check(entries.size() <= in.options.max_entries, "more entries than allowed", in.text);
    check(in.options.allow_empty || !entries.empty(), "an empty list", in.text);
    list_options options = in.options;
    options.header = false;
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const list_entry entry = entries[i];
        if (i == entries.v4().size())
            before = 0; // each family in the order of its lines
        check(entry.line > before && entry.line <= lines.size(), "the lines of entries", in.text);
        before = entry.line;
        std::string line(lines[entry.line - 1]);
        const bool last = entry.line == lines.size();
        check(!last || !in.as_a_file, "an entry that may have been cut", in.text);
        const auto alone = parse_list(last ? line : line + "\n", options);
        check(alone.has_value() && alone->size() == 1, "the line of an entry is none", in.text);
        check((*alone)[0].range == entry.range && (*alone)[0].value == entry.value,
              "the line of an entry is another one", in.text);
        check(entry.range.first() == entry.range.first().canonical() ||
                  entry.range.last() == entry.range.last().canonical(),
              "an entry that no look-up reaches", in.text);
    }
}

void check_set(const list& entries, std::string_view text)
{
    const range_set set = entries.to_set();
    const cordon::ip::compiled_set compiled(set);
    const cordon::ip::compiled_map<std::string> map(entries.to_map());
    check(cordon::ip::check(entries).size() < std::max<std::size_t>(entries.size(), 1),
          "a finding for every entry", text);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const list_entry entry = entries[i];
        check(set.covers(entry.range), "the set lacks an entry", text);
        for (const auto& address : {entry.range.first(), entry.range.last()}) {
            const auto covering = cordon::ip::covering(entries, address);
            check(covering.empty() == !compiled.contains(address), "covering() and the set", text);
            if (covering.empty()) // an end inside the mapped block
                continue;
            const auto& winner = covering[most_specific(covering)];
            check(map.find_index(address) == winner.index, "covering() and the map", text);
            check(*map.find(address) == winner.entry.value, "the value of an address", text);
        }
    }
    // What no look-up reaches may be lost when it is written as prefixes.
    for (const auto style : {cordon::ip::list_style::ranges, cordon::ip::list_style::prefixes}) {
        std::string written;
        write_list(written, set, style);
        const list_result read = parse_list(written, {.allow_empty = true});
        check(read.has_value(), "what was written is refused", text);
        const range_set again = read->to_set();
        range_set lost = set - again;
        lost.v6().erase(cordon::ip::prefix_v6::containing(
            cordon::ip::address_v6::mapped(cordon::ip::address_v4()), 96));
        check((again - set).empty() && lost.empty(), "what was written is read as something else",
              text);
        check(style != cordon::ip::list_style::ranges || again == set, "ranges come back", text);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 3)
        return 0;
    const input in = input_of(data, size);
    const list_result result = parse(in, std::max<std::size_t>(in.text.size(), 1));
    check_same(result, parse(in, in.piece), in.text);
    check_same(result, parse(in, 1), in.text);
    if (!in.as_a_file)
        check_same(result, parse_list(in.text, in.options), in.text);
    if (result) {
        check_entries(*result, in);
        check_set(*result, in.text);
    } else {
        check_errors(result, in);
    }
    return 0;
}
