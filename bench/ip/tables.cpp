#include "tables.hpp"

#include "reference/random.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

namespace bench {
namespace {

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw std::runtime_error(path.string() + " is not there: run sh bench/data.sh first");
    return {std::istreambuf_iterator<char>(in), {}};
}

template <class A>
A parse_address(std::string_view text)
{
    if constexpr (A::width == 32) {
        // Tor writes IPv4 addresses as numbers.
        std::uint32_t number = 0;
        const char* end = text.data() + text.size();
        if (std::from_chars(text.data(), end, number).ptr == end)
            return address_v4(number);
        return cordon::ip::make_address_v4(text);
    } else {
        return cordon::ip::make_address_v6(text);
    }
}

// Calls f(first, last, third field) for each line "first,last,third[,...]"; `#` starts a comment.
template <class A, class F>
void each_row(std::string_view text, F f)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#')
            continue;
        std::array<std::string_view, 3> fields;
        for (std::string_view& field : fields) {
            field = line.substr(0, line.find_first_of(",\r"));
            line.remove_prefix(std::min(field.size() + 1, line.size()));
        }
        f(parse_address<A>(fields[0]), parse_address<A>(fields[1]), fields[2]);
    }
}

template <class A>
A after(A address)
{
    return A::from_uint(address.to_uint() + typename A::uint_type(1U));
}

// In order, disjoint (where two overlap the lower one wins: the AS table has such a line), and
// neighbours of one value joined.
template <class A>
void normalize(std::vector<piece<A>>& pieces)
{
    std::stable_sort(pieces.begin(), pieces.end(),
                     [](const piece<A>& a, const piece<A>& b) { return a.first < b.first; });
    std::vector<piece<A>> out;
    for (piece<A> p : pieces) {
        if (!out.empty() && p.first <= out.back().last) {
            if (p.last <= out.back().last)
                continue;
            p.first = after(out.back().last);
        }
        if (!out.empty() && p.value == out.back().value && p.first == after(out.back().last))
            out.back().last = p.last;
        else
            out.push_back(p);
    }
    pieces = std::move(out);
}

template <class A>
table<A> load_map(std::string name, const std::string& text)
{
    table<A> out{
        .name = std::move(name), .is_map = true, .in_means = true, .pieces = {}, .values = 0};
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    each_row<A>(text, [&](A first, A last, std::string_view label) {
        const auto [it, fresh] = numbers.try_emplace(label, out.values + 1);
        out.values += fresh;
        out.pieces.push_back({first, last, it->second});
    });
    normalize(out.pieces);
    return out;
}

template <class A>
table<A> load_country(const std::string& country, const std::string& text)
{
    table<A> out{.name = country, .is_map = false, .in_means = true, .pieces = {}, .values = 1};
    each_row<A>(text, [&](A first, A last, std::string_view label) {
        if (label == country)
            out.pieces.push_back({first, last, 1});
    });
    normalize(out.pieces);
    return out;
}

// Values by 1, 2, ... in the order of their size.
template <class A>
void renumber(table<A>& map)
{
    std::vector<std::uint32_t> values;
    for (const piece<A>& p : map.pieces)
        values.push_back(p.value);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    for (piece<A>& p : map.pieces)
        p.value = std::uint32_t(
            1 + (std::lower_bound(values.begin(), values.end(), p.value) - values.begin()));
    map.values = std::uint32_t(values.size());
}

// `count` different pieces of the map, as a set or as a map.
template <class A>
table<A> sample(std::string name, const table<A>& map, std::size_t count, std::uint64_t seed,
                bool as_map = false)
{
    table<A> out{.name = std::move(name),
                 .is_map = as_map,
                 .in_means = true,
                 .pieces = map.pieces,
                 .values = 1};
    cordon_test::random_source random(seed);
    for (std::size_t i = 0; i < count; ++i)
        std::swap(out.pieces[i], out.pieces[i + random.below(out.pieces.size() - i)]);
    out.pieces.resize(count);
    if (as_map)
        renumber(out);
    else
        for (piece<A>& p : out.pieces)
            p.value = 1;
    normalize(out.pieces);
    return out;
}

} // namespace

template <class A>
std::vector<table<A>> load_tables(const std::filesystem::path& data)
{
    const bool v4 = A::width == 32;
    const std::string family = v4 ? "ipv4" : "ipv6";
    const std::string tor = read_file(data / (v4 ? "geoip" : "geoip6"));
    table<A> asn = load_map<A>("asn", read_file(data / ("asn-" + family + ".csv")));
    table<A> country = load_map<A>("country", read_file(data / ("asn-country-" + family + ".csv")));
    table<A> japan = load_country<A>("JP", tor);
    table<A> smaller = sample("m100", asn, 100, 6, true);
    table<A> small = sample("m1k", asn, 1000, 5, true);
    country.in_means = japan.in_means = smaller.in_means = small.in_means = false;

    std::vector<table<A>> out;
    out.push_back(sample("s10", asn, 10, 1));
    out.push_back(sample("s100", asn, 100, 2));
    out.push_back(sample("s1k", asn, 1000, 3));
    out.push_back(sample("s10k", asn, 10000, 4));
    out.push_back(load_country<A>("US", tor));
    out.push_back(std::move(asn));
    out.push_back(std::move(japan));
    out.push_back(std::move(country));
    out.push_back(std::move(smaller));
    out.push_back(std::move(small));
    return out;
}

template std::vector<table<address_v4>> load_tables(const std::filesystem::path&);
template std::vector<table<address_v6>> load_tables(const std::filesystem::path&);

template <class A>
inputs<A>::inputs(const bench::table<A>& source) : table(source)
{
    std::vector<cordon::ip::basic_range<A>> ranges;
    std::vector<cordon::ip::basic_map_entry<A, std::uint32_t>> entries;
    runs.push_back({A(), 0});
    for (const piece<A>& p : table.pieces) {
        // A piece that starts where the one before ended replaces that one's run of "none".
        if (runs.back().first == p.first)
            runs.back().value = p.value;
        else
            runs.push_back({p.first, p.value});
        if (p.last.next())
            runs.push_back({*p.last.next(), 0});
        const cordon::ip::basic_range<A> range(p.first, p.last);
        for (const auto& prefix : range.prefixes())
            prefixes.push_back({prefix.address(), prefix.length(), p.value});
        if (table.is_map)
            entries.push_back({range, p.value});
        else
            ranges.push_back(range);
    }
    if (table.is_map)
        map = cordon::ip::basic_range_map<A, std::uint32_t>(entries);
    else
        set = cordon::ip::basic_range_set<A>(std::move(ranges));
}

template struct inputs<address_v4>;
template struct inputs<address_v6>;

} // namespace bench
