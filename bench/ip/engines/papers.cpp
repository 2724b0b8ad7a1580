// The published structures, written from their papers.
#include "engines/bplus_tree.hpp"
#include "engines/dxr.hpp"
#include "engines/poptrie.hpp"
#include "engines/sail.hpp"

namespace bench {
namespace {

const auto take_runs = [](const auto& in) -> auto& { return in.runs; };

// Calls f with the smallest of the types that holds the table's values.
template <class A, class F>
runners<A> with_value_type(const inputs<A>& in, F f)
{
    if (in.table.values <= 0xff)
        return f(std::uint8_t());
    if (in.table.values <= 0xffff)
        return f(std::uint16_t());
    return f(std::uint32_t());
}

template <int K, bool Packed>
runners<address_v4> make_dxr(const std::string& name, const inputs<address_v4>& in)
{
    using engine = dxr<K, Packed>;
    // A chunk or a table that is larger than the paper's entries can say.
    if (in.table.values > engine::max_value || !engine(in.runs).fits())
        return {};
    return make_one<engine>(name, in, take_runs);
}

template <int K>
void add_dxr(const std::string& name, candidates<address_v4>& out)
{
    out.push_back({name, [=](const inputs<address_v4>& in) {
                       return in.table.values <= dxr<K, true>::max_value
                                  ? make_dxr<K, true>(name, in)
                                  : make_dxr<K, false>(name, in);
                   }});
}

void add_family(candidates<address_v4>& out)
{
    add_dxr<16>("DXR D16R", out);
    add_dxr<18>("DXR D18R", out);
    out.push_back({"SAIL_L", [](const inputs<address_v4>& in) {
                       if (sail<std::uint16_t>(in.runs).fits())
                           return make_one<sail<std::uint16_t>>("SAIL_L", in, take_runs);
                       return make_one<sail<std::uint32_t>>("SAIL_L", in, take_runs);
                   }});
}

void add_family(candidates<address_v6>& out)
{
    out.push_back({"linearised B+-tree", [](const inputs<address_v6>& in) {
                       return with_value_type(in, [&](auto value) {
                           return make_one<bplus_tree<decltype(value)>>("linearised B+-tree", in,
                                                                        take_runs);
                       });
                   }});
}

} // namespace

template <class A>
void add_papers(candidates<A>& out)
{
    out.push_back({"Poptrie s18", [](const inputs<A>& in) {
                       if (in.table.values <= 0xffff)
                           return make_one<poptrie<A, std::uint16_t>>("Poptrie s18", in, take_runs);
                       return make_one<poptrie<A, std::uint32_t>>("Poptrie s18", in, take_runs);
                   }});
    add_family(out);
}

template void add_papers(candidates<address_v4>&);
template void add_papers(candidates<address_v6>&);

} // namespace bench
