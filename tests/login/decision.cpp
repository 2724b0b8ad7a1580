#include <cordon/login/decision.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_decision)

using namespace cordon::login;
using namespace std::chrono_literals;

namespace {

device_key device(unsigned char first)
{
    device_key out{};
    out[0] = first;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(by_default_nobody_is_let_in)
{
    const decision made;
    BOOST_TEST((made.result == answer::invalid_login));
    BOOST_TEST((made.told == answer::invalid_login));
    BOOST_TEST((made.next == next_step::none));
    BOOST_TEST((made.level == session_level::standard));
    BOOST_TEST((made.why() == reason::invalid_password));
    BOOST_TEST(!made.changes.change_record());
}

// Each member by itself changes the record, and what it stands for, and nothing else.
BOOST_AUTO_TEST_CASE(each_effect)
{
    const auto applied = [](const effects& changes) {
        BOOST_TEST(changes.change_record());
        login_record out;
        out.totp_last_step = 5;
        apply(changes, out);
        return out;
    };
    effects changes;
    changes.failures = failure_state{3, std::chrono::sys_seconds(7s)};
    BOOST_TEST((applied(changes).failures == *changes.failures));
    changes = {};
    changes.rate = rate_window{std::chrono::sys_seconds(9s), 4};
    BOOST_TEST((applied(changes).rate == *changes.rate));
    changes = {};
    changes.totp_step = 6;
    BOOST_TEST(applied(changes).totp_last_step == 6);
    changes.totp_step = 5; // a step is never given back
    BOOST_TEST(applied(changes).totp_last_step == 5);
    changes.totp_step = 0;
    BOOST_TEST(applied(changes).totp_last_step == 5);
    changes = {};
    changes.ui_login = true;
    BOOST_TEST(applied(changes).had_ui_login);
    changes = {};
    changes.device = device(1);
    BOOST_TEST(is_known(applied(changes), device(1)));
    BOOST_TEST(!is_known(applied(changes), device(2)));
    cordon::token::code_record code;
    code.number = 8;
    changes = {};
    changes.temporary_code = code;
    BOOST_TEST((applied(changes).temporary_code == code));
    BOOST_TEST((applied(changes).mailed_code != code));
    changes = {};
    changes.mailed_code = code;
    BOOST_TEST((applied(changes).mailed_code == code));
    BOOST_TEST((applied(changes).temporary_code != code));
}

BOOST_AUTO_TEST_CASE(no_effect)
{
    login_record record;
    record.had_ui_login = true;
    record.failures.count = 2;
    apply(effects{}, record);
    BOOST_TEST(record.had_ui_login);
    BOOST_TEST(record.failures.count == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
