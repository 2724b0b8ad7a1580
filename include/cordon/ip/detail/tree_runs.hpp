// A number for each address of a 128-bit space, in the layout that suits how many there are.
#ifndef CORDON_IP_DETAIL_TREE_RUNS_HPP
#define CORDON_IP_DETAIL_TREE_RUNS_HPP

#include <cordon/ip/detail/few_runs.hpp>
#include <cordon/ip/detail/run_tree_builder.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace cordon::inline v0::ip::detail {

// few_runs where they are few, otherwise a run_tree.
class tree_runs {
public:
    tree_runs() noexcept = default;
    // As run_tree_builder::build().
    tree_runs(std::span<const run_tree::run> runs, bool with_entries) : few_(runs, with_entries)
    {
        if (few_.empty())
            tree_ = run_tree_builder::build(runs, with_entries);
    }

    // The answer for an address.
    std::uint32_t find(uint128 address) const noexcept
    {
        return tree_.empty() ? few_.find(address) : tree_.find(address);
    }
    // What the user keeps for the run of an address. Not where there is none.
    std::uint32_t entry(uint128 address) const noexcept
    {
        return tree_.empty() ? few_.entry(address) : tree_.entry(address);
    }

    // One of them is empty, or both are.
    const run_tree& tree() const noexcept { return tree_; }
    const few_runs& few() const noexcept { return few_; }

    std::size_t memory() const noexcept { return tree_.memory() + few_.memory(); }
    friend bool operator==(const tree_runs&, const tree_runs&) noexcept = default;

private:
    few_runs few_;
    run_tree tree_;
};

} // namespace cordon::inline v0::ip::detail

#endif
