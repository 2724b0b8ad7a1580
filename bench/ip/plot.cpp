// The picture: batches of hits, IPv4 and IPv6 side by side.
#include "results.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace bench {
namespace {

// Millions of look-ups a second, the geometric mean of C and Z; 0 where the engine has no figure.
double hits(const results& r, int family, const std::string& table, const std::string& engine)
{
    geometric_mean mean;
    for (const char stream : {'C', 'Z'})
        if (const cell* c = find(r, family, table, "batch", stream))
            if (const figure* f = find(*c, engine))
                mean.add(1000 / f->median);
    return mean.empty() ? 0 : mean.value();
}

// Variants of one thing share a curve, the best one's: "DPDK rte_fib AVX-512" and "... scalar".
std::string without_variant(const std::string& engine)
{
    const bool has_variants = engine.starts_with("DXR ") || engine.starts_with("DPDK ");
    const std::size_t space = engine.find(' ', engine.starts_with("DPDK ") ? 5 : 0);
    return has_variants ? engine.substr(0, space) : engine;
}

// Of the engines that hold every table: cordon, then the fastest peers, and the two that most
// programs use.
std::vector<std::string> shown(const results& r, int family, const std::vector<std::string>& tables)
{
    std::vector<std::pair<double, std::string>> ranked;
    for (const std::string& engine : engines_of(r, family, "batch")) {
        geometric_mean mean;
        bool complete = true;
        for (const std::string& table : tables) {
            const double mlps = hits(r, family, table, engine);
            complete = complete && mlps > 0;
            if (mlps > 0)
                mean.add(mlps);
        }
        if (complete)
            ranked.push_back({engine == "cordon" ? -1e9 : -mean.value(), engine});
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> out, seen;
    for (const auto& [_, engine] : ranked) {
        const std::string kind = without_variant(engine);
        const bool common = engine == "std::upper_bound" || engine == "Boost.ICL";
        if ((out.size() < 7 || common) && std::find(seen.begin(), seen.end(), kind) == seen.end()) {
            out.push_back(engine);
            seen.push_back(kind);
        }
    }
    return out;
}

// `kinds`: what the panels before have drawn, so that one thing has one colour in all of them.
void panel(std::ostream& out, const results& r, int family, const std::vector<std::string>& tables,
           std::vector<std::string>& kinds)
{
    // Okabe and Ito's colours, which the colour-blind can tell apart; cordon is black and thick.
    const char* colours[] = {"#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7",
                             "#e69f00", "#56b4e9", "#999999", "#b3a100"};
    const auto engines = shown(r, family, tables);
    for (std::size_t e = 0; e < engines.size(); ++e) {
        out << "$ipv" << family << "_" << e << " << EOD\n";
        for (std::size_t t = 0; t < tables.size(); ++t)
            out << t << ' ' << hits(r, family, tables[t], engines[e]) << '\n';
        out << "EOD\n";
    }
    out << "set title 'IPv" << family << "' font ',16'\nset xtics (";
    for (std::size_t t = 0; t < tables.size(); ++t)
        out << (t == 0 ? "" : ", ") << '"' << tables[t] << "\" " << t;
    out << ")\nset xrange [-0.2:" << double(tables.size()) - 0.8 << "]\nplot ";
    for (std::size_t e = 0; e < engines.size(); ++e) {
        std::string kind = without_variant(engines[e]);
        if (kind.ends_with("fib6"))
            kind.pop_back();
        auto it = std::find(kinds.begin(), kinds.end(), kind);
        if (it == kinds.end())
            it = kinds.insert(kinds.end(), kind);
        const auto k = std::size_t(it - kinds.begin());
        out << (e == 0 ? "" : ", ") << "$ipv" << family << "_" << e
            << " using 1:2 with linespoints lw " << (k == 0 ? 4 : 1.7) << " pt "
            << (k == 0 ? 7 : int(k) + 3) << " ps " << (k == 0 ? 0.9 : 0.7) << " lc rgb '"
            << colours[k % std::size(colours)] << "' title '" << engines[e] << "' noenhanced";
    }
    out << "\n";
}

} // namespace

std::string plot(const std::filesystem::path& file, const results& r)
{
    std::ostringstream script;
    std::vector<int> families;
    for (const int family : {4, 6})
        if (!engines_of(r, family, "batch").empty())
            families.push_back(family);
    if (families.empty())
        return "no plot: no batches were measured";
    script << "set terminal svg size " << 620 * families.size()
           << ",520 font 'sans-serif,13' background 'white'\n"
           << "set output '" << file.string() << "'\n"
           << "set multiplot layout 1," << families.size()
           << " title 'Million look-ups a second, batches, geometric mean of streams C and Z "
              "(logarithmic)' "
              "font ',15'\n"
           << "set logscale y\nset grid y lc rgb '#dddddd'\nset border 3\nset tics nomirror\n"
           << "set key below left Left reverse maxcols 3 width 1 samplen 2 font ',11'\nset format "
              "y '%g'\n";
    std::vector<std::string> kinds;
    for (const int family : families) {
        // Only the tables of the means: the others are in no order of size.
        std::vector<std::string> tables;
        for (const std::string& table : tables_of(r, family))
            if (const cell* c = find(r, family, table, "batch", 'C'); c != nullptr && c->in_means)
                tables.push_back(table);
        if (tables.empty())
            return "no plot: stream C was not measured";
        panel(script, r, family, tables, kinds);
    }
    script << "unset multiplot\n";

    std::filesystem::path source = file;
    source.replace_extension(".gnuplot");
    std::ofstream(source) << script.str();
    const std::string command = "gnuplot '" + source.string() + "' 2>&1";
    std::string said;
    if (FILE* pipe = ::popen(command.c_str(), "r")) {
        char buffer[256];
        while (std::fgets(buffer, sizeof buffer, pipe) != nullptr)
            said += buffer;
        if (::pclose(pipe) == 0)
            return "plot: " + file.string();
    }
    return "no plot (is gnuplot installed?); its script is " + source.string() + "\n" + said;
}

} // namespace bench
