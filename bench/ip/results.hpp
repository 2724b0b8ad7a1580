// What was measured, and the forms in which it is told.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace bench {

/// Nanoseconds a look-up of one engine: the median of the rounds, and their extremes.
struct figure {
    std::string engine;
    double median;
    double least;
    double most;
};

/// The engines that were timed in turns: one cell of each line of a table.
struct cell {
    int family;
    std::string table;
    bool in_means;
    std::string mode;
    char stream;
    std::vector<figure> figures;
};

/// What an engine's structure took.
struct cost {
    int family;
    std::string table;
    std::string engine;
    std::size_t ranges;
    double build_ms;
    std::size_t memory;
};

struct results {
    std::vector<cell> cells;
    std::vector<cost> costs;
};

/// A line each: the processor, its caches, the system, the compiler, the data, how busy it was.
std::vector<std::string> describe_machine(const std::filesystem::path& data);

/// One table for each family and mode (millions of look-ups a second, U/C/Z; for dependent ones
/// nanoseconds), and one of memory and build times.
void print_tables(std::ostream& out, const results& r);
/// cordon against the best peer of each cell, and the geometric means.
void print_summary(std::ostream& out, const results& r);
void write_csv(const std::filesystem::path& file, const results& r);
/// An SVG file by gnuplot; a sentence on why not where that fails.
std::string plot(const std::filesystem::path& file, const results& r);

// What those are made of.

/// cordon, or a variant of it ("cordon AVX2"), which is neither a peer nor what peers are held
/// against.
inline bool is_ours(const std::string& engine) { return engine.starts_with("cordon"); }
/// cordon's figure and the best peer's; nullptr where there is none.
struct duel {
    const figure* ours = nullptr;
    const figure* peer = nullptr;
    /// How many times as fast as the peer.
    double ratio() const { return peer->median / ours->median; }
    explicit operator bool() const { return ours != nullptr && peer != nullptr; }
};
duel best_peer(const cell& c);
const figure* find(const cell& c, const std::string& engine);
/// Engines and tables in the order in which they were measured.
std::vector<std::string> engines_of(const results& r, int family, const std::string& mode);
std::vector<std::string> tables_of(const results& r, int family);
const cell* find(const results& r, int family, const std::string& table, const std::string& mode,
                 char stream);

class geometric_mean {
public:
    void add(double x);
    bool empty() const { return count_ == 0; }
    double value() const;

private:
    double logarithms_ = 0;
    int count_ = 0;
};

} // namespace bench
