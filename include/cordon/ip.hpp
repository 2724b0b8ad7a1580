// cordon::ip - addresses, prefixes, ranges, sets, maps, compiled look-ups and lists.
#ifndef CORDON_IP_HPP
#define CORDON_IP_HPP

#include <cordon/ip/address.hpp>
#include <cordon/ip/endpoint.hpp>
#include <cordon/ip/format.hpp>
#include <cordon/ip/lenient.hpp>
#include <cordon/ip/literals.hpp>
#include <cordon/ip/prefix.hpp>
#include <cordon/ip/range.hpp>
#include <cordon/ip/reverse_dns.hpp>
#include <cordon/ip/scoped_address.hpp>
#include <cordon/ip/sockaddr.hpp>

#endif
