#include <cordon/login/login_hooks.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_login_hooks)

using namespace cordon::login;

namespace {

struct no_audit : no_factors {
    void mail_token(const login_record&, std::string_view) {}
    void send_code(const login_record&, verification_method, std::string_view) {}
    void write_history(std::string_view, const history_entry&) {}
};
struct all_of_them : no_audit {
    void write_audit(const audit_entry&) {}
};

static_assert(login_hooks<all_of_them>);
static_assert(login_hooks<cordon_test::recorded_hooks>);
static_assert(!login_hooks<no_audit>);
static_assert(!login_hooks<no_factors>);

} // namespace

BOOST_AUTO_TEST_CASE(nothing_is_opened_by_default)
{
    const login_outcome out;
    BOOST_TEST((out.made.result == answer::invalid_login));
    BOOST_TEST(!out.opened.has_value());
    BOOST_TEST(!out.pending.has_value());
    BOOST_TEST((login_attempt().kind == login_kind::api));
}

BOOST_AUTO_TEST_CASE(a_steady_clock)
{
    const auto before = steady_seconds();
    BOOST_TEST((before >= std::chrono::seconds(0)));
    BOOST_TEST((steady_seconds() >= before));
}

BOOST_AUTO_TEST_SUITE_END()
