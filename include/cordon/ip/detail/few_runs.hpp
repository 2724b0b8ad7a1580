// A handful of runs of a 128-bit space for the kernels that hold them in vector registers.
#ifndef CORDON_IP_DETAIL_FEW_RUNS_HPP
#define CORDON_IP_DETAIL_FEW_RUNS_HPP

#include <cordon/version.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cordon::inline v0::ip::detail {

// Up to 32 runs that begin at a /64 each: one less than the first 64 bits of each start but the
// first one's, from number 1 on, and the answers; behind the last what is below no number. Nothing
// where there are more runs, or finer ones.
struct few_runs {
    static constexpr std::size_t most = 32;

    std::vector<std::uint64_t> keys; // 32, or none
    std::vector<std::uint32_t> answers;
    std::size_t size = 0; // how many runs

    template <class Run, class Answer>
    void keep(const Run* runs, std::size_t n, Answer answer)
    {
        if (n > most)
            return;
        for (std::size_t i = 0; i < n; ++i)
            if (runs[i].start.low != 0)
                return;
        keys.assign(most, ~std::uint64_t(0));
        answers.assign(most, 0);
        for (std::size_t i = 0; i < n; ++i) {
            keys[i] = i == 0 ? 0 : runs[i].start.high - 1;
            answers[i] = answer(runs[i]);
        }
        size = n;
    }
    bool more_than_half() const noexcept { return size > most / 2; }

    std::size_t memory() const noexcept
    {
        return keys.capacity() * sizeof keys[0] + answers.capacity() * sizeof answers[0];
    }
    friend bool operator==(const few_runs&, const few_runs&) noexcept = default;
};

} // namespace cordon::inline v0::ip::detail

#endif
