// The cold way out of a throwing twin.
#ifndef CORDON_IP_DETAIL_RAISE_HPP
#define CORDON_IP_DETAIL_RAISE_HPP

#include <cordon/ip/error.hpp>

#include <cstdlib>
#include <string>
#include <system_error>

namespace cordon::inline v0::ip::detail {

// One cold function for every throw keeps the callers small. Without exceptions a broken
// precondition ends the program: going on with a made-up value could turn into a wrong "trusted".
// (These two are not constexpr, so in a constant expression they are a compile error.)
#if defined(__cpp_exceptions)
[[noreturn]] inline void raise(errc code) { throw std::system_error(make_error_code(code)); }

[[noreturn]] inline void raise(errc code, const std::string& what)
{
    throw std::system_error(make_error_code(code), what);
}
#else
[[noreturn]] inline void raise(errc) noexcept { std::abort(); }
#endif

} // namespace cordon::inline v0::ip::detail

#endif
