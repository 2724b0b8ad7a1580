// A value that tells whether it still lives, for tests of who owns what and for how long.
#pragma once

#include <atomic>

namespace cordon_test {

// Counts how many of its kind live, and knows whether it was destroyed.
struct tracked {
    explicit tracked(std::atomic<int>& count, int number = 0)
        : live(&count), first(number), second(number)
    {
        ++*live;
    }
    tracked(tracked&& other) noexcept : live(other.live), first(other.first), second(other.second)
    {
        ++*live;
    }
    ~tracked()
    {
        first = -1;
        second = -2;
        --*live;
    }

    std::atomic<int>* live;
    int first;
    int second;
};

} // namespace cordon_test
