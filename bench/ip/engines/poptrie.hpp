// Poptrie: H. Asai, Y. Ohara, "Poptrie: A Compressed Trie with Population Count for Fast and
// Scalable Software IP Routing Table Lookup", SIGCOMM 2015. Written from the paper, for
// measurement: direct pointing by the first 18 bits (s = 18), then strides of 6 with a bit vector
// of inner nodes, and one of where a new leaf begins, so that equal neighbours are stored once.
// Batches of it are loops, as in the paper.
#pragma once

#include "engine.hpp"

#include <bit>

namespace bench {

/// Leaf: the unsigned type that values fit in; 16 bits in the paper.
template <class A, class Leaf>
class poptrie {
    using uint = typename A::uint_type;

public:
    using key = A;
    using answer = std::uint32_t;

    explicit poptrie(const std::vector<run<A>>& runs)
    {
        run_cursor<A> cursor(runs);
        direct_.resize(std::size_t(1) << direct_bits);
        for (std::uint32_t i = 0; i < direct_.size(); ++i) {
            const uint first = uint(i) << (A::width - direct_bits);
            if (cursor.uniform(first, first | low_mask(A::width - direct_bits))) {
                direct_[i] = leaf_flag | cursor.value();
            } else {
                direct_[i] = std::uint32_t(nodes_.size());
                nodes_.emplace_back();
                fill(direct_[i], runs, cursor, first, A::width - direct_bits - stride);
            }
        }
        nodes_.shrink_to_fit();
        leaves_.shrink_to_fit();
    }
    static std::uint32_t number(answer value) { return value; }

    answer operator()(A address) const
    {
        path rest(address);
        const std::uint32_t entry = direct_[rest.direct()];
        if ((entry & leaf_flag) != 0)
            return entry & ~leaf_flag;
        const node* at = &nodes_[entry];
        unsigned v = rest.next();
        while ((at->vector >> v & 1) != 0) {
            at = &nodes_[at->nodes + rank(at->vector, v)];
            v = rest.next();
        }
        return leaves_[at->leaves + rank(at->leafvec, v)];
    }

private:
    static constexpr int direct_bits = 18;
    static constexpr int stride = 6;
    static constexpr std::uint32_t leaf_flag = 0x80000000U;

    struct node {
        std::uint64_t vector = 0;  // bit v: child v is a node
        std::uint64_t leafvec = 0; // bit v: child v is a leaf unlike the leaf before it
        std::uint32_t leaves = 0;
        std::uint32_t nodes = 0;
    };

    // The bits of an address that are still to be looked at, leftmost first.
    class path {
    public:
        explicit path(A address) : bits_(address.to_uint()) {}
        std::size_t direct() { return take<direct_bits>(); }
        unsigned next() { return unsigned(take<stride>()); }

    private:
        template <int n>
        std::size_t take()
        {
            std::size_t out = 0;
            if constexpr (A::width == 32) {
                out = bits_ >> (32 - n);
                bits_ <<= n;
            } else {
                out = std::size_t(bits_.high >> (64 - n));
                bits_ = {bits_.high << n | bits_.low >> (64 - n), bits_.low << n};
            }
            return out;
        }
        uint bits_;
    };

    static unsigned rank(std::uint64_t vector, unsigned v)
    {
        return unsigned(std::popcount(vector & ((std::uint64_t(2) << v) - 1))) - 1;
    }
    static uint low_mask(int bits)
    {
        return static_cast<uint>(static_cast<uint>(uint(1U) << bits) - uint(1U));
    }

    // Makes nodes_[index] of the block of 64 children that starts at `first`; a child has `bits`
    // bits below it. Of the last stride less than six bits may be left; then several children are
    // one address.
    void fill(std::uint32_t index, const std::vector<run<A>>& runs, run_cursor<A> cursor,
              uint first, int bits)
    {
        struct inner {
            run_cursor<A> cursor;
            uint first;
        };
        std::vector<inner> children;
        node made;
        made.leaves = std::uint32_t(leaves_.size());
        bool after_leaf = false;
        for (unsigned v = 0; v < 64; ++v) {
            const uint offset = bits >= 0 ? uint(v) << bits : uint(v >> -bits);
            const uint child = first | offset;
            if (cursor.uniform(child, child | low_mask(std::max(bits, 0)))) {
                const Leaf leaf = static_cast<Leaf>(cursor.value());
                if (!after_leaf || leaves_.back() != leaf) {
                    made.leafvec |= std::uint64_t(1) << v;
                    leaves_.push_back(leaf);
                }
                after_leaf = true;
            } else {
                // A node in between does not end a run of equal leaves: nobody asks for its bit.
                made.vector |= std::uint64_t(1) << v;
                children.push_back({cursor, child});
            }
        }
        made.nodes = std::uint32_t(nodes_.size());
        nodes_.resize(nodes_.size() + children.size());
        nodes_[index] = made;
        for (std::uint32_t i = 0; i < children.size(); ++i)
            fill(made.nodes + i, runs, children[i].cursor, children[i].first, bits - stride);
    }

    std::vector<std::uint32_t> direct_;
    std::vector<node> nodes_;
    std::vector<Leaf> leaves_;
};

} // namespace bench
