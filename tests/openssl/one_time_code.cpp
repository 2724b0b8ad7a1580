// HOTP and TOTP with the HMAC that they are published with.
#include <cordon/openssl.hpp>

#include <cordon/token/one_time_code.hpp>

#include "reference/token_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(openssl_one_time_code)

using namespace cordon::token;
using cordon::openssl::hmac;

namespace {

// "1234567890" again and again.
std::string seed(std::size_t size)
{
    std::string out;
    while (out.size() < size)
        out += static_cast<char>('0' + (out.size() + 1) % 10);
    return out;
}

std::string code(std::string_view key, std::uint64_t counter, const one_time_code_options& options)
{
    hmac mac;
    code_text out;
    const auto error = hotp(mac, as_bytes(key), counter, options, out);
    return error ? cordon_test::outcome(error) : std::string(out.view());
}

} // namespace

// RFC 4226, appendix D: the secret "12345678901234567890", the counters 0 to 9. The table gives the
// truncated number in decimal too, whose last digits are the codes.
BOOST_AUTO_TEST_CASE(rfc_4226_appendix_d)
{
    const struct {
        const char* decimal;
        const char* hotp;
    } table[] = {
        {"1284755224", "755224"}, {"1094287082", "287082"}, {"137359152", "359152"},
        {"1726969429", "969429"}, {"1640338314", "338314"}, {"868254676", "254676"},
        {"1918287922", "287922"}, {"82162583", "162583"},   {"673399871", "399871"},
        {"645520489", "520489"},
    };
    std::uint64_t counter = 0;
    for (const auto& row : table) {
        const std::string decimal = row.decimal;
        BOOST_TEST(code(seed(20), counter, {}) == row.hotp);
        BOOST_TEST(code(seed(20), counter, {.digits = 7}) == decimal.substr(decimal.size() - 7));
        BOOST_TEST(code(seed(20), counter, {.digits = 8}) == decimal.substr(decimal.size() - 8));
        ++counter;
    }
}

// RFC 6238, appendix B: eight digits, 30 seconds. The secrets are 20, 32 and 64 bytes (as the code
// of appendix A has them; the text of the table names the one of 20 alone).
BOOST_AUTO_TEST_CASE(rfc_6238_appendix_b)
{
    const struct {
        std::int64_t seconds;
        std::uint64_t step;
        const char *sha1, *sha256, *sha512;
    } table[] = {
        {59, 0x1, "94287082", "46119246", "90693936"},
        {1111111109, 0x23523ec, "07081804", "68084774", "25091201"},
        {1111111111, 0x23523ed, "14050471", "67062674", "99943326"},
        {1234567890, 0x273ef07, "89005924", "91819424", "93441116"},
        {2000000000, 0x3f940aa, "69279037", "90698825", "38618901"},
        {20000000000, 0x27bc86aa, "65353130", "77737706", "47863826"},
    };
    hmac mac;
    for (const auto& row : table) {
        const std::chrono::sys_seconds now{std::chrono::seconds(row.seconds)};
        const struct {
            mac_hash hash;
            std::string key;
            const char* expected;
        } columns[] = {{mac_hash::sha1, seed(20), row.sha1},
                       {mac_hash::sha256, seed(32), row.sha256},
                       {mac_hash::sha512, seed(64), row.sha512}};
        for (const auto& column : columns) {
            const one_time_code_options options{.hash = column.hash, .digits = 8};
            code_text out;
            BOOST_TEST(!totp(mac, as_bytes(column.key), now, options, out));
            BOOST_TEST(out.view() == column.expected);
            BOOST_TEST(std::uint64_t(time_step(now, 30)) == row.step);
            const auto decision =
                verify_totp(mac, as_bytes(column.key), options, {}, column.expected, now);
            BOOST_TEST(!decision.error);
            BOOST_TEST(std::uint64_t(decision.step) == row.step);
            // With the wrong hash, or a secret that is too short or too long, it is another code.
            for (const std::size_t size : {20U, 32U, 64U}) {
                for (const auto hash : {mac_hash::sha1, mac_hash::sha256, mac_hash::sha512}) {
                    const bool right = hash == column.hash && seed(size) == column.key;
                    BOOST_TEST((code(seed(size), row.step, {.hash = hash, .digits = 8}) ==
                                column.expected) == right);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
