// DXR: M. Zec, L. Rizzo, M. Mikuc, "DXR: Towards a Billion Routing Lookups per Second in Software",
// CCR 42(5), 2012. Written from the paper, for measurement: a direct table of the first K bits (16
// or 18: D16R, D18R), each entry of which is a value or a chunk of sorted range starts that are
// searched binarily, short ones (8 + 8 bits) where all starts in the chunk and values allow it.
// Batches of it are loops, as in the paper.
#pragma once

#include "engine.hpp"

#include <algorithm>

namespace bench {

/// K leading bits are direct. Packed: a start and its value share 32 bits, as in the paper, which
/// leaves K bits for values; otherwise (more values than that) values are in an array beside it.
template <int K, bool Packed>
class dxr {
public:
    using key = address_v4;
    using answer = std::uint32_t;

    static constexpr std::uint32_t base_mask = 0x7ffff;
    static constexpr std::uint32_t max_value = Packed ? (1U << K) - 1 : base_mask;

    explicit dxr(const std::vector<run<address_v4>>& runs)
    {
        run_cursor<address_v4> cursor(runs);
        direct_.resize(std::size_t(1) << K);
        for (std::uint32_t i = 0; i < direct_.size(); ++i) {
            const std::uint32_t first = i << low_bits;
            direct_[i] = cursor.uniform(first, first | low_mask)
                             ? entry{cursor.value() & base_mask, 0, 0}
                             : chunk(runs, cursor.position(), first);
        }
        fragments_.shrink_to_fit();
        values_.shrink_to_fit();
    }
    static std::uint32_t number(answer value) { return value; }
    /// Whether all chunks fit the entries of the direct table.
    bool fits() const { return fits_; }

    answer operator()(address_v4 address) const
    {
        const std::uint32_t a = address.to_uint();
        const entry e = direct_[a >> low_bits];
        if (e.last == 0)
            return e.base;
        if (e.is_short != 0) {
            const auto* starts = at<const short_fragment>(fragments_.data(), e.base);
            const auto want = std::uint8_t((a & low_mask) >> 8);
            return starts[search(starts, e.last, want)].value;
        }
        const auto* starts = at<const long_fragment>(fragments_.data(), e.base);
        const std::uint32_t i = search(starts, e.last, a & low_mask);
        if constexpr (Packed)
            return starts[i].value();
        else
            return values_[e.base * per_word + i];
    }

private:
    static constexpr int low_bits = 32 - K;
    static constexpr std::uint32_t low_mask = (1U << low_bits) - 1;
    // How many long fragments a word of fragments_ holds.
    static constexpr std::uint32_t per_word = Packed ? 1 : 2;

    // As in the paper: a value, or where the chunk starts (in words) and the index of its last
    // fragment.
    struct entry {
        std::uint32_t base : 19;
        std::uint32_t last : 12;
        std::uint32_t is_short : 1;
    };
    struct short_fragment {
        std::uint8_t begin;
        std::uint8_t value;
        std::uint32_t start() const { return begin; }
    };
    struct packed_fragment {
        std::uint32_t bits;
        std::uint32_t start() const { return bits >> K; }
        std::uint32_t value() const { return bits & max_value; }
    };
    struct bare_fragment {
        std::uint16_t begin;
        std::uint32_t start() const { return begin; }
    };
    using long_fragment = std::conditional_t<Packed, packed_fragment, bare_fragment>;

    template <class Fragment, class Byte>
    static Fragment* at(Byte* fragments, std::uint32_t word)
    {
        return reinterpret_cast<Fragment*>(fragments + 4 * std::size_t(word));
    }

    // The last fragment that starts at or before `want`; the first one starts at 0.
    template <class Fragment>
    static std::uint32_t search(const Fragment* fragments, std::uint32_t last, std::uint32_t want)
    {
        std::uint32_t low = 0;
        std::uint32_t high = last;
        while (low < high) {
            const std::uint32_t middle = (low + high + 1) / 2;
            if (fragments[middle].start() <= want)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    // The chunk that starts at address `first`, in the run at `at`.
    entry chunk(const std::vector<run<address_v4>>& runs, std::size_t i, std::uint32_t first)
    {
        const auto base = std::uint32_t(fragments_.size() / 4);
        std::vector<run<address_v4>> own{{address_v4(0), runs[i].value}};
        for (++i; i < runs.size() && runs[i].first.to_uint() <= (first | low_mask); ++i)
            own.push_back({address_v4(runs[i].first.to_uint() & low_mask), runs[i].value});
        const bool is_short = std::all_of(own.begin(), own.end(), [](const auto& r) {
            return (r.first.to_uint() & 0xff) == 0 && r.value <= 0xff;
        });
        const auto last = std::uint32_t(own.size() - 1);
        fits_ = fits_ && base <= base_mask && last <= 0xfff;

        const std::size_t bytes =
            own.size() * (is_short ? sizeof(short_fragment) : sizeof(long_fragment));
        fragments_.resize(fragments_.size() + (bytes + 3) / 4 * 4);
        auto* shorts = at<short_fragment>(fragments_.data(), base);
        auto* longs = at<long_fragment>(fragments_.data(), base);
        if constexpr (!Packed)
            values_.resize(fragments_.size() / 4 * per_word);
        for (std::uint32_t j = 0; j < own.size(); ++j) {
            const std::uint32_t start = own[j].first.to_uint();
            if (is_short)
                shorts[j] = {std::uint8_t(start >> 8), std::uint8_t(own[j].value)};
            else if constexpr (Packed)
                longs[j] = {start << K | own[j].value};
            else {
                longs[j] = {std::uint16_t(start)};
                values_[base * per_word + j] = own[j].value;
            }
        }
        return entry{base & base_mask, last & 0xfff, is_short};
    }

    std::vector<entry> direct_;
    std::vector<unsigned char> fragments_; // of either kind, in words of 4 bytes
    std::vector<std::uint32_t> values_;    // where not packed
    bool fits_ = true;
};

} // namespace bench
