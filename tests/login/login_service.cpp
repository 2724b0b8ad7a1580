#include <cordon/login/login_service.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <stdexcept>
#include <string>

BOOST_AUTO_TEST_SUITE(login_login_service)

using namespace cordon::login;
using cordon_test::login_world;
using cordon_test::outcome;

namespace {

constexpr std::string_view inside = "10.0.0.7";
constexpr std::string_view outside = "192.0.2.1";

// A store in which somebody else is faster: `before_commit` runs between the look and the commit,
// as often as `times` says.
struct contested_store {
    memory_record_store& store;
    std::function<void()> before_commit{};
    int times = 0;
    bool hidden = false; // every record

    void race(std::function<void()> change, int n = 1)
    {
        before_commit = std::move(change);
        times = n;
    }

    std::optional<cordon::token::versioned<login_record>> load(std::string_view key) const
    {
        return hidden ? std::nullopt : store.load(key);
    }
    bool compare_and_swap(std::string_view key, std::uint64_t expected, const login_record& record)
    {
        if (times > 0) {
            --times;
            before_commit();
        }
        return !hidden && store.compare_and_swap(key, expected, record);
    }
};

struct with_ann : login_world {
    with_ann() { add("ann"); }

    login_outcome log_in(std::string_view name, std::string_view from, std::string_view field)
    {
        return raced.log_in(name, {login_kind::api, address_of(from), field, {}}, now);
    }

    contested_store contested{store};
    login_service<contested_store, cordon_test::counting_hasher, cordon_test::toy_mac,
                  cordon_test::recorded_hooks, cordon::token::default_policy,
                  cordon_test::scripted_random>
        raced{published, contested, hasher,  mac,
              keys,      hooks,     nullptr, cordon_test::scripted_random(script)};
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_lost_race_is_decided_again, with_ann)
{
    BOOST_TEST(outcome(log_in("ann", outside, with_token("ann"))) == "allow");
    // Frozen, or the token reset, while the password was being hashed.
    contested.race([&] { edit("ann", [](login_record& of) { of.user.frozen = true; }); });
    BOOST_TEST(outcome(log_in("ann", outside, with_token("ann"))) == "invalid_login");
    BOOST_TEST(last_history() == "User is frozen");
    edit("ann", [](login_record& of) { of.user.frozen = false; });
    const std::string field = with_token("ann");
    contested.race([&] { renew_token("ann"); });
    BOOST_TEST(outcome(log_in("ann", outside, field)) == "invalid_login");
    BOOST_TEST(failures("ann") == 1U);
    BOOST_TEST(hooks.history.size() == 3U); // one line each, of what was committed
}

// Section 10: one password hash a login, however many races it loses; an unknown user loses none.
BOOST_FIXTURE_TEST_CASE(a_lost_race_runs_no_second_hash, with_ann)
{
    const auto race = [&](int times, auto change) {
        contested.race([this, change] { edit("ann", change); }, times);
    };
    const auto others = [](login_record& of) { ++of.rate.count; };
    for (const std::string& field : {std::string("wrong"), bare("ann"), with_token("ann")}) {
        const int before = hasher.runs;
        race(8, others);
        log_in("ann", outside, field);
        BOOST_TEST(hasher.runs == before + 1);
    }
    edit("ann", [](login_record& of) { of.user.mfa_ui = of.user.mfa_api = true; });
    enrol_totp("ann");
    int before = hasher.runs;
    race(8, others);
    BOOST_TEST(outcome(log_in("ann", outside, bare("ann") + totp_code())) == "allow high");
    BOOST_TEST(hasher.runs == before + 1);
    // Nor is the right password hashed anew more than once.
    hasher.rehash = true;
    before = hasher.hashed;
    race(8, others);
    BOOST_TEST(outcome(log_in("ann", inside, bare("ann"))) == "allow");
    BOOST_TEST(hasher.hashed == before + 1);
    // Who is no longer there.
    before = hasher.runs;
    contested.race([&] { contested.hidden = true; });
    BOOST_TEST(outcome(log_in("ann", inside, bare("ann"))) == "invalid_login");
    BOOST_TEST(last_history() == "Unknown user");
    BOOST_TEST(hasher.runs == before + 1);
}

// What the answer depends on is looked at again.
BOOST_FIXTURE_TEST_CASE(a_lost_race_to_another_password, with_ann)
{
    const auto race = [&](auto change) { contested.race([this, change] { edit("ann", change); }); };
    const auto password = [](std::string_view text) {
        return [stored = cordon_test::counting_hasher::stored(text)](login_record& of) {
            of.password_hash = stored;
        };
    };
    const std::string field = with_token("ann");
    race(password("another"));
    BOOST_TEST(outcome(log_in("ann", outside, field)) == "invalid_login");
    race(password(bare("ann")));
    BOOST_TEST(outcome(log_in("ann", outside, field)) == "allow");
    race([](login_record& of) { of.token.reset(); });
    BOOST_TEST(outcome(log_in("ann", outside, field)) == "invalid_login");
    renew_token("ann");
    const std::string again = with_token("ann");
    enrol_totp("ann");
    race([](login_record& of) { of.user.mfa_ui = of.user.mfa_api = true; });
    BOOST_TEST(outcome(log_in("ann", outside, again)) == "invalid_login");
    // A code of another key, and one that was used meanwhile.
    const std::string code = bare("ann") + totp_code();
    race([](login_record& of) {
        of.totp_key = stored_secret(cordon::token::as_bytes("another key of 20 by"));
    });
    BOOST_TEST(outcome(log_in("ann", outside, code)) == "invalid_login");
    enrol_totp("ann");
    race([step = now.time_since_epoch() / std::chrono::seconds(30)](login_record& of) {
        of.totp_last_step = step;
    });
    BOOST_TEST(outcome(log_in("ann", outside, code)) == "invalid_login");
}

namespace {

// An approval that is good for one look, as a signature is.
struct one_approval : cordon_test::recorded_hooks {
    mutable int asked = 0;

    bool verify(const login_record&, verification_method, std::string_view answer) const
    {
        return answer == "approved" && asked++ == 0;
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_lost_race_asks_the_hook_no_second_time, with_ann)
{
    settings.organisation.log_in_as_any_user = settings.organisation.log_in_as_mfa = true;
    publish();
    add("ada", {.administrator = true});
    edit("ann", [](login_record& of) {
        of.user.mfa_ui = true;
        of.methods.insert(verification_method::webauthn);
    });
    one_approval approving;
    login_service<contested_store, cordon_test::counting_hasher, cordon_test::toy_mac, one_approval,
                  cordon::token::default_policy, cordon_test::scripted_random>
        service_(published, contested, hasher, mac, keys, approving, nullptr,
                 cordon_test::scripted_random(script));
    const challenge_answer given{address_of(inside), verification_method::webauthn, "approved"};
    const auto race = [&] {
        approving.asked = 0;
        contested.race([&] { api("ann", outside, "wrong"); });
    };
    const auto asked =
        service_.log_in("ann", {login_kind::ui, address_of(inside), "pw-ann", {}}, now);
    race();
    BOOST_TEST(outcome(service_.answer_challenge(asked.pending.value(), given, now)) ==
               "allow high");
    BOOST_TEST(failures("ann") == 0U);
    // The next answer is another question.
    BOOST_TEST(outcome(service_.answer_challenge(*asked.pending, given, now)) == "mfa_challenge");
    race();
    const auto raised = service_.raise_session(session_of("ann", false), given, now);
    BOOST_TEST(raised.first.passed);
    race();
    BOOST_TEST(outcome(service_.log_in_as(session_of("ada"), "ann", given, now)) == "allow");
}

BOOST_FIXTURE_TEST_CASE(no_failure_is_lost, with_ann)
{
    contested.race([&] { api("ann", inside, "wrong"); });
    log_in("ann", inside, "wrong, too");
    BOOST_TEST(failures("ann") == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_store_that_fails, with_ann)
{
    const auto before = store.load("ann")->version;
    contested.race([] { throw std::runtime_error("no connection"); });
    BOOST_CHECK_THROW(log_in("ann", inside, bare("ann")), std::runtime_error);
    BOOST_TEST(store.load("ann")->version == before);
    BOOST_TEST(hooks.history.empty());
}

BOOST_FIXTURE_TEST_CASE(unknown_users, with_ann)
{
    const int runs = hasher.runs;
    BOOST_TEST(outcome(log_in("nobody", inside, "x")) == "invalid_login");
    BOOST_TEST(hasher.runs == runs + 1); // as of a known one
    BOOST_TEST(!store.load("nobody").has_value());
    BOOST_TEST((hooks.history.back().second.why == reason::unknown_user));
    std::optional<login_record> changed;
    const auto unlock_it = [](const configuration&, login_record& of) {
        unlock(of);
        return std::error_code();
    };
    BOOST_TEST((raced.change("nobody", changed, unlock_it) == errc::no_such_user));
    BOOST_TEST((raced.reset_token(session_of("nobody")) == errc::no_such_user));
}

BOOST_FIXTURE_TEST_CASE(a_change_that_is_refused_is_not_stored, with_ann)
{
    const auto before = store.load("ann")->version;
    std::optional<login_record> changed;
    const auto refuse = [](const configuration&, login_record& of) -> std::error_code {
        of.user.active = false;
        return errc::not_permitted;
    };
    BOOST_TEST((raced.change("ann", changed, refuse) == errc::not_permitted));
    BOOST_TEST(store.load("ann")->version == before);
}

BOOST_FIXTURE_TEST_CASE(no_history_of_what_was_not_asked, with_ann)
{
    enrol_totp("ann");
    const std::string code = totp_code(); // the answer is a view of it
    const challenge_answer given{address_of(inside), verification_method::totp, code};
    session over = session_of("ann", false);
    over.ended = true;
    BOOST_TEST(!service.raise_session(over, given, now).first.passed);
    BOOST_TEST(!service.raise_session(session_of("nobody", false), given, now).first.passed);
    BOOST_TEST(hooks.history.empty());
    BOOST_TEST(service.raise_session(session_of("ann", false), given, now).first.passed);
    BOOST_TEST(hooks.history.size() == 1U);
    BOOST_TEST(last_history() == "Success");
}

BOOST_FIXTURE_TEST_CASE(mail_that_fails, with_ann)
{
    hooks.mail_fails = true;
    const auto asked = ui("ann", outside, bare("ann"));
    BOOST_TEST((service.send_code(*asked.pending, verification_method::mail_code, now) ==
                errc::mail_failed));
    const std::string old = with_token("ann");
    BOOST_TEST((service.reset_token(session_of("ann")) == errc::mail_failed));
    BOOST_TEST(outcome(api("ann", outside, old)) == "invalid_login");
}

// The password is hashed anew where it is stored in an old way.
BOOST_FIXTURE_TEST_CASE(rehash, with_ann)
{
    hasher.rehash = true;
    const auto before = store.load("ann")->version;
    BOOST_TEST(outcome(api("ann", outside, with_token("ann"))) == "allow");
    BOOST_TEST(record("ann").password_hash ==
               cordon_test::counting_hasher::stored(bare("ann"))); // without the token
    BOOST_TEST(store.load("ann")->version == before + 1);
}

BOOST_AUTO_TEST_SUITE_END()
