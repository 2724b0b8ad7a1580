// bench_ip: how fast addresses are looked up, cordon and its peers in one process.
#include "measure.hpp"

#include <cordon/ip/detail/batch.hpp>

#include <benchmark/benchmark.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include <unistd.h>

namespace {

using namespace bench;

template <class A>
candidates<A> all_candidates()
{
    candidates<A> out;
    add_cordon(out);
    add_dpdk(out);
    add_papers(out);
    add_std(out);
    add_packaged(out);
    return out;
}

template <class A>
runners<A> make_runners(const inputs<A>& in, const options& o)
{
    runners<A> out;
    for (const candidate<A>& c : all_candidates<A>()) {
        if (o.quick && in.prefixes.size() > c.quick_limit)
            continue;
        // A candidate of several engines is made if it, or one of them, may be wanted.
        const bool is_part = std::any_of(o.engines.begin(), o.engines.end(), [&](const auto& part) {
            return part.find(c.name) != part.npos; // "rte_fib AVX-512"
        });
        if (c.name != "cordon" && !is_part && !wanted_in_part(o.engines, "DPDK " + c.name))
            continue;
        for (auto& engine : c.make(in))
            if (engine->is_ours() || wanted_in_part(o.engines, engine->name()))
                out.push_back(std::move(engine));
    }
    return out;
}

template <class A>
void run_table(const table<A>& source, const options& o, results& r)
{
    const int family = A::width == 32 ? 4 : 6;
    std::cerr << "IPv" << family << ' ' << source.name << ": " << source.pieces.size() << " ranges";
    const inputs<A> in(source);
    std::cerr << ", " << in.prefixes.size() << " prefixes; " << std::flush;
    const reference<A> answer(source);
    // Under callgrind everything takes many times as long, and other runs check more.
    constexpr std::size_t few = 1 << 12;
    const std::size_t size = std::size_t(1) << (o.counts ? 17 : o.quick ? 16 : 22);
    const std::size_t comparisons = o.counts ? 1'000'000 : 50'000'000;
    std::vector<stream<A>> streams;
    for (const stream_kind kind : timed_streams)
        if (wanted(o.streams, std::string(1, letter(kind))))
            streams.emplace_back(answer, kind, size, comparisons);
    const stream<A> edges(answer, stream_kind::edges,
                          std::size_t(1) << (o.counts  ? 12
                                             : o.quick ? 16
                                                       : 20),
                          comparisons);
    const runners<A> engines = make_runners(in, o);
    for (const auto& engine : engines)
        r.costs.push_back({family, source.name, engine->name(), source.pieces.size(),
                           engine->build_ms, engine->memory});

    std::cerr << "checking " << engines.size() << " engines" << std::flush;
    std::string notes;
    for (const auto& engine : engines) {
        std::size_t excused = 0;
        const auto check_all = [&](const stream<A>& queries) {
            for (const mode m : all_modes)
                if (engine->has(m))
                    // The dependent loop asks the same function as the scalar one, and is slow.
                    excused += check(*engine, m, queries, answer,
                                     o.counts               ? few
                                     : m == mode::dependent ? std::size_t(65536)
                                                            : queries.addresses.size());
        };
        check_all(edges);
        for (const stream<A>& queries : streams)
            check_all(queries);
        if (excused != 0)
            notes += " (" + engine->name() + " looks at " + std::to_string(engine->bits()) +
                     " bits: " + std::to_string(excused) + " answers differ for that)";
    }
    std::cerr << ", all answers agree" << notes << std::flush;
    if (o.counts)
        for (const mode m : all_modes)
            for (const stream<A>& queries : streams)
                if (wanted(o.modes, name(m)))
                    count(engines, m, queries, source.name);
    if (!o.quick && !o.counts)
        for (const mode m : all_modes)
            for (const stream<A>& queries : streams)
                if (wanted(o.modes, name(m))) {
                    std::cerr << (queries.kind == streams.front().kind
                                      ? std::string("; ") + name(m) + " "
                                      : "")
                              << letter(queries.kind) << std::flush;
                    r.cells.push_back({family, source.name, source.in_means, name(m),
                                       letter(queries.kind), measure(engines, m, queries, o)});
                }
    std::cerr << '\n';
}

template <class A>
void run_family(const options& o, results& r)
{
    if (!wanted(o.families, A::width == 32 ? "4" : "6"))
        return;
    for (const table<A>& t : load_tables<A>(o.data))
        if (wanted(o.tables, t.name))
            run_table(t, o, r);
}

void report(const options& o, const results& r, const std::vector<std::string>& machine)
{
    std::ostringstream out;
    for (const std::string& line : machine)
        out << "- " << line << '\n';
    out << "- Medians of " << o.rounds << " rounds of " << o.slice_ms << " ms\n\n";
    print_tables(out, r);
    print_summary(out, r);
    std::cout << out.str();

    std::filesystem::create_directories(o.results);
    std::ofstream(o.results / "lookup.md") << out.str();
    write_csv(o.results / "lookup.csv", r);
    std::cout << plot(o.results / "lookup.svg", r)
              << "\nthe same as text and CSV: " << (o.results / "lookup.{md,csv}").string()
              << std::endl;
}

// Tables are megabytes, and pages of 4 KiB would measure the TLB. malloc() asks for huge pages if
// told so before the program starts, for all engines alike.
void restart_with_huge_pages(char** argv)
{
    if (::getenv("GLIBC_TUNABLES") == nullptr &&
        ::setenv("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1", 0) == 0)
        ::execv("/proc/self/exe", argv); // where that fails, so be it
}

} // namespace

int main(int argc, char** argv)
{
    restart_with_huge_pages(argv);
    benchmark::Initialize(&argc, argv);
    const options o = parse_options(argc, argv);
    cordon::ip::detail::use_vectors(o.vectors);
    try {
        if (o.counts)
            must_be_counted();
        const auto machine = describe_machine(o.data);
        results r;
        run_family<address_v4>(o, r);
        run_family<address_v6>(o, r);
        if (r.costs.empty())
            throw std::runtime_error("there is no such table");
        if (o.quick || o.counts)
            std::cout << "bench_ip: all answers agree" << std::endl;
        else
            report(o, r, machine);
    } catch (const std::exception& e) {
        std::cerr << "\nbench_ip: " << e.what() << std::endl;
        return 1;
    }
}
