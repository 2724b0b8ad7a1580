// cordon::ip - the entries of a list, with the lines they stand on.
#ifndef CORDON_IP_LIST_HPP
#define CORDON_IP_LIST_HPP

#include <cordon/ip/range_map.hpp>

#include <string>
#include <vector>

namespace cordon::inline v0::ip {

/// An entry as its family stores it.
template <address_space A>
struct basic_list_entry {
    basic_range<A> range; ///< the addresses
    std::uint32_t line;   ///< from 1
    std::uint32_t value;  ///< position in list::values(); 0 where the list has none

    friend bool operator==(const basic_list_entry&, const basic_list_entry&) noexcept = default;
};

/// An entry of a list of either family.
struct list_entry {
    ip::range range;        ///< the addresses
    std::uint32_t line;     ///< from 1
    std::string_view value; ///< empty where the list has none; valid as long as the list

    friend bool operator==(const list_entry&, const list_entry&) noexcept = default;
};

/// What a loader read (see list_reader.hpp): the entries as they were written, overlaps and
/// duplicates included, in source order family by family. Positions count the IPv4 entries first.
/// Memory: 16 bytes an IPv4 and 40 an IPv6 entry, each distinct value once. Safe to read from any
/// number of threads; not while another one writes.
class list {
public:
    list() noexcept = default;
    list(const list&) = default;
    list(list&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    list& operator=(const list& other) { return *this = list(other); }
    list& operator=(list&&) noexcept = default;
    /// The entries of a list, by family; entries refer to the values by their index.
    list(std::string name, std::vector<basic_list_entry<address_v4>> v4,
         std::vector<basic_list_entry<address_v6>> v6, std::vector<std::string> values) noexcept
        : name_(std::move(name)), v4_(std::move(v4)), v6_(std::move(v6)), values_(std::move(values))
    {
    }

    /// The file's name, or what the caller called the text.
    const std::string& name() const noexcept { return name_; }
    std::span<const basic_list_entry<address_v4>> v4() const noexcept { return v4_; }
    std::span<const basic_list_entry<address_v6>> v6() const noexcept { return v6_; }
    /// Each distinct value once, in order of first appearance; empty for a list without values.
    std::span<const std::string> values() const noexcept { return values_; }

    bool empty() const noexcept { return v4_.empty() && v6_.empty(); }
    /// The number of entries.
    std::size_t size() const noexcept { return v4_.size() + v6_.size(); }
    /// The `i`-th entry, IPv4 entries first: what compiled_map::find_index answers with for a map
    /// made by to_map(). Precondition: i < size().
    list_entry operator[](std::size_t i) const noexcept
    {
        return i < v4_.size() ? widen(v4_[i]) : widen(v6_[i - v4_.size()]);
    }

    /// The addresses of all entries. O(n log n).
    range_set to_set() const
    {
        return {range_set_v4(detail::sorted_ranges<address_v4>(v4())),
                range_set_v6(detail::sorted_ranges<address_v6>(v6()))};
    }
    /// The values by address. O(n log n).
    range_map<std::string> to_map(overlap_rule rule = overlap_rule::most_specific) const
    {
        std::vector<map_entry<std::string>> entries;
        entries.reserve(size());
        for (std::size_t i = 0; i < size(); ++i) {
            const list_entry entry = (*this)[i];
            entries.push_back({entry.range, std::string(entry.value)});
        }
        std::error_code ignored; // a list holds no mapped ranges
        return range_map<std::string>(entries, rule, ignored);
    }

private:
    template <address_space A>
    list_entry widen(const basic_list_entry<A>& entry) const noexcept
    {
        return {entry.range, entry.line,
                values_.empty() ? std::string_view() : std::string_view(values_[entry.value])};
    }

    std::string name_;
    std::vector<basic_list_entry<address_v4>> v4_;
    std::vector<basic_list_entry<address_v6>> v6_;
    std::vector<std::string> values_;
};

} // namespace cordon::inline v0::ip

#endif
