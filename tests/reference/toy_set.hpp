// Sets over toy address spaces as bits: one for each address there is.
#pragma once

#include "random.hpp"
#include "toy_address.hpp"

#include <cordon/ip/basic_range_set.hpp>

#include <bitset>
#include <cstddef>
#include <string>
#include <vector>

namespace cordon_test {

// What there is of a space of up to 8 bits.
template <class A>
struct toy_universe {
    static constexpr std::size_t size = std::size_t(1) << A::width;
    using bits = std::bitset<size>;
    using range = cordon::ip::basic_range<A>;
    using set = cordon::ip::basic_range_set<A>;

    static A address(std::size_t i) { return A(static_cast<typename A::uint_type>(i)); }
    static range between(std::size_t first, std::size_t last)
    {
        return *range::make(address(first), address(last));
    }
    static std::vector<range> every_range()
    {
        std::vector<range> out;
        for (std::size_t first = 0; first < size; ++first)
            for (std::size_t last = first; last < size; ++last)
                out.push_back(between(first, last));
        return out;
    }

    static bits bits_of(const range& range)
    {
        bits out;
        for (std::size_t i = range.first().to_uint(); i <= range.last().to_uint(); ++i)
            out.set(i);
        return out;
    }
    static bits bits_of(const std::vector<range>& ranges)
    {
        bits out;
        for (const range& range : ranges)
            out |= bits_of(range);
        return out;
    }
    static bits bits_of(const set& set) { return bits_of(std::vector(set.begin(), set.end())); }
    // The longest runs of ones: the only normal form there is.
    static std::vector<range> runs(const bits& bits)
    {
        std::vector<range> out;
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t first = i;
            while (i < size && bits[i])
                ++i;
            if (i != first)
                out.push_back(between(first, i - 1));
        }
        return out;
    }
    static std::string text(const bits& bits)
    {
        std::string out;
        for (const range& run : runs(bits))
            out += (out.empty() ? "" : ", ") + std::to_string(run.first().to_uint()) + "-" +
                   std::to_string(run.last().to_uint());
        return "{" + out + "}";
    }

    // From hardly any address to nearly all of them, in short runs or long ones.
    static bits random_bits(random_source& random)
    {
        bits out;
        const std::uint32_t density = random.below(101);
        const std::uint32_t run = 1 + random.below(std::uint32_t(size) / 4);
        bool one = false;
        for (std::size_t i = 0; i < size; ++i) {
            if (i == 0 || random.one_in(run))
                one = random.below(100) < density;
            out[i] = one;
        }
        return out;
    }
};

} // namespace cordon_test
