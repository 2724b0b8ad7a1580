// cordon::ip - a set of addresses of one address space, kept as ranges.
#ifndef CORDON_IP_BASIC_RANGE_SET_HPP
#define CORDON_IP_BASIC_RANGE_SET_HPP

#include <cordon/ip/detail/set_algebra.hpp>

#include <concepts>
#include <functional>
#include <initializer_list>
#include <ranges>
#include <utility>

namespace cordon::inline v0::ip {

/// A set of addresses as sorted, disjoint ranges that do not touch: two sets with the same
/// addresses are equal, whatever they were made from. For building and algebra; to look addresses
/// up by the million compile it (compiled_set.hpp).
///
/// n, m: numbers of ranges. Made from n unsorted entries in O(n log n), algebra in O(n + m), a
/// look-up in O(log n), a single insert or erase in O(n). Memory: 2 * sizeof(A) a range. What
/// allocates may throw std::bad_alloc and then leaves the set as it was; what is const never throws
/// or allocates unless it returns a set. Safe to read from any number of threads; not while
/// another one writes.
template <address_space A>
class basic_range_set {
public:
    using address_type = A;
    using value_type = basic_range<A>;
    using size_type = std::size_t;
    using const_iterator = const value_type*;
    using iterator = const_iterator;

    /// The empty set.
    basic_range_set() noexcept = default;
    /// From addresses, prefixes and ranges in any order, overlapping or not. O(n log n).
    basic_range_set(std::initializer_list<value_type> entries)
        : basic_range_set(range_vector(entries))
    {
    }
    /// The addresses of all of the ranges, in any order. O(n log n).
    template <std::ranges::input_range Entries>
        requires std::convertible_to<std::ranges::range_reference_t<Entries>, value_type> &&
                 (!std::same_as<std::remove_cvref_t<Entries>, basic_range_set>)
    explicit basic_range_set(Entries&& entries) : basic_range_set(collect(entries))
    {
    }
    explicit basic_range_set(std::vector<value_type>&& entries) : ranges_(std::move(entries))
    {
        detail::normalize<A>(ranges_);
    }
    /// Every address there is.
    static basic_range_set all() { return {value_type::all()}; }

    // iteration

    const_iterator begin() const noexcept { return ranges_.data(); }
    const_iterator end() const noexcept { return ranges_.data() + ranges_.size(); }
    /// The ranges in order; valid until the set changes.
    std::span<const value_type> ranges() const& noexcept { return ranges_; }
    std::span<const value_type> ranges() const&& = delete;
    /// The fewest prefixes that make up the set, in order: a forward range, made as it is walked,
    /// without allocation; valid until the set changes.
    auto prefixes() const& noexcept
    {
        return detail::lazy_view(detail::ranges_state<A, detail::cover_state>(ranges()));
    }
    void prefixes() const&& = delete;
    /// The addresses one by one, in order, as prefixes() does the prefixes.
    auto addresses() const& noexcept
    {
        return detail::lazy_view(detail::ranges_state<A, detail::addresses_state>(ranges()));
    }
    void addresses() const&& = delete;

    // capacity

    bool empty() const noexcept { return ranges_.empty(); }
    /// The number of ranges.
    size_type size() const noexcept { return ranges_.size(); }
    /// The `i`-th range in order. Precondition: i < size().
    const value_type& operator[](size_type i) const noexcept { return ranges_[i]; }
    /// The number of addresses; does not overflow for a whole address space. O(n).
    address_count<A> count() const noexcept
    {
        address_count<A> sum{};
        for (const value_type& range : ranges_)
            sum += range.count();
        return sum;
    }

    // lookup

    bool contains(A address) const noexcept { return find(address) != nullptr; }
    /// The range that holds the address, or nullptr; valid until the set changes.
    const value_type* find(A address) const noexcept
    {
        const const_iterator it = first_reaching(address);
        return it != end() && it->first() <= address ? it : nullptr;
    }
    /// Whether every address of the range (or prefix) is in the set.
    bool covers(const value_type& range) const noexcept
    {
        const const_iterator it = first_reaching(range.first());
        return it != end() && it->contains(range);
    }
    /// Whether any address of the range (or prefix) is in the set.
    bool overlaps(const value_type& range) const noexcept
    {
        const const_iterator it = first_reaching(range.first());
        return it != end() && it->overlaps(range);
    }
    /// Whether the other set is a subset of this. O(n + m).
    bool covers(const basic_range_set& other) const noexcept
    {
        const_iterator it = begin();
        for (const value_type& range : other) {
            while (it != end() && it->last() < range.first())
                ++it;
            if (it == end() || !it->contains(range))
                return false;
        }
        return true;
    }
    /// Whether the sets share an address. O(n + m).
    bool overlaps(const basic_range_set& other) const noexcept
    {
        const_iterator it = begin();
        for (const value_type& range : other) {
            while (it != end() && it->last() < range.first())
                ++it;
            if (it != end() && it->overlaps(range))
                return true;
        }
        return false;
    }

    // modifiers

    /// Adds or takes away one range (or prefix, or address). O(n): for many, make a set of them and
    /// use |= or -=.
    void insert(const value_type& range) { *this |= basic_range_set{range}; }
    /// See insert().
    void erase(const value_type& range) { *this -= basic_range_set{range}; }
    void clear() noexcept { ranges_.clear(); }
    void swap(basic_range_set& other) noexcept { ranges_.swap(other.ranges_); }
    friend void swap(basic_range_set& a, basic_range_set& b) noexcept { a.swap(b); }

    // algebra, each O(n + m)

    /// Union: in either.
    friend basic_range_set operator|(const basic_range_set& a, const basic_range_set& b)
    {
        return combine(a, b, std::logical_or<>());
    }
    /// Intersection: in both.
    friend basic_range_set operator&(const basic_range_set& a, const basic_range_set& b)
    {
        return combine(a, b, std::logical_and<>());
    }
    /// Difference: in the first and not in the second.
    friend basic_range_set operator-(const basic_range_set& a, const basic_range_set& b)
    {
        return combine(a, b, std::greater<>());
    }
    /// Symmetric difference: in exactly one.
    friend basic_range_set operator^(const basic_range_set& a, const basic_range_set& b)
    {
        return combine(a, b, std::not_equal_to<>());
    }
    /// Complement: every other address of the space.
    basic_range_set operator~() const
    {
        return combine(*this, basic_range_set(), std::equal_to<>());
    }
    basic_range_set& operator|=(const basic_range_set& other) { return *this = *this | other; }
    /// The same; what is united with nothing is moved, in O(1).
    basic_range_set& operator|=(basic_range_set&& other)
    {
        return empty() ? *this = std::move(other) : *this |= other;
    }
    basic_range_set& operator&=(const basic_range_set& other) { return *this = *this & other; }
    basic_range_set& operator-=(const basic_range_set& other) { return *this = *this - other; }
    basic_range_set& operator^=(const basic_range_set& other) { return *this = *this ^ other; }

    /// The same addresses.
    friend bool operator==(const basic_range_set&, const basic_range_set&) noexcept = default;

private:
    using range_vector = std::vector<value_type>;

    template <class Entries>
    static range_vector collect(Entries&& entries)
    {
        range_vector out;
        if constexpr (std::ranges::sized_range<Entries>)
            out.reserve(std::size_t(std::ranges::size(entries)));
        for (auto&& entry : entries)
            out.push_back(value_type(entry));
        return out;
    }

    template <class Op>
    static basic_range_set combine(const basic_range_set& a, const basic_range_set& b, Op op)
    {
        basic_range_set out;
        out.ranges_ = detail::combine<A>(a.ranges_, b.ranges_, op);
        return out;
    }

    // The first range that ends at the address or behind it.
    const_iterator first_reaching(A address) const noexcept
    {
        return std::partition_point(
            begin(), end(), [=](const value_type& range) { return range.last() < address; });
    }

    range_vector ranges_;
};

} // namespace cordon::inline v0::ip

#endif
