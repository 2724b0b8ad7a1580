#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <string_view>

BOOST_AUTO_TEST_SUITE(ip_literals)

using namespace cordon::ip::literals;
using cordon::ip::detail::fixed_string;

namespace {

// Whether the literal compiles, asked without a compiler's error. (A literal itself cannot depend
// on a template's parameter, the call of its operator can. That "bad"_prefix in a program does not
// compile is shown in tests/compile_fail.)
template <fixed_string Text>
concept is_ip = requires { operator""_ip < Text>(); };
template <fixed_string Text>
concept is_prefix = requires { operator""_prefix < Text>(); };
template <fixed_string Text>
concept is_range = requires { operator""_range < Text>(); };

} // namespace

BOOST_AUTO_TEST_CASE(addresses)
{
    static_assert(std::same_as<decltype("10.0.0.1"_ip), cordon::ip::address_v4>);
    static_assert(std::same_as<decltype("::1"_ip), cordon::ip::address_v6>);
    static_assert("10.0.0.1"_ip.to_uint() == 0x0a000001U);
    static_assert("::1"_ip.is_loopback());
    static_assert("2001:DB8::1"_ip == "2001:db8:0:0:0:0:0:1"_ip);
    // A mapped address is IPv6, as it is written.
    static_assert(std::same_as<decltype("::ffff:10.0.0.1"_ip), cordon::ip::address_v6>);
    const cordon::ip::address either = "10.0.0.1"_ip;
    BOOST_TEST(to_string(either) == "10.0.0.1");
}

BOOST_AUTO_TEST_CASE(prefixes)
{
    static_assert(std::same_as<decltype("10.0.0.0/8"_prefix), cordon::ip::prefix_v4>);
    static_assert(std::same_as<decltype("2001:db8::/32"_prefix), cordon::ip::prefix_v6>);
    static_assert("10.0.0.0/8"_prefix.contains("10.255.255.255"_ip));
    static_assert("2001:db8::/32"_prefix.length() == 32);
    const cordon::ip::prefix either = "::/0"_prefix;
    BOOST_TEST(to_string(either) == "::/0");
}

BOOST_AUTO_TEST_CASE(ranges)
{
    static_assert(std::same_as<decltype("10.0.0.1-10.0.0.5"_range), cordon::ip::range_v4>);
    static_assert(std::same_as<decltype("::1-::5"_range), cordon::ip::range_v6>);
    static_assert("10.0.0.1 - 10.0.0.5"_range.count() == 5);
    const cordon::ip::range either = "::1-::5"_range;
    BOOST_TEST(to_string(either) == "::1-::5");
}

BOOST_AUTO_TEST_CASE(wrong_texts_are_no_literals)
{
    static_assert(is_ip<"10.0.0.1"> && is_ip<"::">);
    static_assert(!is_ip<"">);
    static_assert(!is_ip<"10.0.0.256">);
    static_assert(!is_ip<"010.0.0.1">);
    static_assert(!is_ip<"10.1">);
    static_assert(!is_ip<"localhost">);
    static_assert(!is_ip<"fe80::1%eth0">);
    static_assert(!is_ip<"10.0.0.0/8">);
    static_assert(!is_ip<"10.0.0.1\0">); // the NUL is a part of the text

    static_assert(is_prefix<"10.0.0.0/8"> && is_prefix<"::/0">);
    static_assert(!is_prefix<"10.0.0.1/8">);
    static_assert(!is_prefix<"10.0.0.0/33">);
    static_assert(!is_prefix<"10.0.0.0">);
    static_assert(!is_prefix<"::ffff:10.0.0.0/104">);
    static_assert(!is_prefix<"10.0.0.0/255.0.0.0">);

    static_assert(is_range<"10.0.0.1-10.0.0.5"> && is_range<"::-::">);
    static_assert(!is_range<"10.0.0.5-10.0.0.1">);
    static_assert(!is_range<"10.0.0.1-5">);
    static_assert(!is_range<"10.0.0.1-::5">);
    static_assert(!is_range<"10.0.0.0/8">);
}

BOOST_AUTO_TEST_CASE(the_text_of_a_literal)
{
    static_assert(fixed_string("").view().empty());
    static_assert(fixed_string("::1").view() == "::1");
    static_assert(fixed_string("a\0b").view() == std::string_view("a\0b", 3));
}

BOOST_AUTO_TEST_SUITE_END()
