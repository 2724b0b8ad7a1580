// Every allocation of everything that allocates fails once: whatever was there before is unchanged,
// and nothing leaks. What must not allocate does not.
#include <cordon/ip.hpp>

#include "reference/fail_alloc.hpp"
#include "reference/random_addresses.hpp"
#include "reference/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <iterator>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_out_of_memory)

using namespace cordon::ip::literals;
using namespace cordon::ip;
using cordon_test::allocations;
using cordon_test::fail_each_allocation;
using cordon_test::random_source;

namespace {

const range_set& some_set()
{
    static const range_set set{"10.0.0.0/8"_prefix, "192.168.0.0/16"_prefix, "::1"_ip,
                               "2001:db8::/32"_prefix};
    return set;
}
const range_set& other_set()
{
    static const range_set set{"10.128.0.0-11.0.0.5"_range, "172.16.0.0/12"_prefix,
                               "2001:db8::5"_ip, "fe80::/10"_prefix};
    return set;
}

// Values too long to lie inside their strings.
const std::vector<map_entry<std::string>>& some_entries()
{
    static const std::vector<map_entry<std::string>> entries = [] {
        std::vector<map_entry<std::string>> out;
        for (std::uint32_t i = 0; i < 20; ++i) {
            const std::string value = "a value that is on the heap: " + std::to_string(i % 3);
            out.push_back(
                {range_v4(address_v4(100 * i), address_v4(100 * i + 150)), value, int(i)});
            out.push_back({range_v6(address_v6(uint128(10 * i)), address_v6(uint128(10 * i + 15))),
                           value, int(i)});
        }
        return out;
    }();
    return entries;
}
const range_map<std::string>& some_map()
{
    static const range_map<std::string> map(some_entries());
    return map;
}
const range_map<std::string>& other_map()
{
    static const range_map<std::string> map{{"0.0.0.7"_ip, "another value that is on the heap"},
                                            {"::7"_ip, "yet another value of them"}};
    return map;
}

constexpr std::string_view some_text = "# offices\n10.0.0.0/8\n192.168.0.0/16 # a comment\n"
                                       "10.1.0.0/16\n2001:db8::/32\n\n10.0.0.5-10.0.0.9\n::1\n";
constexpr std::string_view some_csv = "1.0.0.0,1.0.0.255,\"a value, which is on the heap\"\n"
                                      "1.0.1.0,1.0.1.255,\"another \"\"value\"\" on the heap\"\n"
                                      "2001:db8::,2001:db8::ff,\"a value, which is on the heap\"\n";

// A copy assignment must not leave half of the one and half of the other behind, which would not
// only be wrong but point outside.
template <class T, class Same>
std::uint64_t check_assignment(const T& from, const T& old, Same same)
{
    T target = old;
    return fail_each_allocation(
        [&] {
            T copy(std::as_const(target));
            target = from;
            const bool right = same(target, from);
            target = std::move(copy); // for the next attempt
            return right;
        },
        [&] { return same(target, old); });
}

constexpr auto equal = [](const auto& a, const auto& b) { return a == b; };

// Whether two maps answer the same at all ends of their entries.
constexpr auto same_answers = [](const auto& a, const auto& b) {
    for (const auto& entry : some_entries())
        for (const address& at : {entry.range.first(), entry.range.last()}) {
            const std::string* x = a.find(at);
            const std::string* y = b.find(at);
            if ((x == nullptr) != (y == nullptr) || (x != nullptr && *x != *y) ||
                a.find_index(at) != b.find_index(at))
                return false;
        }
    return a.size() == b.size();
};

bool same_lists(const list& a, const list& b)
{
    if (a.size() != b.size() || a.name() != b.name())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!(a[i] == b[i]))
            return false;
    return true;
}

// Some failures there must have been, or nothing was tested.
void expect_failures(std::uint64_t failures, std::uint64_t least)
{
    if (cordon_test::allocations_are_counted())
        BOOST_TEST(failures >= least);
}

} // namespace

BOOST_AUTO_TEST_CASE(set_algebra)
{
    range_set a = some_set();
    range_set b = other_set();
    const auto unchanged = [&] { return a == some_set() && b == other_set(); };
    expect_failures(fail_each_allocation([&] { return !(a | b).empty(); }, unchanged), 2);
    expect_failures(fail_each_allocation([&] { return !(a & b).empty(); }, unchanged), 2);
    expect_failures(fail_each_allocation([&] { return !(a - b).empty(); }, unchanged), 2);
    expect_failures(fail_each_allocation([&] { return !(a ^ b).empty(); }, unchanged), 2);
    expect_failures(fail_each_allocation([&] { return !(~a).empty(); }, unchanged), 2);
}

BOOST_AUTO_TEST_CASE(set_modifiers)
{
    range_set target = some_set();
    const range_set other = other_set();
    const auto unchanged = [&] { return target == some_set(); };
    // Each modifies, and puts the old one back without allocating.
    const auto modified_by = [&](auto modify) {
        return fail_each_allocation(
            [&] {
                range_set copy = target;
                modify();
                const bool modified = target != copy;
                target.swap(copy);
                return modified;
            },
            unchanged);
    };
    std::error_code error;
    expect_failures(modified_by([&] { target |= other; }), 4);
    expect_failures(modified_by([&] { target &= other; }), 4);
    expect_failures(modified_by([&] { target -= other; }), 4);
    expect_failures(modified_by([&] { target ^= other; }), 4);
    expect_failures(modified_by([&] { target.insert("9.0.0.0/8"_prefix); }), 4);
    expect_failures(modified_by([&] { target.insert("::9"_ip, error); }), 4);
    expect_failures(modified_by([&] { target.erase("10.1.0.0/16"_prefix); }), 4);
    expect_failures(modified_by([&] { target.erase("2001:db8::9"_ip); }), 4);
    expect_failures(modified_by([&] { target.insert_range(other.prefixes()); }), 6);
    expect_failures(modified_by([&] { target.v4().insert("9.0.0.0/8"_prefix); }), 4);
}

BOOST_AUTO_TEST_CASE(making_sets)
{
    const auto nothing = [] { return true; };
    expect_failures(fail_each_allocation(
                        [] { return range_set(some_set().prefixes()) == some_set(); }, nothing),
                    4);
    expect_failures(
        fail_each_allocation([] { return compiled_set(some_set()).size() == 4; }, nothing), 4);
    expect_failures(
        fail_each_allocation([] { return !trusted_networks(some_set()).empty(); }, nothing), 4);
}

BOOST_AUTO_TEST_CASE(making_maps)
{
    const auto unchanged = [] { return some_map().entry_count() == 40; };
    for (const overlap_rule rule : {overlap_rule::most_specific, overlap_rule::first,
                                    overlap_rule::last, overlap_rule::priority})
        expect_failures(
            fail_each_allocation(
                [&] { return range_map<std::string>(some_entries(), rule).entry_count() == 40; },
                unchanged),
            40);
    expect_failures(
        fail_each_allocation(
            [] { return compiled_map<std::string>(some_map()).size() == some_map().size(); },
            unchanged),
        6);
}

BOOST_AUTO_TEST_CASE(copy_assignment_of_sets)
{
    expect_failures(check_assignment(other_set(), some_set(), equal), 3);
    expect_failures(check_assignment(other_set().v6(), some_set().v6(), equal), 1);
    // From larger to smaller and the other way round: what there is may be reused.
    range_set large = some_set();
    for (std::uint32_t i = 0; i < 50; ++i)
        large.insert(address_v4(4 * i));
    expect_failures(check_assignment(large, some_set(), equal), 3);
    expect_failures(check_assignment(some_set(), large, equal), 2);
    expect_failures(check_assignment(compiled_set(large), compiled_set(some_set()), equal), 4);
    expect_failures(check_assignment(compiled_set(some_set()), compiled_set(large), equal), 4);
    // Its parts must stay together: what they answer, not what they were made from.
    const auto same_membership = [](const compiled_set_v4& a, const compiled_set_v4& b) {
        for (std::uint32_t i = 0; i < 256; ++i)
            for (const std::uint32_t at : {i, i << 24, 0x0a000000U + i, 0xc0a80000U + (i << 8)})
                if (a.contains(address_v4(at)) != b.contains(address_v4(at)))
                    return false;
        return a == b;
    };
    const compiled_set_v4 large_v4(large.v4());
    const compiled_set_v4 small_v4(some_set().v4());
    expect_failures(check_assignment(large_v4, small_v4, same_membership), 4);
    expect_failures(check_assignment(small_v4, large_v4, same_membership), 4);
    const auto same_set = [](const trusted_networks& a, const trusted_networks& b) {
        return a.set() == b.set();
    };
    expect_failures(
        check_assignment(trusted_networks(large), trusted_networks(some_set()), same_set), 4);
}

BOOST_AUTO_TEST_CASE(copy_assignment_of_maps)
{
    using map = range_map<std::string>;
    using compiled = compiled_map<std::string>;
    expect_failures(check_assignment<map>(other_map(), some_map(), same_answers), 10);
    expect_failures(check_assignment<map>(some_map(), other_map(), same_answers), 10);
    expect_failures(check_assignment(compiled(other_map()), compiled(some_map()), same_answers),
                    10);
    expect_failures(check_assignment(compiled(some_map()), compiled(other_map()), same_answers),
                    10);
    // One family's maps by themselves.
    const auto same = [](const auto& a, const auto& b) {
        for (std::uint32_t i = 0; i < 2200; ++i) {
            const auto* x = a.find(address_v4(i));
            const auto* y = b.find(address_v4(i));
            if ((x == nullptr) != (y == nullptr) || (x != nullptr && *x != *y))
                return false;
        }
        return a.size() == b.size();
    };
    using compiled_v4 = compiled_map_v4<std::string>;
    expect_failures(check_assignment(other_map().v4(), some_map().v4(), same), 4);
    expect_failures(check_assignment(some_map().v4(), other_map().v4(), same), 4);
    expect_failures(
        check_assignment(compiled_v4(other_map().v4()), compiled_v4(some_map().v4()), same), 4);
    expect_failures(
        check_assignment(compiled_v4(some_map().v4()), compiled_v4(other_map().v4()), same), 4);
}

BOOST_AUTO_TEST_CASE(lists)
{
    const list_options csv{.format = list_format::csv_ranges};
    list old = *parse_list("203.0.113.0/24\n");
    const list before = old;
    const auto unchanged = [&] { return same_lists(old, before); };
    // As a program reloads: what is there is replaced by a whole list or not at all.
    const auto reloaded_by = [&](auto load) {
        return fail_each_allocation(
            [&] {
                list_result result = load();
                if (!result)
                    return false;
                std::swap(old, *result);
                const bool replaced = !same_lists(old, before);
                std::swap(old, *result); // back again, for the next attempt
                return replaced;
            },
            unchanged);
    };
    expect_failures(reloaded_by([] { return parse_list(some_text); }), 5);
    expect_failures(reloaded_by([&] { return parse_list(some_csv, csv); }), 8);
    std::istringstream stream{std::string(some_text)};
    const auto read = [&] {
        stream.clear();
        stream.seekg(0);
        return read_list(stream);
    };
    expect_failures(reloaded_by(read), 6);
    const cordon_test::temporary_directory files;
    const std::string path = files.file("a-list-with-a-name-that-is-on-the-heap.txt", some_text);
    expect_failures(reloaded_by([&] { return load_list(path); }), 8);
    // The errors, too, are all there or none.
    const auto bad = [] {
        const list_result result = parse_list("10.0.0.0/8\n10.0.0.1/8\nx\n1.2.3.4.5\n");
        return result.errors().size() == 3 && !result.message().empty();
    };
    expect_failures(fail_each_allocation(bad, unchanged), 8);
}

BOOST_AUTO_TEST_CASE(what_is_made_of_lists)
{
    const list_options csv{.format = list_format::csv_ranges};
    const list entries = *parse_list(some_text);
    const list values = *parse_list(some_csv, csv);
    const auto unchanged = [&] { return entries.size() == 6 && values.size() == 3; };
    const auto failures = [&](auto attempt) { return fail_each_allocation(attempt, unchanged); };
    expect_failures(failures([&] { return entries.to_set().size() == 4; }), 2);
    expect_failures(failures([&] { return values.to_map().size() == 3; }), 10);
    expect_failures(failures([&] { return covering(entries, "10.0.0.5"_ip).size() == 2; }), 1);
    expect_failures(failures([&] { return check(entries).size() == 2; }), 2);
    expect_failures(failures([] { return !compare(some_set(), other_set()).empty(); }), 4);
    expect_failures(check_assignment(entries, values, same_lists), 4);
    expect_failures(check_assignment(values, entries, same_lists), 4);
    const auto same_results = [](const list_result& a, const list_result& b) {
        return a.has_value() == b.has_value() && a.code() == b.code() &&
               a.errors().size() == b.errors().size();
    };
    expect_failures(check_assignment(parse_list("x\ny\n"), parse_list(some_text), same_results), 4);
    expect_failures(check_assignment(parse_list(some_text), parse_list("x\ny\n"), same_results), 4);
}

BOOST_AUTO_TEST_CASE(what_must_not_allocate_does_not)
{
    random_source random(71);
    const compiled_set set(some_set());
    const compiled_map<std::string> map(some_map());
    const trusted_networks trusted(some_set());
    std::vector<address> addresses;
    for (int i = 0; i < 200; ++i)
        addresses.push_back(cordon_test::random_any_address(random));
    bool answers[200];
    std::vector<const std::string*> values(addresses.size());
    char text[100];

    const std::uint64_t before = allocations();
    std::size_t found = 0;
    const auto look = [&](auto... is) { found += (std::size_t(bool(is)) + ...); };
    for (const address& x : addresses) {
        look(set.contains(x), set.find_index(x), trusted.contains(x));
        look(map.contains(x), map.find(x), map.find_index(x));
        look(some_set().contains(x), some_set().find(x));
        look(some_map().contains(x), some_map().find(x), some_map().find_index(x));
        if (!x.is_none()) {
            const range one = *range::make(x, x);
            look(some_set().covers(one), some_set().overlaps(one));
        }
        look(parse_entry("2001:db8::/32"), parse_entry("10.0.0.1/8"));
        look(to_chars(text, text + sizeof text, x).ptr != text);
    }
    set.contains(addresses, answers);
    map.find(addresses, values);
    look(some_set().covers(other_set()), some_set().overlaps(other_set()));
    look(some_set() == other_set(), some_set().count() == uint129());
    for (const prefix& prefix : some_set().prefixes())
        look(prefix.is_v4());
    for (const range& range : some_set())
        look(range.is_v4());
    look(trusted_networks::check(some_set()));
    const std::uint64_t after = allocations();
    BOOST_TEST(after == before);
    BOOST_TEST(found != 0U);
}

BOOST_AUTO_TEST_SUITE_END()
