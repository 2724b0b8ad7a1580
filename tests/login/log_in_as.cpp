// Table C (log in as), exhaustively, against its rows as docs/login.md has them; and rule 25, which
// stands before it.
#include <cordon/login/log_in_as.hpp>

#include "reference/login_outcome.hpp"
#include "reference/login_settings.hpp"
#include "reference/toy_mac.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_log_in_as)

using namespace cordon::login;
using cordon_test::outcome;
using cordon_test::utc;

namespace {

// The four columns as they are written: y, n, or - for any.
struct table_c_row {
    const char* columns; // O M P A
    const char* result;
};
constexpr table_c_row table_c[] = {
    {"--yn", "challenge"}, {"yy--", "challenge"}, {"n-n-", "allow"},
    {"n-yy", "allow"},     {"ynn-", "allow"},     {"ynyy", "allow"},
};

std::string by_table(bool o, bool m, bool p, bool a)
{
    const bool is[] = {o, m, p, a};
    for (const auto& row : table_c) {
        bool holds = true;
        for (std::size_t i = 0; i < 4; ++i)
            holds &= row.columns[i] == '-' || (row.columns[i] == 'y') == is[i];
        if (holds)
            return row.result;
    }
    return "no row";
}

const auto now = utc(2024, 1, 1, 12);

configuration configure(bool option, bool high_profile, bool any_user = true,
                        edition bought = edition::enterprise)
{
    configuration_settings out;
    out.organisation.edition = bought;
    out.organisation.log_in_as_mfa = option;
    out.organisation.log_in_as_any_user = any_user;
    out.profiles = {{.name = "staff"}, {.name = "p"}};
    if (high_profile)
        out.profiles[1].required_level = session_level::high_assurance;
    return configuration::build(out).value();
}

login_record named(const char* name, const char* profile)
{
    login_record out;
    out.user.name = name;
    out.user.profile = profile;
    return out;
}
login_record administrator()
{
    login_record out = named("ada", "staff");
    out.user.administrator = true;
    return out;
}

session session_of(const login_record& record, bool high)
{
    session out;
    out.user = std::string_view(record.user.name);
    out.level = high ? session_level::high_assurance : session_level::standard;
    return out;
}

std::string refused(errc why) { return "refused: " + std::string(describe(why)); }

} // namespace

BOOST_AUTO_TEST_CASE(every_combination)
{
    for (unsigned bits = 0; bits < 1U << 6; ++bits) {
        const bool o = bits & 1, m = bits & 2, p = bits & 4, a = bits & 8;
        const configuration config = configure(o, p);
        login_record target = named("ann", "p");
        target.user.mfa_ui = m;
        if (bits & 16) // whether the target can answer does not matter
            target.methods.insert(verification_method::approval);
        login_record actor = administrator();
        if (bits & 32) { // rule 25: the same limits for both
            actor.user.administrator = false;
            actor.user.support = true;
            target.support_grant = now + std::chrono::hours(1);
        }
        const auto made = log_in_as(config, session_of(actor, a), actor, target, now);
        BOOST_TEST(outcome(made) == by_table(o, m, p, a), "O M P A " << o << m << p << a);
        BOOST_TEST(asks_target_factor(o, m, p, a) == (by_table(o, m, p, a) == "challenge"));
        // Rule 26: the session's level is the actor's.
        if (outcome(made) == "allow") {
            BOOST_TEST((made.opened.level == session_of(actor, a).level));
            BOOST_TEST((made.opened.user.view() == "ann"));
            BOOST_TEST(made.opened.person() == actor.user.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(rule_25_every_condition)
{
    const configuration config = configure(false, false, false); // no "any user"
    const configuration any = configure(false, false, true);
    const auto soon = now + std::chrono::hours(1);
    const login_record ann = named("ann", "p");
    login_record granted = ann;
    granted.administrator_grant = soon;
    login_record to_support = ann;
    to_support.support_grant = soon;
    const login_record ada = administrator();
    login_record sue = named("sue", "staff");
    sue.user.support = true;
    const login_record bob = named("bob", "staff");

    const auto ask = [&](const configuration& by, const login_record& actor,
                         const login_record& target) {
        return outcome(log_in_as(by, session_of(actor, true), actor, target, now));
    };
    // permission and grant
    BOOST_TEST(ask(config, ada, granted) == "allow");
    BOOST_TEST(ask(config, ada, ann) == refused(errc::not_permitted));
    BOOST_TEST(ask(config, ada, to_support) == refused(errc::not_permitted));
    BOOST_TEST(ask(any, ada, ann) == "allow");
    BOOST_TEST(ask(config, sue, to_support) == "allow");
    BOOST_TEST(ask(config, sue, granted) == refused(errc::not_permitted));
    BOOST_TEST(ask(any, sue, ann) == refused(errc::not_permitted)); // administrators, it says
    BOOST_TEST(ask(any, bob, granted) == refused(errc::not_permitted));
    BOOST_TEST(ask(any, ada, ada) == refused(errc::not_permitted));
    granted.administrator_grant = now; // its end
    BOOST_TEST(ask(config, ada, granted) == refused(errc::not_permitted));
    // who is active
    login_record off = ann;
    off.user.active = false;
    BOOST_TEST(ask(any, ada, off) == refused(errc::not_active));
    off = ann;
    off.user.frozen = true;
    BOOST_TEST(ask(any, ada, off) == refused(errc::not_active));
    off = ann;
    off.user.profile = "gone";
    BOOST_TEST(ask(any, ada, off) == refused(errc::not_active));
    off = ada;
    off.user.frozen = true;
    BOOST_TEST(ask(any, off, ann) == refused(errc::not_active));
    // editions
    for (const edition each :
         {edition::enterprise, edition::performance, edition::unlimited, edition::developer})
        BOOST_TEST(ask(configure(false, false, true, each), ada, ann) == "allow");
    for (const edition each :
         {edition::professional, edition::group, edition::contact_manager, edition::personal})
        BOOST_TEST(ask(configure(false, false, true, each), ada, ann) ==
                   refused(errc::not_available));
    // sessions
    const auto with = [&](auto change) {
        session of = session_of(ada, true);
        change(of);
        return outcome(log_in_as(any, of, ada, ann, now));
    };
    BOOST_TEST(with([](session& s) { s.impersonator = "root"; }) == refused(errc::impersonating));
    BOOST_TEST(with([](session& s) { s.ended = true; }) == refused(errc::session_over));
    BOOST_TEST(with([](session& s) { s.restricted = true; }) == refused(errc::session_over));
    BOOST_TEST(with([](session& s) { s.user = "bob"; }) == refused(errc::session_over));
}

// A session without the permission learns nothing of the target, one without a grant not whether
// the target is active.
BOOST_AUTO_TEST_CASE(rule_25_the_actor_comes_first)
{
    login_record frozen = named("ann", "p");
    frozen.user.frozen = true;
    const login_record bob = named("bob", "staff");
    const login_record ada = administrator();
    const auto ask = [&](bool any_user, const login_record& actor, const login_record& target) {
        const configuration config = configure(false, false, any_user);
        return outcome(log_in_as(config, session_of(actor, true), actor, target, now));
    };
    BOOST_TEST(ask(true, bob, frozen) == refused(errc::not_permitted));
    BOOST_TEST(ask(false, ada, frozen) == refused(errc::not_permitted));
    BOOST_TEST(ask(true, ada, frozen) == refused(errc::not_active));
}

// Names that check() would refuse: sessions could not hold them.
BOOST_AUTO_TEST_CASE(rule_25_names_that_check_refuses)
{
    const configuration config = configure(false, false);
    login_record nobody = administrator();
    nobody.user.name.clear();
    const login_record ann = named("ann", "p");
    BOOST_TEST(outcome(log_in_as(config, session_of(nobody, true), nobody, ann, now)) ==
               refused(errc::not_active));
    const login_record ada = administrator();
    login_record other = ann;
    other.user.name = std::string(81, 'a');
    const auto made = log_in_as(config, session_of(ada, true), ada, other, now);
    BOOST_TEST(outcome(made) == refused(errc::not_active));
    BOOST_TEST(made.audit.target.empty()); // not that of 80
    other.user.name.clear();
    BOOST_TEST(outcome(log_in_as(config, session_of(ada, true), ada, other, now)) ==
               refused(errc::not_active));
}

// A grant lives at most a year, also one that was stored for longer, or before the clock was set
// back.
BOOST_AUTO_TEST_CASE(rule_25_grants_that_are_too_long)
{
    const configuration config = configure(false, false, false);
    const login_record ada = administrator();
    login_record ann = named("ann", "p");
    const auto year = std::chrono::hours(24 * 365);
    const auto ask = [&](std::chrono::sys_seconds until) {
        ann.administrator_grant = until;
        return outcome(log_in_as(config, session_of(ada, true), ada, ann, now));
    };
    BOOST_TEST(ask(now + year) == "allow");
    BOOST_TEST(ask(now + year + std::chrono::seconds(1)) == refused(errc::not_permitted));
    BOOST_TEST(ask(std::chrono::sys_seconds::max()) == refused(errc::not_permitted));
}

BOOST_AUTO_TEST_CASE(rule_25_grants)
{
    login_record ann = named("ann", "p");
    const session own = session_of(ann, false);
    const auto grant = [&](const session& of, std::chrono::sys_seconds until) {
        return grant_login(of, ann, grantee::support, until, now);
    };
    const auto year = std::chrono::hours(24 * 365);
    BOOST_TEST(!grant(own, now + year));
    BOOST_TEST((ann.support_grant == now + year));
    BOOST_TEST((grant(own, now + year + std::chrono::seconds(1)) == errc::out_of_range));
    BOOST_TEST((grant(own, std::chrono::sys_seconds::max()) == errc::out_of_range));
    BOOST_TEST((grant(own, now) == errc::out_of_range));
    session impersonated = own;
    impersonated.impersonator = "ada";
    BOOST_TEST((grant(impersonated, now + std::chrono::hours(1)) == errc::impersonating));
    session other = own;
    other.user = "bob";
    BOOST_TEST((grant(other, now + std::chrono::hours(1)) == errc::session_over));
    BOOST_TEST((ann.support_grant == now + year)); // as it was
    BOOST_TEST(!grant_login(own, ann, grantee::support, std::nullopt, now));
    BOOST_TEST(!ann.support_grant.has_value());
}

BOOST_AUTO_TEST_CASE(rule_26_the_targets_methods_lift_the_session)
{
    const configuration config = configure(true, false);
    login_record target = named("ann", "p");
    target.user.mfa_ui = true;
    target.totp_key = stored_secret(cordon::token::as_bytes("12345678901234567890"));
    login_record actor = administrator();
    actor.totp_key = stored_secret(cordon::token::as_bytes("abcdefghijabcdefghij"));
    cordon_test::toy_mac mac;
    const cordon::token::key_ring keys;
    no_factors hook;
    second_factor<cordon_test::toy_mac, no_factors> factor(mac, keys, hook);
    const auto code = [&](const login_record& of) {
        cordon::token::code_text out;
        cordon::token::detail::raise_if(
            cordon::token::totp(mac, of.totp_key.reveal(), now, {}, out));
        return std::string(out.view());
    };
    const auto answer = [&](const std::string& text, bool high = false) {
        return answer_log_in_as(config, session_of(actor, high), actor, target,
                                {{}, verification_method::totp, text}, factor, now);
    };
    // The actor's own code is none.
    BOOST_TEST(outcome(answer(code(actor))) == "challenge");
    BOOST_TEST(answer(code(actor)).changes.failures->count == 1U);
    const auto made = answer(code(target));
    BOOST_TEST(outcome(made) == "allow");
    BOOST_TEST((made.opened.level == session_level::high_assurance));
    BOOST_TEST((made.opened.impersonator_level == session_level::standard));
    // A used code is used up; a locked account answers nothing.
    apply(made.changes, target);
    BOOST_TEST(outcome(answer(code(target))) == "challenge");
    target.totp_last_step = -1;
    target.failures = {10, now};
    BOOST_TEST(outcome(answer(code(target))) == "challenge");
    // Mail codes verify a device, nothing else.
    target.failures = {};
    BOOST_TEST(outcome(answer_log_in_as(config, session_of(actor, true), actor, target,
                                        {{}, verification_method::mail_code, "123456"}, factor,
                                        now)) == "challenge");
}

BOOST_AUTO_TEST_CASE(rule_28_and_29_the_end)
{
    for (const bool relogin : {false, true}) {
        configuration_settings settings;
        settings.organisation.log_in_as_any_user = true;
        settings.organisation.log_in_as_relogin = relogin;
        settings.profiles = {{.name = "staff"}, {.name = "p"}};
        const configuration config = configuration::build(settings).value();
        const login_record actor = administrator();
        const login_record target = named("ann", "p");
        const session own = session_of(actor, true);
        const auto made = log_in_as(config, own, actor, target, now);
        BOOST_TEST(
            (made.audit == audit_entry{now, audit_entry::event_type::started, "ada", "ann"}));
        const auto end = end_log_in_as(config, made.opened, now + std::chrono::hours(1));
        session expected = own;
        expected.ended = relogin;
        BOOST_TEST((end.after == expected));
        BOOST_TEST((end.audit == audit_entry{now + std::chrono::hours(1),
                                             audit_entry::event_type::ended, "ada", "ann"}));
        // A refusal is audited, too.
        const auto no = log_in_as(config, own, actor, actor, now);
        BOOST_TEST((no.audit == audit_entry{now, audit_entry::event_type::refused, "ada", "ada"}));
    }
}

BOOST_AUTO_TEST_SUITE_END()
