// Random numbers for tests: the same ones on every platform, for a failure must come back.
#pragma once

#include <cstdint>

namespace cordon_test {

// splitmix64. `<random>`'s distributions differ from library to library, its engines are slower.
class random_source {
public:
    explicit constexpr random_source(std::uint64_t seed) noexcept : state_(seed) {}

    // 64 random bits.
    constexpr std::uint64_t bits() noexcept
    {
        std::uint64_t x = state_ += 0x9e3779b97f4a7c15U;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
        return x ^ (x >> 31);
    }

    // A number in [0, n), for n in [1, 2^32]. (The bias of less than n / 2^32 is nothing here.)
    constexpr std::uint32_t below(std::uint64_t n) noexcept
    {
        return static_cast<std::uint32_t>(((bits() >> 32) * n) >> 32);
    }

    // True once in n times.
    constexpr bool one_in(std::uint32_t n) noexcept { return below(n) == 0; }

private:
    std::uint64_t state_;
};

} // namespace cordon_test
