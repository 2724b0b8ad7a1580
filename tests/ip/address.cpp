#include <cordon/ip/address.hpp>

#include "effort.hpp"
#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <type_traits>
#include <unordered_set>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_address)

using namespace std::string_view_literals;
using cordon::ip::address;
using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::errc;
using cordon::ip::family;
using cordon::ip::make_address;
using cordon::ip::parse_address;
using cordon::ip::uint128;
using cordon_test::outcome;

namespace {

constexpr address none;
constexpr address v4_loopback = address_v4::loopback();
constexpr address v6_loopback = address_v6::loopback();
constexpr address mapped_loopback = address_v6::mapped(address_v4::loopback());

// The code with which a call throws, or zero.
template <class F>
std::error_code thrown_by(F f)
{
    try {
        static_cast<void>(f());
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

} // namespace

static_assert(std::is_trivially_copyable_v<address>);
static_assert(std::is_convertible_v<address_v4, address>);
static_assert(std::is_convertible_v<address_v6, address>);
static_assert(!std::is_convertible_v<address, address_v4>);
static_assert(!std::is_convertible_v<address, bool>); // none is not false, nor 0.0.0.0

BOOST_AUTO_TEST_CASE(families)
{
    static_assert(none.is_none() && !none.is_v4() && !none.is_v6());
    static_assert(!v4_loopback.is_none() && v4_loopback.is_v4() && !v4_loopback.is_v6());
    static_assert(!v6_loopback.is_none() && !v6_loopback.is_v4() && v6_loopback.is_v6());
    static_assert(mapped_loopback.is_v6()); // until canonical() is asked for
    static_assert(none.family() == family::none);
    static_assert(v4_loopback.family() == family::v4);
    static_assert(v6_loopback.family() == family::v6);
}

BOOST_AUTO_TEST_CASE(as_the_familys_type)
{
    static_assert(v4_loopback.to_v4() == address_v4::loopback());
    static_assert(v6_loopback.to_v6() == address_v6::loopback());
    static_assert(address(address_v4::broadcast()).to_v4() == address_v4::broadcast());
    for (const address& a : {none, v6_loopback, mapped_loopback})
        BOOST_TEST((thrown_by([&] { return a.to_v4(); }) == errc::bad_family), a);
    for (const address& a : {none, v4_loopback})
        BOOST_TEST((thrown_by([&] { return a.to_v6(); }) == errc::bad_family), a);
}

BOOST_AUTO_TEST_CASE(none_is_no_address)
{
    static_assert(none == address());
    static_assert(none != address(address_v4::any()));
    static_assert(none != address(address_v6::any()));
    static_assert(none < address(address_v4::any()));
    static_assert(none.canonical() == none);
    static_assert(!none.is_unspecified() && !none.is_loopback());
    static_assert(!none.is_multicast() && !none.is_link_local());
    BOOST_TEST(to_string(none) == "none");
    BOOST_TEST(outcome(parse_address("none")) == "bad_char at 0"); // it is no input
}

BOOST_AUTO_TEST_CASE(order)
{
    // Sorted: none, then IPv4, then IPv6, whatever their numbers.
    const std::array sorted{none,
                            address(address_v4::any()),
                            v4_loopback,
                            address(address_v4::broadcast()),
                            address(address_v6::any()),
                            v6_loopback,
                            mapped_loopback,
                            address(address_v6(uint128(1, 0)))};
    for (std::size_t i = 0; i < sorted.size(); ++i)
        for (std::size_t j = 0; j < sorted.size(); ++j) {
            BOOST_TEST(((sorted[i] <=> sorted[j]) == (i <=> j)), sorted[i] << " and " << sorted[j]);
            BOOST_TEST((sorted[i] == sorted[j]) == (i == j), sorted[i] << " and " << sorted[j]);
        }
}

BOOST_AUTO_TEST_CASE(from_bytes)
{
    const std::vector<unsigned char> bytes(20, 1);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const auto result = address::from_bytes({bytes.data(), size});
        BOOST_TEST(outcome(result) == (size == 4    ? "1.1.1.1"
                                       : size == 16 ? "101:101:101:101:101:101:101:101"
                                                    : "bad_length at 0"));
    }
}

BOOST_AUTO_TEST_CASE(canonical)
{
    static_assert(mapped_loopback.canonical() == v4_loopback);
    static_assert(v4_loopback.canonical() == v4_loopback);
    static_assert(v6_loopback.canonical() == v6_loopback);
    const struct {
        const char* input;
        const char* canonical;
    } table[] = {
        {"::ffff:0.0.0.0", "0.0.0.0"},
        {"::ffff:255.255.255.255", "255.255.255.255"},
        {"::ffff:a00:1", "10.0.0.1"},
        {"::fffe:ffff:ffff", "::fffe:ffff:ffff"}, // the neighbours of the mapped ones
        {"::1:0:0:0", "::1:0:0:0"},
        {"::10.0.0.1", "::a00:1"}, // the other embeddings
        {"::ffff:0:10.0.0.1", "::ffff:0:a00:1"},
        {"64:ff9b::10.0.0.1", "64:ff9b::a00:1"},
        {"2002:a00:1::", "2002:a00:1::"},
    };
    for (const auto& row : table)
        BOOST_TEST(to_string(make_address(row.input).canonical()) == row.canonical);
}

BOOST_AUTO_TEST_CASE(classification_is_that_of_the_family)
{
    const struct {
        const char* address;
        const char* classes;
    } table[] = {
        {"0.0.0.0", "unspecified"},
        {"::", "unspecified"},
        {"127.255.255.254", "loopback"},
        {"::1", "loopback"},
        {"224.0.0.1", "multicast"},
        {"ff02::1", "multicast"},
        {"169.254.1.1", "link_local"},
        {"fe80::1", "link_local"},
        {"10.0.0.1", ""},
        {"2001:db8::1", ""},
        {"::ffff:127.0.0.1", ""},
        {"::ffff:0.0.0.0", ""},
        {"::7f00:1", ""},
    };
    for (const auto& row : table) {
        const address a = make_address(row.address);
        const std::string classes = std::string(a.is_unspecified() ? "unspecified" : "") +
                                    (a.is_loopback() ? "loopback" : "") +
                                    (a.is_multicast() ? "multicast" : "") +
                                    (a.is_link_local() ? "link_local" : "");
        BOOST_TEST(classes == row.classes, row.address << " is \"" << classes << '"');
    }
    static_assert(mapped_loopback.canonical().is_loopback());
}

BOOST_AUTO_TEST_CASE(texts)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        {"1.2.3.4", "1.2.3.4"},
        {"0.0.0.0", "0.0.0.0"},
        {"::", "::"},
        {"2001:DB8::1", "2001:db8::1"},
        {"::ffff:1.2.3.4", "::ffff:1.2.3.4"}, // as written: IPv6

        {"", "empty at 0"},
        {std::string_view(), "empty at 0"},

        // IPv6 where the first separator is ':', or where there is none and all is hex.
        {"abcd", "too_few_parts at 4"},
        {"a.b", "bad_char at 0"},
        {"a:b", "too_few_parts at 3"},
        {"10", "too_few_parts at 2"},
        {"xyz", "bad_char at 0"},
        {"1x", "bad_char at 1"},
        {"1.2.3.4:80", "trailing_junk at 7"},
        {"1.2.3.4::", "trailing_junk at 7"},
        {"1:2.3.4.5", "embedded_v4_position at 2"},
        {"1.2:3", "bad_char at 3"},
        {".", "empty_part at 0"},
        {":", "empty_part at 0"},

        {"1.2.3.4%1", "zone_on_v4 at 7"},
        {"fe80::1%1", "zone_not_allowed at 7"},
        {"fe80::1%", "empty_zone at 7"},
        {"1.2.3.4\0"sv, "nul at 7"},
        {"::1\0"sv, "nul at 3"},
        {"\0"sv, "nul at 0"},
        {" ", "bad_char at 0"},
    };
    for (const auto& row : table)
        BOOST_TEST(outcome(parse_address(row.input)) == row.outcome, row.input);
    static_assert(*parse_address("127.0.0.1") == v4_loopback);
    static_assert(*parse_address("::1") == v6_loopback);
}

// The short way for what is as it should be answers as the one that looks for the family first.
BOOST_AUTO_TEST_CASE(both_ways_to_read)
{
    constexpr std::string_view alphabet = "012a:.";
    std::string text;
    const auto check = [&] {
        const auto expected = cordon::ip::detail::parse_by_family(text);
        BOOST_REQUIRE_MESSAGE(cordon::ip::parse_address(text) == expected, text);
    };
    for (std::size_t size = 0; size <= 8; ++size) {
        std::size_t count = 1;
        for (std::size_t i = 0; i < size; ++i)
            count *= alphabet.size();
        const std::size_t step = size < 8 || cordon_tests::effort(100) >= 100 ? 1 : 97;
        for (std::size_t n = 0; n < count; n += step) {
            text.assign(size, ' ');
            for (std::size_t i = 0, rest = n; i < size; ++i, rest /= alphabet.size())
                text[i] = alphabet[rest % alphabet.size()];
            check();
        }
    }
    for (const char* each :
         {"::ffff:1.2.3.4", "1.2.3.4:80", ":.1.2.3", "a.b.c.d", "1::2.3.4.5", "12:4.5.6.7",
          "255.255.255.255", "255.255.255.256", "1.2.3.4.5.6.7.8", "fe80::1%eth0"}) {
        text = each;
        check();
    }
}

BOOST_AUTO_TEST_CASE(the_size_is_looked_at_first)
{
    for (const char c : "1:.xa"sv) {
        BOOST_TEST(outcome(parse_address(std::string(65, c))) == "too_long at 64");
        BOOST_TEST(outcome(parse_address(std::string(64, c))).find("too_long") ==
                   std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(the_throwing_twin)
{
    static_assert(make_address("127.0.0.1") == v4_loopback);
    BOOST_TEST((thrown_by([] { return make_address("127.1"); }) == errc::too_few_parts));
    try {
        static_cast<void>(make_address("010.8.8.8"));
        BOOST_ERROR("did not throw");
    } catch (const std::system_error& error) {
        const std::string what = error.what();
        BOOST_TEST(what.find("leading zero in an IPv4 part at offset 0 in \"010.8.8.8\"") !=
                   what.npos);
    }
}

BOOST_AUTO_TEST_CASE(to_chars_needs_room)
{
    for (const std::string text : {"1.2.3.4", "2001:db8::1", "none"}) {
        const address a = text == "none" ? none : make_address(text);
        for (std::size_t room = 0; room <= text.size(); ++room) {
            std::string buffer(text.size(), '#');
            const auto result = to_chars(buffer.data(), buffer.data() + room, a);
            const bool fits = room == text.size();
            BOOST_TEST((result.ec == (fits ? std::errc{} : std::errc::value_too_large)));
            BOOST_TEST(result.ptr == buffer.data() + room);
            BOOST_TEST((buffer == text) == fits);
        }
    }
    static_assert(address::max_text_size == address_v6::max_text_size);
}

BOOST_AUTO_TEST_CASE(streams)
{
    std::ostringstream os;
    os << v4_loopback << ' ' << v6_loopback << ' ' << none;
    os.width(6);
    os << none;
    BOOST_TEST(os.str() == "127.0.0.1 ::1 none  none");
}

BOOST_AUTO_TEST_CASE(hashes)
{
    const std::hash<address> hash;
    BOOST_TEST(hash(make_address("1.2.3.4")) == hash(make_address("1.2.3.4")));
    const std::set<std::size_t> values{hash(none), hash(make_address("0.0.0.0")),
                                       hash(make_address("0.0.0.1")), hash(make_address("::2")),
                                       hash(make_address("::ffff:0.0.0.3"))};
    BOOST_TEST(values.size() == 5U);
    // Mapped and IPv4 are two addresses: a set of keys is to be filled with canonical ones.
    const std::unordered_set<address> set{v4_loopback, mapped_loopback, none, none};
    BOOST_TEST(set.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
