// Numbers in as few bytes each as the largest of them needs.
#ifndef CORDON_IP_DETAIL_NARROW_ARRAY_HPP
#define CORDON_IP_DETAIL_NARROW_ARRAY_HPP

#include <cordon/version.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cordon::inline v0::ip::detail {

// One, two or four bytes each. Read without a branch on which: always four, and a mask.
class narrow_array {
public:
    narrow_array() noexcept = default;
    // For `count` numbers up to `largest`.
    narrow_array(std::size_t count, std::uint32_t largest)
        : shift_(largest <= 0xff     ? 0
                 : largest <= 0xffff ? 1
                                     : 2),
          mask_(0xffffffffU >> (32 - 8 * width())), bytes_(count * width() + 3)
    {
    }

    std::uint32_t operator[](std::size_t i) const noexcept
    {
        // Least significant byte first everywhere; a compiler makes one load of it where it can.
        const unsigned char* at = bytes_.data() + (i << shift_);
        return (std::uint32_t(at[0]) | std::uint32_t(at[1]) << 8 | std::uint32_t(at[2]) << 16 |
                std::uint32_t(at[3]) << 24) &
               mask_;
    }
    void set(std::size_t i, std::uint32_t number) noexcept
    {
        for (std::size_t k = 0; k < width(); ++k)
            bytes_[i * width() + k] = static_cast<unsigned char>(number >> 8 * k);
    }

    std::size_t width() const noexcept { return std::size_t(1) << shift_; }
    // The logarithm of the width to the base 2.
    unsigned shift() const noexcept { return shift_; }
    // The largest number of the width.
    std::uint32_t mask() const noexcept { return mask_; }
    const unsigned char* data() const noexcept { return bytes_.data(); }
    std::size_t memory() const noexcept { return bytes_.capacity(); }
    friend bool operator==(const narrow_array&, const narrow_array&) noexcept = default;

private:
    unsigned shift_ = 0; // of two to the width
    std::uint32_t mask_ = 0xff;
    std::vector<unsigned char> bytes_;
};

} // namespace cordon::inline v0::ip::detail

#endif
