#include <cordon/toml/detail/escaped.hpp>

#include <boost/test/unit_test.hpp>

#include <string_view>

BOOST_AUTO_TEST_SUITE(toml_detail_escaped)

using cordon::toml::detail::escaped;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_CASE(control_characters_only)
{
    BOOST_TEST(escaped("") == "");
    BOOST_TEST(escaped("a ~\\\"") == "a ~\\\"");
    BOOST_TEST(escaped("\0\t\x1f\x7f"sv) == "\\u0000\\u0009\\u001F\\u007F");
    // C1, in UTF-8; not U+00A0, nor what only ends like one, nor what is cut.
    BOOST_TEST(escaped("\xc2\x80\xc2\x9f") == "\\u0080\\u009F");
    BOOST_TEST(escaped("\xc2\xa0\xc3\x80\xc3\xa9\xe2\x80\x9f\xc2") ==
               "\xc2\xa0\xc3\x80\xc3\xa9\xe2\x80\x9f\xc2");
}

BOOST_AUTO_TEST_SUITE_END()
