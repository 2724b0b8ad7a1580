// A set of addresses as anyone would write it down: its entries, looked through one by one.
#pragma once

#include <cordon/ip/basic_range.hpp>

#include <vector>

namespace cordon_test {

template <class A>
struct linear_set {
    std::vector<cordon::ip::basic_range<A>> entries;

    bool contains(A address) const
    {
        for (const auto& entry : entries)
            if (entry.first() <= address && address <= entry.last())
                return true;
        return false;
    }
};

} // namespace cordon_test
