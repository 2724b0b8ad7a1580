// cordon::token - views of bytes, and a short text stored in place.
#ifndef CORDON_TOKEN_BYTES_HPP
#define CORDON_TOKEN_BYTES_HPP

#include <cordon/version.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cordon::inline v0::token {

/// Bytes to read, and bytes to write. Views: they own nothing.
using bytes_view = std::span<const unsigned char>;
/// See bytes_view.
using bytes_span = std::span<unsigned char>;

/// The bytes of a text as they are: no encoding, no terminator, NUL is a byte like any other.
inline bytes_view as_bytes(std::string_view text) noexcept
{
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

/// Bytes as characters.
inline std::string_view as_text(bytes_view bytes) noexcept
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A text of at most `Capacity` bytes stored in place: names, ids, hashes; not for secrets (those
/// go into basic_secret). Regular, constexpr, usable as a template argument.
template <std::size_t Capacity>
struct short_text {
    char chars[Capacity]{}; ///< from the front; zeros behind
    std::size_t length = 0; ///< how many are used

    constexpr short_text() noexcept = default;
    /// What does not fit is cut off: check size() against capacity() where that may happen.
    constexpr short_text(std::string_view text) noexcept // NOLINT: as texts convert
    {
        append(text);
    }
    constexpr short_text(const char* text) noexcept
        : short_text(std::string_view(text)) {} // NOLINT

    /// How many characters there is room for.
    static constexpr std::size_t capacity() noexcept { return Capacity; }
    /// How many characters there are.
    constexpr std::size_t size() const noexcept { return length; }
    constexpr bool empty() const noexcept { return length == 0; }
    /// The characters: a view that lives no longer than this.
    constexpr std::string_view view() const noexcept { return {chars, length}; }
    /// Appends; what does not fit is cut off.
    constexpr void append(std::string_view text) noexcept
    {
        for (const char c : text.substr(0, Capacity - length))
            chars[length++] = c;
    }

    friend constexpr bool operator==(const short_text& a, const short_text& b) noexcept
    {
        return a.view() == b.view();
    }
    friend constexpr auto operator<=>(const short_text& a, const short_text& b) noexcept
    {
        return a.view() <=> b.view();
    }
};

/// A name of a key, a policy or a purpose: letters, digits, '-', '_' and '.', 1 to 32 of them, so
/// that it can stand in every stored text without quoting.
using short_name = short_text<32>;

/// Whether the text is a name as a short_name holds it.
constexpr bool is_name(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    });
}

} // namespace cordon::inline v0::token

#endif
