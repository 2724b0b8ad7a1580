// ipmerge - set algebra on lists of networks, and what is to be known about them.
#include "cli/lists.hpp"
#include "cli/output.hpp"
#include "cli/program.hpp"
#include "ipmerge/joined_lists.hpp"
#include "ipmerge/options.hpp"

#include <cordon/ip/explain.hpp>
#include <cordon/ip/list_writer.hpp>
#include <cordon/ip/trusted_networks.hpp>

#include <algorithm>
#include <ostream>
#include <vector>

namespace ip = cordon::ip;

namespace {

/// The addresses whose value in the list (of the most specific entry) is one of `values`.
ip::range_set select(const ip::list& list, const std::vector<std::string>& values)
{
    if (values.empty())
        return list.to_set();
    const ip::range_map<std::string> map = list.to_map();
    const auto pick = [&](const auto& family) {
        std::vector<std::remove_cvref_t<decltype(family.segments()[0].range)>> out;
        for (const auto& segment : family.segments())
            if (std::ranges::find(values, family.values()[segment.value]) != values.end())
                out.push_back(segment.range);
        return out;
    };
    return {ip::range_set_v4(pick(map.v4())), ip::range_set_v6(pick(map.v6()))};
}

void keep_family(ip::range_set& set, const ipmerge::options& asked)
{
    if (asked.only_v4)
        set.v6().clear();
    if (asked.only_v6)
        set.v4().clear();
}

/// What the command line names, loaded.
struct inputs {
    ipmerge::joined_lists united;
    ipmerge::joined_lists intersected;
    ipmerge::joined_lists subtracted;
    ip::range_set result;

    /// False, and all that is wrong is on stderr, if a list is bad.
    bool load(const ipmerge::options& asked)
    {
        cli::list_loader loader("ipmerge");
        const ip::list_options how{.lenient = asked.lenient, .allow_empty = asked.allow_empty};
        // Sets do not know their entries, and entries take several times as much memory.
        const bool keep_entries = asked.check || !asked.explain.empty() || !asked.values.empty();
        const auto load_into = [&](ipmerge::joined_lists& all, const std::string& path) {
            const ip::list list = loader.load(path, how);
            if (keep_entries)
                all.add(list);
            return list.to_set();
        };
        for (const std::string& path : asked.lists)
            result |= load_into(united, path);
        ip::list_options csv = how;
        csv.format = ip::list_format::csv_ranges;
        for (const std::string& path : asked.csvs) {
            const ip::list list = loader.load(path, csv);
            if (keep_entries)
                united.add(list);
            result |= select(list, asked.values);
        }
        if (!loader.good() || !has_values(asked.values))
            return false;
        for (const std::string& path : asked.intersect)
            result &= load_into(intersected, path);
        for (const std::string& path : asked.subtract)
            result -= load_into(subtracted, path);
        if (asked.complement)
            result = ~result;
        keep_family(result, asked);
        return loader.good();
    }

private:
    // A value that no range has is a slip, and would leave its networks out without a word.
    bool has_values(const std::vector<std::string>& wanted) const
    {
        if (wanted.empty())
            return true;
        const ip::list all = united.list();
        for (const std::string& value : wanted)
            if (std::ranges::find(all.values(), value) == all.values().end()) {
                std::fprintf(stderr, "ipmerge: --value: no range has the value \"%s\"\n",
                             value.c_str());
                return false;
            }
        return true;
    }
};

/// As a list would have it: a prefix where it is one, an address where it is one.
std::string to_text(const ip::range& range)
{
    if (range.first() == range.last())
        return to_string(range.first());
    const auto prefix = range.as_prefix();
    return prefix ? to_string(*prefix) : to_string(range);
}

/// "1,234 networks"; beyond what anyone reads, "about 1.2e+24".
std::string plural(ip::uint129 number, const char* noun, const char* ending)
{
    std::string out = to_string(number);
    if (out.size() > 15) {
        char about[32];
        std::snprintf(about, sizeof about, "about %.2g", number.to_double());
        out = about;
    } else {
        out = cli::grouped(out);
    }
    return out + ' ' + noun + (number == ip::uint129(1U) ? "" : ending);
}

std::string addresses(const ip::range_set& set)
{
    return plural(ip::uint129(set.v4().count()), "IPv4 address", "es") + ", " +
           plural(set.v6().count(), "IPv6 address", "es");
}

int print_count(const ip::range_set& set)
{
    cli::output out;
    std::uint64_t prefixes = 0;
    for ([[maybe_unused]] const ip::prefix& prefix : set.prefixes())
        ++prefixes;
    out << plural(prefixes, "prefix", "es") << ", "
        << plural(std::uint64_t(set.size()), "range", "s") << ", " << addresses(set);
    out.end_line();
    out.flush();
    return set.empty() ? cli::nothing : cli::found;
}

int print_set(const ip::range_set& set, const ipmerge::options& asked)
{
    cli::output out;
    cli::output_buffer buffer(out);
    std::ostream stream(&buffer);
    write_list(stream, set, asked.ranges ? ip::list_style::ranges : ip::list_style::prefixes);
    out.flush();
    return set.empty() && !asked.allow_empty ? cli::nothing : cli::found;
}

int print_check(const ipmerge::joined_lists& lists)
{
    cli::output out;
    const ip::list all = lists.list();
    const std::vector<ip::finding> findings = check(all);
    for (const ip::finding& finding : findings) {
        const char* how = finding.kind == ip::finding_kind::duplicate  ? "is the same as"
                          : finding.kind == ip::finding_kind::shadowed ? "lies inside"
                                                                       : "overlaps";
        out << lists.where(finding.entry) << ": " << to_text(finding.entry.range) << ' ' << how
            << ' ' << to_text(finding.other.range) << " of " << lists.where(finding.other);
        out.end_line();
    }
    const std::error_code refused = ip::trusted_networks::check(all.to_set());
    if (refused) {
        out << "as trusted networks these are refused: " << refused.message();
        out.end_line();
    }
    out.flush();
    return findings.empty() && !refused ? cli::found : cli::nothing;
}

/// The entries that cover the address, a line each; which of them wins by which rule.
void explain_lists(cli::output& out, const ipmerge::joined_lists& lists, const ip::address& address,
                   const char* role, bool name_winners)
{
    const ip::list all = lists.list();
    const auto found = covering(all, address);
    std::vector<std::string> rows;
    std::size_t width = 0;
    const auto pad = [&] {
        for (std::string& row : rows)
            row.resize(width + 2, ' ');
        width = 0;
    };
    for (const ip::covering_entry& each : found) {
        rows.push_back("  " + lists.where(each.entry));
        width = std::max(width, rows.back().size());
    }
    pad();
    for (std::size_t i = 0; i < found.size(); ++i) {
        rows[i] += to_text(found[i].entry.range);
        if (!found[i].entry.value.empty())
            rows[i].append(" ").append(found[i].entry.value);
        width = std::max(width, rows[i].size());
    }
    pad();
    for (std::size_t i = 0; i < found.size(); ++i) {
        std::string notes = role;
        if (name_winners && found.size() > 1) {
            notes += i == 0 ? ", first" : "";
            notes += i == most_specific(found) ? ", most specific" : "";
            notes += i + 1 == found.size() ? ", last" : "";
        }
        if (notes.starts_with(", "))
            notes.replace(0, 2, "wins by: ");
        rows[i] += notes;
        out << std::string_view(rows[i]).substr(0, rows[i].find_last_not_of(' ') + 1);
        out.end_line();
    }
}

int print_explanation(const inputs& in, const std::string& text)
{
    const auto address = ip::parse_address(text);
    if (!address) {
        std::fprintf(stderr, "ipmerge: --explain: %s\n", address.message(text).c_str());
        return cli::error;
    }
    const ip::address key = address->canonical();
    cli::output out;
    out << to_string(*address);
    if (key != *address)
        out << " is " << to_string(key) << ", and";
    const auto range = in.result.find(key);
    if (range)
        out << " is in the result, in " << to_text(*range);
    else
        out << " is not in the result";
    out.end_line();
    explain_lists(out, in.united, key, "", true);
    explain_lists(out, in.intersected, key, "of --intersect", false);
    explain_lists(out, in.subtracted, key, "of --subtract", false);
    out.flush();
    return range ? cli::found : cli::nothing;
}

int print_diff(const ipmerge::options& asked)
{
    cli::list_loader loader("ipmerge");
    const ip::list_options how{.lenient = asked.lenient, .allow_empty = asked.allow_empty};
    ip::range_set before = loader.load(asked.diff[0], how).to_set();
    ip::range_set after = loader.load(asked.diff[1], how).to_set();
    if (!loader.good())
        return cli::error;
    keep_family(before, asked);
    keep_family(after, asked);
    const ip::set_changes changes = compare(before, after);
    cli::output out;
    const auto print = [&](const ip::range_set& set, const char* sign) {
        const auto line = [&](const auto& what) {
            out << sign << to_text(what);
            out.end_line();
        };
        if (asked.ranges)
            std::ranges::for_each(set.ranges(), line);
        else
            std::ranges::for_each(set.prefixes(), line);
    };
    if (!asked.count) {
        print(changes.removed, "- ");
        print(changes.added, "+ ");
    }
    out << "# removed: " << addresses(changes.removed) << "; added: " << addresses(changes.added);
    out.end_line();
    out.flush();
    if (grew(changes))
        std::fprintf(stderr, "ipmerge: warning: %s holds many more addresses than %s\n",
                     asked.diff[1].c_str(), asked.diff[0].c_str());
    return changes.empty() ? cli::found : cli::nothing;
}

int run(const ipmerge::options& asked)
{
    if (!asked.diff.empty())
        return print_diff(asked);
    inputs in;
    if (!in.load(asked))
        return cli::error;
    if (asked.check)
        return print_check(in.united);
    if (!asked.explain.empty())
        return print_explanation(in, asked.explain);
    return asked.count ? print_count(in.result) : print_set(in.result, asked);
}

} // namespace

int main(int argc, char** argv)
try {
    ipmerge::options asked;
    const auto code = ipmerge::parse_command_line(asked, argc, argv);
    return code ? *code : run(asked);
} catch (const std::exception& error) {
    std::fprintf(stderr, "ipmerge: %s\n", error.what());
    return cli::error;
}
