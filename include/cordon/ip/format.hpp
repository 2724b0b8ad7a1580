// cordon::ip - std::format and fmt for every value of the room.
#ifndef CORDON_IP_FORMAT_HPP
#define CORDON_IP_FORMAT_HPP

#include <cordon/ip/range.hpp>

#include <version>

#if defined(__cpp_lib_format)
#include <format>
#endif

namespace cordon::inline v0::ip::detail {

template <class T>
concept formattable_value =
    std::same_as<T, address> || std::same_as<T, address_v4> || std::same_as<T, address_v6> ||
    std::same_as<T, prefix> || std::same_as<T, prefix_v4> || std::same_as<T, prefix_v6> ||
    std::same_as<T, range> || std::same_as<T, range_v4> || std::same_as<T, range_v6>;

// A formatter over the library's own for string_view: fill, alignment, width and precision work.
template <class Value, class TextFormatter>
struct text_formatter : TextFormatter {
    template <class Context>
    auto format(const Value& value, Context& context) const
    {
        char text[max_range_text];
        const char* end = to_chars(text, text + sizeof text, value).ptr;
        return TextFormatter::format(std::string_view(text, std::size_t(end - text)), context);
    }
};

} // namespace cordon::inline v0::ip::detail

#if defined(__cpp_lib_format)
/// std::format("{:>20}", address): the options of a string.
template <cordon::ip::detail::formattable_value T>
struct std::formatter<T, char>
    : cordon::ip::detail::text_formatter<T, std::formatter<std::string_view, char>> {};
#endif

#if defined(FMT_VERSION)
/// The same for fmt, where its header was included before this one.
template <cordon::ip::detail::formattable_value T>
struct fmt::formatter<T, char>
    : cordon::ip::detail::text_formatter<T, fmt::formatter<fmt::string_view, char>> {};
#endif

#endif
