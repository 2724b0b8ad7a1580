// asio_accept_guard - a server that greets peers from trusted networks and hangs up on all others.
//
//     asio_accept_guard PORT LIST     serves; LIST is a file of networks
//     asio_accept_guard               tries itself over the loopback interface
#include <cordon/asio.hpp>
#include <cordon/ip/list_reader.hpp>
#include <cordon/ip/literals.hpp>
#include <cordon/ip/trusted_networks.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <thread>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::string_view greeting = "welcome\n";

class guarded_server {
public:
    guarded_server(asio::io_context& context, const tcp::endpoint& at,
                   cordon::ip::trusted_networks trusted)
        : acceptor_(context, at), trusted_(std::move(trusted))
    {
        accept();
    }

    tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

private:
    void accept()
    {
        acceptor_.async_accept([this](boost::system::error_code error, tcp::socket peer) {
            if (error == asio::error::operation_aborted)
                return;
            // A peer that has gone, or an error, has no address, and none is never trusted.
            if (trusted_.contains(cordon::asio::peer_address(peer)))
                greet(std::move(peer));
            accept(); // the socket of a peer that is not trusted closes here
        });
    }

    static void greet(tcp::socket peer)
    {
        const auto held = std::make_shared<tcp::socket>(std::move(peer));
        asio::async_write(*held, asio::buffer(greeting), [held](const auto&...) {});
    }

    tcp::acceptor acceptor_;
    cordon::ip::trusted_networks trusted_;
};

// What a client on the loopback interface hears from a server that trusts these networks.
std::string hear(const cordon::ip::range_set& networks)
{
    asio::io_context context;
    const tcp::endpoint any_port(asio::ip::address_v4::loopback(), 0);
    const guarded_server server(context, any_port, cordon::ip::trusted_networks(networks));
    std::thread serving([&] { context.run(); });

    asio::io_context client_context;
    tcp::socket client(client_context);
    client.connect(server.endpoint());
    std::string heard(64, '\0');
    boost::system::error_code end; // by the server, in order or not
    heard.resize(asio::read(client, asio::buffer(heard), end));

    context.stop();
    serving.join();
    return heard;
}

int try_itself()
{
    using namespace cordon::ip::literals;
    const bool inside = hear({"127.0.0.0/8"_prefix}) == greeting;
    const bool outside = hear({"10.0.0.0/8"_prefix, "::1"_ip}).empty();
    std::cout << "a trusted peer is greeted: " << (inside ? "yes" : "NO")
              << "\nanother one hears nothing: " << (outside ? "yes" : "NO") << '\n';
    return inside && outside ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc == 1)
        return try_itself();
    if (argc != 3)
        throw std::invalid_argument("usage: asio_accept_guard [PORT LIST]");
    const auto port = static_cast<unsigned short>(std::stoul(argv[1]));
    const cordon::ip::range_set networks = cordon::ip::load_list(argv[2]).value().to_set();
    asio::io_context context(1);
    // [::] takes IPv4 too, from ::ffff:a.b.c.d: trusted_networks sees a.b.c.d.
    const guarded_server server(context, tcp::endpoint(tcp::v6(), port),
                                cordon::ip::trusted_networks(networks));
    context.run();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
}
