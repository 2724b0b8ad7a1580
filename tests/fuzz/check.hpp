// What the fuzz bodies share: stopping with a message, and what holds for every parser.
#pragma once

#include <cordon/ip/parse_result.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace cordon_fuzz {

// The input as the parsers see it.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) noexcept
{
    return {reinterpret_cast<const char*>(data), size};
}

inline void check(bool good, const char* what, std::string_view input)
{
    if (good)
        return;
    std::fprintf(stderr, "broken: %s\ninput: %s\n", what,
                 cordon::ip::detail::quoted(input).c_str());
    std::abort();
}

// An error is one: it has a code, stands inside the text or at its end, and can be told.
template <class T>
void check_error(const cordon::ip::parse_result<T>& result, std::string_view input)
{
    using cordon::ip::errc;
    check(!result.has_value(), "a value where an error should be", input);
    const cordon::ip::parse_error error = result.error();
    check(error.code != errc{}, "an error without a code", input);
    check(error.offset <= input.size(), "an offset behind the end of the text", input);
    check(error.code == errc::empty || !input.empty(), "empty text has another error", input);
    const std::string message = result.message(input);
    check(message.starts_with(cordon::ip::describe(error.code)), "a message without its error",
          input);
    check(message.size() < 1000, "a message that grows with the text", input);
    for (const char c : message)
        check(c >= ' ' && c <= '~', "a message that a terminal would obey", input);
}

// The text behind "did you mean" in a message, or nothing.
inline std::string suggestion(const std::string& message)
{
    constexpr std::string_view start = "did you mean ";
    const std::size_t at = message.rfind(start);
    if (at == message.npos || message.back() != '?')
        return {};
    return message.substr(at + start.size(), message.size() - at - start.size() - 1);
}

// The text of a value by to_chars, into a block of just its size, so that AddressSanitizer sees the
// first byte written beyond it; one byte less has no room for it.
template <class T>
std::string written(const T& value, std::string_view input)
{
    const std::string text = to_string(value);
    const std::size_t size = text.size();
    const auto block = std::make_unique<char[]>(size);
    const auto whole = to_chars(block.get(), block.get() + size, value);
    check(whole.ec == std::errc{} && whole.ptr == block.get() + size,
          "to_chars and to_string differ", input);
    check(text == std::string_view(block.get(), size), "to_chars and to_string differ", input);
    const auto shorter = std::make_unique<char[]>(size - 1);
    check(to_chars(shorter.get(), shorter.get() + size - 1, value).ec == std::errc::value_too_large,
          "to_chars where there is no room", input);
    return text;
}

// Two parsers of one family and the one of either: a text is of one family or of none, and what the
// dual parser answers is the answer of one of the two.
template <class Dual, class V4, class V6>
void check_families(const Dual& dual, const V4& v4, const V6& v6, std::string_view input)
{
    check(!(v4.has_value() && v6.has_value()), "of both families", input);
    check(dual.has_value() == (v4.has_value() || v6.has_value()), "the dual parser disagrees",
          input);
    if (v4)
        check(*dual == typename Dual::value_type(*v4), "the IPv4 parser disagrees", input);
    if (v6)
        check(*dual == typename Dual::value_type(*v6), "the IPv6 parser disagrees", input);
}

// The throwing twin throws what the parser says, and returns what it returns.
template <class T, class Make>
void check_twin(const cordon::ip::parse_result<T>& result, Make make, std::string_view input)
{
    try {
        const T value = make(input);
        check(result.has_value() && *result == value, "the throwing twin accepts", input);
    } catch (const std::system_error& error) {
        check(!result.has_value() && error.code() == result.error().code,
              "the throwing twin throws", input);
        check(std::string_view(error.what()).find(result.message(input)) != std::string_view::npos,
              "the throwing twin says something else", input);
    }
}

} // namespace cordon_fuzz
