// Settings of cordon::login in few words, and problems as text.
#pragma once

#include <cordon/login/user.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace cordon_test {

// "10.0.0.0-10.0.0.255", or one address; the ends as they stand, in any order and of any family.
inline cordon::login::address_range addresses(std::string_view text)
{
    const std::size_t dash = text.find('-');
    const auto first = cordon::ip::make_address(text.substr(0, dash));
    const auto last = dash == text.npos ? first : cordon::ip::make_address(text.substr(dash + 1));
    return {first, last, ""};
}
inline std::vector<cordon::login::address_range>
ranges(std::initializer_list<std::string_view> texts)
{
    std::vector<cordon::login::address_range> out;
    for (const std::string_view text : texts)
        out.push_back(addresses(text));
    return out;
}

// Hours of every day, or of one (0 is Sunday), in minutes.
inline cordon::login::login_hours_settings every_day(int start, int end, std::string zone = "")
{
    cordon::login::login_hours_settings out;
    out.days.fill({start, end});
    out.time_zone = std::move(zone);
    return out;
}
inline cordon::login::login_hours_settings one_day(std::size_t day, int start, int end,
                                                   std::string zone = "")
{
    cordon::login::login_hours_settings out;
    out.days[day] = {start, end};
    out.time_zone = std::move(zone);
    return out;
}

// "path: message; path: message", with the messages of the codes.
inline std::string words(const cordon::login::problems& all)
{
    std::string out;
    for (const auto& each : all)
        out += (out.empty() ? "" : "; ") + each.path + ": " + each.error.message();
    return out;
}
inline std::string words(const std::string& path, std::error_code error)
{
    return words({{path, error}});
}

// What is wrong with a configuration; "" for nothing.
inline std::string problems_of(const cordon::login::configuration_settings& settings)
{
    return words(cordon::login::configuration::build(settings).error());
}

// A moment in UTC.
inline std::chrono::sys_seconds utc(int year, unsigned month, unsigned day, int hour = 0,
                                    int minute = 0, int second = 0)
{
    using namespace std::chrono;
    return sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) +
           hours(hour) + minutes(minute) + seconds(second);
}

} // namespace cordon_test
