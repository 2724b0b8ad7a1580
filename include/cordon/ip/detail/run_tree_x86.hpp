// Batches of searches in a run_tree by AVX2 and AVX-512, chosen at run time.
//
// The same steps as elsewhere (run_tree::find); only how a node is compared differs.
#ifndef CORDON_IP_DETAIL_RUN_TREE_X86_HPP
#define CORDON_IP_DETAIL_RUN_TREE_X86_HPP

#include <cordon/ip/detail/run_tree.hpp>
#include <cordon/ip/detail/vectors.hpp>

#if defined(CORDON_IP_VECTORS_X86)

#define CORDON_IP_AVX2 __attribute__((target("avx2,popcnt,bmi,bmi2")))

namespace cordon::inline v0::ip::detail {

template <class A>
CORDON_IP_AVX2 __attribute__((flatten)) void
find_avx2(const run_tree& tree, const A* addresses, std::size_t n, std::uint32_t* answers) noexcept
{
    tree.find<avx2_node_search>(addresses, n, answers);
}

} // namespace cordon::inline v0::ip::detail

#undef CORDON_IP_AVX2
#endif
#endif
