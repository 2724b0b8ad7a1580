// cordon::ip - ranges with values, over one address space.
#ifndef CORDON_IP_BASIC_RANGE_MAP_HPP
#define CORDON_IP_BASIC_RANGE_MAP_HPP

#include <cordon/ip/detail/resolve.hpp>
#include <cordon/ip/detail/value_pool.hpp>

#include <cstddef>

namespace cordon::inline v0::ip {

/// Which entry an address belongs to where several cover it.
enum class overlap_rule : unsigned char {
    most_specific, ///< the smallest range; of equally large ones the last in the source
    first,         ///< the first in the source
    last,          ///< the last in the source
    priority,      ///< the highest priority; of equal ones the last in the source
};

/// An entry of a map: a range (or prefix, or address), its value, and a priority for
/// overlap_rule::priority.
template <address_space A, class V>
struct basic_map_entry {
    basic_range<A> range; ///< the addresses
    V value;              ///< what they are mapped to
    int priority = 0;     ///< of overlap_rule::priority
};

/// A map from addresses to values, made at once from entries that may overlap: the rule decides
/// each address, and what is kept are disjoint pieces, each with the entry that won it. For
/// look-ups by the million compile it (compiled_map.hpp).
///
/// n entries: made in O(n log n), a look-up in O(log n), at most 2n - 1 pieces of 2 * sizeof(A) + 8
/// bytes; equal values are stored once (by std::hash or `<`, where `V` has one of them). Making one
/// may throw std::bad_alloc or errc::too_many (2^31 entries); look-ups never throw or allocate.
/// Safe to read from any number of threads; not while another one assigns.
template <address_space A, class V>
class basic_range_map {
    static_assert(!std::same_as<V, bool>, "a map to bool is a set, or two: see basic_range_set");

public:
    using address_type = A;
    using mapped_type = V;
    /// What the map is made from.
    using entry_type = basic_map_entry<A, V>;

    /// A piece of the map: these addresses belong to that entry of the source.
    struct segment {
        basic_range<A> range; ///< its addresses
        std::uint32_t entry;  ///< position in the source, from 0
        std::uint32_t value;  ///< position in values()

        /// Whether range, entry and value are equal.
        friend bool operator==(const segment&, const segment&) noexcept = default;
    };

    basic_range_map() noexcept = default;
    basic_range_map(const basic_range_map&) = default;
    basic_range_map(basic_range_map&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    basic_range_map& operator=(const basic_range_map& other)
    {
        return *this = basic_range_map(other);
    }
    basic_range_map& operator=(basic_range_map&&) noexcept = default;
    /// A map from the entries, of which the rule says which hold where they overlap. O(n log n).
    explicit basic_range_map(std::span<const entry_type> entries,
                             overlap_rule rule = overlap_rule::most_specific)
    {
        const auto n = entries.size();
        std::vector<basic_range<A>> ranges;
        std::vector<std::uint32_t> indices;
        detail::value_pool<V> pool;
        if (n > 0x7fffffffU)
            detail::raise(errc::too_many);
        ranges.reserve(n);
        indices.reserve(n);
        for (const entry_type& entry : entries) {
            ranges.push_back(entry.range);
            indices.push_back(pool.index_of(entry.value));
        }
        const auto priority = [&](std::uint32_t i) { return entries[i].priority; };
        for (const detail::piece<A>& piece : pieces(ranges, rule, priority))
            segments_.push_back({piece.range, piece.entry, indices[piece.entry]});
        values_ = std::move(pool).take();
        entry_count_ = n;
    }
    /// As from a span.
    basic_range_map(std::initializer_list<entry_type> entries,
                    overlap_rule rule = overlap_rule::most_specific)
        : basic_range_map(std::span(entries.begin(), entries.size()), rule)
    {
    }

    /// The pieces in order, valid until the map changes.
    std::span<const segment> segments() const& noexcept { return segments_; }
    std::span<const segment> segments() const&& = delete;
    /// Each distinct value once, in order of first appearance.
    std::span<const V> values() const& noexcept { return values_; }
    std::span<const V> values() const&& = delete;
    bool empty() const noexcept { return segments_.empty(); }
    /// The number of pieces.
    std::size_t size() const noexcept { return segments_.size(); }
    /// The number of entries that the map was made from.
    std::size_t entry_count() const noexcept { return entry_count_; }

    /// The piece that holds the address, or nullptr.
    const segment* find_segment(A address) const noexcept
    {
        const auto it =
            std::partition_point(segments_.begin(), segments_.end(),
                                 [=](const segment& s) { return s.range.last() < address; });
        return it != segments_.end() && it->range.first() <= address ? &*it : nullptr;
    }
    /// The value of the address, or nullptr.
    const V* find(A address) const noexcept
    {
        const segment* found = find_segment(address);
        return found == nullptr ? nullptr : &values_[found->value];
    }
    bool contains(A address) const noexcept { return find_segment(address) != nullptr; }

    void swap(basic_range_map& other) noexcept
    {
        segments_.swap(other.segments_);
        values_.swap(other.values_);
        std::swap(entry_count_, other.entry_count_);
    }
    friend void swap(basic_range_map& a, basic_range_map& b) noexcept { a.swap(b); }

    /// The same value for every address (wherever it came from).
    friend bool operator==(const basic_range_map& a, const basic_range_map& b)
        requires std::equality_comparable<V>
    {
        // Neighbours with one value count as one piece: walk both to the nearest end.
        auto x = a.segments_.begin();
        auto y = b.segments_.begin();
        typename A::uint_type from_x{}, from_y{};
        bool fresh_x = true, fresh_y = true;
        while (x != a.segments_.end() && y != b.segments_.end()) {
            const auto first_x = fresh_x ? x->range.first().to_uint() : from_x;
            const auto first_y = fresh_y ? y->range.first().to_uint() : from_y;
            if (first_x != first_y || !(a.values_[x->value] == b.values_[y->value]))
                return false;
            const auto last = std::min(x->range.last(), y->range.last());
            fresh_x = x->range.last() == last;
            fresh_y = y->range.last() == last;
            from_x = from_y = detail::plus_one(last.to_uint());
            x += fresh_x;
            y += fresh_y;
        }
        return x == a.segments_.end() && y == b.segments_.end();
    }

private:
    template <class Priority>
    static std::vector<detail::piece<A>> pieces(std::span<const basic_range<A>> ranges,
                                                overlap_rule rule, Priority priority)
    {
        using index = std::uint32_t;
        const auto size = [&](index i) { // minus one, so that it does not overflow
            return static_cast<typename A::uint_type>(ranges[i].last().to_uint() -
                                                      ranges[i].first().to_uint());
        };
        switch (rule) {
        case overlap_rule::first: return detail::resolve<A>(ranges, std::less<index>());
        case overlap_rule::last: return detail::resolve<A>(ranges, std::greater<index>());
        case overlap_rule::priority:
            return detail::resolve<A>(ranges, [&](index i, index j) {
                return priority(i) != priority(j) ? priority(i) > priority(j) : i > j;
            });
        case overlap_rule::most_specific: break;
        }
        return detail::resolve<A>(ranges, [&](index i, index j) {
            return size(i) != size(j) ? size(i) < size(j) : i > j;
        });
    }

    std::vector<segment> segments_;
    std::vector<V> values_;
    std::size_t entry_count_ = 0;
};

} // namespace cordon::inline v0::ip

#endif
