// Counts what the program allocates.
#pragma once

#include <cstdint>

namespace bench {

std::uint64_t allocations() noexcept;

} // namespace bench
