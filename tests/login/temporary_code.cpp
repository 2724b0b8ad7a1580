#include <cordon/login/temporary_code.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_temporary_code)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::login_world;

namespace {

struct with_two : login_world {
    with_two()
    {
        add("ann");
        add("ada", {.issues_temporary_codes = true});
        target = record("ann");
        creator = record("ada");
    }
    std::error_code issue(const session& of, std::chrono::seconds lifetime)
    {
        return issue_temporary_code(*published.read(), of, creator, target, lifetime, random, mac,
                                    keys, now, out);
    }

    cordon::token::watched_random<cordon_test::scripted_random> random{
        cordon_test::scripted_random(script)};
    login_record target;
    login_record creator;
    cordon::token::issued_code out;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(lifetimes, with_two)
{
    const session of = session_of("ada");
    for (const auto wrong : {0s, -1s, 1h - 1s, 24h + 1s, std::chrono::seconds::max()})
        BOOST_TEST((issue(of, wrong) == errc::out_of_range));
    for (const auto right : {std::chrono::seconds(1h), std::chrono::seconds(24h)}) {
        BOOST_TEST(!issue(of, right));
        BOOST_TEST((target.temporary_code.expires == now + right));
        BOOST_TEST(target.temporary_code.reusable);
    }
    settings.organisation.strict_temporary_codes = true;
    publish();
    for (const auto wrong : {0s, std::chrono::seconds(10min + 1s), std::chrono::seconds(1h)})
        BOOST_TEST((issue(of, wrong) == errc::out_of_range));
    for (const auto right : {1s, std::chrono::seconds(10min)}) {
        BOOST_TEST(!issue(of, right));
        BOOST_TEST(!target.temporary_code.reusable);
    }
}

BOOST_FIXTURE_TEST_CASE(refusals_change_nothing, with_two)
{
    const auto refused = [&](const session& of) {
        const auto error = issue(of, 1h);
        BOOST_TEST((target.temporary_code == cordon::token::code_record{}));
        return error;
    };
    session of = session_of("ada");
    of.impersonator = "root";
    BOOST_TEST((refused(of) == errc::impersonating));
    of = session_of("ada");
    of.ended = true;
    BOOST_TEST((refused(of) == errc::session_over));
    of = session_of("ada");
    of.restricted = true;
    BOOST_TEST((refused(of) == errc::session_over));
    BOOST_TEST((refused(session_of("ann")) == errc::session_over)); // not the creator's
    BOOST_TEST((refused(session_of("ada", false)) == errc::not_high_assurance));
    for (bool user_settings::* state : {&user_settings::active, &user_settings::frozen}) {
        creator.user.*state = !(creator.user.*state);
        BOOST_TEST((refused(session_of("ada")) == errc::session_over));
        creator.user.*state = !(creator.user.*state);
        target.user.*state = !(target.user.*state);
        BOOST_TEST((refused(session_of("ada")) == errc::not_active));
        target.user.*state = !(target.user.*state);
    }
    creator.user.issues_temporary_codes = false;
    BOOST_TEST((refused(session_of("ada")) == errc::not_permitted));
}

BOOST_FIXTURE_TEST_CASE(six_an_hour, with_two)
{
    for (int i = 0; i < 6; ++i)
        BOOST_TEST(!issue(session_of("ada"), 1h));
    const auto sixth = target.temporary_code;
    BOOST_TEST((issue(session_of("ada"), 1h) == cordon::token::errc::too_many));
    BOOST_TEST((target.temporary_code == sixth));
    now += 1h;
    BOOST_TEST(!issue(session_of("ada"), 1h));
}

BOOST_FIXTURE_TEST_CASE(an_organisation_that_is_not_active, with_two)
{
    settings.organisation.active = false;
    publish();
    BOOST_TEST((issue(session_of("ada"), 1h) == errc::not_active));
}

// Who may not issue codes learns nothing of the target.
BOOST_FIXTURE_TEST_CASE(the_creator_comes_first, with_two)
{
    add("bob");
    edit("ann", [](login_record& of) { of.user.frozen = true; });
    for (const char* name : {"ann", "bob", "nobody"}) {
        BOOST_TEST((service.issue_temporary_code(session_of("bob"), name, 1h, now, out) ==
                    errc::not_permitted));
        BOOST_TEST((service.issue_temporary_code(session_of("ada", false), name, 1h, now, out) ==
                    errc::not_high_assurance));
    }
    BOOST_TEST((service.issue_temporary_code(session_of("ada"), "nobody", 1h, now, out) ==
                errc::no_such_user));
}

// Rule 23: what was issued before the organisation became strict.
BOOST_FIXTURE_TEST_CASE(codes_of_before, with_two)
{
    edit("ann", [](login_record& of) { of.user.mfa_ui = true; });
    BOOST_TEST(!service.issue_temporary_code(session_of("ada"), "ann", 24h, now, out));
    const std::string code(out.code.reveal_text());
    const auto asked = ui("ann", "192.0.2.1", bare("ann"));
    settings.organisation.strict_temporary_codes = true;
    publish();
    const auto answered = [&] {
        return cordon_test::outcome(answer(asked, verification_method::temporary_code, code));
    };
    BOOST_TEST(answered() == "mfa_challenge");
    BOOST_TEST((ui("ann", "192.0.2.1", bare("ann")).made.next == next_step::enrol));
    settings.organisation.strict_temporary_codes = false;
    publish();
    BOOST_TEST(answered() == "allow high");
}

BOOST_AUTO_TEST_SUITE_END()
