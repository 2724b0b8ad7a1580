// ipmerge: the command line.
#ifndef CORDON_EXAMPLES_IPMERGE_OPTIONS_HPP
#define CORDON_EXAMPLES_IPMERGE_OPTIONS_HPP

#include "../cli/program.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ipmerge {

struct options {
    std::vector<std::string> lists;
    std::vector<std::string> csvs;
    std::vector<std::string> values;
    std::vector<std::string> intersect;
    std::vector<std::string> subtract;
    bool complement = false;
    bool only_v4 = false;
    bool only_v6 = false;
    bool ranges = false;
    bool count = false;
    bool check = false;
    std::string explain;
    std::vector<std::string> diff;
    bool lenient = false;
    bool allow_empty = false;
};

inline constexpr const char* about =
    "Merges LISTs of networks into one with the fewest prefixes, or answers questions about them.";

inline constexpr const char* notes = R"(
A LIST has an address, prefix (10.0.0.0/8) or range (10.0.0.1-10.0.0.9) a line, IPv4 and IPv6 mixed,
and # comments; '-' is standard input. One bad line refuses the whole list, and nothing is printed.

The result is all LISTs and CSVs together, cut down to what is in every --intersect, without what
is in a --subtract; --complement turns it around.

Exit status: 0 if all is well; 1 if the result is empty, --check has findings, --diff finds a change,
or the address of --explain is not in the result; 2 after an error.

Examples:
  ipmerge office.txt vpn.txt > trusted.txt              the union
  ipmerge office.txt --subtract guests.txt --ranges     without the guests, as first-last
  ipmerge --csv countries.csv --value DE,FR -6          the IPv6 networks of two countries
  ipmerge trusted.txt --explain 10.20.30.40             which lines hold the address
  ipmerge trusted.txt --check                           duplicates, shadowed, overlapping lines
  ipmerge --diff trusted.txt new.txt                    what a reload would change)";

/// Reads the command line; the exit code where there is nothing more to do.
inline std::optional<int> parse_command_line(options& asked, int argc, char** argv)
{
    CLI::App app(about, "ipmerge");
    app.footer(notes);
    app.set_help_flag("--help", "This text");
    app.set_version_flag("--version", cli::version("ipmerge"))->description("The version");
    const auto add_lists = [&](const char* name, std::vector<std::string>& to, const char* help) {
        return app.add_option(name, to, help)->allow_extra_args(false)->option_text("LIST");
    };
    add_lists("--intersect", asked.intersect, "Keep only what is also in LIST");
    add_lists("--subtract", asked.subtract, "Take away what is in LIST");
    app.add_flag("--complement", asked.complement, "All other addresses");
    add_lists("--csv", asked.csvs, "Add the ranges of a CSV of first,last,value")
        ->option_text("CSV");
    app.add_option("--value", asked.values, "Of each CSV only the ranges with one of these values")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->option_text("V,V,...");
    app.add_flag("-4", asked.only_v4, "IPv4 only");
    app.add_flag("-6", asked.only_v6, "IPv6 only");
    app.add_flag("--ranges", asked.ranges, "Print first-last instead of prefixes");
    app.add_flag("--count", asked.count, "Print how many prefixes, ranges and addresses");
    app.add_option("--explain", asked.explain,
                   "Print which entries hold ADDRESS, and which one wins")
        ->option_text("ADDRESS");
    app.add_flag("--check", asked.check, "Print duplicate, shadowed and overlapping entries");
    app.add_option("--diff", asked.diff, "Print what NEW adds to OLD and removes from it")
        ->expected(2)
        ->option_text("OLD NEW");
    app.add_flag("--lenient", asked.lenient, "Lists may have netmasks, 10.0.0.*, 10.0.0.1-20");
    app.add_flag("--allow-empty", asked.allow_empty, "A list, and the result, may be empty");
    app.add_option("LIST", asked.lists, "Lists to unite")->option_text(" ");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) { // --help and --version too
        return app.exit(error) == 0 ? cli::found : cli::error;
    }
    const bool algebra = asked.complement || !asked.intersect.empty() || !asked.subtract.empty();
    const bool inputs = !asked.lists.empty() || !asked.csvs.empty();
    const int questions = int(asked.check) + int(!asked.explain.empty()) + int(!asked.diff.empty());
    const char* wrong = nullptr;
    if (questions > 1)
        wrong = "--check, --explain and --diff exclude each other";
    else if (!asked.diff.empty() && (inputs || algebra))
        wrong = "--diff compares two lists, and takes no others";
    else if (!inputs && asked.diff.empty())
        wrong = "no list";
    else if (asked.check && (algebra || !asked.values.empty()))
        wrong = "--check is about the lists themselves: no --intersect, --subtract, --complement "
                "or --value";
    else if (!asked.values.empty() && asked.csvs.empty())
        wrong = "--value goes with --csv";
    else if (asked.only_v4 && asked.only_v6)
        wrong = "-4 and -6 exclude each other";
    if (wrong == nullptr)
        return std::nullopt;
    std::fprintf(stderr, "ipmerge: %s (see --help)\n", wrong);
    return cli::error;
}

} // namespace ipmerge

#endif
