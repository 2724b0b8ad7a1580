#include <cordon/ip/reverse_dns.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <system_error>

BOOST_AUTO_TEST_SUITE(ip_reverse_dns)

using cordon::ip::address;
using cordon::ip::make_address;
using cordon::ip::make_prefix;
using cordon::ip::prefix;
using cordon::ip::reverse_name;
using cordon::ip::reverse_name_to_chars;

BOOST_AUTO_TEST_CASE(addresses)
{
    const struct {
        std::string_view address;
        std::string_view name;
    } table[] = {
        {"10.2.0.52", "52.0.2.10.in-addr.arpa"}, // RFC 1035, 3.5
        {"10.0.0.6", "6.0.0.10.in-addr.arpa"},
        {"26.0.0.103", "103.0.0.26.in-addr.arpa"},
        {"0.0.0.0", "0.0.0.0.in-addr.arpa"},
        {"255.255.255.255", "255.255.255.255.in-addr.arpa"},
        // RFC 3596, 2.5
        {"4321:0:1:2:3:4:567:89ab",
         "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4."
         "ip6.arpa"},
        {"::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"},
        // A mapped address is a client of IPv4: its name is there.
        {"::ffff:10.2.0.52", "52.0.2.10.in-addr.arpa"},
        {"::10.2.0.52", "4.3.0.0.2.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"},
    };
    for (const auto& row : table)
        BOOST_TEST(reverse_name(make_address(row.address)) == row.name);
    BOOST_TEST(reverse_name(address()) == ""); // none
}

BOOST_AUTO_TEST_CASE(zones)
{
    const struct {
        std::string_view prefix;
        std::string_view name; // empty: none
    } table[] = {
        {"0.0.0.0/0", "in-addr.arpa"},
        {"10.0.0.0/8", "10.in-addr.arpa"},
        {"172.16.0.0/16", "16.172.in-addr.arpa"},
        {"192.0.2.0/24", "2.0.192.in-addr.arpa"},
        {"192.0.2.1/32", "1.2.0.192.in-addr.arpa"},
        {"10.0.0.0/9", ""},
        {"10.0.0.0/15", ""},
        {"192.0.2.0/31", ""},
        {"::/0", "ip6.arpa"},
        {"2001:db8::/32", "8.b.d.0.1.0.0.2.ip6.arpa"},
        {"2000::/4", "2.ip6.arpa"},
        {"2001:db8::/36", "0.8.b.d.0.1.0.0.2.ip6.arpa"},
        {"2001:db8::/33", ""},
        {"::/1", ""},
        {"::/127", ""},
    };
    for (const auto& row : table) {
        const prefix p = make_prefix(row.prefix);
        BOOST_TEST(reverse_name(p).value_or("") == row.name, row.prefix);
        char text[cordon::ip::max_reverse_name_size];
        const auto result = reverse_name_to_chars(text, text + sizeof text, p);
        if (row.name.empty()) {
            BOOST_TEST((result.ec == std::errc::invalid_argument), row.prefix);
            BOOST_TEST((result.ptr == text + sizeof text));
        } else {
            BOOST_TEST((result.ec == std::errc{}), row.prefix);
            BOOST_TEST(std::string_view(text, std::size_t(result.ptr - text)) == row.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_length)
{
    for (int length = 0; length <= 32; ++length)
        BOOST_TEST(reverse_name(make_prefix("0.0.0.0/" + std::to_string(length))).has_value() ==
                   (length % 8 == 0));
    for (int length = 0; length <= 128; ++length)
        BOOST_TEST(reverse_name(make_prefix("::/" + std::to_string(length))).has_value() ==
                   (length % 4 == 0));
}

BOOST_AUTO_TEST_CASE(to_chars_needs_room)
{
    const prefix longest = make_prefix("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
    const std::string text = *reverse_name(longest);
    BOOST_TEST(text.size() == cordon::ip::max_reverse_name_size);
    for (std::size_t room = 0; room <= text.size(); ++room) {
        std::string buffer(text.size(), '#');
        const auto result = reverse_name_to_chars(buffer.data(), buffer.data() + room, longest);
        const bool fits = room == text.size();
        BOOST_TEST((result.ec == (fits ? std::errc{} : std::errc::value_too_large)));
        BOOST_TEST(result.ptr == buffer.data() + room);
        BOOST_TEST(buffer.find_first_not_of('#', room) == buffer.npos);
        BOOST_TEST((buffer == text) == fits);
    }
}

BOOST_AUTO_TEST_CASE(at_compile_time)
{
    static_assert([] {
        char text[cordon::ip::max_reverse_name_size]{};
        const auto result =
            reverse_name_to_chars(text, text + sizeof text, make_prefix("10.0.0.0/8"));
        return std::string_view(text, std::size_t(result.ptr - text)) == "10.in-addr.arpa";
    }());
}

BOOST_AUTO_TEST_SUITE_END()
