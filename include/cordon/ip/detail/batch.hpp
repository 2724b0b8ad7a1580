// Many look-ups at once.
#ifndef CORDON_IP_DETAIL_BATCH_HPP
#define CORDON_IP_DETAIL_BATCH_HPP

#include <cordon/ip/detail/batch_avx512.hpp>
#include <cordon/ip/detail/bit_trie.hpp>
#include <cordon/ip/detail/bit_trie_avx512.hpp>
#include <cordon/ip/detail/run_trie.hpp>

#include <algorithm>

namespace cordon::inline v0::ip::detail {

// Whether each of n addresses is in the trie.
template <class A>
void batch_contains(const bit_trie& trie, const A* addresses, std::size_t n, bool* answers) noexcept
{
#if defined(CORDON_IP_BATCH_AVX512)
    if (!trie.empty() && can_batch_avx512()) {
        for (std::size_t done = 0; done < n; done += batch_block)
            bit_trie_avx512::contains(trie, addresses + done, std::min(n - done, batch_block),
                                      answers + done);
        return;
    }
#endif
    for (std::size_t done = 0; done < n; done += batch_block)
        trie.contains(addresses + done, std::min(n - done, batch_block), answers + done);
}

// As run_trie::find() for up to batch_block addresses.
template <class A>
void find_block(const run_tree& tree, const A* addresses, std::size_t n,
                std::uint32_t* answers) noexcept
{
    if (tree.empty()) {
        std::fill_n(answers, n, 0U);
        return;
    }
    std::uint32_t pending[batch_block + 16];
    const std::size_t count = tree.find_direct(addresses, n, answers, pending);
#if defined(CORDON_IP_BATCH_AVX512)
    if (can_batch_avx512()) {
        if (count != 0)
            run_tree_avx512::find(tree, addresses, pending, count, answers);
        return;
    }
#endif
    for (std::size_t i = 0; i < count; ++i)
        answers[pending[i]] = tree.find_in_tree(addresses[pending[i]].to_uint());
}
#if defined(CORDON_IP_BATCH_AVX512)
// The portable code, for a processor that counts bits by an instruction.
template <class A>
__attribute__((target("popcnt,bmi2"), flatten)) void
find_by_popcount(const run_trie<A>& trie, const A* addresses, std::size_t n,
                 std::uint32_t* answers) noexcept
{
    trie.find(addresses, n, answers);
}
#endif
template <class A>
void find_block(const run_trie<A>& trie, const A* addresses, std::size_t n,
                std::uint32_t* answers) noexcept
{
#if defined(CORDON_IP_BATCH_AVX512)
    if (can_count_bits())
        return find_by_popcount(trie, addresses, n, answers);
#endif
    trie.find(addresses, n, answers);
}

// Calls put(i, answer) for each of n addresses.
template <class Tree, class A, class Put>
void batch_find(const Tree& tree, const A* addresses, std::size_t n, Put put) noexcept
{
    for (std::size_t done = 0; done < n; done += batch_block) {
        std::uint32_t answers[batch_block];
        const std::size_t count = std::min(n - done, batch_block);
        find_block(tree, addresses + done, count, answers);
        for (std::size_t i = 0; i < count; ++i)
            put(done + i, answers[i]);
    }
}

} // namespace cordon::inline v0::ip::detail

#endif
