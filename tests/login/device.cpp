#include <cordon/login/device.hpp>

#include "reference/login_world.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(login_device)

using namespace cordon::login;
using cordon_test::toy_mac;

namespace {

device_key key_of(std::string_view cookie, const cordon::token::subject& who,
                  std::string_view server_key = "0123456789abcdef")
{
    toy_mac mac;
    device_key out{};
    BOOST_TEST(!make_device_key(mac, cordon::token::secret_key(server_key), who, cookie, out));
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_key_is_bound_to_everything)
{
    const device_key key = key_of("cookie", {"acme", "ann"});
    BOOST_TEST((key == key_of("cookie", {"acme", "ann"})));
    BOOST_TEST((key != key_of("cookie2", {"acme", "ann"})));
    BOOST_TEST((key != key_of("cookie", {"acme", "bob"})));
    BOOST_TEST((key != key_of("cookie", {"other", "ann"})));
    BOOST_TEST((key != key_of("ecookie", {"acme", "ann"})));
    BOOST_TEST((key != key_of("cookie", {"acme", "ann"}, "another key 1234")));
}

BOOST_AUTO_TEST_CASE(errors)
{
    toy_mac mac;
    device_key out{};
    const cordon::token::secret_key key(std::string_view("0123456789abcdef"));
    BOOST_TEST((make_device_key(mac, key, {"acme", "ann"}, "", out) == cordon::token::errc::empty));
    mac.fails_at = mac.runs;
    BOOST_TEST((make_device_key(mac, key, {"acme", "ann"}, "cookie", out) ==
                cordon::token::errc::mac_failed));
}

BOOST_AUTO_TEST_CASE(the_latest_are_remembered)
{
    login_record record;
    const auto device = [](unsigned char i) { return device_key{i, 1}; };
    for (unsigned char i = 0; i < max_devices; ++i)
        remember(record, device(i));
    BOOST_TEST(record.devices.size() == max_devices);
    remember(record, device(0)); // again: it is the latest now
    BOOST_TEST(record.devices.size() == max_devices);
    remember(record, device(100));
    BOOST_TEST(record.devices.size() == max_devices);
    BOOST_TEST(is_known(record, device(0)));
    BOOST_TEST(!is_known(record, device(1)));
    BOOST_TEST(is_known(record, device(2)));
    BOOST_TEST(is_known(record, device(100)));
}

BOOST_AUTO_TEST_SUITE_END()
