// Batches of searches in a run_tree by AVX-512, chosen at run time.
//
// The same answers as the portable batches, which are the reference.
#ifndef CORDON_IP_DETAIL_RUN_TREE_AVX512_HPP
#define CORDON_IP_DETAIL_RUN_TREE_AVX512_HPP

#include <cordon/ip/detail/kernel_x86.hpp>
#include <cordon/ip/detail/run_tree.hpp>
#include <cordon/ip/detail/vectors.hpp>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_TARGET __attribute__((target("avx512f,popcnt,bmi,bmi2")))
#define CORDON_IP_INLINE CORDON_IP_TARGET __attribute__((always_inline)) static inline

namespace cordon::inline v0::ip::detail {

// The steps of run_tree, each for all addresses of a block before the next one. What has to be
// searched further is kept in arrays without gaps, sixteen moved together at once, so that no
// registers are short and loads of many addresses are under way; only nodes are compared one
// address at a time.
struct run_tree_avx512 {
    // For n addresses, a multiple of sixteen up to batch_block. Not of an empty tree.
    template <class A>
    CORDON_IP_TARGET static void find(const run_tree& tree, const A* addresses, std::size_t n,
                                      std::uint32_t* answers) noexcept
    {
        searches all;
        __mmask16 divided[batch_block / 16]; // which addresses are searched for further
        tree.find_direct(addresses, n, answers);
        all.count = 0;
        for (std::size_t i = 0; i < n; i += 16) {
            const __m512i got = _mm512_loadu_si512(answers + i);
            const __mmask16 which =
                _mm512_cmpge_epu32_mask(got, _mm512_set1_epi32(int(run_tree::divided)));
            divided[i / 16] = which;
            if (which == 0) // of misses mostly
                continue;
            const __m512i front = kernel::halves_of(addresses + i);
            const __m512i back = kernel::halves_of(addresses + i + 8);
            const __m512i upper = kernel::words<1>(front, back);
            const __m512i lower = kernel::words<0>(front, back);
            const __m512i middle = _mm512_or_si512(_mm512_maskz_slli_epi32(0xffff, upper, 16),
                                                   _mm512_maskz_srli_epi32(0xffff, lower, 16));
            kernel::put(all.nodes + all.count, which,
                        _mm512_sub_epi32(got, _mm512_set1_epi32(int(run_tree::divided))));
            kernel::put(all.keys + all.count, which, middle);
            kernel::put(all.blocks + all.count, which, upper);
            kernel::put(all.rests + all.count, which, lower);
            all.count += kernel::count(which);
        }
        if (all.count == 0)
            return;
        if (!tree.shortcuts_.empty())
            take_shortcuts(tree, all);
        walk(tree, all, tree.levels_);
        if (!tree.deep_roots_.empty())
            search_deeper(tree, all);
        std::size_t next = 0;
        for (std::size_t i = 0; i < n; i += 16) {
            const __mmask16 which = divided[i / 16];
            if (which == 0)
                continue;
            _mm512_storeu_si512(answers + i,
                                _mm512_mask_expand_epi32(_mm512_loadu_si512(answers + i), which,
                                                         _mm512_loadu_si512(all.nodes + next)));
            next += kernel::count(which);
        }
        if (!tree.slices_.empty()) {
            std::uint32_t places[searches::room];
            const std::size_t found = kernel::places_from(tree.first_slice_, answers, n, places);
            tree.find_in_slices(addresses, places, found, answers);
        }
    }

private:
    // What is to be searched: from which node, for which key; then the answers. With room for a
    // register more behind the last.
    struct searches {
        static constexpr std::size_t room = batch_block + 16;
        alignas(64) std::uint32_t nodes[room];
        alignas(64) std::uint32_t keys[room];
        alignas(64) std::uint32_t blocks[room]; // the first 32 bits of the address
        alignas(64) std::uint32_t rests[room];  // the next 32
        std::size_t count;
    };

    CORDON_IP_INLINE void take_shortcuts(const run_tree& tree, searches& all) noexcept
    {
        alignas(64) std::uint32_t places[batch_block];
        alignas(64) std::uint64_t found[batch_block]; // block and root
        const shortcuts::table known = tree.shortcuts_.get();
        const __m128i shift = _mm_cvtsi32_si128(int(known.shift));
        for (std::size_t i = 0; i < all.count; i += 16) {
            const __m512i hash = _mm512_mullo_epi32(_mm512_load_si512(all.blocks + i),
                                                    _mm512_set1_epi32(int(known.factor)));
            _mm512_store_si512(places + i, _mm512_maskz_srl_epi32(0xffff, hash, shift));
        }
        for (std::size_t i = 0; i < all.count; i += 4)
            _Pragma("GCC unroll 2") for (std::size_t j = i; j < i + 4; j += 2)
            {
                const std::uint64_t two = kernel::pair(places + j);
                std::memcpy(found + j, known.entries + (two & 0xffffffffU), 8);
                std::memcpy(found + j + 1, known.entries + (two >> 32), 8);
            }
        for (std::size_t i = 0; i < all.count; i += 16) {
            const __m512i front = _mm512_load_si512(found + i);
            const __m512i back = _mm512_load_si512(found + i + 8);
            const __mmask16 is_there = _mm512_cmpeq_epi32_mask(kernel::words<0>(front, back),
                                                               _mm512_load_si512(all.blocks + i));
            const __m512i root = kernel::words<1>(front, back);
            _mm512_store_si512(
                all.nodes + i,
                _mm512_mask_mov_epi32(_mm512_load_si512(all.nodes + i), is_there, root));
            _mm512_store_si512(all.keys + i,
                               _mm512_mask_mov_epi32(_mm512_load_si512(all.keys + i), is_there,
                                                     _mm512_load_si512(all.rests + i)));
        }
    }

    CORDON_IP_INLINE std::int32_t key(const searches& all, std::size_t i) noexcept
    {
        return static_cast<std::int32_t>(all.keys[i]);
    }

    // From the nodes to the answers.
    CORDON_IP_INLINE void walk(const run_tree& tree, searches& all, unsigned levels) noexcept
    {
        const std::size_t n = all.count;
        // Four are searched at once: behind the last the first again, whose way there is.
        _mm512_storeu_si512(all.nodes + n, _mm512_set1_epi32(static_cast<int>(all.nodes[0])));
        _mm512_storeu_si512(all.keys + n, _mm512_set1_epi32(static_cast<int>(all.keys[0])));
        using search = avx512_node_search;
        const __m512i first_bit = _mm512_set1_epi32(tree_node::as_signed(0));
        for (std::size_t i = 0; i < n; i += 16)
            _mm512_store_si512(all.keys + i,
                               _mm512_xor_si512(_mm512_load_si512(all.keys + i), first_bit));
        for (const tree_node* const nodes = tree.nodes_.data(); levels != 0; --levels)
            for (std::size_t i = 0; i < n; i += 4)
                _Pragma("GCC unroll 4") for (std::size_t j = i; j < i + 4; ++j)
                {
                    const tree_node& node = tree_node::at(nodes, all.nodes[j]);
                    all.nodes[j] = node.child(search::rank(node, key(all, j)));
                }
        const tree_node* const leaves = tree.leaves_.data();
        const unsigned char* const bytes = tree.answers_.data();
        const unsigned shift = tree.answers_.shift();
        for (std::size_t i = 0; i < n; i += 4)
            _Pragma("GCC unroll 4") for (std::size_t j = i; j < i + 4; ++j)
            {
                const std::uint32_t leaf = all.nodes[j];
                const std::size_t at = tree_node::first_answer(leaf) +
                                       search::rank(tree_node::at(leaves, leaf), key(all, j));
                std::memcpy(all.nodes + j, bytes + (at << shift), sizeof(std::uint32_t));
            }
        const __m512i mask = _mm512_set1_epi32(static_cast<int>(tree.answers_.mask()));
        for (std::size_t i = 0; i < n; i += 16)
            _mm512_store_si512(all.nodes + i,
                               _mm512_and_si512(_mm512_load_si512(all.nodes + i), mask));
    }

    // Those whose answer is a deep tree.
    CORDON_IP_INLINE void search_deeper(const run_tree& tree, searches& all) noexcept
    {
        searches deep;
        std::uint32_t places[searches::room];
        deep.count = kernel::places_from(tree.first_deep_, all.nodes, all.count, places);
        if (deep.count == 0)
            return;
        const std::uint32_t* const roots = tree.deep_roots_.data();
        for (std::size_t i = 0; i < deep.count; ++i) {
            deep.nodes[i] = roots[all.nodes[places[i]] - tree.first_deep_];
            deep.keys[i] = all.rests[places[i]];
        }
        walk(tree, deep, tree.deep_levels_);
        for (std::size_t i = 0; i < deep.count; ++i)
            all.nodes[places[i]] = deep.nodes[i];
    }
};

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_INLINE
#undef CORDON_IP_TARGET
#endif
#endif
