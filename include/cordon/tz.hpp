// cordon::tz - the door to the time zone database: `cordon::tz::find_zone` for login hours.
#ifndef CORDON_TZ_HPP
#define CORDON_TZ_HPP

#include <cordon/tz/zone.hpp>

#endif
