// Many look-ups at once.
#ifndef CORDON_IP_DETAIL_BATCH_HPP
#define CORDON_IP_DETAIL_BATCH_HPP

#include <cordon/ip/detail/code_trie.hpp>
#include <cordon/ip/detail/code_trie_avx512.hpp>
#include <cordon/ip/detail/few_flips_avx2.hpp>
#include <cordon/ip/detail/few_flips_avx512.hpp>
#include <cordon/ip/detail/few_runs_avx2.hpp>
#include <cordon/ip/detail/few_runs_avx512.hpp>
#include <cordon/ip/detail/run_tree_avx512.hpp>
#include <cordon/ip/detail/run_trie_avx512.hpp>
#include <cordon/ip/detail/tree_runs.hpp>
#include <cordon/ip/detail/trie_map.hpp>
#include <cordon/ip/detail/vectors.hpp>

#include <algorithm>

namespace cordon::inline v0::ip::detail {

#if defined(CORDON_IP_VECTORS_X86)
// The portable code for processors of the time of AVX2: shifts by any number and counts of bits are
// an instruction each.
#define CORDON_IP_TARGET __attribute__((target("avx2,popcnt,bmi,bmi2"), flatten))
template <class A>
CORDON_IP_TARGET void contains_avx2(const code_trie& trie, const A* addresses, std::size_t n,
                                    bool* answers) noexcept
{
    trie.contains(addresses, n, answers);
}
template <class Trie, class A>
CORDON_IP_TARGET void find_avx2(const Trie& trie, const A* addresses, std::size_t n,
                                std::uint32_t* answers) noexcept
{
    trie.find(addresses, n, answers);
}
// As elsewhere; only how a node is compared differs.
template <class A>
CORDON_IP_TARGET void find_avx2(const run_tree& tree, const A* addresses, std::size_t n,
                                std::uint32_t* answers) noexcept
{
    tree.find<avx2_node_search>(addresses, n, answers);
}
#undef CORDON_IP_TARGET
#endif

// Whether each of n addresses is in the trie.
template <class A>
void batch_contains(const code_trie& trie, const A* addresses, std::size_t n,
                    bool* answers) noexcept
{
#if defined(CORDON_IP_VECTORS_X86)
    if (!trie.empty() && uses_avx512()) {
        std::size_t done = 0;
        if (trie.few().steps != 0) {
            done = n / 16 * 16;
            few_flips_avx512::contains(trie.few(), addresses, done, answers);
        }
        for (; done < n; done += batch_block)
            code_trie_avx512::contains(trie, addresses + done, std::min(n - done, batch_block),
                                       answers + done);
        return;
    }
    if (uses_avx2()) {
        std::size_t done = 0;
        if (trie.few().steps != 0 && trie.few().steps <= few_flips_avx2::most_steps) {
            done = n / few_flips_avx2::at_once * few_flips_avx2::at_once;
            few_flips_avx2::contains(trie.few(), addresses, done, answers);
        }
        for (; done < n; done += batch_block)
            contains_avx2(trie, addresses + done, std::min(n - done, batch_block), answers + done);
        return;
    }
#endif
    for (std::size_t done = 0; done < n; done += batch_block)
        trie.contains(addresses + done, std::min(n - done, batch_block), answers + done);
}

// As run_trie::find() for up to batch_block addresses. Not of an empty tree.
template <class A>
void find_block(const run_tree& tree, const A* addresses, std::size_t n,
                std::uint32_t* answers) noexcept
{
#if defined(CORDON_IP_VECTORS_X86)
    if (uses_avx512()) {
        const std::size_t whole = n / 16 * 16; // what the kernel takes
        run_tree_avx512::find(tree, addresses, whole, answers);
        for (std::size_t i = whole; i < n; ++i)
            answers[i] = tree.find(addresses[i].to_uint());
        return;
    }
    if (uses_avx2())
        return find_avx2(tree, addresses, n, answers);
#endif
    tree.find<portable_node_search>(addresses, n, answers);
}
template <class A>
void find_block(const few_runs& few, const A* addresses, std::size_t n,
                std::uint32_t* answers) noexcept
{
    std::size_t done = 0;
#if defined(CORDON_IP_VECTORS_X86)
    if (uses_avx2() && !few.keys().empty()) {
        done = n / 16 * 16; // what kernels take
        if (uses_avx512())
            few_runs_avx512::find(few, addresses, done, answers);
        else
            few_runs_avx2::find(few, addresses, done, answers);
    }
#endif
    for (; done < n; ++done)
        answers[done] = few.find(addresses[done].to_uint());
}
template <class A>
void find_block(const tree_runs& runs, const A* addresses, std::size_t n,
                std::uint32_t* answers) noexcept
{
    if (runs.tree().empty())
        find_block(runs.few(), addresses, n, answers);
    else
        find_block(runs.tree(), addresses, n, answers);
}
template <class A>
void find_block(const run_trie<A>& trie, const A* addresses, std::size_t n,
                std::uint32_t* answers) noexcept
{
#if defined(CORDON_IP_VECTORS_X86)
    if (n == batch_block && run_trie_avx512::can_run())
        return run_trie_avx512::find(trie, addresses, answers);
    if (uses_avx2())
        return find_avx2(trie, addresses, n, answers);
#endif
    trie.find(addresses, n, answers);
}
template <class A>
void find_block(const direct_trie& trie, const A* addresses, std::size_t n,
                std::uint32_t* answers) noexcept
{
#if defined(CORDON_IP_VECTORS_X86)
    if (uses_avx2())
        return find_avx2(trie, addresses, n, answers);
#endif
    trie.find(addresses, n, answers);
}
template <class A>
void find_block(const trie_map<A>& map, const A* addresses, std::size_t n,
                std::uint32_t* answers) noexcept
{
    if (map.empty())
        std::fill_n(answers, n, 0U);
    else
        map.ask([&](const auto& trie) { find_block(trie, addresses, n, answers); });
}

// The value with the number less one, nullptr for 0: by a mask, since compilers make a jump of a
// condition here, and no processor foresees which addresses of a log have a value.
template <class V>
const V* point_to(const V* values, std::uint32_t number) noexcept
{
    const std::uintptr_t place =
        reinterpret_cast<std::uintptr_t>(values) + (std::uintptr_t(number) - 1) * sizeof(V);
    const std::uintptr_t mask = std::uintptr_t(0) - std::uintptr_t(number != 0);
    return reinterpret_cast<const V*>(place & mask);
}
template <class V>
void point_to(const V* values, const std::uint32_t* numbers, std::size_t n, const V** out) noexcept
{
#if defined(CORDON_IP_VECTORS_X86)
    if (n == batch_block && run_trie_avx512::can_run())
        return point_to_avx512(values, numbers, out);
#endif
    for (std::size_t i = 0; i < n; ++i)
        out[i] = point_to(values, numbers[i]);
}

// Where the values of n addresses are, nullptr for those without one.
template <class Tree, class A, class V>
void batch_find(const Tree& tree, const A* addresses, std::size_t n, const V* values,
                const V** out) noexcept
{
    for (std::size_t done = 0; done < n; done += batch_block) {
        alignas(64) std::uint32_t answers[batch_block];
        const std::size_t count = std::min(n - done, batch_block);
        find_block(tree, addresses + done, count, answers);
        point_to(values, answers, count, out + done);
    }
}

// Whether each of n addresses has an answer.
template <class A>
void batch_contains(const tree_runs& runs, const A* addresses, std::size_t n, bool* out) noexcept
{
    for (std::size_t done = 0; done < n; done += batch_block) {
        std::uint32_t answers[batch_block];
        const std::size_t count = std::min(n - done, batch_block);
        find_block(runs, addresses + done, count, answers);
        for (std::size_t i = 0; i < count; ++i)
            out[done + i] = answers[i] != 0;
    }
}

} // namespace cordon::inline v0::ip::detail

#endif
