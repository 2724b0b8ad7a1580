// Libraries that Debian packages, but for DPDK: each where it was found at build time.
#include "engines/containers.hpp"
#if defined(CORDON_BENCH_MAXMINDDB)
#include "engines/mmdb.hpp"
#endif

namespace bench {

template <class A>
void add_packaged([[maybe_unused]] candidates<A>& out)
{
    [[maybe_unused]] const auto pieces = [](const inputs<A>& in) -> auto& {
        return in.table.pieces;
    };
#if defined(CORDON_BENCH_ICL)
    out.push_back({"Boost.ICL", [=](const inputs<A>& in) {
                       if (in.table.is_map)
                           return make_one<icl_map<A>>("Boost.ICL", in, pieces);
                       return make_one<icl_set<A>>("Boost.ICL", in, pieces);
                   }});
#endif
#if defined(CORDON_BENCH_ABSL)
    out.push_back({"absl::btree_map", [=](const inputs<A>& in) {
                       return make_one<absl_btree<A>>("absl::btree_map", in, pieces);
                   }});
#endif
#if defined(CORDON_BENCH_MAXMINDDB)
    out.push_back({"libmaxminddb", [](const inputs<A>& in) {
                       return make_one<mmdb<A>>("libmaxminddb", in,
                                                [](auto& i) -> auto& { return i; });
                   }});
#endif
}

template void add_packaged(candidates<address_v4>&);
template void add_packaged(candidates<address_v6>&);

} // namespace bench
