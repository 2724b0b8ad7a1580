#include <cordon/asio/address.hpp>

#include <boost/test/unit_test.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <system_error>

BOOST_AUTO_TEST_SUITE(asio_address)

namespace net = boost::asio;
using cordon::asio::from_asio;
using cordon::asio::peer_address;
using cordon::asio::to_asio;
using cordon::ip::address;
using cordon::ip::make_address;

namespace {

// A socket whose peer is what the test says, or an error.
struct fake_socket {
    net::ip::tcp::endpoint peer;
    boost::system::error_code error;
    net::ip::tcp::endpoint remote_endpoint(boost::system::error_code& out) const
    {
        out = error;
        return peer;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(both_ways)
{
    for (const char* text : {"0.0.0.0", "1.2.3.4", "127.0.0.1", "255.255.255.255", "::", "::1",
                             "2001:db8::1", "::ffff:1.2.3.4"}) {
        const auto theirs = net::ip::make_address(text);
        const address ours = make_address(text);
        BOOST_TEST(from_asio(theirs) == ours);
        BOOST_TEST(to_asio(ours) == theirs);
        BOOST_TEST(ours.is_loopback() == theirs.is_loopback());
        BOOST_TEST(ours.is_multicast() == theirs.is_multicast());
        BOOST_TEST(ours.is_unspecified() == theirs.is_unspecified());
    }
}

BOOST_AUTO_TEST_CASE(of_one_family)
{
    const auto v4 = net::ip::make_address_v4("1.2.3.4");
    BOOST_TEST(from_asio(v4) == cordon::ip::make_address_v4("1.2.3.4"));
    BOOST_TEST(to_asio(cordon::ip::make_address_v4("1.2.3.4")) == v4);
    const auto v6 = net::ip::make_address_v6("2001:db8::1");
    BOOST_TEST(from_asio(v6) == cordon::ip::make_address_v6("2001:db8::1"));
    BOOST_TEST(to_asio(cordon::ip::make_address_v6("2001:db8::1")) == v6);
}

BOOST_AUTO_TEST_CASE(the_scope_takes_no_part)
{
    auto v6 = net::ip::make_address_v6("fe80::1");
    v6.scope_id(7);
    BOOST_TEST(from_asio(v6) == cordon::ip::make_address_v6("fe80::1"));
    BOOST_TEST(from_asio(net::ip::address(v6)) == make_address("fe80::1"));
}

BOOST_AUTO_TEST_CASE(none)
{
    // Asio's default is 0.0.0.0, which is an address; ours is none, which Asio has not.
    BOOST_TEST(from_asio(net::ip::address()) == make_address("0.0.0.0"));
    try {
        static_cast<void>(to_asio(address()));
        BOOST_ERROR("did not throw");
    } catch (const std::system_error& error) {
        BOOST_TEST((error.code() == cordon::ip::errc::bad_family));
    }
}

BOOST_AUTO_TEST_CASE(classification_as_asios)
{
    // Over the addresses at both ends of each class, which ip/address_v4.cpp and v6 look at.
    for (const char* text : {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0",
                             "223.255.255.255", "224.0.0.0", "239.255.255.255", "240.0.0.0"}) {
        const auto theirs = net::ip::make_address_v4(text);
        const auto ours = from_asio(theirs);
        BOOST_TEST(ours.is_loopback() == theirs.is_loopback(), text);
        BOOST_TEST(ours.is_multicast() == theirs.is_multicast(), text);
        BOOST_TEST(ours.is_unspecified() == theirs.is_unspecified(), text);
        BOOST_TEST(ours.to_uint() == theirs.to_uint(), text);
    }
    for (const char* text : {"::", "::1", "::2", "::ffff:1.2.3.4",
                             "fe7f::", "fe80::", "febf::", "fec0::", "feff::", "ff00::", "ff01::1",
                             "ff02::1", "ff05::1", "ff08::1", "ff0e::1", "ff32::1"}) {
        const auto theirs = net::ip::make_address_v6(text);
        const auto ours = from_asio(theirs);
        BOOST_TEST(ours.is_loopback() == theirs.is_loopback(), text);
        BOOST_TEST(ours.is_unspecified() == theirs.is_unspecified(), text);
        BOOST_TEST(ours.is_link_local() == theirs.is_link_local(), text);
        BOOST_TEST(ours.is_site_local() == theirs.is_site_local(), text);
        BOOST_TEST(ours.is_v4_mapped() == theirs.is_v4_mapped(), text);
        BOOST_TEST(ours.is_multicast() == theirs.is_multicast(), text);
        BOOST_TEST(ours.is_multicast_node_local() == theirs.is_multicast_node_local(), text);
        BOOST_TEST(ours.is_multicast_link_local() == theirs.is_multicast_link_local(), text);
        BOOST_TEST(ours.is_multicast_site_local() == theirs.is_multicast_site_local(), text);
        BOOST_TEST(ours.is_multicast_org_local() == theirs.is_multicast_org_local(), text);
        BOOST_TEST(ours.is_multicast_global() == theirs.is_multicast_global(), text);
    }
}

BOOST_AUTO_TEST_CASE(peer_of_a_connection)
{
    net::io_context context;
    net::ip::tcp::acceptor acceptor(context, {net::ip::address_v4::loopback(), 0});
    net::ip::tcp::socket client(context);
    client.connect(acceptor.local_endpoint());
    const net::ip::tcp::socket server = acceptor.accept();
    BOOST_TEST(peer_address(server) == make_address("127.0.0.1"));
    BOOST_TEST(peer_address(client) == make_address("127.0.0.1"));
}

BOOST_AUTO_TEST_CASE(no_peer)
{
    net::io_context context;
    net::ip::tcp::socket closed(context);
    BOOST_TEST(peer_address(closed).is_none());
    net::ip::tcp::socket open(context, net::ip::tcp::v4()); // and not connected
    BOOST_TEST(peer_address(open).is_none());
    net::ip::udp::socket datagrams(context, net::ip::udp::v4());
    BOOST_TEST(peer_address(datagrams).is_none());
}

BOOST_AUTO_TEST_CASE(an_error_is_none_and_never_an_address)
{
    // What Asio returns beside an error is an endpoint all the same: of 0.0.0.0, or anything.
    fake_socket socket{{net::ip::make_address("10.0.0.1"), 80}, {}};
    BOOST_TEST(peer_address(socket) == make_address("10.0.0.1"));
    socket.error = boost::asio::error::not_connected;
    BOOST_TEST(peer_address(socket).is_none());
    // A client of IPv4 on a dual-stack socket, as it came.
    const fake_socket mapped{{net::ip::make_address("::ffff:10.0.0.1"), 80}, {}};
    BOOST_TEST(peer_address(mapped) == make_address("::ffff:10.0.0.1"));
    BOOST_TEST(peer_address(mapped).canonical() == make_address("10.0.0.1"));
}

BOOST_AUTO_TEST_SUITE_END()
