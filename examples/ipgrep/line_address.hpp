// ipgrep: the addresses in a line of a log.
#ifndef CORDON_EXAMPLES_IPGREP_LINE_ADDRESS_HPP
#define CORDON_EXAMPLES_IPGREP_LINE_ADDRESS_HPP

#include "bytes.hpp"

#include <cordon/ip/endpoint.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace ipgrep {

/// The `n`-th (from 1) field of a line between blanks, or an empty text.
inline std::string_view nth_field(std::string_view line, std::size_t n) noexcept
{
    std::size_t at = 0;
    for (;; --n) {
        while (at < line.size() && is_blank(line[at]))
            ++at;
        const std::size_t first = at;
        at = find_blank(line, at);
        if (n <= 1 || at == line.size())
            return n <= 1 ? line.substr(first, at - first) : std::string_view();
    }
}

/// The field's address in its canonical form, or none. It may be in brackets, have a port, and
/// stand between the punctuation of logs and headers: "10.0.0.1", '(10.0.0.1)', '[::1]:80;'.
/// Anything else, two addresses included, is none: whoever asks must not be told a guess.
inline cordon::ip::address field_address(std::string_view field) noexcept
{
    auto parsed = cordon::ip::parse_endpoint(field);
    if (!parsed && !field.empty()) {
        constexpr std::string_view before = "\"'(<{";
        constexpr std::string_view behind = "\"')>},;.";
        field.remove_prefix(std::min(field.find_first_not_of(before), field.size()));
        field = field.substr(0, field.find_last_not_of(behind) + 1);
        if (field.ends_with(':')) // "10.0.0.1: connection refused"
            field.remove_suffix(1);
        if (field.ends_with(']') && field.find('[') == field.npos) // "[client 10.0.0.1]"
            field.remove_suffix(1);
        parsed = cordon::ip::parse_endpoint(field);
        if (!parsed && field.starts_with('[') && field.ends_with(']')) // "[10.0.0.1:80]"
            parsed = cordon::ip::parse_endpoint(field.substr(1, field.size() - 2));
    }
    return parsed ? parsed->address.canonical() : cordon::ip::address();
}

namespace detail {

enum char_class : unsigned char { other, address_char, word_char };

inline constexpr std::array<char_class, 256> char_classes = [] {
    std::array<char_class, 256> classes{};
    for (std::size_t c = 0; c < classes.size(); ++c) {
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '%';
        if (hex || c == '.' || c == ':')
            classes[c] = address_char;
        else if (word)
            classes[c] = word_char;
    }
    return classes;
}();

inline char_class class_of(char c) noexcept { return char_classes[static_cast<unsigned char>(c)]; }

// Of a run that goes on from a word: what is behind a label's colon, "c:1.2.3.4" of "src:1.2.3.4";
// empty where the run is a part of the word.
inline std::string_view behind_label(std::string_view run) noexcept
{
    const std::size_t end = run.find_first_not_of("abcdefABCDEF");
    if (end == run.npos || run[end] != ':' || run.substr(end + 1).starts_with(':'))
        return {};
    return run.substr(end + 1);
}

} // namespace detail

/// Hands each address that stands in the text, in its canonical form, to `take(address)`. A run of
/// hex digits, dots and colons is an address if it is one as a whole, with or without a port, and
/// is no part of a word: not in "v1.2.3.4", "1.2.3.4.example.com" or "fe80::1%eth0", but in
/// "src:1.2.3.4" and "connection from 1.2.3.4."; a lone "::" is none.
template <class Take>
void for_each_address(std::string_view text, Take take)
{
    using detail::class_of;
    const std::size_t size = text.size();
    for (std::size_t at = 0; at < size; ++at) {
        if (class_of(text[at]) != detail::address_char)
            continue;
        const std::size_t first = at;
        unsigned dots = 0;
        unsigned colons = 0;
        for (; at < size && class_of(text[at]) == detail::address_char; ++at) {
            dots += text[at] == '.';
            colons += text[at] == ':';
        }
        if (dots < 3 && colons < 2)
            continue;
        if (at < size && class_of(text[at]) == detail::word_char)
            continue;
        std::string_view run = text.substr(first, at - first);
        if (first != 0 && class_of(text[first - 1]) == detail::word_char)
            run = detail::behind_label(run);
        auto parsed = cordon::ip::parse_endpoint(run);
        if (!parsed && (run.ends_with('.') || run.ends_with(':'))) {
            run.remove_suffix(1);
            parsed = cordon::ip::parse_endpoint(run);
        }
        if (parsed && run != "::")
            take(parsed->address.canonical());
    }
}

} // namespace ipgrep

#endif
