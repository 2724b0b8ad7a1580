// Secrets as valgrind's memcheck sees them: bytes without a value. A branch, an address or a system
// call that depends on one is an error of memcheck's, and that is what is looked for here (the idea
// is Adam Langley's ctgrind).
#pragma once

#include "reference/toy_mac.hpp"

#include <cordon/token/bytes.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>
#include <valgrind/memcheck.h>

namespace constant_time {

inline void hide(const void* data, std::size_t size) { VALGRIND_MAKE_MEM_UNDEFINED(data, size); }

inline void reveal(const void* data, std::size_t size) { VALGRIND_MAKE_MEM_DEFINED(data, size); }
template <class T>
    requires std::is_trivially_copyable_v<T>
void reveal(const T& value)
{
    reveal(&value, sizeof value);
}

/// Whether some bit of the bytes depends on a secret. (To look is no error.)
inline bool is_hidden(const void* data, std::size_t size)
{
    const auto* bytes = static_cast<const unsigned char*>(data);
    bool hidden = false;
    for (std::size_t i = 0; i != size; ++i) {
        unsigned char bits = 0;
        VALGRIND_GET_VBITS(bytes + i, &bits, 1);
        hidden = hidden || bits != 0;
    }
    return hidden;
}

/// A text without a value.
inline std::string hidden(std::string_view text)
{
    std::string out(text);
    hide(out.data(), out.size());
    return out;
}

/// Says so and counts where something does not hold.
inline int failures = 0;
inline void check(bool holds, std::string_view what)
{
    if (!holds) {
        std::printf("does not hold: %.*s\n", int(what.size()), what.data());
        ++failures;
    }
}

/// The toy models branch on nothing but sizes, and may be told what has become public.
struct tracked_mac : cordon_test::toy_mac {
    void declassify(void* data, std::size_t size) noexcept { reveal(data, size); }
};
struct tracked_kdf : cordon_test::toy_kdf {
    void declassify(void* data, std::size_t size) noexcept { reveal(data, size); }
};

} // namespace constant_time
