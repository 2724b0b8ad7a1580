// What each of the two translation units says of the same headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

struct unit_report {
    std::vector<std::size_t> layout; // size and alignment of the public types
    std::uint64_t answers = 0;       // a digest of what the functions return
};

namespace plain {
unit_report report();
}
namespace native {
unit_report report();
}
