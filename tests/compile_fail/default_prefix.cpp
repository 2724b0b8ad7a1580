// A prefix has no default: as 0.0.0.0/0 it would let everyone in.
#include <cordon/ip/prefix.hpp>

#ifdef CONTROL
const cordon::ip::prefix_v4 office(cordon::ip::address_v4(0x0a000000U), 8);
#else
const cordon::ip::prefix_v4 office;
#endif
