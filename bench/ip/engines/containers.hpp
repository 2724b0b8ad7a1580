// The ordered containers of Boost and Abseil, each where it was found.
#pragma once

#include "engine.hpp"

#if defined(CORDON_BENCH_ICL)
#include <boost/icl/closed_interval.hpp>
#include <boost/icl/interval_map.hpp>
#include <boost/icl/interval_set.hpp>
#endif
#if defined(CORDON_BENCH_ABSL)
#include <absl/container/btree_map.h>
#endif

namespace bench {

#if defined(CORDON_BENCH_ICL)
/// ICL counts up and down in its domain: numbers for IPv4, and for IPv6 these.
struct icl_number {
    uint128 value;

    friend bool operator==(icl_number, icl_number) = default;
    friend bool operator<(icl_number a, icl_number b) { return a.value < b.value; }
    icl_number& operator++()
    {
        value = value + uint128(1U);
        return *this;
    }
    icl_number& operator--()
    {
        value = value - uint128(1U);
        return *this;
    }
};
inline std::uint32_t icl_key(address_v4 address) { return address.to_uint(); }
inline icl_number icl_key(address_v6 address) { return {address.to_uint()}; }

template <class A>
using icl_interval = boost::icl::closed_interval<decltype(icl_key(A()))>;

template <class A>
icl_interval<A> to_interval(const piece<A>& p)
{
    return icl_interval<A>(icl_key(p.first), icl_key(p.last));
}

template <class A>
class icl_set {
public:
    using key = A;
    using answer = bool;

    explicit icl_set(const std::vector<piece<A>>& pieces)
    {
        for (const piece<A>& p : pieces)
            set_.insert(set_.end(), to_interval(p));
    }
    static std::uint32_t number(bool inside) { return inside; }
    bool operator()(A address) const { return boost::icl::contains(set_, icl_key(address)); }

private:
    boost::icl::interval_set<decltype(icl_key(A())), std::less, icl_interval<A>> set_;
};

template <class A>
class icl_map {
public:
    using key = A;
    using answer = std::uint32_t;

    explicit icl_map(const std::vector<piece<A>>& pieces)
    {
        for (const piece<A>& p : pieces)
            map_.insert(map_.end(), {to_interval(p), p.value});
    }
    static std::uint32_t number(answer value) { return value; }
    answer operator()(A address) const
    {
        const auto it = map_.find(icl_key(address));
        return it == map_.end() ? 0 : it->second;
    }

private:
    boost::icl::interval_map<decltype(icl_key(A())), std::uint32_t, boost::icl::partial_absorber,
                             std::less, boost::icl::inplace_plus, boost::icl::inter_section,
                             icl_interval<A>>
        map_;
};
#endif

#if defined(CORDON_BENCH_ABSL)
template <class A>
class absl_btree {
public:
    using key = A;
    using answer = std::uint32_t;

    explicit absl_btree(const std::vector<piece<A>>& pieces)
    {
        for (const piece<A>& p : pieces)
            map_.emplace_hint(map_.end(), p.first, rest{p.last, p.value});
    }
    static std::uint32_t number(answer value) { return value; }
    answer operator()(A address) const
    {
        auto it = map_.upper_bound(address);
        if (it == map_.begin())
            return 0;
        --it;
        return address <= it->second.last ? it->second.value : 0;
    }

private:
    struct rest {
        A last;
        std::uint32_t value;
    };
    absl::btree_map<A, rest> map_;
};
#endif

} // namespace bench
