// The places where membership in a set of few ranges flips, for the kernels that hold them in
// vector registers.
#ifndef CORDON_IP_DETAIL_FEW_FLIPS_HPP
#define CORDON_IP_DETAIL_FEW_FLIPS_HPP

#include <cordon/version.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A binary search among fewer than 2^steps flips as a table for each of its steps: what an address
// is compared with, by the outcomes of the steps before, the first one in the lowest bit. An
// outcome is 1 where the address is at or behind the flip. They are the bits of how many flips that
// is so of, so the last one says whether the address is where it would be without any.
struct few_flips {
    static constexpr unsigned least_steps = 4;
    static constexpr unsigned most_steps = 8;

    std::vector<std::uint32_t> tables; // one less than each flip; none is behind what is not used
    unsigned steps = 0;                // 0 where there are too many
    bool starts_inside = false;        // what an address in front of all is

    // Where the table of a step begins: those of the first five have 16 numbers, over and over.
    static constexpr std::size_t begin(unsigned step) noexcept
    {
        return step <= 4 ? std::size_t(16) * step : 48 + (std::size_t(1) << step);
    }

    // Of sorted flips, none at 0.
    void keep(const std::vector<std::uint32_t>& flips, bool inside)
    {
        if (flips.size() >= std::size_t(1) << most_steps)
            return;
        starts_inside = inside;
        steps = std::max(least_steps, unsigned(std::bit_width(flips.size())));
        tables.resize(begin(steps));
        for (unsigned step = 0; step < steps; ++step)
            for (std::size_t i = begin(step); i < begin(step + 1); ++i) {
                const std::size_t outcomes = i - begin(step);
                std::size_t number = std::size_t(1) << (steps - 1 - step); // of the flip, from 1
                for (unsigned k = 0; k < step; ++k)
                    number |= (outcomes >> k & 1) << (steps - 1 - k);
                tables[i] = number <= flips.size() ? flips[number - 1] - 1 : 0xffffffffU;
            }
    }

    std::size_t memory() const noexcept { return tables.capacity() * sizeof tables[0]; }
    friend bool operator==(const few_flips&, const few_flips&) noexcept = default;
};

} // namespace cordon::inline v0::ip::detail

#endif
