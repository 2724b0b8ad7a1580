// What the smaller benchmarks share: checks, the command line, and medians of runs that take turns.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// Ends the program: what is wrong is not worth to be timed.
inline void require(bool holds, const char* what)
{
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::exit(1);
    }
}

/// Collects the runs of each benchmark, and prints nothing.
class collector : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs)
            if (run.run_type == Run::RT_Iteration)
                times_[run.run_name.function_name].push_back(run.GetAdjustedCPUTime());
    }
    /// Nanoseconds of the processor's time, of the median run; 0 where there is none.
    double median(const std::string& name)
    {
        std::vector<double>& times = times_[name];
        if (times.empty())
            return 0;
        const auto middle = times.begin() + std::ptrdiff_t(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        return *middle;
    }

private:
    std::map<std::string, std::vector<double>> times_;
};

/// Reads the command line: --help, --quick (into `quick`) and Google Benchmark's own. The exit code
/// where there is nothing more to do.
inline std::optional<int> read_arguments(int argc, char** argv, const char* about, bool& quick)
{
    std::vector<std::string> arguments{argv[0]};
    for (int i = 1; i < argc; ++i) {
        const std::string_view each = argv[i];
        if (each == "--help" || each == "-h") {
            std::printf("%s\n\n"
                        "  --quick          checks, and timings short enough for continuous "
                        "integration\n"
                        "  --benchmark_...  Google Benchmark's own\n",
                        about);
            return 0;
        }
        if (each == "--quick")
            quick = true;
        else
            arguments.emplace_back(each);
    }
    // In turns, so that what the machine does meanwhile falls on all alike. What is asked for on
    // the command line comes later, and is what counts.
    const char* const defaults[] = {
        "--benchmark_enable_random_interleaving=true",
        quick ? "--benchmark_repetitions=3" : "--benchmark_repetitions=15",
        quick ? "--benchmark_min_time=0.01" : "--benchmark_min_time=0.1",
    };
    arguments.insert(arguments.begin() + 1, std::begin(defaults), std::end(defaults));
    std::vector<char*> pointers;
    for (std::string& each : arguments)
        pointers.push_back(each.data());
    int count = int(pointers.size());
    benchmark::Initialize(&count, pointers.data());
    if (benchmark::ReportUnrecognizedArguments(count, pointers.data()))
        return 2;
    return std::nullopt;
}

} // namespace bench
