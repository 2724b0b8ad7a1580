// Every value by std::format, or by fmt where its header was included first (CORDON_TEST_FMT).
#ifdef CORDON_TEST_FMT
#include <fmt/format.h>
namespace library = fmt;
#else
#include <format>
namespace library = std;
#endif

#include <cordon/ip.hpp>
#include <cordon/token/secret.hpp>

#include <cstdio>
#include <string>

namespace {

using namespace cordon::ip::literals;

int failures = 0;

void check(const std::string& actual, const std::string& expected)
{
    if (actual != expected) {
        std::printf("got \"%s\", expected \"%s\"\n", actual.c_str(), expected.c_str());
        ++failures;
    }
}

} // namespace

int main()
{
    check(library::format("{}", "10.0.0.1"_ip), "10.0.0.1");
    check(library::format("{}", "2001:DB8::0:1"_ip), "2001:db8::1");
    check(library::format("{}", cordon::ip::address("10.0.0.1"_ip)), "10.0.0.1");
    check(library::format("{}", cordon::ip::address("::1"_ip)), "::1");

    check(library::format("{}", "10.0.0.0/8"_prefix), "10.0.0.0/8");
    check(library::format("{}", "2001:db8::/32"_prefix), "2001:db8::/32");
    check(library::format("{}", cordon::ip::prefix("10.0.0.0/8"_prefix)), "10.0.0.0/8");

    check(library::format("{}", "10.0.0.1-10.0.0.5"_range), "10.0.0.1-10.0.0.5");
    check(library::format("{}", "::1-::5"_range), "::1-::5");
    check(library::format("{}", cordon::ip::range("::1-::5"_range)), "::1-::5");

    // The options are those of a string.
    check(library::format("[{:>10}]", "10.0.0.1"_ip), "[  10.0.0.1]");
    check(library::format("[{:*<12}]", "10.0.0.0/8"_prefix), "[10.0.0.0/8**]");

#ifndef CORDON_TEST_FMT
    // A secret prints as what it is, whatever it holds.
    check(std::format("{}", cordon::token::secret(std::string_view("canary"))), "[secret]");
    check(std::format("[{:>10}]", cordon::token::secret_key()), "[  [secret]]");
#endif

    return failures == 0 ? 0 : 1;
}
