// A linearised B+-tree: Z. Zhang, L. Liu, C. Chen, H. Li, J. Shu, W. Hsu, Y. Zhang, "PlanB:
// Efficient Software IPv6 Lookup with Linearized B+-Tree", NSDI 2026. Written from the paper's
// description, for measurement: longest-prefix match becomes a search for the last elementary
// interval that starts at or before the address; the tree over these starts is flat arrays, one per
// level, of nodes of eight 64-bit keys (a cache line), child c of node n is node 9 n + c of the
// next level; one AVX-512 compare and a population count per node, no branch; a batch goes down
// level by level, many addresses abreast. Where the compiler may not use AVX-512 it is two compares
// of AVX2, or a loop.
//
// Only the first 64 bits of an address count: what is finer than /64 is rounded outwards.
#pragma once

#include "engine.hpp"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include <bit>
#include <limits>
#include <new>

namespace bench {

template <class T>
struct line_allocator {
    using value_type = T;
    line_allocator() = default;
    template <class U>
    line_allocator(const line_allocator<U>&) // NOLINT: as std::allocator converts
    {
    }
    T* allocate(std::size_t n)
    {
        return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t(64)));
    }
    void deallocate(T* p, std::size_t) { ::operator delete(p, std::align_val_t(64)); }
    friend bool operator==(line_allocator, line_allocator) { return true; }
};

/// Value: the smallest unsigned type for the table's values, so that the leaves' are few lines.
template <class Value>
class bplus_tree {
public:
    using key = address_v6;
    using answer = std::uint32_t;
    static constexpr int bits = 64;

    explicit bplus_tree(const std::vector<run<address_v6>>& runs)
    {
        std::vector<std::uint64_t> starts;
        const auto put = [&](std::uint64_t start, std::uint32_t value) {
            if (starts.empty() || starts.back() != start) {
                starts.push_back(start);
                values_.emplace_back();
            }
            values_.back() = Value(value);
        };
        std::uint32_t carried = 0;
        for (std::size_t i = 0; i < runs.size();) {
            const uint128 start = runs[i].first.to_uint();
            std::uint32_t value = start.low == 0 ? runs[i].value : carried;
            const std::size_t begin = i;
            for (; i < runs.size() && runs[i].first.to_uint().high == start.high; ++i)
                value = value != 0 ? value : runs[i].value;
            carried = runs[i - 1].value;
            // A /64 that is cut gets the first value in it, and what follows it its own.
            put(start.high, value);
            if ((start.low != 0 || i - begin > 1) && start.high != padding)
                put(start.high + 1, carried);
        }
        build(starts);
        values_.shrink_to_fit();
    }
    static std::uint32_t number(answer value) { return value; }

    answer operator()(address_v6 address) const
    {
        const std::uint64_t want = address.to_uint().high;
        std::size_t node = 0;
        for (int level = 0; level + 1 < levels_; ++level)
            node = node * 9 + rank(offsets_[level] + node, want);
        // A start is never at or before want after the last that counts here: ranks begin at 1 but
        // for the first key of a leaf, whose predecessor is the key before, in the leaf before.
        return values_[node * 8 + rank(offsets_[levels_ - 1] + node, want) - 1];
    }

    void batch(const address_v6* addresses, answer* answers, std::size_t n) const
    {
        constexpr std::size_t abreast = 16;
        for (std::size_t at = 0; at < n; at += abreast) {
            std::uint64_t want[abreast];
            std::size_t node[abreast]{};
            for (std::size_t j = 0; j < abreast; ++j)
                want[j] = addresses[at + j].to_uint().high;
            for (int level = 0; level + 1 < levels_; ++level) {
                const std::size_t offset = offsets_[level];
#pragma GCC unroll 16
                for (std::size_t j = 0; j < abreast; ++j)
                    node[j] = node[j] * 9 + rank(offset + node[j], want[j]);
            }
            const std::size_t offset = offsets_[levels_ - 1];
#pragma GCC unroll 16
            for (std::size_t j = 0; j < abreast; ++j)
                answers[at + j] = values_[node[j] * 8 + rank(offset + node[j], want[j]) - 1];
        }
    }

private:
    struct alignas(64) node_keys {
        std::uint64_t keys[8];
    };
    static constexpr std::uint64_t padding = ~std::uint64_t(0);

    // How many keys of the node are at or before `want`. Padding is greater than all that is asked
    // for but ffff:ffff:ffff:ffff::/64, which is asked for as its neighbour: nothing starts there.
    std::size_t rank(std::size_t node, std::uint64_t want) const
    {
        const std::uint64_t at_most = want - (want == padding);
#if defined(__AVX512F__)
        const __m512i keys = _mm512_load_si512(&nodes_[node]);
        const __m512i x = _mm512_set1_epi64(static_cast<long long>(at_most));
        return std::size_t(std::popcount(unsigned(_mm512_cmple_epu64_mask(keys, x))));
#elif defined(__AVX2__)
        // Compares are of signed numbers; at_most is not the greatest, so "<" one more is "<=".
        const __m256i sign = _mm256_set1_epi64x(std::numeric_limits<long long>::min());
        const __m256i x =
            _mm256_xor_si256(sign, _mm256_set1_epi64x(static_cast<long long>(at_most + 1)));
        const auto below = [&](const std::uint64_t* keys) {
            const __m256i four = _mm256_load_si256(reinterpret_cast<const __m256i*>(keys));
            return unsigned(_mm256_movemask_pd(
                _mm256_castsi256_pd(_mm256_cmpgt_epi64(x, _mm256_xor_si256(sign, four)))));
        };
        return std::size_t(
            std::popcount(below(nodes_[node].keys) | below(nodes_[node].keys + 4) << 4));
#else
        std::size_t count = 0;
        for (const std::uint64_t k : nodes_[node].keys)
            count += k <= at_most;
        return count;
#endif
    }

    // Levels from the leaves up; in nodes_ the root comes first.
    void build(const std::vector<std::uint64_t>& starts)
    {
        std::vector<std::vector<node_keys>> levels{std::vector<node_keys>((starts.size() + 7) / 8)};
        for (std::size_t i = 0; i < levels[0].size() * 8; ++i)
            levels[0][i / 8].keys[i % 8] = i < starts.size() ? starts[i] : padding;
        // first[i]: the first start below node i of the level.
        std::vector<std::uint64_t> first;
        for (const node_keys& leaf : levels[0])
            first.push_back(leaf.keys[0]);
        while (levels.back().size() > 1) {
            const std::size_t below = levels.back().size();
            std::vector<node_keys> level((below + 8) / 9);
            std::vector<std::uint64_t> level_first;
            for (std::size_t i = 0; i < level.size(); ++i) {
                level_first.push_back(first[i * 9]);
                for (std::size_t k = 0; k < 8; ++k)
                    level[i].keys[k] = i * 9 + k + 1 < below ? first[i * 9 + k + 1] : padding;
            }
            levels.push_back(std::move(level));
            first = std::move(level_first);
        }
        levels_ = int(levels.size());
        for (int i = 0; i < levels_; ++i) {
            const auto& level = levels[std::size_t(levels_ - 1 - i)];
            offsets_[i] = nodes_.size();
            nodes_.insert(nodes_.end(), level.begin(), level.end());
        }
    }

    std::vector<node_keys, line_allocator<node_keys>> nodes_;
    std::vector<Value> values_; // of the leaves' keys in order
    std::size_t offsets_[24]{}; // where each level starts in nodes_
    int levels_ = 0;
};

} // namespace bench
