// A range from its last address to its first does not compile.
#include <cordon/ip/literals.hpp>

using namespace cordon::ip::literals;

#ifdef CONTROL
constexpr auto value = "10.0.0.1-10.0.0.5"_range;
#else
constexpr auto value = "10.0.0.5-10.0.0.1"_range;
#endif
