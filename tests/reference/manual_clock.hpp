// A clock that stands still until a test moves it, forth or back.
#pragma once

#include <chrono>
#include <limits>

namespace cordon_test {

struct manual_clock {
    std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};

    void advance(std::chrono::seconds by) { now += by; }
    // The whole of the scale.
    static constexpr std::chrono::sys_seconds at(std::int64_t seconds)
    {
        return std::chrono::sys_seconds(std::chrono::seconds(seconds));
    }
    static constexpr std::int64_t first = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

} // namespace cordon_test
