// What needs no library: the linear scan, and the binary search that most programs have.
#include "engines/linear_scan.hpp"

#include <algorithm>

namespace bench {
namespace {

template <class A>
class sorted_vector {
public:
    using key = A;
    using answer = std::uint32_t;

    explicit sorted_vector(const std::vector<piece<A>>& pieces)
    {
        firsts_.reserve(pieces.size());
        rest_.reserve(pieces.size());
        for (const piece<A>& p : pieces) {
            firsts_.push_back(p.first);
            rest_.push_back({p.last, p.value});
        }
    }
    static std::uint32_t number(answer value) { return value; }
    answer operator()(A address) const
    {
        const auto it = std::upper_bound(firsts_.begin(), firsts_.end(), address);
        if (it == firsts_.begin())
            return 0;
        const rest& r = rest_[std::size_t(it - firsts_.begin()) - 1];
        return address <= r.last ? r.value : 0;
    }

private:
    struct rest {
        A last;
        std::uint32_t value;
    };
    std::vector<A> firsts_;
    std::vector<rest> rest_;
};

} // namespace

template <class A>
void add_std(candidates<A>& out)
{
    const auto pieces = [](const inputs<A>& in) -> auto& { return in.table.pieces; };
    out.push_back({"linear scan", [=](const inputs<A>& in) {
                       // Of more ranges nobody would; checking it would take minutes.
                       if (in.table.pieces.size() > 1000)
                           return runners<A>();
                       return make_one<linear_scan<A>>("linear scan", in, pieces);
                   }});
#if defined(CORDON_BENCH_LINEAR_AVX512)
    if constexpr (A::width == 32)
        out.push_back({"linear scan AVX-512", [=](const inputs<A>& in) {
                           if (in.table.is_map || in.table.pieces.size() > 10000)
                               return runners<A>();
                           return make_one<linear_scan_avx512>("linear scan AVX-512", in, pieces);
                       }});
#endif
    out.push_back({"std::upper_bound", [=](const inputs<A>& in) {
                       return make_one<sorted_vector<A>>("std::upper_bound", in, pieces);
                   }});
}

template void add_std(candidates<address_v4>&);
template void add_std(candidates<address_v6>&);

} // namespace bench
