// cordon::token - comparing and choosing without telling by time.
#ifndef CORDON_TOKEN_CONSTANT_TIME_HPP
#define CORDON_TOKEN_CONSTANT_TIME_HPP

#include <cordon/token/bytes.hpp>

namespace cordon::inline v0::token {

namespace detail {

// Hides a value's origin from the optimiser, which otherwise may turn arithmetic into a branch.
template <class T>
T opaque(T value) noexcept
{
#if defined(__GNUC__) || defined(__clang__)
    __asm__ volatile("" : "+r"(value));
    return value;
#else
    volatile T hidden = value;
    return hidden;
#endif
}

} // namespace detail

/// All ones if the bytes are equal, 0 if not: a mask to choose with, so that the answer itself need
/// not become a branch. Time depends on the sizes alone, which are public; of different sizes: 0.
inline std::size_t constant_time_mask(bytes_view a, bytes_view b) noexcept
{
    if (a.size() != b.size())
        return 0;
    std::size_t difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= std::size_t(a[i] ^ b[i]);
    difference = detail::opaque(difference);
    // 0 - 1 borrows into the top bit; 1 to 255 minus one does not.
    const std::size_t equal = (difference - 1) >> (8 * sizeof(std::size_t) - 1);
    return detail::opaque(std::size_t(0) - equal);
}

/// Whether the bytes are equal. Neither the time nor a branch inside tells where they differ; what
/// the caller does with the answer does. The sizes are public. (What it cannot promise: the
/// processor's own data-dependent timing, and a compiler that sees through the barrier.)
inline bool constant_time_equal(bytes_view a, bytes_view b) noexcept
{
    return constant_time_mask(a, b) != 0;
}

/// As above, of texts.
inline bool constant_time_equal(std::string_view a, std::string_view b) noexcept
{
    return constant_time_equal(as_bytes(a), as_bytes(b));
}

namespace detail {

// `mask` (all ones or 0) chooses a or b. It keeps its sign where T is wider, as on 32-bit systems.
template <class T>
constexpr T choose(std::size_t mask, T a, T b) noexcept
{
    const T wide = static_cast<T>(static_cast<std::ptrdiff_t>(mask));
    return static_cast<T>((wide & a) | (~wide & b));
}

// From here on a value is public. A model of one of the concepts that has a declassify() is told
// so: the one of a checker of constant time, which marks secrets and follows them.
template <class Model, class T>
void declassify(Model& model, T& value) noexcept
{
    if constexpr (requires { model.declassify(&value, sizeof value); })
        model.declassify(&value, sizeof value);
}

} // namespace detail

} // namespace cordon::inline v0::token

#endif
