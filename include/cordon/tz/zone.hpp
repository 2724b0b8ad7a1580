// cordon::tz - zones by their names in the IANA database ("Europe/Berlin").
#ifndef CORDON_TZ_ZONE_HPP
#define CORDON_TZ_ZONE_HPP

#include <cordon/login/time_zone.hpp>

#include <stdexcept>

// std::chrono's database where the library has one, Howard Hinnant's date otherwise, from whose
// proposal the former came: the two answer alike.
#if defined(__cpp_lib_chrono) && __cpp_lib_chrono >= 201907L
#define CORDON_TZ_BY_STD
#else
#include <date/tz.h>
#endif

namespace cordon::inline v0::tz {

namespace detail {
#ifdef CORDON_TZ_BY_STD
using database_zone = std::chrono::time_zone;
inline const database_zone* locate(std::string_view name) { return std::chrono::locate_zone(name); }
#else
using database_zone = date::time_zone;
inline const database_zone* locate(std::string_view name)
{
    return date::locate_zone(std::string(name));
}
#endif
} // namespace detail

/// A zone of the database: a model of login::time_zone_model. Copied and used by any number of
/// threads; valid as long as the program. The wall clock follows the zone's history, both ways of
/// each change of daylight saving; it costs a binary search over it.
class zone {
public:
    /// Throws std::runtime_error for a name that there is not, or where the machine has no
    /// database (Debian: tzdata).
    explicit zone(std::string_view name) : zone_(detail::locate(name)) {}

    /// The wall clock there.
    std::chrono::local_seconds to_local(std::chrono::sys_seconds when) const
    {
        return std::chrono::local_seconds(zone_->to_local(when).time_since_epoch());
    }

private:
    const detail::database_zone* zone_;
};

/// The zone of the name, of the database or one of login::fixed_zones ("UTC", "+05:30"); none where
/// there is none of that name, and where there is no database. A login::zone_finder.
inline login::time_zone find_zone(std::string_view name)
{
    if (login::time_zone fixed = login::fixed_zones(name))
        return fixed;
    try {
        return {std::string(name), zone(name)};
    } catch (const std::runtime_error&) {
        return {};
    }
}

} // namespace cordon::inline v0::tz

#undef CORDON_TZ_BY_STD
#endif
