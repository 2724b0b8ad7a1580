// A number for each address of a 128-bit space that is cut into a handful of runs.
#ifndef CORDON_IP_DETAIL_FEW_RUNS_HPP
#define CORDON_IP_DETAIL_FEW_RUNS_HPP

#include <cordon/ip/uint128.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// Up to 32 runs as of a run_tree, compared side by side, so that no jump turns on an address: the
// lists of trusted networks that people write by hand. Nothing where there are more.
//
// Kernels hold them in vector registers (few_runs_avx2, few_runs_avx512), if all begin at a /64.
class few_runs {
public:
    static constexpr std::size_t most = 32;

    few_runs() noexcept = default;
    // In order, the first at 0.
    template <class Run>
    few_runs(std::span<const Run> runs, bool with_entries)
    {
        if (runs.size() > most)
            return;
        size_ = runs.size();
        const bool coarse = std::all_of(runs.begin(), runs.end(),
                                        [](const Run& each) { return each.start.low == 0; });
        if (coarse)
            keys_.assign(most, ~std::uint64_t(0));
        else
            fine_keys_.assign(most, ~uint128());
        answers_.assign(most, 0);
        entries_.reserve(with_entries ? size_ : 0);
        for (std::size_t i = 0; i < size_; ++i) {
            answers_[i] = runs[i].answer;
            if (with_entries)
                entries_.push_back(runs[i].entry);
            if (coarse)
                keys_[i] = i == 0 ? 0 : runs[i].start.high - 1;
            else
                fine_keys_[i] = i == 0 ? uint128() : runs[i].start - uint128(1);
        }
    }

    bool empty() const noexcept { return answers_.empty(); }
    // The answer for an address; 0 where nothing is kept.
    std::uint32_t find(uint128 address) const noexcept
    {
        if (!keys_.empty()) [[likely]]
            return answers_[below(keys_.data(), address.high)];
        return find_fine(address.high, address.low);
    }
    // What the user keeps for the run of an address. Not where nothing is kept.
    std::uint32_t entry(uint128 address) const noexcept
    {
        return entries_[keys_.empty() ? below(fine_keys_.data(), address)
                                      : below(keys_.data(), address.high)];
    }

    // For kernels. Of each run but the first one less than its start, from number 1 on, of which
    // the first 64 bits are enough; behind the last what is below no number. 32, or none.
    const std::vector<std::uint64_t>& keys() const noexcept { return keys_; }
    // 32, or none.
    const std::vector<std::uint32_t>& answers() const noexcept { return answers_; }
    std::size_t size() const noexcept { return size_; }
    bool more_than_half() const noexcept { return size_ > most / 2; }

    std::size_t memory() const noexcept
    {
        return keys_.capacity() * sizeof keys_[0] + fine_keys_.capacity() * sizeof fine_keys_[0] +
               (answers_.capacity() + entries_.capacity()) * sizeof answers_[0];
    }
    friend bool operator==(const few_runs&, const few_runs&) noexcept = default;

private:
    // Apart, so that the usual way needs no registers for it; halves, as a run_tree has them.
#if defined(__GNUC__)
    __attribute__((noinline))
#endif
    std::uint32_t
    find_fine(std::uint64_t high, std::uint64_t low) const noexcept
    {
        return empty() ? 0 : answers_[below(fine_keys_.data(), uint128(high, low))];
    }
    // How many keys from number 1 on are less: first in which of four parts it ends, then where in
    // that, a third of all compares.
    template <class Key>
    static std::size_t below(const Key* keys, Key address) noexcept
    {
        constexpr std::size_t part = most / 4;
        std::size_t at =
            part * (std::size_t(keys[part] < address) + std::size_t(keys[2 * part] < address) +
                    std::size_t(keys[3 * part] < address));
        keys += at;
#if defined(__GNUC__)
#pragma GCC unroll 8
#endif
        for (std::size_t i = 1; i < part; ++i) {
            at += std::size_t(keys[i] < address);
#if defined(__GNUC__)
            __asm__("" : "+r"(at)); // one after the other each is an addition of the carry
#endif
        }
        return at;
    }

    std::vector<std::uint64_t> keys_;
    std::vector<uint128> fine_keys_; // where one begins inside a /64, instead of keys_
    std::vector<std::uint32_t> answers_;
    std::vector<std::uint32_t> entries_;
    std::size_t size_ = 0;
};

} // namespace cordon::inline v0::ip::detail

#endif
