// ipgrep: the command line.
#ifndef CORDON_EXAMPLES_IPGREP_OPTIONS_HPP
#define CORDON_EXAMPLES_IPGREP_OPTIONS_HPP

#include "../cli/program.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace ipgrep {

struct options {
    std::vector<std::string> lists;
    std::string map;
    std::vector<std::string> files;
    std::size_t field = 1;
    bool anywhere = false;
    bool invert = false;
    bool count = false;
    bool only_address = false;
    bool line_numbers = false;
    bool json = false;
    bool quiet = false;
    bool with_name = false;
    bool without_name = false;
    bool lenient = false;
    bool allow_empty = false;
    bool stats = false;
    std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
};

inline constexpr const char* about =
    "Prints the lines of FILEs whose address is in one of the LISTs of networks.";

inline constexpr const char* notes = R"(
A LIST has an address, prefix (10.0.0.0/8) or range (10.0.0.1-10.0.0.9) a line, IPv4 and IPv6 mixed,
and # comments. One bad line refuses the whole list. A FILE may be compressed by gzip.

The address may be in brackets, have a port, and stand between punctuation; ::ffff:10.0.0.1 is
10.0.0.1. A field that is no address is in no list, so that -v prints the line: what cannot be read
is not trusted. (--stats counts these lines.) --anywhere finds addresses in all of the text, also in
what clients wrote there, and takes versions (Chrome/137.0.0.0) for some: do not trust by it.

With --map and without -f, all lines with an address are printed.

Exit status: 0 if a line was selected, 1 if none was, 2 after an error (with -q: 0 if a line was
selected before it).

Examples:
  ipgrep -f office.txt access.log                       requests from the office
  ipgrep -v -o -f office.txt access.log | sort | uniq -c
                                                        everyone else, by address
  ipgrep -f blocked.txt --field 3 -c *.log.gz           blocked clients, by field 3
  ipgrep --map countries.csv -o access.log              addresses and countries
  tail -f auth.log | ipgrep -v -f vpn.txt --field 11    who comes past the VPN, as it happens)";

/// Reads the command line into `asked`; the exit code where there is nothing more to do.
inline std::optional<int> parse_command_line(options& asked, int argc, char** argv)
{
    CLI::App app(about, "ipgrep");
    app.footer(notes);
    app.set_help_flag("--help", "This text");
    app.set_version_flag("--version", cli::version("ipgrep"))->description("The version");
    app.add_option("-f,--file", asked.lists, "A list of networks; may be given more than once")
        ->allow_extra_args(false)
        ->option_text("LIST");
    app.add_option("--map", asked.map, "Append the address's value of a CSV of first,last,value")
        ->option_text("CSV");
    auto* const field =
        app.add_option("--field", asked.field, "The address is field N (default: 1)")
            ->check(CLI::PositiveNumber)
            ->option_text("N");
    app.add_flag("--anywhere", asked.anywhere,
                 "Look for addresses in all of the line: one will do");
    app.add_flag("-v,--invert-match", asked.invert, "Select the lines whose address is in no list");
    app.add_flag("-c,--count", asked.count, "Print the number of lines");
    app.add_flag("-o,--only-matching", asked.only_address, "Print the address, or - for none");
    app.add_flag("-n,--line-number", asked.line_numbers, "Print the number of each line");
    app.add_flag("-H,--with-filename", asked.with_name, "Print the name of the file");
    app.add_flag("-h,--no-filename", asked.without_name, "Print no names, even with several files");
    app.add_flag("--json", asked.json, "Print a JSON object a line");
    app.add_flag("-q,--quiet", asked.quiet, "Print nothing, and stop at the first line selected");
    app.add_flag("--stats", asked.stats, "Print numbers at the end, on stderr");
    app.add_option("--threads", asked.threads, "At most so many threads (default: the machine's)")
        ->check(CLI::Range(1, 256))
        ->option_text("N");
    app.add_flag("--lenient", asked.lenient, "LISTs may have netmasks, 10.0.0.*, 10.0.0.1-20");
    app.add_flag("--allow-empty", asked.allow_empty, "A LIST may be empty");
    app.add_option("FILE", asked.files, "Logs; '-' or none is standard input")->option_text(" ");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) { // --help and --version too
        return app.exit(error) == 0 ? cli::found : cli::error;
    }
    const char* wrong = nullptr;
    if (asked.lists.empty() && asked.map.empty())
        wrong = "no list: give one with -f, or a CSV with --map";
    else if (asked.anywhere && !field->empty())
        wrong = "--anywhere and --field exclude each other";
    else if (asked.count && asked.json)
        wrong = "--count and --json exclude each other";
    if (wrong != nullptr) {
        std::fprintf(stderr, "ipgrep: %s (see --help)\n", wrong);
        return cli::error;
    }
    if (asked.files.empty())
        asked.files.emplace_back("-");
    return std::nullopt;
}

} // namespace ipgrep

#endif
