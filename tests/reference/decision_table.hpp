// A decision table as it is written: rows from the top, the first whose condition holds wins.
#pragma once

#include <cstddef>
#include <string_view>

namespace cordon_test {

template <class Case, class Expected>
struct table_row {
    const char* name; // the number in the specification, and what it says
    bool (*holds)(const Case&);
    Expected (*expected)(const Case&);
};

// Precondition: the last row always holds.
template <class Case, class Expected, std::size_t N>
const table_row<Case, Expected>& first_row(const table_row<Case, Expected> (&rows)[N],
                                           const Case& of)
{
    for (const auto& row : rows)
        if (row.holds(of))
            return row;
    return rows[N - 1];
}

// What a decision does to the counter of failures.
enum class counter { same, up, reset };

} // namespace cordon_test
