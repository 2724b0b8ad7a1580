#include <cordon/login/decide.hpp>

#include <cordon/login/log_in_as.hpp>

#include "reference/fail_alloc.hpp"
#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_decide)

// (The tables themselves: table_a.cpp, table_b.cpp.)

using namespace cordon::login;
using namespace std::chrono_literals;
using cordon_test::login_world;
using cordon_test::outcome;
using cordon_test::utc;

namespace {

const auto noon = utc(2024, 1, 1, 12);

struct with_ann : login_world {
    with_ann() { add("ann"); }
};

} // namespace

BOOST_AUTO_TEST_CASE(lockouts)
{
    const password_policy quarter{10, 15, 90};
    BOOST_TEST(!is_locked(quarter, {9, std::nullopt}, noon));
    const failure_state locked{10, noon};
    BOOST_TEST(is_locked(quarter, locked, noon));
    BOOST_TEST(is_locked(quarter, locked, noon + 15min - 1s));
    BOOST_TEST(!is_locked(quarter, locked, noon + 15min)); // at its end
    BOOST_TEST(is_locked(quarter, locked, noon - 1h));     // the clock was set back
    const password_policy until_unlocked{10, 0, 90};
    BOOST_TEST(is_locked(until_unlocked, locked, noon + 24h * 365));
    BOOST_TEST(is_locked(quarter, {10, std::chrono::sys_seconds::max()}, noon)); // no overflow
}

BOOST_AUTO_TEST_CASE(counting)
{
    const password_policy three{3, 15, 90};
    failure_state state;
    for (std::uint32_t i = 1; i <= 2; ++i) {
        state = count_failure(three, state, noon);
        BOOST_TEST((state == failure_state{i, std::nullopt}));
    }
    state = count_failure(three, state, noon + 1s);
    BOOST_TEST((state == failure_state{3, noon + 1s}));
    // A further one prolongs the lockout; one after its end counts from the beginning.
    BOOST_TEST((count_failure(three, state, noon + 5s) == failure_state{4, noon + 5s}));
    BOOST_TEST((count_failure(three, state, noon + 1h) == failure_state{1, std::nullopt}));
    const password_policy unlimited{0, 15, 90};
    BOOST_TEST((count_failure(unlimited, {1000, std::nullopt}, noon) ==
                failure_state{1001, std::nullopt}));
    const auto most = ~std::uint32_t(0);
    BOOST_TEST(count_failure(unlimited, {most, std::nullopt}, noon).count == most);
}

BOOST_AUTO_TEST_CASE(who_needs_mfa)
{
    for (const bool required : {false, true}) {
        configuration_settings settings;
        settings.organisation.mfa_required = required;
        const auto config = configuration::build(settings).value();
        for (const bool permission : {false, true})
            for (const bool exempt : {false, true})
                BOOST_TEST(needs_mfa(config, {.mfa_ui = permission, .mfa_exempt = exempt}) ==
                           (permission || (required && !exempt)));
    }
}

BOOST_FIXTURE_TEST_CASE(nothing_is_changed, with_ann)
{
    const login_record before = record("ann");
    login_request request;
    request.credential.match = cordon::token::field_match::password_only;
    for (int i = 0; i < 20; ++i) // the failures are in the answer, not in the record
        BOOST_TEST((*decide(*published.read(), &before, request, now).changes.failures ==
                    failure_state{1, std::nullopt}));
    BOOST_TEST(before.failures.count == 0U);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_user, with_ann)
{
    login_request request;
    request.address = address_of("10.0.0.1");
    request.credential.match = cordon::token::field_match::password_and_suffix;
    const decision made = decide(*published.read(), nullptr, request, now);
    BOOST_TEST(outcome(made) == "invalid_login");
    BOOST_TEST((made.why() == reason::unknown_user));
    BOOST_TEST(!made.changes.change_record());
}

// A stored name that check() would refuse: an empty one impersonates as nobody, a longer one would
// be cut to another user's.
BOOST_FIXTURE_TEST_CASE(names_that_check_refuses, with_ann)
{
    login_record user = record("ann");
    login_request request;
    request.address = address_of("10.0.0.1");
    request.credential.match = cordon::token::field_match::password_and_suffix;
    const auto decided = [&](const std::string& name) {
        user.user.name = name;
        return decide(*published.read(), &user, request, now);
    };
    BOOST_TEST(outcome(decided("a")) == "allow");
    BOOST_TEST(outcome(decided(std::string(80, 'a'))) == "allow");
    for (const std::size_t size : {0U, 81U, 1000U}) {
        const decision made = decided(std::string(size, 'a'));
        BOOST_TEST(outcome(made) == "invalid_login");
        BOOST_TEST((made.why() == reason::unknown_user));
        BOOST_TEST(!made.changes.change_record());
    }
}

// Rule 10 and section 8: that nothing could be asked for confirms the password, as a missing token
// does.
BOOST_FIXTURE_TEST_CASE(what_is_told_of_a_denial, with_ann)
{
    settings.organisation.api_token_login = settings.organisation.login_challenge = false;
    for (const bool tell : {true, false}) {
        settings.organisation.tell_token_required = tell;
        publish();
        for (const auto& made :
             {api("ann", "192.0.2.1", bare("ann")), ui("ann", "192.0.2.1", bare("ann"))}) {
            BOOST_TEST(outcome(made) == "denied");
            BOOST_TEST((made.made.told == (tell ? answer::denied : answer::invalid_login)));
            BOOST_TEST((made.made.why() == reason::challenge_off));
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_decision_allocates_nothing, with_ann)
{
    enrol_totp("ann");
    edit("ann", [](login_record& of) {
        of.user.mfa_ui = true;
        of.devices.resize(max_devices);
        for (int i = 0; i < 100; ++i)
            of.activated_addresses.push_back(cordon::ip::make_address("198.51.100.1"));
    });
    settings.profiles[0].login_hours = cordon_test::every_day(0, 1440, "+09:00");
    publish();
    const auto config = published.read();
    const login_record user = record("ann");
    const session of = session_of("ann");
    login_request request;
    const std::uint64_t before = cordon_test::allocations();
    bool any = false;
    for (int i = 0; i < 1 << 7; ++i) {
        request.kind = i & 1 ? login_kind::ui : login_kind::api;
        request.address = i & 2 ? cordon::ip::address_v4(0x0a000001) : cordon::ip::address();
        request.credential.match = static_cast<cordon::token::field_match>((i >> 2) % 3);
        request.mfa_passed = i & 16;
        request.identity_passed = i & 32;
        any |= decide(*config, i & 64 ? &user : nullptr, request, now).result == answer::allow;
        any |= check_request(*config, of, &user, nullptr, request.address, now) ==
               request_result::allowed;
        any |= log_in_as(*config, of, user, user, now).error == std::error_code();
        any |= may(of, user, power::act) == power_result::allowed;
        any |= check_resource(*config, of, "reports") == resource_result::allowed;
    }
    const std::uint64_t after = cordon_test::allocations();
    BOOST_TEST(any);
    BOOST_TEST(after == before);
}

BOOST_AUTO_TEST_SUITE_END()
