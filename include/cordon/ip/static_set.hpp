// cordon::ip - sets that are made when the program is compiled.
#ifndef CORDON_IP_STATIC_SET_HPP
#define CORDON_IP_STATIC_SET_HPP

#include <cordon/ip/detail/bits.hpp>
#include <cordon/ip/range.hpp>

#include <algorithm>

namespace cordon::inline v0::ip {

namespace detail {

// Up to N ranges of one family, sorted, disjoint and not touching once normalize() was called.
template <address_space A, std::size_t N>
class static_ranges {
public:
    using uint_type = typename A::uint_type;

    constexpr void push_back(const basic_range<A>& range) noexcept
    {
        ranges_[size_++] = {range.first().to_uint(), range.last().to_uint()};
    }
    constexpr void normalize() noexcept
    {
        std::sort(ranges_, ranges_ + size_,
                  [](const ends& a, const ends& b) { return a.first < b.first; });
        std::size_t kept = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            const ends next = ranges_[i];
            if (kept != 0 && (ranges_[kept - 1].last == max_uint<A> ||
                              next.first <= plus_one(ranges_[kept - 1].last)))
                ranges_[kept - 1].last = std::max(ranges_[kept - 1].last, next.last);
            else
                ranges_[kept++] = next;
        }
        size_ = kept;
    }

    // A handful is compared one by one, without a branch on the address: where the compiler knows
    // the set, the ends are numbers in the code. More are halved, without such a branch either.
    constexpr bool contains(A address) const noexcept
    {
        const uint_type key = address.to_uint();
        if (size_ <= handful) {
            int inside = 0;
            for (std::size_t i = 0; i < size_; ++i)
                inside |= int(key - ranges_[i].first <= ranges_[i].last - ranges_[i].first);
            return inside != 0;
        }
        const ends* at = ranges_;
        for (std::size_t rest = size_; rest > 1;) {
            const std::size_t half = rest / 2;
            at += at[half].first <= key ? half : 0;
            rest -= half;
        }
        return key - at->first <= at->last - at->first;
    }

    constexpr std::size_t size() const noexcept { return size_; }
    constexpr basic_range<A> operator[](std::size_t i) const noexcept
    {
        return *basic_range<A>::make(A::from_uint(ranges_[i].first), A::from_uint(ranges_[i].last));
    }

    friend constexpr bool operator==(const static_ranges& a, const static_ranges& b) noexcept
    {
        return std::equal(a.ranges_, a.ranges_ + a.size_, b.ranges_, b.ranges_ + b.size_);
    }

private:
    static constexpr std::size_t handful = 8;

    struct ends {
        uint_type first{};
        uint_type last{};
        friend constexpr bool operator==(const ends&, const ends&) noexcept = default;
    };
    ends ranges_[N == 0 ? 1 : N]{};
    std::size_t size_ = 0;
};

} // namespace detail

/// A set of at most N ranges of both families that is made when the program is compiled, and takes
/// no time when it starts:
///
///     static constexpr ip::static_set internal{"10.0.0.0/8"_prefix, "fd00::/8"_prefix};
///     if (internal.contains(peer)) ...
///
/// What is in it is as in a range_set of the same entries: addresses are canonical going in and
/// when looked up, and none is in no set. A constexpr or constinit one of wrong entries (a literal
/// that does not parse, a range inside ::ffff:0:0/96) does not compile; one that is made when the
/// program runs throws errc::mapped_range as range_set does.
///
/// A look-up never throws, allocates or branches on the address within a family: up to eight ranges
/// of the family are compared side by side, more of them halved. For thousands take a compiled_set.
/// Memory: 40 bytes an entry, where the object is. Safe to read from any number of threads.
template <std::size_t N>
class static_set {
public:
    using value_type = range;

    /// The empty set.
    constexpr static_set() noexcept = default;
    /// From addresses, prefixes and ranges of both families in any order, overlapping or not.
    template <class... Entries>
        requires(sizeof...(Entries) == N && N != 0 &&
                 (std::convertible_to<const Entries&, range> && ...))
    constexpr static_set(const Entries&... entries) // NOLINT: as a range_set's list
    {
        (insert(range(entries)), ...);
        v4_.normalize();
        v6_.normalize();
    }

    constexpr bool contains(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        return key.is_v4() ? v4_.contains(key.to_v4()) : key.is_v6() && v6_.contains(key.to_v6());
    }

    constexpr bool empty() const noexcept { return size() == 0; }
    /// The number of ranges, after those that overlap or touch have become one.
    constexpr std::size_t size() const noexcept { return v4_.size() + v6_.size(); }
    /// The `i`-th range in order, IPv4 first. Precondition: i < size().
    constexpr range operator[](std::size_t i) const noexcept
    {
        return i < v4_.size() ? range(v4_[i]) : range(v6_[i - v4_.size()]);
    }

    /// The same addresses.
    friend constexpr bool operator==(const static_set&, const static_set&) noexcept = default;

private:
    constexpr void insert(const range& entry)
    {
        if (entry.is_v4()) {
            v4_.push_back(entry.to_v4());
        } else if (!detail::is_mapped_range(entry.first(), entry.last())) {
            v6_.push_back(entry.to_v6());
        } else {
            // Written as IPv4 more than one would work; as it is no look-up could reach it.
            if (entry.first() != entry.last())
                detail::raise(errc::mapped_range);
            v4_.push_back(entry.first().canonical().to_v4());
        }
    }

    detail::static_ranges<address_v4, N> v4_;
    detail::static_ranges<address_v6, N> v6_;
};

/// The number of the entries is that of the braces.
template <class... Entries>
static_set(const Entries&...) -> static_set<sizeof...(Entries)>;

} // namespace cordon::inline v0::ip

#endif
