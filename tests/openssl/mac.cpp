#include <cordon/openssl/mac.hpp>

#include "reference/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(openssl_mac)

using namespace std::string_view_literals;
using cordon::openssl::hmac;
using cordon::token::as_bytes;
using cordon::token::as_text;
using cordon::token::bytes_view;
using cordon::token::mac_hash;
using cordon::token::mac_size;
using cordon_test::to_hex;

namespace {

// The code in hexadecimal, or "failed".
std::string code(hmac& mac, mac_hash hash, std::string_view key, std::string_view text)
{
    const bytes_view parts[] = {as_bytes(text)};
    std::vector<unsigned char> out(mac_size(hash));
    return mac.compute(hash, as_bytes(key), parts, out) ? "failed" : to_hex(as_text(out));
}

struct vector {
    std::string key;
    std::string text;
    const char* code;
};

std::string one_to_25()
{
    std::string out;
    for (char c = 1; c <= 25; ++c)
        out += c;
    return out;
}

} // namespace

// RFC 2202, section 3: HMAC-SHA-1.
BOOST_AUTO_TEST_CASE(rfc_2202)
{
    const vector table[] = {
        {std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
        {"Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
        {one_to_25(), std::string(50, '\xcd'), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
        {std::string(20, '\x0c'), "Test With Truncation",
         "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"},
        {std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
        {std::string(80, '\xaa'),
         "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
         "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
    };
    hmac mac;
    for (const auto& row : table)
        BOOST_TEST(code(mac, mac_hash::sha1, row.key, row.text) == row.code);
}

// RFC 4231, section 4: HMAC-SHA-256 and HMAC-SHA-512. Case 5 is published cut to 128 bits.
BOOST_AUTO_TEST_CASE(rfc_4231)
{
    const std::string larger_key(131, '\xaa');
    const std::string first = "Test Using Larger Than Block-Size Key - Hash Key First";
    const std::string both = "This is a test using a larger than block-size key and a larger than "
                             "block-size data. The key needs to be hashed before being used by the "
                             "HMAC algorithm.";
    const vector sha256[] = {
        {std::string(20, '\x0b'), "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {one_to_25(), std::string(50, '\xcd'),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        {std::string(20, '\x0c'), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
        {larger_key, first, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {larger_key, both, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    };
    const vector sha512[] = {
        {std::string(20, '\x0b'), "Hi There",
         "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
         "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
        {"Jefe", "what do ya want for nothing?",
         "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
         "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
         "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"},
        {one_to_25(), std::string(50, '\xcd'),
         "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
         "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
        {std::string(20, '\x0c'), "Test With Truncation", "415fad6271580a531d4179bc891d87a6"},
        {larger_key, first,
         "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
         "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
        {larger_key, both,
         "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
         "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"},
    };
    hmac mac;
    for (const auto& row : sha256) {
        const std::string right = row.code;
        BOOST_TEST(code(mac, mac_hash::sha256, row.key, row.text).substr(0, right.size()) == right);
    }
    for (const auto& row : sha512) {
        const std::string right = row.code;
        BOOST_TEST(code(mac, mac_hash::sha512, row.key, row.text).substr(0, right.size()) == right);
    }
}

// However a message is cut into parts, its code is the same.
BOOST_AUTO_TEST_CASE(parts)
{
    hmac mac;
    const std::string_view text = "what do ya want for nothing?";
    const std::string right = code(mac, mac_hash::sha256, "Jefe", text);
    std::array<unsigned char, 32> out{};
    for (std::size_t i = 0; i <= text.size(); ++i) {
        for (std::size_t j = i; j <= text.size(); ++j) {
            const bytes_view cut[] = {as_bytes(text.substr(0, i)),
                                      {},
                                      as_bytes(text.substr(i, j - i)),
                                      as_bytes(text.substr(j))};
            BOOST_TEST(!mac.compute(mac_hash::sha256, as_bytes("Jefe"), cut, out));
            BOOST_TEST(to_hex(as_text(out)) == right);
        }
    }
    // No part at all is the empty message.
    BOOST_TEST(!mac.compute(mac_hash::sha256, as_bytes("Jefe"), {}, out));
    BOOST_TEST(to_hex(as_text(out)) == code(mac, mac_hash::sha256, "Jefe", ""));
}

// A context that has been used does not remember: neither a key, nor half of a message.
BOOST_AUTO_TEST_CASE(nothing_is_left_of_the_call_before)
{
    hmac mac;
    const auto fresh = [](mac_hash hash, std::string_view key, std::string_view text) {
        hmac other;
        return code(other, hash, key, text);
    };
    const std::string long_key(128, 'k');
    for (const auto hash : {mac_hash::sha1, mac_hash::sha256, mac_hash::sha512})
        for (const std::string_view key :
             {"a"sv, std::string_view(long_key), "b"sv, "a\0"sv, "a"sv})
            for (const std::string_view text : {"one"sv, ""sv, "two"sv})
                BOOST_TEST(code(mac, hash, key, text) == fresh(hash, key, text));
    BOOST_TEST(code(mac, mac_hash::sha256, "a", "one") != code(mac, mac_hash::sha256, "b", "one"));

    // The empty key is a key, and not the one of the call before. (Its codes are those of the
    // empty message that are well known.)
    const std::string empty_sha256 =
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    std::array<unsigned char, 32> out{};
    for (const std::string_view key : {"a"sv, std::string_view(), "a"sv, ""sv, "a"sv}) {
        BOOST_TEST(!mac.compute(mac_hash::sha256, as_bytes(key), {}, out));
        BOOST_TEST((to_hex(as_text(out)) == empty_sha256) == key.empty());
    }
    BOOST_TEST(code(mac, mac_hash::sha1, {}, {}) == "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
    // First of all, too.
    hmac first;
    BOOST_TEST(!first.compute(mac_hash::sha256, {}, {}, out));
    BOOST_TEST(to_hex(as_text(out)) == empty_sha256);
}

BOOST_AUTO_TEST_CASE(sizes_of_the_output)
{
    hmac mac;
    for (const auto hash : {mac_hash::sha1, mac_hash::sha256, mac_hash::sha512}) {
        for (std::size_t size = 0; size <= 70; ++size) {
            std::vector<unsigned char> out(size + 1, 0x5a);
            const auto error =
                mac.compute(hash, as_bytes("key"), {}, cordon::token::bytes_span(out).first(size));
            BOOST_TEST((error == cordon::token::errc::mac_failed) == (size != mac_size(hash)));
            BOOST_TEST(out[size] == 0x5a);
        }
        BOOST_TEST(code(mac, hash, "key", "") != "failed"); // and goes on afterwards
    }
}

BOOST_AUTO_TEST_CASE(large_messages)
{
    hmac mac;
    const std::string large(1 << 20, 'x');
    const std::string whole = code(mac, mac_hash::sha512, "key", large);
    std::vector<bytes_view> parts(1 << 10, as_bytes(large).first(1 << 10));
    std::array<unsigned char, 64> out{};
    BOOST_TEST(!mac.compute(mac_hash::sha512, as_bytes("key"), parts, out));
    BOOST_TEST(to_hex(as_text(out)) == whole);
}

BOOST_AUTO_TEST_CASE(moved)
{
    hmac one;
    const std::string right = code(one, mac_hash::sha256, "key", "text");
    hmac two = std::move(one);
    BOOST_TEST(code(two, mac_hash::sha256, "key", "text") == right);
    // What is left fails, and does not crash.
    BOOST_TEST(code(one, mac_hash::sha256, "key", "text") == "failed");
}

BOOST_AUTO_TEST_CASE(one_a_thread)
{
    std::vector<std::string> codes(8);
    std::vector<std::thread> threads;
    for (auto& mine : codes) {
        threads.emplace_back([&mine] {
            hmac mac;
            for (int i = 0; i < 200; ++i)
                mine = code(mac, mac_hash::sha1, "Jefe", "what do ya want for nothing?");
        });
    }
    for (auto& thread : threads)
        thread.join();
    for (const auto& mine : codes)
        BOOST_TEST(mine == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

BOOST_AUTO_TEST_SUITE_END()
