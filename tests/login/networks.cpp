#include <cordon/login/networks.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(login_networks)

using namespace cordon::login;
using cordon::ip::make_address;
using cordon_test::addresses;
using cordon_test::ranges;
using cordon_test::words;

namespace {

constexpr range_limits of_the_organisation{.ipv4_only = true, .limited_size = true};

std::string problems_of(const std::vector<address_range>& list, const range_limits& limits = {})
{
    problems wrong;
    collect(list, limits, "r", wrong);
    return words(wrong);
}

trusted_networks trusted(std::initializer_list<std::string_view> texts)
{
    problems wrong;
    trusted_networks out(collect(ranges(texts), {}, "r", wrong));
    BOOST_TEST_REQUIRE(wrong.empty());
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(rule_2_ends_of_a_range)
{
    namespace ip = cordon::ip;
    const struct {
        const char* range;
        std::error_code error;
    } rows[] = {
        {"10.0.0.0-10.0.0.255", {}},
        {"10.0.0.1-10.0.0.1", {}},
        {"2001:db8::-2001:db8::ffff", {}},
        {"10.0.0.2-10.0.0.1", ip::errc::reversed},
        {"2001:db8::2-2001:db8::1", ip::errc::reversed},
        {"10.0.0.1-2001:db8::1", ip::errc::family_mix},
        {"::ffff:10.0.0.1-10.0.0.2", ip::errc::family_mix},
        {"::ffff:10.0.0.1-::ffff:10.0.0.2", ip::errc::mapped_range},
        {"::fffe:ffff:ffff-::ffff:0:0", errc::range_straddles_mapped},
        {"::ffff:255.255.255.255-::1:0:0:0", errc::range_straddles_mapped},
        {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", errc::range_straddles_mapped},
        {"::1:0:0:0-::2:0:0:0", {}},
        {"::2-::fffe:ffff:ffff", {}},
    };
    for (const auto& row : rows)
        BOOST_TEST(check(addresses(row.range)).message() == row.error.message(), row.range);
    BOOST_TEST(check(address_range{}).message() == make_error_code(ip::errc::bad_family).message());
    BOOST_TEST((check({make_address("10.0.0.1"), {}, ""}) == ip::errc::bad_family));
}

BOOST_AUTO_TEST_CASE(rule_3_limits_of_trusted_ranges)
{
    const auto error = [](std::string_view range, const range_limits& limits) {
        return check(addresses(range), limits).message();
    };
    const std::string none = std::error_code().message();
    BOOST_TEST(error("0.0.0.0-1.255.255.255", of_the_organisation) == none); // 2^25
    BOOST_TEST(error("0.0.0.0-2.0.0.0", of_the_organisation) == describe(errc::range_too_large));
    BOOST_TEST(error("0.0.0.0-2.0.0.0", {}) == none); // lifted
    BOOST_TEST(error("2001:db8::1", of_the_organisation) == describe(errc::range_ipv4_only));
    BOOST_TEST(error("2001:db8::1", {}) == none);
}

BOOST_AUTO_TEST_CASE(guard_rails_of_the_whole_list)
{
    namespace ip = cordon::ip;
    const std::string whole = "r: " + std::string(describe(ip::errc::whole_internet));
    const std::string unspecified = "r: " + std::string(describe(ip::errc::unspecified_only));
    BOOST_TEST(problems_of({}) == ""); // nobody is trusted, and that is fine
    BOOST_TEST(problems_of(ranges({"0.0.0.0"})) == unspecified);
    BOOST_TEST(problems_of(ranges({"::"})) == unspecified);
    BOOST_TEST(problems_of(ranges({"0.0.0.0", "::"})) == unspecified);
    BOOST_TEST(problems_of(ranges({"0.0.0.0", "10.0.0.1"})) == "");
    BOOST_TEST(problems_of(ranges({"0.0.0.0-127.255.255.255"})) == whole);
    BOOST_TEST(problems_of(ranges({"0.0.0.0-127.255.255.254"})) == "");
    BOOST_TEST(problems_of(ranges({"1.0.0.0-64.255.255.255", "100.0.0.0-163.255.255.255"})) ==
               whole); // a union of 2^31
    BOOST_TEST(problems_of(ranges({"2000::-2fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})) == whole);
    BOOST_TEST(problems_of(ranges({"2000::-2fff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"})) == "");
    BOOST_TEST(problems_of(ranges({"0.0.0.0-255.255.255.255"}), {.allow_whole_internet = true}) ==
               "");
}

BOOST_AUTO_TEST_CASE(all_that_is_wrong_is_told_with_its_place)
{
    namespace ip = cordon::ip;
    BOOST_TEST(problems_of(ranges({"10.0.0.1", "10.0.0.2-10.0.0.1", "10.0.0.1-::1"})) ==
               words({{"r[1]", ip::errc::reversed}, {"r[2]", ip::errc::family_mix}}));
}

BOOST_AUTO_TEST_CASE(rule_1_mapped_and_unspecified_clients)
{
    const trusted_networks some = trusted({"0.0.0.0-10.0.0.255", "::-::fffe:0:0", "2001:db8::"});
    BOOST_TEST(some.contains(make_address("10.0.0.5")));
    BOOST_TEST(some.contains(make_address("::ffff:10.0.0.5")));
    BOOST_TEST(some.contains(make_address("2001:db8::")));
    BOOST_TEST(!some.contains(make_address("::ffff:10.0.1.0")));
    // No other embedding is unwrapped: NAT64, 6to4, Teredo, IPv4-compatible.
    BOOST_TEST(!some.contains(make_address("64:ff9b::10.0.0.5")));
    BOOST_TEST(!some.contains(make_address("2002:a00:5::1")));
    BOOST_TEST(!some.contains(make_address("2001:0:a00:5::")));
    BOOST_TEST(!trusted({"10.0.0.0-10.0.0.255"}).contains(make_address("::10.0.0.5")));
    for (const char* text : {"0.0.0.0", "::", "::ffff:0.0.0.0"})
        BOOST_TEST(!some.contains(make_address(text)));
    BOOST_TEST(!some.contains(cordon::ip::address()));
    BOOST_TEST(!trusted_networks().contains(make_address("10.0.0.5")));
}

BOOST_AUTO_TEST_CASE(three_types_that_do_not_convert)
{
    static_assert(!std::is_convertible_v<trusted_networks, trusted_proxies>);
    static_assert(!std::is_convertible_v<trusted_proxies, trusted_networks>);
    static_assert(!std::is_convertible_v<login_ranges, trusted_networks>);
    static_assert(!std::is_constructible_v<trusted_networks, trusted_proxies>);
    static_assert(!std::is_constructible_v<trusted_proxies, trusted_networks>);
    static_assert(!std::is_constructible_v<trusted_networks, login_ranges>);
    static_assert(!std::is_constructible_v<login_ranges, trusted_networks>);
    static_assert(!std::is_assignable_v<trusted_networks&, trusted_proxies>);
    static_assert(!std::is_convertible_v<cordon::ip::range_set, trusted_networks>);
    static_assert(!std::is_constructible_v<cordon::ip::trusted_networks, trusted_proxies>);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
