// cordon::toml - what can be wrong with the text of a configuration.
#ifndef CORDON_TOML_ERROR_HPP
#define CORDON_TOML_ERROR_HPP

#include <cordon/version.hpp>

#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

namespace cordon::inline v0::toml {

/// What the text as such can be. What is wrong with a value is told by the codes of login and ip.
enum class errc : unsigned char {
    syntax = 1,  ///< no TOML
    unknown_key, ///< a key that there is not: a mistyped one must not be taken for an absent one
    wrong_type,  ///< a string where a number is due, say
    bad_hours,   ///< not "HH:MM-HH:MM"
    too_large,   ///< a text of more than 16 MiB
};

/// A fixed English text for the code. Never null.
constexpr const char* describe(errc code) noexcept
{
    switch (code) {
    case errc::syntax: return "no TOML";
    case errc::unknown_key: return "unknown key";
    case errc::wrong_type: return "value of another type";
    case errc::bad_hours: return "hours other than \"HH:MM-HH:MM\"";
    case errc::too_large: return "text of more than 16 MiB";
    }
    return "unknown cordon::toml error";
}

namespace detail {

class category final : public std::error_category {
public:
    const char* name() const noexcept override { return "cordon.toml"; }
    std::string message(int value) const override
    {
        return describe(value > 0 && value < 256 ? static_cast<errc>(value) : errc{});
    }
};

} // namespace detail

/// The category of the codes, "cordon.toml".
inline const std::error_category& error_category() noexcept
{
    static const detail::category instance;
    return instance;
}
/// The code as std::error_code.
inline std::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

/// One thing that is wrong with a configuration's text, and where.
struct text_error {
    std::error_code code;     ///< of toml, login or ip, or the system's for files
    std::uint32_t line = 0;   ///< from 1; 0 where it is the file as a whole
    std::uint32_t column = 0; ///< in characters, from 1; 0 where it is the file as a whole
    std::string key;          ///< "organisation.trusted_ranges[2]"; empty where there is none
    std::string message;      ///< "login.toml:12:5: organisation.edition: unknown value"; control
                              ///< characters are escaped, so that it can be shown on a terminal
};

} // namespace cordon::inline v0::toml

template <>
struct std::is_error_code_enum<cordon::toml::errc> : std::true_type {};

#endif
