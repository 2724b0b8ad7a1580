#include "measure.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include <benchmark/benchmark.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#endif

namespace bench {
namespace {

// Keeps the time of each run instead of printing it: the processor's, which does not run on while
// another program has the core.
class collector final : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs)
            if (!run.error_occurred)
                times[run.run_name.function_name].push_back(run.cpu_accumulated_time * 1e9 /
                                                            double(run.iterations) / double(chunk));
    }

    std::map<std::string, std::vector<double>> times; // nanoseconds a query
};

// Whether the addresses that share the first `bits` bits with this one differ in their answers.
template <class A>
bool is_cut(const reference<A>& answer, A address, int bits)
{
    using number = typename A::uint_type;
    const number host =
        static_cast<number>(static_cast<number>(number(1U) << (A::width - bits)) - number(1U));
    const A first =
        A::from_uint(static_cast<number>(address.to_uint() & static_cast<number>(~host)));
    const A last = A::from_uint(static_cast<number>(address.to_uint() | host));
    return std::any_of(answer.pieces().begin(), answer.pieces().end(), [&](const piece<A>& p) {
        return (first < p.first && p.first <= last) || (first <= p.last && p.last < last);
    });
}

} // namespace

template <class A>
std::size_t check(const runner<A>& engine, mode m, const stream<A>& queries,
                  const reference<A>& answer, std::size_t count)
{
    const auto wrong = engine.check(m, queries, count);
    for (const std::size_t i : wrong) {
        const A address = queries.addresses[i];
        if (engine.bits() == A::width || !is_cut(answer, address, engine.bits()))
            throw std::runtime_error(engine.name() + " (" + name(m) + ", stream " +
                                     letter(queries.kind) + ") has a wrong answer for " +
                                     to_string(address));
    }
    return wrong.size();
}

template <class A>
std::vector<figure> measure(const runners<A>& engines, mode m, const stream<A>& queries,
                            const options& o)
{
    using clock = std::chrono::steady_clock;
    collector collected;
    const std::size_t size = queries.addresses.size() / chunk * chunk;
    benchmark::ClearRegisteredBenchmarks();
    for (const auto& engine : engines) {
        if (!engine->has(m))
            continue;
        const runner<A>& e = *engine;
        // How many chunks a turn takes; the second one, for the first one finds the caches cold.
        double ms = 0;
        for (int i = 0; i < 2; ++i) {
            const auto start = clock::now();
            e.time(m, queries, 0, chunk);
            ms = std::chrono::duration<double, std::milli>(clock::now() - start).count();
        }
        const auto turn = benchmark::IterationCount(std::ceil(o.slice_ms / std::max(ms, 0.001)));
        benchmark::RegisterBenchmark(
            e.name().c_str(),
            [&e, &queries, m, size, at = std::size_t(0)](benchmark::State& state) mutable {
                for (auto _ : state) {
                    e.time(m, queries, at, chunk);
                    at = at + chunk == size ? 0 : at + chunk;
                }
                state.SetItemsProcessed(std::int64_t(chunk) * state.iterations());
            })
            ->Iterations(turn)
            ->UseRealTime();
    }
    for (int round = 0; round < o.rounds; ++round)
        benchmark::RunSpecifiedBenchmarks(&collected);

    std::vector<figure> out;
    for (const auto& engine : engines) {
        std::vector<double>& times = collected.times[engine->name()];
        if (times.empty())
            continue;
        std::sort(times.begin(), times.end());
        out.push_back({engine->name(), times[times.size() / 2], times.front(), times.back()});
    }
    return out;
}

#ifdef CALLGRIND_DUMP_STATS_AT
void must_be_counted()
{
    if (RUNNING_ON_VALGRIND == 0)
        throw std::runtime_error("--counts is for bench/counts.sh, which runs this by valgrind");
}

template <class A>
void count(const runners<A>& engines, mode m, const stream<A>& queries, const std::string& table)
{
    for (const auto& engine : engines) {
        if (!engine->has(m))
            continue;
        const std::string cell = std::string(A::width == 32 ? "IPv4" : "IPv6") + '|' + name(m) +
                                 '|' + table + '|' + engine->name() + '|' + letter(queries.kind);
        // This empties the caches. So other queries come first, to fill them again.
        CALLGRIND_START_INSTRUMENTATION;
        engine->time(m, queries, 0, chunk);
        CALLGRIND_ZERO_STATS;
        engine->time(m, queries, chunk, chunk);
        CALLGRIND_DUMP_STATS_AT(cell.c_str());
        CALLGRIND_STOP_INSTRUMENTATION;
    }
}
#else
void must_be_counted()
{
    throw std::runtime_error("--counts: valgrind's headers were not there when this was compiled");
}

template <class A>
void count(const runners<A>&, mode, const stream<A>&, const std::string&)
{
}
#endif

template std::size_t check(const runner<address_v4>&, mode, const stream<address_v4>&,
                           const reference<address_v4>&, std::size_t);
template std::size_t check(const runner<address_v6>&, mode, const stream<address_v6>&,
                           const reference<address_v6>&, std::size_t);
template std::vector<figure> measure(const runners<address_v4>&, mode, const stream<address_v4>&,
                                     const options&);
template std::vector<figure> measure(const runners<address_v6>&, mode, const stream<address_v6>&,
                                     const options&);
template void count(const runners<address_v4>&, mode, const stream<address_v4>&,
                    const std::string&);
template void count(const runners<address_v6>&, mode, const stream<address_v6>&,
                    const std::string&);

} // namespace bench
