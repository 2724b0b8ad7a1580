// Normal form and linear algebra of sorted, disjoint ranges.
#ifndef CORDON_IP_DETAIL_SET_ALGEBRA_HPP
#define CORDON_IP_DETAIL_SET_ALGEBRA_HPP

#include <cordon/ip/detail/radix_sort.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

template <address_space A>
using range_vector = std::vector<basic_range<A>>;

// Sorts, and melts what overlaps or touches into one range. O(n log n), O(n) if already in order.
// May throw std::bad_alloc: of more than a few it needs as much memory again to sort.
template <address_space A>
void normalize(range_vector<A>& ranges)
{
    const auto by_first = [](const basic_range<A>& a, const basic_range<A>& b) {
        return a.first() < b.first();
    };
    if (!std::is_sorted(ranges.begin(), ranges.end(), by_first))
        sort_by_first<A>(ranges);
    if (ranges.empty())
        return;
    // The same steps whether the next range goes on from the last one or not, since no processor
    // foresees it: the range that grows is written each time.
    std::size_t kept = 0; // ranges[0, kept) is in normal form, and this one grows:
    A first = ranges[0].first();
    A last = ranges[0].last();
    for (const basic_range<A>& next : ranges) {
        const bool joins =
            last.to_uint() == max_uint<A> || !(plus_one(last.to_uint()) < next.first().to_uint());
        kept += !joins;
        first = joins ? first : next.first();
        last = joins && next.last() < last ? last : next.last();
        ranges[kept] = *basic_range<A>::make(first, last);
    }
    ++kept;
    ranges.erase(ranges.begin() + std::ptrdiff_t(kept), ranges.end());
}

// Walks the places where membership in a normal set flips: first, last + 1, first, last + 1, ...
// A last address that is the largest of all has no place behind it.
template <address_space A>
class flip_cursor {
public:
    explicit flip_cursor(std::span<const basic_range<A>> ranges) noexcept
        : at_(ranges.data()), end_(ranges.data() + ranges.size())
    {
    }
    bool inside() const noexcept { return inside_; }
    bool done() const noexcept
    {
        return at_ == end_ || (inside_ && at_->last().to_uint() == max_uint<A>);
    }
    // Precondition: !done()
    typename A::uint_type place() const noexcept
    {
        return inside_ ? plus_one(at_->last().to_uint()) : at_->first().to_uint();
    }
    void flip() noexcept
    {
        at_ += inside_;
        inside_ = !inside_;
    }

private:
    const basic_range<A>* at_;
    const basic_range<A>* end_;
    bool inside_ = false;
};

// The set of all x with op(x in a, x in b): one walk over the flips of both, so linear, and the
// result is in normal form whatever op is.
template <address_space A, class Op>
range_vector<A> combine(std::span<const basic_range<A>> a, std::span<const basic_range<A>> b, Op op)
{
    using U = typename A::uint_type;
    range_vector<A> out;
    out.reserve(a.size() + b.size() + 1);
    const auto emit = [&out](U first, U last) {
        out.push_back(*basic_range<A>::make(A::from_uint(first), A::from_uint(last)));
    };
    flip_cursor<A> in_a(a);
    flip_cursor<A> in_b(b);
    bool inside = op(false, false);
    U first{};
    while (!in_a.done() || !in_b.done()) {
        const bool a_next = !in_a.done() && (in_b.done() || in_a.place() <= in_b.place());
        const bool b_next = !in_b.done() && (in_a.done() || in_b.place() <= in_a.place());
        const U place = a_next ? in_a.place() : in_b.place();
        if (a_next)
            in_a.flip();
        if (b_next)
            in_b.flip();
        if (op(in_a.inside(), in_b.inside()) == inside)
            continue;
        if (inside && place != first) // equal only at 0, where a complement may end at once
            emit(first, minus_one(place));
        inside = !inside;
        first = place;
    }
    if (inside)
        emit(first, max_uint<A>);
    return out;
}

// The steps of a walk over the prefixes (or addresses) of all ranges of a set.
template <address_space A, template <class> class Step>
class ranges_state {
public:
    constexpr ranges_state() noexcept = default;
    constexpr explicit ranges_state(std::span<const basic_range<A>> ranges) noexcept
        : at_(ranges.data()), end_(ranges.data() + ranges.size())
    {
        enter();
    }
    constexpr bool done() const noexcept { return at_ == end_; }
    constexpr auto current() const noexcept { return step_.current(); }
    constexpr void advance() noexcept
    {
        step_.advance();
        if (step_.done()) {
            ++at_;
            enter();
        }
    }
    friend constexpr bool operator==(const ranges_state&, const ranges_state&) noexcept = default;

private:
    constexpr void enter() noexcept
    {
        if (at_ != end_)
            step_ = Step<A>(at_->first().to_uint(), at_->last().to_uint());
    }

    const basic_range<A>* at_ = nullptr;
    const basic_range<A>* end_ = nullptr;
    Step<A> step_;
};

} // namespace cordon::inline v0::ip::detail

#endif
