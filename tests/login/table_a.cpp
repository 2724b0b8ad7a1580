// Table A (API), exhaustively: every combination of the conditions that it mentions, and of some
// that it does not, against its rows as docs/login.md has them.
#include <cordon/login/decide.hpp>

#include "reference/decision_table.hpp"
#include "reference/login_outcome.hpp"
#include "reference/login_settings.hpp"
#include "reference/tally.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(login_table_a)

using namespace cordon::login;
using cordon::token::field_match;
using cordon::token::suffix_kind;
using cordon_test::counter;
using cordon_test::ranges;
using cordon_test::utc;

namespace {

enum class state { good, over_rate, unknown, dead_organisation, inactive, frozen, locked };
enum class login_ranges_are { none, around, elsewhere };

struct api_case {
    // of the configuration
    edition bought = edition::enterprise; // login ranges on the profile, or in the session settings
    login_ranges_are where = login_ranges_are::none;
    bool trusted = false;
    bool in_hours = true;
    bool token_login = true; // the flag "API token login"
    bool unchallenged = false;
    bool tell = true;
    // of the user
    state is = state::good;
    suffix_kind kind = suffix_kind::token;
    bool activated = false;
    bool expired = false;
    // of the request
    field_match match = field_match::wrong;
    bool stale = false;
};

struct expected {
    answer result;
    answer told;
    const char* history;
    counter failures;
};

constexpr expected refused(answer result, const char* history, counter failures = counter::same)
{
    return {result, result, history, failures};
}
constexpr expected allowed{answer::allow, answer::allow, "Success", counter::reset};
constexpr expected invalid(const char* history, counter failures = counter::same)
{
    return refused(answer::invalid_login, history, failures);
}

using table_row = cordon_test::table_row<api_case, expected>;

const table_row table_a[] = {
    {"over the login rate, before anything else",
     [](const api_case& c) { return c.is == state::over_rate; },
     [](const api_case&) { return invalid("Login rate exceeded"); }},
    {"1 unknown", [](const api_case& c) { return c.is == state::unknown; },
     [](const api_case&) { return invalid("Unknown user"); }},
    {"1 organisation", [](const api_case& c) { return c.is == state::dead_organisation; },
     [](const api_case&) { return invalid("Organization is inactive"); }},
    {"1 inactive", [](const api_case& c) { return c.is == state::inactive; },
     [](const api_case&) { return invalid("User is inactive"); }},
    {"1 frozen", [](const api_case& c) { return c.is == state::frozen; },
     [](const api_case&) { return invalid("User is frozen"); }},
    {"1 locked", [](const api_case& c) { return c.is == state::locked; },
     [](const api_case&) { return invalid("Password lockout"); }},
    {"1 wrong password or wrong suffix",
     [](const api_case& c) { return c.match == field_match::wrong; },
     [](const api_case& c) {
         return invalid(c.stale ? "Invalid password: stale token" : "Invalid password",
                        counter::up);
     }},
    {"2 outside login hours", [](const api_case& c) { return !c.in_hours; },
     [](const api_case&) { return refused(answer::restricted_time, "Restricted time"); }},
    {"3 effective login ranges exist, outside",
     [](const api_case& c) { return c.where == login_ranges_are::elsewhere; },
     [](const api_case&) { return refused(answer::restricted_ip, "Restricted IP"); }},
    {"4 effective login ranges exist, inside",
     [](const api_case& c) { return c.where == login_ranges_are::around; },
     [](const api_case&) { return allowed; }},
    {"5 trusted network or activated address",
     [](const api_case& c) { return c.trusted || c.activated; },
     [](const api_case&) { return allowed; }},
    {"6 valid suffix",
     [](const api_case& c) { return c.match == field_match::password_and_suffix; },
     [](const api_case&) { return allowed; }},
    {"7 flag off, and let in by name",
     [](const api_case& c) { return !c.token_login && c.unchallenged; },
     [](const api_case&) { return allowed; }},
    {"7 flag off", [](const api_case& c) { return !c.token_login; },
     [](const api_case& c) { // told as a missing token is, since it confirms the password, too
         return expected{answer::denied, c.tell ? answer::denied : answer::invalid_login,
                         "Failed: challenge is switched off", counter::same};
     }},
    {"8 bare password", [](const api_case&) { return true; },
     [](const api_case& c) {
         return expected{answer::token_required,
                         c.tell ? answer::token_required : answer::invalid_login,
                         "Failed: API security token required", counter::up};
     }},
};

const auto now = utc(2024, 1, 1, 12); // a Monday
const auto client = cordon::ip::make_address("192.0.2.5");

configuration configure(const api_case& c)
{
    configuration_settings out;
    auto& organisation = out.organisation;
    organisation.edition = c.bought;
    organisation.active = c.is != state::dead_organisation;
    organisation.trusted_ranges = ranges({c.trusted ? "192.0.2.0-192.0.2.9" : "10.0.0.1"});
    organisation.api_token_login = c.token_login;
    organisation.allow_unchallenged = c.unchallenged;
    organisation.tell_token_required = c.tell;
    organisation.logins_per_hour = 3;
    out.profiles = {{.name = "p"}};
    if (c.where != login_ranges_are::none)
        (c.bought == edition::enterprise ? out.profiles[0].login_ranges
                                         : organisation.login_ranges) =
            ranges({c.where == login_ranges_are::around ? "192.0.2.5" : "192.0.2.6"});
    out.profiles[0].login_hours = cordon_test::one_day(1, c.in_hours ? 0 : 720 + 1, 1440);
    return configuration::build(out).value();
}

login_record user_of(const api_case& c)
{
    login_record out;
    out.user.name = "ann";
    out.user.profile = "p";
    out.user.active = c.is != state::inactive;
    out.user.frozen = c.is == state::frozen;
    out.user.mfa_ui = out.user.mfa_api = c.kind == suffix_kind::totp;
    if (c.kind == suffix_kind::totp)
        out.totp_key = stored_secret(cordon::token::as_bytes("12345678901234567890"));
    if (c.kind == suffix_kind::token)
        out.token.emplace();
    out.password_changed = now - std::chrono::hours(24) * (c.expired ? 90 : 89);
    if (c.activated)
        activate(out, client);
    out.failures.count = 2;
    if (c.is == state::locked)
        out.failures = {10, now - std::chrono::minutes(1)};
    out.rate = {now - std::chrono::minutes(59), c.is == state::over_rate ? 3U : 2U};
    return out;
}

std::string describe_case(const api_case& c, const char* row_name)
{
    std::string out = row_name;
    const auto add = [&](const char* name, int value) {
        out.append(", ").append(name).append(" ").append(std::to_string(value));
    };
    add("edition", int(c.bought));
    add("ranges", int(c.where));
    add("trusted", c.trusted);
    add("hours", c.in_hours);
    add("flag", c.token_login);
    add("unchallenged", c.unchallenged);
    add("tell", c.tell);
    add("state", int(c.is));
    add("kind", int(c.kind));
    add("activated", c.activated);
    add("expired", c.expired);
    add("match", int(c.match));
    return out;
}

// Whether the decision is the expected one in every part.
bool is_right(const api_case& c, const expected& right, const decision& made)
{
    const bool allow = right.result == answer::allow;
    const bool by_code = c.kind == suffix_kind::totp && c.match == field_match::password_and_suffix;
    const auto& failures = made.changes.failures;
    const bool counted = right.failures == counter::same ? !failures.has_value()
                         : right.failures == counter::up
                             ? failures && failures->count == 3 && !failures->locked_since
                             : failures && failures->count == 0 && !failures->locked_since;
    return made.result == right.result && made.told == right.told &&
           history_text(made.why()) == right.history && counted &&
           made.password_expired == (allow && c.expired) &&
           made.next == (allow && c.expired ? next_step::change_password : next_step::none) &&
           (!allow || (made.level == session_level::high_assurance) == by_code) &&
           made.changes.totp_step == (allow && by_code ? 1000 : -1) &&
           // A login is counted, whatever comes of it, until the rate is over.
           (c.is == state::unknown || c.is == state::over_rate
                ? !made.changes.rate
                : made.changes.rate && made.changes.rate->count == 3) &&
           !made.changes.ui_login && !made.changes.device;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_combination)
{
    cordon_test::tally tally;
    std::vector<std::uint64_t> hits(std::size(table_a));
    api_case c;
    for (c.bought = edition::enterprise;;) {
        for (const auto where :
             {login_ranges_are::none, login_ranges_are::around, login_ranges_are::elsewhere})
            for (unsigned bits = 0; bits < 1U << 6; ++bits) {
                c.where = where;
                c.trusted = bits & 1;
                c.in_hours = bits & 2;
                c.token_login = bits & 4;
                c.unchallenged = bits & 8;
                c.tell = bits & 16;
                c.is = bits & 32 ? state::dead_organisation : state::good;
                const configuration config = configure(c);
                std::vector<state> states{state::dead_organisation};
                if (c.is == state::good)
                    states = {state::good,     state::over_rate, state::unknown,
                              state::inactive, state::frozen,    state::locked};
                for (const state is : states)
                    for (const auto kind :
                         {suffix_kind::none, suffix_kind::token, suffix_kind::totp})
                        for (unsigned more = 0; more < 1U << 2; ++more) {
                            c.is = is;
                            c.kind = kind;
                            c.activated = more & 1;
                            c.expired = more & 2;
                            const login_record user = user_of(c);
                            for (int match = 0; match < 4; ++match) {
                                c.match = field_match(match % 3);
                                c.stale = match == 3;
                                if (c.match == field_match::password_and_suffix &&
                                    kind == suffix_kind::none)
                                    continue;
                                login_request request;
                                request.address = client;
                                request.credential.match = c.match;
                                request.credential.stale_token = c.stale;
                                if (c.match == field_match::password_and_suffix &&
                                    kind == suffix_kind::totp)
                                    request.credential.accepted_step = 1000;
                                const auto& row = cordon_test::first_row(table_a, c);
                                ++hits[std::size_t(&row - table_a)];
                                const decision made = decide(
                                    config, is == state::unknown ? nullptr : &user, request, now);
                                tally.expect(is_right(c, row.expected(c), made), [&] {
                                    return describe_case(c, row.name) + ": " +
                                           cordon_test::outcome(made) + ", " +
                                           std::string(history_text(made.why()));
                                });
                            }
                        }
            }
        if (c.bought == edition::professional)
            break;
        c.bought = edition::professional;
    }
    for (std::size_t i = 0; i < hits.size(); ++i)
        BOOST_TEST(hits[i] != 0U, "no case for row " << table_a[i].name);
}

BOOST_AUTO_TEST_CASE(a_code_whose_step_was_used_up_meanwhile_is_wrong)
{
    api_case c;
    c.kind = suffix_kind::totp;
    const configuration config = configure(c);
    login_record user = user_of(c);
    login_request request;
    request.address = client;
    request.credential.match = field_match::password_and_suffix;
    request.credential.accepted_step = 1000;
    for (const auto& [last, result] :
         {std::pair(999, answer::allow), std::pair(1000, answer::invalid_login),
          std::pair(1001, answer::invalid_login)}) {
        user.totp_last_step = last;
        BOOST_TEST((decide(config, &user, request, now).result == result));
    }
}

BOOST_AUTO_TEST_CASE(a_password_that_could_not_be_checked)
{
    const configuration config = configure({});
    const login_record user = user_of({});
    login_request request;
    request.address = client;
    request.credential.error = cordon::token::errc::busy;
    request.credential.match = field_match::password_and_suffix; // not to be looked at
    const decision made = decide(config, &user, request, now);
    BOOST_TEST(cordon_test::outcome(made) == "invalid_login");
    BOOST_TEST(history_text(made.why()) == "Password check unavailable");
    BOOST_TEST(!made.changes.failures.has_value()); // nobody's guess
}

BOOST_AUTO_TEST_SUITE_END()
