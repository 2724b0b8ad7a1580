#include <cordon/token/detail/phc.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(token_detail_phc)

using namespace cordon::token;
using cordon::token::detail::parse_phc;
using cordon::token::detail::phc_hash;

namespace {

const std::string salt = "c29tZSBzYWx0IGhlcmU";                         // "some salt here"
const std::string hash = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"; // 0, 1, ... 31

std::string scrypt(std::string_view settings)
{
    return "$scrypt$" + std::string(settings) + "$" + salt + "$" + hash;
}

// What the text says, in a form of its own; "none" for a text that says nothing.
std::string outcome(std::string_view text)
{
    const auto phc = parse_phc(text);
    if (!phc)
        return "none";
    std::string out;
    if (const auto* cost = std::get_if<scrypt_cost>(&phc->cost))
        out = "scrypt " + std::to_string(cost->log2_n) + " " + std::to_string(cost->r) + " " +
              std::to_string(cost->p);
    else
        out = "pbkdf2 " + std::to_string(std::get<pbkdf2_cost>(phc->cost).iterations);
    return out + " [" + std::string(phc->pepper.view()) + "] " + std::to_string(phc->salt_size) +
           " " + std::to_string(phc->hash_size);
}

} // namespace

// The forms of the PHC string format's specification
// (https://github.com/P-H-C/phc-string-format): $id$name=value,name=value$salt$hash, the names in
// the order that the function defines, decimal numbers without leading zeros, base64 without
// padding.
BOOST_AUTO_TEST_CASE(forms)
{
    BOOST_TEST(outcome(scrypt("ln=17,r=8,p=1")) == "scrypt 17 8 1 [] 14 32");
    BOOST_TEST(outcome(scrypt("ln=0,r=0,p=0")) == "scrypt 0 0 0 [] 14 32"); // whether: the limits
    BOOST_TEST(outcome(scrypt("ln=63,r=4294967295,p=1")) == "scrypt 63 4294967295 1 [] 14 32");
    BOOST_TEST(outcome(scrypt("ln=17,r=8,p=1,keyid=k1")) == "scrypt 17 8 1 [k1] 14 32");
    BOOST_TEST(outcome("$pbkdf2-sha256$i=600000$" + salt + "$" + hash) == "pbkdf2 600000 [] 14 32");
    BOOST_TEST(outcome("$pbkdf2-sha256$i=1,keyid=a.b-c$" + salt + "$" + hash) ==
               "pbkdf2 1 [a.b-c] 14 32");
}

BOOST_AUTO_TEST_CASE(writes_and_reads)
{
    phc_hash phc;
    phc.cost = scrypt_cost{17, 8, 1};
    const std::string bytes = "some salt here";
    std::copy(bytes.begin(), bytes.end(), phc.salt.begin());
    phc.salt_size = bytes.size();
    phc.hash_size = 32;
    for (unsigned char i = 0; i < 32; ++i)
        phc.hash[i] = i;
    BOOST_TEST(detail::to_text(phc) == scrypt("ln=17,r=8,p=1"));
    phc.pepper = "k1";
    BOOST_TEST(detail::to_text(phc) == scrypt("ln=17,r=8,p=1,keyid=k1"));
    phc.cost = pbkdf2_cost{600'000};
    BOOST_TEST(detail::to_text(phc) == "$pbkdf2-sha256$i=600000,keyid=k1$" + salt + "$" + hash);
    phc.pepper = {};
    BOOST_TEST(detail::to_text(phc) == "$pbkdf2-sha256$i=600000$" + salt + "$" + hash);

    const auto read = parse_phc(detail::to_text(phc));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->salt == phc.salt));
    BOOST_TEST((read->hash == phc.hash));
}

BOOST_AUTO_TEST_CASE(refused)
{
    const std::string s7 = "AAAAAAAAAA";          // 7 bytes
    const std::string s8 = "AAAAAAAAAAA";         // 8
    const std::string h15 = std::string(20, 'A'); // 15
    const std::string h16 = std::string(22, 'A'); // 16
    const std::string b64 = std::string(86, 'A'); // 64
    const std::string b65 = std::string(87, 'A'); // 65
    const std::string head = "$scrypt$ln=17,r=8,p=1$";
    // The bounds of the sizes.
    BOOST_TEST(outcome(head + s8 + "$" + h16) == "scrypt 17 8 1 [] 8 16");
    BOOST_TEST(outcome(head + b64 + "$" + b64) == "scrypt 17 8 1 [] 64 64");
    for (const std::string& wrong : {
             head + s7 + "$" + h16,
             head + s8 + "$" + h15,
             head + b65 + "$" + h16,
             head + s8 + "$" + b65,
             head + "$" + hash,
             head + salt + "$",
             head + salt,
             head,
             std::string(),
             std::string("$"),
             std::string("$$"),
             std::string("$scrypt"),
             std::string("$scrypt$"),
             std::string("$scrypt$$$"),
             std::string("$pbkdf2-sha256$"),
             std::string("scrypt$ln=17,r=8,p=1$") + salt + "$" + hash,
             "$scryptx$ln=17,r=8,p=1$" + salt + "$" + hash,
             "$Scrypt$ln=17,r=8,p=1$" + salt + "$" + hash,
             "$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$" + hash,
             "$pbkdf2$i=1$" + salt + "$" + hash,
             "$pbkdf2-sha1$i=1$" + salt + "$" + hash,
             "$pbkdf2-sha512$i=1$" + salt + "$" + hash,
             "$2b$12$" + salt + hash, // bcrypt
             "$scrypt$v=1$ln=17,r=8,p=1$" + salt + "$" + hash,
             // parameters
             scrypt(""),
             scrypt("ln=17"),
             scrypt("ln=17,r=8"),
             scrypt("ln=17,p=1,r=8"),
             scrypt("r=8,ln=17,p=1"),
             scrypt("ln=17,r=8,p=1,"),
             scrypt(",ln=17,r=8,p=1"),
             scrypt("ln=17,,r=8,p=1"),
             scrypt("ln=17,r=8,p=1,x=1"),
             scrypt("ln=17,ln=17,r=8,p=1"),
             scrypt("ln=,r=8,p=1"),
             scrypt("ln=017,r=8,p=1"),
             scrypt("ln=17,r=08,p=1"),
             scrypt("ln=17,r=8,p=01"),
             scrypt("ln=00,r=8,p=1"),
             scrypt("ln=+17,r=8,p=1"),
             scrypt("ln=-1,r=8,p=1"),
             scrypt("ln= 17,r=8,p=1"),
             scrypt("ln=17 ,r=8,p=1"),
             scrypt("ln=0x11,r=8,p=1"),
             scrypt("ln=1e1,r=8,p=1"),
             scrypt("ln=17,r=4294967296,p=1"),
             scrypt("ln=17,r=4294967304,p=1"),
             scrypt("ln=4294967313,r=8,p=1"),
             scrypt("ln=17,r=8,p=4294967297"),
             scrypt("ln=17,r=8,p=18446744073709551617"),
             scrypt("N=17,r=8,p=1"),
             scrypt("LN=17,r=8,p=1"),
             scrypt("ln=17;r=8;p=1"),
             // the pepper's name
             scrypt("ln=17,r=8,p=1,keyid="),
             scrypt("ln=17,r=8,p=1,keyid=a b"),
             scrypt("ln=17,r=8,p=1,keyid=a,keyid=b"),
             scrypt("ln=17,r=8,keyid=a,p=1"),
             scrypt("keyid=a,ln=17,r=8,p=1"),
             scrypt("ln=17,r=8,p=1,keyid=" + std::string(33, 'k')),
             scrypt("ln=17,r=8,p=1,keyid=a,data=x"),
             scrypt("ln=17,r=8,p=1,keyId=a"),
             // salt and hash
             head + salt + "=$" + hash,
             head + salt + "$" + hash + "=",
             head + salt + "$" + hash + "$",
             head + salt + "$$" + hash,
             head + salt + "$" + hash + "\n",
             head + " " + salt + "$" + hash,
             head + salt + " $" + hash,
             head + salt + "$" + hash.substr(1) + "-",
             head + "c29tZSBzYWx0IGhlcmV$" + hash, // bits behind the last byte of the salt
             head + salt + "$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", // and of the hash
             head + salt + "AA$" + hash,
             head + salt + "$" + hash + "AA", // sizes that no bytes have
             " " + scrypt("ln=17,r=8,p=1"),
             scrypt("ln=17,r=8,p=1") + " ",
             std::string(1, '\0') + scrypt("ln=17,r=8,p=1"),
             scrypt("ln=17,r=8,p=1") + '\0',
         })
        BOOST_TEST(outcome(wrong) == "none", wrong);
    // Large ones.
    BOOST_TEST(outcome(std::string(1 << 20, '$')) == "none");
    BOOST_TEST(outcome(head + std::string(1 << 20, 'A') + "$" + hash) == "none");
    BOOST_TEST(outcome(scrypt("ln=17,r=8,p=1") + std::string(1 << 20, 'A')) == "none");
    BOOST_TEST(outcome("$scrypt$ln=" + std::string(1 << 20, '1') + ",r=8,p=1$" + salt + "$" +
                       hash) == "none");
}

// Cut anywhere, or with any byte changed: none, or other parts with a spelling of their own.
BOOST_AUTO_TEST_CASE(damaged_texts)
{
    for (const std::string& text : {scrypt("ln=17,r=8,p=1"), scrypt("ln=17,r=8,p=1,keyid=k1"),
                                    "$pbkdf2-sha256$i=600000,keyid=k1$" + salt + "$" + hash}) {
        BOOST_TEST(detail::to_text(*parse_phc(text)) == text);
        std::set<std::size_t> cuts;
        for (std::size_t size = 0; size < text.size(); ++size) {
            const auto parsed = parse_phc(std::string_view(text).substr(0, size));
            if (parsed) {
                cuts.insert(size);
                BOOST_TEST(parsed->hash_size < 32U);
            }
        }
        // A shorter hash is one where it ends with a byte (32 bytes are 43 digits, 16 are 22),
        // which is luck where bits are left over: they must be 0. A shorter one never matches the
        // password.
        for (const std::size_t size : cuts)
            BOOST_TEST(text.size() - size <= 21U);

        std::set<std::string> accepted;
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string damaged = text;
                damaged[at] = static_cast<char>(byte);
                const auto parsed = parse_phc(damaged);
                if (damaged == text || !parsed)
                    continue;
                BOOST_TEST(detail::to_text(*parsed) == damaged);
                BOOST_TEST(accepted.insert(damaged).second);
            }
        }
        BOOST_TEST(accepted.size() > 3000U); // 62 digits of base64, 64 values each
    }
}

BOOST_AUTO_TEST_SUITE_END()
