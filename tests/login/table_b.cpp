// Table B (UI), exhaustively: every combination of the conditions that it mentions against its rows
// as docs/login.md has them.
#include <cordon/login/decide.hpp>

#include "effort.hpp"
#include "reference/decision_table.hpp"
#include "reference/login_outcome.hpp"
#include "reference/login_settings.hpp"
#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(login_table_b)

using namespace cordon::login;
using cordon::token::field_match;
using cordon_test::counter;
using cordon_test::ranges;
using cordon_test::utc;

namespace {

enum class state {
    good,
    over_rate,
    unknown,
    inactive,
    frozen,
    locked,
    wrong_field,
    api_only,
};
constexpr int states = 8;
enum class login_ranges_are { none, around, elsewhere };
enum class mfa_by { nobody, permission, organisation, exempt, permission_and_exempt };
constexpr int mfa_ways = 5;

struct ui_case {
    // of the configuration
    login_ranges_are where = login_ranges_are::none;
    bool in_hours = true;
    bool trusted = false;
    bool first_switch = true;   // rule 13
    bool challenge_flag = true; // rule 10
    bool unchallenged = false;
    bool high_profile = false;
    // of the user
    state is = state::good;
    mfa_by mfa = mfa_by::nobody;
    bool has_method = true;
    bool known_device = false;
    bool activated = false;
    bool first_login = false;
    bool expired = false;
    // of this login
    bool mfa_passed = false;
    bool identity_passed = false;

    bool mfa_required() const
    {
        return mfa == mfa_by::permission || mfa == mfa_by::organisation ||
               mfa == mfa_by::permission_and_exempt;
    }
    bool by_organisation() const { return mfa == mfa_by::organisation || mfa == mfa_by::exempt; }
};

struct expected {
    answer result;
    const char* history;
    counter failures = counter::same;
};

using table_row = cordon_test::table_row<ui_case, expected>;

constexpr expected allowed{answer::allow, "Success", counter::reset};
constexpr expected invalid(const char* history, counter failures = counter::same)
{
    return {answer::invalid_login, history, failures};
}

const table_row table_b[] = {
    // (An answer to a challenge is no further login: it is not counted.)
    {"1 over the login rate",
     [](const ui_case& c) {
         return c.is == state::over_rate && !c.mfa_passed && !c.identity_passed;
     },
     [](const ui_case&) { return invalid("Login rate exceeded"); }},
    {"1 unknown", [](const ui_case& c) { return c.is == state::unknown; },
     [](const ui_case&) { return invalid("Unknown user"); }},
    {"1 inactive", [](const ui_case& c) { return c.is == state::inactive; },
     [](const ui_case&) { return invalid("User is inactive"); }},
    {"1 frozen", [](const ui_case& c) { return c.is == state::frozen; },
     [](const ui_case&) { return invalid("User is frozen"); }},
    {"1 locked", [](const ui_case& c) { return c.is == state::locked; },
     [](const ui_case&) { return invalid("Password lockout"); }},
    {"1 wrong password or suffix", [](const ui_case& c) { return c.is == state::wrong_field; },
     [](const ui_case&) { return invalid("Invalid password", counter::up); }},
    {"1 API-only", [](const ui_case& c) { return c.is == state::api_only; },
     [](const ui_case&) { return invalid("Failed: API-only user"); }},
    {"2 outside login hours", [](const ui_case& c) { return !c.in_hours; },
     [](const ui_case&) { return expected{answer::restricted_time, "Restricted time"}; }},
    // Enrolment is no prompt for a factor: it does not count.
    {"3 MFA required and not yet passed",
     [](const ui_case& c) { return c.mfa_required() && !c.mfa_passed; },
     [](const ui_case& c) {
         return expected{answer::mfa_challenge, "Multi-factor authentication is required",
                         c.has_method ? counter::up : counter::same};
     }},
    {"4 effective login ranges exist, outside",
     [](const ui_case& c) { return c.where == login_ranges_are::elsewhere; },
     [](const ui_case&) { return expected{answer::restricted_ip, "Restricted IP"}; }},
    {"5 effective login ranges exist, inside",
     [](const ui_case& c) { return c.where == login_ranges_are::around; },
     [](const ui_case&) { return allowed; }},
    {"6 trusted network", [](const ui_case& c) { return c.trusted; },
     [](const ui_case&) { return allowed; }},
    {"6 known device", [](const ui_case& c) { return c.known_device; },
     [](const ui_case&) { return allowed; }},
    {"6 activated address", [](const ui_case& c) { return c.activated; },
     [](const ui_case&) { return allowed; }},
    {"6 first login", [](const ui_case& c) { return c.first_switch && c.first_login; },
     [](const ui_case&) { return allowed; }},
    {"6 MFA just passed", [](const ui_case& c) { return c.mfa_passed; },
     [](const ui_case&) { return allowed; }},
    {"7 identity challenge passed", [](const ui_case& c) { return c.identity_passed; },
     [](const ui_case&) { return allowed; }},
    {"7 flag off, and let in by name",
     [](const ui_case& c) { return !c.challenge_flag && c.unchallenged; },
     [](const ui_case&) { return allowed; }},
    {"7 flag off", [](const ui_case& c) { return !c.challenge_flag; },
     [](const ui_case&) { return expected{answer::denied, "Failed: challenge is switched off"}; }},
    {"7 otherwise", [](const ui_case&) { return true; },
     [](const ui_case&) {
         return expected{answer::identity_challenge, "Failed: Computer activation required",
                         counter::up};
     }},
};

// Row 8 may replace an allow: the profile wants high assurance, the session would be standard.
expected after_row_8(const ui_case& c, const expected& before)
{
    if (before.result != answer::allow || !c.high_profile || c.mfa_passed)
        return before;
    return {answer::step_up, "High assurance is required",
            c.has_method ? counter::up : counter::same};
}

const auto now = utc(2024, 1, 1, 12); // a Monday
const auto client = cordon::ip::make_address("192.0.2.5");
constexpr device_key device{1, 2, 3};

configuration configure(const ui_case& c)
{
    configuration_settings out;
    auto& organisation = out.organisation;
    organisation.trusted_ranges = ranges({c.trusted ? "192.0.2.0-192.0.2.9" : "10.0.0.1"});
    organisation.login_challenge = c.challenge_flag;
    organisation.allow_unchallenged = c.unchallenged;
    organisation.first_login_unchallenged = c.first_switch;
    organisation.mfa_required = c.by_organisation();
    organisation.logins_per_hour = 3;
    out.profiles = {{.name = "p"}};
    if (c.where != login_ranges_are::none)
        out.profiles[0].login_ranges =
            ranges({c.where == login_ranges_are::around ? "192.0.2.5" : "192.0.2.6"});
    out.profiles[0].login_hours = cordon_test::one_day(1, c.in_hours ? 0 : 721, 1440);
    if (c.high_profile)
        out.profiles[0].required_level = session_level::high_assurance;
    return configuration::build(out).value();
}

login_record user_of(const ui_case& c)
{
    login_record out;
    out.user.name = "ann";
    out.user.profile = "p";
    out.user.active = c.is != state::inactive;
    out.user.frozen = c.is == state::frozen;
    out.user.api_only = c.is == state::api_only;
    out.user.mfa_ui = c.mfa == mfa_by::permission || c.mfa == mfa_by::permission_and_exempt;
    out.user.mfa_exempt = c.mfa == mfa_by::exempt || c.mfa == mfa_by::permission_and_exempt;
    if (c.has_method)
        out.methods.insert(verification_method::security_key);
    if (c.known_device)
        out.devices.push_back(device);
    if (c.activated)
        activate(out, client);
    out.had_ui_login = !c.first_login;
    out.password_changed = now - std::chrono::hours(24) * (c.expired ? 90 : 89);
    out.failures.count = 2;
    if (c.is == state::locked)
        out.failures = {10, now - std::chrono::minutes(1)};
    out.rate = {now - std::chrono::minutes(59), c.is == state::over_rate ? 3U : 2U};
    return out;
}

next_step next_of(const ui_case& c, answer result)
{
    switch (result) {
    case answer::mfa_challenge:
    case answer::step_up: return c.has_method ? next_step::verify_mfa : next_step::enrol;
    case answer::identity_challenge: return next_step::verify_identity;
    case answer::allow: return c.expired ? next_step::change_password : next_step::none;
    default: return next_step::none;
    }
}

bool is_right(const ui_case& c, const expected& right, const decision& made)
{
    const bool allow = right.result == answer::allow;
    const auto& failures = made.changes.failures;
    const bool counted = right.failures == counter::same ? !failures.has_value()
                         : right.failures == counter::up ? failures && failures->count == 3
                                                         : failures && failures->count == 0;
    return made.result == right.result && made.told == right.result &&
           history_text(made.why()) == right.history && counted &&
           made.next == next_of(c, right.result) && made.password_expired == (allow && c.expired) &&
           (!allow || (made.level == session_level::high_assurance) == c.mfa_passed) &&
           made.changes.ui_login == (allow && c.first_login) &&
           (made.changes.device == device) == (allow && c.identity_passed);
}

std::string describe_case(const ui_case& c, const char* row_name)
{
    std::string out = row_name;
    const auto add = [&](const char* name, int value) {
        out.append(", ").append(name).append(" ").append(std::to_string(value));
    };
    add("ranges", int(c.where));
    add("hours", c.in_hours);
    add("trusted", c.trusted);
    add("first_switch", c.first_switch);
    add("flag", c.challenge_flag);
    add("unchallenged", c.unchallenged);
    add("high", c.high_profile);
    add("state", int(c.is));
    add("mfa", int(c.mfa));
    add("method", c.has_method);
    add("device", c.known_device);
    add("activated", c.activated);
    add("first", c.first_login);
    add("expired", c.expired);
    add("mfa_passed", c.mfa_passed);
    add("identity_passed", c.identity_passed);
    return out;
}

struct checker {
    cordon_test::tally tally{};
    std::vector<std::uint64_t> hits = std::vector<std::uint64_t>(std::size(table_b));

    void check(const configuration& config, const ui_case& c)
    {
        const login_record user = user_of(c);
        login_request request;
        request.kind = login_kind::ui;
        request.address = client;
        request.device = device;
        request.credential.match =
            c.is == state::wrong_field ? field_match::wrong : field_match::password_only;
        for (unsigned passed = 0; passed < 4; ++passed) {
            ui_case now_passed = c;
            now_passed.mfa_passed = request.mfa_passed = passed & 1;
            now_passed.identity_passed = request.identity_passed = passed & 2;
            const auto& row = cordon_test::first_row(table_b, now_passed);
            ++hits[std::size_t(&row - table_b)];
            const decision made =
                decide(config, c.is == state::unknown ? nullptr : &user, request, now);
            tally.expect(
                is_right(now_passed, after_row_8(now_passed, row.expected(now_passed)), made), [&] {
                    return describe_case(now_passed, row.name) + ": " + cordon_test::outcome(made) +
                           ", " + std::string(history_text(made.why()));
                });
        }
    }
};

} // namespace

// Under an emulator all of it for the users in good state, and of the others a part.
BOOST_AUTO_TEST_CASE(every_combination)
{
    checker all;
    cordon_test::random_source random(1);
    for (const auto where :
         {login_ranges_are::none, login_ranges_are::around, login_ranges_are::elsewhere})
        for (unsigned bits = 0; bits < 1U << 7; ++bits) {
            ui_case c;
            c.where = where;
            c.in_hours = bits & 1;
            c.trusted = bits & 2;
            c.first_switch = bits & 4;
            c.challenge_flag = bits & 8;
            c.unchallenged = bits & 16;
            c.high_profile = bits & 32;
            const bool organisation_mfa = bits & 64;
            c.mfa = organisation_mfa ? mfa_by::organisation : mfa_by::nobody;
            const configuration config = configure(c);
            for (int mfa = 0; mfa < mfa_ways; ++mfa) {
                c.mfa = mfa_by(mfa);
                if (c.by_organisation() != organisation_mfa)
                    continue;
                for (int is = 0; is < states; ++is)
                    for (unsigned more = 0; more < 1U << 5; ++more) {
                        c.is = state(is);
                        if (c.is != state::good && random.below(100) >= CORDON_TEST_EFFORT)
                            continue;
                        c.has_method = more & 1;
                        c.known_device = more & 2;
                        c.activated = more & 4;
                        c.first_login = more & 8;
                        c.expired = more & 16;
                        all.check(config, c);
                    }
            }
        }
    for (std::size_t i = 0; i < all.hits.size(); ++i)
        BOOST_TEST(all.hits[i] != 0U, "no case for row " << table_b[i].name);
}

// A code that is out already is told apart in the history.
BOOST_AUTO_TEST_CASE(a_challenge_that_is_pending)
{
    const configuration config = configure({});
    login_record user = user_of({});
    user.mailed_code.key = "k1";
    user.mailed_code.issued = now;
    user.mailed_code.expires = now + std::chrono::minutes(10);
    login_request request;
    request.kind = login_kind::ui;
    request.address = client;
    request.credential.match = field_match::password_only;
    const auto text = [&](std::chrono::sys_seconds when) {
        return history_text(decide(config, &user, request, when).why());
    };
    BOOST_TEST(text(now) == "Failed: Computer activation pending");
    BOOST_TEST(text(now + std::chrono::minutes(10)) == "Failed: Computer activation required");
}

BOOST_AUTO_TEST_SUITE_END()
