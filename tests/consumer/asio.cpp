// What a server does: the address that Boost.Asio has of a peer, looked up in what is trusted.
#include <cordon/asio.hpp>
#include <cordon/ip.hpp>

#include <boost/asio/ip/address.hpp>

int main()
{
    using namespace cordon::ip::literals;
    constexpr auto office = "10.0.0.0/8"_prefix;

    const auto inside = cordon::asio::from_asio(boost::asio::ip::make_address_v4("10.1.2.3"));
    const auto outside = cordon::asio::from_asio(boost::asio::ip::make_address_v4("192.0.2.1"));
    return office.contains(inside) && !office.contains(outside) ? 0 : 1;
}
