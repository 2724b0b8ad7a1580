// The queries: three streams of addresses, the same in every run, and what must be answered.
#pragma once

#include "tables.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace bench {

/// uniform (U): over the address space, IPv6 over 2000::/3; nearly all miss.
/// covered (C): a random address of a random range; all hit.
/// zipf (Z): 65,536 addresses, half of them hits, the k-th of them 1/k times as often as the first:
/// an access log.
/// edges (E): the ends of random ranges and what is next to them; to check with, not to be timed.
enum class stream_kind { uniform, covered, zipf, edges };
inline constexpr std::array timed_streams{stream_kind::uniform, stream_kind::covered,
                                          stream_kind::zipf};
inline char letter(stream_kind kind) { return "UCZE"[int(kind)]; }

/// The answer for each address by a binary search in the sorted pieces of the table: what every
/// engine is compared with before it is timed.
template <class A>
class reference {
public:
    explicit reference(const table<A>& source) : pieces_(source.pieces) {}

    std::uint32_t operator()(A address) const
    {
        auto it = std::upper_bound(pieces_.begin(), pieces_.end(), address,
                                   [](A a, const piece<A>& p) { return a < p.first; });
        return it != pieces_.begin() && address <= (--it)->last ? it->value : 0;
    }
    /// The same without any cleverness: the reference is compared with it first.
    std::uint32_t by_linear_scan(A address) const
    {
        for (const piece<A>& p : pieces_)
            if (p.first <= address && address <= p.last)
                return p.value;
        return 0;
    }
    const std::vector<piece<A>>& pieces() const { return pieces_; }

private:
    const std::vector<piece<A>>& pieces_;
};

/// The form in which DPDK takes addresses: IPv4 as numbers, IPv6 as bytes in network order.
template <class A>
using wire_key = std::conditional_t<A::width == 32, std::uint32_t, std::array<std::uint8_t, 16>>;

template <class A>
struct stream {
    /// The reference is itself checked by at most so many comparisons.
    stream(const reference<A>& reference, stream_kind kind, std::size_t size,
           std::size_t comparisons = 50'000'000);

    /// The queries in the form that an engine wants.
    template <class Key>
    std::span<const Key> as() const
    {
        if constexpr (std::is_same_v<Key, A>)
            return addresses;
        else
            return wire;
    }

    stream_kind kind;
    std::vector<A> addresses;
    std::vector<wire_key<A>> wire;
    std::vector<std::uint32_t> answers;
};

} // namespace bench
