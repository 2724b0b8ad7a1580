#include <cordon/login/second_factor.hpp>

#include <cordon/login/challenge.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_second_factor)

using namespace cordon::login;
using cordon_test::login_world;

namespace {

struct with_ann : login_world {
    with_ann() { add("ann"); }

    factor_result check(verification_method method, std::string_view text)
    {
        return factor.check(*published.read(), record("ann"), method, text, now);
    }
    void add_code(cordon::token::code_record login_record::* member,
                  const cordon::token::code_policy& policy)
    {
        cordon::token::watched_random<cordon_test::scripted_random> random{
            cordon_test::scripted_random(script)};
        edit("ann", [&](login_record& of) {
            cordon::token::detail::raise_if(
                cordon::token::issue_code(random, mac, keys, subject_of(*published.read(), of),
                                          policy, &(of.*member), now, issued));
            of.*member = issued.record;
        });
    }

    second_factor<cordon_test::toy_mac, cordon_test::recorded_hooks> factor{mac, keys, hooks};
    cordon::token::issued_code issued;
};

} // namespace

static_assert(factor_verifier<no_factors>);

BOOST_FIXTURE_TEST_CASE(none_is_registered, with_ann)
{
    for (int i = 0; i < int(verification_method_count); ++i)
        for (const char* text : {"", "000000", "approved"}) {
            const auto checked = check(static_cast<verification_method>(i), text);
            BOOST_TEST(!checked.passed, i);
            BOOST_TEST(checked.totp_step == -1);
        }
    BOOST_TEST(!check(static_cast<verification_method>(200), "approved").passed);
    BOOST_TEST(!no_factors().verify(record("ann"), verification_method::approval, "approved"));
}

BOOST_FIXTURE_TEST_CASE(an_app, with_ann)
{
    enrol_totp("ann");
    const auto checked = check(verification_method::totp, totp_code());
    BOOST_TEST(checked.passed);
    BOOST_TEST(checked.totp_step == now.time_since_epoch().count() / 30);
    effects changes;
    checked.add_to(changes);
    BOOST_TEST(changes.totp_step == checked.totp_step);
    edit("ann", [&](login_record& of) { apply(changes, of); });
    const auto again = check(verification_method::totp, totp_code()); // used up
    BOOST_TEST(!again.passed);
    BOOST_TEST(again.totp_step == -1);
}

BOOST_FIXTURE_TEST_CASE(codes, with_ann)
{
    add_code(&login_record::mailed_code, cordon::token::mail_code);
    const std::string text(issued.code.reveal_text());
    const auto wrong = check(verification_method::mail_code, "x");
    BOOST_TEST(!wrong.passed);
    BOOST_TEST(wrong.mailed_code.has_value()); // a try less
    BOOST_TEST(!wrong.temporary_code.has_value());
    const auto right = check(verification_method::mail_code, text);
    BOOST_TEST(right.passed);
    BOOST_TEST(right.mailed_code.has_value()); // used up
    // Each code is of its own purpose, and SMS is only for who has registered it.
    BOOST_TEST(!check(verification_method::temporary_code, text).passed);
    BOOST_TEST(!check(verification_method::sms_code, text).passed);
    edit("ann", [](login_record& of) { of.methods.insert(verification_method::sms_code); });
    BOOST_TEST(check(verification_method::sms_code, text).passed);

    add_code(&login_record::temporary_code, cordon::token::temporary_code);
    const std::string temporary(issued.code.reveal_text());
    BOOST_TEST(!check(verification_method::mail_code, temporary).passed);
    const auto first = check(verification_method::temporary_code, temporary);
    BOOST_TEST(first.passed);
    BOOST_TEST(!first.temporary_code.has_value()); // can be used again
}

BOOST_FIXTURE_TEST_CASE(hooks_of_the_host, with_ann)
{
    for (const auto method : {verification_method::security_key, verification_method::webauthn,
                              verification_method::built_in, verification_method::approval}) {
        BOOST_TEST(!check(method, "approved").passed); // not registered
        edit("ann", [&](login_record& of) { of.methods.insert(method); });
        BOOST_TEST(check(method, "approved").passed);
        BOOST_TEST(!check(method, "denied").passed);
        BOOST_TEST(!check(method, "throw").passed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
