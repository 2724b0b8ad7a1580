#include "reference/fail_alloc.hpp"

#include <cstdlib>

#if defined(__SANITIZE_ADDRESS__)
#define CORDON_TEST_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CORDON_TEST_ASAN
#endif
#endif

namespace {

// All zero without a constructor, for operator new is called before any runs.
struct counters {
    std::uint64_t allocations;
    std::int64_t live;
    std::uint64_t fail_at; // 0: never
    bool failed;
};
thread_local counters counted;

} // namespace

namespace cordon_test {

bool allocations_are_counted() noexcept
{
#ifdef CORDON_TEST_ASAN
    return false;
#else
    return true;
#endif
}

std::uint64_t allocations() noexcept { return counted.allocations; }
std::int64_t live_allocations() noexcept { return counted.live; }

failing_allocation::failing_allocation(std::uint64_t n) noexcept
{
    counted.fail_at = counted.allocations + n;
    counted.failed = false;
}
failing_allocation::~failing_allocation() { counted.fail_at = 0; }
bool failing_allocation::happened() const noexcept { return counted.failed; }

} // namespace cordon_test

#ifndef CORDON_TEST_ASAN

// The array and nothrow forms of the standard library call these.
void* operator new(std::size_t size)
{
    if (++counted.allocations == counted.fail_at) {
        counted.failed = true;
        throw std::bad_alloc();
    }
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr)
        throw std::bad_alloc();
    ++counted.live;
    return memory;
}

void operator delete(void* memory) noexcept
{
    if (memory != nullptr)
        --counted.live;
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

#endif
