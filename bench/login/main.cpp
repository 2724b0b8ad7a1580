// bench_login: what a decision costs beside the password hash. Everything is checked first; then
// all rows take turns in one process, and one table tells the medians, the ratios to what a login
// cannot do without (one digest of the suffix, one look-up of the address), and the allocations.
#include "../common/harness.hpp"
#include "../common/null_hasher.hpp"
#include "allocations.hpp"

#include <cordon/login.hpp>
#include <cordon/openssl.hpp>

namespace {

using namespace cordon::login;
namespace ip = cordon::ip;
namespace token = cordon::token;
using bench::collector;
using bench::null_hasher;
using bench::require;

// An organisation with 10,000 trusted ranges and 1,000 profiles with hours, every second one with
// login ranges.
configuration make_configuration()
{
    configuration_settings out;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        out.organisation.trusted_ranges.push_back(
            {ip::address_v4(0x0a000000U + i * 512), ip::address_v4(0x0a0000ffU + i * 512), ""});
    for (int i = 0; i < 1000; ++i) {
        profile_settings profile;
        profile.name = "profile " + std::to_string(i);
        profile.login_hours.time_zone = "+09:00";
        profile.login_hours.days.fill({0, 1440});
        if (i % 2 == 1)
            profile.login_ranges = {
                {ip::make_address("192.0.2.0"), ip::make_address("192.0.2.255"), ""}};
        out.profiles.push_back(profile);
    }
    return configuration::build(std::move(out)).value();
}

struct fixture {
    configuration config = make_configuration();
    std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};
    token::key_ring keys;
    cordon::openssl::hmac mac;
    token::token_generator<token::default_policy> generator;
    token::issued_token<token::default_policy> issued;
    null_hasher hasher;
    login_record user;   // of a profile without ranges
    login_record ranged; // of one with ranges
    std::string field;   // password and token

    fixture()
    {
        const unsigned char key[32] = {1};
        require(!keys.add("k1", key), "a key is added");
        user.user.name = "ada@example.org";
        user.user.profile = "profile 500";
        user.password_hash = "correct horse battery";
        user.password_changed = now;
        user.had_ui_login = true;
        for (unsigned char i = 0; i < 8; ++i)
            user.devices.push_back({i});
        require(!renew_token(config, user, generator, mac, keys, issued), "a token is issued");
        ranged = user;
        ranged.user.profile = "profile 501";
        field = user.password_hash + std::string(issued.token.reveal());
    }
};

struct row {
    const char* name;
    const login_record* user;
    login_request request;
    answer right;
};

login_request request_of(login_kind kind, std::string_view from, token::field_match match)
{
    login_request out;
    out.kind = kind;
    out.address = ip::make_address(from);
    out.credential.match = match;
    if (kind == login_kind::ui)
        out.device = device_key{7};
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    bool quick = false;
    if (const auto code = bench::read_arguments(
            argc, argv, "What a decision costs beside the password hash.", quick))
        return *code;

    fixture f;
    using token::field_match;
    constexpr auto bare = field_match::password_only;
    constexpr auto api = login_kind::api;
    constexpr auto ui = login_kind::ui;
    const row rows[] = {
        {"API, wrong password", &f.user, request_of(api, "10.0.0.1", field_match::wrong),
         answer::invalid_login},
        {"API, unknown user", nullptr, request_of(api, "10.0.0.1", field_match::wrong),
         answer::invalid_login},
        {"API, trusted network", &f.user, request_of(api, "10.0.0.1", bare), answer::allow},
        {"API, outside with token", &f.user,
         request_of(api, "203.0.113.5", field_match::password_and_suffix), answer::allow},
        {"API, outside without", &f.user, request_of(api, "203.0.113.5", bare),
         answer::token_required},
        {"API, inside login ranges", &f.ranged, request_of(api, "192.0.2.7", bare), answer::allow},
        {"API, outside login ranges", &f.ranged, request_of(api, "203.0.113.5", bare),
         answer::restricted_ip},
        {"API, IPv6 outside", &f.user, request_of(api, "2001:db8::1", bare),
         answer::token_required},
        {"UI, known device", &f.user, request_of(ui, "203.0.113.5", bare), answer::allow},
    };
    std::map<std::string, double> allocated;
    for (const row& each : rows) {
        constexpr int times = 1000;
        bool right = true;
        const std::uint64_t before = bench::allocations();
        for (int i = 0; i < times; ++i)
            right &= decide(f.config, each.user, each.request, f.now).result == each.right;
        allocated[each.name] = double(bench::allocations() - before) / times;
        require(right, each.name);
        require(allocated[each.name] == 0, "a decision allocates nothing");
        benchmark::RegisterBenchmark(each.name, [&f, &each](auto& state) {
            for (auto _ : state) {
                auto made = decide(f.config, each.user, each.request, f.now);
                benchmark::DoNotOptimize(made);
            }
        });
    }
    std::printf("all answers are right\n\n");

    benchmark::RegisterBenchmark("address look-up", [&](auto& state) {
        const auto address = ip::make_address("10.0.0.1");
        for (auto _ : state) {
            bool inside = f.config.organisation().trusted_networks().contains(address);
            benchmark::DoNotOptimize(inside);
        }
    });
    benchmark::RegisterBenchmark("digest of the suffix", [&](auto& state) {
        for (auto _ : state) {
            auto error = verify_token(f.mac, f.keys, subject_of(f.config, f.user), *f.user.token,
                                      f.issued.token.reveal());
            benchmark::DoNotOptimize(error);
        }
    });
    benchmark::RegisterBenchmark("split and decide, no hash", [&](auto& state) {
        token::credential_verifier verifier(f.hasher, f.mac, f.keys);
        login_request request = request_of(api, "203.0.113.5", field_match::wrong);
        const token::stored_credential stored = credential_of(f.user);
        for (auto _ : state) {
            request.credential =
                verifier.verify(&stored, subject_of(f.config, f.user), f.field, f.now);
            auto made = decide(f.config, &f.user, request, f.now);
            benchmark::DoNotOptimize(made);
        }
    });
    collector times;
    benchmark::RunSpecifiedBenchmarks(&times);

    const double lookup = times.median("address look-up");
    const double digest = times.median("digest of the suffix");
    std::printf("| %-30s | %8s | allocations | : digest | : look-up |\n", "decide", "ns");
    std::printf("|%s|---------:|------------:|---------:|----------:|\n",
                std::string(32, '-').c_str());
    double worst = 0;
    for (const row& each : rows) {
        const double own = times.median(each.name);
        worst = std::max(worst, own);
        if (own != 0 && digest != 0 && lookup != 0)
            std::printf("| %-30s | %8.1f | %11.0f | %8.2f | %9.1f |\n", each.name, own,
                        allocated[each.name], own / digest, own / lookup);
    }
    std::printf(
        "\ndigest of the suffix %.0f ns, address look-up %.1f ns, split and decide %.0f ns\n",
        digest, lookup, times.median("split and decide, no hash"));
    std::printf("goal 1000 ns a decision: at most %.0f ns\n", worst);
    return 0;
}
