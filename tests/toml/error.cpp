#include <cordon/toml/error.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(toml_error)

using cordon::toml::describe;
using cordon::toml::errc;

BOOST_AUTO_TEST_CASE(every_code_has_a_text_of_its_own)
{
    std::set<std::string> texts;
    const int last = static_cast<int>(errc::too_large);
    for (int value = 1; value <= last; ++value) {
        const std::string text = describe(static_cast<errc>(value));
        BOOST_TEST(text.find("unknown cordon") == std::string::npos, value << " has no text");
        BOOST_TEST(texts.insert(text).second, text << " stands for two codes");
    }
    BOOST_TEST(describe(static_cast<errc>(last + 1)) == "unknown cordon::toml error");
    BOOST_TEST(describe(errc{}) == "unknown cordon::toml error");
}

BOOST_AUTO_TEST_CASE(error_code)
{
    const std::error_code code = errc::unknown_key;
    BOOST_TEST((code.category() == cordon::toml::error_category()));
    BOOST_TEST(code.category().name() == std::string_view("cordon.toml"));
    BOOST_TEST(code.message() == describe(errc::unknown_key));
    BOOST_TEST(!std::error_code(errc{}));
    BOOST_TEST((code != std::error_code(code.value(), std::generic_category())));
    BOOST_TEST(cordon::toml::error_category().message(1000) == "unknown cordon::toml error");
}

BOOST_AUTO_TEST_SUITE_END()
