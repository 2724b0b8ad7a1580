#include <cordon/ip/trusted_networks.hpp>

#include "effort.hpp"
#include "reference/outcome.hpp"
#include "reference/random_addresses.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/literals.hpp>

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <system_error>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(ip_trusted_networks)

using namespace cordon::ip::literals;
using cordon::ip::address;
using cordon::ip::address_v6;
using cordon::ip::compiled_set;
using cordon::ip::errc;
using cordon::ip::make_entry;
using cordon::ip::range_set;
using cordon::ip::trust_options;
using cordon::ip::trusted_networks;
using cordon_test::tally;
using cordon_tests::effort;

namespace {

constexpr trust_options whole_internet{.allow_whole_internet = true};

// "trusted", or the name of the error; the three ways to make one agree.
std::string made_of(const range_set& networks, trust_options options = {})
{
    const std::error_code checked = trusted_networks::check(networks, options);
    std::error_code error = make_error_code(errc::empty); // to be taken back
    const trusted_networks made(networks, options, error);
    BOOST_TEST(error == checked);
    BOOST_TEST((made.set() == (error ? compiled_set() : compiled_set(networks))));
    std::error_code thrown;
    try {
        BOOST_TEST((trusted_networks(networks, options).set() == made.set()));
    } catch (const std::system_error& e) {
        thrown = e.code();
    }
    BOOST_TEST(thrown == checked);
    if (!checked)
        return "trusted";
    BOOST_TEST((checked.category() == cordon::ip::error_category()));
    return cordon_test::name_of(static_cast<errc>(checked.value()));
}

std::string made_of(std::initializer_list<const char*> entries, trust_options options = {})
{
    range_set networks;
    for (const char* entry : entries)
        networks.insert(make_entry(entry));
    return made_of(networks, options);
}

} // namespace

static_assert(std::is_nothrow_default_constructible_v<trusted_networks>);
static_assert(std::is_nothrow_move_assignable_v<trusted_networks>);
static_assert(noexcept(std::declval<const trusted_networks&>().contains(address())));
static_assert(noexcept(trusted_networks::check(std::declval<const range_set&>())));
// A set is not taken for one by accident, nor the other way round.
static_assert(!std::is_convertible_v<range_set, trusted_networks>);
static_assert(!std::is_convertible_v<compiled_set, trusted_networks>);
static_assert(!std::is_convertible_v<trusted_networks, compiled_set>);

BOOST_AUTO_TEST_CASE(nobody)
{
    const trusted_networks none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none.set().empty());
    const address anybody[]{{}, "0.0.0.0"_ip, "::"_ip, "127.0.0.1"_ip, "::1"_ip};
    for (const address& address : anybody)
        BOOST_TEST(!none.contains(address));
    BOOST_TEST(made_of(range_set()) == "trusted"); // no networks are no mistake
    BOOST_TEST(trusted_networks(range_set()).empty());
}

BOOST_AUTO_TEST_CASE(some)
{
    const trusted_networks office(range_set{"192.0.2.0/24"_prefix, "2001:db8::/32"_prefix});
    BOOST_TEST(!office.empty());
    BOOST_TEST(office.contains("192.0.2.0"_ip));
    BOOST_TEST(office.contains("192.0.2.255"_ip));
    BOOST_TEST(!office.contains("192.0.3.0"_ip));
    BOOST_TEST(office.contains("2001:db8::1"_ip));
    BOOST_TEST(!office.contains("2001:db9::"_ip));
    BOOST_TEST(office.contains(address_v6::mapped("192.0.2.1"_ip)));
    BOOST_TEST(!office.contains("::192.0.2.1"_ip));
    BOOST_TEST(!office.contains("64:ff9b::192.0.2.1"_ip));
    BOOST_TEST(!office.contains("2002:c000:201::"_ip));
    BOOST_TEST(!office.contains(address()));
}

BOOST_AUTO_TEST_CASE(whole_internet_is_refused)
{
    const struct {
        std::initializer_list<const char*> entries;
        const char* outcome;
    } table[] = {
        {{"0.0.0.0/0"}, "whole_internet"},
        {{"0.0.0.0/1"}, "whole_internet"},
        {{"128.0.0.0/1"}, "whole_internet"},
        {{"0.0.0.0/2", "64.0.0.0/2"}, "whole_internet"}, // in two parts
        {{"0.0.0.0/2", "128.0.0.0/2"}, "whole_internet"},
        {{"64.0.0.0-191.255.255.255"}, "whole_internet"},
        {{"64.0.0.0-191.255.255.254"}, "trusted"}, // one address less than half
        {{"0.0.0.0/2"}, "trusted"},
        {{"::/0"}, "whole_internet"},
        {{"::/1"}, "whole_internet"},
        {{"2000::/3"}, "whole_internet"},
        {{"2000::/4"}, "whole_internet"},
        {{"3000::/4"}, "whole_internet"},
        {{"2000::/5", "3000::/5"}, "whole_internet"},
        {{"2800::-37ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}, "whole_internet"},
        {{"2800::-37ff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"}, "trusted"},
        {{"2000::/5"}, "trusted"},
        // Nothing of it is routed.
        {{"::/3"}, "trusted"},
        {{"4000::/2"}, "trusted"},
        {{"8000::/1"}, "trusted"},
        // One family is enough.
        {{"0.0.0.0/0", "::1"}, "whole_internet"},
        {{"10.0.0.1", "::/0"}, "whole_internet"},
        {{"0.0.0.0/2", "2000::/5"}, "trusted"},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(*row.entries.begin())
        {
            BOOST_TEST(made_of(row.entries) == row.outcome);
            BOOST_TEST(made_of(row.entries, whole_internet) == "trusted");
        }
    }
}

BOOST_AUTO_TEST_CASE(unspecified_alone_is_refused)
{
    for (const trust_options options : {trust_options(), whole_internet}) {
        BOOST_TEST(made_of({"0.0.0.0"}, options) == "unspecified_only");
        BOOST_TEST(made_of({"::"}, options) == "unspecified_only");
        BOOST_TEST(made_of({"0.0.0.0", "::"}, options) == "unspecified_only");
        BOOST_TEST(made_of({"::ffff:0.0.0.0"}, options) == "unspecified_only");
        BOOST_TEST(made_of({"0.0.0.0", "0.0.0.1"}, options) == "trusted");
        BOOST_TEST(made_of({"0.0.0.0", "::1"}, options) == "trusted");
        BOOST_TEST(made_of({"0.0.0.0/8"}, options) == "trusted");
    }
}

BOOST_AUTO_TEST_CASE(unspecified_is_never_inside)
{
    const trusted_networks all(~range_set(), whole_internet);
    BOOST_TEST(all.set().contains("0.0.0.0"_ip));
    BOOST_TEST(!all.contains("0.0.0.0"_ip));
    BOOST_TEST(!all.contains("::"_ip));
    BOOST_TEST(!all.contains(address_v6::mapped("0.0.0.0"_ip)));
    BOOST_TEST(!all.contains(address()));
    BOOST_TEST(all.contains("0.0.0.1"_ip));
    BOOST_TEST(all.contains("::1"_ip));
    BOOST_TEST(all.contains("255.255.255.255"_ip));
    BOOST_TEST(all.contains(address_v6::mapped("0.0.0.1"_ip)));
}

BOOST_AUTO_TEST_CASE(a_wide_range_of_ipv6_trusts_no_ipv4)
{
    // All of ::/80, in which the mapped addresses lie.
    const trusted_networks low(range_set{"::-::ffff:ffff:ffff"_range});
    BOOST_TEST(!low.contains("10.0.0.1"_ip));
    BOOST_TEST(!low.contains(address_v6::mapped("10.0.0.1"_ip)));
    BOOST_TEST(low.contains("::1"_ip));
    BOOST_TEST(low.contains("::10.0.0.1"_ip));
    const trusted_networks everything(range_set{"::/0"_prefix}, whole_internet);
    BOOST_TEST(!everything.contains(address_v6::mapped("10.0.0.1"_ip)));
}

BOOST_AUTO_TEST_CASE(after_an_error_nobody_is_trusted)
{
    std::error_code error;
    const trusted_networks made(range_set{"0.0.0.0/0"_prefix, "10.0.0.1"_ip}, {}, error);
    BOOST_TEST(error == make_error_code(errc::whole_internet));
    BOOST_TEST(made.empty());
    BOOST_TEST(!made.contains("10.0.0.1"_ip));
    // The old ones stay where making new ones throws.
    trusted_networks old(range_set{"10.0.0.1"_ip});
    BOOST_CHECK_THROW(old = trusted_networks(range_set{"0.0.0.0/0"_prefix}), std::system_error);
    BOOST_TEST(old.contains("10.0.0.1"_ip));
}

BOOST_AUTO_TEST_CASE(as_the_set_but_for_unspecified)
{
    cordon_test::random_source random(61);
    tally checks;
    for (std::uint64_t round = 0; round < effort(4000); ++round) {
        range_set networks;
        for (std::uint32_t n = random.below(8); n > 0; --n) {
            std::error_code mapped;
            networks.insert(cordon_test::random_any_range(random), mapped);
        }
        std::error_code error;
        const trusted_networks made(networks, whole_internet, error);
        for (int i = 0; i < 40; ++i) {
            const address x = cordon_test::random_any_address(random);
            const bool unspecified = !x.is_none() && x.canonical().is_unspecified();
            checks.expect(made.contains(x) == (!error && !unspecified && networks.contains(x)),
                          [&] { return to_string(x); });
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
