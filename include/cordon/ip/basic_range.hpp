// cordon::ip - a range first-last over any address space.
#ifndef CORDON_IP_BASIC_RANGE_HPP
#define CORDON_IP_BASIC_RANGE_HPP

#include <cordon/ip/basic_prefix.hpp>

#include <algorithm>

namespace cordon::inline v0::ip {

namespace detail {

// The fewest prefixes whose union is first-last: at each step the largest aligned block that fits.
template <address_space A>
class cover_state {
public:
    using uint_type = typename A::uint_type;

    constexpr cover_state() noexcept = default;
    constexpr cover_state(uint_type first, uint_type last) noexcept
        : at_(first), last_(last), bits_(0)
    {
        measure();
    }
    constexpr bool done() const noexcept { return bits_ < 0; }
    constexpr basic_prefix<A> current() const noexcept
    {
        return basic_prefix<A>::containing(A::from_uint(at_), A::width - bits_);
    }
    constexpr void advance() noexcept
    {
        const auto block_last = static_cast<uint_type>(at_ | low_mask<uint_type>(bits_));
        if (block_last == last_) {
            *this = cover_state();
        } else {
            at_ = plus_one(block_last);
            measure();
        }
    }
    friend constexpr bool operator==(const cover_state&, const cover_state&) noexcept = default;

private:
    constexpr void measure() noexcept
    {
        // The block may be as large as at_ is aligned and as the rest has room for. The rest counts
        // one address more than last_ - at_, which overflows for the whole space alone.
        const int aligned = std::min(trailing_zeros(at_), A::width);
        const auto rest = static_cast<uint_type>(last_ - at_);
        const int room = rest == max_uint<A> ? A::width : bit_length(plus_one(rest)) - 1;
        bits_ = std::min(aligned, room);
    }

    uint_type at_{};
    uint_type last_{};
    int bits_ = -1;
};

template <address_space A>
class addresses_state {
public:
    constexpr addresses_state() noexcept = default;
    constexpr addresses_state(typename A::uint_type first, typename A::uint_type last) noexcept
        : at_(first), last_(last), done_(false)
    {
    }
    constexpr bool done() const noexcept { return done_; }
    constexpr A current() const noexcept { return A::from_uint(at_); }
    constexpr void advance() noexcept
    {
        done_ = at_ == last_;
        if (!done_)
            at_ = plus_one(at_);
    }
    friend constexpr bool operator==(const addresses_state&,
                                     const addresses_state&) noexcept = default;

private:
    typename A::uint_type at_{};
    typename A::uint_type last_{};
    bool done_ = true;
};

} // namespace detail

/// The addresses from `first` to `last`, both inclusive; first <= last by construction, so never
/// empty, and no default. Trivially copyable, constexpr; ordered by first, then last. Distinct
/// objects may be used by distinct threads.
template <address_space A>
class basic_range {
public:
    using address_type = A;
    using uint_type = typename A::uint_type;

    /// A single address, or all of a prefix.
    constexpr basic_range(A address) noexcept : first_(address), last_(address) {} // NOLINT
    /// All addresses of the prefix.
    constexpr basic_range(const basic_prefix<A>& prefix) noexcept // NOLINT
        : first_(prefix.first()), last_(prefix.last())
    {
    }
#if defined(__cpp_exceptions)
    /// Throws as make() would fail.
    constexpr basic_range(A first, A last) : basic_range(make(first, last).value()) {}
#endif

    /// errc::reversed where last < first. Ends are never swapped: who wrote them the wrong way
    /// round may have meant something else.
    static constexpr parse_result<basic_range> make(A first, A last) noexcept
    {
        if (last < first)
            return {errc::reversed, 0};
        return parse_result(basic_range(unchecked{}, first, last));
    }

    /// The whole address space.
    static constexpr basic_range all() noexcept
    {
        using U = uint_type;
        return {unchecked{}, A::from_uint(U{}), A::from_uint(detail::max_uint<A>)};
    }

    constexpr A first() const noexcept { return first_; }
    constexpr A last() const noexcept { return last_; }
    /// How many addresses, at least 1, without overflow.
    constexpr address_count<A> count() const noexcept
    {
        return detail::count_of<A>(first_.to_uint(), last_.to_uint());
    }

    constexpr bool contains(A address) const noexcept
    {
        return first_ <= address && address <= last_;
    }
    constexpr bool contains(const basic_range& other) const noexcept
    {
        return first_ <= other.first_ && other.last_ <= last_;
    }
    constexpr bool overlaps(const basic_range& other) const noexcept
    {
        return first_ <= other.last_ && other.first_ <= last_;
    }

    /// The prefix with exactly these addresses, if there is one.
    constexpr std::optional<basic_prefix<A>> as_prefix() const noexcept
    {
        const auto prefix = *prefixes().begin();
        return prefix.last() == last_ ? std::optional(prefix) : std::nullopt;
    }
    /// The fewest prefixes that together have exactly these addresses, in order (at most
    /// 2 * A::width - 2): a forward range, made as it is walked, without allocation.
    constexpr detail::lazy_view<detail::cover_state<A>> prefixes() const noexcept
    {
        return detail::lazy_view(detail::cover_state<A>(first_.to_uint(), last_.to_uint()));
    }
    /// The addresses one by one: a forward range. A /32 of IPv6 takes longer than you have.
    constexpr detail::lazy_view<detail::addresses_state<A>> addresses() const noexcept
    {
        return detail::lazy_view(detail::addresses_state<A>(first_.to_uint(), last_.to_uint()));
    }

    // constexpr where `A`'s is (saying so here would demand it of `A`).
    friend bool operator==(const basic_range&, const basic_range&) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(const basic_range& a,
                                                      const basic_range& b) noexcept
    {
        const A& x = a.first_ != b.first_ ? a.first_ : a.last_;
        const A& y = a.first_ != b.first_ ? b.first_ : b.last_;
        return x < y   ? std::strong_ordering::less
               : y < x ? std::strong_ordering::greater
                       : std::strong_ordering::equal;
    }

    /// For parse_result::message: what the author may have meant.
    static std::string hint(parse_error error, std::string_view text);

private:
    struct unchecked {};
    constexpr basic_range(unchecked, A first, A last) noexcept : first_(first), last_(last) {}

    A first_;
    A last_;
};

} // namespace cordon::inline v0::ip

#endif
