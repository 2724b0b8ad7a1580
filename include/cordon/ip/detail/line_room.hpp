// Places in cache lines, while a structure is built.
#ifndef CORDON_IP_DETAIL_LINE_ROOM_HPP
#define CORDON_IP_DETAIL_LINE_ROOM_HPP

#include <cordon/version.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A cache line of 16-bit units.
struct alignas(64) unit_line {
    static constexpr std::size_t units = 32;
    std::uint16_t unit[units];
};

// Hands out places for so many units each. What fits into a line lies in one; the smallest gap that
// others left is filled first. A place costs O(1).
class line_room {
public:
    // Gaps of fewer units than this are not kept.
    explicit line_room(std::size_t least) : least_(least), gaps_(unit_line::units) {}

    // The number of the first unit; `lines` grows where no gap is large enough.
    std::size_t take(std::size_t size, std::vector<unit_line>& lines)
    {
        for (std::size_t left = size; left < gaps_.size(); ++left)
            if (!gaps_[left].empty()) {
                const std::size_t place = gaps_[left].back();
                gaps_[left].pop_back();
                leave(place + size, left - size);
                return place;
            }
        const std::size_t place = lines.size() * unit_line::units;
        lines.resize(lines.size() + (size + unit_line::units - 1) / unit_line::units);
        leave(place + size, lines.size() * unit_line::units - place - size);
        return place;
    }

private:
    void leave(std::size_t place, std::size_t left)
    {
        if (left >= least_)
            gaps_[left].push_back(place);
    }

    std::size_t least_;
    std::vector<std::vector<std::size_t>> gaps_; // where so many units are free
};

} // namespace cordon::inline v0::ip::detail

#endif
