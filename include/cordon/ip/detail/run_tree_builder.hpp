// Makes a run_tree.
#ifndef CORDON_IP_DETAIL_RUN_TREE_BUILDER_HPP
#define CORDON_IP_DETAIL_RUN_TREE_BUILDER_HPP

#include <cordon/ip/detail/raise.hpp>
#include <cordon/ip/detail/run_tree.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

class run_tree_builder {
public:
    // Of all runs, in order, the first at 0. With entries, or without. O(n).
    static run_tree build(std::span<const run_tree::run> runs, bool with_entries)
    {
        std::uint32_t largest = 0;
        for (const run_tree::run& r : runs)
            largest = std::max(largest, r.answer);
        // What is numbered here has room then; 2^28 runs are gigabytes.
        if (runs.size() > most_runs || largest >= run_tree::divided)
            raise(errc::too_many);
        used_vectors(); // look-ups do not ask
        run_tree_builder made(runs, with_entries);
        made.make_direct();
        made.make_trees();
        made.make_shortcuts();
        made.make_answers(largest);
        return std::move(made.out_);
    }

private:
    static constexpr std::size_t most_runs = std::size_t(1) << 28;
    static constexpr std::size_t most_nodes = std::size_t(1) << 28;
    static constexpr std::size_t ways = tree_node::ways;
    // Of fewer starts a slice is less memory than a tree.
    static constexpr std::size_t least_deep = 8;
    static constexpr std::uint32_t deep = 0x80000000U; // in an item: and the deep tree's number
    static constexpr std::uint32_t slice = 0x40000000U;

    // What a tree has from a key on: the number of a run, or what is deeper.
    struct item {
        std::uint32_t key;
        std::uint32_t what;
    };
    // Items one tree behind the other.
    struct forest {
        std::vector<item> items;
        std::vector<std::size_t> begins;
        std::vector<std::uint32_t> blocks; // which part of the space each one is of

        void begin(std::uint32_t block)
        {
            begins.push_back(items.size());
            blocks.push_back(block);
        }
        std::span<const item> tree(std::size_t i) const
        {
            const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : items.size();
            return std::span(items).subspan(begins[i], end - begins[i]);
        }
        // How many levels of nodes the largest one needs above its leaves.
        unsigned levels() const
        {
            std::size_t most = 0;
            for (std::size_t i = 0; i < begins.size(); ++i)
                most = std::max(most, tree(i).size());
            unsigned count = 0;
            for (most = nodes_for(most); most > 1; most = nodes_for(most))
                ++count;
            return count;
        }
    };
    // How finely trees see starts, and what they see as one.
    struct scale {
        unsigned shift;     // of the first 64 bits of an address to a key
        unsigned sub_shift; // to the number of what is deeper if anything in it is finer than a key
    };
    static constexpr scale of_middle{16, 32};
    static constexpr scale of_deep{0, 0};

    run_tree_builder(std::span<const run_tree::run> runs, bool with_entries)
        : runs_(runs), with_entries_(with_entries)
    {
    }

    static std::size_t nodes_for(std::size_t children) { return (children + ways - 1) / ways; }
    static std::uint64_t low_bits(unsigned n) { return ~(~std::uint64_t(0) << n); }

    // The direct table's answers, and what is in its trees.
    void make_direct()
    {
        constexpr unsigned shift = run_tree::direct_shift;
        const std::size_t n = runs_.size();
        // What is outside must have the answer 0.
        const bool from_zero = runs_.front().answer != 0 || n == 1;
        const bool to_end = runs_.back().answer != 0;
        const std::uint64_t first = from_zero ? 0 : runs_[1].start.high >> shift;
        const std::uint64_t last = (to_end ? ~std::uint64_t(0) : runs_.back().start.high) >> shift;
        out_.direct_first_ = first;
        out_.direct_size_ = last - first + 1;
        out_.direct_.resize(std::size_t(out_.direct_size_) + 1);
        if (with_entries_)
            out_.direct_entries_.resize(out_.direct_.size());
        std::size_t next = 1; // the first run that begins behind the block's start
        for (std::uint64_t block = first; block <= last; ++block) {
            const uint128 start(block << shift, 0);
            while (next < n && runs_[next].start <= start)
                ++next;
            std::size_t end = next;
            while (end < n && runs_[end].start.high >> shift == block)
                ++end;
            const auto at = std::size_t(block - first);
            if (end == next) {
                out_.direct_[at] = runs_[next - 1].answer;
                if (with_entries_)
                    out_.direct_entries_[at] = runs_[next - 1].entry;
            } else {
                middle_.begin(std::uint32_t(at));
                collect(middle_, of_middle, next, end, start.high | low_bits(shift));
                next = end;
            }
        }
    }

    // The items of a tree: of the run before the i-th, which has begun, and of those from there to
    // `end`, which begin behind its first address and up to its last /64.
    void collect(forest& to, scale by, std::size_t i, std::size_t end, std::uint64_t last)
    {
        const std::size_t begin = to.items.size();
        const auto add = [&](std::uint64_t high, std::uint32_t what) {
            const auto key = std::uint32_t(high >> by.shift);
            if (to.items.size() > begin && to.items.back().key == key)
                to.items.back().what = what; // what was there had no address
            else
                to.items.push_back({key, what});
        };
        to.items.push_back({0, std::uint32_t(i - 1)});
        while (i < end) {
            const std::uint64_t sub = runs_[i].start.high >> by.sub_shift;
            bool is_fine = false;
            std::size_t sub_end = i;
            for (; sub_end < end && runs_[sub_end].start.high >> by.sub_shift == sub; ++sub_end)
                is_fine = is_fine || runs_[sub_end].start.low != 0 ||
                          (runs_[sub_end].start.high & low_bits(by.shift)) != 0;
            if (!is_fine) {
                for (; i < sub_end; ++i)
                    add(runs_[i].start.high, std::uint32_t(i));
                continue;
            }
            const std::uint64_t first = sub << by.sub_shift;
            const std::uint64_t sub_last = first | low_bits(by.sub_shift);
            if (runs_[i].start == uint128(first, 0))
                ++i;
            add(first, add_deeper(by, i, sub_end, sub_last));
            if (sub_last != last)
                add(sub_last + 1, std::uint32_t(sub_end - 1));
            i = sub_end;
        }
    }
    // The same for what is one item of a coarser tree.
    std::uint32_t add_deeper(scale by, std::size_t i, std::size_t end, std::uint64_t last)
    {
        if (by.sub_shift == 0 || end - i < least_deep) {
            out_.slices_.push_back(std::uint32_t(out_.slice_starts_.size()));
            for (std::size_t k = i - 1; k < end; ++k) {
                out_.slice_starts_.push_back(runs_[k].start);
                slice_runs_.push_back(std::uint32_t(k));
            }
            return slice | std::uint32_t(out_.slices_.size() - 1);
        }
        const auto number = std::uint32_t(deep_.begins.size());
        deep_.begin(std::uint32_t(last >> by.sub_shift));
        collect(deep_, of_deep, i, end, last);
        return deep | number;
    }

    void make_trees()
    {
        out_.levels_ = middle_.levels();
        out_.deep_levels_ = deep_.levels();
        // Who starts at a deep tree goes as far as the others.
        takes_shortcuts_ = deep_.items.size() >= middle_.items.size() / 16 + 1;
        if (takes_shortcuts_)
            out_.levels_ = out_.deep_levels_ = std::max(out_.levels_, out_.deep_levels_);
        for (std::size_t i = 0; i < middle_.begins.size(); ++i)
            out_.direct_[middle_.blocks[i]] =
                run_tree::divided + add_tree(middle_.tree(i), out_.levels_);
        for (std::size_t i = 0; i < deep_.begins.size(); ++i)
            out_.deep_roots_.push_back(add_tree(deep_.tree(i), out_.deep_levels_));
        out_.nodes_.shrink_to_fit();
        out_.leaves_.shrink_to_fit();
        out_.deep_roots_.shrink_to_fit();
    }
    // Its root.
    std::uint32_t add_tree(std::span<const item> items, unsigned levels)
    {
        if (std::max(out_.leaves_.size(), out_.nodes_.size()) + items.size() > most_nodes)
            raise(errc::too_many);
        auto first = std::uint32_t(out_.leaves_.size());
        std::size_t count = nodes_for(items.size());
        for (std::size_t i = 0; i < count; ++i) {
            const auto own = items.subspan(i * ways, std::min(ways, items.size() - i * ways));
            out_.leaves_.push_back(node_over(own, 1, 0));
            for (std::size_t k = 0; k < ways; ++k)
                leaf_items_.push_back(own[std::min(k, own.size() - 1)].what);
        }
        for (std::size_t step = ways; levels != 0; --levels, step *= ways) {
            const auto level = std::uint32_t(out_.nodes_.size());
            for (std::size_t i = 0; i < nodes_for(count); ++i)
                out_.nodes_.push_back(
                    node_over(items.subspan(i * ways * step), step,
                              tree_node::step * (first + std::uint32_t(i * ways))));
            first = level;
            count = nodes_for(count);
        }
        return tree_node::step * first;
    }
    // A node whose children have `step` items each.
    static tree_node node_over(std::span<const item> items, std::size_t step, std::uint32_t child)
    {
        tree_node node;
        node.first_child = child;
        for (std::size_t k = 0; k + 1 < ways; ++k)
            if (const std::size_t i = (k + 1) * step; i < items.size())
                node.set_start(k, items[i].key);
            else
                node.set_unused(k);
        return node;
    }

    void make_shortcuts()
    {
        if (!takes_shortcuts_)
            return;
        std::vector<shortcuts::block> blocks;
        for (std::size_t i = 0; i < deep_.begins.size(); ++i)
            blocks.push_back({deep_.blocks[i], out_.deep_roots_[i], deep_.tree(i).size()});
        out_.shortcuts_ = shortcuts(blocks);
    }

    void make_answers(std::uint32_t largest)
    {
        const auto slices = std::uint32_t(out_.slices_.size());
        if (slices != 0)
            out_.slices_.push_back(std::uint32_t(out_.slice_starts_.size()));
        std::size_t longest = 1;
        for (std::size_t i = 0; i < slices; ++i)
            longest = std::max<std::size_t>(longest, out_.slices_[i + 1] - out_.slices_[i]);
        out_.slice_steps_ = unsigned(std::bit_width(longest - 1));
        out_.slices_.shrink_to_fit();
        out_.slice_starts_.shrink_to_fit();
        out_.first_slice_ = largest + 1;
        out_.first_deep_ = out_.first_slice_ + slices;
        const std::size_t count = leaf_items_.size() + slice_runs_.size();
        out_.answers_ =
            narrow_array(count, out_.first_deep_ + std::uint32_t(out_.deep_roots_.size()));
        if (with_entries_)
            out_.entries_.resize(count);
        std::size_t at = 0;
        const auto put = [&](std::uint32_t what) {
            if ((what & deep) != 0)
                out_.answers_.set(at, out_.first_deep_ + (what ^ deep));
            else if ((what & slice) != 0)
                out_.answers_.set(at, out_.first_slice_ + (what ^ slice));
            else {
                out_.answers_.set(at, runs_[what].answer);
                if (with_entries_)
                    out_.entries_[at] = runs_[what].entry;
            }
            ++at;
        };
        std::for_each(leaf_items_.begin(), leaf_items_.end(), put);
        std::for_each(slice_runs_.begin(), slice_runs_.end(), put);
    }

    std::span<const run_tree::run> runs_;
    bool with_entries_;
    bool takes_shortcuts_ = false;
    run_tree out_;
    forest middle_;
    forest deep_;
    std::vector<std::uint32_t> leaf_items_; // sixteen a leaf
    std::vector<std::uint32_t> slice_runs_;
};

} // namespace cordon::inline v0::ip::detail

#endif
