#include <cordon/ip/sockaddr.hpp>

#include "reference/outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <string>
#include <vector>

#if !defined(_WIN32)
#include <arpa/inet.h>
#include <sys/un.h>
#endif

BOOST_AUTO_TEST_SUITE(ip_sockaddr)

using cordon::ip::address;
using cordon::ip::from_sockaddr;
using cordon::ip::make_address;
using cordon::ip::native_endpoint;
using cordon::ip::to_sockaddr;
using cordon_test::outcome;

namespace {

sockaddr_in ipv4(const char* address, unsigned short port)
{
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &in.sin_addr);
    return in;
}

sockaddr_in6 ipv6(const char* address, unsigned short port)
{
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    ::inet_pton(AF_INET6, address, &in6.sin6_addr);
    return in6;
}

} // namespace

BOOST_AUTO_TEST_CASE(from_the_system)
{
    const sockaddr_in in = ipv4("192.0.2.1", 8080);
    BOOST_TEST(outcome(from_sockaddr(&in, sizeof in)) == "[192.0.2.1]:8080");
    const sockaddr_in6 in6 = ipv6("2001:db8::1", 65535);
    BOOST_TEST(outcome(from_sockaddr(&in6, sizeof in6)) == "[2001:db8::1]:65535");
    const sockaddr_in zero = ipv4("0.0.0.0", 0);
    BOOST_TEST(outcome(from_sockaddr(&zero, sizeof zero)) == "[0.0.0.0]:0");
    // A client of IPv4 on a dual-stack socket stays as it came; canonical() is for look-ups.
    const sockaddr_in6 mapped = ipv6("::ffff:10.0.0.1", 1);
    BOOST_TEST(outcome(from_sockaddr(&mapped, sizeof mapped)) == "[::ffff:10.0.0.1]:1");
}

BOOST_AUTO_TEST_CASE(the_scope_takes_no_part)
{
    sockaddr_in6 in6 = ipv6("fe80::1", 80);
    const std::string without = outcome(from_sockaddr(&in6, sizeof in6));
    in6.sin6_scope_id = 7;
    in6.sin6_flowinfo = 0x12345678;
    BOOST_TEST(outcome(from_sockaddr(&in6, sizeof in6)) == without);
}

BOOST_AUTO_TEST_CASE(larger_than_the_family)
{
    // getpeername() may be given, and may name, a sockaddr_storage.
    sockaddr_storage storage{};
    const sockaddr_in in = ipv4("192.0.2.1", 80);
    std::memcpy(&storage, &in, sizeof in);
    BOOST_TEST(outcome(from_sockaddr(&storage, sizeof storage)) == "[192.0.2.1]:80");
}

BOOST_AUTO_TEST_CASE(every_short_size)
{
    // In a block of just that size, so that AddressSanitizer sees the first byte read beyond it.
    const auto check = [](const void* data, std::size_t full) {
        for (std::size_t size = 0; size < full; ++size) {
            std::vector<char> bytes(size);
            if (size != 0)
                std::memcpy(bytes.data(), data, size);
            BOOST_TEST(outcome(from_sockaddr(bytes.data(), size)) == "bad_family at 0", size);
        }
    };
    const sockaddr_in in = ipv4("192.0.2.1", 80);
    check(&in, sizeof in);
    const sockaddr_in6 in6 = ipv6("2001:db8::1", 80);
    check(&in6, sizeof in6);
}

BOOST_AUTO_TEST_CASE(other_families)
{
    BOOST_TEST(outcome(from_sockaddr(nullptr, 0)) == "bad_family at 0");
    BOOST_TEST(outcome(from_sockaddr(nullptr, 128)) == "bad_family at 0");
    sockaddr_storage storage{};
    for (const int family : {AF_UNSPEC, AF_UNIX, 255}) {
        storage.ss_family = static_cast<decltype(storage.ss_family)>(family);
        BOOST_TEST(outcome(from_sockaddr(&storage, sizeof storage)) == "bad_family at 0", family);
    }
#if !defined(_WIN32)
    sockaddr_un un{};
    un.sun_family = AF_UNIX;
    std::memcpy(un.sun_path, "/run/192.0.2.1", 15);
    BOOST_TEST(outcome(from_sockaddr(&un, sizeof un)) == "bad_family at 0");
    BOOST_TEST(outcome(from_sockaddr(&un, sizeof un.sun_family)) == "bad_family at 0"); // unnamed
#endif
}

BOOST_AUTO_TEST_CASE(not_aligned)
{
    // A buffer of bytes as it came from somewhere: UBSan is the judge.
    const sockaddr_in6 in6 = ipv6("2001:db8::1", 443);
    for (std::size_t shift = 0; shift < 8; ++shift) {
        std::vector<char> bytes(sizeof in6 + shift);
        std::memcpy(bytes.data() + shift, &in6, sizeof in6);
        BOOST_TEST(outcome(from_sockaddr(bytes.data() + shift, sizeof in6)) == "[2001:db8::1]:443");
    }
}

BOOST_AUTO_TEST_CASE(to_the_system)
{
    const native_endpoint v4 = to_sockaddr(make_address("192.0.2.1"), 8080);
    BOOST_TEST(v4.size == sizeof(sockaddr_in));
    BOOST_TEST(v4.data()->sa_family == AF_INET);
    const sockaddr_in in = ipv4("192.0.2.1", 8080);
    BOOST_TEST(std::memcmp(&v4.storage, &in, sizeof in) == 0);

    const native_endpoint v6 = to_sockaddr(make_address("2001:db8::1"), 443);
    BOOST_TEST(v6.size == sizeof(sockaddr_in6));
    BOOST_TEST(v6.data()->sa_family == AF_INET6);
    const sockaddr_in6 in6 = ipv6("2001:db8::1", 443);
    BOOST_TEST(std::memcmp(&v6.storage, &in6, sizeof in6) == 0);
}

BOOST_AUTO_TEST_CASE(none_is_no_socket_address)
{
    const native_endpoint none = to_sockaddr(address(), 80);
    BOOST_TEST(none.size == 0U);
    BOOST_TEST(outcome(from_sockaddr(none.data(), none.size)) == "bad_family at 0");
    BOOST_TEST(native_endpoint().size == 0U);
}

BOOST_AUTO_TEST_CASE(there_and_back)
{
    for (const char* text : {"0.0.0.0", "1.2.3.4", "255.255.255.255", "::", "::1", "2001:db8::1",
                             "::ffff:1.2.3.4", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
        const native_endpoint native = to_sockaddr(make_address(text), 258); // 0x0102
        const auto back = from_sockaddr(native.data(), native.size);
        BOOST_TEST(outcome(back) == '[' + std::string(text) + "]:258");
    }
}

BOOST_AUTO_TEST_SUITE_END()
