// The result of parsing does not pass for an address: whether there is one must be asked first.
#include <cordon/ip/address_v4.hpp>

#ifdef CONTROL
const cordon::ip::address_v4 peer = cordon::ip::parse_address_v4("10.0.0.1").value();
#else
const cordon::ip::address_v4 peer = cordon::ip::parse_address_v4("10.0.0.1");
#endif
