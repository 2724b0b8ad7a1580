#include <cordon/openssl/kdf.hpp>

#include "reference/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(openssl_kdf)

using namespace std::string_literals;
using cordon::openssl::kdf;
using cordon::token::as_bytes;
using cordon::token::as_text;
using cordon::token::pbkdf2_cost;
using cordon::token::scrypt_cost;
using cordon_test::from_hex;
using cordon_test::to_hex;

namespace {

// The key in hexadecimal, or "failed".
template <class Cost>
std::string derive(const Cost& cost, std::string_view password, std::string_view salt,
                   std::size_t size = 64)
{
    kdf model;
    std::vector<unsigned char> out(size);
    return model.derive(cost, as_bytes(password), as_bytes(salt), out) ? "failed"
                                                                       : to_hex(as_text(out));
}

std::string hex(std::string_view published) { return to_hex(from_hex(published)); }

} // namespace

// RFC 7914, section 12.
BOOST_AUTO_TEST_CASE(rfc_7914_scrypt)
{
    BOOST_TEST(
        derive(scrypt_cost{4, 1, 1}, "", "") ==
        hex("77 d6 57 62 38 65 7b 20 3b 19 ca 42 c1 8a 04 97 f1 6b 48 44 e3 07 4a e8 df df fa 3f"
            "ed e2 14 42 fc d0 06 9d ed 09 48 f8 32 6a 75 3a 0f c8 1f 17 e8 d3 e0 fb 2e 0d 36 28"
            "cf 35 e2 0c 38 d1 89 06"));
    BOOST_TEST(
        derive(scrypt_cost{10, 8, 16}, "password", "NaCl") ==
        hex("fd ba be 1c 9d 34 72 00 78 56 e7 19 0d 01 e9 fe 7c 6a d7 cb c8 23 78 30 e7 73 76 63"
            "4b 37 31 62 2e af 30 d9 2e 22 a3 88 6f f1 09 27 9d 98 30 da c7 27 af b9 4a 83 ee 6d"
            "83 60 cb df a2 cc 06 40"));
    BOOST_TEST(
        derive(scrypt_cost{14, 8, 1}, "pleaseletmein", "SodiumChloride") ==
        hex("70 23 bd cb 3a fd 73 48 46 1c 06 cd 81 fd 38 eb fd a8 fb ba 90 4f 8e 3e a9 b5 43 f6"
            "54 5d a1 f2 d5 43 29 55 61 3f 0f cf 62 d4 97 05 24 2a 9a f9 e6 1e 85 dc 0d 65 1e 40"
            "df cf 01 7b 45 57 58 87"));
}

// The last one takes 1 GiB and some seconds: with CORDON_TEST_LARGE_SCRYPT set in the environment.
BOOST_AUTO_TEST_CASE(rfc_7914_scrypt_of_1_gib)
{
    if (std::getenv("CORDON_TEST_LARGE_SCRYPT") == nullptr) {
        BOOST_TEST_MESSAGE("CORDON_TEST_LARGE_SCRYPT is not set");
        return;
    }
    BOOST_TEST(
        derive(scrypt_cost{20, 8, 1}, "pleaseletmein", "SodiumChloride") ==
        hex("21 01 cb 9b 6a 51 1a ae ad db be 09 cf 70 f8 81 ec 56 8d 57 4a 2f fd 4d ab e5 ee 98"
            "20 ad aa 47 8e 56 fd 8f 4b a5 d0 9f fa 1c 6d 92 7c 40 f4 c3 37 30 40 49 e8 a9 52 fb"
            "cb f4 5c 6f a7 7a 41 a4"));
}

// RFC 7914, section 11: PBKDF2-HMAC-SHA-256. (RFC 6070 has the vectors of PBKDF2 with SHA-1, which
// this model does not have: passwords are never hashed with it.)
BOOST_AUTO_TEST_CASE(rfc_7914_pbkdf2)
{
    BOOST_TEST(
        derive(pbkdf2_cost{1}, "passwd", "salt") ==
        hex("55 ac 04 6e 56 e3 08 9f ec 16 91 c2 25 44 b6 05 f9 41 85 21 6d de 04 65 e6 8b 9d 57"
            "c2 0d ac bc 49 ca 9c cc f1 79 b6 45 99 16 64 b3 9d 77 ef 31 7c 71 b8 45 b1 e3 0b d5"
            "09 11 20 41 d3 a1 97 83"));
    BOOST_TEST(
        derive(pbkdf2_cost{80000}, "Password", "NaCl") ==
        hex("4d dc d8 f6 0b 98 be 21 83 0c ee 5e f2 27 01 f9 64 1a 44 18 d0 4c 04 14 ae ff 08 87"
            "6b 34 ab 56 a1 d4 25 a1 22 58 33 54 9a db 84 1b 51 c9 b3 17 6a 27 2b de bb a1 d0 78"
            "47 8f 62 b3 97 f3 3c 8d"));
}

// The default, 128 MiB, is more than libcrypto's own limit of 32 MiB.
BOOST_AUTO_TEST_CASE(default_cost)
{
    BOOST_TEST(derive(scrypt_cost{}, "password", "0123456789abcdef", 32).size() == 64U);
}

BOOST_AUTO_TEST_CASE(bytes_of_every_kind)
{
    const scrypt_cost small{2, 1, 1};
    const pbkdf2_cost few{2};
    const std::string base = derive(small, "password", "salt");
    const std::string base2 = derive(few, "password", "salt");
    BOOST_TEST(base != base2);
    for (const std::string& other :
         {"\0password"s, "pass\0word"s, "passwor"s, "Password"s, ""s, std::string(1000, 'p')}) {
        BOOST_TEST(derive(small, other, "salt") != base);
        BOOST_TEST(derive(few, other, "salt") != base2);
        BOOST_TEST(derive(small, other, "salt") != "failed");
        BOOST_TEST(derive(few, other, "salt") != "failed");
        BOOST_TEST(derive(small, "password", other) != base);
        BOOST_TEST(derive(few, "password", other) != "failed");
    }
    // Behind byte 72, and 128: nothing is cut off. (HMAC hashes keys over 64 bytes first.)
    for (const std::size_t size : {64U, 65U, 72U, 73U, 128U, 1024U}) {
        const std::string one = std::string(size - 1, 'p') + "1";
        const std::string two = std::string(size - 1, 'p') + "2";
        BOOST_TEST(derive(small, one, "salt") != derive(small, two, "salt"));
        BOOST_TEST(derive(few, one, "salt") != derive(few, two, "salt"));
    }
    // But for NUL at the end of up to 64 bytes: HMAC fills its key up with it. What hashes
    // passwords has to know (token::basic_password_hasher does).
    BOOST_TEST(derive(small, "password\0"s, "salt") == base);
    BOOST_TEST(derive(few, "password\0"s, "salt") == base2);
    // Short outputs are the beginning of the long ones.
    BOOST_TEST(derive(small, "password", "salt", 16) == base.substr(0, 32));
    BOOST_TEST(derive(few, "password", "salt", 1) == base2.substr(0, 2));
    // Each parameter counts.
    for (const scrypt_cost& other :
         {scrypt_cost{3, 1, 1}, scrypt_cost{2, 2, 1}, scrypt_cost{2, 1, 2}})
        BOOST_TEST(derive(other, "password", "salt") != base);
    BOOST_TEST(derive(pbkdf2_cost{3}, "password", "salt") != base2);
}

// What kdf_limits refuse never comes here; where it does it is an error, and nothing is allocated
// that the machine does not have.
BOOST_AUTO_TEST_CASE(costs_out_of_bounds)
{
    for (const scrypt_cost& cost :
         {scrypt_cost{0, 8, 1}, scrypt_cost{63, 8, 1}, scrypt_cost{64, 8, 1}, scrypt_cost{62, 8, 1},
          scrypt_cost{4, 0, 1}, scrypt_cost{4, 8, 0}, scrypt_cost{0xffffffffU, 1, 1},
          scrypt_cost{17, 0xffffffffU, 1}, scrypt_cost{4, 0xffffffffU, 0xffffffffU},
          scrypt_cost{45, 8, 1}})
        BOOST_TEST(derive(cost, "password", "salt") == "failed", cost.log2_n);
    BOOST_TEST(derive(pbkdf2_cost{0}, "password", "salt") == "failed");
}

// A model that failed goes on.
BOOST_AUTO_TEST_CASE(after_a_failure)
{
    kdf model;
    std::vector<unsigned char> out(32);
    BOOST_TEST((model.derive(scrypt_cost{63, 8, 1}, as_bytes("p"), as_bytes("s"), out) ==
                cordon::token::errc::kdf_failed));
    BOOST_TEST(!model.derive(scrypt_cost{4, 1, 1}, as_bytes("p"), as_bytes("s"), out));
    const std::string first(as_text(out));
    BOOST_TEST(!model.derive(scrypt_cost{4, 1, 1}, as_bytes("p"), as_bytes("s"), out));
    BOOST_TEST(as_text(out) == first);
    const kdf moved = std::move(model);
    BOOST_TEST((model.derive(scrypt_cost{4, 1, 1}, as_bytes("p"), as_bytes("s"), out) ==
                cordon::token::errc::kdf_failed));
}

BOOST_AUTO_TEST_SUITE_END()
