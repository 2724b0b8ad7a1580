// A literal with host bits set does not compile.
#include <cordon/ip/literals.hpp>

using namespace cordon::ip::literals;

#ifdef CONTROL
constexpr auto office = "10.0.0.0/8"_prefix;
#else
constexpr auto office = "10.0.0.1/8"_prefix;
#endif

static_assert(office.length() == 8);
