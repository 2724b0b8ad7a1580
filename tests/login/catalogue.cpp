// The catalogue of bad inputs, section W: the rows that are decisions. A test case belongs to the
// row whose id its name starts with. (Those about the field and the counters are in
// tests/token/catalogue_w.cpp.)
#include <cordon/login.hpp>

#include "reference/login_world.hpp"

#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <stdexcept>
#include <string>

BOOST_AUTO_TEST_SUITE(login_catalogue)

using namespace cordon::login;
using cordon_test::login_world;
using cordon_test::name_of;
using cordon_test::outcome;
using cordon_test::ranges;

namespace {

struct with_ann : login_world {
    with_ann() { add("ann"); }
};

// A zone whose data is gone.
struct failing_zone {
    std::chrono::local_seconds to_local(std::chrono::sys_seconds) const
    {
        throw std::runtime_error("no data");
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(W001_untrusted_address_right_password_only, with_ann)
{
    const auto missing = api("ann", "192.0.2.1", bare("ann")).made;
    BOOST_TEST(name_of(missing.result) == "token_required");
    BOOST_TEST(name_of(missing.told) == "token_required"); // opted in by the preset salesforce
    BOOST_TEST(soap_fault_of(missing.told).code == "LOGIN_MUST_USE_SECURITY_TOKEN");
    settings.organisation.tell_token_required = false;
    publish();
    const auto hidden = api("ann", "192.0.2.1", bare("ann")).made;
    BOOST_TEST(name_of(hidden.result) == "token_required"); // for the history
    const auto wrong = api("ann", "192.0.2.1", "wrong").made;
    BOOST_TEST((soap_fault_of(hidden.told) == soap_fault_of(wrong.told)));
    BOOST_TEST(oauth_description(hidden.told) == oauth_description(wrong.told));
}

BOOST_FIXTURE_TEST_CASE(W002_untrusted_address_password_and_token, with_ann)
{
    BOOST_TEST(outcome(api("ann", "192.0.2.1", with_token("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(W004_trusted_address_password_only, with_ann)
{
    BOOST_TEST(outcome(api("ann", "10.0.0.1", bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(W005_trusted_address_password_and_token, with_ann)
{
    BOOST_TEST(outcome(api("ann", "10.0.0.1", with_token("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(W007_trusted_address_token_only, with_ann)
{
    BOOST_TEST(outcome(api("ann", "10.0.0.1", tokens["ann"])) == "invalid_login");
    BOOST_TEST(outcome(api("ann", "10.0.0.1", "")) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(W017_unknown_user, with_ann)
{
    const int runs = hasher.runs;
    const auto unknown = api("nobody", "192.0.2.1", with_token("ann")).made;
    BOOST_TEST(hasher.runs == runs + 1);
    const auto wrong = api("ann", "192.0.2.1", "wrong").made;
    BOOST_TEST(hasher.runs == runs + 2);
    BOOST_TEST((unknown.told == wrong.told));
    BOOST_TEST((unknown.next == wrong.next));
    BOOST_TEST(!store.load("nobody").has_value());
}

BOOST_FIXTURE_TEST_CASE(W028_rules_that_are_missing_or_fail, with_ann)
{
    // A profile without a rule: in doubt the second factor, or the token.
    BOOST_TEST(outcome(api("ann", "192.0.2.1", bare("ann"))) == "token_required");
    BOOST_TEST(outcome(ui("ann", "192.0.2.1", bare("ann"))) == "identity_challenge");
    // No profile at all.
    edit("ann", [](login_record& of) { of.user.profile = "gone"; });
    BOOST_TEST(outcome(api("ann", "10.0.0.1", with_token("ann"))) == "invalid_login");
    edit("ann", [](login_record& of) { of.user.profile = "sales"; });
    // A rule that throws: hours in a zone that fails.
    settings.profiles[0].login_hours = cordon_test::every_day(0, 1440);
    settings.profiles[0].login_hours.time_zone = "broken";
    const auto zones = [](std::string_view name) {
        return name == "broken" ? time_zone("broken", failing_zone()) : fixed_zones(name);
    };
    published.publish(configuration::build(settings, zones).value());
    BOOST_TEST(outcome(api("ann", "10.0.0.1", with_token("ann"))) == "restricted_time");
    // A rule that is damaged: ranges of which none can be read.
    settings.profiles[0].login_hours = {};
    settings.profiles[0].login_ranges = ranges({"10.0.0.9-10.0.0.1"});
    load();
    BOOST_TEST(outcome(api("ann", "10.0.0.5", with_token("ann"))) == "restricted_time");
    // A request of which nothing is known.
    const decision nothing = decide(*published.read(), nullptr, {}, now);
    BOOST_TEST(outcome(nothing) == "invalid_login");
    const login_record user = record("ann");
    BOOST_TEST(outcome(decide(*published.read(), &user, {}, now)) == "invalid_login");
    BOOST_TEST(outcome(decision()) == "invalid_login");
}

BOOST_FIXTURE_TEST_CASE(W029_ranges_of_the_profile_and_of_the_organisation, with_ann)
{
    BOOST_TEST(outcome(api("ann", "10.0.0.1", bare("ann"))) == "allow"); // no token
    settings.profiles[0].login_ranges = ranges({"192.0.2.0-192.0.2.255"});
    publish();
    BOOST_TEST(outcome(api("ann", "10.0.0.1", with_token("ann"))) == "restricted_ip");
    BOOST_TEST(outcome(api("ann", "198.51.100.1", with_token("ann"))) == "restricted_ip");
    BOOST_TEST(outcome(api("ann", "192.0.2.1", bare("ann"))) == "allow");
}

BOOST_FIXTURE_TEST_CASE(W031_peers_without_an_address, with_ann)
{
    settings.organisation.trusted_ranges = ranges({"0.0.0.0-1.255.255.255"});
    publish();
    edit("ann", [&](login_record& of) { // nor by activation
        activate(of, {});
        activate(of, address_of("0.0.0.0"));
        of.activated_addresses.push_back(address_of("::"));
        of.activated_addresses.push_back({});
    });
    for (const char* text : {"", "0.0.0.0", "::", "::ffff:0.0.0.0"}) {
        BOOST_TEST(outcome(api("ann", text, bare("ann"))) == "token_required", text);
        BOOST_TEST(outcome(ui("ann", text, bare("ann"))) == "identity_challenge", text);
    }
    edit("ann", [](login_record& of) { unlock(of); });
    settings.profiles[0].login_ranges = ranges({"0.0.0.0-1.255.255.255"});
    publish();
    for (const char* text : {"", "0.0.0.0", "::", "::ffff:0.0.0.0"})
        BOOST_TEST(outcome(api("ann", text, with_token("ann"))) == "restricted_ip", text);
}

BOOST_FIXTURE_TEST_CASE(W032_loopback_peer_behind_a_local_proxy, with_ann)
{
    settings.organisation.trusted_proxies = ranges({"127.0.0.1", "::1"});
    publish();
    for (const char* text : {"127.0.0.1", "::1", "::ffff:127.0.0.1"})
        BOOST_TEST(outcome(api("ann", text, bare("ann"))) == "token_required", text);
    settings.organisation.trusted_ranges = ranges({"127.0.0.1"}); // listed as a client network
    publish();
    BOOST_TEST(outcome(api("ann", "127.0.0.1", bare("ann"))) == "allow");
}

// The other rows of the section are in tests/token/catalogue_w.cpp, which has its own check.
BOOST_AUTO_TEST_CASE(catalogue_is_complete)
{
    using namespace boost::unit_test;
    struct collector : test_tree_visitor {
        std::set<std::string> ids;
        void visit(const test_case& test) override { ids.insert(test.p_name.get().substr(0, 5)); }
    } found;
    traverse_test_tree(framework::master_test_suite().p_id, found, true);
    for (const char* id : {"W001_", "W004_", "W028_", "W029_", "W031_", "W032_"})
        BOOST_TEST(found.ids.count(id) == 1U, "no test case is named after " << id);
}

BOOST_AUTO_TEST_SUITE_END()
