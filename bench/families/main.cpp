// bench_families: batches of `ip::address`, of which some are IPv4 and some IPv6, as a log has
// them. Every answer is checked first; then cordon and what people write instead take turns in one
// process, and one table tells the medians and the ratios.
#include "../common/harness.hpp"

#include <cordon/ip.hpp>

#include <array>
#include <iterator>
#include <memory>
#include <random>
#include <span>

namespace {

using namespace bench;
namespace ip = cordon::ip;

constexpr std::size_t networks = 1000; // of each family
constexpr std::size_t addresses = 1 << 13;
constexpr std::size_t block = 256;
constexpr std::array parts_of_v6{0U, 18U, 50U, 100U}; // in a hundred

using addresses_block = std::span<const ip::address>;
using answers_block = std::span<bool>;

struct fixture {
    ip::range_set set;
    ip::compiled_set compiled;
    std::vector<ip::range> sorted;
    std::array<std::vector<ip::address>, parts_of_v6.size()> asked;

    fixture()
    {
        std::mt19937_64 random(2373);
        const auto v4 = [&] { return ip::address_v4(static_cast<std::uint32_t>(random())); };
        const auto v6 = [&] {
            return ip::address_v6(ip::uint128(0x2000'0000'0000'0000U | random() >> 3, random()));
        };
        std::vector<ip::range> ranges;
        for (std::size_t i = 0; i < networks; ++i) {
            ranges.emplace_back(
                ip::prefix(ip::prefix_v4::containing(v4(), 16 + int(random() % 9))));
            ranges.emplace_back(
                ip::prefix(ip::prefix_v6::containing(v6(), 32 + int(random() % 17))));
        }
        set = ip::range_set(ranges);
        compiled = ip::compiled_set(set);
        for (const ip::range& each : set)
            sorted.push_back(each);
        for (std::size_t part = 0; part < parts_of_v6.size(); ++part)
            for (std::size_t i = 0; i < addresses; ++i) {
                // Every other one is in a network.
                const bool is_v6 = random() % 100 < parts_of_v6[part];
                const ip::range& some = sorted[random() % sorted.size()];
                if (random() % 2 == 0 && some.is_v6() == is_v6)
                    asked[part].push_back(random() % 2 == 0 ? some.first() : some.last());
                else
                    asked[part].push_back(is_v6 ? ip::address(v6()) : ip::address(v4()));
            }
    }
};

void by_cordon(const fixture& f, addresses_block asked, answers_block answers)
{
    f.compiled.contains(asked, answers);
}

void one_by_one(const fixture& f, addresses_block asked, answers_block answers)
{
    for (std::size_t i = 0; i < asked.size(); ++i)
        answers[i] = f.compiled.contains(asked[i]);
}

// The families apart, each as a batch: what somebody writes who has batches of one family only.
void by_hand(const fixture& f, addresses_block asked, answers_block answers)
{
    std::array<ip::address_v4, block> v4;
    std::array<ip::address_v6, block> v6;
    std::array<std::size_t, block> places_v4{};
    std::array<std::size_t, block> places_v6{};
    std::size_t count_v4 = 0;
    std::size_t count_v6 = 0;
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (const ip::address each = asked[i].canonical(); each.is_v4()) {
            v4[count_v4] = each.to_v4();
            places_v4[count_v4++] = i;
        } else {
            v6[count_v6] = each.to_v6();
            places_v6[count_v6++] = i;
        }
    std::array<bool, block> found{};
    f.compiled.v4().contains(std::span(v4).first(count_v4), found);
    for (std::size_t i = 0; i < count_v4; ++i)
        answers[places_v4[i]] = found[i];
    f.compiled.v6().contains(std::span(v6).first(count_v6), found);
    for (std::size_t i = 0; i < count_v6; ++i)
        answers[places_v6[i]] = found[i];
}

void by_upper_bound(const fixture& f, addresses_block asked, answers_block answers)
{
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto behind = std::upper_bound(
            f.sorted.begin(), f.sorted.end(), asked[i].canonical(),
            [](const ip::address& a, const ip::range& r) { return a < r.first(); });
        answers[i] = behind != f.sorted.begin() && std::prev(behind)->contains(asked[i]);
    }
}

struct way {
    const char* name;
    void (*ask)(const fixture&, addresses_block, answers_block);
};
constexpr std::array ways{way{"cordon", by_cordon}, way{"one by one", one_by_one},
                          way{"divided by hand", by_hand}, way{"std::upper_bound", by_upper_bound}};

std::string name_of(const way& each, std::size_t part)
{
    return std::string(each.name) + ", " + std::to_string(parts_of_v6[part]) + " % IPv6";
}

template <class Work>
void for_each_block(const std::vector<ip::address>& asked, Work work)
{
    std::array<bool, block> answers{};
    for (std::size_t i = 0; i < asked.size(); i += block)
        work(addresses_block(asked).subspan(i, block), answers_block(answers));
}

void check(const fixture& f)
{
    for (const auto& asked : f.asked)
        for (const way& each : ways)
            for_each_block(asked, [&](addresses_block some, answers_block answers) {
                each.ask(f, some, answers);
                for (std::size_t i = 0; i < some.size(); ++i)
                    require(answers[i] == f.set.contains(some[i]), each.name);
            });
}

void add_all(const fixture& f)
{
    for (std::size_t part = 0; part < parts_of_v6.size(); ++part)
        for (const way& each : ways)
            benchmark::RegisterBenchmark(name_of(each, part).c_str(), [&f, part,
                                                                       each](auto& state) {
                while (state.KeepRunningBatch(addresses))
                    for_each_block(f.asked[part], [&](addresses_block some, answers_block answers) {
                        each.ask(f, some, answers);
                        benchmark::DoNotOptimize(answers.data());
                        benchmark::ClobberMemory();
                    });
            });
}

} // namespace

int main(int argc, char** argv)
{
    bool quick = false;
    if (const auto code = read_arguments(
            argc, argv, "Batches of addresses of both families, against other ways to ask.", quick))
        return *code;
    const auto f = std::make_unique<const fixture>();
    check(*f);
    std::printf("all answers are right\n\n");
    add_all(*f);
    collector times;
    benchmark::RunSpecifiedBenchmarks(&times);

    std::printf("| IPv6 | cordon, an address | how many times as fast as, in this run |\n");
    std::printf("|-----:|-------------------:|---|\n");
    for (std::size_t part = 0; part < parts_of_v6.size(); ++part) {
        const double own = times.median(name_of(ways[0], part));
        if (own == 0)
            continue;
        std::printf("| %3u %% | %15.1f ns |", parts_of_v6[part], own);
        const char* between = " ";
        for (const way& peer : std::span(ways).subspan(1))
            if (const double other = times.median(name_of(peer, part)); other != 0) {
                std::printf("%s%.1f %s (%.1f ns)", between, other / own, peer.name, other);
                between = ", ";
            }
        std::printf(" |\n");
    }
    std::printf("\n%zu networks of each family, blocks of %zu addresses, half of them inside\n",
                networks, block);
    return 0;
}
