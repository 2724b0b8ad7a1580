// Tables for people, CSV for programs.
#include "results.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <ostream>

namespace bench {
namespace {

using row = std::vector<std::string>;

// A Markdown table, aligned so that it can be read as it is: the first column left, others right.
void print(std::ostream& out, const std::vector<row>& rows)
{
    const std::size_t columns = rows.front().size();
    std::vector<std::size_t> widths(columns, 3);
    // "×" is one column and two bytes.
    const auto width = [](const std::string& text) {
        return std::size_t(
            std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
    };
    for (const row& r : rows)
        for (std::size_t i = 0; i < columns; ++i)
            widths[i] = std::max(widths[i], width(r[i]));
    for (std::size_t k = 0; k < rows.size(); ++k) {
        for (std::size_t i = 0; i < columns; ++i) {
            const std::string pad(widths[i] - width(rows[k][i]), ' ');
            out << "| " << (i == 0 ? rows[k][i] + pad : pad + rows[k][i]) << ' ';
        }
        out << "|\n";
        if (k == 0) {
            for (std::size_t i = 0; i < columns; ++i)
                out << '|' << std::string(widths[i] + 1, '-') << (i == 0 ? '-' : ':');
            out << "|\n";
        }
    }
    out << '\n';
}

std::string text(const char* format, double x)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, format, x);
    return buffer;
}
std::string figure_text(double x) { return text(x < 9.95 ? "%.1f" : "%.0f", x); }

// The streams that were measured: "U/C/Z".
std::string streams_of(const results& r)
{
    std::string out;
    for (const char stream : {'U', 'C', 'Z'})
        if (std::any_of(r.cells.begin(), r.cells.end(),
                        [&](const cell& c) { return c.stream == stream; }))
            out.append(out.empty() ? "" : "/").push_back(stream);
    return out;
}

// "U/C/Z" of a table, each made by f(cell) or "–" where it is empty; only the streams there are.
template <class F>
std::string per_stream(const results& r, int family, const std::string& table,
                       const std::string& mode, F f)
{
    std::string out;
    for (const char stream : {'U', 'C', 'Z'})
        if (const cell* c = find(r, family, table, mode, stream)) {
            const std::string part = f(*c);
            out += (out.empty() ? "" : "/") + (part.empty() ? "–" : part);
        }
    return out.find_first_of("0123456789") == out.npos ? "–" : out;
}

void print_mode(std::ostream& out, const results& r, int family, const std::string& mode)
{
    const auto engines = engines_of(r, family, mode);
    const auto tables = tables_of(r, family);
    if (engines.empty())
        return;
    const bool latency = mode == "dependent";
    out << "### IPv" << family << ", " << mode << ": "
        << (latency ? "nanoseconds a look-up" : "million look-ups a second") << ", "
        << streams_of(r) << "\n\n";

    row header{"engine"};
    header.insert(header.end(), tables.begin(), tables.end());
    header.push_back("cordon ×");
    std::vector<row> rows{header};
    for (const std::string& engine : engines) {
        row line{engine};
        for (const std::string& table : tables)
            line.push_back(per_stream(r, family, table, mode, [&](const cell& c) -> std::string {
                const figure* f = find(c, engine);
                return f == nullptr ? "" : figure_text(latency ? f->median : 1000 / f->median);
            }));
        geometric_mean mean;
        for (const cell& c : r.cells)
            if (c.family == family && c.mode == mode && c.in_means && c.stream != 'U') {
                const figure* f = find(c, engine);
                const figure* ours = best_peer(c).ours;
                if (f != nullptr && ours != nullptr)
                    mean.add(f->median / ours->median);
            }
        line.push_back(mean.empty() ? "–" : text("%.2f", mean.value()));
        rows.push_back(line);
    }
    row line{"**cordon / best peer**"};
    for (const std::string& table : tables)
        line.push_back(per_stream(r, family, table, mode, [](const cell& c) {
            const duel d = best_peer(c);
            return d ? text("%.2f", d.ratio()) : std::string();
        }));
    line.push_back("");
    rows.push_back(line);
    print(out, rows);
}

void print_costs(std::ostream& out, const results& r, int family)
{
    std::vector<std::string> engines, tables;
    row header{"engine"};
    for (const cost& c : r.costs)
        if (c.family == family) {
            if (std::find(engines.begin(), engines.end(), c.engine) == engines.end())
                engines.push_back(c.engine);
            if (std::find(tables.begin(), tables.end(), c.table) == tables.end()) {
                tables.push_back(c.table);
                header.push_back(c.table + " (" + std::to_string(c.ranges) + ")");
            }
        }
    if (engines.empty())
        return;
    out << "### IPv" << family << ": memory in MB / build in ms (number of ranges)\n\n";
    std::vector<row> rows{header};
    for (const std::string& engine : engines) {
        row line{engine};
        for (const std::string& table : tables) {
            const auto it = std::find_if(r.costs.begin(), r.costs.end(), [&](const cost& c) {
                return c.family == family && c.engine == engine && c.table == table;
            });
            line.push_back(
                it == r.costs.end()
                    ? "–"
                    : text(it->memory < 10'000'000 ? "%.3f" : "%.0f", double(it->memory) / 1e6) +
                          "/" + text(it->build_ms < 10 ? "%.2f" : "%.0f", it->build_ms));
        }
        rows.push_back(line);
    }
    print(out, rows);
}

} // namespace

void print_tables(std::ostream& out, const results& r)
{
    for (const int family : {4, 6}) {
        for (const char* mode : {"batch", "scalar", "dependent"})
            print_mode(out, r, family, mode);
        print_costs(out, r, family);
    }
}

void write_csv(const std::filesystem::path& file, const results& r)
{
    std::ofstream out(file);
    out << "family,table,ranges,in_means,mode,stream,engine,median_ns,least_ns,most_ns,mlps,memory_"
           "bytes,"
           "build_ms\n";
    for (const cell& c : r.cells)
        for (const figure& f : c.figures) {
            const auto it = std::find_if(r.costs.begin(), r.costs.end(), [&](const cost& k) {
                return k.family == c.family && k.table == c.table && k.engine == f.engine;
            });
            out << c.family << ',' << c.table << ',' << it->ranges << ',' << c.in_means << ','
                << c.mode << ',' << c.stream << ',' << f.engine << ',' << f.median << ',' << f.least
                << ',' << f.most << ',' << 1000 / f.median << ',' << it->memory << ','
                << it->build_ms << '\n';
        }
}

} // namespace bench
