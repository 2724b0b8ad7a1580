// cordon against the best peer of each cell.
#include "results.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <ostream>

namespace bench {

void geometric_mean::add(double x)
{
    logarithms_ += std::log(x);
    ++count_;
}
double geometric_mean::value() const { return std::exp(logarithms_ / count_); }

duel best_peer(const cell& c)
{
    duel out{find(c, "cordon"), nullptr};
    for (const figure& f : c.figures)
        if (!is_ours(f.engine) && (out.peer == nullptr || f.median < out.peer->median))
            out.peer = &f;
    return out;
}

const figure* find(const cell& c, const std::string& engine)
{
    for (const figure& f : c.figures)
        if (f.engine == engine)
            return &f;
    return nullptr;
}

const cell* find(const results& r, int family, const std::string& table, const std::string& mode,
                 char stream)
{
    for (const cell& c : r.cells)
        if (c.family == family && c.table == table && c.mode == mode && c.stream == stream)
            return &c;
    return nullptr;
}

std::vector<std::string> engines_of(const results& r, int family, const std::string& mode)
{
    // The order of the costs, which is that of making them; an engine may be missing from a table.
    std::vector<std::string> out;
    for (const cost& k : r.costs) {
        const bool timed = std::any_of(r.cells.begin(), r.cells.end(), [&](const cell& c) {
            return c.family == family && c.mode == mode && find(c, k.engine) != nullptr;
        });
        if (k.family == family && timed && std::find(out.begin(), out.end(), k.engine) == out.end())
            out.push_back(k.engine);
    }
    return out;
}

std::vector<std::string> tables_of(const results& r, int family)
{
    std::vector<std::string> out;
    for (const cell& c : r.cells)
        if (c.family == family && std::find(out.begin(), out.end(), c.table) == out.end())
            out.push_back(c.table);
    return out;
}

void print_summary(std::ostream& out, const results& r)
{
    out << "### cordon / the best peer of each cell, geometric means\n\n"
           "| | all | U | C and Z | lowest C or Z | lowest U |\n|---|---:|---:|---:|---|---|\n";
    const auto text = [](const geometric_mean& mean) {
        char buffer[32];
        std::snprintf(buffer, sizeof buffer, "%.2f", mean.empty() ? 0.0 : mean.value());
        return mean.empty() ? std::string("–") : std::string(buffer);
    };
    geometric_mean everything;
    for (const int family : {4, 6})
        for (const std::string mode : {"batch", "scalar", "dependent"}) {
            geometric_mean all, uniform, hits;
            struct {
                double ratio = 1e9;
                std::string where;
            } lowest[2]; // of C and Z; of U
            for (const cell& c : r.cells) {
                const duel d = best_peer(c);
                if (c.family != family || c.mode != mode || !c.in_means || !d)
                    continue;
                all.add(d.ratio());
                everything.add(d.ratio());
                (c.stream == 'U' ? uniform : hits).add(d.ratio());
                auto& low = lowest[c.stream == 'U'];
                if (d.ratio() < low.ratio) {
                    char buffer[160];
                    std::snprintf(buffer, sizeof buffer, "%.2f (%s %c, %s)", d.ratio(),
                                  c.table.c_str(), c.stream, d.peer->engine.c_str());
                    low = {d.ratio(), buffer};
                }
            }
            if (!all.empty())
                out << "| IPv" << family << ' ' << mode << " | " << text(all) << " | "
                    << text(uniform) << " | " << text(hits) << " | " << lowest[0].where << " | "
                    << lowest[1].where << " |\n";
        }
    out << "\nAll cells together: " << text(everything) << "\n";
}

} // namespace bench
