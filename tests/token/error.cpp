#include <cordon/token/error.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(token_error)

using cordon::token::describe;
using cordon::token::errc;

static_assert(std::is_error_code_enum_v<errc>);
static_assert(!std::is_error_condition_enum_v<errc>);
static_assert(sizeof(errc) == 1);

BOOST_AUTO_TEST_CASE(every_code_has_a_text_of_its_own)
{
    std::set<std::string> texts;
    const int last = static_cast<int>(errc::kdf_failed);
    for (int value = 1; value <= last; ++value) {
        const std::string text = describe(static_cast<errc>(value));
        BOOST_TEST(!text.empty());
        BOOST_TEST(text.find("unknown cordon") == std::string::npos, value << " has no text");
        BOOST_TEST(texts.insert(text).second, text << " stands for two codes");
    }
    // What is behind the last one is no code, and zero is no error.
    BOOST_TEST(describe(static_cast<errc>(last + 1)) == "unknown cordon::token error");
    BOOST_TEST(describe(errc{}) == "unknown cordon::token error");
}

BOOST_AUTO_TEST_CASE(error_code)
{
    const std::error_code code = errc::bad_checksum;
    BOOST_TEST(code.value() == static_cast<int>(errc::bad_checksum));
    BOOST_TEST((code.category() == cordon::token::error_category()));
    BOOST_TEST(code.category().name() == std::string_view("cordon.token"));
    BOOST_TEST(code.message() == describe(errc::bad_checksum));
    BOOST_TEST(bool(code));
    BOOST_TEST(!std::error_code(errc{}));
    BOOST_TEST((code == errc::bad_checksum));
    BOOST_TEST((code != errc::bad_char));
    // The same number of another category is another error.
    BOOST_TEST((code != std::error_code(code.value(), std::generic_category())));
    // One category, however often it is asked for.
    BOOST_TEST((&cordon::token::error_category() == &cordon::token::error_category()));
}

BOOST_AUTO_TEST_CASE(raise_if)
{
    BOOST_CHECK_NO_THROW(cordon::token::detail::raise_if({}));
    BOOST_CHECK_EXCEPTION(cordon::token::detail::raise_if(errc::busy), std::system_error,
                          [](const std::system_error& e) { return e.code() == errc::busy; });
}

BOOST_AUTO_TEST_SUITE_END()
