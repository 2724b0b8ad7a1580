#include <cordon/login/password_policy.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(login_password_policy)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::utc;

BOOST_AUTO_TEST_CASE(rule_6_values)
{
    const auto wrong = [](const password_policy& policy) {
        problems out;
        check(policy, "p", out);
        return cordon_test::words(out);
    };
    BOOST_TEST(wrong({}) == "");
    BOOST_TEST((password_policy{} == password_policy{10, 15, 90}));
    for (int value = -2; value <= 400; ++value) {
        const auto expect = [&](std::set<int> good, const char* path, errc code) {
            return good.count(value) != 0 ? std::string() : cordon_test::words(path, code);
        };
        BOOST_TEST(wrong({.attempts = value}) ==
                   expect({0, 3, 5, 10}, "p.attempts", errc::bad_attempts));
        BOOST_TEST(wrong({.lockout_minutes = value}) ==
                   expect({0, 15, 30, 60}, "p.lockout_minutes", errc::bad_lockout));
        BOOST_TEST(wrong({.expiry_days = value}) ==
                   expect({0, 30, 60, 90, 180, 365}, "p.expiry_days", errc::bad_expiry));
    }
}

BOOST_AUTO_TEST_CASE(rule_6_expiry)
{
    const auto then = utc(2024, 1, 1);
    const password_policy days30{.expiry_days = 30};
    BOOST_TEST(!is_expired(days30, then, then));
    BOOST_TEST(!is_expired(days30, then, then + 30 * 24h - 1s));
    BOOST_TEST(is_expired(days30, then, then + 30 * 24h));
    BOOST_TEST(!is_expired(days30, then, then - 24h)); // the clock was set back
    const password_policy never{.expiry_days = 0};
    BOOST_TEST(!is_expired(never, then, then + 10'000 * 24h));
    BOOST_TEST(!is_expired(days30, std::chrono::sys_seconds::max(), then));
    BOOST_TEST(is_expired(days30, std::chrono::sys_seconds::min(), then));
}

BOOST_AUTO_TEST_SUITE_END()
