// A program that decides a login: it links nothing.
#include <cordon/login.hpp>

#include <iostream>

int main()
{
    using namespace cordon::login;
    configuration_settings settings;
    settings.organisation = presets::salesforce();
    settings.organisation.trusted_ranges = {
        {cordon::ip::make_address("10.0.0.0"), cordon::ip::make_address("10.0.0.255"), "office"}};
    settings.profiles = {{.name = "sales"}};
    const configuration config = configuration::build(settings).value();

    login_record ada;
    ada.user.name = "ada";
    ada.user.profile = "sales";
    login_request request; // the password was right, and nothing was behind it
    request.credential.match = cordon::token::field_match::password_only;
    const std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
    int allowed = 0;
    for (const char* address : {"10.0.0.7", "192.0.2.1"}) {
        request.address = cordon::ip::make_address(address);
        const decision made = decide(config, &ada, request, now);
        allowed += made.result == answer::allow;
        std::cout << address << ": " << history_text(made.why()) << '\n';
    }
    return allowed == 1 ? 0 : 1;
}
