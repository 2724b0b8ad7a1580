// cordon::ip - to and from the system's socket addresses.
#ifndef CORDON_IP_SOCKADDR_HPP
#define CORDON_IP_SOCKADDR_HPP

#include <cordon/ip/endpoint.hpp>

#if defined(_WIN32)
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include <cstring>

namespace cordon::inline v0::ip {

/// A socket address as the system calls take it.
struct native_endpoint {
    sockaddr_storage storage{}; ///< what data() points to
    socklen_t size = 0;         ///< what goes with data() to a system call

    /// For connect(), bind() and their like.
    const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// The address and port of what accept(), getpeername() or recvfrom() filled in, `size` being the
/// length that they returned. errc::bad_family for every family but AF_INET and AF_INET6 (a Unix
/// socket's peer has no address), for a null pointer and for a size too small for the family:
/// nothing beyond `size` is read. An IPv6 scope id is left out, as zones are (see address_v6).
inline parse_result<endpoint> from_sockaddr(const void* data, std::size_t size) noexcept
{
    // Copied out, since a caller's buffer need not be aligned for the type.
    decltype(sockaddr::sa_family) family{};
    constexpr std::size_t family_end = offsetof(sockaddr, sa_family) + sizeof family;
    if (data == nullptr || size < family_end)
        return {errc::bad_family, 0};
    std::memcpy(&family, static_cast<const char*>(data) + offsetof(sockaddr, sa_family),
                sizeof family);
    if (family == AF_INET && size >= sizeof(sockaddr_in)) {
        sockaddr_in in;
        std::memcpy(&in, data, sizeof in);
        return parse_result(endpoint{address_v4(ntohl(in.sin_addr.s_addr)), ntohs(in.sin_port)});
    }
    if (family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
        sockaddr_in6 in6;
        std::memcpy(&in6, data, sizeof in6);
        address_v6::bytes_type bytes;
        std::memcpy(bytes.data(), &in6.sin6_addr, bytes.size());
        return parse_result(endpoint{address_v6(bytes), ntohs(in6.sin6_port)});
    }
    return {errc::bad_family, 0};
}

/// A socket address to connect or bind to; a size of 0 for none.
inline native_endpoint to_sockaddr(const address& address, std::uint16_t port) noexcept
{
    native_endpoint out;
    if (address.is_v4()) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        in.sin_addr.s_addr = htonl(address.to_v4().to_uint());
        std::memcpy(&out.storage, &in, sizeof in);
        out.size = sizeof in;
    } else if (address.is_v6()) {
        sockaddr_in6 in6{};
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons(port);
        const auto bytes = address.to_v6().to_bytes();
        std::memcpy(&in6.sin6_addr, bytes.data(), bytes.size());
        std::memcpy(&out.storage, &in6, sizeof in6);
        out.size = sizeof in6;
    }
    return out;
}

} // namespace cordon::inline v0::ip

#endif
