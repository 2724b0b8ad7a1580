// Types of values that a map must cope with.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace cordon_test {

// Has `<` and no hash.
struct ordered_value {
    int value = 0;
    friend auto operator<=>(const ordered_value&, const ordered_value&) = default;
};

// Has a hash and no `<`.
struct hashed_value {
    int value = 0;
    friend bool operator==(const hashed_value&, const hashed_value&) = default;
};

// Has `==` alone: equal ones are not found.
struct equal_value {
    int value = 0;
    friend bool operator==(const equal_value&, const equal_value&) = default;
};

// Has nothing but copies, which it counts, and moving it is no better.
struct bare_value {
    int value = 0;

    static inline std::uint64_t copies = 0;

    explicit bare_value(int number) : value(number) {}
    bare_value(const bare_value& other) : value(other.value) { ++copies; }
    bare_value& operator=(const bare_value& other)
    {
        value = other.value;
        ++copies;
        return *this;
    }
};

// So large that it should lie in memory once, however many pieces there are.
struct big_value {
    std::array<int, 1024> values{};

    explicit big_value(int number) { values.fill(number); }
    friend auto operator<=>(const big_value&, const big_value&) = default;
};

} // namespace cordon_test

template <>
struct std::hash<cordon_test::hashed_value> {
    std::size_t operator()(const cordon_test::hashed_value& v) const noexcept
    {
        return std::size_t(v.value) & 1; // collisions
    }
};
