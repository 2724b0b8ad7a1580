#include <cordon/login/session.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_session)

using namespace cordon::login;
using cordon_test::login_world;
using cordon_test::name_of;
using cordon_test::ranges;

namespace {

struct with_ann : login_world {
    with_ann() { add("ann"); }

    std::string asked(const session& of, std::string_view from)
    {
        const login_record user = record("ann");
        return name_of(check_request(*published.read(), of, &user, nullptr, address_of(from), now));
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(opened_by_a_login, with_ann)
{
    login_request request;
    request.kind = login_kind::ui;
    request.address = address_of("10.0.0.9");
    decision allowed;
    allowed.level = session_level::high_assurance;
    allowed.password_expired = true;
    const session of = open_session(record("ann"), request, allowed, now);
    BOOST_TEST((of.user.view() == "ann"));
    BOOST_TEST((of.person() == "ann"));
    BOOST_TEST(!of.impersonating());
    BOOST_TEST((of.level == session_level::high_assurance));
    BOOST_TEST(of.restricted);
    BOOST_TEST((of.address == request.address));
    BOOST_TEST((of.started == now));
}

// Rule 18, each switch off and on.
BOOST_FIXTURE_TEST_CASE(each_request, with_ann)
{
    session of = session_of("ann");
    of.address = address_of("10.0.0.1");
    settings.profiles[0].login_ranges = ranges({"10.0.0.0-10.0.0.9"});
    publish();
    BOOST_TEST(asked(of, "192.0.2.1") == "allowed");
    settings.organisation.enforce_ranges_on_every_request = true;
    publish();
    BOOST_TEST(asked(of, "192.0.2.1") == "restricted_ip");
    BOOST_TEST(asked(of, "") == "restricted_ip"); // nobody knows where
    BOOST_TEST(asked(of, "10.0.0.9") == "allowed");
    settings.organisation.lock_sessions_to_address = true;
    publish();
    BOOST_TEST(asked(of, "10.0.0.9") == "wrong_address");
    BOOST_TEST(asked(of, "::ffff:10.0.0.1") == "allowed");
    BOOST_TEST(asked(of, "") == "wrong_address");
    of.address = {};
    BOOST_TEST(asked(of, "") == "wrong_address"); // two unknown ones are not the same
    of.address = address_of("10.0.0.1");
    settings.profiles[0].login_hours = cordon_test::every_day(0, 0);
    publish();
    BOOST_TEST(asked(of, "10.0.0.1") == "restricted_time");
}

BOOST_FIXTURE_TEST_CASE(sessions_that_are_over, with_ann)
{
    BOOST_TEST(asked(session_of("bob"), "10.0.0.1") == "session_over"); // not the record's
    session of = session_of("ann");
    of.impersonator = "ada"; // whose record is not there
    BOOST_TEST(asked(of, "10.0.0.1") == "session_over");
    of = session_of("ann");
    BOOST_TEST((check_request(*published.read(), of, nullptr, nullptr, of.address, now) ==
                request_result::session_over));
    edit("ann", [](login_record& user) { user.user.profile = "gone"; });
    BOOST_TEST(asked(of, "10.0.0.1") == "session_over");
}

// Rule 17: all that is left is the change of the password, and not from everywhere.
BOOST_FIXTURE_TEST_CASE(restricted_sessions, with_ann)
{
    session of = session_of("ann");
    of.restricted = true;
    BOOST_TEST(asked(of, "10.0.0.1") == "password_expired");
    settings.profiles[0].login_ranges = ranges({"10.0.0.0-10.0.0.9"});
    settings.organisation.enforce_ranges_on_every_request = true;
    publish();
    BOOST_TEST(asked(of, "10.0.0.1") == "password_expired");
    BOOST_TEST(asked(of, "192.0.2.1") == "restricted_ip");
    settings.organisation.lock_sessions_to_address = true;
    publish();
    BOOST_TEST(asked(of, "10.0.0.2") == "wrong_address");
    settings.profiles[0].login_hours = cordon_test::every_day(0, 0);
    publish();
    BOOST_TEST(asked(of, "10.0.0.1") == "restricted_time");
    of.ended = true;
    BOOST_TEST(asked(of, "10.0.0.1") == "session_over");
}

// Who was frozen or deactivated, and a record of a name that none may have.
BOOST_FIXTURE_TEST_CASE(users_who_may_nothing, with_ann)
{
    second_factor<cordon_test::toy_mac, cordon_test::recorded_hooks> factor(mac, keys, hooks);
    enrol_totp("ann");
    const std::string code = totp_code();
    const login_record right = record("ann");
    const auto check = [&](const login_record& user, const session& of, bool allowed) {
        const std::string expected = allowed ? "allowed" : "refused";
        for (const power what : {power::act, power::change_password, power::grant_login})
            BOOST_TEST(name_of(may(of, user, what)) == expected);
        session raised;
        const auto lifted = raise_session(*published.read(), of, user,
                                          {address_of("10.0.0.1"), verification_method::totp, code},
                                          factor, now, raised);
        BOOST_TEST(lifted.passed == allowed);
        BOOST_TEST(
            (check_request(*published.read(), of, &user, nullptr, address_of("10.0.0.1"), now) ==
             (allowed ? request_result::allowed : request_result::session_over)));
    };
    check(right, session_of("ann"), true);
    login_record user = right;
    user.user.frozen = true;
    check(user, session_of("ann"), false);
    user = right;
    user.user.active = false;
    check(user, session_of("ann"), false);
    user = right;
    user.user.name.clear();
    check(user, session_of(""), false);
    user.user.name = std::string(81, 'a');
    check(user, session_of(std::string(80, 'a')), false);
    // The organisation.
    settings.organisation.active = false;
    publish();
    session raised;
    BOOST_TEST(!raise_session(*published.read(), session_of("ann"), right,
                              {address_of("10.0.0.1"), verification_method::totp, code}, factor,
                              now, raised)
                    .passed);
}

// Rule 24, every combination.
BOOST_FIXTURE_TEST_CASE(resources, with_ann)
{
    settings.organisation.resources = {{"reports", assurance_policy::block},
                                       {"dashboards", assurance_policy::raise}};
    publish();
    const auto config = published.read();
    for (const bool high : {false, true})
        for (const bool over : {false, true}) {
            session of = session_of("ann", high);
            const auto result = [&](const char* resource) {
                return std::string(name_of(check_resource(*config, of, resource)));
            };
            of.ended = over;
            BOOST_TEST(result("notes") == (over ? "refused" : "allowed"));
            BOOST_TEST(result("reports") == (over || !high ? "refused" : "allowed"));
            BOOST_TEST(result("dashboards") == (over ? "refused" : high ? "allowed" : "raise"));
            of.ended = false;
            of.restricted = true;
            BOOST_TEST(result("notes") == "refused");
        }
}

BOOST_FIXTURE_TEST_CASE(raised_by_a_second_factor, with_ann)
{
    enrol_totp("ann");
    second_factor<cordon_test::toy_mac, cordon_test::recorded_hooks> factor(mac, keys, hooks);
    const login_record user = record("ann");
    session raised;
    const auto raise = [&](const session& of, std::string_view text) {
        return raise_session(*published.read(), of, user,
                             {address_of("10.0.0.1"), verification_method::totp, text}, factor, now,
                             raised);
    };
    const session of = session_of("ann", false);
    const auto wrong = raise(of, "x");
    BOOST_TEST(!wrong.passed);
    BOOST_TEST(wrong.changes.failures->count == 1U);
    BOOST_TEST((raised == of));
    const auto right = raise(of, totp_code());
    BOOST_TEST(right.passed);
    BOOST_TEST(right.changes.totp_step >= 0);
    BOOST_TEST((raised.level == session_level::high_assurance));
    session over = of;
    over.ended = true;
    BOOST_TEST(!raise(over, totp_code()).passed);
    BOOST_TEST((raised == over));
    BOOST_TEST(!raise(session_of("bob", false), totp_code()).passed);
}

// Rule 27, each power of each kind of session.
BOOST_FIXTURE_TEST_CASE(powers, with_ann)
{
    login_record user = record("ann");
    const struct {
        power what;
        const char* own;
        const char* restricted;
        const char* impersonating;
        const char* with_verified_address;
    } rows[] = {
        {power::act, "allowed", "refused", "allowed", "allowed"},
        {power::approve_oauth, "allowed", "refused", "refused", "refused"},
        {power::single_sign_on, "allowed", "refused", "refused", "refused"},
        {power::send_mail, "allowed", "refused", "refused", "allowed"},
        {power::grant_login, "allowed", "refused", "refused", "refused"},
        {power::log_in_as, "allowed", "refused", "refused", "refused"},
        {power::change_password, "allowed", "allowed", "refused", "refused"},
        {power::switch_user, "allowed", "refused", "logged_out", "logged_out"},
    };
    for (const auto& row : rows) {
        const auto result = [&](const session& of) {
            return std::string(name_of(may(of, user, row.what)));
        };
        session of = session_of("ann");
        BOOST_TEST(result(of) == row.own);
        BOOST_TEST(result(session_of("bob")) == "refused");
        of.restricted = true;
        BOOST_TEST(result(of) == row.restricted);
        of.restricted = false;
        of.impersonator = "ada";
        user.user.address_verified = false;
        BOOST_TEST(result(of) == row.impersonating);
        user.user.address_verified = true;
        BOOST_TEST(result(of) == row.with_verified_address);
        of.ended = true;
        BOOST_TEST(result(of) == "refused");
    }
}

BOOST_AUTO_TEST_SUITE_END()
