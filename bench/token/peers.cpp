#include "subjects.hpp"

#include <benchmark/benchmark.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/random.h>

#include <cstring>

#ifdef CORDON_BENCH_BOOST
#include <boost/uuid/random_generator.hpp>
#endif

namespace bench {

namespace {

// What a generator asks the system for to make one token.
constexpr std::size_t request = 16 + 24 + 24 / 4 + 8;

void system_call(benchmark::State& state)
{
    unsigned char bytes[request];
    for (auto _ : state) {
        require(::getrandom(bytes, sizeof bytes, 0) == ssize_t(sizeof bytes), "getrandom");
        benchmark::DoNotOptimize(bytes);
    }
}

void rand_bytes(benchmark::State& state)
{
    unsigned char bytes[24];
    for (auto _ : state) {
        require(::RAND_bytes(bytes, sizeof bytes) == 1, "RAND_bytes");
        benchmark::DoNotOptimize(bytes);
    }
}

#ifdef CORDON_BENCH_BOOST
void boost_uuid(benchmark::State& state)
{
    boost::uuids::random_generator generator; // 122 bits, by the system's generator
    for (auto _ : state)
        benchmark::DoNotOptimize(generator());
}
#endif

void one_shot(benchmark::State& state, const fixture& f)
{
    const auto message = f.message();
    const token::bytes_view key = f.keys.find("k1")->reveal();
    unsigned char digest[32];
    unsigned size = 0;
    for (auto _ : state) {
        require(::HMAC(EVP_sha256(), key.data(), int(key.size()), message.data(), message.size(),
                       digest, &size) != nullptr,
                "HMAC");
        benchmark::DoNotOptimize(digest);
    }
}

struct free_mac {
    void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
};

void mac_once(EVP_MAC_CTX* context, token::bytes_view key, const OSSL_PARAM* parameters,
              const std::vector<unsigned char>& message)
{
    unsigned char digest[32];
    std::size_t size = 0;
    require(EVP_MAC_init(context, key.data(), key.size(), parameters) == 1 &&
                EVP_MAC_update(context, message.data(), message.size()) == 1 &&
                EVP_MAC_final(context, digest, &size, sizeof digest) == 1,
            "EVP_MAC");
    benchmark::DoNotOptimize(digest);
}

const OSSL_PARAM* sha256()
{
    static char name[] = "SHA256";
    static const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end()};
    return parameters;
}

void fetched_each_time(benchmark::State& state, const fixture& f)
{
    const auto message = f.message();
    const token::bytes_view key = f.keys.find("k1")->reveal();
    for (auto _ : state) {
        const std::unique_ptr<EVP_MAC, free_mac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
        const std::unique_ptr<EVP_MAC_CTX, free_mac> context(EVP_MAC_CTX_new(mac.get()));
        mac_once(context.get(), key, sha256(), message);
    }
}

// The least that OpenSSL does for a digest with another key: the message is in one piece already.
void reused_context(benchmark::State& state, const fixture& f)
{
    const auto message = f.message();
    const token::bytes_view key = f.keys.find("k1")->reveal();
    const std::unique_ptr<EVP_MAC, free_mac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    const std::unique_ptr<EVP_MAC_CTX, free_mac> context(EVP_MAC_CTX_new(mac.get()));
    require(EVP_MAC_CTX_set_params(context.get(), sha256()) == 1, "EVP_MAC_CTX_set_params");
    for (auto _ : state)
        mac_once(context.get(), key, nullptr, message);
}

template <class Compare>
void compare(benchmark::State& state, const fixture& f, Compare equal)
{
    token::token_digest a = f.issued.record.digest;
    token::token_digest b = a;
    for (auto _ : state) {
        benchmark::DoNotOptimize(a);
        benchmark::DoNotOptimize(b);
        bool same = equal(a.data(), b.data(), a.size());
        benchmark::DoNotOptimize(same);
    }
}

} // namespace

void add_peers(fixture& f)
{
    benchmark::RegisterBenchmark("getrandom", system_call);
    benchmark::RegisterBenchmark("RAND_bytes", rand_bytes);
#ifdef CORDON_BENCH_BOOST
    benchmark::RegisterBenchmark("Boost.UUID random_generator", boost_uuid);
#endif
    benchmark::RegisterBenchmark("HMAC()", [&](auto& state) { one_shot(state, f); });
    benchmark::RegisterBenchmark("EVP_MAC, fetched each time",
                                 [&](auto& state) { fetched_each_time(state, f); });
    benchmark::RegisterBenchmark("EVP_MAC, one context",
                                 [&](auto& state) { reused_context(state, f); });
    benchmark::RegisterBenchmark("CRYPTO_memcmp", [&](auto& state) {
        compare(state, f,
                [](auto* a, auto* b, auto size) { return ::CRYPTO_memcmp(a, b, size) == 0; });
    });
    benchmark::RegisterBenchmark("memcmp", [&](auto& state) {
        compare(state, f, [](auto* a, auto* b, auto size) { return std::memcmp(a, b, size) == 0; });
    });
}

} // namespace bench
