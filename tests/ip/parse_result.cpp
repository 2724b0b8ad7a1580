#include <cordon/ip/parse_result.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <system_error>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(ip_parse_result)

using namespace std::string_view_literals;
using cordon::ip::errc;
using cordon::ip::parse_error;

namespace {

// A value with a hint, as prefixes and ranges have.
struct hinted {
    int number;
    static std::string hint(parse_error error, std::string_view text)
    {
        if (error.code != errc::leading_zero)
            return {};
        return "did you mean " + std::string(text.substr(error.offset + 1)) + "?";
    }
};

using result = cordon::ip::parse_result<int>;
using hinted_result = cordon::ip::parse_result<hinted>;

constexpr result good(7);
constexpr result bad(errc::octet_range, 3);

// The code of the std::system_error that value() throws, or none.
std::error_code thrown_by(const result& r)
{
    try {
        static_cast<void>(r.value());
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_value)
{
    static_assert(good.has_value());
    static_assert(bool(good));
    static_assert(*good == 7);
    static_assert(good.value() == 7);
    static_assert(good.value_or(9) == 7);
    constexpr hinted_result arrow(hinted{5});
    static_assert(arrow->number == 5);
    BOOST_TEST(!thrown_by(good));
}

BOOST_AUTO_TEST_CASE(an_error)
{
    static_assert(!bad.has_value());
    static_assert(!bool(bad));
    static_assert(bad.error() == parse_error{errc::octet_range, 3});
    static_assert(bad.value_or(9) == 9);
    static_assert(result(parse_error{errc::octet_range, 3}) == bad);
    BOOST_TEST((thrown_by(bad) == errc::octet_range));
}

BOOST_AUTO_TEST_CASE(errors_compare_by_code_and_offset)
{
    static_assert(parse_error{} == parse_error{errc{}, 0});
    static_assert(parse_error{errc::empty, 0} != parse_error{errc::nul, 0});
    static_assert(parse_error{errc::empty, 0} != parse_error{errc::empty, 1});
}

BOOST_AUTO_TEST_CASE(results_compare_as_expected)
{
    static_assert(good == result(7));
    static_assert(good != result(8));
    static_assert(bad == result(errc::octet_range, 3));
    static_assert(bad != result(errc::octet_range, 4));
    static_assert(bad != result(errc::leading_zero, 3));
    static_assert(good != bad && bad != good);
    // Never by the bytes of what is not there.
    static_assert(result(0) != result(errc{}, 0));
}

// It must be looked at: nothing converts to or from it by accident.
static_assert(!std::is_convertible_v<int, result>);
static_assert(!std::is_convertible_v<parse_error, result>);
static_assert(!std::is_convertible_v<result, bool>);
static_assert(!std::is_convertible_v<result, int>);
static_assert(!std::is_default_constructible_v<result>);
static_assert(std::is_trivially_copyable_v<result>);
static_assert(std::is_same_v<result::value_type, int>);
static_assert(std::is_same_v<result::error_type, parse_error>);

BOOST_AUTO_TEST_CASE(a_value_has_no_message) { BOOST_TEST(good.message("7") == ""); }

BOOST_AUTO_TEST_CASE(messages)
{
    BOOST_TEST(bad.message("1.2.300.4") == "IPv4 part over 255 at offset 3 in \"1.2.300.4\"");
    // Without a text there is no place in it.
    BOOST_TEST(result(errc::empty, 0).message("") == "empty text");
    BOOST_TEST(result(errc::nul, 1).message("a\0b"sv) == "NUL byte at offset 1 in \"a\\x00b\"");
}

BOOST_AUTO_TEST_CASE(made_in_place)
{
    struct pair {
        int a;
        int b;
        constexpr bool operator==(const pair&) const = default;
    };
    constexpr cordon::ip::parse_result<pair> made(std::in_place, 1, 2);
    static_assert(made.has_value() && *made == pair{1, 2});
    static_assert(made == cordon::ip::parse_result(pair{1, 2}));
}

BOOST_AUTO_TEST_CASE(messages_quote_what_a_terminal_would_obey)
{
    const result r(errc::bad_char, 0);
    const struct {
        std::string_view input;
        std::string_view quoted;
    } table[] = {
        {"a b~", "\"a b~\""},                    // the printable bytes, to the last one
        {"\x1b[2J", "\"\\x1b[2J\""},             // clears a screen
        {"\r\n\t", "\"\\x0d\\x0a\\x09\""},       // forges a line of a log
        {"\x7f", "\"\\x7f\""},                   // DEL is a control too
        {"\"", "\"\\x22\""},                     // closes the quotes
        {"\\x41", "\"\\x5cx41\""},               // is not taken for an escape
        {"\xef\xbc\x91", "\"\\xef\\xbc\\x91\""}, // a fullwidth digit is seen for what it is
        {"\xff\x80"sv, "\"\\xff\\x80\""},        // not UTF-8
    };
    for (const auto& row : table)
        BOOST_TEST(r.message(row.input) ==
                   "unexpected character at offset 0 in " + std::string(row.quoted));
}

BOOST_AUTO_TEST_CASE(messages_stay_short)
{
    const result r(errc::too_long, 64);
    const std::string start = "text too long at offset 64 in \"";
    BOOST_TEST(r.message(std::string(64, '1')) == start + std::string(64, '1') + "\"");
    BOOST_TEST(r.message(std::string(65, '1')) == start + std::string(64, '1') + "...\"");
    BOOST_TEST(r.message(std::string(1 << 20, '1')) == start + std::string(64, '1') + "...\"");
}

BOOST_AUTO_TEST_CASE(messages_end_with_the_hint)
{
    BOOST_TEST(hinted_result(errc::leading_zero, 0).message("08") ==
               "leading zero in an IPv4 part at offset 0 in \"08\": did you mean 8?");
    BOOST_TEST(hinted_result(errc::nul, 1).message("08") == "NUL byte at offset 1 in \"08\"");
    BOOST_TEST(hinted_result(hinted{1}).message("1") == "");
}

BOOST_AUTO_TEST_SUITE_END()
