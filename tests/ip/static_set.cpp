#include <cordon/ip/static_set.hpp>

#include "effort.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/literals.hpp>
#include <cordon/ip/range_set.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_static_set)

using namespace cordon::ip::literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::range;
using cordon::ip::range_set;
using cordon::ip::range_v4;
using cordon::ip::range_v6;
using cordon::ip::static_set;
using cordon::ip::uint128;
using cordon_test::random_source;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

// In static storage, in both ways to say so.
constexpr static_set internal{"192.168.0.0/16"_prefix, "10.0.0.0/8"_prefix, "fd00::/8"_prefix,
                              "::1"_ip, "127.0.0.1-127.0.0.9"_range};
constinit const static_set outside{"198.51.100.0/24"_prefix};

template <std::size_t N>
std::vector<range> ranges_of(const static_set<N>& set)
{
    std::vector<range> out;
    for (std::size_t i = 0; i < set.size(); ++i)
        out.push_back(set[i]);
    return out;
}

// `count` ranges of each family, in an order that is not theirs: i * 7 modulo a count that 7 does
// not divide. Every third touches the next one.
constexpr std::uint32_t place(std::size_t i, std::size_t count)
{
    return std::uint32_t(i * 7 % count);
}
constexpr range_v4 nth_v4(std::size_t i, std::size_t count)
{
    const std::uint32_t k = place(i, count);
    return *range_v4::make(address_v4(k << 20), address_v4((k << 20) + (k % 3 == 0 ? 0xfffff : k)));
}
constexpr range_v6 nth_v6(std::size_t i, std::size_t count)
{
    const std::uint64_t k = place(i, count);
    const uint128 first(k << 40, 5);
    const uint128 last = k % 3 == 0 ? uint128((k + 1) << 40, 4) : uint128(k << 40, k + 9);
    return *range_v6::make(address_v6(first), address_v6(last));
}
template <std::size_t... I>
constexpr auto many(std::index_sequence<I...>)
{
    return static_set{nth_v4(I, sizeof...(I))..., nth_v6(I, sizeof...(I))...};
}

template <std::size_t N>
void check_against_range_set(const static_set<N>& set, const range_set& wanted, std::uint64_t seed)
{
    random_source random(seed);
    tally checks;
    const std::vector<range> parts = ranges_of(set);
    BOOST_TEST((range_set(parts) == wanted));
    BOOST_TEST(parts.size() == wanted.size());
    const std::vector<range_v4> v4(wanted.v4().begin(), wanted.v4().end());
    const std::vector<range_v6> v6(wanted.v6().begin(), wanted.v6().end());
    for (std::uint64_t round = 0; round < effort(200); ++round) {
        std::vector<address> places{address(), cordon_test::random_any_address(random)};
        for (const address_v4 x : cordon_test::probes(v4, random))
            places.insert(places.end(), {x, address_v6::mapped(x)});
        for (const address_v6 x : cordon_test::probes(v6, random))
            places.push_back(x);
        for (const address& x : places)
            checks.expect(set.contains(x) == wanted.contains(x), [&] { return to_string(x); });
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(known_when_compiled)
{
    static_assert(internal.size() == 5 && !internal.empty());
    static_assert(internal.contains("10.1.2.3"_ip));
    static_assert(internal.contains("127.0.0.9"_ip) && !internal.contains("127.0.0.10"_ip));
    static_assert(internal.contains("fdff::"_ip) && !internal.contains("fe00::"_ip));
    static_assert(!internal.contains("11.0.0.0"_ip) && !internal.contains("0.0.0.0"_ip));
    static_assert(internal[0] == range("10.0.0.0/8"_prefix));
    static_assert(internal[1] == range("127.0.0.1-127.0.0.9"_range));
    static_assert(internal[4] == range("fd00::/8"_prefix));
    BOOST_TEST(outside.contains("198.51.100.255"_ip));
    BOOST_TEST(!outside.contains("198.51.101.0"_ip));
    BOOST_TEST(!outside.contains("::"_ip));
}

BOOST_AUTO_TEST_CASE(types)
{
    using five = std::remove_const_t<decltype(internal)>;
    static_assert(std::same_as<five, static_set<5>>);
    static_assert(noexcept(internal.contains(address())));
    static_assert(std::is_trivially_copyable_v<five> && std::is_trivially_destructible_v<five>);
    // An address of any family may be none, and none is no entry.
    static_assert(!std::constructible_from<static_set<1>, address>);
    static_assert(!std::constructible_from<static_set<2>, range>);
    static_assert(sizeof(static_set<100>) <= 100 * 40 + 32);
}

BOOST_AUTO_TEST_CASE(none_is_never_inside)
{
    static constexpr static_set all{"0.0.0.0/0"_prefix, "::/0"_prefix};
    static_assert(!all.contains(address()));
    static_assert(!internal.contains(address()));
    static_assert(all.contains("0.0.0.0"_ip) && all.contains("255.255.255.255"_ip));
    static_assert(all.contains("::"_ip) &&
                  all.contains("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"_ip));
    static_assert(all.size() == 2);
}

BOOST_AUTO_TEST_CASE(empty)
{
    static constexpr static_set<0> nothing;
    static_assert(nothing.empty() && nothing.size() == 0);
    static_assert(!nothing.contains("0.0.0.0"_ip) && !nothing.contains("::"_ip));
    static_assert(!nothing.contains(address()));
    static_assert(static_set<3>().empty() && !static_set<3>().contains("0.0.0.0"_ip));
}

BOOST_AUTO_TEST_CASE(canonical)
{
    static_assert(internal.contains("::ffff:10.0.0.1"_ip));
    static_assert(!internal.contains("::ffff:11.0.0.1"_ip));
    static_assert(!internal.contains("::10.0.0.1"_ip));
    // A mapped address that goes in is IPv4.
    static constexpr static_set mapped{"::ffff:192.0.2.1"_ip};
    static_assert(mapped.contains("192.0.2.1"_ip) && mapped.contains("::ffff:192.0.2.1"_ip));
    static_assert(mapped[0] == range("192.0.2.1"_ip));
    // The mapped part of a wider range cannot be reached.
    static constexpr static_set wide{"::/64"_prefix};
    static_assert(wide.contains("::1"_ip) && !wide.contains("::ffff:10.0.0.1"_ip));
    static_assert(!wide.contains("10.0.0.1"_ip));
}

BOOST_AUTO_TEST_CASE(what_overlaps_or_touches_is_one)
{
    static constexpr static_set set{"10.0.0.128/25"_prefix,
                                    "10.0.0.0/25"_prefix,
                                    "10.0.0.7"_ip,
                                    "10.0.1.0-10.0.1.9"_range,
                                    "::2"_ip,
                                    "::1"_ip,
                                    "::4"_ip};
    static_assert(set.size() == 3);
    static_assert(set[0] == range("10.0.0.0-10.0.1.9"_range));
    static_assert(set[1] == range("::1-::2"_range) && set[2] == range("::4"_ip));
    // At the end of the space there is no next address; and the families are no neighbours.
    static constexpr static_set ends{"255.255.255.255"_ip, "255.0.0.0/8"_prefix, "0.0.0.0"_ip,
                                     "::"_ip};
    static_assert(ends.size() == 3);
    static_assert(!ends.contains("0.0.0.1"_ip) && ends.contains("255.0.0.0"_ip));
    // Where entries melted, no trace of what was behind them is left.
    static_assert(static_set{"10.0.0.0/8"_prefix, "10.1.0.0/16"_prefix} ==
                  static_set{"10.2.0.0/16"_prefix, "10.0.0.0/8"_prefix});
    static_assert(static_set{"10.0.0.0/8"_prefix} != static_set{"10.0.0.0/9"_prefix});
}

BOOST_AUTO_TEST_CASE(as_the_range_set_of_the_same_entries)
{
    check_against_range_set(internal,
                            range_set{"192.168.0.0/16"_prefix, "10.0.0.0/8"_prefix,
                                      "fd00::/8"_prefix, "::1"_ip, "127.0.0.1-127.0.0.9"_range},
                            91);
}

BOOST_AUTO_TEST_CASE(a_mapped_range_when_the_program_runs)
{
    const range_v6 mapped = *range_v6::make("::ffff:10.0.0.0"_ip, "::ffff:10.0.0.9"_ip);
    const auto is_mapped_range = [](const std::system_error& error) {
        return error.code() == cordon::ip::errc::mapped_range;
    };
    BOOST_CHECK_EXCEPTION(static_set{mapped}, std::system_error, is_mapped_range);
    BOOST_CHECK_EXCEPTION((static_set{"10.0.0.0/8"_prefix, mapped}), std::system_error,
                          is_mapped_range);
}

// Sizes on both sides of where comparing side by side ends.
BOOST_AUTO_TEST_CASE(of_every_size)
{
    const auto check = []<std::size_t Count>(std::integral_constant<std::size_t, Count>) {
        static constexpr auto set = many(std::make_index_sequence<Count>());
        range_set wanted;
        for (std::size_t i = 0; i < Count; ++i) {
            wanted.insert(nth_v4(i, Count));
            wanted.insert(nth_v6(i, Count));
        }
        check_against_range_set(set, wanted, Count);
    };
    [&]<std::size_t... Count>(std::index_sequence<Count...>) {
        (check(std::integral_constant<std::size_t, Count>()), ...);
    }(std::index_sequence<1, 2, 3, 6, 8, 9, 10, 12, 13, 15, 16, 17, 33, 100>());
}

BOOST_AUTO_TEST_SUITE_END()
