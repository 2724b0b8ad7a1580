// The first engine of the compiled look-ups: two sorted arrays and a search without branches.
#ifndef CORDON_IP_DETAIL_SEARCH_ARRAY_HPP
#define CORDON_IP_DETAIL_SEARCH_ARRAY_HPP

#include <cordon/ip/basic_range.hpp>

#include <cstddef>
#include <vector>

namespace cordon::inline v0::ip::detail {

// Disjoint ranges in order. A look-up halves the array ceil(log2(n)) times whatever the address:
// the comparison becomes a conditional move, so nothing is there for the processor to mispredict.
template <address_space A>
class search_array {
public:
    using uint_type = typename A::uint_type;
    static constexpr std::size_t npos = std::size_t(-1);

    search_array() noexcept = default;
    search_array(const search_array&) = default;
    search_array(search_array&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    search_array& operator=(const search_array& other) { return *this = search_array(other); }
    search_array& operator=(search_array&&) noexcept = default;

    void reserve(std::size_t n)
    {
        firsts_.reserve(n);
        lasts_.reserve(n);
    }
    void push_back(const basic_range<A>& range)
    {
        firsts_.push_back(range.first().to_uint());
        lasts_.push_back(range.last().to_uint());
    }

    // The position of the range that holds the address, or npos.
    std::size_t find(A address) const noexcept
    {
        std::size_t rest = firsts_.size();
        if (rest == 0)
            return npos;
        const uint_type key = address.to_uint();
        const uint_type* at = firsts_.data(); // the last first <= key is in [at, at + rest)
        while (rest > 1) {
            const std::size_t half = rest / 2;
            at += at[half] <= key ? half : 0;
            rest -= half;
        }
        const auto i = std::size_t(at - firsts_.data());
        return firsts_[i] <= key && key <= lasts_[i] ? i : npos;
    }

    std::size_t size() const noexcept { return firsts_.size(); }
    std::size_t memory() const noexcept
    {
        return (firsts_.capacity() + lasts_.capacity()) * sizeof(uint_type);
    }

    friend bool operator==(const search_array&, const search_array&) noexcept = default;

private:
    std::vector<uint_type> firsts_;
    std::vector<uint_type> lasts_;
};

} // namespace cordon::inline v0::ip::detail

#endif
