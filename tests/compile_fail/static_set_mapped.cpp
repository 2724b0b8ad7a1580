// A range inside ::ffff:0:0/96, which no look-up could reach, does not compile.
#include <cordon/ip/literals.hpp>
#include <cordon/ip/static_set.hpp>

using namespace cordon::ip::literals;

#ifdef CONTROL
constexpr auto first = "::fffe:10.0.0.0"_ip;
constexpr auto last = "::fffe:10.0.0.9"_ip;
#else
constexpr auto first = "::ffff:10.0.0.0"_ip;
constexpr auto last = "::ffff:10.0.0.9"_ip;
#endif
constexpr cordon::ip::static_set office{*cordon::ip::range_v6::make(first, last)};
