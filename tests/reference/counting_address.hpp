// An address that counts what is done with it: complexity is measured in operations, not in time.
#pragma once

#include <compare>
#include <cstdint>

namespace cordon_test {

// 32 bits. Every comparison and every conversion from or to a number is one operation. (One
// thread.)
class counting_address {
public:
    using uint_type = std::uint32_t;
    static constexpr int width = 32;
    static inline std::uint64_t operations = 0;

    counting_address() noexcept = default;
    explicit counting_address(std::uint32_t value) noexcept : value_(value) {}

    static counting_address from_uint(std::uint32_t value) noexcept
    {
        ++operations;
        return counting_address(value);
    }
    std::uint32_t to_uint() const noexcept
    {
        ++operations;
        return value_;
    }

    friend bool operator==(counting_address a, counting_address b) noexcept
    {
        ++operations;
        return a.value_ == b.value_;
    }
    friend std::strong_ordering operator<=>(counting_address a, counting_address b) noexcept
    {
        ++operations;
        return a.value_ <=> b.value_;
    }

private:
    std::uint32_t value_ = 0;
};

// How many operations `work()` takes.
template <class Work>
std::uint64_t operations_of(Work work)
{
    const std::uint64_t before = counting_address::operations;
    work();
    return counting_address::operations - before;
}

} // namespace cordon_test
