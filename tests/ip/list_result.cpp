#include <cordon/ip/list_result.hpp>

#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_list_result)

using namespace cordon::ip::literals;
using cordon::ip::errc;
using cordon::ip::list;
using cordon::ip::list_error;
using cordon::ip::list_format;
using cordon::ip::list_options;
using cordon::ip::list_result;

namespace {

list_result good() { return list_result(list("good", {{"10.0.0.0/8"_prefix, 1, 0}}, {}, {})); }

list_result bad()
{
    return list_result(std::vector<list_error>{
        {make_error_code(errc::host_bits_set), 3, 8, "bad:3:8: bits set behind the prefix length"},
        {make_error_code(errc::nul), 7, 1, "bad:7:1: NUL byte"}});
}

} // namespace

static_assert(std::is_nothrow_move_constructible_v<list_result>);
static_assert(std::is_nothrow_move_assignable_v<list_result>);
static_assert(!std::is_convertible_v<list, list_result>);
static_assert(!std::is_convertible_v<list_result, bool>); // not by accident

BOOST_AUTO_TEST_CASE(with_a_list)
{
    list_result result = good();
    BOOST_TEST(result.has_value());
    BOOST_TEST(bool(result));
    BOOST_TEST((*result).name() == "good");
    BOOST_TEST(result->size() == 1U);
    BOOST_TEST(std::as_const(result)->size() == 1U);
    BOOST_TEST((*std::as_const(result)).size() == 1U);
    BOOST_TEST(result.errors().empty());
    BOOST_TEST(!result.code());
    BOOST_TEST(result.message().empty());
    const list taken = *std::move(result);
    BOOST_TEST(taken.name() == "good");
    BOOST_TEST(good().value().name() == "good");
}

BOOST_AUTO_TEST_CASE(with_errors)
{
    const list_result result = bad();
    BOOST_TEST(!result.has_value());
    BOOST_TEST(!result);
    BOOST_TEST_REQUIRE(result.errors().size() == 2U);
    BOOST_TEST(result.errors()[1].line == 7U);
    BOOST_TEST((result.code() == errc::host_bits_set)); // the first
    BOOST_TEST(result.message() == "bad:3:8: bits set behind the prefix length\nbad:7:1: NUL byte");
    BOOST_CHECK_EXCEPTION(bad().value(), std::system_error, [](const std::system_error& error) {
        return error.code() == errc::host_bits_set &&
               std::string(error.what()).find("bad:7:1: NUL byte") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(copies)
{
    list_result result = good();
    result = bad();
    BOOST_TEST(!result.has_value());
    const list_result copy = result;
    BOOST_TEST(copy.message() == result.message());
    const list_result other = good();
    result = other;
    BOOST_TEST(result.has_value());
    BOOST_TEST(result.errors().empty());
}

BOOST_AUTO_TEST_CASE(defaults)
{
    const list_options options;
    BOOST_TEST(options.name.empty());
    BOOST_TEST((options.format == list_format::entries));
    BOOST_TEST(!options.lenient);
    BOOST_TEST(!options.allow_empty);
    BOOST_TEST(!options.header);
    BOOST_TEST(options.value_column == 0U);
    BOOST_TEST(options.max_line == 0U);
    BOOST_TEST(options.max_entries == 16777216U);
    BOOST_TEST(options.max_errors == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
