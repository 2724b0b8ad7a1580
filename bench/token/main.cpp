// bench_token: what tokens, digests and the split cost. Everything is checked first; then cordon
// and its peers take turns in one process, and one table tells the medians and the ratios.
#include "subjects.hpp"

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

} // namespace

int main(int argc, char** argv)
{
    bool quick = false;
    if (const auto code = read_arguments(argc, argv,
                                         "Tokens, digests and the split of a field, against the "
                                         "system's and OpenSSL's own calls.",
                                         quick))
        return *code;

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
