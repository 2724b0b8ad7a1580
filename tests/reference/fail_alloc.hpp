// Counts what the calling thread allocates, and makes an allocation fail: the n-th, for every n.
//
// fail_alloc.cpp replaces the global operator new. Not under AddressSanitizer, which has its own
// and finds more with it: there nothing is counted and nothing fails.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <new>

namespace cordon_test {

// Whether operator new is replaced in this program.
bool allocations_are_counted() noexcept;

// Calls of operator new by this thread so far, and how many of them have not been freed by it.
std::uint64_t allocations() noexcept;
std::int64_t live_allocations() noexcept;

// In its scope the n-th allocation of this thread, counted from 1, throws std::bad_alloc.
class failing_allocation {
public:
    explicit failing_allocation(std::uint64_t n) noexcept;
    failing_allocation(const failing_allocation&) = delete;
    failing_allocation& operator=(const failing_allocation&) = delete;
    ~failing_allocation();

    // Whether it came to that.
    bool happened() const noexcept;
};

// Runs `attempt()` again and again, with the first allocation failing, then the second, and so on,
// until it needs no more than there are. An attempt throws std::bad_alloc, or does without the
// memory, succeeds and returns true; it frees what it allocates. (Nothing of Boost.Test in it,
// which allocates, too.) After each failure nothing may have leaked and `unchanged()` must hold.
// Returns how many allocations have failed.
template <class Attempt, class Unchanged>
std::uint64_t fail_each_allocation(Attempt attempt, Unchanged unchanged)
{
    BOOST_TEST(attempt()); // what is allocated by a first call, once and for all, is no leak
    if (!allocations_are_counted()) {
        BOOST_TEST_MESSAGE("operator new is not replaced: no allocation fails");
        return 0;
    }
    for (std::uint64_t n = 1;; ++n) {
        const std::int64_t live = live_allocations();
        bool right = true;
        bool happened = false;
        {
            const failing_allocation fails(n);
            try {
                right = attempt();
            } catch (const std::bad_alloc&) {
            }
            happened = fails.happened();
        }
        const std::int64_t leaked = live_allocations() - live;
        BOOST_TEST(right, "a wrong result, allocation " << n);
        BOOST_TEST(leaked == 0, leaked << " leaked, allocation " << n);
        BOOST_TEST(unchanged(), "something has changed, allocation " << n);
        if (!happened)
            return n - 1;
    }
}

} // namespace cordon_test
