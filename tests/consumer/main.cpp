// A program as a user writes it.
#include <cordon/ip.hpp>

#include <iostream>

int main()
{
    using namespace cordon::ip::literals;
    constexpr auto office = "10.0.0.0/8"_prefix;
    static_assert(office.contains("10.1.2.3"_ip));

    const auto peer = cordon::ip::parse_address_v4("10.0.0.1");
    if (!peer || !office.contains(*peer)) {
        std::cerr << "10.0.0.1 is not in " << office << '\n';
        return 1;
    }
    const auto wrong = cordon::ip::parse_address_v4("010.0.0.1");
    if (wrong) {
        std::cerr << "010.0.0.1 is taken for " << *wrong << '\n';
        return 1;
    }
    std::cout << wrong.message("010.0.0.1") << '\n';
    return 0;
}
