// A number for each address of a 128-bit space: a direct table, and trees of sixteen ways below it.
#ifndef CORDON_IP_DETAIL_RUN_TREE_HPP
#define CORDON_IP_DETAIL_RUN_TREE_HPP

#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/narrow_array.hpp>
#include <cordon/ip/detail/places.hpp>
#include <cordon/ip/detail/shortcuts.hpp>
#include <cordon/ip/detail/tree_node.hpp>
#include <cordon/ip/detail/tree_node_x86.hpp>
#include <cordon/ip/uint128.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#if defined(__GNUC__)
#define CORDON_IP_INLINE __attribute__((always_inline)) inline
#define CORDON_IP_NOINLINE __attribute__((noinline))
#else
#define CORDON_IP_INLINE inline
#define CORDON_IP_NOINLINE
#endif

namespace cordon::inline v0::ip::detail {

// Runs cut the whole space: a run is from its start to the next one's, and has an answer: 0 where
// there is nothing. An address is searched for in up to three steps:
//
//   direct     for each /16 from the first one that is cut to the last, the answer if it has one,
//              otherwise the root of a tree
//   tree       the next 32 bits of each start: nodes of fifteen, the children of one behind each
//              other, so that the place of the next one is a count; sixteen answers a leaf
//   deep tree  a /32 in which something begins that is finer than a /48 is one answer there, and
//              a tree of the 32 bits behind
//   slice      what begins inside a /64, or where but a few begin in such a /32: starts of 128
//              bits, searched by halving
//
// All trees are made equally deep, and a node is searched by comparing all of it: no branch turns
// on an address but those between the steps. Where a good part of all is in deep trees, a hash
// table of these /32 is asked as well, and so many start there. Each node being a cache line, as in
// the linearised B+-tree of Z. Zhang et al., "PlanB", NSDI 2026, but of keys of half the length,
// it has twice the ways. Made by a run_tree_builder.
class run_tree {
public:
    struct run {
        uint128 start;
        std::uint32_t answer;
        std::uint32_t entry; // whatever the user keeps for the run
    };

    run_tree() noexcept = default;

    bool empty() const noexcept { return direct_.empty(); }

    // The answer for an address.
    std::uint32_t find(uint128 address) const noexcept
    {
        if (empty())
            return 0;
        // Halves, here and below: g++ 12 would pass the whole through memory, as a vector, and wait
        // for both halves to be there.
        const std::uint64_t high = address.high;
        const std::uint32_t direct = direct_[direct_index(high)];
        return direct < divided ? direct : find_in_tree(direct, high, address.low);
    }
    // What the user keeps for the run of an address. Not of an empty tree.
    std::uint32_t entry(uint128 address) const noexcept
    {
        const std::size_t at = direct_index(address.high);
        return direct_[at] < divided ? direct_entries_[at]
                                     : entries_[number_of_run(direct_[at], address)];
    }
    // The answers for up to batch_block addresses. Not of an empty tree. Each step for all of them
    // before the next one, so that the loads of many are under way at once; and no store whose
    // place turns on an answer is between two loads of answers, which would wait for it.
    template <class Search, class A>
    void find(const A* addresses, std::size_t n, std::uint32_t* answers) const noexcept
    {
        find_direct(addresses, n, answers);
        std::uint32_t places[batch_block];
        const std::size_t count = places_from(divided, answers, n, places);
        if (count == 0)
            return;
        const auto high = [=](std::uint32_t place) { return addresses[place].to_uint().high; };
        // Of a log often all, who need not be picked out then.
        if (count == n)
            walk_trees<Search>(in_order(), n, answers, high);
        else
            walk_trees<Search>(places, count, answers, high);
        if (!deep_roots_.empty()) {
            const std::uint32_t* const roots = deep_roots_.data();
            walk_all<Search>(places, places_from(first_deep_, answers, n, places), answers,
                             deep_levels_, [=, first = first_deep_](std::uint32_t place) {
                                 return position{roots[answers[place] - first],
                                                 std::uint32_t(high(place))};
                             });
        }
        if (!slices_.empty())
            find_in_slices(addresses, places, places_from(first_slice_, answers, n, places),
                           answers);
    }

    std::size_t memory() const noexcept
    {
        return (nodes_.capacity() + leaves_.capacity()) * sizeof(tree_node) + answers_.memory() +
               slice_starts_.capacity() * sizeof slice_starts_[0] + shortcuts_.memory() +
               (direct_.capacity() + direct_entries_.capacity() + entries_.capacity() +
                deep_roots_.capacity() + slices_.capacity()) *
                   sizeof(std::uint32_t);
    }
    friend bool operator==(const run_tree&, const run_tree&) noexcept = default;

private:
    friend class run_tree_builder;
    friend struct run_tree_avx512;

    static constexpr unsigned direct_shift = 48;
    static constexpr std::uint32_t divided = 0x40000000U; // in direct_, and the root

    struct position {
        std::uint32_t node;
        std::uint32_t key;
    };

    // What a tree of a /16 is searched by.
    static std::uint32_t middle(std::uint64_t high) noexcept { return std::uint32_t(high >> 16); }
    std::size_t direct_index(std::uint64_t high) const noexcept
    {
        return std::size_t(std::min((high >> direct_shift) - direct_first_, direct_size_));
    }
    // By masks: what compilers make of a condition here is a jump.
    CORDON_IP_INLINE static position or_shortcut(position from, shortcuts::table known,
                                                 std::uint64_t high) noexcept
    {
        const auto block = std::uint32_t(high >> 32);
        const shortcuts::entry& at = known.of(block);
        const std::uint32_t is_there = 0U - std::uint32_t(at.block == block);
        return {from.node ^ ((from.node ^ at.root) & is_there),
                from.key ^ ((from.key ^ std::uint32_t(high)) & is_there)};
    }

    // The number of the run in answers_.
    template <class Search>
    CORDON_IP_INLINE std::size_t walk(position at, unsigned levels) const noexcept
    {
        const std::int32_t key = tree_node::as_signed(at.key);
        for (; levels != 0; --levels) {
            const tree_node& node = tree_node::at(nodes_.data(), at.node);
            at.node = node.child(Search::rank(node, key));
        }
        return tree_node::first_answer(at.node) +
               Search::rank(tree_node::at(leaves_.data(), at.node), key);
    }
    template <class Search>
    CORDON_IP_INLINE std::size_t walk_from(std::uint32_t direct, std::uint64_t high) const noexcept
    {
        position from{direct - divided, middle(high)};
        if (!shortcuts_.empty())
            from = or_shortcut(from, shortcuts_.get(), high);
        return walk<Search>(from, levels_);
    }
    template <class Search>
    CORDON_IP_INLINE std::uint32_t find_in_tree_by(std::uint32_t direct, std::uint64_t high,
                                                   std::uint64_t low) const noexcept
    {
        const std::uint32_t answer = answers_[walk_from<Search>(direct, high)];
        if (answer < first_slice_) [[likely]]
            return answer;
        return find_deeper(answer, high, low);
    }
    CORDON_IP_NOINLINE std::uint32_t find_deeper(std::uint32_t answer, std::uint64_t high,
                                                 std::uint64_t low) const noexcept
    {
        return answers_[number_deeper(answer, uint128(high, low))];
    }
    // Not inlined, so that what is around is: most misses end there. By what the processor has.
    CORDON_IP_NOINLINE std::uint32_t find_in_tree(std::uint32_t direct, std::uint64_t high,
                                                  std::uint64_t low) const noexcept
    {
#if defined(CORDON_IP_VECTORS_X86)
        switch (vectors_used.load(std::memory_order_relaxed)) { // known since it was built
        case vectors::avx512: return find_in_tree_avx512(direct, high, low);
        case vectors::avx2: return find_in_tree_avx2(direct, high, low);
        default: break;
        }
#endif
        return find_in_tree_by<portable_node_search>(direct, high, low);
    }
#if defined(CORDON_IP_VECTORS_X86)
    __attribute__((target("avx2,popcnt,bmi,bmi2"), flatten)) CORDON_IP_NOINLINE std::uint32_t
    find_in_tree_avx2(std::uint32_t direct, std::uint64_t high, std::uint64_t low) const noexcept
    {
        return find_in_tree_by<avx2_node_search>(direct, high, low);
    }
    __attribute__((target("avx512f,popcnt,bmi,bmi2"), flatten)) CORDON_IP_NOINLINE std::uint32_t
    find_in_tree_avx512(std::uint32_t direct, std::uint64_t high, std::uint64_t low) const noexcept
    {
        return find_in_tree_by<avx512_node_search>(direct, high, low);
    }
#endif
    std::size_t number_of_run(std::uint32_t direct, uint128 address) const noexcept
    {
        const std::size_t number = walk_from<portable_node_search>(direct, address.high);
        const std::uint32_t answer = answers_[number];
        return answer < first_slice_ ? number : number_deeper(answer, address);
    }
    CORDON_IP_NOINLINE std::size_t number_deeper(std::uint32_t answer,
                                                 uint128 address) const noexcept
    {
        if (answer >= first_deep_) {
            const std::size_t number = walk<portable_node_search>(
                {deep_roots_[answer - first_deep_], std::uint32_t(address.high)}, deep_levels_);
            answer = answers_[number];
            if (answer < first_slice_)
                return number;
        }
        return number_in_slice(answer, address);
    }
    // In as many steps whichever slice it is: no jump turns on that.
    std::size_t number_in_slice(std::uint32_t answer, uint128 address) const noexcept
    {
        const std::size_t slice = answer - first_slice_;
        const uint128* at = slice_starts_.data() + slices_[slice];
        std::size_t rest = slices_[slice + 1] - slices_[slice];
        for (unsigned steps = slice_steps_; steps != 0; --steps) {
            const std::size_t half = rest / 2;
            at += at[half] <= address ? half : 0;
            rest -= half;
        }
        return leaves_.size() * tree_node::ways + std::size_t(at - slice_starts_.data());
    }

    template <class A>
    void find_direct(const A* addresses, std::size_t n, std::uint32_t* answers) const noexcept
    {
        // Copies, which no store can change.
        const std::uint32_t* const direct = direct_.data();
        const std::uint64_t first = direct_first_;
        const std::uint64_t size = direct_size_;
        for (std::size_t i = 0; i < n; i += prefetch_step) {
            if (n == batch_block)
                prefetch_behind(addresses + i, prefetch_step);
            const std::size_t end = std::min(i + prefetch_step, n);
#pragma GCC unroll 4
            for (std::size_t k = i; k < end; ++k) {
                const std::uint64_t high = addresses[k].to_uint().high;
                answers[k] = direct[std::size_t(std::min((high >> direct_shift) - first, size))];
            }
        }
    }
    // Places of which each is its own number.
    struct in_order {
        std::uint32_t operator[](std::size_t i) const noexcept { return std::uint32_t(i); }
    };
    // The answers for the addresses at these places, which are trees by now; `high` gives the first
    // half of one.
    template <class Search, class Places, class High>
    void walk_trees(Places places, std::size_t count, std::uint32_t* answers,
                    High high) const noexcept
    {
        if (shortcuts_.empty())
            walk_all<Search>(places, count, answers, levels_, [=](std::uint32_t place) {
                return position{answers[place] - divided, middle(high(place))};
            });
        else
            walk_all<Search>(places, count, answers, levels_,
                             [=, known = shortcuts_.get()](std::uint32_t place) {
                                 return or_shortcut({answers[place] - divided, middle(high(place))},
                                                    known, high(place));
                             });
    }
    // The same, each walked to from its start.
    template <class Search, class Places, class Start>
    void walk_all(Places places, std::size_t count, std::uint32_t* answers, unsigned levels,
                  Start start) const noexcept
    {
        std::uint32_t numbers[batch_block];
        std::int32_t keys[batch_block];
        for (std::size_t i = 0; i < count; ++i) {
            const position from = start(places[i]);
            numbers[i] = from.node;
            keys[i] = tree_node::as_signed(from.key);
        }
        for (const tree_node* const nodes = nodes_.data(); levels != 0; --levels)
#pragma GCC unroll 4
            for (std::size_t i = 0; i < count; ++i) {
                const tree_node& node = tree_node::at(nodes, numbers[i]);
                numbers[i] = node.child(Search::rank(node, keys[i]));
            }
        const tree_node* const leaves = leaves_.data();
#pragma GCC unroll 4
        for (std::size_t i = 0; i < count; ++i)
            numbers[i] = answers_[tree_node::first_answer(numbers[i]) +
                                  Search::rank(tree_node::at(leaves, numbers[i]), keys[i])];
        for (std::size_t i = 0; i < count; ++i)
            answers[places[i]] = numbers[i];
    }
    // The answers at these places, which are slices by now.
    template <class A>
    void find_in_slices(const A* addresses, const std::uint32_t* places, std::size_t count,
                        std::uint32_t* answers) const noexcept
    {
        for (std::size_t i = 0; i < count; ++i) {
            std::uint32_t& answer = answers[places[i]];
            answer = answers_[number_in_slice(answer, addresses[places[i]].to_uint())];
        }
    }

    std::vector<std::uint32_t> direct_; // the last one for what is outside
    std::uint64_t direct_first_ = 0;
    std::uint64_t direct_size_ = 0;
    std::vector<tree_node> nodes_;
    std::vector<tree_node> leaves_;
    unsigned levels_ = 0; // above the leaves
    unsigned deep_levels_ = 0;
    narrow_array answers_;          // sixteen a leaf, then the slices'
    std::uint32_t first_slice_ = 0; // answers from here on are slices,
    std::uint32_t first_deep_ = 0;  // and from here on deep trees
    std::vector<std::uint32_t> deep_roots_;
    shortcuts shortcuts_;
    std::vector<uint128> slice_starts_;
    unsigned slice_steps_ = 0;          // halvings of the longest
    std::vector<std::uint32_t> slices_; // where each begins in slice_starts_, and the end
    std::vector<std::uint32_t> entries_;
    std::vector<std::uint32_t> direct_entries_;
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_NOINLINE
#endif
