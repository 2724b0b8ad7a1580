// Values of 32-bit addresses, in whichever trie is the faster.
#ifndef CORDON_IP_DETAIL_TRIE_MAP_HPP
#define CORDON_IP_DETAIL_TRIE_MAP_HPP

#include <cordon/ip/detail/direct_trie.hpp>
#include <cordon/ip/detail/piece_index.hpp>
#include <cordon/ip/detail/run_trie.hpp>

namespace cordon::inline v0::ip::detail {

// A direct_trie where that is small: at most three quarters of a run_trie's root. It reads two
// places where a run_trie reads three and counts bits; beyond, more of them are out of the cache.
template <address_space A>
class trie_map {
public:
    static constexpr std::uint32_t short_codes = run_trie<A>::short_codes;

    trie_map() noexcept = default;
    // Pieces in order and disjoint, each with a `range`, a `value` below 2^30 - 1 and an `entry`.
    // The number of a value is numbers[value], or the value where there are no numbers.
    template <class Piece>
    trie_map(std::span<const Piece> pieces, std::span<const std::uint32_t> numbers) : index_(pieces)
    {
        if (pieces.empty())
            return;
        const std::vector<stretch<A>> stretches = join<A>(pieces, numbers);
        const std::span<const stretch<A>> all(stretches);
        direct_ = direct_trie(all, most_direct);
        layout_ = direct_.empty() ? layout::runs : layout::direct;
        if (layout_ == layout::runs)
            runs_ = run_trie<A>(all);
    }

    // The number of the address's value plus one, or 0.
    std::uint32_t find(A key) const noexcept
    {
        if (layout_ == layout::direct)
            return direct_.find(key.to_uint());
        return layout_ == layout::runs ? runs_.find(key) : stretch<A>::none;
    }
    // Calls step(trie) with the trie of a map that is not empty.
    template <class Step>
    void ask(Step step) const noexcept
    {
        layout_ == layout::runs ? step(runs_) : step(direct_);
    }
    bool empty() const noexcept { return layout_ == layout::empty; }
    // The source entry of an address that has a value.
    std::uint32_t entry(A key) const noexcept { return index_.entry(key.to_uint()); }
    std::size_t memory() const noexcept
    {
        return direct_.memory() + runs_.memory() + index_.memory();
    }

private:
    static constexpr std::size_t most_direct = run_trie<A>::root_size / 4 * 3;

    enum class layout : unsigned char { empty, direct, runs };

    layout layout_ = layout::empty;
    direct_trie direct_;
    run_trie<A> runs_;
    piece_index<A> index_;
};

} // namespace cordon::inline v0::ip::detail

#endif
