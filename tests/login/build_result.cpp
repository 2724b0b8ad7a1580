#include <cordon/login/build_result.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

BOOST_AUTO_TEST_SUITE(login_build_result)

using namespace cordon::login;

BOOST_AUTO_TEST_CASE(a_value)
{
    build_result<std::unique_ptr<int>> result(std::make_unique<int>(7));
    BOOST_TEST_REQUIRE(result.has_value());
    BOOST_TEST(bool(result));
    BOOST_TEST(result.error().empty());
    BOOST_TEST(**result == 7);
    BOOST_TEST(*result.value() == 7);
    const std::unique_ptr<int> moved = std::move(result).value();
    BOOST_TEST(*moved == 7);
}

BOOST_AUTO_TEST_CASE(problems_and_their_text)
{
    const problems wrong{{"name", errc::empty_name}, {"passwords.attempts", errc::bad_attempts}};
    const build_result<int> result(wrong);
    BOOST_TEST(!result);
    BOOST_TEST((result.error() == wrong));
    BOOST_TEST(to_string(wrong) ==
               "name: empty name\n"
               "passwords.attempts: attempts other than 3, 5, 10 or 0 (unlimited)");
    BOOST_CHECK_EXCEPTION(result.value(), std::system_error, [](const std::system_error& e) {
        return e.code() == errc::empty_name &&
               std::string(e.what()).find("passwords.attempts") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
