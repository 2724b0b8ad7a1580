#include <cordon/login/challenge.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_challenge)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::login_world;
using cordon_test::outcome;

namespace {

constexpr std::string_view outside = "192.0.2.1";
constexpr auto mail_code = verification_method::mail_code;

struct with_ann : login_world {
    with_ann() { add("ann"); }

    std::string answered(const login_outcome& asked, verification_method method,
                         std::string_view text)
    {
        return outcome(answer(asked, method, text));
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(what_is_kept, with_ann)
{
    const login_record user = record("ann");
    login_request request;
    request.kind = login_kind::ui;
    request.address = address_of(outside);
    request.credential.match = cordon::token::field_match::password_only;
    const decision asked = decide(*published.read(), &user, request, now);
    const pending_login pending = make_pending(user, request, asked, now);
    BOOST_TEST((pending.user.view() == "ann"));
    BOOST_TEST((pending.asked == cordon::login::answer::identity_challenge));
    BOOST_TEST((pending.started == now));
    BOOST_TEST((pending.request.address == request.address));
}

// A pending login that nobody asked for, or of somebody else, answers nothing.
BOOST_FIXTURE_TEST_CASE(nobody_asked, with_ann)
{
    second_factor<cordon_test::toy_mac, cordon_test::recorded_hooks> factor(mac, keys, hooks);
    const login_record user = record("ann");
    const auto config = published.read();
    pending_login pending;
    pending.user = "ann";
    pending.started = now;
    pending.request.kind = login_kind::ui;
    pending.request.credential.match = cordon::token::field_match::password_only;
    const challenge_answer given{address_of("10.0.0.1"), verification_method::totp, "000000"};
    const auto why = [&](const login_record* of) {
        return answer_challenge(*config, of, pending, given, factor, now).why();
    };
    BOOST_TEST((why(&user) == reason::challenge_over));
    pending.asked = cordon::login::answer::allow;
    BOOST_TEST((why(&user) == reason::challenge_over));
    pending.asked = cordon::login::answer::mfa_challenge;
    BOOST_TEST((why(&user) == reason::wrong_code)); // it is one now
    BOOST_TEST((why(nullptr) == reason::challenge_over));
    pending.user = "bob";
    BOOST_TEST((why(&user) == reason::challenge_over));
}

BOOST_FIXTURE_TEST_CASE(a_code_to_verify_a_device, with_ann)
{
    login_record user = record("ann");
    cordon::token::watched_random<cordon_test::scripted_random> random{
        cordon_test::scripted_random(script)};
    cordon::token::issued_code code;
    const auto issue = [&] {
        return issue_device_code(*published.read(), user, random, mac, keys, now, code);
    };
    BOOST_TEST(!issue());
    BOOST_TEST((user.mailed_code == code.record));
    const auto first = user.mailed_code;
    BOOST_TEST(!issue()); // in place of the one before
    BOOST_TEST((user.mailed_code != first));
    for (int i = 2; i < 6; ++i)
        BOOST_TEST(!issue());
    const auto sixth = user.mailed_code;
    BOOST_TEST((issue() == cordon::token::errc::too_many));
    BOOST_TEST((user.mailed_code == sixth)); // nothing has changed
}

BOOST_FIXTURE_TEST_CASE(pending_logins_end, with_ann)
{
    const auto asked = ui("ann", outside, bare("ann"));
    BOOST_TEST(!service.send_code(*asked.pending, mail_code, now));
    const std::string code = mailed();
    const auto before = now;
    for (const auto after : {std::chrono::seconds(-1), std::chrono::seconds(600)}) {
        now = before + after;
        BOOST_TEST(answered(asked, mail_code, code) == "invalid_login");
        BOOST_TEST(last_history() == "Verification is over");
    }
    now = before + 1min;
    // Frozen, or locked meanwhile; moved out of the ranges; a changed password.
    edit("ann", [](login_record& of) { of.user.frozen = true; });
    BOOST_TEST(answered(asked, mail_code, code) == "invalid_login");
    edit("ann", [&](login_record& of) {
        of.user.frozen = false;
        of.failures = {10, now};
    });
    BOOST_TEST(answered(asked, mail_code, code) == "invalid_login");
    edit("ann", [](login_record& of) { unlock(of); });
    const auto stored = record("ann").mailed_code;
    edit("ann", [](login_record& of) { ++of.password_generation; });
    BOOST_TEST(answered(asked, mail_code, code) == "invalid_login");
    edit("ann", [](login_record& of) { --of.password_generation; });
    BOOST_TEST((record("ann").mailed_code == stored)); // none of these used it up
    BOOST_TEST(answered(asked, mail_code, code) == "allow");
    BOOST_TEST(answered(asked, mail_code, code) == "identity_challenge"); // once
}

// A code is sent as long as its answer would be looked at.
BOOST_FIXTURE_TEST_CASE(codes_for_pending_logins_that_ended, with_ann)
{
    const auto asked = ui("ann", outside, bare("ann"));
    const auto send = [&](const pending_login& pending) {
        return service.send_code(pending, mail_code, now);
    };
    const auto before = now;
    for (const auto after : {std::chrono::seconds(-1), std::chrono::seconds(600)}) {
        now = before + after;
        BOOST_TEST((send(*asked.pending) == errc::out_of_range));
    }
    now = before;
    pending_login used = *asked.pending;
    used.wrong = pending_login::most_wrong;
    BOOST_TEST((send(used) == errc::out_of_range));
    const login_record right = record("ann");
    const auto with = [&](auto change) {
        edit("ann", change);
        const auto error = send(*asked.pending);
        edit("ann", [&](login_record& of) { of = right; });
        return error;
    };
    BOOST_TEST((with([](login_record& of) { ++of.password_generation; }) == errc::out_of_range));
    BOOST_TEST((with([](login_record& of) { of.user.frozen = true; }) == errc::out_of_range));
    BOOST_TEST((with([](login_record& of) { of.user.active = false; }) == errc::out_of_range));
    BOOST_TEST((with([&](login_record& of) { of.failures = {10, now}; }) == errc::out_of_range));
    BOOST_TEST(hooks.mails.empty());
    BOOST_TEST(record("ann").mailed_code.key.empty());
    BOOST_TEST(!send(*asked.pending));
    BOOST_TEST(hooks.mails.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
