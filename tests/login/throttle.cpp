// The throttle before the login room's passwords and answers (rule 16), and names that a store
// finds by other spellings.
#include <cordon/login/login_service.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_throttle)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::login_world;
using cordon_test::outcome;
namespace token = cordon::token;

namespace {

constexpr std::string_view inside = "10.0.0.7";
constexpr std::string_view outside = "192.0.2.1";
constexpr auto totp = verification_method::totp;
constexpr auto mail_code = verification_method::mail_code;

// Nothing locks the accounts: what stops a guesser is the throttle alone.
struct throttled_world : login_world {
    throttled_world()
    {
        settings.organisation.passwords.attempts = 0;
        publish();
        add("ann");
        add("mia", {.mfa_ui = true});
        enrol_totp("mia");
    }

    login_outcome log_in(std::string_view name, std::string_view from, std::string_view field,
                         login_kind kind = login_kind::api)
    {
        return guarded.log_in(name, {kind, address_of(from), field, {}}, now);
    }
    login_outcome answered(const login_outcome& asked, verification_method method,
                           std::string_view text, std::string_view from = outside)
    {
        return guarded.answer_challenge(*asked.pending, {address_of(from), method, text}, now);
    }
    bool was_throttled() const { return last_history() == "Too many tries"; }

    token::throttle throttle{{.capacity = 1024}};
    service_type guarded{published,
                         store,
                         hasher,
                         mac,
                         keys,
                         hooks,
                         &throttle,
                         cordon_test::scripted_random(script),
                         [this] { return now.time_since_epoch(); }};
};

} // namespace

BOOST_FIXTURE_TEST_CASE(answers_to_a_challenge, throttled_world)
{
    auto asked = log_in("mia", outside, bare("mia"), login_kind::ui);
    BOOST_TEST_REQUIRE(asked.pending.has_value());
    int looked_at = 0;
    for (int i = 0; i < 30 && asked.pending; ++i) {
        asked = answered(asked, totp, "000000");
        looked_at += asked.made.why() == reason::wrong_code;
    }
    BOOST_TEST(looked_at == 4); // five tries are free, and the password was one
    BOOST_TEST(was_throttled());
    BOOST_TEST(outcome(asked) == "invalid_login");
    BOOST_TEST(failures("mia") == 5U);
    // The question stands, but the right code is not looked at, either.
    BOOST_TEST_REQUIRE(asked.pending.has_value());
    asked = answered(asked, totp, totp_code());
    BOOST_TEST(was_throttled());
    // Nor from elsewhere: the account counts.
    asked = answered(asked, totp, totp_code(), "198.51.100.1");
    BOOST_TEST(was_throttled());
    now += 1s;
    BOOST_TEST(outcome(answered(asked, totp, totp_code())) == "allow high");
}

BOOST_FIXTURE_TEST_CASE(answers_of_who_is_in_already, throttled_world)
{
    const session own = session_of("mia", false);
    const auto raise = [&](std::string_view text) {
        return guarded.raise_session(own, {address_of(outside), totp, text}, now);
    };
    int looked_at = 0;
    for (int i = 0; i < 30; ++i) {
        BOOST_TEST(!raise("000000").first.passed);
        looked_at += !was_throttled();
    }
    BOOST_TEST(looked_at == 5);
    BOOST_TEST(failures("mia") == 5U);
    BOOST_TEST(!raise(totp_code()).first.passed);
    now += 1s;
    BOOST_TEST(raise(totp_code()).first.passed);
    now += 30s;
    for (int i = 0; i < 20; ++i, now += 30s) // right ones do not count
        BOOST_TEST(raise(totp_code()).first.passed);
    // What is not asked is not counted.
    session over = own;
    over.ended = true;
    for (int i = 0; i < 30; ++i)
        guarded.raise_session(over, {address_of(outside), totp, "000000"}, now);
    BOOST_TEST(raise(totp_code()).first.passed);
}

BOOST_FIXTURE_TEST_CASE(answers_of_an_administrator, throttled_world)
{
    settings.organisation.log_in_as_any_user = settings.organisation.log_in_as_mfa = true;
    publish();
    add("ada", {.administrator = true});
    const auto enter = [&](std::string_view text) {
        return outcome(guarded.log_in_as(session_of("ada"), "mia",
                                         challenge_answer{address_of(outside), totp, text}, now));
    };
    int looked_at = 0;
    for (int i = 0; i < 30; ++i) {
        BOOST_TEST(enter("000000") == "challenge");
        looked_at += !was_throttled();
    }
    BOOST_TEST(looked_at == 5);
    BOOST_TEST(hooks.audits.size() == 30U); // each of them
    BOOST_TEST(enter(totp_code()) == "challenge");
    now += 1s;
    BOOST_TEST(enter(totp_code()) == "allow");
    // Without an answer nothing is counted.
    for (int i = 0; i < 30; ++i)
        guarded.log_in_as(session_of("ada"), "mia", {}, now);
    now += 30s;
    BOOST_TEST(enter(totp_code()) == "allow");
}

BOOST_FIXTURE_TEST_CASE(old_passwords, throttled_world)
{
    session own = session_of("ann");
    own.address = address_of(outside);
    const auto change = [&](std::string_view old) {
        return guarded.change_password(own, old, "fresh", now);
    };
    for (int i = 0; i < 5; ++i)
        BOOST_TEST((change("wrong") == token::errc::mismatch));
    const int runs = hasher.runs;
    BOOST_TEST((change("wrong") == errc::throttled));
    BOOST_TEST((change(bare("ann")) == errc::throttled));
    BOOST_TEST(hasher.runs == runs);
    now += 1s;
    BOOST_TEST(!change(bare("ann")));
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(!change("fresh"));
}

// A login is one success, in however many steps: one a minute is no guessing.
BOOST_FIXTURE_TEST_CASE(a_login_with_a_second_factor_is_taken_back, throttled_world)
{
    for (int i = 0; i < 20; ++i, now += 60s) {
        const auto asked = log_in("mia", outside, bare("mia"), login_kind::ui);
        BOOST_TEST(outcome(asked) == "mfa_challenge");
        BOOST_TEST(outcome(answered(asked, totp, totp_code())) == "allow high");
    }
    // First the device, then the second factor.
    settings.profiles[0].required_level = session_level::high_assurance;
    publish();
    enrol_totp("ann");
    for (int i = 0; i < 20; ++i, now += 11min) {
        const auto device = log_in("ann", outside, bare("ann"), login_kind::ui);
        BOOST_TEST(outcome(device) == "identity_challenge");
        BOOST_TEST(!guarded.send_code(*device.pending, mail_code, now));
        const auto step = answered(device, mail_code, mailed());
        BOOST_TEST(outcome(step) == "step_up");
        BOOST_TEST(outcome(answered(step, totp, totp_code())) == "allow high");
    }
    // A neighbour at the same address has all the tries that there are.
    add("bob");
    for (int i = 0; i < 4; ++i)
        log_in("bob", outside, "wrong");
    BOOST_TEST(outcome(log_in("bob", outside, with_token("bob"))) == "allow");
}

// What an address has failed at since is not forgotten for a login that began there and ended
// elsewhere.
BOOST_FIXTURE_TEST_CASE(a_login_that_moves, throttled_world)
{
    const auto asked = log_in("mia", outside, bare("mia"), login_kind::ui);
    for (int i = 0; i < 4; ++i)
        log_in("ann", outside, "wrong");
    BOOST_TEST(outcome(answered(asked, totp, totp_code(), "198.51.100.1")) == "allow high");
    log_in("bob", outside, "wrong");
    BOOST_TEST(was_throttled());
    log_in("mia", "198.51.100.1", bare("mia"), login_kind::ui); // the account has
    for (int i = 0; i < 4; ++i)
        log_in("mia", "203.0.113.1", "wrong");
    BOOST_TEST(!was_throttled());
}

// Without a throttle, too, a question is not asked for ever.
BOOST_FIXTURE_TEST_CASE(a_pending_login_ends_after_ten_wrong_answers, throttled_world)
{
    auto asked = ui("mia", outside, bare("mia"));
    const pending_login first = *asked.pending;
    for (int i = 1; i < 10; ++i) {
        asked = answer(asked, totp, "000000");
        BOOST_TEST(outcome(asked) == "mfa_challenge");
        BOOST_TEST_REQUIRE(asked.pending.has_value());
        BOOST_TEST(asked.pending->started.time_since_epoch() == first.started.time_since_epoch());
    }
    const login_outcome last = asked;
    asked = answer(last, totp, "000000");
    BOOST_TEST(outcome(asked) == "invalid_login");
    BOOST_TEST(last_history() == "Invalid verification code");
    BOOST_TEST((asked.made.next == next_step::none));
    BOOST_TEST(!asked.pending.has_value());
    BOOST_TEST(failures("mia") == 11U); // the prompt is one
    // The tenth may be the right one.
    BOOST_TEST(outcome(answer(last, totp, totp_code())) == "allow high");
}

// The wall clock, which is set, is not what the delays are measured by.
BOOST_FIXTURE_TEST_CASE(the_clock_is_a_steady_one, throttled_world)
{
    std::chrono::seconds steady{1000};
    service_type by_steady(published, store, hasher, mac, keys, hooks, &throttle,
                           cordon_test::scripted_random(script), [&] { return steady; });
    const auto guess = [&](std::string_view field) {
        return outcome(
            by_steady.log_in("ann", {login_kind::api, address_of(outside), field, {}}, now));
    };
    now += 24h * 3650;
    guess("wrong");
    now -= 24h * 3650; // once it stood ten years ahead
    for (int i = 0; i < 4; ++i)
        guess("wrong");
    BOOST_TEST(guess(with_token("ann")) == "invalid_login");
    BOOST_TEST(was_throttled());
    now += 24h; // set ahead: that is no waiting
    BOOST_TEST(guess(with_token("ann")) == "invalid_login");
    BOOST_TEST(was_throttled());
    steady += 1s;
    BOOST_TEST(guess(with_token("ann")) == "allow");
}

// Failures that somebody makes in the user's name do not keep the user out where they are known.
BOOST_FIXTURE_TEST_CASE(W022_known_devices_and_activated_addresses, throttled_world)
{
    const auto first = ui("ann", outside, bare("ann"), "home");
    BOOST_TEST(!service.send_code(*first.pending, mail_code, now));
    BOOST_TEST(outcome(answer(first, mail_code, mailed())) == "allow");
    edit("ann", [](login_record& of) { activate(of, address_of("198.51.100.7")); });
    for (int i = 1; i <= 8; ++i)
        log_in("ann", "203.0.113." + std::to_string(i), "wrong");
    BOOST_TEST(was_throttled());
    login_attempt attempt{login_kind::ui, address_of("198.51.100.1"), "pw-ann", {}};
    BOOST_TEST(outcome(guarded.log_in("ann", attempt, now)) == "invalid_login");
    BOOST_TEST(was_throttled());
    attempt.device = record("ann").devices.at(0);
    BOOST_TEST(outcome(guarded.log_in("ann", attempt, now)) == "allow");
    BOOST_TEST(outcome(log_in("ann", "::ffff:198.51.100.7", bare("ann"))) == "allow");
    // Another user's device is known to that user alone.
    add("bob");
    for (int i = 1; i <= 8; ++i)
        log_in("bob", "203.0.113." + std::to_string(100 + i), "wrong");
    const std::string field = bare("bob");
    attempt.field = field;
    guarded.log_in("bob", attempt, now);
    BOOST_TEST(was_throttled());
}

namespace {

// Finds "ann" by "ANN".
struct folding_store {
    memory_record_store& store;

    static std::string folded(std::string_view key)
    {
        std::string out(key);
        for (char& c : out)
            c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
        return out;
    }
    std::optional<token::versioned<login_record>> load(std::string_view key) const
    {
        return store.load(folded(key));
    }
    bool compare_and_swap(std::string_view key, std::uint64_t expected, const login_record& record)
    {
        return store.compare_and_swap(folded(key), expected, record);
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(W019_a_store_that_folds_case, throttled_world)
{
    folding_store folding{store};
    login_service<folding_store, cordon_test::counting_hasher, cordon_test::toy_mac,
                  cordon_test::recorded_hooks, token::default_policy, cordon_test::scripted_random>
        any_case(published, folding, hasher, mac, keys, hooks, &throttle,
                 cordon_test::scripted_random(script), [this] { return now.time_since_epoch(); });
    const auto log_in_as_typed = [&](std::string_view name, std::string_view from,
                                     std::string_view field) {
        return any_case.log_in(name, {login_kind::api, address_of(from), field, {}}, now);
    };
    // The record's own name is what digests are bound to, and what sessions and histories have.
    const auto made = log_in_as_typed("ANN", outside, with_token("ann"));
    BOOST_TEST(outcome(made) == "allow");
    BOOST_TEST((made.opened->user.view() == "ann"));
    BOOST_TEST(hooks.history.back().first == "ann");
    // However it is spelt, it is one account.
    int looked_at = 0;
    const std::string spellings[] = {"ann", "Ann", "aNn", "ANn", "anN", "AnN", "aNN", "ANN"};
    for (int i = 0; i < 32; ++i) {
        log_in_as_typed(spellings[i % 8], "203.0.113." + std::to_string(i), "wrong");
        looked_at += !was_throttled();
    }
    BOOST_TEST(looked_at == 5);
    BOOST_TEST(failures("ann") == 5U);
    // And one hash run, as for a name that nobody has.
    now += 1h;
    const int runs = hasher.runs;
    log_in_as_typed("ANN", outside, "wrong");
    BOOST_TEST(hasher.runs == runs + 1);
    // Logging in as another user, and temporary codes, by any spelling as well.
    settings.organisation.log_in_as_any_user = true;
    publish();
    add("ada", {.administrator = true, .issues_temporary_codes = true});
    BOOST_TEST(outcome(any_case.log_in_as(session_of("ada"), "ANN", {}, now)) == "allow");
    BOOST_TEST((hooks.audits.back().target.view() == "ann"));
    token::issued_code code;
    BOOST_TEST(!any_case.issue_temporary_code(session_of("ada"), "ANN", 1h, now, code));
}

// A record that lies under another user's name is nobody's.
BOOST_FIXTURE_TEST_CASE(W019_a_record_under_another_name, throttled_world)
{
    login_record stray = record("ann");
    stray.password_hash = cordon_test::counting_hasher::stored("stray");
    BOOST_TEST(store.compare_and_swap("bob", 0, stray));
    BOOST_TEST(store.compare_and_swap("eve", 0, [&] {
        login_record out = stray;
        out.user.name = "nobody";
        return out;
    }()));
    int runs = hasher.runs;
    BOOST_TEST(outcome(api("bob", inside, "stray")) == "invalid_login");
    BOOST_TEST(hasher.runs == runs + 1);
    BOOST_TEST(outcome(api("eve", inside, "stray")) == "invalid_login");
    BOOST_TEST(hasher.runs == runs + 2);
    BOOST_TEST(last_history() == "Unknown user");
    settings.organisation.log_in_as_any_user = true;
    publish();
    add("ada", {.administrator = true, .issues_temporary_codes = true});
    BOOST_TEST((service.log_in_as(session_of("ada"), "eve", {}, now).error == errc::no_such_user));
    token::issued_code code;
    BOOST_TEST((service.issue_temporary_code(session_of("ada"), "eve", 1h, now, code) ==
                errc::no_such_user));
}

BOOST_AUTO_TEST_SUITE_END()
