// A forward range over the steps of a small state: no allocation, nothing stored.
#ifndef CORDON_IP_DETAIL_LAZY_VIEW_HPP
#define CORDON_IP_DETAIL_LAZY_VIEW_HPP

#include <cordon/version.hpp>

#include <cstddef>
#include <iterator>
#include <ranges>
#include <utility>

namespace cordon::inline v0::ip::detail {

// `State` is a regular value with `bool done()`, `T current()` and `void advance()`.
// (Not `std::ranges::view_interface`: clang 14 cannot compile libstdc++ 12's.)
template <class State>
class lazy_view {
public:
    class iterator {
    public:
        using value_type = decltype(std::declval<const State&>().current());
        using reference = value_type;
        using pointer = void;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag; // C++17's forward wants real references
        using iterator_concept = std::forward_iterator_tag;

        constexpr iterator() noexcept = default;
        constexpr explicit iterator(const State& state) noexcept : state_(state) {}

        constexpr value_type operator*() const noexcept { return state_.current(); }
        constexpr iterator& operator++() noexcept
        {
            state_.advance();
            return *this;
        }
        constexpr iterator operator++(int) noexcept
        {
            iterator old = *this;
            state_.advance();
            return old;
        }
        friend constexpr bool operator==(const iterator& a, const iterator& b) noexcept
        {
            return a.state_ == b.state_;
        }
        friend constexpr bool operator==(const iterator& a, std::default_sentinel_t) noexcept
        {
            return a.state_.done();
        }

    private:
        State state_;
    };

    constexpr lazy_view() noexcept = default;
    constexpr explicit lazy_view(const State& state) noexcept : state_(state) {}

    constexpr iterator begin() const noexcept { return iterator(state_); }
    constexpr std::default_sentinel_t end() const noexcept { return {}; }
    constexpr bool empty() const noexcept { return state_.done(); }

private:
    State state_;
};

} // namespace cordon::inline v0::ip::detail

template <class State>
inline constexpr bool std::ranges::enable_view<cordon::ip::detail::lazy_view<State>> = true;
// The iterators hold all they need: they outlive the view (not a container behind it).
template <class State>
inline constexpr bool std::ranges::enable_borrowed_range<cordon::ip::detail::lazy_view<State>> =
    true;

#endif
