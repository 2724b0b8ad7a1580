#include <cordon/ip/error.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <system_error>

BOOST_AUTO_TEST_SUITE(ip_error)

using cordon::ip::errc;

namespace {

// Those codes for which name_of() has a name. Its switch is compiled with -Wswitch, so that a new
// enumerator without a name does not go unnoticed.
std::set<errc> all_codes()
{
    std::set<errc> codes;
    for (int i = 0; i < 256; ++i)
        if (std::string(cordon_test::name_of(static_cast<errc>(i))) != "no error")
            codes.insert(static_cast<errc>(i));
    return codes;
}

} // namespace

BOOST_AUTO_TEST_CASE(zero_is_no_error)
{
    BOOST_TEST(all_codes().count(errc{}) == 0U);
    const std::error_code none = errc{};
    BOOST_TEST(!none);
}

BOOST_AUTO_TEST_CASE(codes_have_no_gaps)
{
    // A gap would be an enumerator that was taken out, and a change of all behind it.
    const std::set<errc> codes = all_codes();
    BOOST_TEST(codes.size() == static_cast<std::size_t>(errc::unspecified_only));
    BOOST_TEST((*codes.begin() == errc::empty));
    BOOST_TEST((*codes.rbegin() == errc::unspecified_only));
}

BOOST_AUTO_TEST_CASE(every_code_has_a_text_of_its_own)
{
    std::set<std::string> texts;
    for (const errc code : all_codes()) {
        const std::string text = cordon::ip::describe(code);
        BOOST_TEST_CONTEXT(cordon_test::name_of(code))
        {
            BOOST_TEST(!text.empty());
            BOOST_TEST(text != cordon::ip::describe(static_cast<errc>(255)));
            BOOST_TEST(text.back() != '.'); // it goes in the middle of a sentence
            BOOST_TEST(texts.insert(text).second);
        }
    }
    static_assert(cordon::ip::describe(errc::empty) != nullptr);
}

BOOST_AUTO_TEST_CASE(unknown_codes_have_a_text)
{
    BOOST_TEST(cordon::ip::describe(errc{}) == std::string("unknown cordon::ip error"));
    BOOST_TEST(cordon::ip::describe(static_cast<errc>(255)) ==
               std::string("unknown cordon::ip error"));
}

BOOST_AUTO_TEST_CASE(error_codes)
{
    const std::error_code code = errc::host_bits_set; // by is_error_code_enum
    static_assert(std::is_error_code_enum_v<errc>);
    BOOST_TEST((code == make_error_code(errc::host_bits_set)));
    BOOST_TEST((code == errc::host_bits_set));
    BOOST_TEST((code != errc::empty));
    BOOST_TEST(code.value() == static_cast<int>(errc::host_bits_set));
    BOOST_TEST(code.message() == cordon::ip::describe(errc::host_bits_set));
    BOOST_TEST(static_cast<bool>(code));
}

BOOST_AUTO_TEST_CASE(the_category)
{
    const std::error_category& category = cordon::ip::error_category();
    BOOST_TEST(category.name() == std::string("cordon.ip"));
    BOOST_TEST(&category == &make_error_code(errc::empty).category()); // one object
    BOOST_TEST(category.message(static_cast<int>(errc::nul)) == cordon::ip::describe(errc::nul));
    BOOST_TEST(category.message(255) == "unknown cordon::ip error");
    // Values that no errc has (it is one byte) are not taken for those of their last byte.
    BOOST_TEST(category.message(256 + static_cast<int>(errc::nul)) == "unknown cordon::ip error");
    BOOST_TEST(category.message(-1) == "unknown cordon::ip error");
    // No code is equal to one of another category with the same number.
    BOOST_TEST((make_error_code(errc::empty) != std::error_code(1, std::generic_category())));
}

BOOST_AUTO_TEST_SUITE_END()
