#include <cordon/ip/lenient.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <bit>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(ip_lenient)

using namespace std::string_view_literals;
using cordon_test::outcome;
namespace lenient = cordon::ip::lenient;

BOOST_AUTO_TEST_CASE(prefixes)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        // What the strict parser takes.
        {"10.0.0.0/8", "10.0.0.0/8"},
        {"2001:db8::/32", "2001:db8::/32"},

        // Host bits.
        {"10.1.2.3/8", "10.0.0.0/8"},
        {"10.1.2.3/0", "0.0.0.0/0"},
        {"10.1.2.3/31", "10.1.2.2/31"},
        {"2001:db8::1/32", "2001:db8::/32"},
        {"::1/0", "::/0"},

        // Netmasks, wildcard masks, with host bits or without.
        {"10.0.0.0/255.0.0.0", "10.0.0.0/8"},
        {"10.1.2.3/255.0.0.0", "10.0.0.0/8"},
        {"10.1.2.3/255.255.255.252", "10.1.2.0/30"},
        {"10.0.0.0/0.255.255.255", "10.0.0.0/8"},
        {"10.1.2.3/0.0.0.3", "10.1.2.0/30"},
        {"10.1.2.3/0.0.0.1", "10.1.2.2/31"},
        {"10.1.2.3/128.0.0.0", "0.0.0.0/1"},
        {"10.1.2.3/127.255.255.255", "0.0.0.0/1"},
        {"10.1.2.3/255.255.255.255", "10.1.2.3/32"}, // not 0.0.0.0/0: the narrower of the two
        {"10.1.2.3/0.0.0.0", "ambiguous_mask at 9"}, // here the wider one would be the usual one

        {"10.0.0.0/255.0.255.0", "noncontiguous_mask at 9"},
        {"10.0.0.0/0.255.0.255", "noncontiguous_mask at 9"},
        {"10.0.0.0/1.0.0.0", "noncontiguous_mask at 9"},
        {"10.0.0.0/254.255.255.255", "noncontiguous_mask at 9"},
        {"10.0.0.0/0.0.0.2", "noncontiguous_mask at 9"},

        // A mask is as strict as an address.
        {"10.0.0.0/255.0.0", "too_few_parts at 16"},
        {"10.0.0.0/255.0.0.0.0", "too_many_parts at 18"},
        {"10.0.0.0/255.0.0.00", "leading_zero at 17"},
        {"10.0.0.0/256.0.0.0", "octet_range at 9"},
        {"10.0.0.0/255.0.0.x", "bad_char at 17"},
        {"10.0.0.0/255.0.0.0 ", "trailing_junk at 18"},
        {"10.0.0.0/255.0.0.0/8", "trailing_junk at 18"},
        {"10.0.0.0/8.0", "too_few_parts at 12"},
        {"10.0.0.0/ffffff00", "length_syntax at 9"},
        {"10.0.0.0/0xff000000", "length_syntax at 9"},
        {"2001:db8::/255.0.0.0", "length_syntax at 11"}, // IPv6 has no such masks
        {"2001:db8::/ffff:ffff::", "length_syntax at 11"},

        // Attacks stay attacks.
        {"10.1/16", "too_few_parts at 4"},
        {"010.0.0.0/8", "leading_zero at 0"},
        {"0x0a.0.0.0/8", "bad_char at 1"},
        {"10.0.0.0/08", "length_leading_zero at 9"},
        {"10.0.0.0/33", "length_range at 9"},
        {"10.0.0.1/33", "length_range at 9"},
        {"10.0.0.0/8/8", "multiple_slash at 10"},
        {"10.0.0.0", "missing_length at 8"},
        {"10.0.0.0/", "missing_length at 9"},
        {"", "empty at 0"},
        {"10.0.0.0/255.0.0.0\0"sv, "nul at 18"},
        {"::ffff:10.0.0.0/104", "mapped_prefix at 0"},
        {"::ffff:10.0.0.1/104", "mapped_prefix at 0"},
        // Masked it would be ::/8, which is not what its author had in mind, whatever that was.
        {"::ffff:10.0.0.0/8", "host_bits_set at 2"},
        {"::ffff:0:0/95", "host_bits_set at 2"},
    };
    for (const auto& row : table)
        BOOST_TEST(outcome(lenient::parse_prefix(row.input)) == row.outcome, row.input);
    BOOST_TEST(outcome(lenient::parse_prefix(std::string(65, '1'))) == "too_long at 64");
    static_assert(lenient::parse_prefix("10.1.2.3/255.0.0.0")->length() == 8);
}

BOOST_AUTO_TEST_CASE(every_mask)
{
    for (int length = 1; length <= 32; ++length) {
        const auto mask = cordon::ip::prefix_v4::containing({}, length).netmask();
        const auto wildcard = cordon::ip::prefix_v4::containing({}, length).hostmask();
        const std::string expected = "0.0.0.0/" + std::to_string(length);
        BOOST_TEST(outcome(lenient::parse_prefix("0.0.0.0/" + to_string(mask))) == expected);
        if (length < 32)
            BOOST_TEST(outcome(lenient::parse_prefix("0.0.0.0/" + to_string(wildcard))) ==
                       expected);
    }
    // All masks of two bits and of their complements: contiguous or not.
    for (int i = 0; i < 32; ++i)
        for (int j = 0; j < i; ++j)
            for (const std::uint32_t flip : {0U, ~0U}) {
                const std::uint32_t mask = ((1U << i) | (1U << j)) ^ flip;
                // Ones in one piece that touches an end.
                const bool contiguous = (i == 31 && j == 30) || (i == 1 && j == 0);
                const auto result =
                    lenient::parse_prefix("0.0.0.0/" + to_string(cordon::ip::address_v4(mask)));
                BOOST_TEST(result.has_value() == contiguous, mask);
            }
}

BOOST_AUTO_TEST_CASE(entries)
{
    const struct {
        std::string_view input;
        std::string_view outcome;
    } table[] = {
        // What the strict parser takes, and what lenient::parse_prefix does.
        {"10.0.0.1", "10.0.0.1-10.0.0.1"},
        {"10.0.0.0/31", "10.0.0.0-10.0.0.1"},
        {"10.0.0.1-10.0.0.5", "10.0.0.1-10.0.0.5"},
        {"::1-::5", "::1-::5"},
        {"::ffff:10.0.0.1", "10.0.0.1-10.0.0.1"},
        {"10.0.0.1/30", "10.0.0.0-10.0.0.3"},
        {"10.0.0.1/255.255.255.252", "10.0.0.0-10.0.0.3"},
        {"10.0.0.1/0.0.0.3", "10.0.0.0-10.0.0.3"},
        {"10.0.0.0/255.0.255.0", "noncontiguous_mask at 9"},

        // The end's last octet alone.
        {"10.0.0.1-20", "10.0.0.1-10.0.0.20"},
        {"10.0.0.1 - 20", "10.0.0.1-10.0.0.20"},
        {"10.0.0.1-1", "10.0.0.1-10.0.0.1"},
        {"10.0.0.0-255", "10.0.0.0-10.0.0.255"},
        {"10.0.0.0-0", "10.0.0.0-10.0.0.0"},
        {"10.0.0.1-256", "octet_range at 9"},
        {"10.0.0.1-999", "octet_range at 9"},
        {"10.0.0.1-020", "leading_zero at 9"},
        {"10.0.0.1-00", "leading_zero at 9"},
        {"10.0.0.20-1", "reversed at 10"},
        {"10.0.0.20 - 1", "reversed at 12"},
        {"10.0.0.1-1000", "too_few_parts at 13"},
        {"10.0.0.1-0.20", "too_few_parts at 13"}, // no more than one octet
        {"10.0.0.1-2x", "bad_char at 10"},
        {"10.0.0.1--2", "bad_char at 9"},
        {"10.0.0.1-", "missing_end at 9"},
        {"10.0.0.1-20-30", "bad_char at 11"},
        {"::1-5", "too_few_parts at 5"}, // IPv4 alone
        {"10.0.0-20", "too_few_parts at 6"},
        {"010.0.0.1-20", "leading_zero at 0"},

        // Stars for the last octets.
        {"192.168.1.*", "192.168.1.0-192.168.1.255"},
        {"192.168.*.*", "192.168.0.0-192.168.255.255"},
        {"192.*.*.*", "192.0.0.0-192.255.255.255"},
        {"*.*.*.*", "0.0.0.0-255.255.255.255"},
        {"*", "too_few_parts at 1"}, // not the whole internet by one keystroke
        {"192.*", "too_few_parts at 5"},
        {"192.168.*", "too_few_parts at 9"},
        {"192.*.1.*", "bad_char at 6"},
        {"*.168.1.1", "bad_char at 2"},
        {"192.168.1.2*", "bad_char at 11"},
        {"192.168.1.*2", "bad_char at 10"},
        {"192.168.1.**", "bad_char at 10"},
        {"192.168.*.*.*", "too_many_parts at 11"},
        {"192.0168.*.*", "leading_zero at 4"},
        {"192.256.*.*", "octet_range at 4"},
        {"192.168.1.*-192.168.2.*", "bad_char at 10"},
        {"192.168.1.*/24", "bad_char at 10"},
        {"2001:db8::*", "bad_char at 10"},
        {"192.168.1.* ", "bad_char at 10"},

        // Attacks stay attacks.
        {"10.1", "too_few_parts at 4"},
        {"0x0a.0.0.1", "bad_char at 1"},
        {"localhost", "bad_char at 0"},
        {"", "empty at 0"},
    };
    for (const auto& row : table)
        BOOST_TEST(outcome(lenient::parse_entry(row.input)) == row.outcome, row.input);
    static_assert(lenient::parse_entry("10.0.0.1-20")->count() ==
                  cordon::ip::uint129(std::uint64_t(20)));
}

BOOST_AUTO_TEST_CASE(the_size_is_looked_at_first)
{
    BOOST_TEST(outcome(lenient::parse_entry(std::string(132, '-'))) == "too_long at 131");
    BOOST_TEST(outcome(lenient::parse_entry(std::string(65, '*'))) == "too_long at 64");
    BOOST_TEST(outcome(lenient::parse_entry(std::string(65, '/'))) == "too_long at 64");
}

BOOST_AUTO_TEST_SUITE_END()
