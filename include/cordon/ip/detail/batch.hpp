// Many look-ups at once, by the widest instructions that this processor has.
#ifndef CORDON_IP_DETAIL_BATCH_HPP
#define CORDON_IP_DETAIL_BATCH_HPP

#include <cordon/ip/address_v4.hpp>
#include <cordon/ip/address_v6.hpp>
#include <cordon/ip/detail/batch_avx512.hpp>

#include <algorithm>
#include <type_traits>

namespace cordon::inline v0::ip::detail {

// The kernels read addresses as the numbers that they are.
static_assert(sizeof(address_v4) == sizeof(std::uint32_t) && sizeof(address_v6) == sizeof(uint128));

// Whether each of n addresses is in the trie.
template <class A>
void batch_contains(const bit_trie& trie, const A* addresses, std::size_t n, bool* answers) noexcept
{
    std::size_t done = 0;
#if defined(CORDON_IP_BATCH_AVX512)
    if constexpr (std::is_same_v<A, address_v4>)
        if (n >= 16 && !trie.empty() && can_batch_avx512())
            done = bit_trie_avx512::contains(trie, addresses, n, answers);
#endif
    for (; done < n; ++done)
        answers[done] = trie.contains(addresses[done].to_uint());
}

// Calls put(i, answer) for each of n addresses.
template <class A, class Put>
void batch_find(const run_tree& tree, const A* addresses, std::size_t n, Put put) noexcept
{
    std::size_t done = 0;
#if defined(CORDON_IP_BATCH_AVX512)
    if constexpr (std::is_same_v<A, address_v6>)
        if (n >= 8 && !tree.empty() && can_batch_avx512())
            while (n - done >= 8) {
                std::uint32_t found[batch_block];
                const std::size_t count = run_tree_avx512::find(
                    tree, addresses + done, std::min(n - done, batch_block), found);
                for (std::size_t i = 0; i < count; ++i)
                    put(done + i, found[i]);
                done += count;
            }
#endif
    for (; done < n; ++done)
        put(done, tree.find(addresses[done].to_uint()));
}

} // namespace cordon::inline v0::ip::detail

#endif
