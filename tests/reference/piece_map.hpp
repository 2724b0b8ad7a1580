// Maps over IPv4 as sorted pieces, and tries of them compared with a search in these.
#pragma once

#include "reference/tally.hpp"

#include <cordon/ip/address_v4.hpp>
#include <cordon/ip/detail/batch.hpp>
#include <cordon/ip/range.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

namespace cordon_test {

struct piece {
    cordon::ip::range_v4 range;
    std::uint32_t value;
    std::uint32_t entry;
};
using pieces = std::vector<piece>;

inline void add(pieces& to, std::uint32_t first, std::uint32_t last, std::uint32_t value)
{
    to.push_back({{cordon::ip::address_v4(first), cordon::ip::address_v4(last)},
                  value,
                  std::uint32_t(to.size())});
}

// One piece of all addresses, and four of which two are single addresses at the ends, the last one
// with a value of its own.
inline std::vector<pieces> whole_spaces(std::uint32_t last_value)
{
    std::vector<pieces> out(2);
    add(out[0], 0, 0xffffffffU, 5);
    add(out[1], 0, 0, 1);
    add(out[1], 1, 0x7fffffffU, 2);
    add(out[1], 0x80000000U, 0xfffffffeU, 1);
    add(out[1], 0xffffffffU, 0xffffffffU, last_value);
    return out;
}

inline std::vector<cordon::ip::detail::stretch<cordon::ip::address_v4>>
stretches_of(const pieces& source)
{
    return cordon::ip::detail::join<cordon::ip::address_v4>(std::span<const piece>(source), {});
}

// The piece that holds the number, or the end.
inline pieces::const_iterator find(const pieces& source, std::uint32_t number)
{
    // The last one that begins at or before it.
    const auto behind =
        std::upper_bound(source.begin(), source.end(), number, [](std::uint32_t n, const piece& p) {
            return n < p.range.first().to_uint();
        });
    if (behind == source.begin() || std::prev(behind)->range.last().to_uint() < number)
        return source.end();
    return std::prev(behind);
}

// A trie's find(address_v4 or number), one by one and by the batches of the processor, those
// without AVX-512 and the portable ones: both ends of each piece, what is next to them, and the
// ends of their /24.
template <class Trie>
void check(const Trie& trie, const pieces& source)
{
    using namespace cordon::ip;
    using detail::vectors;
    const auto find_one = [&](address_v4 address) {
        if constexpr (requires { trie.find(address); })
            return trie.find(address);
        else
            return trie.find(address.to_uint());
    };
    tally checks;
    std::array<address_v4, 256> addresses;
    std::size_t count = 0;
    const auto ask = [&] {
        for (const vectors most : {vectors::avx512, vectors::avx2, vectors::baseline}) {
            detail::use_vectors(most);
            std::array<std::uint32_t, 256> found;
            detail::find_block(trie, addresses.data(), count, found.data());
            for (std::size_t i = 0; i < count; ++i) {
                const auto at = find(source, addresses[i].to_uint());
                const std::uint32_t number = at == source.end() ? 0 : at->value + 1;
                checks.expect(found[i] == number && find_one(addresses[i]) == number,
                              [&] { return to_string(addresses[i]); });
            }
        }
        detail::use_vectors(vectors::avx512);
        count = 0;
    };
    for (const piece& p : source) {
        const std::uint32_t first = p.range.first().to_uint();
        const std::uint32_t last = p.range.last().to_uint();
        for (const std::uint32_t number : {first - 1, first, first + 1, first & ~0xffU, last - 1,
                                           last, last + 1, last | 0xffU}) {
            addresses[count] = address_v4(number);
            if (++count == addresses.size())
                ask();
        }
    }
    ask();
}

} // namespace cordon_test
