#include <cordon/ip/basic_prefix.hpp>

#include "reference/toy_address.hpp"

#include <cordon/ip/prefix.hpp>

#include <boost/test/unit_test.hpp>

#include <bitset>
#include <iterator>
#include <ranges>
#include <system_error>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_basic_prefix)

using cordon::ip::errc;
using cordon_test::toy_address;
using cordon_test::toy_address_48;
using cordon_test::toy_address_64;

namespace {

using toy_prefix = cordon::ip::basic_prefix<toy_address>;
using addresses = std::bitset<256>;

constexpr toy_address toy(int value) { return toy_address(static_cast<unsigned char>(value)); }

// A prefix by its definition: the addresses that agree with it in the first bits.
addresses members(int address, int length)
{
    addresses out;
    for (int a = 0; a < 256; ++a)
        out[static_cast<std::size_t>(a)] = a >> (8 - length) == address >> (8 - length);
    return out;
}
addresses members(const toy_prefix& p) { return members(p.address().to_uint(), p.length()); }

// All 511, those with no bit behind the length.
std::vector<toy_prefix> all_prefixes()
{
    std::vector<toy_prefix> out;
    for (int address = 0; address < 256; ++address)
        for (int length = 0; length <= 8; ++length)
            if (const auto made = toy_prefix::make(toy(address), length))
                out.push_back(*made);
    return out;
}

template <class F>
std::error_code thrown_by(F f)
{
    try {
        static_cast<void>(f());
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

} // namespace

static_assert(std::is_trivially_copyable_v<toy_prefix>);
static_assert(sizeof(toy_prefix) == 2);
static_assert(!std::is_default_constructible_v<toy_prefix>); // it would hold the whole space
static_assert(!std::is_convertible_v<toy_address, toy_prefix>);
static_assert(std::is_same_v<toy_prefix::address_type, toy_address>);
static_assert(std::is_same_v<toy_prefix::uint_type, unsigned char>);

BOOST_AUTO_TEST_CASE(make)
{
    std::size_t made = 0;
    for (int address = 0; address < 256; ++address)
        for (int length = -3; length <= 12; ++length) {
            const auto result = toy_prefix::make(toy(address), length);
            BOOST_TEST_INFO_SCOPE(address << "/" << length);
            if (length < 0 || length > 8) {
                BOOST_TEST((result.error() == cordon::ip::parse_error{errc::length_range, 0}));
            } else if (address % (1 << (8 - length)) != 0) {
                BOOST_TEST((result.error() == cordon::ip::parse_error{errc::host_bits_set, 0}));
            } else {
                BOOST_TEST_REQUIRE(result.has_value());
                BOOST_TEST(result->address() == toy(address));
                BOOST_TEST(result->length() == length);
                ++made;
            }
        }
    BOOST_TEST(made == 511U);
}

BOOST_AUTO_TEST_CASE(the_constructor_throws_as_make_fails)
{
    static_assert(toy_prefix(toy(0x80), 1).length() == 1);
    BOOST_TEST((thrown_by([] { return toy_prefix(toy(1), 7); }) == errc::host_bits_set));
    BOOST_TEST((thrown_by([] { return toy_prefix(toy(0), 9); }) == errc::length_range));
    BOOST_TEST((thrown_by([] { return toy_prefix(toy(0), -1); }) == errc::length_range));
}

BOOST_AUTO_TEST_CASE(containing_masks)
{
    for (int address = 0; address < 256; ++address)
        for (int length = 0; length <= 8; ++length) {
            const auto p = toy_prefix::containing(toy(address), length);
            BOOST_TEST(p.length() == length);
            BOOST_TEST((members(p) == members(address, length)));
            BOOST_TEST(toy_prefix::make(p.address(), length).has_value()); // no host bits
        }
    BOOST_TEST(
        (thrown_by([] { return toy_prefix::containing(toy(0), -1); }) == errc::length_range));
    BOOST_TEST((thrown_by([] { return toy_prefix::containing(toy(0), 9); }) == errc::length_range));
    static_assert(toy_prefix::containing(toy(0xff), 4).address() == toy(0xf0));
    static_assert(toy_prefix::host(toy(7)) == toy_prefix(toy(7), 8));
}

BOOST_AUTO_TEST_CASE(members_of_every_prefix)
{
    for (const toy_prefix& p : all_prefixes()) {
        BOOST_TEST_INFO_SCOPE(p.address() << "/" << p.length());
        const addresses expected = members(p);
        addresses contained;
        for (int a = 0; a < 256; ++a)
            contained[static_cast<std::size_t>(a)] = p.contains(toy(a));
        BOOST_TEST((contained == expected));
        BOOST_TEST(p.count() == expected.count());
        // With its first and last address in it and no room between them for any other.
        BOOST_TEST(expected[p.first().to_uint()]);
        BOOST_TEST(expected[p.last().to_uint()]);
        BOOST_TEST(p.last().to_uint() - p.first().to_uint() + 1U == expected.count());
        BOOST_TEST(p.address() == p.first());
        BOOST_TEST(p.hostmask().to_uint() == expected.count() - 1);
        BOOST_TEST(p.netmask().to_uint() == 255U - p.hostmask().to_uint());
    }
}

BOOST_AUTO_TEST_CASE(every_pair)
{
    const std::vector<toy_prefix> all = all_prefixes();
    std::size_t differences = 0; // counted, since 261,121 checks of Boost.Test take their time
    for (const toy_prefix& p : all)
        for (const toy_prefix& q : all) {
            const addresses both = members(p) & members(q);
            differences += p.contains(q) != (both == members(q));
            differences += p.overlaps(q) != both.any();
            differences += (p == q) != (members(p) == members(q));
            const auto order =
                std::pair(p.address(), p.length()) <=> std::pair(q.address(), q.length());
            differences += (p <=> q) != order;
            differences += (p < q) != (order < 0);
        }
    BOOST_TEST(all.size() == 511U);
    BOOST_TEST(differences == 0U);
}

BOOST_AUTO_TEST_CASE(parents_and_children)
{
    for (const toy_prefix& p : all_prefixes()) {
        BOOST_TEST_INFO_SCOPE(p.address() << "/" << p.length());
        const auto parent = p.parent();
        BOOST_TEST_REQUIRE(parent.has_value() == (p.length() > 0));
        if (parent) {
            BOOST_TEST(parent->length() == p.length() - 1);
            BOOST_TEST(parent->contains(p));
        }
        const auto children = p.children();
        BOOST_TEST_REQUIRE(children.has_value() == (p.length() < 8));
        if (children) {
            const auto& [low, high] = *children;
            BOOST_TEST(low.length() == p.length() + 1);
            BOOST_TEST(high.length() == p.length() + 1);
            BOOST_TEST((low < high));
            BOOST_TEST((members(low) & members(high)).none());
            BOOST_TEST(((members(low) | members(high)) == members(p)));
            BOOST_TEST((low.parent() == p && high.parent() == p));
        }
    }
    static_assert(toy_prefix(toy(0x40), 3).parent() == toy_prefix(toy(0x40), 2));
    static_assert((*toy_prefix(toy(0), 0).children())[1] == toy_prefix(toy(0x80), 1));
}

BOOST_AUTO_TEST_CASE(split)
{
    for (const toy_prefix& p : all_prefixes())
        for (int length = -1; length <= 10; ++length) {
            BOOST_TEST_INFO_SCOPE(p.address() << "/" << p.length() << " by /" << length);
            if (length < p.length() || length > 8) {
                BOOST_TEST((thrown_by([&] { return p.split(length); }) == errc::length_range));
                continue;
            }
            addresses seen;
            std::size_t count = 0;
            int next = p.first().to_uint();
            for (const toy_prefix part : p.split(length)) {
                BOOST_TEST(part.length() == length);
                BOOST_TEST(part.first().to_uint() == next); // in order, without a gap
                next = part.last().to_uint() + 1;
                seen |= members(part);
                ++count;
            }
            BOOST_TEST(count == 1U << (length - p.length()));
            BOOST_TEST((seen == members(p)));
        }
}

BOOST_AUTO_TEST_CASE(split_is_a_forward_range)
{
    constexpr toy_prefix p(toy(0x40), 2);
    using view = decltype(p.split(4));
    static_assert(std::ranges::forward_range<view>);
    static_assert(std::ranges::view<view>);
    static_assert(std::ranges::borrowed_range<view>);
    static_assert(!std::ranges::forward_range<toy_prefix>);

    const view parts = p.split(4);
    BOOST_TEST(!parts.empty());
    BOOST_TEST(std::ranges::distance(parts) == 4);
    BOOST_TEST(std::ranges::distance(parts) == 4); // and again, from the start
    auto at = parts.begin();
    const auto old = at++;
    BOOST_TEST((*old == toy_prefix(toy(0x40), 4)));
    BOOST_TEST((*at == toy_prefix(toy(0x50), 4)));
    BOOST_TEST((at != old));
    BOOST_TEST((at == ++parts.begin()));
    std::ranges::advance(at, 3);
    BOOST_TEST((at == parts.end()));
    BOOST_TEST(view().empty());

    static_assert([] {
        int sum = 0;
        for (const toy_prefix part : toy_prefix(toy(0), 6).split(8))
            sum = sum * 10 + part.address().to_uint();
        return sum;
    }() == 123);
}

BOOST_AUTO_TEST_CASE(narrower_than_its_integer)
{
    // The 16 bits above the width must neither come up nor count.
    using prefix = cordon::ip::basic_prefix<toy_address_48>;
    constexpr std::uint64_t all = 0xffffffffffffU;
    constexpr prefix whole(toy_address_48(0), 0);
    static_assert(whole.last().to_uint() == all);
    static_assert(whole.count() == all + 1);
    static_assert(whole.netmask().to_uint() == 0 && whole.hostmask().to_uint() == all);
    static_assert(whole.contains(toy_address_48(all)));
    static_assert(!whole.parent());

    constexpr auto one = prefix::host(toy_address_48(all));
    static_assert(one.count() == 1 && one.netmask().to_uint() == all && !one.children());
    static_assert(prefix::containing(toy_address_48(all), 24).address().to_uint() ==
                  0xffffff000000U);
    static_assert(prefix::containing(toy_address_48(all), 24).netmask().to_uint() ==
                  0xffffff000000U);
    static_assert(prefix::containing(toy_address_48(all), 24).last().to_uint() == all);
    static_assert(prefix::make(toy_address_48(0), 49).error().code == errc::length_range);
    static_assert(prefix::make(toy_address_48(1), 47).error().code == errc::host_bits_set);
    std::uint64_t count = 0;
    for (const prefix part : prefix::containing(toy_address_48(all), 40).split(48))
        count += part.count();
    BOOST_TEST(count == 256U);
}

BOOST_AUTO_TEST_CASE(as_wide_as_its_integer)
{
    // A shift by the width is undefined, and the count of all addresses has 65 bits.
    using prefix = cordon::ip::basic_prefix<toy_address_64>;
    constexpr prefix whole(toy_address_64(0), 0);
    static_assert(whole.last().to_uint() == ~std::uint64_t(0));
    static_assert(whole.count() == cordon::ip::uint129::power_of_two(64));
    static_assert(whole.netmask().to_uint() == 0);
    static_assert(whole.contains(toy_address_64(~std::uint64_t(0))));
    static_assert((*whole.children())[1].first().to_uint() == std::uint64_t(1) << 63);
    BOOST_TEST(std::ranges::distance(whole.split(4)) == 16);
}

BOOST_AUTO_TEST_CASE(of_addresses)
{
    using cordon::ip::address_v4;
    using cordon::ip::address_v6;
    using cordon::ip::prefix_v4;
    using cordon::ip::prefix_v6;
    using cordon::ip::uint128;
    using cordon::ip::uint129;

    constexpr prefix_v4 ten(address_v4(0x0a000000U), 8);
    static_assert(ten.netmask() == address_v4(0xff000000U));
    static_assert(ten.hostmask() == address_v4(0x00ffffffU));
    static_assert(ten.last() == address_v4(0x0affffffU));
    static_assert(ten.count() == 1U << 24);
    static_assert(prefix_v4(address_v4(), 0).count() == std::uint64_t(1) << 32);
    static_assert(prefix_v4(address_v4(), 0).last() == address_v4::broadcast());
    static_assert(prefix_v4::host(address_v4::loopback()).count() == 1);

    constexpr prefix_v6 whole(address_v6(), 0);
    static_assert(whole.count() == uint129::power_of_two(128));
    static_assert(whole.last().to_uint() == ~uint128());
    static_assert(whole.netmask() == address_v6() && whole.hostmask().to_uint() == ~uint128());
    for (int length = 0; length <= 128; ++length) {
        const auto p = prefix_v6::containing(address_v6(~uint128()), length);
        BOOST_TEST((p.count() == uint129::power_of_two(128 - length)));
        BOOST_TEST(p.last() == address_v6(~uint128()));
        BOOST_TEST((p.address() == p.netmask()));
        BOOST_TEST((p.contains(address_v6()) == (length == 0)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
