// The formatters for fmt are there where fmt's header was included first: here, if it is installed.
#if __has_include(<fmt/format.h>)
#define FMT_HEADER_ONLY
#include <fmt/format.h>
#endif

#include <cordon/ip/format.hpp>

#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(ip_format)

using namespace cordon::ip::literals;

namespace {

// A library as both of them are, reduced to what is asked of it: a formatter for text, which the
// formatter of a value hands its text and context to.
struct text_sink {
    std::string text;
};
struct sink_formatter {
    int width = 0;
    std::string* format(std::string_view text, text_sink& context) const
    {
        context.text.append(std::string(std::size_t(width), ' ')).append(text);
        return &context.text;
    }
};

template <class T>
std::string formatted(const T& value, int width = 0)
{
    text_sink sink;
    cordon::ip::detail::text_formatter<T, sink_formatter> formatter;
    formatter.width = width;
    BOOST_TEST(formatter.format(value, sink) == &sink.text); // and returns what that one returns
    return sink.text;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_value)
{
    BOOST_TEST(formatted("10.0.0.1"_ip) == "10.0.0.1");
    BOOST_TEST(formatted("2001:DB8::1"_ip) == "2001:db8::1");
    BOOST_TEST(formatted(cordon::ip::address("::1"_ip)) == "::1");
    BOOST_TEST(formatted(cordon::ip::address()) == "none");
    BOOST_TEST(formatted("10.0.0.0/8"_prefix) == "10.0.0.0/8");
    BOOST_TEST(formatted("2001:db8::/32"_prefix) == "2001:db8::/32");
    BOOST_TEST(formatted(cordon::ip::prefix("::/0"_prefix)) == "::/0");
    BOOST_TEST(formatted("10.0.0.1-10.0.0.5"_range) == "10.0.0.1-10.0.0.5");
    BOOST_TEST(formatted("::1-::5"_range) == "::1-::5");
    BOOST_TEST(formatted(cordon::ip::range("::1-::5"_range)) == "::1-::5");
    // The options of the text's formatter are those of the value's.
    BOOST_TEST(formatted("::"_ip, 3) == "   ::");
}

BOOST_AUTO_TEST_CASE(the_longest_text)
{
    const std::string longest = "1020:3040:5060:7080:90a0:b0c0:d0e0:f0fe-"
                                "1020:3040:5060:7080:90a0:b0c0:d0e0:f0ff";
    BOOST_TEST(formatted(cordon::ip::make_range(longest)) == longest);
}

BOOST_AUTO_TEST_CASE(and_nothing_else)
{
    using cordon::ip::detail::formattable_value;
    static_assert(formattable_value<cordon::ip::address> &&
                  formattable_value<cordon::ip::range_v6>);
    static_assert(!formattable_value<int>);
    static_assert(!formattable_value<std::string>);
    static_assert(!formattable_value<cordon::ip::uint128>);
}

#if defined(__cpp_lib_format)
BOOST_AUTO_TEST_CASE(standard)
{
    BOOST_TEST(std::format("{}", "10.0.0.1"_ip) == "10.0.0.1");
    BOOST_TEST(std::format("[{:>12}]", "10.0.0.0/8"_prefix) == "[  10.0.0.0/8]");
    BOOST_TEST(std::format("[{:*^9}]", cordon::ip::range("::1-::5"_range)) == "[*::1-::5*]");
}
#endif

#if defined(FMT_VERSION)
BOOST_AUTO_TEST_CASE(fmt_library)
{
    BOOST_TEST(fmt::format("{}", "10.0.0.1"_ip) == "10.0.0.1");
    BOOST_TEST(fmt::format("[{:>12}]", "10.0.0.0/8"_prefix) == "[  10.0.0.0/8]");
    BOOST_TEST(fmt::format("[{:*^9}]", cordon::ip::range("::1-::5"_range)) == "[*::1-::5*]");
}
#endif

BOOST_AUTO_TEST_SUITE_END()
