// A program that reads its login rules from a text.
#include <cordon/toml.hpp>

#include <iostream>

int main()
{
    const auto right = cordon::toml::parse_configuration("[organisation]\n"
                                                         "trusted_ranges = ['10.0.0.0/24']\n");
    const auto mistyped = cordon::toml::parse_configuration("[organisation]\n"
                                                            "trusted_range = ['10.0.0.0/24']\n");
    for (const auto& error : mistyped.errors())
        std::cout << error.message << '\n';
    return right && !mistyped ? 0 : 1;
}
