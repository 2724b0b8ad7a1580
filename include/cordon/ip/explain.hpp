// cordon::ip - why an address is in, what is wrong with a list, what a reload changed.
#ifndef CORDON_IP_EXPLAIN_HPP
#define CORDON_IP_EXPLAIN_HPP

#include <cordon/ip/list.hpp>

#include <algorithm>

namespace cordon::inline v0::ip {

/// An entry that covers an address, and its position in the list (see list::operator[]).
struct covering_entry {
    std::size_t index; ///< its position, from 0
    list_entry entry;  ///< the entry itself
};

/// The entries of the list that cover the address (in its canonical form), in the order of their
/// lines; overlap_rule::first is the front, last the back. O(n); for people, not for the hot path.
inline std::vector<covering_entry> covering(const list& list, const address& address)
{
    std::vector<covering_entry> out;
    for (std::size_t i = 0; i < list.size(); ++i)
        if (const list_entry entry = list[i]; entry.range.contains(address))
            out.push_back({i, entry});
    return out;
}

/// The position in `entries` of the one that overlap_rule::most_specific lets win: the smallest
/// range, of equally large ones the last. Precondition: not empty.
inline std::size_t most_specific(std::span<const covering_entry> entries) noexcept
{
    std::size_t best = 0;
    for (std::size_t i = 1; i < entries.size(); ++i)
        if (entries[i].entry.range.count() <= entries[best].entry.range.count())
            best = i;
    return best;
}

/// How an entry of a list stands to another one.
enum class finding_kind : unsigned char {
    duplicate,   ///< the same addresses as `other`, which comes first
    shadowed,    ///< wholly inside `other`: for a set it adds nothing
    overlapping, ///< shares some addresses with `other`, and has some of its own
};

/// An entry that a careful author would look at again, and the one that shows why.
struct finding {
    finding_kind kind; ///< how the two stand to each other
    list_entry entry;  ///< the one to look at again
    list_entry other;  ///< the one that shows why
};

namespace detail {

template <address_space A>
void find_overlaps(const list& list, std::span<const basic_list_entry<A>> entries,
                   std::size_t index_of_first, std::vector<finding>& out)
{
    // In order of first address, the larger range first, the earlier line first: then whatever
    // shares an address with an entry before it shares one with the entry that reaches farthest.
    std::vector<std::uint32_t> order(entries.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t i, std::uint32_t j) {
        const basic_range<A>& a = entries[i].range;
        const basic_range<A>& b = entries[j].range;
        if (a.first() != b.first())
            return a.first() < b.first();
        return a.last() != b.last() ? a.last() > b.last() : i < j;
    });
    const auto add = [&](finding_kind kind, std::uint32_t i, std::uint32_t j) {
        out.push_back({kind, list[index_of_first + i], list[index_of_first + j]});
    };
    std::uint32_t farthest = 0; // of those seen; its duplicates' first is `twin`
    std::uint32_t twin = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const std::uint32_t i = order[k];
        const basic_range<A>& range = entries[i].range;
        if (k != 0 && range == entries[twin].range) {
            add(finding_kind::duplicate, i, twin);
            continue;
        }
        twin = i;
        if (k == 0 || entries[farthest].range.last() < range.first()) {
            farthest = i;
        } else if (entries[farthest].range.contains(range)) {
            add(finding_kind::shadowed, i, farthest);
        } else {
            add(finding_kind::overlapping, i, farthest);
            farthest = i;
        }
    }
}

} // namespace detail

/// The duplicates, shadowed and overlapping entries of a list, at most one finding an entry, by
/// line. In a list of values an entry inside another one may be meant that way (most specific).
/// O(n log n).
inline std::vector<finding> check(const list& list)
{
    std::vector<finding> out;
    detail::find_overlaps(list, list.v4(), 0, out);
    detail::find_overlaps(list, list.v6(), list.v4().size(), out);
    std::stable_sort(out.begin(), out.end(), [](const finding& a, const finding& b) {
        return a.entry.line < b.entry.line;
    });
    return out;
}

/// What replacing one set by another does.
struct set_changes {
    range_set added;   ///< in the new set alone
    range_set removed; ///< in the old set alone
    /// Addresses in the old set.
    uint129 before_v4, before_v6; ///< by family

    bool empty() const noexcept { return added.empty() && removed.empty(); }
};

/// The addresses that are in one of the sets only. O(n + m).
inline set_changes compare(const range_set& before, const range_set& after)
{
    return {after - before, before - after, before.v4().count(), before.v6().count()};
}

/// When growth is worth a look.
struct growth_limits {
    /// Per family: more added addresses than this part of the old set's (0.5 = half as many again).
    double ratio = 0.5;
    /// A whole new prefix of this length or a shorter one.
    int v4_length = 8;
    int v6_length = 16; ///< the same, of IPv6
};

/// Whether a reload added so much that someone should be told: a typo turns /28 into /2. Growth
/// from an empty family to anything is over every ratio; do not ask at the first load.
inline bool grew(const set_changes& changes, const growth_limits& limits = {}) noexcept
{
    const range_set_v4& v4 = changes.added.v4();
    const range_set_v6& v6 = changes.added.v6();
    if (double(v4.count()) > limits.ratio * changes.before_v4.to_double() ||
        v6.count().to_double() > limits.ratio * changes.before_v6.to_double())
        return true;
    const auto wide = [](const auto& set, int length) {
        return std::any_of(set.begin(), set.end(), [=](const auto& range) {
            for (const auto& prefix : range.prefixes())
                if (prefix.length() <= length)
                    return true;
            return false;
        });
    };
    return wide(v4, limits.v4_length) || wide(v6, limits.v6_length);
}

} // namespace cordon::inline v0::ip

#endif
