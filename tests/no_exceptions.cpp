// The ip room in a program built with -fno-exceptions -fno-rtti.
#include <cordon/ip.hpp>

#include <cstdio>

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this program is to be built without exceptions and RTTI"
#endif

namespace {

bool check(bool holds, const char* what)
{
    if (!holds)
        std::printf("does not hold: %s\n", what);
    return holds;
}

} // namespace

int main()
{
    using namespace cordon::ip::literals;
    bool ok = true;

    const auto address = cordon::ip::parse_address("2001:db8::1");
    ok &=
        check(address.has_value() && to_string(*address) == "2001:db8::1", "an address is parsed");
    const auto wrong = cordon::ip::parse_prefix("10.0.0.1/8");
    ok &= check(!wrong && wrong.error().code == cordon::ip::errc::host_bits_set,
                "host bits are refused with their code");
    ok &= check(make_error_code(cordon::ip::errc::empty).category() == cordon::ip::error_category(),
                "the error category is there");
    ok &= check("10.0.0.0/8"_prefix.contains("10.1.2.3"_ip), "a prefix holds its addresses");
    ok &= check(!"10.0.0.1-10.0.0.5"_range.contains("10.0.0.6"_ip), "a range ends");

    return ok ? 0 : 1;
}
