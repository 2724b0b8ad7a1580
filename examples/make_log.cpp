// make_log - writes an access log of realistic shape, the same one on every machine.
//
//     make_log COUNTRIES.csv TRUSTED.txt LINES > access.log
//
// The combined log format of web servers: a third of the requests from the trusted networks, most
// others from the countries of the map, by how many addresses each has; 18 % IPv6; a few clients
// make most requests (Zipf's law); some addresses have brackets or a port; a few lines have none.
#include "cli/lists.hpp"
#include "cli/output.hpp"
#include "cli/program.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <vector>

namespace ip = cordon::ip;

namespace {

/// SplitMix64. The distributions of <random> differ from library to library; this does not.
class random_source {
public:
    std::uint64_t next() noexcept
    {
        std::uint64_t x = state_ += 0x9e3779b97f4a7c15U;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
        return x ^ (x >> 31);
    }
    /// From 0 to n - 1. The bias is below n / 2^64.
    std::uint64_t below(std::uint64_t n) noexcept { return next() % n; }
    bool one_in(std::uint64_t n) noexcept { return below(n) == 0; }

private:
    std::uint64_t state_ = 20260617;
};

/// Numbers from 0 to n - 1, each as often as its weight says.
class weighted_choice {
public:
    void add(std::uint64_t weight) { sums_.push_back((sums_.empty() ? 0 : sums_.back()) + weight); }
    std::size_t pick(random_source& random) const
    {
        const auto at = std::upper_bound(sums_.begin(), sums_.end(), random.below(sums_.back()));
        return std::size_t(at - sums_.begin());
    }

private:
    std::vector<std::uint64_t> sums_;
};

ip::address random_address(const ip::range_v4& range, random_source& random)
{
    const auto offset = std::uint32_t(random.below(range.count()));
    return ip::address_v4(range.first().to_uint() + offset);
}
ip::address random_address(const ip::range_v6& range, random_source& random)
{
    const ip::uint128 size_minus_one = range.last().to_uint() - range.first().to_uint();
    for (;;) {
        const ip::uint128 bits{random.next(), random.next()}; // braces: in this order
        const ip::uint128 offset = bits >> countl_zero(size_minus_one);
        if (offset <= size_minus_one)
            return ip::address_v6(range.first().to_uint() + offset);
    }
}

template <class Entries>
ip::address address_in(const Entries& entries, const weighted_choice& choice, random_source& random)
{
    return random_address(entries[choice.pick(random)].range, random);
}

/// Who makes requests: the first clients make the most.
std::vector<ip::address> make_clients(const ip::list& countries, const ip::list& trusted,
                                      random_source& random)
{
    weighted_choice by_size_v4;
    weighted_choice by_row_v6;
    for (const auto& entry : countries.v4())
        by_size_v4.add(entry.range.count());
    for (std::size_t i = 0; i < countries.v6().size(); ++i)
        by_row_v6.add(1);

    std::vector<ip::address> clients(20000);
    for (ip::address& client : clients) {
        const bool v6 = random.below(100) < 18;
        const bool is_trusted = random.below(100) < 33;
        if (is_trusted && v6)
            client = random_address(trusted.v6()[random.below(trusted.v6().size())].range, random);
        else if (is_trusted)
            client = random_address(trusted.v4()[random.below(trusted.v4().size())].range, random);
        else if (v6)
            client = address_in(countries.v6(), by_row_v6, random);
        else if (random.below(100) < 94)
            client = address_in(countries.v4(), by_size_v4, random);
        else // from anywhere: often from a block that is not in the map
            client = ip::address_v4(std::uint32_t(0x18000000 + random.below(0xc0000000)));
    }
    return clients;
}

constexpr std::array<const char*, 8> not_addresses = {
    "-",          "unknown",
    "localhost",  "10.20.30.256",
    "010.20.0.1", "10.20.0.1.evil.example",
    "10.20.1",    "\\x16\\x03\\x01",
};
constexpr std::array<const char*, 12> paths = {
    "/",
    "/login",
    "/login?next=%2Faccount",
    "/account",
    "/api/v1/session",
    "/api/v1/items?page=2&size=50",
    "/api/v1/items/4711",
    "/static/app.3f9c1e.js",
    "/static/app.77ab02.css",
    "/static/logo.svg",
    "/favicon.ico",
    "/health",
};
constexpr std::array<const char*, 4> referers = {
    "-",
    "https://www.example.com/",
    "https://www.example.com/login",
    "https://search.example.net/?q=cordon",
};
constexpr std::array<const char*, 5> agents = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/137.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "curl/8.14.1",
    "Go-http-client/2.0",
};
constexpr std::array<int, 8> statuses = {200, 200, 200, 200, 304, 302, 401, 404};

/// The clock of the log: one day, from midnight on.
struct time_of_day {
    std::uint64_t milliseconds = 0;

    void append_to(std::string& out) const
    {
        const auto two = [&](std::uint64_t n) {
            out += char('0' + n / 10 % 10);
            out += char('0' + n % 10);
        };
        const std::uint64_t seconds = milliseconds / 1000;
        out += "[17/Jun/2026:";
        two(seconds / 3600);
        out += ':';
        two(seconds / 60 % 60);
        out += ':';
        two(seconds % 60);
        out += " +0000]";
    }
};

void append_client(std::string& out, const ip::address& client, random_source& random)
{
    const std::uint64_t form = random.below(100);
    const std::string port = ':' + std::to_string(32768 + random.below(28232));
    if (random.one_in(150))
        out += not_addresses[random.below(not_addresses.size())];
    else if (client.is_v4() && form < 3)
        out += "::ffff:" + to_string(client); // a dual-stack socket
    else if (client.is_v4() && form < 6)
        out += to_string(client) + port;
    else if (client.is_v6() && form < 8)
        out += '[' + to_string(client) + ']' + port;
    else if (client.is_v6() && form < 12)
        out += '[' + to_string(client) + ']';
    else
        out += to_string(client);
}

void write_log(const std::vector<ip::address>& clients, std::uint64_t lines, random_source& random)
{
    weighted_choice by_rank;
    for (std::size_t rank = 0; rank < clients.size(); ++rank)
        by_rank.add(1'000'000'000 / (rank + 30)); // + 30: no client is a tenth of all
    const std::uint64_t day = 24 * 3600 * 1000;
    time_of_day time;
    cli::output out;
    for (std::uint64_t i = 0; i < lines && !out.closed(); ++i) {
        time.milliseconds =
            std::min(day - 1, time.milliseconds + random.below(2 * day / lines + 1));
        std::string& text = out.text();
        append_client(text, clients[by_rank.pick(random)], random);
        text += " - ";
        text += random.one_in(12) ? "u" + std::to_string(1000 + random.below(9000)) : "-";
        text += ' ';
        time.append_to(text);
        text += random.one_in(8) ? " \"POST " : " \"GET ";
        text += paths[random.below(paths.size())];
        text += " HTTP/1.1\" ";
        text += std::to_string(statuses[random.below(statuses.size())]);
        text += ' ';
        text += std::to_string(random.below(40000));
        text += " \"";
        text += referers[random.below(referers.size())];
        text += "\" \"";
        text += agents[random.below(agents.size())];
        text += '"';
        out.end_line();
    }
    out.flush();
}

} // namespace

int main(int argc, char** argv)
try {
    const std::string lines_text = argc == 4 ? argv[3] : "";
    std::uint64_t lines = 0;
    const char* end = lines_text.data() + lines_text.size();
    const auto parsed = std::from_chars(lines_text.data(), end, lines);
    if (parsed.ec != std::errc() || parsed.ptr != end || lines == 0) {
        std::fputs("usage: make_log COUNTRIES.csv TRUSTED.txt LINES\n", stderr);
        return cli::error;
    }
    cli::list_loader loader("make_log");
    const ip::list countries = loader.load(argv[1], {.format = ip::list_format::csv_ranges});
    const ip::list trusted = loader.load(argv[2], {});
    if (!loader.good())
        return cli::error;
    random_source random;
    write_log(make_clients(countries, trusted, random), lines, random);
    return cli::found;
} catch (const std::exception& error) {
    std::fprintf(stderr, "make_log: %s\n", error.what());
    return cli::error;
}
