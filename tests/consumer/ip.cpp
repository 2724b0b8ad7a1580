// A program as a user writes it.
#include <cordon/ip.hpp>

#include <iostream>

int main()
{
    using namespace cordon::ip::literals;
    static_assert("10.0.0.0/8"_prefix.contains("10.1.2.3"_ip));

    const auto list = cordon::ip::parse_list("10.0.0.0/8  # the office\n2001:db8::/32\n");
    if (!list) {
        std::cerr << list.message() << '\n';
        return 1;
    }
    const cordon::ip::compiled_set trusted(list->to_set());
    for (const char* text : {"10.1.2.3", "192.0.2.1", "2001:db8::1", "010.0.0.1"}) {
        const auto peer = cordon::ip::parse_address(text);
        if (!peer)
            std::cout << peer.message(text) << '\n';
        else
            std::cout << *peer << (trusted.contains(*peer) ? " is trusted\n" : " is not trusted\n");
    }
    return trusted.contains("10.1.2.3"_ip) && !trusted.contains("192.0.2.1"_ip) ? 0 : 1;
}
