// SAIL_L: T. Yang, G. Xie, Y. Li, Q. Fu, A. X. Liu, Q. Li, L. Mathy, "Guarantee IP Lookup
// Performance with FIB Explosion", SIGCOMM 2014. Written from the paper, for measurement: prefixes
// are pushed to levels 16, 24 and 32; an entry of level 16 or 24 is a value or the number of a
// chunk of 256 entries of the next level. Batches of it are loops.
#pragma once

#include "engine.hpp"

#include <limits>

namespace bench {

/// Entry: 16 bits as in the paper, 32 where values or chunks are too many.
template <class Entry>
class sail {
public:
    using key = address_v4;
    using answer = std::uint32_t;

    explicit sail(const std::vector<run<address_v4>>& runs) : level16_(65536)
    {
        run_cursor<address_v4> cursor(runs);
        for (std::uint32_t i = 0; i < 65536; ++i)
            level16_[i] = entry(cursor, i << 16, 16);
        level24_.shrink_to_fit();
        level32_.shrink_to_fit();
    }
    static std::uint32_t number(answer value) { return value; }
    bool fits() const { return fits_; }

    answer operator()(address_v4 address) const
    {
        const std::uint32_t a = address.to_uint();
        std::uint32_t e = level16_[a >> 16];
        if ((e & 1) == 0)
            return e >> 1;
        e = level24_[(e >> 1) << 8 | (a >> 8 & 0xff)];
        if ((e & 1) == 0)
            return e >> 1;
        return level32_[(e >> 1) << 8 | (a & 0xff)];
    }

private:
    // Of the block of 2^bits addresses (bits is 16 or 8): 2 * value, or 2 * chunk + 1.
    Entry entry(run_cursor<address_v4>& cursor, std::uint32_t first, int bits)
    {
        std::uint32_t out = 0;
        if (cursor.uniform(first, first | ((1U << bits) - 1))) {
            out = cursor.value() << 1;
        } else {
            auto& next = bits == 16 ? level24_ : level32_;
            const std::size_t at = next.size();
            out = std::uint32_t(at >> 8) << 1 | 1;
            next.resize(at + 256);
            for (std::uint32_t i = 0; i < 256; ++i) {
                const std::uint32_t child = first | i << (bits - 8);
                if (bits == 16)
                    next[at + i] = entry(cursor, child, 8);
                else
                    next[at + i] = last(cursor, child);
            }
        }
        return narrow(out);
    }
    Entry last(run_cursor<address_v4>& cursor, std::uint32_t address)
    {
        cursor.uniform(address, address);
        return narrow(cursor.value());
    }
    Entry narrow(std::uint32_t value)
    {
        fits_ = fits_ && value <= std::numeric_limits<Entry>::max();
        return static_cast<Entry>(value);
    }

    std::vector<Entry> level16_;
    std::vector<Entry> level24_;
    std::vector<Entry> level32_;
    bool fits_ = true;
};

} // namespace bench
