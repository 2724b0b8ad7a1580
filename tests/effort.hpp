// How many iterations a long test does.
//
// CORDON_TEST_EFFORT is a number of per cent, set by the build: 100 natively, less with sanitizers
// or under an emulator.
#pragma once

#include <cstdint>

namespace cordon_tests {

// `effort(10'000'000)`: ten million natively, fewer where that would take too long, at least 1.
constexpr std::uint64_t effort(std::uint64_t iterations)
{
    const std::uint64_t scaled =
        iterations / 100 * CORDON_TEST_EFFORT + iterations % 100 * CORDON_TEST_EFFORT / 100;
    return scaled == 0 ? 1 : scaled;
}

} // namespace cordon_tests
