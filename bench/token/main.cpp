// bench_token: what tokens, digests and the split cost. Everything is checked first; then cordon
// and its peers take turns in one process, and one table tells the medians and the ratios.
#include "subjects.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace {

using namespace bench;

constexpr std::size_t batch_size = 100;

void add_cordon(fixture& f)
{
    benchmark::RegisterBenchmark("generate a token", [&](auto& state) {
        token::security_token made;
        for (auto _ : state) {
            require(!f.generator.generate(made), "generate");
            benchmark::DoNotOptimize(made);
        }
    });
    benchmark::RegisterBenchmark("generate in batches of 100, each", [&](auto& state) {
        std::vector<token::security_token> made(batch_size);
        while (state.KeepRunningBatch(batch_size)) {
            require(!f.generator.generate(made), "generate");
            benchmark::DoNotOptimize(made.data());
        }
    });
    benchmark::RegisterBenchmark("issue a token and its record", [&](auto& state) {
        token::issued_token<token::default_policy> made;
        for (auto _ : state) {
            require(!issue_token(f.generator, f.mac, f.keys, f.who, &f.issued.record, made),
                    "issue");
            benchmark::DoNotOptimize(made);
        }
    });
    benchmark::RegisterBenchmark("verify a token", [&](auto& state) {
        for (auto _ : state) {
            auto error =
                verify_token(f.mac, f.keys, f.who, f.issued.record, f.issued.token.reveal());
            benchmark::DoNotOptimize(error);
        }
    });
    const auto split = [&](const char* name, const token::stored_credential* user,
                           const std::string& field) {
        benchmark::RegisterBenchmark(name, [&f, user, &field](auto& state) {
            null_hasher hasher;
            token::credential_verifier verifier(hasher, f.mac, f.keys);
            for (auto _ : state) {
                auto decision = verifier.verify(user, f.who, field, f.now);
                benchmark::DoNotOptimize(decision);
            }
        });
    };
    split("split a field, no password hash", &f.user, f.field);
    split("split a wrong one", &f.user, f.wrong_field);
    split("split one of an unknown user", nullptr, f.field);
    benchmark::RegisterBenchmark("verify a one-time code", [&](auto& state) {
        for (auto _ : state) {
            auto decision =
                token::verify_totp(f.mac, f.totp_key.reveal(), {}, {}, f.code.view(), f.now);
            benchmark::DoNotOptimize(decision);
        }
    });
    benchmark::RegisterBenchmark("constant_time_equal, 32 bytes", [&](auto& state) {
        token::token_digest a = f.issued.record.digest;
        token::token_digest b = a;
        for (auto _ : state) {
            benchmark::DoNotOptimize(a);
            benchmark::DoNotOptimize(b);
            bool same = token::constant_time_equal(a, b);
            benchmark::DoNotOptimize(same);
        }
    });
    benchmark::RegisterBenchmark("read a record's line", [&](auto& state) {
        const std::string line = to_text(f.issued.record);
        for (auto _ : state) {
            auto record = token::parse_token_record(line);
            benchmark::DoNotOptimize(record);
        }
    });
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
        std::nth_element(times.begin(), times.begin() + std::ptrdiff_t(times.size() / 2),
                         times.end());
        return times[times.size() / 2];
    }

private:
    std::map<std::string, std::vector<double>> times_;
};

void print_table(collector& times)
{
    const struct {
        const char* name;
        std::vector<const char*> peers;
    } rows[] = {
        {"generate a token", {"getrandom", "RAND_bytes", "Boost.UUID random_generator"}},
        {"generate in batches of 100, each",
         {"getrandom", "RAND_bytes", "Boost.UUID random_generator"}},
        {"issue a token and its record", {}},
        {"verify a token", {"EVP_MAC, one context", "HMAC()", "EVP_MAC, fetched each time"}},
        {"split a field, no password hash", {"EVP_MAC, one context"}},
        {"split a wrong one", {"split a field, no password hash"}},
        {"split one of an unknown user", {"split a field, no password hash"}},
        {"verify a one-time code", {"EVP_MAC, one context"}},
        {"constant_time_equal, 32 bytes", {"CRYPTO_memcmp", "memcmp"}},
        {"read a record's line", {}},
    };
    std::printf("| %-34s | %8s | time of cordon : time of the peer, in this run |\n", "cordon",
                "ns");
    std::printf("|%s|---------:|---|\n", std::string(36, '-').c_str());
    for (const auto& row : rows) {
        const double own = times.median(row.name);
        if (own == 0)
            continue;
        std::printf("| %-34s | %8.1f |", row.name, own);
        const char* between = " ";
        for (const char* peer : row.peers)
            if (const double other = times.median(peer); other != 0) {
                std::printf("%s%.2f %s (%.0f ns)", between, own / other, peer, other);
                between = ", ";
            }
        std::printf(" |\n");
    }
    std::printf("\ngoal 450 ns to generate a token: %.0f ns; 250 ns to verify one: %.0f ns\n",
                times.median("generate a token"), times.median("verify a token"));
}

constexpr const char* usage =
    R"(Tokens, digests and the split of a field, against the system's and OpenSSL's own calls.

  --quick          checks, and timings short enough for continuous integration
  --benchmark_...  Google Benchmark's own
)";

} // namespace

int main(int argc, char** argv)
{
    bool quick = false;
    std::vector<std::string> arguments{argv[0]};
    for (int i = 1; i < argc; ++i) {
        const std::string_view each = argv[i];
        if (each == "--help" || each == "-h") {
            std::fputs(usage, stdout);
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

    fixture f;
    check(f);
    std::printf("all answers are right\n\n");
    add_cordon(f);
    add_peers(f);
    collector times;
    benchmark::RunSpecifiedBenchmarks(&times);
    print_table(times);
    print_timing_statistics(f, quick);
    return 0;
}
