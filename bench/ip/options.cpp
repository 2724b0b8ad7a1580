#include "options.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

constexpr const char* usage =
    R"(Looks addresses up in cordon and its peers: checks every answer, then times all of them in turns.

  --quick             short streams, answers only, nothing is timed (for continuous integration)
  --counts            nothing is timed either: what callgrind counts, which bench/counts.sh makes a table of
  --vectors MOST      what cordon may use: baseline, avx2, avx512 (where the processor has it)
  --rounds N          turns of each engine, of which the median counts (9)
  --slice MS          how long a turn is (20)
  --families 4,6      IPv4, IPv6
  --tables A,B,...    s10 s100 s1k s10k US asn JP country m100 m1k
  --engines A,B,...   those whose names contain one of these; cordon always takes part
  --modes A,B,...     batch scalar dependent
  --streams A,B,...   U C Z
  --data DIR          what bench/data.sh has made
  --results DIR       where the tables, the CSV file and the plot go
  --benchmark_...     Google Benchmark's own
)";

[[noreturn]] void fail(const char* what, std::string_view text)
{
    std::fprintf(stderr, "bench_ip: %s: %.*s\n\n%s", what, int(text.size()), text.data(), usage);
    std::exit(2);
}

std::vector<std::string> split(std::string_view list)
{
    std::vector<std::string> out;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        out.emplace_back(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return out;
}

double number(const std::string& text)
{
    char* end = nullptr;
    const double out = std::strtod(text.c_str(), &end);
    if (*end != '\0' || !(out >= 1 && out <= 100000))
        fail("not a number from 1 on", text);
    return out;
}

cordon::ip::detail::vectors vectors(const std::string& name)
{
    using cordon::ip::detail::vectors;
    if (name == "baseline")
        return vectors::baseline;
    if (name == "avx2")
        return vectors::avx2;
    if (name != "avx512")
        fail("not one of baseline, avx2, avx512", name);
    return vectors::avx512;
}

} // namespace

bool wanted(const std::vector<std::string>& list, std::string_view name)
{
    return list.empty() || std::find(list.begin(), list.end(), name) != list.end();
}

bool wanted_in_part(const std::vector<std::string>& list, std::string_view name)
{
    return list.empty() || std::any_of(list.begin(), list.end(), [&](const std::string& part) {
               return name.find(part) != name.npos;
           });
}

options parse_options(int argc, char** argv)
{
    options out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--help" || option == "-h") {
            std::fputs(usage, stdout);
            std::exit(0);
        }
        if (option == "--quick") {
            out.quick = true;
            continue;
        }
        if (option == "--counts") {
            out.counts = true;
            continue;
        }
        if (i + 1 == argc)
            fail("no option, or one without its value", option);
        const std::string value = argv[++i];
        if (option == "--rounds")
            out.rounds = int(number(value));
        else if (option == "--slice")
            out.slice_ms = number(value);
        else if (option == "--families")
            out.families = split(value);
        else if (option == "--tables")
            out.tables = split(value);
        else if (option == "--engines")
            out.engines = split(value);
        else if (option == "--modes")
            out.modes = split(value);
        else if (option == "--streams")
            out.streams = split(value);
        else if (option == "--vectors")
            out.vectors = vectors(value);
        else if (option == "--data")
            out.data = value;
        else if (option == "--results")
            out.results = value;
        else
            fail("no such option", option);
    }
    return out;
}

} // namespace bench
