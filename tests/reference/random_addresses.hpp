// Random addresses and ranges that lie where mistakes show: at the ends of the space, around powers
// of two and the block of mapped addresses, and close enough together to overlap and to touch.
#pragma once

#include "reference/random.hpp"

#include <cordon/ip/basic_range.hpp>
#include <cordon/ip/range.hpp>

#include <algorithm>
#include <vector>

namespace cordon_test {

using cordon::ip::uint128;

// The number as an address; bits above the width are dropped.
template <class A>
A address_of(uint128 number)
{
    using U = typename A::uint_type;
    if constexpr (A::width == 128)
        return A::from_uint(number);
    else
        return A::from_uint(static_cast<U>(number.low & (~std::uint64_t(0) >> (64 - A::width))));
}

template <class A>
uint128 number_of(A address)
{
    return uint128(address.to_uint());
}

template <class A>
A random_address(random_source& random)
{
    constexpr std::uint64_t mapped = 0xffff00000000U; // ::ffff:0:0
    const uint128 step(random.below(20));
    const bool up = random.one_in(2);
    const auto near = [&](uint128 number) {
        return address_of<A>(up ? number + step : number - step);
    };
    switch (random.below(8)) {
    case 0: return address_of<A>(step);
    case 1: return address_of<A>(~uint128() - step);
    case 2: return near(uint128(1) << int(random.below(A::width)));
    case 3: return near(uint128(mapped));
    case 4: return near(uint128(mapped | 0xffffffffU));
    case 5: return near(uint128(0x20010db800000000U, 0x0a000000U)); // busy: most meet here
    case 6: return near(uint128(0x20010db800000000U, 0x0a000000U));
    default: return address_of<A>(uint128(random.bits(), random.bits()));
    }
}

// A single address, a prefix, or a range from one random address to another.
template <class A>
cordon::ip::basic_range<A> random_range(random_source& random)
{
    using range = cordon::ip::basic_range<A>;
    A first = random_address<A>(random);
    if (random.one_in(4))
        return first;
    if (random.one_in(3)) {
        const int length = int(random.below(A::width + 1));
        return cordon::ip::basic_prefix<A>::containing(first, length);
    }
    A last = random_address<A>(random);
    if (random.one_in(2)) // a short one
        last = address_of<A>(number_of(first) + uint128(random.below(12)));
    if (last < first)
        std::swap(first, last);
    return *range::make(first, last);
}

template <class A>
std::vector<cordon::ip::basic_range<A>> random_ranges(random_source& random, std::uint32_t most)
{
    std::vector<cordon::ip::basic_range<A>> out;
    for (std::uint32_t n = random.below(most + 1); n > 0; --n)
        out.push_back(random_range<A>(random));
    return out;
}

// Where the answer may change: the ends of the ranges and what is next to them, the ends of the
// space and of the mapped block, and a few addresses besides.
template <class A>
std::vector<A> probes(const std::vector<cordon::ip::basic_range<A>>& ranges, random_source& random)
{
    const uint128 one(1);
    std::vector<A> out{address_of<A>(uint128()), address_of<A>(~uint128())};
    for (const std::uint64_t mapped : {0xffff00000000U, 0xffffffffffffU})
        for (const uint128 number : {uint128(mapped) - one, uint128(mapped), uint128(mapped) + one})
            out.push_back(address_of<A>(number));
    for (const auto& range : ranges) {
        const uint128 first = number_of(range.first());
        const uint128 last = number_of(range.last());
        for (const uint128 number : {first - one, first, first + one, last - one, last, last + one})
            out.push_back(address_of<A>(number));
    }
    for (int i = 0; i < 8; ++i)
        out.push_back(random_address<A>(random));
    return out;
}

// Of either family. Sets refuse ranges inside the mapped block; these are left as they are.
inline cordon::ip::address random_any_address(random_source& random)
{
    if (random.one_in(16))
        return {};
    if (random.one_in(2))
        return random_address<cordon::ip::address_v4>(random);
    const auto v4 = random_address<cordon::ip::address_v4>(random);
    if (random.one_in(4))
        return cordon::ip::address_v6::mapped(v4);
    return random_address<cordon::ip::address_v6>(random);
}

inline cordon::ip::range random_any_range(random_source& random)
{
    if (random.one_in(2))
        return random_range<cordon::ip::address_v4>(random);
    return random_range<cordon::ip::address_v6>(random);
}

// Up to `count` different IPv4 addresses in order, most of them multiples of some power of two up
// to 2^19.
inline std::vector<std::uint32_t> random_boundaries(random_source& random, std::size_t count)
{
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(static_cast<std::uint32_t>(random.bits()) &
                      (random.one_in(8) ? ~0U : ~0U << random.below(20)));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace cordon_test
