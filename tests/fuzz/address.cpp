// Fuzz body for everything that reads an address: text, zone, port, bytes, socket address.
#include <cordon/ip/endpoint.hpp>
#include <cordon/ip/reverse_dns.hpp>
#include <cordon/ip/scoped_address.hpp>
#include <cordon/ip/sockaddr.hpp>

#include "check.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <vector>

using namespace cordon_fuzz;
using cordon::ip::address;
using cordon::ip::errc;

namespace {

// As the system reads it. A NUL would end its text.
void check_inet_pton(std::string_view text)
{
    if (text.find('\0') != text.npos)
        return;
    const std::string terminated(text);
    unsigned char bytes[16];
    const auto v4 = cordon::ip::parse_address_v4(text);
    check((::inet_pton(AF_INET, terminated.c_str(), bytes) == 1) == v4.has_value(),
          "inet_pton disagrees about IPv4", text);
    if (v4)
        check(std::equal(bytes, bytes + 4, v4->to_bytes().begin()),
              "inet_pton: another IPv4 address", text);
    const auto v6 = cordon::ip::parse_address_v6(text);
    check((::inet_pton(AF_INET6, terminated.c_str(), bytes) == 1) == v6.has_value(),
          "inet_pton disagrees about IPv6", text);
    if (v6)
        check(std::equal(bytes, bytes + 16, v6->to_bytes().begin()),
              "inet_pton: another IPv6 address", text);
}

void check_value(const address& value, std::string_view text)
{
    const std::string canonical = written(value, text);
    const auto again = cordon::ip::parse_address(canonical);
    check(again.has_value() && *again == value, "the text of an address does not come back", text);
    check(std::hash<address>()(*again) == std::hash<address>()(value), "equal, but not by hash",
          text);
    check(value.is_v4() == (canonical == text) || value.is_v6(), "two texts of an IPv4 address",
          text);
    check(value.canonical().canonical() == value.canonical(), "canonical() is not", text);
    check(value.is_v4() || value.canonical().is_v6() ||
              value == address(cordon::ip::address_v6::mapped(value.canonical().to_v4())),
          "canonical() of something else than a mapped address", text);
    const std::string name = cordon::ip::reverse_name(value);
    check(name.ends_with(".arpa") && name.size() <= cordon::ip::max_reverse_name_size,
          "a reverse name that is none", text);
}

void check_text(std::string_view text)
{
    const auto result = cordon::ip::parse_address(text);
    const auto v4 = cordon::ip::parse_address_v4(text);
    const auto v6 = cordon::ip::parse_address_v6(text);
    check_families(result, v4, v6, text);
    check_twin(result, cordon::ip::make_address, text);
    if (result) {
        check_value(*result, text);
    } else {
        check_error(result, text);
        check_error(v4, text);
        check_error(v6, text);
        check(result.error() == v4.error() || result.error() == v6.error(),
              "an error that neither family has", text);
        check((result.error().code == errc::too_long) == (text.size() > 64), "too_long", text);
    }
}

void check_scoped(std::string_view text)
{
    const auto scoped = cordon::ip::parse_scoped_address(text);
    const auto plain = cordon::ip::parse_address_v6(text);
    if (!scoped)
        check_error(scoped, text);
    const std::size_t percent = text.find('%');
    if (percent == text.npos) {
        check(scoped.has_value() == plain.has_value(), "the parser of zones disagrees", text);
        if (scoped)
            check(scoped->address == *plain && scoped->zone.empty(), "a zone out of nothing", text);
        else
            check(scoped.error() == plain.error(), "another error for want of a zone", text);
        return;
    }
    check(!plain.has_value(), "a zone in an address", text);
    if (!scoped)
        return;
    check(scoped->zone == text.substr(percent + 1) && !scoped->zone.empty(), "another zone", text);
    check(scoped->zone.find('\0') == text.npos, "a NUL in a zone", text);
    const auto address = cordon::ip::parse_address_v6(text.substr(0, percent));
    check(address.has_value() && *address == scoped->address, "another address", text);
    check(address->is_link_local() || address->is_multicast_link_local(), "a zone on it", text);
}

void check_endpoint(std::string_view text)
{
    const auto result = cordon::ip::parse_endpoint(text);
    const auto plain = cordon::ip::parse_address(text);
    if (!result)
        check_error(result, text);
    if (plain)
        check(result.has_value() && result->address == *plain && !result->port,
              "an address is no endpoint", text);
    if (result) {
        const bool v6 = result->address.is_v6();
        std::string canonical = (v6 ? "[" : "") + to_string(result->address) + (v6 ? "]" : "");
        if (result->port)
            canonical += ":" + std::to_string(*result->port);
        const auto again = cordon::ip::parse_endpoint(canonical);
        check(again.has_value() && *again == *result, "an endpoint does not come back", text);
    }
    if (text.size() <= 64) {
        // Brackets and a port go with IPv6, a port alone with IPv4.
        const auto bracketed = cordon::ip::parse_endpoint("[" + std::string(text) + "]:1");
        check(bracketed.has_value() == (plain.has_value() && plain->is_v6()), "brackets", text);
        const auto with_port = cordon::ip::parse_endpoint(std::string(text) + ":1");
        check(!plain || plain->is_v6() || (with_port && with_port->port == 1), "a port", text);
    }
}

void check_bytes(const std::uint8_t* data, std::size_t size)
{
    const auto text = text_of(data, size);
    const auto result = address::from_bytes({data, size});
    check(result.has_value() == (size == 4 || size == 16), "from_bytes of another size", text);
    if (result && result->is_v4())
        check(std::equal(data, data + size, result->to_v4().to_bytes().begin()), "to_bytes", text);
    if (result && result->is_v6())
        check(std::equal(data, data + size, result->to_v6().to_bytes().begin()), "to_bytes", text);
    if (result)
        check_text(to_string(*result));

    const auto endpoint = cordon::ip::from_sockaddr(data, size);
    if (endpoint) {
        const auto native = cordon::ip::to_sockaddr(endpoint->address, *endpoint->port);
        const auto again = cordon::ip::from_sockaddr(native.data(), native.size);
        check(again.has_value() && *again == *endpoint, "a socket address does not come back",
              text);
    } else {
        check(endpoint.error().code == errc::bad_family, "not bad_family", text);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = text_of(data, size);
    check_text(text);
    check_inet_pton(text);
    check_scoped(text);
    check_endpoint(text);
    check_bytes(data, size);
    return 0;
}
