// Overlapping ranges made disjoint by a rule.
#ifndef CORDON_IP_DETAIL_RESOLVE_HPP
#define CORDON_IP_DETAIL_RESOLVE_HPP

#include <cordon/ip/basic_range.hpp>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <queue>
#include <span>
#include <utility>
#include <vector>

namespace cordon::inline v0::ip::detail {

template <address_space A>
struct piece {
    basic_range<A> range;
    std::uint32_t entry;
};

// Gives each address to the covering entry that `better` puts first; `better(i, j)` is a strict
// total order of the indices. At most 2n - 1 pieces, in order; neighbours of one entry are one
// piece. A sweep with a heap of the entries that cover the current address: O(n log n).
template <address_space A, class Better>
std::vector<piece<A>> resolve(std::span<const basic_range<A>> ranges, Better better)
{
    using U = typename A::uint_type;
    std::vector<std::uint32_t> order(ranges.size());
    std::iota(order.begin(), order.end(), 0U);
    std::vector<std::uint32_t> by_first = order;
    std::sort(order.begin(), order.end(), better);
    std::vector<std::uint32_t> rank(ranges.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        rank[order[i]] = i;
    std::sort(by_first.begin(), by_first.end(), [&](std::uint32_t i, std::uint32_t j) {
        return ranges[i].first() < ranges[j].first();
    });

    std::vector<piece<A>> out;
    out.reserve(ranges.size());
    const auto give = [&](U first, U last, std::uint32_t entry) {
        const auto made = *basic_range<A>::make(A::from_uint(first), A::from_uint(last));
        if (!out.empty() && out.back().entry == entry &&
            plus_one(out.back().range.last().to_uint()) == first)
            out.back().range = *basic_range<A>::make(out.back().range.first(), made.last());
        else
            out.push_back({made, entry});
    };

    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>>
        covering; // ranks
    auto next = by_first.begin();
    U at{};
    while (true) {
        while (!covering.empty() && ranges[order[covering.top()]].last().to_uint() < at)
            covering.pop();
        if (covering.empty()) {
            if (next == by_first.end())
                break;
            at = ranges[*next].first().to_uint();
        }
        for (; next != by_first.end() && ranges[*next].first().to_uint() == at; ++next)
            covering.push(rank[*next]);
        const std::uint32_t best = order[covering.top()];
        U last = ranges[best].last().to_uint();
        if (next != by_first.end() && ranges[*next].first().to_uint() <= last)
            last = minus_one(ranges[*next].first().to_uint()); // the next one may be better
        give(at, last, best);
        if (last == max_uint<A>)
            break;
        at = plus_one(last);
    }
    return out;
}

} // namespace cordon::inline v0::ip::detail

#endif
