// Blocks of addresses of both families: who is asked what, and where the answers go.
#include <cordon/ip/detail/by_family.hpp>

#include "reference/random.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_by_family)

namespace ip = cordon::ip;
using cordon_test::random_source;
using ip::address;
using ip::address_v4;
using ip::address_v6;
using ip::uint128;

namespace {

// The answer for an address is its own text, and "none" for none.
std::vector<std::string> texts_of(const std::vector<address>& addresses)
{
    std::vector<std::string> out(addresses.size() + 1, "untouched");
    const auto answer = [](auto keys, auto answers) {
        BOOST_TEST_REQUIRE(keys.size() == answers.size());
        for (std::size_t i = 0; i < keys.size(); ++i)
            answers[i] = to_string(keys[i]);
    };
    ip::detail::ask_by_family(std::span<const address>(addresses), std::string("none"), answer,
                              answer, out.data());
    BOOST_TEST(out.back() == "untouched");
    out.pop_back();
    return out;
}

void check(const std::vector<address>& addresses)
{
    const std::vector<std::string> texts = texts_of(addresses);
    for (std::size_t i = 0; i < addresses.size(); ++i)
        BOOST_TEST(texts[i] == to_string(addresses[i].canonical()));
}

// Of each kind, and what differs from a mapped address by a bit.
const std::vector<std::vector<address>>& kinds()
{
    constexpr uint128 mapped(0, 0xffff'0a01'0203U);
    static const std::vector<std::vector<address>> all{
        {address()},
        {address_v4(0), address_v4(0xffff), address_v4(0x0a010203), address_v4(0xffffffff)},
        {address_v6(uint128(0x20010db800000000, 1)), address_v6(~uint128()), address_v6(uint128()),
         address_v6(uint128(0, 1)), address_v6(uint128(0, 0x0a010203)),
         address_v6(uint128(1, mapped.low)),
         address_v6(uint128(std::uint64_t(1) << 63, mapped.low)),
         address_v6(uint128(0, mapped.low ^ (std::uint64_t(1) << 32))),
         address_v6(uint128(0, mapped.low ^ (std::uint64_t(1) << 47))),
         address_v6(uint128(0, mapped.low ^ (std::uint64_t(1) << 48))),
         address_v6(uint128(0, mapped.low ^ (std::uint64_t(1) << 63)))},
        {address_v6(mapped), address_v6(uint128(0, 0xffff'0000'0000U)),
         address_v6(uint128(0, 0xffff'ffff'ffffU))},
    };
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(blocks_of_each_kind_and_of_all)
{
    random_source random(31);
    for (const std::size_t size : {0U, 1U, 2U, 255U, 256U, 257U, 511U, 512U, 700U})
        for (std::uint32_t which = 1; which < 16; ++which) { // a bit for each kind
            std::vector<address> addresses;
            while (addresses.size() < size) {
                const std::uint32_t kind = random.below(4);
                if ((which >> kind & 1) == 0)
                    continue;
                const auto& some = kinds()[kind];
                addresses.push_back(some[random.below(std::uint32_t(some.size()))]);
            }
            check(addresses);
        }
}

// A block of one family behind a mixed one, and the other way round.
BOOST_AUTO_TEST_CASE(blocks_that_differ)
{
    std::vector<address> addresses;
    for (std::uint32_t i = 0; i < 4 * 256; ++i) {
        const bool v4 = i / 256 % 2 == 0 || i % 3 == 0;
        addresses.push_back(v4 ? address(address_v4(i)) : address(address_v6(uint128(i, i))));
    }
    check(addresses);
    addresses.erase(addresses.begin(), addresses.begin() + 256);
    check(addresses);
}

BOOST_AUTO_TEST_SUITE_END()
