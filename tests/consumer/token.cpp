// A program that makes a token and joins it to a password: it links nothing.
#include <cordon/token.hpp>

#include <iostream>

int main()
{
    namespace token = cordon::token;
    token::token_generator<token::default_policy> generator;
    const token::security_token made = generator.generate();
    if (token::security_token::check_typing(made.reveal()) != token::errc{})
        return 1;

    token::secret field;
    if (const auto error = token::join("correct horse", made.reveal(), field)) {
        std::cerr << error.message() << '\n';
        return 1;
    }
    std::cout << "a field of " << field.size() << " bytes, which prints as " << field << '\n';
    return field.size() == 43 ? 0 : 1;
}
