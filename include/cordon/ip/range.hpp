// cordon::ip - IPv4 and IPv6 ranges: text, and the type that holds either.
#ifndef CORDON_IP_RANGE_HPP
#define CORDON_IP_RANGE_HPP

#include <cordon/ip/basic_range.hpp>
#include <cordon/ip/prefix.hpp>

namespace cordon::inline v0::ip {

/// A range of IPv4.
using range_v4 = basic_range<address_v4>;
/// A range of IPv6.
using range_v6 = basic_range<address_v6>;

/// A range of either family; both ends are of one. No default; otherwise as `basic_range`, and what
/// takes an address looks at its canonical form: 10.0.0.0-10.0.0.9 contains ::ffff:10.0.0.1, and
/// the mapped part of an IPv6 range cannot be reached. None is in no range.
class range {
public:
    /// The IPv4 range.
    constexpr range(const range_v4& v4) noexcept : first_(v4.first()), last_(v4.last()) {} // NOLINT
    /// The IPv6 range.
    constexpr range(const range_v6& v6) noexcept : first_(v6.first()), last_(v6.last()) {} // NOLINT
    /// All addresses of the prefix.
    constexpr range(const prefix_v4& v4) noexcept : range(range_v4(v4)) {} // NOLINT
    /// All addresses of the prefix.
    constexpr range(const prefix_v6& v6) noexcept : range(range_v6(v6)) {} // NOLINT
    /// One address.
    constexpr range(address_v4 v4) noexcept : range(range_v4(v4)) {} // NOLINT
    /// One address.
    constexpr range(address_v6 v6) noexcept : range(range_v6(v6)) {} // NOLINT
    /// All addresses of the prefix.
    constexpr range(const prefix& prefix) noexcept // NOLINT
        : first_(prefix.first()), last_(prefix.last())
    {
    }

    /// errc::bad_family for none, errc::family_mix where the ends are of two families,
    /// errc::reversed where last < first.
    static constexpr parse_result<range> make(const address& first, const address& last) noexcept
    {
        if (first.is_none() || last.is_none())
            return {errc::bad_family, 0};
        if (first.family() != last.family())
            return {errc::family_mix, 0};
        if (last < first)
            return {errc::reversed, 0};
        if (first.is_v4())
            return parse_result(range(*range_v4::make(first.to_v4(), last.to_v4())));
        return parse_result(range(*range_v6::make(first.to_v6(), last.to_v6())));
    }
#if defined(__cpp_exceptions)
    /// Throws as make() would fail.
    constexpr range(const address& first, const address& last) : range(make(first, last).value()) {}
#endif

    constexpr bool is_v4() const noexcept { return first_.is_v4(); }
    constexpr bool is_v6() const noexcept { return first_.is_v6(); }
    /// As the family's type; throws errc::bad_family (std::abort() without exceptions) otherwise.
    constexpr range_v4 to_v4() const { return *range_v4::make(first_.to_v4(), last_.to_v4()); }
    constexpr range_v6 to_v6() const { return *range_v6::make(first_.to_v6(), last_.to_v6()); }

    constexpr address first() const noexcept { return first_; }
    constexpr address last() const noexcept { return last_; }
    /// The number of addresses.
    constexpr uint129 count() const noexcept
    {
        return is_v4() ? uint129(to_v4().count()) : to_v6().count();
    }

    constexpr bool contains(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        return key.family() == first_.family() && first_ <= key && key <= last_;
    }
    // (An address_v4 converts to an address and to a range alike.)
    constexpr bool contains(address_v4 v4) const noexcept { return contains(address(v4)); }
    constexpr bool contains(address_v6 v6) const noexcept { return contains(address(v6)); }
    constexpr bool contains(const range& other) const noexcept
    {
        return other.first_.family() == first_.family() && first_ <= other.first_ &&
               other.last_ <= last_;
    }
    constexpr bool overlaps(const range& other) const noexcept
    {
        return other.first_.family() == first_.family() && first_ <= other.last_ &&
               other.first_ <= last_;
    }

    /// The prefix with exactly these addresses, if there is one.
    constexpr std::optional<prefix> as_prefix() const noexcept
    {
        if (is_v4()) {
            const auto v4 = to_v4().as_prefix();
            return v4 ? std::optional<prefix>(*v4) : std::nullopt;
        }
        const auto v6 = to_v6().as_prefix();
        return v6 ? std::optional<prefix>(*v6) : std::nullopt;
    }

    friend constexpr bool operator==(const range&, const range&) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(const range&,
                                                      const range&) noexcept = default;

    /// For parse_result::message: what the author may have meant.
    static std::string hint(parse_error error, std::string_view text);

private:
    address first_;
    address last_;
};

namespace detail {

// Two addresses and what stands between them.
inline constexpr std::size_t max_range_input = 2 * max_address_input + 3;

struct range_ends {
    std::string_view first{};
    std::string_view last{};
    std::size_t last_offset = 0; // of `last` in the text; npos where there is no '-'
    parse_error error{};
};

// Takes "first-last" or "first - last" apart at the first '-' (no address has one).
constexpr range_ends split_range(std::string_view text) noexcept
{
    const auto fail = [](errc code, std::size_t offset) {
        return range_ends{{}, {}, 0, {code, std::uint32_t(offset)}};
    };
    if (text.empty())
        return fail(errc::empty, 0);
    if (text.size() > max_range_input)
        return fail(errc::too_long, max_range_input);
    const std::size_t dash = text.find('-');
    if (dash == text.npos)
        return {text, {}, text.npos, {}};
    const bool spaced = dash > 0 && text[dash - 1] == ' ' && text.substr(dash + 1, 1) == " ";
    const std::string_view first = text.substr(0, spaced ? dash - 1 : dash);
    const std::size_t last_offset = spaced ? dash + 2 : dash + 1;
    if (first.empty())
        return fail(errc::missing_end, 0);
    return {first, text.substr(last_offset), last_offset, {}};
}

template <address_space A>
constexpr bool is_mapped_range(A first, A last) noexcept
{
    if constexpr (A::width == 128)
        return first.is_v4_mapped() && last.is_v4_mapped();
    else
        return false;
}

constexpr bool is_mapped_range(const address& first, const address& last) noexcept
{
    return first.is_v6() && last.is_v6() && is_mapped_range(first.to_v6(), last.to_v6());
}

template <class Range, class Address>
constexpr parse_result<Range> read_range(std::string_view text,
                                         parse_result<Address> (*parse)(std::string_view)) noexcept
{
    const range_ends ends = split_range(text);
    if (ends.error.code != errc{})
        return parse_result<Range>(ends.error);
    const parse_result<Address> first = parse(ends.first);
    if (!first)
        return parse_result<Range>(first.error());
    if (ends.last.empty())
        return {errc::missing_end, text.size()};
    const parse_result<Address> last = parse(ends.last);
    if (!last)
        return {last.error().code, ends.last_offset + last.error().offset};
    const parse_result<Range> range = Range::make(*first, *last);
    if (!range)
        return {range.error().code, ends.last_offset};
    if (is_mapped_range(*first, *last))
        return {errc::mapped_range, 0};
    return range;
}

} // namespace detail

/// "first-last", both inclusive, with nothing or one space on both sides of the '-'. The whole text
/// or nothing; no allocation; constexpr. Errors: those of the addresses, and missing_end, reversed,
/// mapped_range (inside ::ffff:0:0/96; message() has the IPv4 spelling).
constexpr parse_result<range_v4> parse_range_v4(std::string_view text) noexcept
{
    return detail::read_range<range_v4>(
        text, +[](std::string_view t) { return parse_address_v4(t); });
}
/// As parse_range_v4.
constexpr parse_result<range_v6> parse_range_v6(std::string_view text) noexcept
{
    return detail::read_range<range_v6>(
        text, +[](std::string_view t) { return parse_address_v6(t); });
}
/// As parse_range_v4, for the family of each address's text (see parse_address): family_mix where
/// they differ.
constexpr parse_result<range> parse_range(std::string_view text) noexcept
{
    return detail::read_range<range>(text, +[](std::string_view t) { return parse_address(t); });
}

/// What a line of a list holds: "address", "address/length" or "first-last". A single mapped
/// address becomes the IPv4 address; errors as of parse_address, parse_prefix and parse_range.
constexpr parse_result<range> parse_entry(std::string_view text) noexcept
{
    if (text.find('/') != text.npos) {
        const auto prefix = parse_prefix(text);
        return prefix ? parse_result(range(*prefix)) : parse_result<range>(prefix.error());
    }
    if (text.find('-') != text.npos)
        return parse_range(text);
    std::uint32_t v4 = 0;
    uint128 v6;
    if (detail::read_usual(text, v4, v6) == family::v4)
        return parse_result<range>(std::in_place, address_v4(v4));
    const auto parsed = parse_address(text);
    if (!parsed)
        return parse_result<range>(parsed.error());
    const address key = parsed->canonical();
    return range::make(key, key);
}

namespace detail {

template <class Range>
constexpr std::to_chars_result range_to_chars(char* first, char* last, const Range& range) noexcept
{
    const auto result = to_chars(first, last, range.first());
    if (result.ec != std::errc{} || result.ptr == last)
        return {last, std::errc::value_too_large};
    *result.ptr = '-';
    return to_chars(result.ptr + 1, last, range.last());
}

inline constexpr std::size_t max_range_text = 2 * address_v6::max_text_size + 1;

inline std::string range_hint(parse_error error, std::string_view text)
{
    if (text.find('/') != text.npos)
        return prefix_hint(error, text);
    if (error.code != errc::mapped_range && error.code != errc::reversed)
        return {};
    const range_ends ends = split_range(text);
    const auto first = parse_address(ends.first);
    const auto last = parse_address(ends.last);
    if (!first || !last)
        return {};
    const bool swap = error.code == errc::reversed;
    return "did you mean " + to_string(swap ? *last : first->canonical()) + "-" +
           to_string(swap ? *first : last->canonical()) + "?";
}

} // namespace detail

template <address_space A>
std::string basic_range<A>::hint(parse_error error, std::string_view text)
{
    return detail::range_hint(error, text);
}
inline std::string range::hint(parse_error error, std::string_view text)
{
    return detail::range_hint(error, text);
}

/// Writes "first-last" as std::to_chars does; at most 79 characters.
template <address_space A>
constexpr std::to_chars_result to_chars(char* first, char* last,
                                        const basic_range<A>& range) noexcept
{
    return detail::range_to_chars(first, last, range);
}
constexpr std::to_chars_result to_chars(char* first, char* last, const range& range) noexcept
{
    return detail::range_to_chars(first, last, range);
}

/// The text that parses as it.
template <class R>
    requires std::same_as<R, range> || std::same_as<R, range_v4> || std::same_as<R, range_v6>
std::string to_string(const R& range)
{
    char text[detail::max_range_text];
    return {text, to_chars(text, text + sizeof text, range).ptr};
}

template <class Traits, class R>
    requires std::same_as<R, range> || std::same_as<R, range_v4> || std::same_as<R, range_v6>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& os, const R& range)
{
    char text[detail::max_range_text];
    const char* end = to_chars(text, text + sizeof text, range).ptr;
    return os << std::basic_string_view<char, Traits>(text, std::size_t(end - text));
}

#if defined(__cpp_exceptions)
/// The throwing twins: std::system_error with the code and a sentence.
constexpr range_v4 make_range_v4(std::string_view text)
{
    return detail::value_or_raise(parse_range_v4(text), text);
}
/// See make_range_v4().
constexpr range_v6 make_range_v6(std::string_view text)
{
    return detail::value_or_raise(parse_range_v6(text), text);
}
/// See make_range_v4().
constexpr range make_range(std::string_view text)
{
    return detail::value_or_raise(parse_range(text), text);
}
/// The throwing twin of parse_entry.
constexpr range make_entry(std::string_view text)
{
    return detail::value_or_raise(parse_entry(text), text);
}
#endif

} // namespace cordon::inline v0::ip

template <cordon::ip::address_space A>
struct std::hash<cordon::ip::basic_range<A>> {
    std::size_t operator()(const cordon::ip::basic_range<A>& range) const noexcept
    {
        const std::size_t first = std::hash<A>()(range.first());
        return cordon::ip::detail::hash_mix(first ^ (std::hash<A>()(range.last()) << 1));
    }
};

template <>
struct std::hash<cordon::ip::range> {
    std::size_t operator()(const cordon::ip::range& range) const noexcept
    {
        const std::size_t first = std::hash<cordon::ip::address>()(range.first());
        return cordon::ip::detail::hash_mix(first ^
                                            (std::hash<cordon::ip::address>()(range.last()) << 1));
    }
};

#endif
