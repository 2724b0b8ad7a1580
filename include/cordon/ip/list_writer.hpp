// cordon::ip - sets as text that the loaders read back.
#ifndef CORDON_IP_LIST_WRITER_HPP
#define CORDON_IP_LIST_WRITER_HPP

#include <cordon/ip/range_set.hpp>

#include <ostream>
#include <string>

namespace cordon::inline v0::ip {

/// How a set is written.
enum class list_style : unsigned char {
    prefixes, ///< the fewest prefixes: what firewalls and routers take
    ranges,   ///< first-last, or the address alone: fewer lines
};

namespace detail {

// Hands one family's set to `sink` as text, a few hundred whole lines at a time. What lies inside
// the mapped block is left out: no look-up reaches it, and loaders refuse it.
template <address_space A, class Sink>
void write_family(const basic_range_set<A>& set, list_style style, Sink sink)
{
    char text[8192];
    char* const most = text + sizeof text - 1; // leaves room for the '\n'
    char* at = text;
    const auto line = [&](const auto& value) {
        if (is_mapped_range(value.first(), value.last()))
            return;
        if (std::size_t(most - at) < max_range_text) {
            sink(std::string_view(text, std::size_t(at - text)));
            at = text;
        }
        const bool single = value.first() == value.last() && style == list_style::ranges;
        at = single ? to_chars(at, most, value.first()).ptr : to_chars(at, most, value).ptr;
        *at++ = '\n';
    };
    if (style == list_style::prefixes)
        for (const basic_prefix<A>& prefix : set.prefixes())
            line(prefix);
    else
        for (const basic_range<A>& range : set)
            line(range);
    if (at != text)
        sink(std::string_view(text, std::size_t(at - text)));
}

template <class Sink>
void write_set(const range_set& set, list_style style, Sink sink)
{
    write_family(set.v4(), style, sink);
    write_family(set.v6(), style, sink);
}

} // namespace detail

/// Writes a set, one prefix or range a line, IPv4 first, in order. Reading it back gives a set that
/// holds the same addresses. Formatting does not allocate, the stream and the string may.
inline std::ostream& write_list(std::ostream& os, const range_set& set,
                                list_style style = list_style::prefixes)
{
    detail::write_set(set, style, [&](std::string_view lines) { os << lines; });
    return os;
}
inline void write_list(std::string& out, const range_set& set,
                       list_style style = list_style::prefixes)
{
    detail::write_set(set, style, [&](std::string_view lines) { out += lines; });
}

} // namespace cordon::inline v0::ip

#endif
