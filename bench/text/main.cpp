// bench_text: reading and writing addresses, and loading a list of networks. Everything is checked
// first, against inet_pton and inet_ntop; then cordon and its peers take turns in one process, and
// one table tells the medians and the ratios.
#include "../common/harness.hpp"

#include <cordon/ip.hpp>

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#ifdef CORDON_BENCH_BOOST
#include <utility>

#include <boost/asio/ip/address.hpp>
#endif

namespace {

using namespace bench;
namespace ip = cordon::ip;

// So many different ones that no processor foresees them: an access log, not a loop.
constexpr std::size_t addresses = 1 << 16;
constexpr std::size_t networks = 1'130'000;

struct fixture {
    std::vector<ip::address_v4> v4;
    std::vector<ip::address_v6> v6;
    std::vector<std::string> text_v4;
    std::vector<std::string> text_v6;
    std::string list_v4; // a network a line, in no order
    std::string list_v6;
    std::string path = "bench_text.list"; // of a file with the IPv4 list

    fixture()
    {
        std::mt19937_64 random(5952);
        for (std::size_t i = 0; i < addresses; ++i) {
            v4.emplace_back(static_cast<std::uint32_t>(random()));
            // As they occur: a /48 of many, a subnet, and a host of a few or of all bits.
            const std::uint64_t network = 0x2001'0000'0000'0000U | (random() >> 16 << 16);
            const std::uint64_t host = random() % 2 == 0 ? random() % 4096 : random();
            v6.emplace_back(ip::uint128(network | (random() & 0xff), host));
            text_v4.push_back(to_string(v4.back()));
            text_v6.push_back(to_string(v6.back()));
        }
        for (std::size_t i = 0; i < networks; ++i) {
            const ip::address_v4 in_v4(static_cast<std::uint32_t>(random()));
            const ip::address_v6 in_v6(ip::uint128(0x2000'0000'0000'0000U | random() >> 3, 0));
            list_v4 += to_string(ip::prefix_v4::containing(in_v4, 20 + int(random() % 13))) + '\n';
            list_v6 += to_string(ip::prefix_v6::containing(in_v6, 32 + int(random() % 33))) + '\n';
        }
        std::ofstream file(path, std::ios::binary);
        file << list_v4;
        require(bool(file.flush()), "a file can be written in this directory");
    }
    ~fixture() { std::remove(path.c_str()); }
    fixture(const fixture&) = delete;
    fixture& operator=(const fixture&) = delete;
};

std::uint32_t read_by_inet_pton(const std::string& text)
{
    in_addr out{};
    require(::inet_pton(AF_INET, text.c_str(), &out) == 1, "inet_pton reads it");
    return ntohl(out.s_addr);
}

// The loop that people write.
bool read_by_from_chars(std::string_view text, std::uint32_t& out)
{
    const char* at = text.data();
    const char* const end = at + text.size();
    out = 0;
    for (int i = 0; i < 4; ++i) {
        if (i != 0 && (at == end || *at++ != '.'))
            return false;
        unsigned octet = 0;
        const auto [next, error] = std::from_chars(at, end, octet);
        if (error != std::errc() || octet > 255)
            return false;
        out = out << 8 | octet;
        at = next;
    }
    return at == end;
}

// A list by the standard library: lines, inet_pton, std::sort, one pass that joins neighbours.
// Gives the number of ranges.
std::size_t load_by_std(const std::string& list)
{
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
    std::istringstream lines(list);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t slash = line.find('/');
        require(slash != line.npos, "a line has a length");
        const int length = std::atoi(line.c_str() + slash + 1);
        line.resize(slash);
        const std::uint64_t first = read_by_inet_pton(line);
        ranges.emplace_back(first, first + (std::uint64_t(1) << (32 - length)) - 1);
    }
    std::sort(ranges.begin(), ranges.end());
    std::size_t kept = 0;
    for (const auto& next : ranges)
        if (kept != 0 && next.first <= ranges[kept - 1].second + 1)
            ranges[kept - 1].second = std::max(ranges[kept - 1].second, next.second);
        else
            ranges[kept++] = next;
    return kept;
}

void check(const fixture& f)
{
    for (std::size_t i = 0; i < addresses; ++i) {
        char text[INET6_ADDRSTRLEN];
        std::uint32_t looped = 0;
        require(ip::parse_address_v4(f.text_v4[i]).value() == f.v4[i], "IPv4 is read");
        require(read_by_inet_pton(f.text_v4[i]) == f.v4[i].to_uint(), "inet_pton agrees");
        require(read_by_from_chars(f.text_v4[i], looped) && looped == f.v4[i].to_uint(),
                "the loop agrees");
        const in_addr quad{htonl(f.v4[i].to_uint())};
        require(::inet_ntop(AF_INET, &quad, text, sizeof text) == f.text_v4[i], "IPv4 is written");
        in6_addr bytes{};
        require(ip::parse_address_v6(f.text_v6[i]).value() == f.v6[i], "IPv6 is read");
        require(::inet_pton(AF_INET6, f.text_v6[i].c_str(), &bytes) == 1 &&
                    std::memcmp(&bytes, f.v6[i].to_bytes().data(), 16) == 0,
                "inet_pton agrees");
        require(::inet_ntop(AF_INET6, &bytes, text, sizeof text) == f.text_v6[i],
                "IPv6 is written");
    }
    const ip::range_set set = ip::parse_list(f.list_v4)->to_set();
    require(set.size() == load_by_std(f.list_v4), "the list is read");
    require(ip::load_list(f.path)->to_set() == set, "the file is read");
    std::string written;
    write_list(written, set);
    require(ip::parse_list(written)->to_set() == set, "the list is written");
    require(ip::parse_list(f.list_v6)->to_set().v6().size() > networks / 2, "so is IPv6");
}

// Each call on the next of the texts or addresses.
template <class Values, class Work>
void add(const char* name, const Values& values, Work work)
{
    benchmark::RegisterBenchmark(name, [&values, work](auto& state) {
        std::size_t i = 0;
        for (auto _ : state) {
            auto out = work(values[i]);
            benchmark::DoNotOptimize(out);
            i = (i + 1) % addresses;
        }
    });
}

void add_all(const fixture& f)
{
    add("read IPv4", f.text_v4, [](const std::string& t) { return ip::parse_address_v4(t); });
    add("inet_pton, IPv4", f.text_v4, read_by_inet_pton);
    add("std::from_chars, IPv4", f.text_v4, [](const std::string& t) {
        std::uint32_t out = 0;
        require(read_by_from_chars(t, out), "the loop reads it");
        return out;
    });
    add("read IPv6", f.text_v6, [](const std::string& t) { return ip::parse_address_v6(t); });
    add("inet_pton, IPv6", f.text_v6, [](const std::string& t) {
        in6_addr out{};
        require(::inet_pton(AF_INET6, t.c_str(), &out) == 1, "inet_pton reads it");
        return out;
    });
    const auto write = [](const auto& address) {
        char text[ip::address_v6::max_text_size];
        char* const end = to_chars(text, text + sizeof text, address).ptr;
        benchmark::DoNotOptimize(text);
        return end - text;
    };
    add("write IPv4", f.v4, write);
    add("write IPv6", f.v6, write);
    add("inet_ntop, IPv4", f.v4, [](ip::address_v4 address) {
        char text[INET6_ADDRSTRLEN];
        const in_addr quad{htonl(address.to_uint())};
        const char* out = ::inet_ntop(AF_INET, &quad, text, sizeof text);
        benchmark::DoNotOptimize(text);
        return out;
    });
    add("inet_ntop, IPv6", f.v6, [](ip::address_v6 address) {
        char text[INET6_ADDRSTRLEN];
        const auto bytes = address.to_bytes();
        const char* out = ::inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
        benchmark::DoNotOptimize(text);
        return out;
    });
#ifdef CORDON_BENCH_BOOST
    add("Asio, IPv4", f.text_v4, [](const std::string& t) {
        boost::system::error_code error;
        return boost::asio::ip::make_address_v4(t.c_str(), error);
    });
    add("Asio, IPv6", f.text_v6, [](const std::string& t) {
        boost::system::error_code error;
        return boost::asio::ip::make_address_v6(t.c_str(), error);
    });
#endif
    const auto add_list = [](const char* name, auto load) {
        benchmark::RegisterBenchmark(name, [load](auto& state) {
            for (auto _ : state) {
                const ip::range_set set = load()->to_set();
                std::size_t prefixes = 0;
                for (const ip::prefix& prefix : set.prefixes())
                    prefixes += std::size_t(prefix.length());
                benchmark::DoNotOptimize(prefixes);
            }
        });
    };
    add_list("list, IPv4", [&] { return ip::parse_list(f.list_v4); });
    add_list("from a file", [&] { return ip::load_list(f.path); });
    add_list("list, IPv6", [&] { return ip::parse_list(f.list_v6); });
    benchmark::RegisterBenchmark("write a list", [&](auto& state) {
        const ip::range_set set = ip::parse_list(f.list_v4)->to_set();
        std::string text;
        for (auto _ : state) {
            text.clear();
            write_list(text, set);
            benchmark::DoNotOptimize(text.data());
        }
    });
    benchmark::RegisterBenchmark("std::getline, inet_pton, std::sort", [&](auto& state) {
        for (auto _ : state)
            benchmark::DoNotOptimize(load_by_std(f.list_v4));
    });
}

} // namespace

int main(int argc, char** argv)
{
    bool quick = false;
    if (const auto code = read_arguments(
            argc, argv, "Addresses and lists as text, against the system's calls and Asio.", quick))
        return *code;
    const fixture f;
    check(f);
    std::printf("all answers are right\n\n");
    add_all(f);
    collector times;
    benchmark::RunSpecifiedBenchmarks(&times);

    const struct {
        const char* name;
        std::vector<const char*> peers;
    } rows[] = {
        {"read IPv4", {"inet_pton, IPv4", "std::from_chars, IPv4", "Asio, IPv4"}},
        {"read IPv6", {"inet_pton, IPv6", "Asio, IPv6"}},
        {"write IPv4", {"inet_ntop, IPv4"}},
        {"write IPv6", {"inet_ntop, IPv6"}},
        {"list, IPv4", {"std::getline, inet_pton, std::sort"}},
        {"from a file", {}},
        {"list, IPv6", {}},
        {"write a list", {}},
    };
    std::printf("| %-12s | %10s | how many times as fast as the peer, in this run |\n", "cordon",
                "time");
    std::printf("|--------------|-----------:|---|\n");
    const auto time = [](double ns) {
        char text[32];
        std::snprintf(text, sizeof text, ns < 1e5 ? "%.1f ns" : "%.1f ms",
                      ns < 1e5 ? ns : ns / 1e6);
        return std::string(text);
    };
    for (const auto& row : rows) {
        const double own = times.median(row.name);
        if (own == 0)
            continue;
        std::printf("| %-12s | %10s |", row.name, time(own).c_str());
        const char* between = " ";
        for (const char* peer : row.peers)
            if (const double other = times.median(peer); other != 0) {
                std::printf("%s%.1f %s (%s)", between, other / own, peer, time(other).c_str());
                between = ", ";
            }
        std::printf(" |\n");
    }
    std::printf("\na list: %zu networks, read, put in order and joined, as the fewest prefixes\n",
                networks);
    return 0;
}
