// The 39 scenarios of docs/login.md, by number. Trusted is 10.0.0.0-10.0.0.255 unless said.
#include <cordon/login.hpp>

#include "reference/login_world.hpp"

#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(login_scenarios)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::every_day;
using cordon_test::login_world;
using cordon_test::name_of;
using cordon_test::one_day;
using cordon_test::outcome;
using cordon_test::ranges;
using cordon_test::utc;
using cordon_test::words;

namespace {

constexpr std::string_view inside = "10.0.0.255";
constexpr std::string_view outside = "10.0.1.0";

// With the user ann.
struct with_ann : login_world {
    with_ann() { add("ann"); }
};

// With ann, the administrator ada and the support user sue.
struct with_administrator : login_world {
    with_administrator()
    {
        add("ann", {.mfa_ui = false});
        add("ada", {.administrator = true, .issues_temporary_codes = true});
        add("sue", {.support = true});
        settings.organisation.log_in_as_any_user = true;
        publish();
    }
    std::string log_in_as(bool high)
    {
        return outcome(service.log_in_as(session_of("ada", high), "ann", {}, now));
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(scenario_01_api_inside_bare_password, with_ann)
{
    BOOST_TEST(outcome(api("ann", "10.0.0.255", bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(scenario_02_api_outside_bare_password, with_ann)
{
    BOOST_TEST(outcome(api("ann", "10.0.1.0", bare("ann"))) == "token_required");
}

BOOST_FIXTURE_TEST_CASE(scenario_03_api_outside_with_token, with_ann)
{
    BOOST_TEST(outcome(api("ann", "10.0.1.0", with_token("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(scenario_04_token_in_another_case, with_ann)
{
    std::string field = with_token("ann");
    for (char& c : field)
        c = c >= 'a' && c <= 'z' ? char(c - 32) : c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    field = bare("ann") + field.substr(bare("ann").size());
    BOOST_TEST(outcome(api("ann", outside, field)) == "invalid_login");
    BOOST_TEST(failures("ann") == 1U);
}

BOOST_FIXTURE_TEST_CASE(scenario_05_old_token_after_a_reset, with_ann)
{
    const std::string old = with_token("ann");
    BOOST_TEST(!service.reset_token(session_of("ann")));
    BOOST_TEST(outcome(api("ann", outside, old)) == "invalid_login");
    BOOST_TEST(outcome(api("ann", outside, bare("ann") + mailed())) == "allow");
}

BOOST_FIXTURE_TEST_CASE(scenario_06_new_password_and_old_token, with_ann)
{
    const std::string old = tokens["ann"];
    BOOST_TEST(!service.change_password(session_of("ann"), bare("ann"), "another", now));
    BOOST_TEST(outcome(api("ann", outside, "another" + old)) == "invalid_login");
    BOOST_TEST(outcome(api("ann", inside, "another")) == "allow");
}

BOOST_FIXTURE_TEST_CASE(scenario_07_range_of_one_address, with_ann)
{
    settings.organisation.trusted_ranges = ranges({"192.0.2.7-192.0.2.7"});
    publish();
    BOOST_TEST(outcome(api("ann", "192.0.2.7", bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", "192.0.2.8", bare("ann"))) == "token_required");
    BOOST_TEST(outcome(ui("ann", "192.0.2.7", bare("ann"))) == "allow");
    BOOST_TEST(outcome(ui("ann", "192.0.2.8", bare("ann"))) == "identity_challenge");
}

BOOST_AUTO_TEST_CASE(scenario_08_reversed_and_mixed_ranges_are_refused)
{
    auto settings = login_world::default_settings();
    settings.organisation.trusted_ranges = ranges({"10.0.0.2-10.0.0.1"});
    BOOST_TEST(cordon_test::problems_of(settings) ==
               words("organisation.trusted_ranges[0]", cordon::ip::errc::reversed));
    settings.organisation.trusted_ranges = ranges({"10.0.0.2-2001:db8::1"});
    BOOST_TEST(cordon_test::problems_of(settings) ==
               words("organisation.trusted_ranges[0]", cordon::ip::errc::family_mix));
    settings = login_world::default_settings();
    settings.profiles[0].login_ranges = ranges({"10.0.0.2-10.0.0.1", "10.0.0.2-2001:db8::1"});
    BOOST_TEST(cordon_test::problems_of(settings) ==
               words({{"profiles[0].login_ranges[0]", cordon::ip::errc::reversed},
                      {"profiles[0].login_ranges[1]", cordon::ip::errc::family_mix}}));
}

BOOST_AUTO_TEST_CASE(scenario_09_size_of_a_trusted_range)
{
    auto settings = login_world::default_settings();
    settings.organisation.trusted_ranges = ranges({"0.0.0.0-1.255.255.255"});
    BOOST_TEST(cordon_test::problems_of(settings) == "");
    settings.organisation.trusted_ranges = ranges({"0.0.0.0-2.0.0.0"});
    BOOST_TEST(cordon_test::problems_of(settings) ==
               words("organisation.trusted_ranges[0]", errc::range_too_large));
}

BOOST_FIXTURE_TEST_CASE(scenario_10_profile_with_an_IPv6_range, with_ann)
{
    settings.profiles[0].login_ranges = ranges({"2001:db8::-2001:db8::ffff"});
    publish();
    BOOST_TEST(outcome(api("ann", "2001:db8::5", bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", "2001:db8::1:0", bare("ann"))) == "restricted_ip");
}

BOOST_FIXTURE_TEST_CASE(scenario_11_mapped_client, with_ann)
{
    BOOST_TEST(outcome(api("ann", "::ffff:10.0.0.5", bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", "::ffff:10.0.1.5", bare("ann"))) == "token_required");
}

BOOST_FIXTURE_TEST_CASE(scenario_12_outside_the_profiles_range_with_token, with_ann)
{
    settings.profiles[0].login_ranges = ranges({"192.0.2.0-192.0.2.255"});
    publish();
    BOOST_TEST(outcome(api("ann", "192.0.3.0", with_token("ann"))) == "restricted_ip");
}

BOOST_FIXTURE_TEST_CASE(scenario_13_inside_the_profiles_range_bare, with_ann)
{
    settings.profiles[0].login_ranges = ranges({"192.0.2.0-192.0.2.255"});
    publish();
    BOOST_TEST(outcome(api("ann", "192.0.2.255", bare("ann"))) == "allow");
    BOOST_TEST(outcome(ui("ann", "192.0.2.255", bare("ann"))) == "allow"); // nor activation
}

BOOST_FIXTURE_TEST_CASE(scenario_14_trusted_but_outside_the_profiles_range, with_ann)
{
    settings.profiles[0].login_ranges = ranges({"192.0.2.0-192.0.2.255"});
    publish();
    for (const auto& field : {bare("ann"), with_token("ann")})
        BOOST_TEST(outcome(api("ann", inside, field)) == "restricted_ip");
    BOOST_TEST(outcome(ui("ann", inside, bare("ann"))) == "restricted_ip");
}

BOOST_FIXTURE_TEST_CASE(scenario_15_reset_is_not_offered, with_ann)
{
    const auto obstacle = [&](std::string_view name) {
        const auto found = find_reset_obstacle(*published.read(), record(name));
        return found ? to_string_view(*found) : "";
    };
    add("api", {.api_only = true});
    BOOST_TEST(obstacle("ann") == "");
    BOOST_TEST(obstacle("api") == "api_only");
    settings.profiles[0].login_ranges = ranges({"192.0.2.0-192.0.2.255"});
    publish();
    BOOST_TEST(obstacle("ann") == "login_ranges_exist");
    BOOST_TEST((service.reset_token(session_of("ann")) == errc::reset_not_offered));
    BOOST_TEST(hooks.mails.empty());
}

BOOST_AUTO_TEST_CASE(scenario_16_professional_edition)
{
    auto settings = login_world::default_settings();
    settings.organisation.edition = edition::professional;
    settings.profiles[0].login_ranges = ranges({"192.0.2.0-192.0.2.255"});
    BOOST_TEST(cordon_test::problems_of(settings) ==
               words("profiles[0].login_ranges", errc::range_not_in_edition));
    settings.organisation.login_ranges = std::move(settings.profiles[0].login_ranges);
    settings.profiles[0].login_ranges.clear();
    BOOST_TEST(cordon_test::problems_of(settings) == "");
    with_ann world;
    world.settings = settings;
    world.publish();
    BOOST_TEST(outcome(world.api("ann", "192.0.2.9", world.bare("ann"))) == "allow");
    BOOST_TEST(outcome(world.api("ann", inside, world.with_token("ann"))) == "restricted_ip");
}

BOOST_FIXTURE_TEST_CASE(scenario_17_hours_of_one_profile, with_ann)
{
    settings.profiles.push_back(
        {.name = "back office", .login_ranges = {}, .login_hours = every_day(9 * 60, 17 * 60)});
    publish();
    add("bob", {.profile = "back office"});
    now = utc(2024, 1, 1, 22);
    BOOST_TEST(outcome(api("bob", inside, bare("bob"))) == "restricted_time");
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(scenario_18_the_last_second, with_ann)
{
    settings.profiles[0].login_hours = every_day(9 * 60, 17 * 60);
    publish();
    for (const bool by_api : {true, false}) {
        const auto log_in = [&] {
            return outcome(by_api ? api("ann", inside, bare("ann"))
                                  : ui("ann", inside, bare("ann")));
        };
        now = utc(2024, 1, 1, 16, 59, 59);
        BOOST_TEST(log_in() == "allow");
        now = utc(2024, 1, 1, 17);
        BOOST_TEST(log_in() == "restricted_time");
    }
}

BOOST_FIXTURE_TEST_CASE(scenario_19_a_forbidden_monday, with_ann)
{
    settings.profiles[0].login_hours = one_day(1, 9 * 60, 9 * 60);
    publish();
    for (const int hour : {0, 9, 23}) {
        now = utc(2024, 1, 1, hour);
        BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "restricted_time");
        now = utc(2024, 1, 2, hour);
        BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
    }
}

BOOST_FIXTURE_TEST_CASE(scenario_20_hours_pinned_to_tokyo, with_ann)
{
    settings.organisation.time_zone = "+09:00"; // Tokyo, all the year
    settings.profiles[0].login_hours = every_day(9 * 60, 17 * 60);
    publish();
    settings.organisation.time_zone = "-08:00";
    publish();
    now = utc(2024, 1, 1, 0); // 09:00 in Tokyo
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
    now = utc(2024, 1, 1, 8); // 17:00 in Tokyo
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "restricted_time");
    now = utc(2024, 1, 1, 20); // 12:00 in the organisation's new zone
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "restricted_time");
}

BOOST_FIXTURE_TEST_CASE(scenario_21_hours_end_in_a_session, with_ann)
{
    settings.profiles[0].login_hours = every_day(9 * 60, 17 * 60);
    publish();
    const auto made = ui("ann", inside, bare("ann"));
    BOOST_TEST_REQUIRE(made.opened.has_value());
    const auto act = [&] {
        return std::string(name_of(service.check_request(*made.opened, address_of(inside), now)));
    };
    now = utc(2024, 1, 1, 16, 59, 59);
    BOOST_TEST(act() == "allowed");
    now = utc(2024, 1, 1, 17);
    BOOST_TEST(act() == "restricted_time");
    now = utc(2024, 1, 2, 9); // it is not ended
    BOOST_TEST(act() == "allowed");
}

BOOST_FIXTURE_TEST_CASE(scenario_22_ranges_on_every_request, with_ann)
{
    settings.profiles[0].login_ranges = ranges({"192.0.2.0-192.0.2.255"});
    settings.organisation.enforce_ranges_on_every_request = true;
    publish();
    const auto made = ui("ann", "192.0.2.1", bare("ann"));
    BOOST_TEST_REQUIRE(made.opened.has_value());
    const auto act = [&](std::string_view from) {
        return std::string(name_of(service.check_request(*made.opened, address_of(from), now)));
    };
    BOOST_TEST(act("192.0.2.2") == "allowed");
    BOOST_TEST(act("192.0.3.2") == "restricted_ip");
    settings.organisation.enforce_ranges_on_every_request = false;
    publish();
    BOOST_TEST(act("192.0.3.2") == "allowed");
}

BOOST_FIXTURE_TEST_CASE(scenario_23_session_locked_to_its_address, with_ann)
{
    settings.organisation.lock_sessions_to_address = true;
    publish();
    const auto made = ui("ann", inside, bare("ann"));
    BOOST_TEST_REQUIRE(made.opened.has_value());
    const auto act = [&](std::string_view from) {
        return std::string(name_of(service.check_request(*made.opened, address_of(from), now)));
    };
    BOOST_TEST(act(inside) == "allowed");
    BOOST_TEST(act("::ffff:10.0.0.255") == "allowed"); // the same one
    BOOST_TEST(act("10.0.0.254") == "wrong_address");
    BOOST_TEST(act("") == "wrong_address");
}

BOOST_FIXTURE_TEST_CASE(scenario_24_identity_challenge, with_ann)
{
    const auto asked = ui("ann", outside, bare("ann"), "cookie");
    BOOST_TEST(outcome(asked) == "identity_challenge");
    BOOST_TEST(!service.send_code(*asked.pending, verification_method::mail_code, now));
    BOOST_TEST(outcome(answer(asked, verification_method::mail_code, mailed())) == "allow");
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"), "cookie")) == "allow");
    BOOST_TEST(outcome(ui("ann", "10.9.9.9", bare("ann"), "cookie")) == "allow");
    BOOST_TEST(outcome(ui("ann", outside, bare("ann"), "another")) == "identity_challenge");
}

BOOST_FIXTURE_TEST_CASE(scenario_25_lockout, with_ann)
{
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(outcome(api("ann", inside, "wrong")) == "invalid_login");
    BOOST_TEST(last_history() == "Invalid password");
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "invalid_login");
    BOOST_TEST(last_history() == "Password lockout");
    now += 15min - 1s;
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "invalid_login");
    now += 1s;
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(scenario_26_a_success_resets_the_counter, with_ann)
{
    for (int i = 0; i < 9; ++i)
        api("ann", inside, "wrong");
    BOOST_TEST(failures("ann") == 9U);
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
    api("ann", inside, "wrong");
    BOOST_TEST(failures("ann") == 1U);
}

BOOST_FIXTURE_TEST_CASE(scenario_27_api_mfa, login_world)
{
    add("ann", {.mfa_ui = true, .mfa_api = true});
    enrol_totp("ann");
    BOOST_TEST(outcome(api("ann", outside, with_token("ann"))) == "invalid_login");
    BOOST_TEST(outcome(api("ann", outside, bare("ann") + totp_code())) == "allow high");
    BOOST_TEST(outcome(api("ann", outside, bare("ann") + totp_code())) == "invalid_login"); // used
    // Inside the bare password passes, and a token is an error all the same.
    BOOST_TEST(outcome(api("ann", inside, bare("ann"))) == "allow");
    BOOST_TEST(outcome(api("ann", inside, with_token("ann"))) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(scenario_28_mfa_in_the_ui, login_world)
{
    add("ann", {.mfa_ui = true});
    enrol_totp("ann");
    const auto asked = ui("ann", outside, bare("ann"));
    BOOST_TEST(outcome(asked) == "mfa_challenge");
    const auto made = answer(asked, verification_method::totp, totp_code());
    BOOST_TEST(outcome(made) == "allow high");
    BOOST_TEST((made.opened->level == session_level::high_assurance));
}

BOOST_FIXTURE_TEST_CASE(scenario_29_step_up, with_ann)
{
    settings.profiles[0].required_level = session_level::high_assurance;
    publish();
    enrol_totp("ann");
    const auto asked = ui("ann", inside, bare("ann"));
    BOOST_TEST(outcome(asked) == "step_up");
    BOOST_TEST(outcome(answer(asked, verification_method::totp, totp_code())) == "allow high");
}

BOOST_FIXTURE_TEST_CASE(scenario_30_temporary_code_of_two_hours, with_administrator)
{
    edit("ann", [](login_record& of) { of.user.mfa_ui = true; });
    cordon::token::issued_code code;
    BOOST_TEST(!service.issue_temporary_code(session_of("ada"), "ann", 2h, now, code));
    const std::string text(code.code.reveal_text());
    for (const auto after : {10min, 109min}) {
        now += after;
        const auto asked = ui("ann", inside, bare("ann"));
        BOOST_TEST(outcome(asked) == "mfa_challenge");
        BOOST_TEST(outcome(answer(asked, verification_method::temporary_code, text)) ==
                   "allow high");
    }
    const auto asked = ui("ann", inside, bare("ann"));
    now += 1min; // at its end
    BOOST_TEST(outcome(answer(asked, verification_method::temporary_code, text)) != "allow high");
    const auto later = ui("ann", inside, bare("ann"));
    BOOST_TEST(name_of(later.made.next) == "enrol"); // there is nothing left to answer with
}

BOOST_FIXTURE_TEST_CASE(scenario_31_limits_of_temporary_codes, with_administrator)
{
    cordon::token::issued_code code;
    const auto issue = [&](std::chrono::seconds lifetime) {
        return service.issue_temporary_code(session_of("ada"), "ann", lifetime, now, code);
    };
    BOOST_TEST((issue(25h) == errc::out_of_range));
    BOOST_TEST((issue(24h + 1s) == errc::out_of_range));
    BOOST_TEST((issue(1h - 1s) == errc::out_of_range));
    for (int i = 0; i < 6; ++i) {
        BOOST_TEST(!issue(i % 2 == 0 ? 24h : 1h));
        now += 9min;
    }
    BOOST_TEST((issue(1h) == cordon::token::errc::too_many));
    now += 6min; // an hour after the first
    BOOST_TEST(!issue(1h));
}

BOOST_FIXTURE_TEST_CASE(scenario_32_resources, with_ann)
{
    settings.organisation.resources = {{"reports", assurance_policy::block}};
    publish();
    enrol_totp("ann");
    const session standard = session_of("ann", false);
    const auto reports = [&](const session& of) {
        return std::string(name_of(check_resource(*published.read(), of, "reports")));
    };
    BOOST_TEST(reports(standard) == "refused");
    BOOST_TEST(reports(session_of("ann", true)) == "allowed");
    settings.organisation.resources = {{"reports", assurance_policy::raise}};
    publish();
    BOOST_TEST(reports(standard) == "raise");
    const auto [wrong, same] = service.raise_session(
        standard, {address_of(inside), verification_method::totp, "000000"}, now);
    BOOST_TEST(!wrong.passed);
    BOOST_TEST(reports(same) == "raise");
    const auto [right, lifted] = service.raise_session(
        standard, {address_of(inside), verification_method::totp, totp_code()}, now);
    BOOST_TEST(right.passed);
    BOOST_TEST(reports(lifted) == "allowed");
}

BOOST_FIXTURE_TEST_CASE(scenario_33_option_off_target_with_mfa, with_administrator)
{
    edit("ann", [](login_record& of) { of.user.mfa_ui = true; });
    BOOST_TEST(log_in_as(true) == "allow");
    BOOST_TEST(log_in_as(false) == "allow");
}

BOOST_FIXTURE_TEST_CASE(scenario_34_option_on_target_with_mfa, with_administrator)
{
    edit("ann", [](login_record& of) { of.user.mfa_ui = true; });
    enrol_totp("ann");
    settings.organisation.log_in_as_mfa = true;
    publish();
    BOOST_TEST(log_in_as(true) == "challenge");
    const auto answered = [&](const std::string& code) {
        return outcome(service.log_in_as(
            session_of("ada"), "ann",
            challenge_answer{address_of(inside), verification_method::totp, code}, now));
    };
    BOOST_TEST(answered("000000") == "challenge");
    BOOST_TEST(answered(totp_code()) == "allow"); // the target's
}

BOOST_FIXTURE_TEST_CASE(scenario_35_profile_of_high_assurance, with_administrator)
{
    settings.profiles[0].required_level = session_level::high_assurance;
    publish();
    BOOST_TEST(log_in_as(true) == "allow");
    BOOST_TEST(log_in_as(false) == "challenge");
}

BOOST_FIXTURE_TEST_CASE(scenario_36_powers_while_impersonating, with_administrator)
{
    const auto made = service.log_in_as(session_of("ada"), "ann", {}, now);
    BOOST_TEST(outcome(made) == "allow");
    const auto may_now = [&](power what) {
        return std::string(name_of(may(made.opened, record("ann"), what)));
    };
    BOOST_TEST(may_now(power::act) == "allowed");
    BOOST_TEST(may_now(power::approve_oauth) == "refused");
    BOOST_TEST(may_now(power::single_sign_on) == "refused");
    BOOST_TEST(may_now(power::send_mail) == "refused");
    edit("ann", [](login_record& of) { of.user.address_verified = true; });
    BOOST_TEST(may_now(power::send_mail) == "allowed");
    BOOST_TEST(may_now(power::switch_user) == "logged_out");
}

BOOST_FIXTURE_TEST_CASE(scenario_37_professional_edition_has_no_log_in_as, with_administrator)
{
    settings.organisation.edition = edition::professional;
    publish();
    BOOST_TEST(log_in_as(true) == "refused: " + std::string(describe(errc::not_available)));
}

BOOST_FIXTURE_TEST_CASE(scenario_38_expired_grant, with_administrator)
{
    settings.organisation.log_in_as_any_user = false;
    publish();
    const std::string refused = "refused: " + std::string(describe(errc::not_permitted));
    BOOST_TEST(log_in_as(true) == refused);
    edit("ann", [&](login_record& of) {
        BOOST_TEST(!grant_login(session_of("ann"), of, grantee::administrators, now + 24h, now));
    });
    BOOST_TEST(log_in_as(true) == "allow");
    now += 24h - 1s;
    BOOST_TEST(log_in_as(true) == "allow");
    now += 1s;
    BOOST_TEST(log_in_as(true) == refused);
}

BOOST_FIXTURE_TEST_CASE(scenario_39_two_audit_rows, with_administrator)
{
    const auto made = service.log_in_as(session_of("ada"), "ann", {}, now);
    now += 1h;
    BOOST_TEST(service.end_log_in_as(made.opened, now).user.view() == "ada");
    using type = audit_entry::event_type;
    const std::vector<audit_entry> expected{{now - 1h, type::started, "ada", "ann"},
                                            {now, type::ended, "ada", "ann"}};
    BOOST_TEST((hooks.audits == expected));
}

BOOST_AUTO_TEST_CASE(no_scenario_is_left_out)
{
    using namespace boost::unit_test;
    struct collector : test_tree_visitor {
        std::multiset<int> numbers;
        void visit(const test_case& test) override
        {
            const std::string name = test.p_name.get();
            if (name.rfind("scenario_", 0) == 0)
                numbers.insert(std::stoi(name.substr(9, 2)));
        }
    } found;
    traverse_test_tree(framework::master_test_suite().p_id, found, true);
    std::multiset<int> all;
    for (int i = 1; i <= 39; ++i)
        all.insert(i);
    BOOST_TEST(found.numbers == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
