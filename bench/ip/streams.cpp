#include "streams.hpp"

#include "reference/random.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace bench {
namespace {

using cordon_test::random_source;

template <class Number>
Number narrow(uint128 number)
{
    if constexpr (std::is_same_v<Number, uint128>)
        return number;
    else
        return static_cast<Number>(number.low);
}

address_v4 uniform(random_source& random, address_v4)
{
    return address_v4(std::uint32_t(random.bits() >> 32));
}
address_v6 uniform(random_source& random, address_v6)
{
    const std::uint64_t high = random.bits();
    return address_v6(uint128(std::uint64_t(1) << 61 | high >> 3, random.bits()));
}

// All addresses of the piece are as likely: numbers of as many bits as its size has, until one
// fits.
template <class A>
A inside(random_source& random, const piece<A>& p)
{
    using number = typename A::uint_type;
    const uint128 span(static_cast<number>(p.last.to_uint() - p.first.to_uint()));
    uint128 offset;
    do
        offset = uint128(random.bits(), random.bits()) >> countl_zero(span);
    while (offset > span);
    return A::from_uint(static_cast<number>(p.first.to_uint() + narrow<number>(offset)));
}

template <class A>
A covered(random_source& random, const std::vector<piece<A>>& pieces)
{
    return inside(random, pieces[random.below(pieces.size())]);
}

// A uniform address that is in no piece; of a table that leaves next to none out, any address.
template <class A>
A missed(random_source& random, const reference<A>& answer)
{
    A address = uniform(random, A());
    for (int i = 0; i < 1000 && answer(address) != 0; ++i)
        address = uniform(random, A());
    return address;
}

template <class A>
std::vector<A> zipf(random_source& random, const reference<A>& answer, std::size_t size)
{
    constexpr std::size_t distinct = 65536;
    std::vector<A> addresses;
    for (std::size_t i = 0; i < distinct; ++i)
        addresses.push_back(i % 2 == 0 ? covered(random, answer.pieces()) : missed(random, answer));
    // The ranks are at random, so that hits and misses are frequent alike.
    for (std::size_t i = distinct; i > 1; --i)
        std::swap(addresses[i - 1], addresses[random.below(i)]);

    std::vector<double> below; // below[k]: the weights of ranks 0 to k together
    double sum = 0;
    for (std::size_t k = 0; k < distinct; ++k)
        below.push_back(sum += 1.0 / double(k + 1));
    std::vector<A> out;
    out.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
        const double x = sum * (double(random.bits() >> 11) * 0x1p-53);
        const auto rank = std::upper_bound(below.begin(), below.end() - 1, x) - below.begin();
        out.push_back(addresses[std::size_t(rank)]);
    }
    return out;
}

template <class A>
A edge(random_source& random, const std::vector<piece<A>>& pieces)
{
    const piece<A>& p = pieces[random.below(pieces.size())];
    switch (random.below(4)) {
    case 0: return p.first.previous().value_or(p.first);
    case 1: return p.first;
    case 2: return p.last;
    default: return p.last.next().value_or(p.last);
    }
}

std::uint32_t to_wire(address_v4 address) { return address.to_uint(); }
std::array<std::uint8_t, 16> to_wire(address_v6 address) { return address.to_bytes(); }

} // namespace

template <class A>
stream<A>::stream(const reference<A>& answer, stream_kind which, std::size_t size,
                  std::size_t comparisons)
    : kind(which)
{
    random_source random(0x5eed0 + std::uint64_t(which));
    if (kind == stream_kind::zipf)
        addresses = zipf(random, answer, size);
    addresses.reserve(size);
    while (addresses.size() < size)
        addresses.push_back(kind == stream_kind::uniform   ? uniform(random, A())
                            : kind == stream_kind::covered ? covered(random, answer.pieces())
                                                           : edge(random, answer.pieces()));
    wire.reserve(size);
    answers.reserve(size);
    for (const A address : addresses) {
        wire.push_back(to_wire(address));
        answers.push_back(answer(address));
    }
    // Enough comparisons to believe the binary search, few enough for half a million pieces.
    const std::size_t checked = std::min(size, comparisons / answer.pieces().size());
    for (std::size_t i = 0; i < checked; ++i)
        if (answers[i] != answer.by_linear_scan(addresses[i]))
            throw std::runtime_error("the reference is wrong");
}

template struct stream<address_v4>;
template struct stream<address_v6>;

} // namespace bench
