// Fuzz body for prefix text, strict and lenient.
#include <cordon/ip/lenient.hpp>
#include <cordon/ip/reverse_dns.hpp>

#include "check.hpp"

using namespace cordon_fuzz;
using cordon::ip::errc;
using cordon::ip::prefix;
using cordon::ip::range;

namespace {

void check_value(const prefix& value, std::string_view text)
{
    const auto again = cordon::ip::parse_prefix(written(value, text));
    check(again.has_value() && *again == value, "the text of a prefix does not come back", text);
    check(std::hash<prefix>()(*again) == std::hash<prefix>()(value), "equal, but not by hash",
          text);
    const auto made = prefix::make(value.address(), value.length());
    check(made.has_value() && *made == value, "a prefix that make() refuses", text);
    check(prefix::containing(value.last(), value.length()) == value, "containing() disagrees",
          text);
    check(value.first() <= value.last(), "the first address is behind the last", text);
    check(value.contains(value), "a prefix does not contain itself", text);
    check(!value.contains(cordon::ip::address()), "none is in a prefix", text);
    const auto name = cordon::ip::reverse_name(value);
    check(name.has_value() == (value.length() % (value.is_v4() ? 8 : 4) == 0), "reverse name",
          text);

    // Nothing that look-ups could not reach, since they are canonical.
    check(value.contains(value.first()) || value.length() < 96, "does not contain its first", text);
    const auto entry = cordon::ip::parse_entry(to_string(value));
    check(entry.has_value() && *entry == range(value), "as an entry it is another one", text);
    check(entry->as_prefix() == value, "as_prefix() does not find it back", text);
}

void check_strict(std::string_view text)
{
    const auto result = cordon::ip::parse_prefix(text);
    const auto v4 = cordon::ip::parse_prefix_v4(text);
    const auto v6 = cordon::ip::parse_prefix_v6(text);
    check_families(result, v4, v6, text);
    check_twin(result, cordon::ip::make_prefix, text);
    const std::string_view address_text = text.substr(0, text.find('/'));
    const auto address = cordon::ip::parse_address(address_text);
    if (result) {
        check_value(*result, text);
        check(address.has_value() && *address == result->address(), "another address", text);
        check(text.substr(address_text.size()) == "/" + std::to_string(result->length()),
              "two texts of a length", text);
        return;
    }
    check_error(result, text);
    check_error(v4, text);
    check_error(v6, text);
    check((result.error().code == errc::too_long) == (text.size() > 64), "too_long", text);
    if (!address && text.size() <= 64 && !address_text.empty())
        check(result.error() == address.error(), "another error than the address has", text);
    if (const std::string hint = suggestion(result.message(text)); !hint.empty())
        check(cordon::ip::parse_prefix(hint).has_value(), "a hint that is refused too", text);
}

void check_lenient(std::string_view text)
{
    const auto strict = cordon::ip::parse_prefix(text);
    const auto result = cordon::ip::lenient::parse_prefix(text);
    if (!result) {
        check_error(result, text);
        check(!strict.has_value(), "the lenient profile refuses what the strict one takes", text);
        return;
    }
    if (strict)
        check(*strict == *result, "the lenient profile means something else", text);
    else
        check(strict.error().code == errc::host_bits_set ||
                  strict.error().code == errc::length_syntax,
              "the lenient profile takes what it should not", text);
    check_value(*result, text);
    // The address that was written is inside, and in its own family.
    const auto address = cordon::ip::parse_address(text.substr(0, text.find('/')));
    check(address.has_value() && result->contains(*address), "without the address written", text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = text_of(data, size);
    check_strict(text);
    check_lenient(text);
    return 0;
}
