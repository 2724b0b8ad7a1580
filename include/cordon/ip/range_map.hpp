// cordon::ip - IPv4 and IPv6 ranges with values.
#ifndef CORDON_IP_RANGE_MAP_HPP
#define CORDON_IP_RANGE_MAP_HPP

#include <cordon/ip/basic_range_map.hpp>
#include <cordon/ip/range_set.hpp>

namespace cordon::inline v0::ip {

/// Of IPv4 alone.
template <class V>
using range_map_v4 = basic_range_map<address_v4, V>;
/// Of IPv6 alone.
template <class V>
using range_map_v6 = basic_range_map<address_v6, V>;

/// An entry of a range_map: a range (or prefix, or address) of either family, its value, and a
/// priority for overlap_rule::priority.
template <class V>
struct map_entry {
    ip::range range;  ///< the addresses
    V value;          ///< what they are mapped to
    int priority = 0; ///< of overlap_rule::priority
};

/// A pair of an IPv4 and an IPv6 map, made at once from entries of both families. Addresses are
/// canonical going in and when looked up; a prefix or range wholly inside ::ffff:0:0/96 is refused
/// (errc::mapped_range), as by range_set. Cost and guarantees as of basic_range_map; equal values
/// are stored once a family.
template <class V>
class range_map {
public:
    using mapped_type = V;
    /// What the map is made from.
    using entry_type = map_entry<V>;

    range_map() noexcept = default;
    range_map(const range_map&) = default;
    range_map(range_map&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    range_map& operator=(const range_map& other) { return *this = range_map(other); }
    range_map& operator=(range_map&&) noexcept = default;
    /// Sets `error` to errc::mapped_range and makes an empty map where an entry is refused.
    range_map(std::span<const entry_type> entries, overlap_rule rule, std::error_code& error)
    {
        std::vector<basic_map_entry<address_v4, V>> v4;
        std::vector<basic_map_entry<address_v6, V>> v6;
        error.clear();
        for (const entry_type& entry : entries) {
            const range key = detail::canonical_range(entry.range);
            const auto source = std::uint32_t(&entry - entries.data());
            if (key.is_v6()) {
                v6.push_back({key.to_v6(), entry.value, entry.priority});
                sources_v6_.push_back(source);
            } else if (entry.range.is_v4() || entry.range.first() == entry.range.last()) {
                v4.push_back({key.to_v4(), entry.value, entry.priority});
                sources_v4_.push_back(source);
            } else {
                error = errc::mapped_range;
                sources_v4_.clear();
                sources_v6_.clear();
                return;
            }
        }
        v4_ = range_map_v4<V>(v4, rule);
        v6_ = range_map_v6<V>(v6, rule);
    }
#if defined(__cpp_exceptions)
    explicit range_map(std::span<const entry_type> entries,
                       overlap_rule rule = overlap_rule::most_specific)
    {
        std::error_code error;
        range_map made(entries, rule, error);
        if (error)
            throw std::system_error(error);
        swap(made);
    }
    range_map(std::initializer_list<entry_type> entries,
              overlap_rule rule = overlap_rule::most_specific)
        : range_map(std::span(entries.begin(), entries.size()), rule)
    {
    }
#endif

    const range_map_v4<V>& v4() const noexcept { return v4_; }
    const range_map_v6<V>& v6() const noexcept { return v6_; }
    /// For each entry of the family's map its position in the source, from 0.
    std::span<const std::uint32_t> sources_v4() const noexcept { return sources_v4_; }
    /// See sources_v4().
    std::span<const std::uint32_t> sources_v6() const noexcept { return sources_v6_; }

    bool empty() const noexcept { return v4_.empty() && v6_.empty(); }
    /// The number of pieces.
    std::size_t size() const noexcept { return v4_.size() + v6_.size(); }
    /// The number of entries that it was made from.
    std::size_t entry_count() const noexcept { return v4_.entry_count() + v6_.entry_count(); }

    /// The value of the address, or nullptr; valid until the map changes.
    const V* find(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        return key.is_v4() ? v4_.find(key.to_v4()) : key.is_v6() ? v6_.find(key.to_v6()) : nullptr;
    }
    bool contains(const address& address) const noexcept { return find(address) != nullptr; }
    /// The position in the source of the entry that won the address.
    std::optional<std::uint32_t> find_index(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        if (key.is_v4())
            if (const auto* found = v4_.find_segment(key.to_v4()))
                return sources_v4_[found->entry];
        if (key.is_v6())
            if (const auto* found = v6_.find_segment(key.to_v6()))
                return sources_v6_[found->entry];
        return std::nullopt;
    }

    void swap(range_map& other) noexcept
    {
        v4_.swap(other.v4_);
        v6_.swap(other.v6_);
        sources_v4_.swap(other.sources_v4_);
        sources_v6_.swap(other.sources_v6_);
    }
    friend void swap(range_map& a, range_map& b) noexcept { a.swap(b); }

    /// The same value for every address (wherever it came from).
    friend bool operator==(const range_map& a, const range_map& b)
        requires std::equality_comparable<V>
    {
        return a.v4_ == b.v4_ && a.v6_ == b.v6_;
    }

private:
    range_map_v4<V> v4_;
    range_map_v6<V> v6_;
    std::vector<std::uint32_t> sources_v4_;
    std::vector<std::uint32_t> sources_v6_;
};

} // namespace cordon::inline v0::ip

#endif
