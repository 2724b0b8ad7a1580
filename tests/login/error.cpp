#include <cordon/login/error.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(login_error)

using cordon::login::describe;
using cordon::login::errc;

BOOST_AUTO_TEST_CASE(every_code_has_a_text_of_its_own)
{
    std::set<std::string> texts;
    const int last = static_cast<int>(errc::mail_failed);
    for (int value = 1; value <= last; ++value) {
        const std::string text = describe(static_cast<errc>(value));
        BOOST_TEST(text.find("unknown cordon") == std::string::npos, value << " has no text");
        BOOST_TEST(text.back() != '.');
        BOOST_TEST(texts.insert(text).second, text << " stands for two codes");
    }
    BOOST_TEST(describe(static_cast<errc>(last + 1)) == "unknown cordon::login error");
    BOOST_TEST(describe(errc{}) == "unknown cordon::login error");
}

BOOST_AUTO_TEST_CASE(error_code)
{
    const std::error_code code = errc::hours_reversed;
    BOOST_TEST((code.category() == cordon::login::error_category()));
    BOOST_TEST(code.category().name() == std::string_view("cordon.login"));
    BOOST_TEST(code.message() == describe(errc::hours_reversed));
    BOOST_TEST(bool(code));
    BOOST_TEST(!std::error_code(errc{}));
    BOOST_TEST((code != std::error_code(code.value(), std::generic_category())));
    BOOST_TEST(cordon::login::error_category().message(-1) == "unknown cordon::login error");
    BOOST_TEST(cordon::login::error_category().message(256 + 1) == "unknown cordon::login error");
}

BOOST_AUTO_TEST_SUITE_END()
