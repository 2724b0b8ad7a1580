// The tables of few flips, and the kernel that searches them, against counting.

#include <cordon/ip/detail/few_flips.hpp>

#include "reference/random.hpp"
#include "reference/tally.hpp"

#include <cordon/ip/address_v4.hpp>
#include <cordon/ip/detail/few_flips_avx2.hpp>
#include <cordon/ip/detail/few_flips_avx512.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(ip_detail_few_flips)

namespace {

using cordon::ip::address_v4;
using cordon::ip::detail::few_flips;
using cordon_test::random_source;
using cordon_test::tally;

// Step by step, as the tables are described.
bool search(const few_flips& few, std::uint32_t number)
{
    std::size_t outcomes = 0;
    bool is = false;
    for (unsigned step = 0; step < few.steps; ++step) {
        is = few.tables[few_flips::begin(step) + outcomes] < number;
        outcomes |= std::size_t(is) << step;
    }
    return is != few.starts_inside;
}

void check(const std::vector<std::uint32_t>& flips, bool inside, random_source& random)
{
    few_flips few;
    few.keep(flips, inside);
    BOOST_REQUIRE(few.steps >= few_flips::least_steps);
    std::vector<address_v4> addresses{address_v4(0), address_v4(1), address_v4(0xffffffffU)};
    for (const std::uint32_t flip : flips)
        for (const std::uint32_t number :
             {flip - 1, flip, flip + 1, static_cast<std::uint32_t>(random.bits())})
            addresses.emplace_back(number);
    while (addresses.size() % 32 != 0)
        addresses.emplace_back(static_cast<std::uint32_t>(random.bits()));
    std::vector<bool> wanted;
    tally checks;
    for (const address_v4 address : addresses) {
        const auto behind = std::upper_bound(flips.begin(), flips.end(), address.to_uint());
        wanted.push_back(((behind - flips.begin()) % 2 != 0) != inside);
        checks.expect(search(few, address.to_uint()) == wanted.back(), [&] {
            return std::to_string(flips.size()) + " flips, " + to_string(address);
        });
    }
#if defined(CORDON_IP_VECTORS_X86)
    using namespace cordon::ip::detail;
    // So many at a time.
    const auto by_processor = [&](const char* name, std::size_t size, auto contains) {
        std::array<bool, 2048> found{};
        BOOST_REQUIRE(addresses.size() <= found.size());
        for (std::size_t done = 0; done < addresses.size(); done += size)
            contains(few, addresses.data() + done, size, found.data() + done);
        for (std::size_t i = 0; i < addresses.size(); ++i)
            checks.expect(found[i] == wanted[i], [&] {
                return std::to_string(flips.size()) + " flips, " + name + ", " +
                       to_string(addresses[i]);
            });
    };
    if (uses_avx2() && few.steps <= few_flips_avx2::most_steps)
        for (const std::size_t size : {addresses.size(), few_flips_avx2::at_once})
            by_processor("AVX2", size, few_flips_avx2::contains<address_v4>);
    if (uses_avx512())
        for (const std::size_t size : {addresses.size(), std::size_t(16)})
            by_processor("AVX-512", size, few_flips_avx512::contains<address_v4>);
#endif
}

} // namespace

// Every number of flips, near each other and far, from 1 and up to the last address.
BOOST_AUTO_TEST_CASE(as_many_as_counting)
{
    random_source random(140);
    for (std::size_t size = 0; size < 256; ++size)
        for (const bool inside : {false, true}) {
            std::vector<std::uint32_t> flips;
            for (std::size_t i = 0; i < size; ++i)
                flips.push_back(static_cast<std::uint32_t>(i + 1));
            check(flips, inside, random);
            for (std::uint32_t& flip : flips)
                flip += 0xffffffffU - static_cast<std::uint32_t>(size);
            check(flips, inside, random);
            for (std::uint32_t& flip : flips)
                flip = static_cast<std::uint32_t>(random.bits()) | 1;
            std::sort(flips.begin(), flips.end());
            flips.erase(std::unique(flips.begin(), flips.end()), flips.end());
            check(flips, inside, random);
        }
}

BOOST_AUTO_TEST_CASE(too_many)
{
    few_flips few;
    std::vector<std::uint32_t> flips(256);
    for (std::uint32_t i = 0; i < 256; ++i)
        flips[i] = 16 * (i + 1);
    few.keep(flips, true);
    BOOST_TEST(few.steps == 0U);
    BOOST_TEST(few.memory() == 0U);
    BOOST_TEST((few == few_flips()));
}

BOOST_AUTO_TEST_SUITE_END()
