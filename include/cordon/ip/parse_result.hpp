// cordon::ip - the answer of a parser: a value, or what is wrong and where.
#ifndef CORDON_IP_PARSE_RESULT_HPP
#define CORDON_IP_PARSE_RESULT_HPP

#include <cordon/ip/detail/raise.hpp>
#include <cordon/ip/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cordon::inline v0::ip {

/// What is wrong with a text, and the byte offset of the leftmost byte that offends: the byte
/// itself for a stray character, the first byte of a number that is wrong as a whole, the size of
/// the text where something is missing at its end. 0 where there was no text.
struct parse_error {
    errc code{};              ///< what is wrong
    std::uint32_t offset = 0; ///< the byte where it is, from 0

    friend constexpr bool operator==(const parse_error&, const parse_error&) noexcept = default;
};

namespace detail {

// The text in quotes, fit for a terminal and a log: control, non-ASCII and quote bytes as \xNN,
// cut after 64 bytes.
inline std::string quoted(std::string_view text)
{
    constexpr std::size_t limit = 64;
    constexpr char hex[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text.substr(0, limit)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte > 0x7e || c == '"' || c == '\\')
            out.append("\\x").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
        else
            out += c;
    }
    return out += text.size() > limit ? "...\"" : "\"";
}

// Where a result keeps its value. A plain member where there can be one: compilers keep it in
// registers, and a union in memory, which costs more than reading an address does.
template <class T>
struct result_value {
    union {
        T value;
        char none;
    };
    constexpr result_value() noexcept : none() {}
    explicit constexpr result_value(const T& made) noexcept : value(made) {}
};
template <class T>
    requires std::is_nothrow_default_constructible_v<T>
struct result_value<T> {
    T value{};
};

} // namespace detail

/// A `T`, or a `parse_error`. Named like `std::expected`, without its implicit conversions from
/// values: a parse result is looked at or it does not compile.
/// `T` is trivially copyable; so is the result. Distinct objects may be used by distinct threads.
template <class T>
class [[nodiscard]] parse_result {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
    using value_type = T;
    /// As std::expected has it.
    using error_type = parse_error;

    /// A value.
    explicit constexpr parse_result(const T& value) noexcept : held_{value}, has_value_(true) {}
    /// The value `T{parts...}`, made where it stays.
    template <class... Parts>
    explicit constexpr parse_result(std::in_place_t, const Parts&... parts) noexcept
        : held_{T{parts...}}, has_value_(true)
    {
    }
    /// An error.
    explicit constexpr parse_result(parse_error error) noexcept : error_(error) {}
    /// An error of this code at this byte.
    constexpr parse_result(errc code, std::size_t offset) noexcept
        : parse_result(parse_error{code, static_cast<std::uint32_t>(offset)})
    {
    }

    constexpr bool has_value() const noexcept { return has_value_; }
    explicit constexpr operator bool() const noexcept { return has_value_; }

    /// The value. Precondition: has_value().
    constexpr const T& operator*() const noexcept { return held_.value; }
    constexpr const T* operator->() const noexcept { return &held_.value; }

    /// The error. Precondition: !has_value().
    constexpr parse_error error() const noexcept { return error_; }

    /// The value, or `other` where there is none.
    constexpr T value_or(const T& other) const noexcept { return has_value_ ? held_.value : other; }

    /// The value, or std::system_error with the code (std::abort() without exceptions).
    constexpr const T& value() const
    {
        if (!has_value_)
            detail::raise(error_.code);
        return held_.value;
    }

    /// A sentence for a person, with the offset, the text and, where one is at hand, a hint:
    /// `bits set behind the prefix length at offset 7 in "10.0.0.1/8": did you mean 10.0.0.0/8?`
    /// `input` is the text that was parsed. Empty if there is a value.
    std::string message(std::string_view input) const
    {
        if (has_value_)
            return {};
        std::string out = describe(error_.code);
        if (!input.empty())
            out.append(" at offset ")
                .append(std::to_string(error_.offset))
                .append(" in ")
                .append(detail::quoted(input));
        if constexpr (requires { T::hint(error_, input); })
            if (const std::string hint = T::hint(error_, input); !hint.empty())
                out.append(": ").append(hint);
        return out;
    }

    friend constexpr bool operator==(const parse_result& a, const parse_result& b) noexcept
    {
        if (a.has_value_ != b.has_value_)
            return false;
        return a.has_value_ ? a.held_.value == b.held_.value : a.error_ == b.error_;
    }

private:
    detail::result_value<T> held_{};
    parse_error error_{};
    bool has_value_ = false;
};

namespace detail {

// The throwing twin of a parser: the value, or std::system_error with the whole sentence.
#if defined(__cpp_exceptions)
template <class T>
constexpr T value_or_raise(const parse_result<T>& result, std::string_view text)
{
    if (!result)
        raise(result.error().code, result.message(text));
    return *result;
}
#endif

} // namespace detail

} // namespace cordon::inline v0::ip

#endif
