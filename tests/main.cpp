// The one translation unit of each test program that holds Boost.Test itself (its "included" form,
// which needs no library). The other files include <boost/test/unit_test.hpp>.
#define BOOST_TEST_MODULE cordon
#include <boost/test/included/unit_test.hpp>
