// Values of addresses of any space, by a search in sorted arrays.
#ifndef CORDON_IP_DETAIL_RUN_ARRAY_HPP
#define CORDON_IP_DETAIL_RUN_ARRAY_HPP

#include <cordon/ip/detail/search_array.hpp>

#include <cstdint>
#include <span>

namespace cordon::inline v0::ip::detail {

// The same as run_trie, for addresses of any width.
template <address_space A>
class run_array {
public:
    run_array() noexcept = default;
    template <class Piece>
    explicit run_array(std::span<const Piece> pieces)
    {
        ranges_.reserve(pieces.size());
        sources_.reserve(pieces.size());
        for (const Piece& piece : pieces) {
            ranges_.push_back(piece.range);
            sources_.push_back({piece.value, piece.entry});
        }
    }

    // The number of the address's value plus one, or 0.
    std::uint32_t find(A address) const noexcept
    {
        const std::size_t i = ranges_.find(address);
        return i == ranges_.npos ? 0 : sources_[i].value + 1;
    }
    // The source entry of an address that has a value.
    std::uint32_t entry(A address) const noexcept { return sources_[ranges_.find(address)].entry; }

    std::size_t memory() const noexcept
    {
        return ranges_.memory() + sources_.capacity() * sizeof sources_[0];
    }

private:
    struct source {
        std::uint32_t value;
        std::uint32_t entry;
    };
    search_array<A> ranges_;
    std::vector<source> sources_;
};

} // namespace cordon::inline v0::ip::detail

#endif
