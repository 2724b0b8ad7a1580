// cordon::asio - addresses to and from Boost.Asio.
#ifndef CORDON_ASIO_ADDRESS_HPP
#define CORDON_ASIO_ADDRESS_HPP

#include <cordon/ip/address.hpp>

#include <utility> // Boost 1.74 with GCC 12 in C++20 needs it before <boost/asio/awaitable.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

namespace cordon::inline v0::asio {

/// The same address. Note that Asio's default address is the IPv4 address 0.0.0.0, which is what
/// an endpoint holds after an error that nobody looked at; cordon's default is none.
inline ip::address_v4 from_asio(const boost::asio::ip::address_v4& address) noexcept
{
    return ip::address_v4(ip::address_v4::uint_type(address.to_uint()));
}
/// The same address without its scope id: zones take no part in matching (see ip::address_v6).
inline ip::address_v6 from_asio(const boost::asio::ip::address_v6& address) noexcept
{
    return ip::address_v6(address.to_bytes());
}
inline ip::address from_asio(const boost::asio::ip::address& address)
{
    if (address.is_v4())
        return from_asio(address.to_v4());
    return from_asio(address.to_v6());
}

/// See from_asio().
inline boost::asio::ip::address_v4 to_asio(ip::address_v4 address)
{
    return boost::asio::ip::address_v4(address.to_uint());
}
/// See from_asio().
inline boost::asio::ip::address_v6 to_asio(ip::address_v6 address)
{
    return boost::asio::ip::address_v6(address.to_bytes());
}
/// Asio has no "none": throws ip::errc::bad_family for it (std::abort() without exceptions).
inline boost::asio::ip::address to_asio(const ip::address& address)
{
    if (address.is_v4())
        return to_asio(address.to_v4());
    return to_asio(address.to_v6());
}

/// The address of a connected socket's peer, or none where there is none to be had: the peer has
/// gone, the socket is closed, or it is not an IP socket. Never 0.0.0.0 for want of an answer, and
/// no exception: none is in no set, so doubt is untrusted.
/// `Socket` is a boost::asio::ip::tcp::socket or another with `remote_endpoint(error_code&)`.
template <class Socket>
ip::address peer_address(const Socket& socket) noexcept
{
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error)
        return {};
    return from_asio(endpoint.address());
}

} // namespace cordon::inline v0::asio

#endif
