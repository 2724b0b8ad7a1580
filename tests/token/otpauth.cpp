#include <cordon/token/otpauth.hpp>

#include "reference/token_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(token_otpauth)

using namespace cordon::token;
using cordon_test::outcome;

namespace {

template <std::size_t N = 1024>
std::string uri(std::string_view issuer, std::string_view account, bytes_view key,
                const one_time_code_options& options = {})
{
    basic_secret<N> out(std::string_view("rest of another"));
    const auto error = otpauth_uri(issuer, account, key, options, out);
    if (error)
        BOOST_TEST(out.empty());
    return error ? outcome(error) : std::string(out.reveal_text());
}

const bytes_view key = as_bytes("12345678901234567890");

} // namespace

// The secret is the example of RFC 6238 in base32. Parameters in the order of the key URI format's
// documentation; all of them are written, since apps differ in what they take for granted.
BOOST_AUTO_TEST_CASE(written)
{
    BOOST_TEST(uri("Example", "alice@example.org", key) ==
               "otpauth://totp/Example:alice%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
               "&issuer=Example&algorithm=SHA1&digits=6&period=30");
    BOOST_TEST(uri("ACME Co", "ann", key, {.hash = mac_hash::sha256, .digits = 8, .period = 60}) ==
               "otpauth://totp/ACME%20Co:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
               "&issuer=ACME%20Co&algorithm=SHA256&digits=8&period=60");
    BOOST_TEST(
        uri("A", "b", key.first(16), {.hash = mac_hash::sha512, .digits = 7, .period = 3600}) ==
        "otpauth://totp/A:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY"
        "&issuer=A&algorithm=SHA512&digits=7&period=3600");
    BOOST_TEST(uri("A", "b", key, {.period = 1}).ends_with("&digits=6&period=1"));
}

// Nothing in a name ends the part that it stands in.
BOOST_AUTO_TEST_CASE(every_byte_of_a_name)
{
    constexpr std::string_view plain =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~";
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (unsigned byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        std::string expected{'%', hex[byte >> 4], hex[byte & 15]};
        if (plain.find(c) != plain.npos)
            expected = std::string(1, c);
        const std::string account = uri("I", std::string(1, c), key);
        BOOST_TEST(account.starts_with("otpauth://totp/I:" + expected + "?secret="), byte);
        const std::string issuer = uri(std::string(1, c), "a", key);
        if (c == ':') {
            BOOST_TEST(issuer == "out_of_range"); // it would end the issuer where it is decoded
        } else {
            BOOST_TEST(issuer.starts_with("otpauth://totp/" + expected + ":a?secret="), byte);
            BOOST_TEST(issuer.find("&issuer=" + expected + "&algorithm") != issuer.npos, byte);
        }
    }
}

BOOST_AUTO_TEST_CASE(refused)
{
    BOOST_TEST(uri("I", "a", key.first(15)) == "out_of_range");
    BOOST_TEST(uri("I", "a", {}) == "out_of_range");
    BOOST_TEST(uri("", "a", key) == "out_of_range");
    BOOST_TEST(uri("I", "", key) == "out_of_range");
    BOOST_TEST(uri("I:J", "a", key) == "out_of_range");
    BOOST_TEST(uri("I", "a", key, {.digits = 5}) == "out_of_range");
    BOOST_TEST(uri("I", "a", key, {.digits = 9}) == "out_of_range");
    BOOST_TEST(uri("I", "a", key, {.period = 0}) == "out_of_range");
}

BOOST_AUTO_TEST_CASE(room)
{
    BOOST_TEST(uri(std::string(1 << 20, 'I'), "a", key) == "too_long");
    BOOST_TEST(uri("I", std::string(1 << 20, 'a'), key) == "too_long");
    BOOST_TEST(uri<64>("I", "a", key) == "too_long");
    // Names of every size, each byte of them escaped: written whole, or too long; never cut.
    int written = 0;
    for (std::size_t size = 1; size <= 400; ++size) {
        const std::string name(size, '%');
        const std::string text = uri<1024>(name, "a", key);
        if (text == "too_long")
            continue;
        ++written;
        BOOST_TEST(text.ends_with("&period=30"));
        BOOST_TEST(text.size() <= 1024U);
    }
    BOOST_TEST(written > 100);
    BOOST_TEST(written < 200);
}

BOOST_AUTO_TEST_SUITE_END()
