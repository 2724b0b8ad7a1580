// Rules 1 to 29 of docs/login.md, as they show in logins, sessions and resets: at least one test
// case each, named after its rule. (Rules 2 to 6 and 10 on configurations are also in the tests of
// those headers, rule 25 in log_in_as.cpp.)
#include <cordon/login.hpp>

#include "reference/login_world.hpp"

#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(login_rules)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::login_world;
using cordon_test::name_of;
using cordon_test::outcome;
using cordon_test::ranges;
using cordon_test::utc;

namespace {

constexpr std::string_view inside = "10.0.0.7";
constexpr std::string_view outside = "192.0.2.1";
constexpr auto mail_code = verification_method::mail_code;
constexpr auto totp = verification_method::totp;

struct with_ann : login_world {
    with_ann() { add("ann"); }

    std::string obstacle(std::string_view name)
    {
        const auto found = find_reset_obstacle(*published.read(), record(name));
        return std::string(found ? to_string_view(*found) : "");
    }
    std::string answered(const login_outcome& asked, verification_method method,
                         std::string_view text)
    {
        return outcome(answer(asked, method, text));
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(rule_01_mapped_addresses_everywhere, with_ann)
{
    BOOST_TEST(outcome(api("ann", "::ffff:10.0.0.7", bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", "64:ff9b::10.0.0.7", bare("ann"))) == "token_required");
    edit("ann", [&](login_record& of) { activate(of, address_of("::ffff:192.0.2.1")); });
    BOOST_TEST(outcome(api("ann", "192.0.2.1", bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", "::ffff:192.0.2.1", bare("ann"))) == "allow");
    settings.profiles[0].login_ranges = ranges({"198.51.100.0-198.51.100.255"});
    publish();
    BOOST_TEST(outcome(api("ann", "::ffff:198.51.100.9", bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_02_ends_are_inclusive, with_ann)
{
    BOOST_TEST(outcome(api("ann", "10.0.0.0", bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", "10.0.0.255", bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", "9.255.255.255", bare("ann"))) == "token_required");
    BOOST_TEST(outcome(api("ann", "10.0.1.0", bare("ann"))) == "token_required");
}

BOOST_FIXTURE_TEST_CASE(rule_03_outside_of_trusted_ranges_does_not_block, with_ann)
{
    BOOST_TEST(outcome(api("ann", outside, with_token("ann"))) == "allow");
    settings.organisation.trusted_ranges.clear(); // nobody is trusted, and that is fine
    publish();
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "token_required");
    BOOST_TEST(outcome(api("ann", inside, with_token("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_04_login_ranges_block, with_ann)
{
    settings.profiles[0].login_ranges = ranges({"198.51.100.0-198.51.100.255"});
    publish();
    BOOST_TEST(outcome(api("ann", outside, with_token("ann"))) == "restricted_ip");
    BOOST_TEST(outcome(ui("ann", "198.51.100.1", bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_05_hours_of_the_wall_clock, with_ann)
{
    settings.profiles[0].login_hours = cordon_test::every_day(540, 1020, "+05:30");
    publish();
    now = utc(2024, 1, 1, 3, 30);
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
    now = utc(2024, 1, 1, 3, 29, 59);
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "restricted_time");
    now = utc(2024, 1, 1, 11, 30);
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "restricted_time");
    // Without the password nobody is told (rule 11).
    BOOST_TEST(outcome(api("ann", inside, "wrong")) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(rule_06_lockout_for_each_policy, with_ann)
{
    for (const int attempts : {3, 5, 10})
        for (const int minutes : {15, 30, 60, 0}) {
            settings.organisation.passwords.attempts = attempts;
            settings.organisation.passwords.lockout_minutes = minutes;
            publish();
            edit("ann", [](login_record& of) { unlock(of); });
            for (int i = 0; i < attempts; ++i) {
                BOOST_TEST(!record("ann").failures.locked_since.has_value());
                api("ann", inside, "wrong");
            }
            BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "invalid_login");
            const auto since = now;
            now = since + (minutes == 0 ? 24h * 365 : std::chrono::minutes(minutes)) - 1s;
            BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "invalid_login");
            now = since - 1h; // the clock is set back
            BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "invalid_login");
            now = since + std::chrono::minutes(minutes);
            BOOST_TEST(outcome(api("ann", inside, bare("ann"))) ==
                       (minutes == 0 ? "invalid_login" : "allow"));
            now = since;
        }
    settings.organisation.passwords.attempts = 0; // unlimited
    publish();
    edit("ann", [](login_record& of) { unlock(of); });
    for (int i = 0; i < 50; ++i)
        api("ann", inside, "wrong");
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_07_the_token_is_mailed_and_never_shown, with_ann)
{
    BOOST_TEST(!service.reset_token(session_of("ann")));
    BOOST_TEST(hooks.mails.size() == 1U);
    BOOST_TEST(hooks.mails[0].first == "ann");
    const std::string token = mailed();
    BOOST_TEST(token.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvw"
                                       "xyz") == token.npos);
    BOOST_TEST(to_text(*record("ann").token).find(token) == std::string::npos);
    hooks.mail_fails = true;
    BOOST_TEST((service.reset_token(session_of("ann")) == errc::mail_failed));
    BOOST_TEST(outcome(api("ann", outside, bare("ann") + token)) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(rule_08_a_password_change_issues_a_token, with_ann)
{
    BOOST_TEST(!service.change_password(session_of("ann"), bare("ann"), "second", now));
    BOOST_TEST(hooks.mails.empty()); // who has never asked for one gets no mail
    BOOST_TEST(outcome(api("ann", outside, "second" + tokens["ann"])) == "invalid_login");
    BOOST_TEST(!service.reset_token(session_of("ann")));
    BOOST_TEST(!service.change_password(session_of("ann"), "second", "third", now));
    BOOST_TEST(hooks.mails.size() == 2U);
    BOOST_TEST(outcome(api("ann", outside, "third" + mailed())) == "allow");
    BOOST_TEST(outcome(api("ann", outside, "third" + hooks.mails[0].second)) == "invalid_login");
    // Who does not know the old password changes nothing, and it counts.
    const auto before = record("ann").password_hash;
    const auto count = failures("ann");
    BOOST_TEST((service.change_password(session_of("ann"), "wrong", "fourth", now) ==
                cordon::token::errc::mismatch));
    BOOST_TEST(record("ann").password_hash == before);
    BOOST_TEST(failures("ann") == count + 1);
}

BOOST_FIXTURE_TEST_CASE(rule_09_why_no_reset_is_offered, with_ann)
{
    BOOST_TEST(obstacle("ann") == "");
    add("bot", {.api_only = true});
    BOOST_TEST(obstacle("bot") == "api_only");
    add("mia", {.mfa_ui = true, .mfa_api = true});
    BOOST_TEST(obstacle("mia") == "api_mfa");
    settings.organisation.trusted_ranges.clear();
    settings.organisation.network_access = false;
    publish();
    BOOST_TEST(obstacle("ann") == "network_access_missing");
    settings.organisation.network_access = true;
    settings.profiles[0].login_hours.days[1] = {540, std::nullopt};
    load();
    BOOST_TEST(obstacle("ann") == "profile_damaged");
    edit("ann", [](login_record& of) { of.user.profile = "gone"; });
    BOOST_TEST(obstacle("ann") == "profile_damaged");
    edit("ann", [](login_record& of) { of.user.profile = "sales"; });
    settings.profiles[0].login_hours = {};
    settings.profiles[0].login_ranges = ranges({"198.51.100.1"});
    publish();
    for (const char* name : {"ann", "bot", "mia"}) // the first one of the list
        BOOST_TEST(obstacle(name) == "login_ranges_exist");
    // In session settings as well.
    settings.profiles[0].login_ranges.clear();
    settings.organisation.edition = edition::group;
    settings.organisation.login_ranges = ranges({"198.51.100.1"});
    publish();
    BOOST_TEST(obstacle("ann") == "login_ranges_exist");
    BOOST_TEST((service.reset_token(session_of("ann")) == errc::reset_not_offered));
    BOOST_TEST((service.reset_token(session_of("nobody")) == errc::no_such_user));
}

BOOST_FIXTURE_TEST_CASE(rule_10_flags_that_are_off, with_ann)
{
    settings.organisation.login_challenge = false;
    settings.organisation.api_token_login = false;
    publish();
    BOOST_TEST(outcome(api("ann", outside, bare("ann"))) == "denied");
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"))) == "denied");
    BOOST_TEST(outcome(api("ann", outside, with_token("ann"))) == "allow");
    settings.organisation.allow_unchallenged = true;
    publish();
    BOOST_TEST(outcome(api("ann", outside, bare("ann"))) == "allow");
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_10_a_damaged_profile_is_repaired_by_a_save, with_ann)
{
    settings.profiles[0].login_hours.days[1] = {540, std::nullopt};
    load();
    BOOST_TEST(published.read()->find_profile("sales")->damaged());
    settings = published.read()->settings();
    publish(); // unchanged
    BOOST_TEST(obstacle("ann") == "");
}

BOOST_FIXTURE_TEST_CASE(rule_11_nothing_is_told_without_the_password, with_ann)
{
    add("off", {.active = false});
    add("ice", {.frozen = true});
    settings.profiles[0].login_hours = cordon_test::every_day(0, 0);
    settings.profiles[0].login_ranges = ranges({"198.51.100.1"});
    publish();
    for (const char* name : {"ann", "off", "ice", "nobody"}) {
        const auto made = api(name, outside, "wrong").made;
        BOOST_TEST(name_of(made.told) == "invalid_login");
        BOOST_TEST(name_of(ui(name, outside, "wrong").made.told) == "invalid_login");
    }
    BOOST_TEST(outcome(api("off", outside, with_token("off"))) == "invalid_login");
    BOOST_TEST(outcome(api("ann", outside, with_token("ann"))) == "restricted_time"); // then hours
    settings.profiles[0].login_hours = {};
    publish();
    BOOST_TEST(outcome(api("ann", outside, with_token("ann"))) == "restricted_ip"); // then ranges
    settings.organisation.active = false;
    publish();
    BOOST_TEST(outcome(api("ann", "198.51.100.1", with_token("ann"))) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(rule_12_who_is_known_from_where, with_ann)
{
    BOOST_TEST(outcome(ui("ann", inside, bare("ann"))) == "allow");
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"))) == "identity_challenge");
    edit("ann", [&](login_record& of) { activate(of, address_of(outside)); });
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", outside, bare("ann"))) == "allow");
    // A known device is one for the UI alone.
    const auto asked = ui("ann", "192.0.2.2", bare("ann"), "cookie");
    BOOST_TEST(!service.send_code(*asked.pending, mail_code, now));
    BOOST_TEST(answered(asked, mail_code, mailed()) == "allow");
    BOOST_TEST(outcome(ui("ann", "192.0.2.2", bare("ann"), "cookie")) == "allow");
    BOOST_TEST(outcome(api("ann", "192.0.2.2", bare("ann"))) == "token_required");
    // Another user's cookie is nobody's.
    add("bob");
    BOOST_TEST(outcome(ui("bob", "192.0.2.2", bare("bob"), "cookie")) == "identity_challenge");
}

BOOST_FIXTURE_TEST_CASE(rule_13_the_very_first_login, with_ann)
{
    const auto forget = [](login_record& of) { of.had_ui_login = false; };
    edit("ann", forget);
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"))) == "allow");
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"))) == "identity_challenge");
    edit("ann", forget);
    BOOST_TEST(outcome(api("ann", outside, bare("ann"))) == "token_required"); // the UI's alone
    settings.organisation.first_login_unchallenged = false;
    publish();
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"))) == "identity_challenge");
}

BOOST_FIXTURE_TEST_CASE(rule_14_api_only_users, login_world)
{
    add("bot", {.api_only = true});
    BOOST_TEST(outcome(ui("bot", inside, bare("bot"))) == "invalid_login");
    BOOST_TEST(last_history() == "Failed: API-only user");
    BOOST_TEST(outcome(ui("bot", inside, "wrong")) == "invalid_login");
    BOOST_TEST(last_history() == "Invalid password");
    BOOST_TEST(outcome(api("bot", inside, bare("bot"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_15_mfa_for_api_logins, login_world)
{
    add("mia", {.mfa_ui = true, .mfa_api = true});
    BOOST_TEST(outcome(api("mia", outside, with_token("mia"))) == "invalid_login");
    BOOST_TEST(outcome(api("mia", outside, bare("mia"))) == "token_required");
    enrol_totp("mia");
    BOOST_TEST(outcome(api("mia", inside, bare("mia"))) == "allow");
    BOOST_TEST(outcome(api("mia", outside, bare("mia") + totp_code())) == "allow high");
    BOOST_TEST(outcome(api("mia", inside, with_token("mia"))) == "invalid_login");
    // Without the permission for the UI it is none: the token stays.
    edit("mia", [](login_record& of) { of.user.mfa_ui = false; });
    BOOST_TEST(outcome(api("mia", outside, with_token("mia"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_16_what_counts_as_a_failure, with_ann)
{
    enrol_totp("ann");
    api("ann", inside, "wrong"); // 1
    BOOST_TEST(failures("ann") == 1U);
    api("ann", outside, bare("ann") + "X" + tokens["ann"].substr(1)); // 2: a wrong token
    BOOST_TEST(failures("ann") == 2U);
    api("ann", outside, bare("ann")); // 3: a missing one
    BOOST_TEST(failures("ann") == 3U);
    const auto asked = ui("ann", outside, bare("ann")); // 4: a prompt
    BOOST_TEST(failures("ann") == 4U);
    BOOST_TEST(!service.send_code(*asked.pending, mail_code, now));
    BOOST_TEST(answered(asked, mail_code, "wrong") == "identity_challenge"); // 5: a wrong code
    BOOST_TEST(failures("ann") == 5U);
    edit("ann", [](login_record& of) { of.user.mfa_ui = true; });
    ui("ann", inside, bare("ann")); // 6: another prompt
    BOOST_TEST(failures("ann") == 6U);
    edit("ann", [](login_record& of) { of.user.frozen = true; });
    api("ann", inside, "wrong"); // refused before the password
    BOOST_TEST(failures("ann") == 6U);
    edit("ann", [](login_record& of) { of.user.frozen = false; });
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
    BOOST_TEST(failures("ann") == 0U);
    // An administrator unlocks.
    edit("ann", [&](login_record& of) { of.failures = {10, now}; });
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "invalid_login");
    std::optional<login_record> changed;
    BOOST_TEST(!service.change("ann", changed, [](const configuration&, login_record& of) {
        unlock(of);
        return std::error_code();
    }));
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_16_the_throttle_stands_before, with_ann)
{
    cordon::token::throttle throttle({.free_tries = 2, .capacity = 64});
    service_type throttled(published, store, hasher, mac, keys, hooks, &throttle,
                           cordon_test::scripted_random(script),
                           [this] { return now.time_since_epoch(); });
    const auto log_in = [&](std::string_view from, std::string_view field) {
        return outcome(
            throttled.log_in("ann", {login_kind::api, address_of(from), field, {}}, now));
    };
    log_in(outside, "wrong");
    log_in(outside, "wrong");
    const int runs = hasher.runs;
    BOOST_TEST(log_in(outside, with_token("ann")) == "invalid_login");
    BOOST_TEST(last_history() == "Too many tries");
    BOOST_TEST(hasher.runs == runs);
    BOOST_TEST(failures("ann") == 2U);
    BOOST_TEST(log_in(inside, bare("ann")) == "allow"); // counted apart
    now += 1s;
    BOOST_TEST(log_in(outside, with_token("ann")) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_16_the_login_rate, with_ann)
{
    settings.organisation.logins_per_hour = 5;
    publish();
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "invalid_login");
    BOOST_TEST(last_history() == "Login rate exceeded");
    now += 1h - 1s;
    BOOST_TEST(outcome(ui("ann", inside, bare("ann"))) == "invalid_login");
    now -= 2h; // set back
    BOOST_TEST(outcome(ui("ann", inside, bare("ann"))) == "invalid_login");
    now += 2h + 1s;
    BOOST_TEST(outcome(ui("ann", inside, bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_17_an_expired_password, with_ann)
{
    now += 24h * 90;
    const auto made = api("ann", inside, bare("ann"));
    BOOST_TEST(outcome(made) == "allow password_expired");
    BOOST_TEST_REQUIRE(made.opened.has_value());
    BOOST_TEST(made.opened->restricted);
    BOOST_TEST(name_of(may(*made.opened, record("ann"), power::act)) == std::string("refused"));
    BOOST_TEST(name_of(may(*made.opened, record("ann"), power::change_password)) ==
               std::string("allowed"));
    BOOST_TEST((check_resource(*published.read(), *made.opened, "x") == resource_result::refused));
    BOOST_TEST((service.check_request(*made.opened, address_of(inside), now) ==
                request_result::password_expired));
    BOOST_TEST((service.reset_token(*made.opened) == errc::session_over));
    const auto by_ui = ui("ann", inside, bare("ann"));
    BOOST_TEST(name_of(by_ui.made.next) == std::string("change_password"));
    BOOST_TEST(!service.change_password(*by_ui.opened, bare("ann"), "fresh", now));
    BOOST_TEST(outcome(api("ann", inside, "fresh")) == "allow");
}

BOOST_FIXTURE_TEST_CASE(rule_18_each_request, with_ann)
{
    const auto made = ui("ann", inside, bare("ann"));
    const auto act = [&](const session& of, std::string_view from) {
        return std::string(name_of(service.check_request(of, address_of(from), now)));
    };
    BOOST_TEST(act(*made.opened, inside) == "allowed");
    BOOST_TEST(act(*made.opened, outside) == "allowed");
    session ended = *made.opened;
    ended.ended = true;
    BOOST_TEST(act(ended, inside) == "session_over");
    edit("ann", [](login_record& of) { of.user.frozen = true; });
    BOOST_TEST(act(*made.opened, inside) == "session_over");
    edit("ann", [](login_record& of) { of.user.frozen = false; });
    settings.organisation.active = false;
    publish();
    BOOST_TEST(act(*made.opened, inside) == "session_over");
    BOOST_TEST(act(session_of("nobody"), inside) == "session_over");
}

BOOST_FIXTURE_TEST_CASE(rule_18_while_impersonating_the_persons_rules_hold, with_ann)
{
    settings.profiles.push_back({.name = "staff", .login_ranges = ranges({"198.51.100.1"})});
    settings.organisation.enforce_ranges_on_every_request = true;
    publish();
    add("ada", {.profile = "staff", .administrator = true});
    session of = session_of("ann");
    of.impersonator = "ada";
    const auto act = [&](std::string_view from) {
        return std::string(name_of(service.check_request(of, address_of(from), now)));
    };
    BOOST_TEST(act("198.51.100.1") == "allowed");
    BOOST_TEST(act(outside) == "restricted_ip");
    edit("ada", [](login_record& of_ada) { of_ada.user.active = false; });
    BOOST_TEST(act("198.51.100.1") == "session_over");
}

BOOST_FIXTURE_TEST_CASE(rule_19_levels_may_be_moved, with_ann)
{
    BOOST_TEST(outcome(ui("ann", inside, bare("ann"))) == "allow");
    settings.organisation.levels[login_method::password] = session_level::high_assurance;
    publish();
    BOOST_TEST(outcome(ui("ann", inside, bare("ann"))) == "allow high");
    settings.organisation.levels[login_method::password] = session_level::standard;
    settings.organisation.levels[login_method::activation] = session_level::high_assurance;
    publish();
    const auto asked = ui("ann", outside, bare("ann"));
    BOOST_TEST(!service.send_code(*asked.pending, mail_code, now));
    BOOST_TEST(answered(asked, mail_code, mailed()) == "allow high");
    // Other methods, whose first factor the host has checked.
    const login_record user = record("ann");
    for (const auto method : {login_method::delegated, login_method::passwordless,
                              login_method::external_provider, login_method::saml}) {
        login_request request;
        request.kind = login_kind::ui;
        request.address = address_of(inside);
        request.method = method;
        request.credential.match = cordon::token::field_match::password_only;
        BOOST_TEST(outcome(decide(*published.read(), &user, request, now)) == "allow");
    }
}

BOOST_FIXTURE_TEST_CASE(rule_20_who_needs_mfa, login_world)
{
    add("ann");
    add("mia", {.mfa_ui = true, .mfa_exempt = true});
    add("eve", {.mfa_exempt = true});
    const auto log_in = [&](std::string_view name) {
        return outcome(ui(name, inside, bare(name)));
    };
    BOOST_TEST(log_in("ann") == "allow");
    BOOST_TEST(log_in("mia") == "mfa_challenge");
    settings.organisation.mfa_required = true;
    publish();
    BOOST_TEST(log_in("ann") == "mfa_challenge");
    BOOST_TEST(log_in("eve") == "allow");
    BOOST_TEST(log_in("mia") == "mfa_challenge");
}

BOOST_FIXTURE_TEST_CASE(rule_21_a_profile_of_high_assurance, with_ann)
{
    settings.profiles[0].required_level = session_level::high_assurance;
    publish();
    BOOST_TEST(name_of(ui("ann", inside, bare("ann")).made.next) == std::string("enrol"));
    enrol_totp("ann");
    // From outside: first the device, then the second factor; and the device is remembered.
    const auto device = ui("ann", outside, bare("ann"), "cookie");
    BOOST_TEST(outcome(device) == "identity_challenge");
    BOOST_TEST(!service.send_code(*device.pending, mail_code, now));
    const auto step = answer(device, mail_code, mailed());
    BOOST_TEST(outcome(step) == "step_up");
    BOOST_TEST(outcome(answer(step, totp, totp_code())) == "allow high");
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"), "cookie")) == "step_up");
}

BOOST_FIXTURE_TEST_CASE(rule_22_methods_and_what_they_serve, with_ann)
{
    cordon::token::issued_code temporary;
    add("ada", {.administrator = true, .issues_temporary_codes = true});
    BOOST_TEST(!service.issue_temporary_code(session_of("ada"), "ann", 1h, now, temporary));
    const std::string code(temporary.code.reveal_text());
    // A temporary code verifies no device.
    const auto device = ui("ann", outside, bare("ann"));
    BOOST_TEST(answered(device, verification_method::temporary_code, code) == "identity_challenge");
    BOOST_TEST(!service.send_code(*device.pending, mail_code, now));
    const std::string by_mail = mailed();
    BOOST_TEST((service.send_code(*device.pending, verification_method::sms_code, now) ==
                errc::out_of_range)); // not registered
    // A mail code is no second factor.
    edit("ann", [](login_record& of) { of.user.mfa_ui = true; });
    const auto mfa = ui("ann", inside, bare("ann"));
    BOOST_TEST(answered(mfa, mail_code, by_mail) == "mfa_challenge");
    BOOST_TEST(answered(mfa, verification_method::temporary_code, code) == "allow high");
    // Hooks: registered ones alone; what throws is wrong.
    for (const auto method : {verification_method::security_key, verification_method::webauthn,
                              verification_method::built_in, verification_method::approval}) {
        const auto asked = ui("ann", inside, bare("ann"));
        BOOST_TEST(answered(asked, method, "approved") == "mfa_challenge");
        edit("ann", [&](login_record& of) { of.methods.insert(method); });
        BOOST_TEST(answered(asked, method, "throw") == "mfa_challenge");
        BOOST_TEST(answered(asked, method, "denied") == "mfa_challenge");
        BOOST_TEST(answered(asked, method, "approved") == "allow high");
    }
}

BOOST_FIXTURE_TEST_CASE(rule_23_temporary_codes, with_ann)
{
    add("ada", {.issues_temporary_codes = true});
    cordon::token::issued_code code;
    const auto issue = [&](const session& of, std::chrono::seconds lifetime) {
        return service.issue_temporary_code(of, "ann", lifetime, now, code);
    };
    session impersonated = session_of("ada");
    impersonated.impersonator = "root";
    BOOST_TEST((issue(impersonated, 1h) == errc::impersonating));
    BOOST_TEST((issue(session_of("ada", false), 1h) == errc::not_high_assurance));
    BOOST_TEST((issue(session_of("ann"), 1h) == errc::not_permitted));
    BOOST_TEST((issue(session_of("nobody"), 1h) == errc::no_such_user));
    edit("ann", [](login_record& of) { of.user.active = false; });
    BOOST_TEST((issue(session_of("ada"), 1h) == errc::not_active));
    edit("ann", [](login_record& of) { of.user.active = of.user.mfa_ui = true; });
    // One at a time.
    BOOST_TEST(!issue(session_of("ada"), 1h));
    const std::string first(code.code.reveal_text());
    BOOST_TEST(!issue(session_of("ada"), 1h));
    const auto asked = ui("ann", inside, bare("ann"));
    BOOST_TEST(answered(asked, verification_method::temporary_code, first) == "mfa_challenge");
    // Strict: once, at most 10 minutes.
    settings.organisation.strict_temporary_codes = true;
    publish();
    BOOST_TEST((issue(session_of("ada"), 10min + 1s) == errc::out_of_range));
    BOOST_TEST((issue(session_of("ada"), 0s) == errc::out_of_range));
    BOOST_TEST(!issue(session_of("ada"), 10min));
    const std::string once(code.code.reveal_text());
    const auto again = ui("ann", inside, bare("ann"));
    BOOST_TEST(answered(again, verification_method::temporary_code, once) == "allow high");
    BOOST_TEST(name_of(ui("ann", inside, bare("ann")).made.next) == std::string("enrol"));
}

BOOST_FIXTURE_TEST_CASE(rule_24_the_operators_own_factor, with_ann)
{
    settings.organisation.resources = {{"reports", assurance_policy::raise}};
    publish();
    add("ada", {.administrator = true});
    edit("ann", [](login_record& of) { of.methods.insert(verification_method::approval); });
    enrol_totp("ada");
    session of = session_of("ann", false);
    of.impersonator = "ada";
    const auto raised = [&](verification_method method, std::string_view text) {
        return service.raise_session(of, {address_of(inside), method, text}, now);
    };
    BOOST_TEST(!raised(verification_method::approval, "approved").first.passed); // the target's
    const auto [done, lifted] = raised(totp, totp_code());
    BOOST_TEST(done.passed);
    BOOST_TEST((check_resource(*published.read(), lifted, "reports") == resource_result::allowed));
    BOOST_TEST(failures("ada") == 1U);
    BOOST_TEST(failures("ann") == 0U);
    BOOST_TEST(!raised(totp, totp_code()).first.passed); // used up
}

BOOST_FIXTURE_TEST_CASE(rule_25_26_log_in_as, with_ann)
{
    add("sue", {.support = true});
    BOOST_TEST((service.log_in_as(session_of("sue"), "ann", {}, now).error == errc::not_permitted));
    edit("ann", [&](login_record& of) {
        BOOST_TEST(!grant_login(session_of("ann"), of, grantee::support, now + 1h, now));
    });
    const auto made = service.log_in_as(session_of("sue", false), "ann", {}, now);
    BOOST_TEST(outcome(made) == "allow");
    BOOST_TEST((made.opened.level == session_level::standard));
    BOOST_TEST((service.log_in_as(made.opened, "sue", {}, now).error == errc::impersonating));
    BOOST_TEST(
        (service.log_in_as(session_of("sue"), "nobody", {}, now).error == errc::no_such_user));
}

BOOST_FIXTURE_TEST_CASE(rule_25_nothing_is_told_of_the_target, with_ann)
{
    settings.organisation.log_in_as_any_user = true;
    publish();
    add("bob");
    edit("ann", [](login_record& of) { of.user.frozen = true; });
    for (const char* target : {"ann", "bob", "nobody"})
        BOOST_TEST(
            (service.log_in_as(session_of("bob"), target, {}, now).error == errc::not_permitted));
    // A name that no user can have is not cut to one that somebody has.
    const std::string longest(80, 'a');
    add(longest);
    service.log_in_as(session_of("bob"), longest + "a", {}, now);
    BOOST_TEST(hooks.audits.back().target.empty());
    service.log_in_as(session_of("bob"), longest, {}, now);
    BOOST_TEST((hooks.audits.back().target.view() == longest));
}

BOOST_FIXTURE_TEST_CASE(rule_27_no_power_to_come_back, with_ann)
{
    session of = session_of("ann");
    of.impersonator = "ada";
    BOOST_TEST((service.reset_token(of) == errc::impersonating));
    BOOST_TEST((service.change_password(of, bare("ann"), "new", now) == errc::impersonating));
    const login_record ann = record("ann");
    for (const power what : {power::approve_oauth, power::single_sign_on, power::send_mail,
                             power::grant_login, power::log_in_as, power::change_password})
        BOOST_TEST((may(of, ann, what) == power_result::refused));
    BOOST_TEST((may(of, ann, power::switch_user) == power_result::logged_out));
    BOOST_TEST((may(of, ann, power::act) == power_result::allowed));
    of.ended = true;
    BOOST_TEST((may(of, ann, power::act) == power_result::refused));
}

BOOST_FIXTURE_TEST_CASE(rule_28_29_the_end_and_the_audit, with_ann)
{
    add("ada", {.administrator = true});
    settings.organisation.log_in_as_any_user = true;
    settings.organisation.log_in_as_relogin = true;
    publish();
    const auto made = service.log_in_as(session_of("ada"), "ann", {}, now);
    BOOST_TEST(service.end_log_in_as(made.opened, now).ended);
    BOOST_TEST(hooks.audits.size() == 2U);
    for (const audit_entry& each : hooks.audits) {
        BOOST_TEST((each.actor.view() == "ada"));
        BOOST_TEST((each.target.view() == "ann"));
    }
}

// An administrator who guesses at the target's code leaves a trace of their own.
BOOST_FIXTURE_TEST_CASE(rule_29_a_wrong_answer_is_a_refusal, with_ann)
{
    add("ada", {.administrator = true});
    settings.organisation.log_in_as_any_user = settings.organisation.log_in_as_mfa = true;
    publish();
    edit("ann", [](login_record& of) { of.user.mfa_ui = true; });
    enrol_totp("ann");
    BOOST_TEST(outcome(service.log_in_as(session_of("ada"), "ann", {}, now)) == "challenge");
    BOOST_TEST(hooks.audits.empty()); // nothing has been tried
    const auto enter = [&](std::string_view text) {
        return outcome(service.log_in_as(session_of("ada"), "ann",
                                         challenge_answer{address_of(inside), totp, text}, now));
    };
    BOOST_TEST(enter("000000") == "challenge");
    BOOST_TEST_REQUIRE(hooks.audits.size() == 1U);
    BOOST_TEST(
        (hooks.audits[0] == audit_entry{now, audit_entry::event_type::refused, "ada", "ann"}));
    BOOST_TEST(enter(totp_code()) == "allow");
    BOOST_TEST(hooks.audits.size() == 2U);
    BOOST_TEST((hooks.audits[1].event == audit_entry::event_type::started));
}

BOOST_AUTO_TEST_CASE(no_rule_is_left_out)
{
    using namespace boost::unit_test;
    struct collector : test_tree_visitor {
        std::set<int> rules;
        void visit(const test_case& test) override
        {
            std::string name = test.p_name.get(); // "rule_25_26_log_in_as" is of both
            if (name.rfind("rule_", 0) != 0)
                return;
            name.erase(0, 5);
            while (name.size() > 2 && std::isdigit(static_cast<unsigned char>(name[0]))) {
                rules.insert(std::stoi(name));
                name.erase(0, name.find('_') + 1);
            }
        }
    } found;
    traverse_test_tree(framework::master_test_suite().p_id, found, true);
    for (int rule = 1; rule <= 29; ++rule)
        BOOST_TEST(found.rules.count(rule) == 1U, "no test case is named after rule " << rule);
}

BOOST_AUTO_TEST_SUITE_END()
