// Values of 128-bit addresses as runs.
#ifndef CORDON_IP_DETAIL_TREE_MAP_HPP
#define CORDON_IP_DETAIL_TREE_MAP_HPP

#include <cordon/ip/detail/tree_set.hpp>

namespace cordon::inline v0::ip::detail {

// The same as run_trie, for 128-bit addresses.
template <address_space A>
class tree_map {
public:
    tree_map() noexcept = default;
    template <class Piece>
    explicit tree_map(std::span<const Piece> pieces)
    {
        if (!pieces.empty())
            runs_ = tree_runs(runs_of(pieces,
                                      [](uint128 first, const Piece& piece) {
                                          return run_tree::run{first, piece.value + 1, piece.entry};
                                      }),
                              true);
    }

    // The number of the address's value plus one, or 0.
    std::uint32_t find(A address) const noexcept { return runs_.find(address.to_uint()); }
    const tree_runs& runs() const noexcept { return runs_; }
    // The source entry of an address that has a value.
    std::uint32_t entry(A address) const noexcept { return runs_.entry(address.to_uint()); }
    std::size_t memory() const noexcept { return runs_.memory(); }

private:
    tree_runs runs_;
};

} // namespace cordon::inline v0::ip::detail

#endif
