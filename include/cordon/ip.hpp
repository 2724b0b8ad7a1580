// cordon::ip - addresses, prefixes, ranges, sets, maps, compiled look-ups and lists.
//
// Include this, or one of these alone; each says first what its type is, costs and promises.
#ifndef CORDON_IP_HPP
#define CORDON_IP_HPP

#include <cordon/ip/address.hpp>          // address_v4, address_v6, address
#include <cordon/ip/compiled_map.hpp>     // compiled_map
#include <cordon/ip/compiled_set.hpp>     // compiled_set
#include <cordon/ip/endpoint.hpp>         // "[::1]:80"
#include <cordon/ip/explain.hpp>          // covering, check, compare, grew
#include <cordon/ip/format.hpp>           // std::format, fmt
#include <cordon/ip/lenient.hpp>          // netmasks, short ranges, stars
#include <cordon/ip/list_reader.hpp>      // parse_list, read_list, load_list
#include <cordon/ip/list_writer.hpp>      // write_list
#include <cordon/ip/literals.hpp>         // "10.0.0.0/8"_prefix
#include <cordon/ip/prefix.hpp>           // prefix_v4, prefix_v6, prefix
#include <cordon/ip/range.hpp>            // range_v4, range_v6, range
#include <cordon/ip/range_map.hpp>        // range_map
#include <cordon/ip/range_set.hpp>        // range_set
#include <cordon/ip/reverse_dns.hpp>      // "1.0.0.127.in-addr.arpa"
#include <cordon/ip/scoped_address.hpp>   // "fe80::1%eth0"
#include <cordon/ip/snapshot.hpp>         // replace a set while it is read
#include <cordon/ip/sockaddr.hpp>         // accept(), getpeername()
#include <cordon/ip/static_set.hpp>       // static_set
#include <cordon/ip/trusted_networks.hpp> // trusted_networks

#endif
