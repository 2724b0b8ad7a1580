// A map from addresses to entries as anyone would write it down: all that cover the address, and
// the rule.
#pragma once

#include <cordon/ip/basic_range_map.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace cordon_test {

template <class A, class V>
struct linear_map {
    using entry = cordon::ip::basic_map_entry<A, V>;
    using rule_type = cordon::ip::overlap_rule;

    std::vector<entry> entries;
    rule_type rule;

    // The position of the entry that the address belongs to.
    std::optional<std::size_t> winner(A address) const
    {
        std::optional<std::size_t> best;
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (entries[i].range.first() <= address && address <= entries[i].range.last())
                if (!best || beats(entries[i], entries[*best]))
                    best = i;
        return best;
    }

private:
    // Whether an entry wins against one that stands before it.
    bool beats(const entry& later, const entry& earlier) const
    {
        switch (rule) {
        case rule_type::first: return false;
        case rule_type::last: return true;
        case rule_type::priority: return later.priority >= earlier.priority;
        case rule_type::most_specific: break;
        }
        return later.range.count() <= earlier.range.count();
    }
};

} // namespace cordon_test
