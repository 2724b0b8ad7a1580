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
        is_large_ = direct_.empty();
        if (is_large_)
            runs_ = run_trie<A>(all);
    }

    // The number of the address's value plus one, or 0.
    std::uint32_t find(A key) const noexcept
    {
        if (is_large_)
            return runs_.find(key);
        return direct_.empty() ? stretch<A>::none : direct_.find(key.to_uint());
    }
    // Calls step(trie) with the trie of a map that is not empty.
    template <class Step>
    void ask(Step step) const noexcept
    {
        is_large_ ? step(runs_) : step(direct_);
    }
    bool empty() const noexcept { return !is_large_ && direct_.empty(); }
    // The source entry of an address that has a value.
    std::uint32_t entry(A key) const noexcept { return index_.entry(key.to_uint()); }
    std::size_t memory() const noexcept
    {
        return direct_.memory() + runs_.memory() + index_.memory();
    }

private:
    static constexpr std::size_t most_direct = run_trie<A>::root_size / 4 * 3;

    bool is_large_ = false;
    direct_trie direct_;
    run_trie<A> runs_;
    piece_index<A> index_;
};

} // namespace cordon::inline v0::ip::detail

#endif
