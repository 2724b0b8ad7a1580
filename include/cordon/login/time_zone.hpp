// cordon::login - time zones: one function, which comes from outside.
#ifndef CORDON_LOGIN_TIME_ZONE_HPP
#define CORDON_LOGIN_TIME_ZONE_HPP

#include <cordon/version.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cordon::inline v0::login {

/// A zone: the wall clock at a moment. It may throw; then nobody is let in. Called by any number of
/// threads at once.
template <class Z>
concept time_zone_model = requires(const Z& zone, std::chrono::sys_seconds when) {
    { zone.to_local(when) } -> std::convertible_to<std::chrono::local_seconds>;
};

/// The zone that is always this far east of UTC: a model of time_zone_model.
struct fixed_offset {
    std::chrono::minutes east{0}; ///< of Greenwich

    /// The wall clock there.
    std::chrono::local_seconds to_local(std::chrono::sys_seconds when) const noexcept
    {
        return std::chrono::local_seconds(when.time_since_epoch() + east);
    }
};

/// Any zone, by name; none (the default) has no wall clock. Copies share the model. Distinct
/// objects may be used by distinct threads, and one of them by any number for reading.
class time_zone {
public:
    time_zone() noexcept = default;
    /// A zone of this name, whose clock the model tells.
    template <time_zone_model Zone>
    time_zone(std::string name, Zone zone)
        : name_(std::move(name)), to_local_(std::make_shared<const function>(
                                      [zone = std::move(zone)](std::chrono::sys_seconds when) {
                                          return std::chrono::local_seconds(zone.to_local(when));
                                      }))
    {
    }

    /// What it was built with.
    const std::string& name() const noexcept { return name_; }
    explicit operator bool() const noexcept { return to_local_ != nullptr; }

    /// The wall clock; nothing for none, for a model that throws, and for the last and first day of
    /// the scale, where an offset would not fit. Doubt: whoever asks denies then.
    std::optional<std::chrono::local_seconds> to_local(std::chrono::sys_seconds when) const noexcept
    {
        using namespace std::chrono;
        constexpr auto room = hours(48);
        if (!to_local_ || when > sys_seconds::max() - room || when < sys_seconds::min() + room)
            return std::nullopt;
#if defined(__cpp_exceptions)
        try {
            return (*to_local_)(when);
        } catch (...) {
            return std::nullopt;
        }
#else
        return (*to_local_)(when);
#endif
    }

private:
    using function = std::function<std::chrono::local_seconds(std::chrono::sys_seconds)>;

    std::string name_;
    std::shared_ptr<const function> to_local_;
};

/// The zones that a program has: the zone of a name, none for a name that there is not. It may
/// throw.
using zone_finder = std::function<time_zone(std::string_view name)>;

/// The zones that need no data: "UTC", and "+HH:MM" or "-HH:MM" east and west of it, up to 14:00.
inline time_zone fixed_zones(std::string_view name)
{
    if (name == "UTC")
        return {std::string(name), fixed_offset{}};
    const auto digit = [&](std::size_t at) { return name[at] >= '0' && name[at] <= '9'; };
    if (name.size() != 6 || (name[0] != '+' && name[0] != '-') || !digit(1) || !digit(2) ||
        name[3] != ':' || !digit(4) || !digit(5))
        return {};
    const int hours = (name[1] - '0') * 10 + (name[2] - '0');
    const int minutes = (name[4] - '0') * 10 + (name[5] - '0');
    if (minutes > 59 || hours * 60 + minutes > 14 * 60)
        return {};
    const int sign = name[0] == '-' ? -1 : 1;
    return {std::string(name), fixed_offset{std::chrono::minutes(sign * (hours * 60 + minutes))}};
}

} // namespace cordon::inline v0::login

#endif
