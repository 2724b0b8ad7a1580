// Which of many sorted ranges an address is in, by a search without branches.
#ifndef CORDON_IP_DETAIL_SEARCH_ARRAY_HPP
#define CORDON_IP_DETAIL_SEARCH_ARRAY_HPP

#include <cordon/ip/basic_range.hpp>

#include <cstddef>
#include <vector>

namespace cordon::inline v0::ip::detail {

// Where disjoint ranges begin, in order. A look-up halves the array ceil(log2(n)) times whatever
// the address: the comparison becomes a conditional move, so nothing is there for the processor to
// mispredict.
template <address_space A>
class start_array {
public:
    using uint_type = typename A::uint_type;
    static constexpr std::size_t npos = std::size_t(-1);

    start_array() noexcept = default;
    start_array(const start_array&) = default;
    start_array(start_array&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    start_array& operator=(const start_array& other) { return *this = start_array(other); }
    start_array& operator=(start_array&&) noexcept = default;

    void reserve(std::size_t n) { firsts_.reserve(n); }
    void push_back(const basic_range<A>& range) { firsts_.push_back(range.first().to_uint()); }

    // The position of the last range that begins at or before the address, or npos.
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
        return *at <= key ? std::size_t(at - firsts_.data()) : npos;
    }

    std::size_t size() const noexcept { return firsts_.size(); }
    std::size_t memory() const noexcept { return firsts_.capacity() * sizeof(uint_type); }

    friend bool operator==(const start_array&, const start_array&) noexcept = default;

private:
    std::vector<uint_type> firsts_;
};

// Where they end, too.
template <address_space A>
class search_array {
public:
    using uint_type = typename A::uint_type;
    static constexpr std::size_t npos = start_array<A>::npos;

    search_array() noexcept = default;
    search_array(const search_array&) = default;
    search_array(search_array&&) noexcept = default;
    search_array& operator=(const search_array& other) { return *this = search_array(other); }
    search_array& operator=(search_array&&) noexcept = default;

    void reserve(std::size_t n)
    {
        starts_.reserve(n);
        lasts_.reserve(n);
    }
    void push_back(const basic_range<A>& range)
    {
        starts_.push_back(range);
        lasts_.push_back(range.last().to_uint());
    }

    // The position of the range that holds the address, or npos.
    std::size_t find(A address) const noexcept
    {
        const std::size_t i = starts_.find(address);
        return i != npos && address.to_uint() <= lasts_[i] ? i : npos;
    }

    std::size_t size() const noexcept { return lasts_.size(); }
    std::size_t memory() const noexcept
    {
        return starts_.memory() + lasts_.capacity() * sizeof(uint_type);
    }

    friend bool operator==(const search_array&, const search_array&) noexcept = default;

private:
    start_array<A> starts_;
    std::vector<uint_type> lasts_;
};

} // namespace cordon::inline v0::ip::detail

#endif
