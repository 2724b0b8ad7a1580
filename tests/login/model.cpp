// Long random histories of an organisation, against a slow model that anyone can believe: whole
// minutes, addresses as numbers, ranges as two numbers, passwords and tokens as texts.
#include <cordon/login/login_service.hpp>

#include "effort.hpp"
#include "reference/login_world.hpp"
#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(login_model)

using namespace cordon::login;
using cordon_test::login_world;
using cordon_test::outcome;
using cordon_test::tally;

namespace {

// The client addresses: 10.0.0.0 to 10.0.0.7.
constexpr std::uint32_t places = 8;
std::string place_text(std::uint32_t place) { return "10.0.0." + std::to_string(place); }

struct model_range {
    std::uint32_t first;
    std::uint32_t last;
};
bool inside(const std::vector<model_range>& all, std::uint32_t place)
{
    for (const auto& each : all)
        if (each.first <= place && place <= each.last)
            return true;
    return false;
}

struct model_user {
    std::string password;
    std::string token;
    std::vector<std::string> old_tokens{};
    bool administrator = false;
    bool api_only = false;
    bool mfa = false; // answers by approval
    bool frozen = false;
    bool address_verified = false;
    bool had_ui_login = true;
    std::set<std::string> cookies{};
    int failures = 0;
    std::optional<std::int64_t> locked{};  // minute
    std::optional<std::int64_t> granted{}; // until this minute, to administrators
};

struct model_rules {
    std::vector<model_range> trusted{};
    std::vector<model_range> login{};           // of the one profile
    std::optional<std::pair<int, int>> hours{}; // minutes of every day, UTC
    bool high_profile = false;
    bool token_login = true;
    bool challenge = true;
    bool unchallenged = false;
    bool first_switch = true;
    bool any_user = false;
    bool as_mfa = false;
    bool relogin = false;
    int attempts = 3; // 3, 5, 10, or 0
};

// What the rules say, told by table A and B and rule 16 in the slowest way.
struct model {
    model_rules rules{};
    std::map<std::string, model_user> users{};
    std::int64_t minute = 0;

    bool locked(const model_user& user) const { return user.locked && minute < *user.locked + 15; }
    void fail(model_user& user) const
    {
        if (user.locked && !locked(user)) {
            user.locked.reset();
            user.failures = 0;
        }
        ++user.failures;
        if (rules.attempts != 0 && user.failures >= rules.attempts)
            user.locked = minute;
    }
    static void succeed(model_user& user)
    {
        user.failures = 0;
        user.locked.reset();
    }
    bool in_hours() const
    {
        const auto of_day = int(minute % 1440);
        return !rules.hours || (rules.hours->first <= of_day && of_day < rules.hours->second);
    }

    std::string api(const std::string& name, std::uint32_t place, const std::string& field)
    {
        if (users.count(name) == 0)
            return "invalid_login";
        model_user& user = users[name];
        if (user.frozen || locked(user))
            return "invalid_login";
        const bool bare = field == user.password;
        if (!bare && field != user.password + user.token) {
            fail(user);
            return "invalid_login";
        }
        if (!in_hours())
            return "restricted_time";
        if (!rules.login.empty()) {
            if (!inside(rules.login, place))
                return "restricted_ip";
        } else if (!inside(rules.trusted, place) && bare) {
            if (!rules.token_login && !rules.unchallenged)
                return "denied";
            if (rules.token_login) {
                fail(user);
                return "token_required";
            }
        }
        succeed(user);
        return "allow";
    }

    // `passed`: nothing, "device" or "mfa": what this login has been asked and has answered.
    std::string ui(const std::string& name, std::uint32_t place, const std::string& field,
                   const std::string& cookie, bool device_passed, bool mfa_passed)
    {
        if (users.count(name) == 0)
            return "invalid_login";
        model_user& user = users[name];
        if (user.frozen || locked(user))
            return "invalid_login";
        if (field != user.password && field != user.password + user.token) {
            fail(user);
            return "invalid_login";
        }
        if (user.api_only)
            return "invalid_login";
        if (!in_hours())
            return "restricted_time";
        if (user.mfa && !mfa_passed) {
            fail(user);
            return "mfa_challenge";
        }
        if (!rules.login.empty()) {
            if (!inside(rules.login, place))
                return "restricted_ip";
        } else if (!inside(rules.trusted, place) && user.cookies.count(cookie) == 0 &&
                   !(rules.first_switch && !user.had_ui_login) && !mfa_passed && !device_passed) {
            if (!rules.challenge && !rules.unchallenged)
                return "denied";
            if (rules.challenge) {
                fail(user);
                return "identity_challenge";
            }
        }
        if (rules.high_profile && !mfa_passed) {
            if (user.mfa) // else there is nothing to ask for: enrolment
                fail(user);
            return "step_up";
        }
        succeed(user);
        user.had_ui_login = true;
        if (device_passed)
            user.cookies.insert(cookie);
        return mfa_passed ? "allow high" : "allow";
    }
};

struct history {
    explicit history(std::uint64_t seed) : random(seed)
    {
        world.now = std::chrono::sys_seconds(std::chrono::minutes(start));
        truth.minute = start;
        add("ann", {});
        add("mia", {.mfa_ui = true});
        add("bot", {.api_only = true});
        add("ada", {.administrator = true});
        new_rules();
    }

    void add(const std::string& name, const user_settings& settings)
    {
        world.add(name, settings);
        model_user user;
        user.password = login_world::password_of(name);
        user.token = world.tokens[name];
        user.administrator = settings.administrator;
        user.api_only = settings.api_only;
        user.mfa = settings.mfa_ui;
        if (user.mfa)
            world.edit(name,
                       [](login_record& of) { of.methods.insert(verification_method::approval); });
        truth.users[name] = user;
    }

    void run(std::uint64_t steps)
    {
        for (std::uint64_t i = 0; i < steps; ++i) {
            switch (random.below(16)) {
            case 0:
            case 1:
            case 2:
            case 3: log_in_by_api(); break;
            case 4:
            case 5:
            case 6: log_in_by_ui(); break;
            case 7: reset(); break;
            case 8: change_password(); break;
            case 9: grant(); break;
            case 10:
            case 11: impersonate(); break;
            case 12: new_rules(); break;
            case 13: administer(); break;
            default: wait(); break;
            }
        }
        // What was told of each user is what is stored.
        for (const auto& [name, user] : truth.users)
            expect(world.failures(name) == std::uint32_t(user.failures), "failures of " + name);
    }

    tally checks{};

private:
    static constexpr std::int64_t start = 28'401'120; // 2024-01-01 00:00 UTC

    void expect(bool holds, const std::string& what)
    {
        checks.expect(holds, [&] { return what; });
    }
    void expect_equal(const std::string& is, const std::string& right, const std::string& what)
    {
        checks.expect(is == right, [&] { return what + ": " + is + ", expected: " + right; });
    }

    std::string some_user()
    {
        const std::string names[] = {"ann", "mia", "bot", "ada", "eve"}; // there is no eve
        return names[random.below(random.one_in(8) ? 5 : 4)];
    }
    std::string some_field(const std::string& name)
    {
        const auto found = truth.users.find(name);
        if (found == truth.users.end())
            return "pw";
        const model_user& user = found->second;
        switch (random.below(8)) {
        case 0: return "wrong";
        case 1: return user.password + "wrong";
        case 2: return user.token;
        case 3:
            return user.old_tokens.empty()
                       ? "wrong" + user.token
                       : user.password + user.old_tokens[random.below(user.old_tokens.size())];
        case 4:
        case 5: return user.password + user.token;
        default: return user.password;
        }
    }

    // What no allow may ever be, whatever the model says.
    void check_allow(const login_outcome& made, const std::string& name, std::uint32_t place,
                     const std::string& field)
    {
        if (made.made.result != answer::allow)
            return;
        const model_user& user = truth.users[name];
        expect(truth.rules.login.empty() || inside(truth.rules.login, place),
               "an allow outside the login ranges");
        expect(field == user.password || field == user.password + user.token,
               "an allow of a wrong password or of an old token");
        expect(!user.frozen, "an allow of a frozen user");
    }

    void log_in_by_api()
    {
        const std::string name = some_user();
        const std::uint32_t place = random.below(places);
        const std::string field = some_field(name);
        const auto made = world.api(name, place_text(place), field);
        check_allow(made, name, place, field);
        expect_equal(outcome(made), truth.api(name, place, field), "api " + name);
    }

    void log_in_by_ui()
    {
        const std::string name = some_user();
        const std::uint32_t place = random.below(places);
        const std::string field = some_field(name);
        const std::string cookie = random.one_in(2) ? "at home" : "at work";
        auto made = world.ui(name, place_text(place), field, cookie);
        bool device_passed = false;
        bool mfa_passed = false;
        expect_equal(outcome(made), truth.ui(name, place, field, cookie, false, false),
                     "ui " + name);
        for (int turn = 0; turn < 3 && made.pending; ++turn) {
            if (random.one_in(3))
                wait();
            const bool identity = made.made.result == answer::identity_challenge;
            const bool right = !random.one_in(3);
            std::string code = "approved";
            auto method = verification_method::approval;
            const login_outcome asked = made;
            if (identity) {
                method = verification_method::mail_code;
                if (world.service.send_code(*asked.pending, method, world.now))
                    return; // six within the hour
                code = world.mailed();
            }
            const bool late = world.now - asked.pending->started >= std::chrono::minutes(10);
            made = world.answer(asked, method, right ? code : "wrong");
            if (late) {
                expect_equal(outcome(made), "invalid_login", "a late answer");
                return;
            }
            // As the table would go on with the answer; if it would, a wrong answer counts.
            model_user before = truth.users[name];
            std::string expected = truth.ui(name, place, field, cookie, device_passed || identity,
                                            mfa_passed || !identity);
            const bool may_answer =
                identity || truth.users[name].mfa; // who has no method has no answer
            const bool goes_on = expected.rfind("allow", 0) == 0 || expected == "step_up" ||
                                 expected == "mfa_challenge" || expected == "identity_challenge";
            if (goes_on && !(right && may_answer)) {
                truth.users[name] = before;
                truth.fail(truth.users[name]);
                expected = cordon_test::name_of(asked.made.result);
                expect_equal(outcome(made), expected, "a wrong answer of " + name);
                return;
            }
            check_allow(made, name, place, field);
            expect_equal(outcome(made), expected, "an answer of " + name);
            device_passed |= identity;
            mfa_passed |= !identity;
        }
        check_allow(made, name, place, field);
    }

    void reset()
    {
        const std::string name = some_user();
        if (truth.users.count(name) == 0)
            return;
        model_user& user = truth.users[name];
        const bool offered = truth.rules.login.empty() && !user.api_only;
        const std::error_code error = world.service.reset_token(world.session_of(name));
        const std::error_code expected = user.frozen ? make_error_code(errc::session_over)
                                         : offered   ? std::error_code()
                                                     : make_error_code(errc::reset_not_offered);
        expect_equal(error.message(), expected.message(), "reset of " + name);
        if (!error) {
            user.old_tokens.push_back(user.token);
            user.token = world.mailed();
        }
    }

    void change_password()
    {
        const std::string name = some_user();
        if (truth.users.count(name) == 0)
            return;
        model_user& user = truth.users[name];
        if (truth.locked(user))
            return;
        const bool right = random.one_in(2);
        const std::string next = "pw" + std::to_string(random.below(1000));
        const std::string text = random.one_in(4) ? next + user.token : next;
        // So that the new token is mailed.
        world.edit(name, [](login_record& of) { of.token_requested = true; });
        const auto error = world.service.change_password(
            world.session_of(name), right ? user.password : "wrong", text, world.now);
        if (user.frozen) {
            expect(error == errc::session_over, "a frozen user's password");
        } else if (!right) {
            truth.fail(user);
            expect(error == cordon::token::errc::mismatch, "a wrong old password");
        } else if (text != next) {
            expect(error == errc::password_holds_token, "a password that ends in the token");
        } else {
            expect(!error, "a new password");
            user.password = text;
            user.old_tokens.push_back(user.token);
            user.token = world.mailed();
        }
    }

    void grant()
    {
        const std::string name = some_user();
        if (truth.users.count(name) == 0)
            return;
        const auto until = world.now + std::chrono::minutes(1 + random.below(60));
        session of = world.session_of(name);
        const bool impersonated = random.one_in(3);
        if (impersonated)
            of.impersonator = "ada";
        std::optional<login_record> changed;
        const auto error =
            world.service.change(name, changed, [&](const configuration&, login_record& record) {
                return grant_login(of, record, grantee::administrators, until, world.now);
            });
        expect(bool(error) == (impersonated || truth.users[name].frozen), "a grant");
        if (!error)
            truth.users[name].granted =
                std::chrono::duration_cast<std::chrono::minutes>(until.time_since_epoch()).count();
    }

    void impersonate()
    {
        const std::string actor = random.one_in(4) ? "ann" : "ada";
        const std::string target = some_user();
        const bool high = random.one_in(2);
        const bool answers = random.one_in(2);
        const session own = world.session_of(actor, high);
        const auto rows = world.hooks.audits.size();
        const auto made = world.service.log_in_as(
            own, target,
            answers ? std::optional(challenge_answer{{}, verification_method::approval, "approved"})
                    : std::nullopt,
            world.now);

        std::string expected = "refused";
        bool challenged = false;
        if (truth.users.count(target) != 0 && actor == "ada" && target != "ada") {
            const model_user& user = truth.users[target];
            const bool permitted =
                truth.rules.any_user || (user.granted && truth.minute < *user.granted);
            if (permitted && !user.frozen && !truth.users["ada"].frozen) {
                challenged =
                    (truth.rules.high_profile && !high) || (truth.rules.as_mfa && user.mfa);
                expected = challenged ? "challenge" : "allow";
                if (challenged && answers && !truth.locked(user)) {
                    if (user.mfa)
                        expected = "allow";
                    else
                        truth.fail(truth.users[target]);
                }
            }
        }
        expect_equal(cordon_test::name_of(made.result), expected, actor + " logs in as " + target);
        // A challenge alone is no event; an answer that does not pass is a refusal.
        expect(world.hooks.audits.size() == rows + (expected == "challenge" && !answers ? 0 : 1),
               "every log-in-as is audited");
        if (made.result != log_in_as_decision::result_type::allow)
            return;
        expect(made.opened.level ==
                   (high || challenged ? session_level::high_assurance : session_level::standard),
               "the session's level");
        // Rule 27: no power that it forbids.
        const login_record record = world.record(target);
        const auto may_not = [&](power what) {
            return may(made.opened, record, what) != power_result::allowed;
        };
        expect(may_not(power::approve_oauth) && may_not(power::single_sign_on) &&
                   may_not(power::grant_login) && may_not(power::log_in_as) &&
                   may_not(power::change_password) && may_not(power::switch_user),
               "a power that an impersonator may not have");
        expect(may_not(power::send_mail) == !truth.users[target].address_verified,
               "mail while impersonating");
        expect(world.service.reset_token(made.opened) == errc::impersonating, "a reset");
        expect(world.service.log_in_as(made.opened, "mia", {}, world.now).error ==
                   errc::impersonating,
               "nesting");
        const session after = world.service.end_log_in_as(made.opened, world.now);
        expect(after.user.view() == actor && !after.impersonating() &&
                   after.ended == truth.rules.relogin && after.level == own.level,
               "the end of a log-in-as");
    }

    std::vector<model_range> some_ranges(std::uint32_t most)
    {
        std::vector<model_range> out(random.below(most + 1));
        for (auto& each : out) {
            each.first = 1 + random.below(places - 1);
            each.last = each.first + random.below(places - each.first);
        }
        return out;
    }

    // Another configuration is published, or this one again.
    void new_rules()
    {
        model_rules rules;
        rules.trusted = some_ranges(2);
        if (random.one_in(3))
            rules.login = some_ranges(2);
        if (random.one_in(3)) {
            const int begin = int(random.below(1440));
            rules.hours = std::pair(begin, begin + int(random.below(1441 - std::uint32_t(begin))));
        }
        rules.high_profile = random.one_in(4);
        rules.token_login = !random.one_in(4);
        rules.challenge = !random.one_in(4);
        rules.unchallenged = random.one_in(4);
        rules.first_switch = random.one_in(2);
        rules.any_user = random.one_in(2);
        rules.as_mfa = random.one_in(2);
        rules.relogin = random.one_in(2);
        const int attempts[] = {0, 3, 5, 10};
        rules.attempts = attempts[random.below(4)];
        truth.rules = rules;

        const auto written = [](const std::vector<model_range>& all) {
            std::vector<address_range> out;
            for (const auto& each : all)
                out.push_back(
                    cordon_test::addresses(place_text(each.first) + "-" + place_text(each.last)));
            return out;
        };
        auto& organisation = world.settings.organisation;
        organisation.trusted_ranges = written(rules.trusted);
        organisation.login_challenge = rules.challenge;
        organisation.api_token_login = rules.token_login;
        organisation.allow_unchallenged = rules.unchallenged;
        organisation.first_login_unchallenged = rules.first_switch;
        organisation.log_in_as_any_user = rules.any_user;
        organisation.log_in_as_mfa = rules.as_mfa;
        organisation.log_in_as_relogin = rules.relogin;
        organisation.passwords.attempts = rules.attempts;
        organisation.passwords.expiry_days = 0;
        auto& profile = world.settings.profiles[0];
        profile.login_ranges = written(rules.login);
        profile.login_hours = {};
        if (rules.hours)
            profile.login_hours = cordon_test::every_day(rules.hours->first, rules.hours->second);
        profile.required_level =
            rules.high_profile ? session_level::high_assurance : session_level::standard;
        world.publish();
    }

    void administer()
    {
        const std::string name = some_user();
        if (truth.users.count(name) == 0)
            return;
        model_user& user = truth.users[name];
        const auto what = random.below(3);
        world.edit(name, [&](login_record& of) {
            if (what == 0)
                of.user.frozen = !of.user.frozen;
            else if (what == 1)
                unlock(of);
            else
                of.user.address_verified = !of.user.address_verified;
        });
        if (what == 0)
            user.frozen = !user.frozen;
        else if (what == 1)
            model::succeed(user);
        else
            user.address_verified = !user.address_verified;
    }

    void wait()
    {
        const std::int64_t minutes = random.one_in(10) ? random.below(1440) : random.below(20);
        truth.minute += minutes;
        world.now += std::chrono::minutes(minutes);
    }

    cordon_test::random_source random;
    login_world world{};
    model truth{};
};

} // namespace

BOOST_AUTO_TEST_CASE(random_histories)
{
    const std::uint64_t histories = cordon_tests::effort(100);
    for (std::uint64_t seed = 1; seed <= histories; ++seed)
        history(seed).run(500);
}

BOOST_AUTO_TEST_SUITE_END()
