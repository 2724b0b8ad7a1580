// cordon itself: compiled_set where the table is a set, compiled_map where it is a map.
#include "engine.hpp"

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>

namespace bench {
namespace {

template <class A>
class cordon_set {
public:
    using key = A;
    using answer = bool;

    explicit cordon_set(const cordon::ip::basic_range_set<A>& set) : set_(set) {}
    static std::uint32_t number(bool inside) { return inside; }
    bool operator()(A address) const { return set_.contains(address); }
    void batch(const A* addresses, bool* answers, std::size_t n) const
    {
        set_.contains(std::span(addresses, n), std::span(answers, n));
    }
    std::size_t memory() const { return set_.memory(); }

private:
    cordon::ip::basic_compiled_set<A> set_;
};

template <class A>
class cordon_map {
public:
    using key = A;
    using answer = const std::uint32_t*;

    explicit cordon_map(const cordon::ip::basic_range_map<A, std::uint32_t>& map) : map_(map) {}
    static std::uint32_t number(answer found) { return found == nullptr ? 0 : *found; }
    answer operator()(A address) const { return map_.find(address); }
    void batch(const A* addresses, answer* answers, std::size_t n) const
    {
        map_.find(std::span(addresses, n), std::span(answers, n));
    }
    std::size_t memory() const { return map_.memory(); }

private:
    cordon::ip::basic_compiled_map<A, std::uint32_t> map_;
};

} // namespace

template <class A>
void add_cordon(candidates<A>& out)
{
    out.push_back({"cordon", [](const inputs<A>& in) {
                       if (in.table.is_map)
                           return make_one<cordon_map<A>>("cordon", in,
                                                          [](auto& i) -> auto& { return i.map; });
                       return make_one<cordon_set<A>>("cordon", in,
                                                      [](auto& i) -> auto& { return i.set; });
                   }});
}

template void add_cordon(candidates<address_v4>&);
template void add_cordon(candidates<address_v6>&);

} // namespace bench
