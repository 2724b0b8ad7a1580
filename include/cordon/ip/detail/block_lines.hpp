// Where the blocks of a 32-bit address space have a code for each /24.
#ifndef CORDON_IP_DETAIL_BLOCK_LINES_HPP
#define CORDON_IP_DETAIL_BLOCK_LINES_HPP

#include <cordon/version.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace cordon::inline v0::ip::detail {

// Blocks of 2^shift addresses; each has a line of codes, one for each /24, and all lines are one
// behind the other.
class block_lines {
public:
    static constexpr std::size_t most_lines = 65'536; // as 16 bits can number

    block_lines() noexcept = default; // of no blocks: a shift of 0
    explicit block_lines(unsigned shift) noexcept
        : shift_(shift), slot_mask_((std::size_t(1) << (shift - 8)) - 1)
    {
    }

    // Those that take the least memory, and no more than `most` bytes: size_of(shift) says what
    // root and lines would take, too_large where they are not possible. Of no blocks if none are.
    static constexpr std::size_t too_large = ~std::size_t(0);
    template <class SizeOf>
    static block_lines smallest(SizeOf size_of, std::size_t most = too_large - 1)
    {
        block_lines best;
        for (unsigned shift = least_shift; shift <= most_shift; ++shift)
            if (const std::size_t size = size_of(shift); size <= most) {
                most = size - 1;
                best = block_lines(shift);
            }
        return best;
    }

    unsigned shift() const noexcept { return shift_; }
    std::size_t slot_mask() const noexcept { return slot_mask_; }
    // The slots of a line.
    std::size_t size() const noexcept { return slot_mask_ + 1; }

    std::size_t block_of(std::uint32_t address) const noexcept { return address >> shift_; }
    std::size_t slot_of(std::uint32_t address) const noexcept
    {
        // A rotation is one instruction with BMI2; the mask takes off the same bits.
        return std::rotr(address, 8) & slot_mask_;
    }
    std::size_t place_of(std::size_t line, std::uint32_t address) const noexcept
    {
        return (line << (shift_ - 8)) + slot_of(address);
    }
    // The code of an address in a single look-up: the slot first, which is there before the line.
    template <class Code>
    Code code_of(const Code* codes, std::size_t line, std::uint32_t address) const noexcept
    {
        const Code* at = codes + slot_of(address);
#if defined(__GNUC__)
        __asm__("" : "+r"(at)); // keeps the compiler from adding up in another order
#endif
#if defined(__BMI2__)
        return at[line << (shift_ - 8)];
#else
        // Two shifts by numbers in one look-up took one and a half times as long.
        return at[line * size()];
#endif
    }

    friend bool operator==(const block_lines&, const block_lines&) noexcept = default;

private:
    static constexpr unsigned least_shift = 14;
    static constexpr unsigned most_shift = 19;

    unsigned shift_ = 0;
    std::size_t slot_mask_ = 0;
};

} // namespace cordon::inline v0::ip::detail

#endif
