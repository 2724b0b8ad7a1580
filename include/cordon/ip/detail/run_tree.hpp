// A number for each address of a 128-bit space: a direct table for most misses, a flat B+-tree.
#ifndef CORDON_IP_DETAIL_RUN_TREE_HPP
#define CORDON_IP_DETAIL_RUN_TREE_HPP

#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/few_runs.hpp>
#include <cordon/ip/detail/narrow_array.hpp>
#include <cordon/ip/uint128.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// Runs cut the whole space: a run is from its start to the next one's, and has an answer: 0 where
// there is nothing. They are searched by the first 64 bits of an address.
//
//   direct   for each /16 from the first one that is cut to the last, the answer if it has one
//   tree     the first /64 of each run but the first, eight to a node of 64 bytes, as levels of a
//            B+-tree one behind the other: child c of node n is node 9 n + c of the next level, so
//            there are no pointers, and the rank in the last level is the number of the run
//            (Z. Zhang et al., "PlanB", NSDI 2026; S. Slotin's S+-tree)
//   answers  of the runs, in one, two or four bytes
//   slices   a run of /64s in which others begin or end: its answer says so, and the starts in
//            there, of 128 bits, are searched by halving
//
// All leaves are equally deep and a node is searched by comparing all of it: no branch of the
// search depends on the address. Memory: up to 256 KiB, 9.2 bytes and an answer a start, and 20
// more (and an answer) for one finer than /64. Made in O(n).
class run_tree {
public:
    struct run {
        uint128 start;
        std::uint32_t answer;
        std::uint32_t entry; // whatever the user keeps for the run
    };

    run_tree() noexcept = default;
    // Of all runs, in order, the first at 0; answers are below 2^32 - 1.
    run_tree(std::span<const run> runs, bool with_entries)
    {
        const std::vector<part> items = take_items(runs);
        std::uint32_t largest = 0;
        for (const run& r : runs)
            largest = std::max(largest, r.answer);
        const std::size_t fine = slice_starts_.size();
        answers_ = narrow_array(items.size() + fine, largest + 1); // one more: in_slice()
        if (with_entries)
            entries_.resize(items.size() + fine);
        const auto put = [&](std::size_t at, const run& r) {
            answers_.set(at, r.answer);
            if (with_entries)
                entries_[at] = r.entry;
        };
        fine_ = items.size();
        std::size_t at = fine_;
        for (std::size_t i = 0; i < items.size(); ++i) {
            put(i, runs[items[i].first]);
            if (items[i].end == 0)
                continue;
            slice_items_.push_back(std::uint32_t(i));
            slices_.push_back(std::uint32_t(at - fine_));
            answers_.set(i, in_slice());
            for (std::size_t g = items[i].first; g < items[i].end; ++g)
                put(at++, runs[g]);
        }
        slices_.push_back(std::uint32_t(fine));
        slices_.shrink_to_fit();
        slice_items_.shrink_to_fit();
        make_tree(items);
        make_direct(runs, items);
        few_.keep(runs.data(), runs.size(), [](const run& r) { return r.answer; });
    }

    bool empty() const noexcept { return direct_.empty(); }
    // All of it, where it is little.
    const few_runs& few() const noexcept { return few_; }

    // The answer for an address.
    std::uint32_t find(uint128 address) const noexcept
    {
        if (empty())
            return 0;
        const std::uint32_t direct = direct_[direct_index(address.high)];
        if (direct != divided)
            return direct;
        return find_in_tree(address);
    }
    std::uint32_t find_in_tree(uint128 address) const noexcept
    {
        const std::size_t at = rank(address.high);
        const std::uint32_t answer = answers_[at];
        if (answer != in_slice()) [[likely]]
            return answer;
        return answers_[find_in_slice(at, address)];
    }
    // For up to batch_block addresses: answers[i] if the direct table has one. The others' numbers
    // go to `pending`, which has room for some more; gives how many they are. Not of an empty tree.
    template <class A>
    std::size_t find_direct(const A* addresses, std::size_t n, std::uint32_t* answers,
                            std::uint32_t* pending) const noexcept
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t direct = direct_[direct_index(addresses[i].to_uint().high)];
            answers[i] = direct;
            pending[count] = std::uint32_t(i);
            count += direct == divided;
        }
        return count;
    }
    // What the user keeps for the run of an address. Not of an empty tree.
    std::uint32_t entry(uint128 address) const noexcept
    {
        const std::size_t at = rank(address.high);
        return entries_[answers_[at] == in_slice() ? find_in_slice(at, address) : at];
    }

    std::size_t memory() const noexcept
    {
        return few_.memory() + nodes_.capacity() * sizeof nodes_[0] + answers_.memory() +
               slice_starts_.capacity() * sizeof slice_starts_[0] +
               (direct_.capacity() + entries_.capacity() + slices_.capacity() +
                slice_items_.capacity()) *
                   sizeof(std::uint32_t);
    }
    friend bool operator==(const run_tree&, const run_tree&) noexcept = default;

    // For the kernels of the batches as well:

    static constexpr std::size_t keys = 8;                // of a node
    static constexpr std::size_t ways = keys + 1;         // out of one
    static constexpr std::uint32_t divided = 0xffffffffU; // in direct_
    static constexpr unsigned direct_shift = 48;

    // The keys are one less than a start, in order; behind the last one is the largest number,
    // which is below none.
    struct alignas(64) node {
        std::uint64_t keys[run_tree::keys];
        friend bool operator==(const node&, const node&) noexcept = default;
    };
    // How many keys of the node are below this one. The same code whatever the processor: an inline
    // function that differed between two units of a program could be the wrong one for either.
    static std::size_t rank_in(const node& at, std::uint64_t key) noexcept
    {
        std::size_t count = 0;
        for (const std::uint64_t k : at.keys)
            count += k < key;
        return count;
    }
    std::size_t direct_index(std::uint64_t high) const noexcept
    {
        return std::size_t(std::min((high >> direct_shift) - direct_first_, direct_size_));
    }
    std::uint32_t in_slice() const noexcept { return answers_.mask(); }

    // The number of the run of a /64, or of the slice that it is in.
    std::size_t rank(std::uint64_t high) const noexcept
    {
        const node* level = nodes_.data();
        std::size_t n = 0;
        for (unsigned i = 0; i < inner_levels_; ++i) {
            n = n * ways + rank_in(level[n], high);
            level += level_sizes_[i];
        }
        return n * keys + rank_in(level[n], high);
    }
    // The number of an address's run, where rank() says that a slice is there.
    std::size_t find_in_slice(std::size_t item, uint128 address) const noexcept
    {
        const auto slice = std::size_t(
            std::lower_bound(slice_items_.begin(), slice_items_.end(), std::uint32_t(item)) -
            slice_items_.begin());
        const uint128* at = slice_starts_.data() + slices_[slice];
        for (std::size_t rest = slices_[slice + 1] - slices_[slice]; rest > 1;) {
            const std::size_t half = rest / 2;
            at += at[half] <= address ? half : 0;
            rest -= half;
        }
        return fine_ + std::size_t(at - slice_starts_.data());
    }

private:
    friend struct run_tree_avx512;
    static constexpr unsigned most_levels = 11; // 9^11 > 2^32

    // A run of the tree, or a slice: runs `first` to `end`, of which the first may have begun
    // before.
    struct part {
        std::uint64_t start;
        std::size_t first;
        std::size_t end = 0;
    };

    std::vector<part> take_items(std::span<const run> runs)
    {
        const std::size_t n = runs.size();
        const auto is_alone = [&](std::size_t g) {
            return runs[g].start.low == 0 &&
                   (g + 1 == n || runs[g + 1].start.high != runs[g].start.high);
        };
        std::vector<part> items;
        for (std::size_t i = 0; i < n;) {
            const std::uint64_t start = runs[i].start.high;
            if (is_alone(i)) {
                items.push_back({start, i});
                ++i;
                continue;
            }
            // Neighbours that are cut make one slice.
            const std::size_t first = runs[i].start.low == 0 ? i : i - 1;
            std::uint64_t last = start;
            while (i < n && (runs[i].start.high == last ||
                             (runs[i].start.high == last + 1 && !is_alone(i)))) {
                last = runs[i].start.high;
                ++i;
            }
            items.push_back({start, first, i});
            for (std::size_t g = first; g < i; ++g)
                slice_starts_.push_back(runs[g].start);
            if (last != ~std::uint64_t(0) && (i == n || runs[i].start.high != last + 1))
                items.push_back({last + 1, i - 1});
        }
        slice_starts_.shrink_to_fit();
        return items;
    }

    void make_tree(std::span<const part> items)
    {
        // How many nodes each level has, the last one first.
        std::vector<std::size_t> sizes{
            std::max<std::size_t>(1, (items.size() - 1 + keys - 1) / keys)};
        while (sizes.back() > 1)
            sizes.push_back((sizes.back() + ways - 1) / ways);
        inner_levels_ = unsigned(sizes.size() - 1);
        std::size_t total = 0;
        for (const std::size_t size : sizes)
            total += size;
        nodes_.resize(total);
        std::size_t at = total;
        std::size_t leaves = 1; // below a node of the level
        for (std::size_t level = 0; level < sizes.size(); ++level) {
            at -= sizes[level];
            if (level > 0)
                level_sizes_[inner_levels_ - level] = std::uint32_t(sizes[level]);
            for (std::size_t n = 0; n < sizes[level]; ++n)
                for (std::size_t k = 0; k < keys; ++k) {
                    // A key of a leaf, or the first one below the next child.
                    const std::size_t i = level == 0
                                              ? n * keys + k + 1
                                              : (n * ways + k + 1) * (leaves / ways) * keys + 1;
                    nodes_[at + n].keys[k] =
                        i < items.size() ? items[i].start - 1 : ~std::uint64_t(0);
                }
            leaves *= ways;
        }
    }

    void make_direct(std::span<const run> runs, std::span<const part> items)
    {
        // What is outside must have the answer 0.
        const auto block = [](std::uint64_t high) { return high >> direct_shift; };
        const bool from_zero = runs.front().answer != 0;
        const bool to_end = runs.back().answer != 0;
        direct_first_ = from_zero || runs.size() == 1 ? 0 : block(runs[1].start.high);
        const std::uint64_t last =
            to_end ? block(~std::uint64_t(0)) : block(runs.back().start.high);
        direct_size_ = last - direct_first_ + 1;
        direct_.resize(std::size_t(direct_size_) + 1);
        std::size_t i = 0; // the last item that begins at or before the block
        for (std::uint64_t b = 0; b < direct_size_; ++b) {
            const std::uint64_t first = (b + direct_first_) << direct_shift;
            const std::uint64_t end = first | ~(~std::uint64_t(0) << direct_shift);
            while (i + 1 < items.size() && items[i + 1].start <= first)
                ++i;
            const bool whole = i + 1 == items.size() || items[i + 1].start > end;
            direct_[std::size_t(b)] = whole && answers_[i] != in_slice() ? answers_[i] : divided;
        }
    }

    std::vector<std::uint32_t> direct_;
    std::uint64_t direct_first_ = 0;
    std::uint64_t direct_size_ = 0;
    std::vector<node> nodes_;
    std::uint32_t level_sizes_[most_levels]{};
    unsigned inner_levels_ = 0;
    narrow_array answers_; // of the tree's runs, then of those in slices
    std::vector<std::uint32_t> entries_;
    std::size_t fine_ = 0; // the first of those
    std::vector<uint128> slice_starts_;
    std::vector<std::uint32_t> slices_;      // where each begins in slice_starts_, and the end
    std::vector<std::uint32_t> slice_items_; // which runs of the tree they are
    few_runs few_;
};

} // namespace cordon::inline v0::ip::detail

#endif
