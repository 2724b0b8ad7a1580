// Which groups of an IPv6 address "::" stands for.
#ifndef CORDON_IP_DETAIL_ZERO_RUN_HPP
#define CORDON_IP_DETAIL_ZERO_RUN_HPP

#include <cordon/version.hpp>

namespace cordon::inline v0::ip::detail {

// The longest run of two or more groups that are 0, of equally long ones the first (RFC
// 5952, 4.2.3); of a size of 1 where there is none. Bit i of `zeros` says whether group i is 0.
struct zero_run {
    constexpr explicit zero_run(unsigned zeros) noexcept
    {
        for (unsigned start = 0, length = 0; start < 8; start += length + 1) {
            for (length = 0; start + length < 8 && (zeros >> (start + length) & 1) != 0;)
                ++length;
            if (length > size) {
                first = start;
                size = length;
            }
        }
    }

    unsigned first = 0;
    unsigned size = 1;
};

} // namespace cordon::inline v0::ip::detail

#endif
