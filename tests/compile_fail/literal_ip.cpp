// An address with a leading zero does not compile.
#include <cordon/ip/literals.hpp>

using namespace cordon::ip::literals;

#ifdef CONTROL
constexpr auto value = "10.0.0.1"_ip;
#else
constexpr auto value = "010.0.0.1"_ip;
#endif
