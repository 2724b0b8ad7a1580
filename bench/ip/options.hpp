// What the command line asks for.
#pragma once

#include <cordon/ip/detail/vectors.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

struct options {
    bool quick = false;  ///< short streams, answers only
    bool counts = false; ///< each cell once, for callgrind to count
    int rounds = 9;
    double slice_ms = 20; ///< how long an engine is timed in each round, at least
    std::vector<std::string> families;
    std::vector<std::string> tables;
    std::vector<std::string> engines;
    std::vector<std::string> modes;
    std::vector<std::string> streams;
    /// The most that cordon may use.
    cordon::ip::detail::vectors vectors = cordon::ip::detail::vectors::avx512;
    std::filesystem::path data = CORDON_BENCH_DATA;
    std::filesystem::path results = CORDON_BENCH_RESULTS;
};

/// Exits where help is asked for, or what is asked for is not understood.
options parse_options(int argc, char** argv);

/// Whether the list is empty or has the name.
bool wanted(const std::vector<std::string>& list, std::string_view name);
/// Whether the list is empty or a part of the name is in it: "fib" asks for all of rte_fib.
bool wanted_in_part(const std::vector<std::string>& list, std::string_view name);

} // namespace bench
