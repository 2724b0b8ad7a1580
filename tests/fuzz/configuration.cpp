// Fuzz body for the text of login configurations.
#include <cordon/toml/reader.hpp>
#include <cordon/toml/writer.hpp>

#include "check.hpp"

#include <algorithm>

namespace ip = cordon::ip;
namespace login = cordon::login;
using cordon_fuzz::check;

namespace {

// Each error has a code, stands in the text, and can be told on a terminal.
void check_errors(std::span<const cordon::toml::text_error> errors, std::string_view text)
{
    const auto lines = std::size_t(std::count(text.begin(), text.end(), '\n')) + 1;
    for (const cordon::toml::text_error& each : errors) {
        check(bool(each.code), "an error without a code", text);
        check(each.line <= lines, "an error behind the last line", text);
        check((each.line == 0) == (each.column == 0), "a line without a column", text);
        check(each.message.starts_with("fuzz.toml:"), "a message without the text's name", text);
        for (const char c : each.message)
            check((c < 0 || c >= ' ') && c != '\x7f', "a message that a terminal would obey", text);
    }
}

// The union of those of IPv4.
ip::range_set_v4 ranges_v4(const std::vector<login::address_range>& ranges)
{
    ip::range_set both;
    for (const login::address_range& each : ranges)
        both.insert(*ip::range::make(each.first, each.last));
    return both.v4();
}

// What no configuration may say, whatever its text.
void check_guard_rails(const login::configuration& config, std::string_view text)
{
    const login::organisation& owner = config.organisation();
    for (const char* unspecified : {"0.0.0.0", "::", "::ffff:0.0.0.0"}) {
        const ip::address address = ip::make_address(unspecified);
        check(!owner.trusted_networks().contains(address), "unspecified, trusted", text);
        check(!owner.trusted_proxies().contains(address), "an unspecified proxy", text);
        for (const login::profile& each : config.profiles())
            check(!each.login_ranges().contains(address), "unspecified, in login ranges", text);
    }
    if (owner.settings().trusted_ranges.empty())
        for (const char* any : {"10.0.0.1", "192.0.2.1", "2001:db8::1", "127.0.0.1", "::1"})
            check(!owner.trusted_networks().contains(ip::make_address(any)),
                  "trusted without ranges", text);
    // Half of the internet, trusted, is asked for by name.
    if (owner.settings().allow_whole_internet)
        return;
    std::uint64_t trusted = 0;
    for (const ip::range_v4& each : ranges_v4(owner.settings().trusted_ranges))
        trusted += std::uint64_t(each.last().to_uint()) - each.first().to_uint() + 1;
    check(trusted < std::uint64_t(1) << 31, "half of the internet, trusted", text);
}

// Closed where it is damaged: whoever has lost all ranges, or whose hours are lost, is out.
void check_damaged(const login::profile& each, std::string_view text)
{
    for (const login::problem& wrong : each.damage()) {
        const std::size_t dot = wrong.path.find_last_of('.');
        const std::string_view member = std::string_view(wrong.path).substr(dot + 1);
        for (std::size_t day = 0; day != 7; ++day)
            if (member == login::weekday_names[day]) {
                const login::day_hours& hours = each.settings().login_hours.days[day];
                check(hours.start == 0 && hours.end == 0, "a damaged day that is open", text);
            }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = cordon_fuzz::text_of(data, size);
    const auto strict = cordon::toml::parse_configuration(text, {.name = "fuzz.toml"});
    const auto lenient =
        cordon::toml::parse_configuration(text, {.name = "fuzz.toml", .take_damaged = true});
    check(strict.has_value() == strict.errors().empty(), "neither a value nor an error", text);
    check(lenient.has_value() == lenient.errors().empty(), "neither a value nor an error", text);
    check(strict.damage().empty(), "damage in what is not taken damaged", text);
    check_errors(strict.errors(), text);
    check_errors(lenient.errors(), text);
    check_errors(lenient.damage(), text);
    check(!strict || lenient, "taken when strict and refused when lenient", text);
    if (!lenient)
        return 0;

    check(strict.has_value() == lenient.damage().empty(), "damage that only one has seen", text);
    if (strict)
        check(strict->settings() == lenient->settings(), "damage taken from what has none", text);
    check_guard_rails(*lenient, text);
    for (const login::profile& each : lenient->profiles())
        check_damaged(each, text);

    // Rule 10: what is written is right, means the same, and is written in one way only.
    const std::string written = cordon::toml::write_configuration(*lenient);
    const auto again = cordon::toml::parse_configuration(written, {.name = "fuzz.toml"});
    check(again.has_value(), "what was written is refused", written);
    check(again->settings() == lenient->settings(), "what was written means something else", text);
    check(cordon::toml::write_configuration(*again) == written, "written in two ways", text);
    return 0;
}
