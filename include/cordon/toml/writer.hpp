// cordon::toml - login configurations as canonical text.
#ifndef CORDON_TOML_WRITER_HPP
#define CORDON_TOML_WRITER_HPP

#include <cordon/toml/detail/escaped.hpp>
#include <cordon/toml/detail/fields.hpp>

#include <cstdio>
#include <type_traits>

namespace cordon::inline v0::toml {

namespace detail {

// What TOML calls a basic string. The text is UTF-8.
inline std::string basic_string(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return '"' + escaped(out) + '"';
}

inline std::string text_of(const std::string& value) { return basic_string(value); }
inline std::string text_of(bool value) { return value ? "true" : "false"; }
inline std::string text_of(int value) { return std::to_string(value); }
template <class Enum>
    requires std::is_enum_v<Enum>
std::string text_of(Enum value)
{
    return basic_string(to_string_view(value));
}

// The prefix where there is one, the address alone, or first-last.
inline std::string text_of(const login::address_range& value)
{
    const auto made = ip::range::make(value.first, value.last);
    const auto prefix = made ? made->as_prefix() : std::nullopt;
    const std::string range = value.first == value.last ? to_string(value.first)
                              : prefix                  ? to_string(*prefix)
                                       : to_string(value.first) + "-" + to_string(value.last);
    if (value.description.empty())
        return basic_string(range);
    return "{ range = " + basic_string(range) +
           ", description = " + basic_string(value.description) + " }";
}

inline std::string text_of(const login::day_hours& value)
{
    const auto clock = [](const std::optional<int>& minutes) {
        char text[16] = "";
        if (minutes)
            std::snprintf(text, sizeof text, "%02d:%02d", *minutes / 60, *minutes % 60);
        return std::string(text);
    };
    return basic_string(clock(value.start) + "-" + clock(value.end));
}

// Writes `key = value` lines of one table; tables inside it come behind, in their order.
class table_writer {
public:
    table_writer(std::string& out, std::string path) : out_(out), path_(std::move(path)) {}

    template <class T>
    void operator()(std::string_view key, const T& value)
    {
        out_.append(key).append(" = ").append(text_of(value)).append("\n");
    }
    void operator()(std::string_view key, const std::vector<login::address_range>& value)
    {
        out_.append(key).append(" = [");
        for (const login::address_range& each : value)
            out_.append("\n    ").append(text_of(each)).append(",");
        out_.append(value.empty() ? "]\n" : "\n]\n");
    }
    void operator()(std::string_view key, const login::day_hours& value)
    {
        if (value.start || value.end)
            out_.append(key).append(" = ").append(text_of(value)).append("\n");
    }
    void operator()(std::string_view key, const login::session_levels& value)
    {
        level_fields(value, inner("[", key, "]"));
    }
    void operator()(std::string_view key, const login::password_policy& value)
    {
        password_fields(value, inner("[", key, "]"));
    }
    void operator()(std::string_view key, const std::vector<login::protected_resource>& value)
    {
        for (const login::protected_resource& each : value)
            resource_fields(each, inner("[[", key, "]]"));
    }
    void operator()(std::string_view key, const login::login_hours_settings& value)
    {
        if (value.is_set() || !value.time_zone.empty())
            hours_fields(value, inner("[", key, "]"));
    }

private:
    table_writer inner(const char* open, std::string_view key, const char* close)
    {
        std::string path = login::detail::join_path(path_, key);
        out_.append("\n").append(open).append(path).append(close).append("\n");
        return {out_, std::move(path)};
    }

    std::string& out_;
    std::string path_;
};

} // namespace detail

/// The canonical text: every key of every table, in one order, ranges as prefixes where they are
/// some. Reading it gives the same settings, and writing those the same text. Names and
/// descriptions must be UTF-8. May throw std::bad_alloc.
inline std::string write_configuration(const login::configuration_settings& settings)
{
    std::string out = "[organisation]\n";
    detail::organisation_fields(settings.organisation, detail::table_writer(out, "organisation"));
    for (const login::profile_settings& each : settings.profiles) {
        out += "\n[[profiles]]\n";
        detail::profile_fields(each, detail::table_writer(out, "profiles"));
    }
    return out;
}
/// As above: of profiles that were damaged the repaired form (rule 10).
inline std::string write_configuration(const login::configuration& config)
{
    return write_configuration(config.settings());
}

} // namespace cordon::inline v0::toml

#endif
