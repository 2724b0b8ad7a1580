// Fuzz body for ranges and for the entries of a list, strict and lenient.
#include <cordon/ip/lenient.hpp>

#include "check.hpp"

using namespace cordon_fuzz;
using cordon::ip::address;
using cordon::ip::errc;
using cordon::ip::range;

namespace {

// The prefixes of a range make it up, from its first address to its last.
template <class Range>
void check_prefixes(const Range& value, std::string_view text)
{
    auto next = std::optional(value.first());
    std::size_t count = 0;
    for (const auto prefix : value.prefixes()) {
        check(next.has_value() && prefix.first() == *next, "a gap between prefixes", text);
        check(value.contains(prefix.last()), "a prefix that reaches out of its range", text);
        next = prefix.last().next();
        ++count;
    }
    check(next == value.last().next(), "the prefixes do not reach the end", text);
    check(count <= std::size_t(2 * Range::address_type::width - 2), "too many prefixes", text);
    check((count == 1) == value.as_prefix().has_value(), "as_prefix() disagrees", text);
}

void check_value(const range& value, std::string_view text)
{
    const auto again = cordon::ip::parse_range(written(value, text));
    check(again.has_value() && *again == value, "the text of a range does not come back", text);
    check(std::hash<range>()(*again) == std::hash<range>()(value), "equal, but not by hash", text);
    check(value.first() <= value.last(), "reversed", text);
    check(value.first().family() == value.last().family() && value.is_v4() != value.is_v6(),
          "of two families", text);
    check(value.contains(value) && value.overlaps(value), "does not contain itself", text);
    check(!value.contains(address()), "none is in a range", text);
    check(value.count() >= cordon::ip::uint129(std::uint64_t(1)), "an empty range", text);
    // Nothing that look-ups could not reach, since they are canonical.
    check(value.first().canonical() == value.first() || value.last().canonical() == value.last(),
          "a range of mapped addresses", text);
    if (value.is_v4())
        check_prefixes(value.to_v4(), text);
    else
        check_prefixes(value.to_v6(), text);
}

void check_range(std::string_view text)
{
    const auto result = cordon::ip::parse_range(text);
    const auto v4 = cordon::ip::parse_range_v4(text);
    const auto v6 = cordon::ip::parse_range_v6(text);
    check_families(result, v4, v6, text);
    check_twin(result, cordon::ip::make_range, text);
    if (result) {
        check_value(*result, text);
        return;
    }
    check_error(result, text);
    check_error(v4, text);
    check_error(v6, text);
    if (const std::string hint = suggestion(result.message(text)); !hint.empty())
        check(cordon::ip::parse_range(hint).has_value(), "a hint that is refused too", text);
}

void check_entry(std::string_view text)
{
    const auto result = cordon::ip::parse_entry(text);
    check_twin(result, cordon::ip::make_entry, text);
    const auto as_address = cordon::ip::parse_address(text);
    const auto as_prefix = cordon::ip::parse_prefix(text);
    const auto as_range = cordon::ip::parse_range(text);
    check(int(as_address.has_value()) + as_prefix.has_value() + as_range.has_value() ==
              int(result.has_value()),
          "an entry is one of three, and each of them is one", text);
    if (!result) {
        check_error(result, text);
        if (const std::string hint = suggestion(result.message(text)); !hint.empty())
            check(cordon::ip::parse_entry(hint).has_value(), "a hint that is refused too", text);
        return;
    }
    check_value(*result, text);
    if (as_address)
        check(result->first() == as_address->canonical() && result->last() == result->first(),
              "an address is another entry", text);
    if (as_prefix)
        check(*result == range(*as_prefix), "a prefix is another entry", text);
    if (as_range)
        check(*result == *as_range, "a range is another entry", text);
}

void check_lenient(std::string_view text)
{
    const auto strict = cordon::ip::parse_entry(text);
    const auto result = cordon::ip::lenient::parse_entry(text);
    if (!result) {
        check_error(result, text);
        check(!strict.has_value(), "the lenient profile refuses what the strict one takes", text);
        return;
    }
    check(!strict || *strict == *result, "the lenient profile means something else", text);
    check_value(*result, text);
    if (const auto prefix = cordon::ip::lenient::parse_prefix(text))
        check(*result == range(*prefix), "the lenient profile is at odds with itself", text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = text_of(data, size);
    check_range(text);
    check_entry(text);
    check_lenient(text);
    return 0;
}
