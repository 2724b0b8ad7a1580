// The one translation unit of each test program that holds Boost.Test itself (its "included" form,
// which needs no library). The other files include <boost/test/unit_test.hpp>.
#define BOOST_TEST_MODULE cordon
#include <boost/test/included/unit_test.hpp>

// Asked by AddressSanitizer's run-time library, by nothing else. What a program does when memory
// cannot be had is tested too: so malloc is to answer as it does without the sanitizer.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
