// cordon::ip - a set of IPv4 and IPv6 addresses.
#ifndef CORDON_IP_RANGE_SET_HPP
#define CORDON_IP_RANGE_SET_HPP

#include <cordon/ip/basic_range_set.hpp>
#include <cordon/ip/range.hpp>

#include <system_error>
#include <utility>

namespace cordon::inline v0::ip {

/// Of IPv4 alone.
using range_set_v4 = basic_range_set<address_v4>;
/// Of IPv6 alone.
using range_set_v6 = basic_range_set<address_v6>;

namespace detail {

// IPv4 first, then IPv6: `Walk` over a basic_range_set, widened to `Value`.
template <class Value, class Walk4, class Walk6>
class pair_state {
public:
    constexpr pair_state() noexcept = default;
    constexpr pair_state(Walk4 v4, Walk6 v6) noexcept : v4_(v4), v6_(v6) {}
    constexpr bool done() const noexcept { return v4_.done() && v6_.done(); }
    constexpr Value current() const noexcept
    {
        return v4_.done() ? Value(v6_.current()) : Value(v4_.current());
    }
    constexpr void advance() noexcept
    {
        if (v4_.done())
            v6_.advance();
        else
            v4_.advance();
    }
    friend constexpr bool operator==(const pair_state&, const pair_state&) noexcept = default;

private:
    Walk4 v4_;
    Walk6 v6_;
};

// A range inside ::ffff:0:0/96 as the IPv4 range that look-ups see.
constexpr range canonical_range(const range& range) noexcept
{
    if (!is_mapped_range(range.first(), range.last()))
        return range;
    return *ip::range::make(range.first().canonical(), range.last().canonical());
}

// The ranges of a set as steps.
template <address_space A>
class whole_state {
public:
    constexpr whole_state() noexcept = default;
    constexpr explicit whole_state(std::span<const basic_range<A>> ranges) noexcept
        : at_(ranges.data()), end_(ranges.data() + ranges.size())
    {
    }
    constexpr bool done() const noexcept { return at_ == end_; }
    constexpr const basic_range<A>& current() const noexcept { return *at_; }
    constexpr void advance() noexcept { ++at_; }
    friend constexpr bool operator==(const whole_state&, const whole_state&) noexcept = default;

private:
    const basic_range<A>* at_ = nullptr;
    const basic_range<A>* end_ = nullptr;
};

template <class Value, class Walk4, class Walk6>
lazy_view<pair_state<Value, Walk4, Walk6>> pair_view(Walk4 v4, Walk6 v6) noexcept
{
    return lazy_view(pair_state<Value, Walk4, Walk6>(v4, v6));
}

} // namespace detail

/// A pair of an IPv4 and an IPv6 set (255.255.255.255 and :: are no neighbours). Addresses are
/// canonical going in and when looked up: ::ffff:10.0.0.1 is 10.0.0.1. A prefix or range wholly
/// inside ::ffff:0:0/96 is refused (errc::mapped_range): written as IPv4 it would work, as it is no
/// look-up could reach it. In a wider IPv6 range the mapped part cannot be reached either. None is
/// in no set. Cost, guarantees and thread safety as of basic_range_set.
class range_set {
public:
    using value_type = range;

    range_set() noexcept = default;
    range_set(const range_set&) = default;
    range_set(range_set&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    range_set& operator=(const range_set& other) { return *this = range_set(other); }
    range_set& operator=(range_set&&) noexcept = default;
    /// Of a set of each family; that of IPv6 is not checked for mapped ranges.
    range_set(range_set_v4 v4, range_set_v6 v6) noexcept : v4_(std::move(v4)), v6_(std::move(v6)) {}
#if defined(__cpp_exceptions)
    /// From addresses, prefixes and ranges of both families in any order. O(n log n). Throws
    /// errc::mapped_range.
    range_set(std::initializer_list<range> entries) { insert_range(entries); }
    /// As from a braced list.
    template <class Entries> // the first condition ends the matter for copies
        requires(!std::same_as<std::remove_cvref_t<Entries>, range_set>) &&
                std::ranges::input_range<Entries> &&
                std::convertible_to<std::ranges::range_reference_t<Entries>, range>
    explicit range_set(Entries&& entries)
    {
        insert_range(entries);
    }
#endif

    // The two sets, to read and to write: what is written to v6() is not checked for mapped ranges.
    const range_set_v4& v4() const noexcept { return v4_; }
    const range_set_v6& v6() const noexcept { return v6_; }
    range_set_v4& v4() noexcept { return v4_; }
    range_set_v6& v6() noexcept { return v6_; }

    // iteration: forward ranges, IPv4 first, valid until the set changes

    /// The ranges, as begin() and end() walk over them.
    auto ranges() const& noexcept
    {
        return detail::pair_view<range>(detail::whole_state<address_v4>(v4_.ranges()),
                                        detail::whole_state<address_v6>(v6_.ranges()));
    }
    void ranges() const&& = delete;
    auto begin() const noexcept { return ranges().begin(); }
    auto end() const noexcept { return std::default_sentinel; }
    /// The fewest prefixes that make up the set.
    auto prefixes() const& noexcept
    {
        return detail::pair_view<prefix>(
            detail::ranges_state<address_v4, detail::cover_state>(v4_.ranges()),
            detail::ranges_state<address_v6, detail::cover_state>(v6_.ranges()));
    }
    void prefixes() const&& = delete;
    /// The addresses one by one.
    auto addresses() const& noexcept
    {
        return detail::pair_view<address>(
            detail::ranges_state<address_v4, detail::addresses_state>(v4_.ranges()),
            detail::ranges_state<address_v6, detail::addresses_state>(v6_.ranges()));
    }
    void addresses() const&& = delete;

    bool empty() const noexcept { return v4_.empty() && v6_.empty(); }
    /// The number of ranges.
    std::size_t size() const noexcept { return v4_.size() + v6_.size(); }
    /// The number of addresses of both families.
    uint129 count() const noexcept { return v6_.count() += uint129(v4_.count()); }

    // lookup

    bool contains(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        return key.is_v4() ? v4_.contains(key.to_v4()) : key.is_v6() && v6_.contains(key.to_v6());
    }
    /// The range that holds the address.
    std::optional<range> find(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        if (key.is_v4())
            if (const range_v4* v4 = v4_.find(key.to_v4()))
                return range(*v4);
        if (key.is_v6())
            if (const range_v6* v6 = v6_.find(key.to_v6()))
                return range(*v6);
        return std::nullopt;
    }
    /// Whether every, and whether any address of the range (or prefix) is in its family's set.
    bool covers(const range& range) const noexcept
    {
        const ip::range key = detail::canonical_range(range);
        return key.is_v4() ? v4_.covers(key.to_v4()) : v6_.covers(key.to_v6());
    }
    bool overlaps(const range& range) const noexcept
    {
        const ip::range key = detail::canonical_range(range);
        return key.is_v4() ? v4_.overlaps(key.to_v4()) : v6_.overlaps(key.to_v6());
    }
    bool covers(const range_set& other) const noexcept
    {
        return v4_.covers(other.v4_) && v6_.covers(other.v6_);
    }
    bool overlaps(const range_set& other) const noexcept
    {
        return v4_.overlaps(other.v4_) || v6_.overlaps(other.v6_);
    }

    // modifiers

    /// Adds one range, prefix or address. O(n). errc::mapped_range leaves the set as it was.
    void insert(const range& range, std::error_code& error)
    {
        insert_range(std::span(&range, 1), error);
    }
    /// Adds many at once: O(n log n) in all. All or, after an error, none of them.
    template <std::ranges::input_range Entries>
        requires std::convertible_to<std::ranges::range_reference_t<Entries>, range>
    void insert_range(Entries&& entries, std::error_code& error)
    {
        error.clear();
        std::vector<range_v4> new_v4;
        std::vector<range_v6> new_v6;
        for (auto&& entry : entries) {
            const range wide(entry);
            const range key = detail::canonical_range(wide);
            if (key.is_v6()) {
                new_v6.push_back(key.to_v6());
            } else if (wide.is_v4() || wide.first() == wide.last()) {
                new_v4.push_back(key.to_v4());
            } else {
                error = errc::mapped_range;
                return;
            }
        }
        range_set grown(v4_ | range_set_v4(std::move(new_v4)),
                        v6_ | range_set_v6(std::move(new_v6)));
        swap(grown);
    }
#if defined(__cpp_exceptions)
    /// As insert_range() of one range: O(n).
    void insert(const range& range) { insert_range(std::span(&range, 1)); }
    /// See above.
    template <std::ranges::input_range Entries>
        requires std::convertible_to<std::ranges::range_reference_t<Entries>, range>
    void insert_range(Entries&& entries)
    {
        std::error_code error;
        insert_range(entries, error);
        if (error)
            throw std::system_error(error);
    }
#endif
    /// Takes one range, prefix or address away. O(n).
    void erase(const range& range)
    {
        const ip::range key = detail::canonical_range(range);
        if (key.is_v4())
            v4_.erase(key.to_v4());
        else
            v6_.erase(key.to_v6());
    }
    void clear() noexcept
    {
        v4_.clear();
        v6_.clear();
    }
    void swap(range_set& other) noexcept
    {
        v4_.swap(other.v4_);
        v6_.swap(other.v6_);
    }
    friend void swap(range_set& a, range_set& b) noexcept { a.swap(b); }

    // algebra, family by family: union, intersection, difference, symmetric difference, complement

    friend range_set operator|(const range_set& a, const range_set& b)
    {
        return {a.v4_ | b.v4_, a.v6_ | b.v6_};
    }
    friend range_set operator&(const range_set& a, const range_set& b)
    {
        return {a.v4_ & b.v4_, a.v6_ & b.v6_};
    }
    friend range_set operator-(const range_set& a, const range_set& b)
    {
        return {a.v4_ - b.v4_, a.v6_ - b.v6_};
    }
    friend range_set operator^(const range_set& a, const range_set& b)
    {
        return {a.v4_ ^ b.v4_, a.v6_ ^ b.v6_};
    }
    range_set operator~() const { return {~v4_, ~v6_}; }
    range_set& operator|=(const range_set& other) { return *this = *this | other; }
    /// The same; what is united with nothing is moved, in O(1).
    range_set& operator|=(range_set&& other)
    {
        return empty() ? *this = std::move(other) : *this |= other;
    }
    range_set& operator&=(const range_set& other) { return *this = *this & other; }
    range_set& operator-=(const range_set& other) { return *this = *this - other; }
    range_set& operator^=(const range_set& other) { return *this = *this ^ other; }

    friend bool operator==(const range_set&, const range_set&) noexcept = default;

private:
    range_set_v4 v4_;
    range_set_v6 v6_;
};

} // namespace cordon::inline v0::ip

#endif
