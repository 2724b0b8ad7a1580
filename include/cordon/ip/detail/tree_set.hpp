// A set, or values, of 128-bit addresses as runs.
#ifndef CORDON_IP_DETAIL_TREE_SET_HPP
#define CORDON_IP_DETAIL_TREE_SET_HPP

#include <cordon/ip/basic_range.hpp>
#include <cordon/ip/detail/bits.hpp>
#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/tree_runs.hpp>

namespace cordon::inline v0::ip::detail {

// The runs of disjoint ranges in order (or pieces: a `range` and more), and of the gaps.
template <class Range, class Answer>
std::vector<run_tree::run> runs_of(std::span<const Range> ranges, Answer answer)
{
    std::vector<run_tree::run> runs;
    runs.reserve(2 * ranges.size() + 1);
    runs.push_back({{}, 0, 0});
    for (const Range& r : ranges) {
        const uint128 first = range_in(r).first().to_uint();
        const uint128 last = range_in(r).last().to_uint();
        if (runs.back().start == first)
            runs.pop_back(); // an empty gap
        runs.push_back(answer(first, r));
        if (last != ~uint128())
            runs.push_back({plus_one(last), 0, 0});
    }
    return runs;
}

template <address_space A>
class tree_set {
public:
    tree_set() noexcept = default;
    explicit tree_set(std::span<const basic_range<A>> ranges)
    {
        if (!ranges.empty())
            runs_ = tree_runs(
                runs_of(ranges, [](uint128 first,
                                   const basic_range<A>&) { return run_tree::run{first, 1, 0}; }),
                false);
    }

    const tree_runs& runs() const noexcept { return runs_; }
    bool contains(uint128 address) const noexcept { return runs_.find(address) != 0; }
    std::size_t memory() const noexcept { return runs_.memory(); }
    friend bool operator==(const tree_set&, const tree_set&) noexcept = default;

private:
    tree_runs runs_;
};

} // namespace cordon::inline v0::ip::detail

#endif
