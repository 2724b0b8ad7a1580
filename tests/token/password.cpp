#include <cordon/token/password.hpp>

#include "reference/counting_hasher.hpp"
#include "reference/scripted_random.hpp"
#include "reference/token_outcome.hpp"
#include "reference/toy_mac.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_password)

using namespace std::string_literals;
using namespace std::string_view_literals;
using act = cordon_test::random_script::act;
using namespace cordon::token;
using cordon_test::random_script;
using cordon_test::scripted_random;
using cordon_test::toy_kdf;
using cordon_test::toy_mac;

namespace {

using toy_hasher = basic_password_hasher<toy_kdf, toy_mac, scripted_random>;

constexpr scrypt_cost small{4, 1, 1};

struct setting {
    random_script script{};
    toy_kdf kdf{};
    toy_mac mac{};
    key_ring peppers{};
    password_options options{.cost = small};

    setting() { BOOST_TEST_REQUIRE(!peppers.add("p1", as_bytes("0123456789abcdef"))); }

    // A new one each time, so that it takes the options of the moment.
    toy_hasher hasher() { return toy_hasher(kdf, mac, options, scripted_random(script)); }

    std::string hash(std::string_view password)
    {
        std::string out;
        BOOST_TEST_REQUIRE(cordon_test::outcome(hasher().hash(as_bytes(password), out)) == "ok");
        return out;
    }
    std::string hash_error(std::string_view password)
    {
        std::string out = "as it was";
        const auto error = hasher().hash(as_bytes(password), out);
        BOOST_TEST(out == "as it was");
        return cordon_test::outcome(error);
    }
    // "ok", "ok, rehash", "mismatch", ... and "; N runs" where the derivation ran other than once.
    std::string verify(std::string_view password, std::string_view stored)
    {
        return counted([&] { return hasher().verify(as_bytes(password), stored); });
    }
    std::string verify_dummy(std::string_view password)
    {
        return counted([&] { return hasher().verify_dummy(as_bytes(password)); });
    }
    template <class Check>
    std::string counted(Check check)
    {
        const auto before = kdf.runs;
        const password_decision decision = check();
        std::string out = cordon_test::outcome(decision.error);
        if (decision.needs_rehash)
            out += ", rehash";
        if (kdf.runs != before + 1)
            out += "; " + std::to_string(kdf.runs - before) + " runs";
        return out;
    }
};

} // namespace

static_assert(password_hasher<toy_hasher>);
static_assert(!password_hasher<toy_kdf>);
static_assert(!password_kdf<toy_mac>);

BOOST_FIXTURE_TEST_CASE(hash_and_verify, setting)
{
    const std::string stored = hash("secret");
    BOOST_TEST(stored.starts_with("$scrypt$ln=4,r=1,p=1$"));
    BOOST_TEST(stored.size() == "$scrypt$ln=4,r=1,p=1$"sv.size() + 22 + 1 + 43);
    BOOST_TEST(kdf.runs == 1U);
    BOOST_TEST(verify("secret", stored) == "ok");
    for (const auto wrong :
         {"Secret"sv, "secret "sv, " secret"sv, "secre"sv, "secrets"sv, ""sv, "secret\0"sv})
        BOOST_TEST(verify(wrong, stored) == "mismatch");
    BOOST_TEST(hash("secret") != stored); // another salt
    // Salt and hash are looked at to the last bit.
    for (std::size_t at = stored.size() - 66; at < stored.size(); ++at) {
        std::string other = stored;
        other[at] = other[at] == 'Q' ? 'g' : 'Q';
        const std::string answer = verify("secret", other);
        BOOST_TEST((answer == "mismatch" || answer == "bad_hash"), at << ": " << answer);
    }

    options.cost = pbkdf2_cost{1000};
    const std::string other = hash("secret");
    BOOST_TEST(other.starts_with("$pbkdf2-sha256$i=1000$"));
    BOOST_TEST(verify("secret", other) == "ok");
    // The cost that is stored is the one that runs.
    BOOST_TEST(verify("secret", stored) == "ok, rehash");
    BOOST_TEST((kdf.last_cost == kdf_cost(small)));
}

// Passwords are bytes: nothing is trimmed, folded, decoded or cut.
BOOST_FIXTURE_TEST_CASE(bytes, setting)
{
    std::vector<std::string> passwords{"",          " ",           "a",    "\0a"s, "a\0b"s,
                                       "a\0c"s,     "a\0\0b"s,     "\r\n", "a\n",  "\xc3\xa9",
                                       "e\xcc\x81", // é in both forms of Unicode
                                       "\xff\xfe",  "\xef\xbb\xbf"};
    for (const std::size_t size : {71U, 72U, 73U, 128U, 255U, 256U, 1023U, 1024U}) {
        passwords.push_back(std::string(size, 'x'));
        passwords.push_back(std::string(size - 1, 'x') + 'y');
    }
    std::vector<std::string> stored;
    for (const auto& password : passwords)
        stored.push_back(hash(password));
    for (std::size_t i = 0; i < passwords.size(); ++i)
        for (std::size_t j = 0; j < stored.size(); ++j)
            BOOST_TEST(verify(passwords[i], stored[j]) == (i == j ? "ok" : "mismatch"),
                       i << ' ' << j);
}

// HMAC fills short keys up with NUL, and so PBKDF2 and scrypt take "a" and "a\0" for one password.
BOOST_FIXTURE_TEST_CASE(nul_at_the_end, setting)
{
    for (const std::string& password : {"a\0"s, "a\0\0"s, "\0"s, std::string(63, 'x') + '\0'}) {
        const auto runs = kdf.runs;
        BOOST_TEST(hash_error(password) == "bad_char");
        BOOST_TEST(kdf.runs == runs);
        const std::string stored = hash(password.substr(0, password.find('\0')));
        BOOST_TEST(verify(password, stored) == "mismatch"); // with one run, as always
        options.pepper = &peppers;
        BOOST_TEST(hash_error(password) == "bad_char");
        options.pepper = nullptr;
    }
    BOOST_TEST(verify_dummy("a\0"sv) == "mismatch");
}

BOOST_FIXTURE_TEST_CASE(too_long, setting)
{
    const std::string longest(1024, 'x');
    const std::string stored = hash(longest);
    BOOST_TEST(verify(longest, stored) == "ok");
    BOOST_TEST(hash_error(longest + "x") == "too_long");
    BOOST_TEST(script.requests == 1U); // nothing was drawn for it
    // A dummy is hashed in its place, of the longest size and no more: refused with the same work.
    BOOST_TEST(verify(longest + "x", stored) == "too_long");
    BOOST_TEST(kdf.last_password_size == 1024U);
    BOOST_TEST(verify(std::string(1 << 20, 'x'), stored) == "too_long");
    BOOST_TEST(kdf.last_password_size == 1024U);
    BOOST_TEST(verify_dummy(std::string(1 << 20, 'x')) == "mismatch");
    BOOST_TEST(kdf.last_password_size == 1024U);
    options.max_password = 64;
    BOOST_TEST(verify(longest, stored) == "too_long");
    BOOST_TEST(hash_error(std::string(65, 'x')) == "too_long");
    BOOST_TEST(verify(std::string(64, 'x'), hash(std::string(64, 'x'))) == "ok");
}

// Refused before it is run, and a dummy runs: with the cost of new hashes, not with the stored one.
BOOST_FIXTURE_TEST_CASE(hostile_hashes, setting)
{
    const std::string rest = "$c29tZSBzYWx0IGhlcmU$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const struct {
        std::string stored;
        const char* expected;
    } table[] = {
        {"$scrypt$ln=63,r=8,p=1" + rest, "bad_cost"},
        {"$scrypt$ln=17,r=4294967295,p=1" + rest, "bad_cost"},
        {"$scrypt$ln=17,r=8,p=4294967295" + rest, "bad_cost"},
        {"$scrypt$ln=4294967295,r=4294967295,p=4294967295" + rest, "bad_cost"},
        {"$scrypt$ln=0,r=0,p=0" + rest, "bad_cost"},
        {"$scrypt$ln=19,r=8,p=1" + rest, "bad_cost"}, // 512 MiB
        {"$pbkdf2-sha256$i=4294967295" + rest, "bad_cost"},
        {"$pbkdf2-sha256$i=0" + rest, "bad_cost"},
        {"$scrypt$ln=17,r=4294967296,p=1" + rest, "bad_hash"},
        {"$pbkdf2-sha256$i=99999999999" + rest, "bad_hash"},
        {"$scrypt$ln=4,r=1,p=1,keyid=p9" + rest, "unknown_key"},
        {"", "bad_hash"},
        {"*", "bad_hash"},
        {"secret", "bad_hash"}, // the password itself
        {std::string(1 << 20, '$'), "bad_hash"},
    };
    for (const auto& row : table) {
        BOOST_TEST(verify("secret", row.stored) == row.expected, row.stored.substr(0, 100));
        BOOST_TEST((kdf.last_cost == kdf_cost(small)));
        BOOST_TEST(hasher().needs_rehash(row.stored));
    }
}

BOOST_FIXTURE_TEST_CASE(own_cost_out_of_bounds, setting)
{
    options.cost = scrypt_cost{20, 8, 1};
    BOOST_TEST(hash_error("secret") == "bad_cost");
    BOOST_TEST(kdf.runs == 0U);
    options.limits.max_memory = std::uint64_t(2) << 30;
    options.limits.max_scrypt_work = std::uint64_t(1) << 23;
    BOOST_TEST(verify("secret", hash("secret")) == "ok");
}

BOOST_FIXTURE_TEST_CASE(unknown_users, setting)
{
    for (const auto password : {""sv, "secret"sv, "\0"sv})
        BOOST_TEST(verify_dummy(password) == "mismatch");
    BOOST_TEST((kdf.last_cost == kdf_cost(small)));
    // With a pepper as without: as many MACs as for a user.
    const auto macs = [&](auto check) {
        const auto before = mac.runs;
        check();
        return mac.runs - before;
    };
    BOOST_TEST(macs([&] { verify_dummy("secret"); }) == 0U);
    options.pepper = &peppers;
    const std::string stored = hash("secret");
    BOOST_TEST(macs([&] { verify("wrong", stored); }) == 1U);
    BOOST_TEST(macs([&] { verify_dummy("wrong"); }) == 1U);
    BOOST_TEST(macs([&] { verify("wrong", "no hash"); }) == 1U);
}

// A derivation of nothing but zeros, which is what a dummy's hash is: still never right.
BOOST_AUTO_TEST_CASE(a_dummy_is_never_right)
{
    struct zero_kdf {
        std::error_code derive(const scrypt_cost&, bytes_view, bytes_view, bytes_span out) noexcept
        {
            std::fill(out.begin(), out.end(), static_cast<unsigned char>(0));
            return {};
        }
        std::error_code derive(const pbkdf2_cost&, bytes_view, bytes_view, bytes_span out) noexcept
        {
            std::fill(out.begin(), out.end(), static_cast<unsigned char>(0));
            return {};
        }
    } kdf;
    toy_mac mac;
    basic_password_hasher<zero_kdf, toy_mac> hasher(kdf, mac, {.cost = small});
    BOOST_TEST(cordon_test::outcome(hasher.verify_dummy(as_bytes("x")).error) == "mismatch");
}

BOOST_FIXTURE_TEST_CASE(pepper_and_its_rotation, setting)
{
    const std::string bare = hash("secret");
    options.pepper = &peppers;
    const std::string one = hash("secret");
    BOOST_TEST(one.starts_with("$scrypt$ln=4,r=1,p=1,keyid=p1$"));
    BOOST_TEST(kdf.last_password_size == 32U); // the HMAC of the password, not the password
    BOOST_TEST(verify("secret", one) == "ok");
    BOOST_TEST(verify("wrong", one) == "mismatch");
    // Hashes from before the pepper stay right, and are to be made anew.
    BOOST_TEST(verify("secret", bare) == "ok, rehash");
    BOOST_TEST(!peppers.add("p2", as_bytes("fedcba9876543210")));
    const std::string two = hash("secret");
    BOOST_TEST(two.starts_with("$scrypt$ln=4,r=1,p=1,keyid=p2$"));
    BOOST_TEST(verify("secret", two) == "ok");
    BOOST_TEST(verify("secret", one) == "ok, rehash");
    // The name of another pepper, or none, makes another hash.
    std::string renamed = one;
    renamed.replace(renamed.find("p1"), 2, "p2");
    BOOST_TEST(verify("secret", renamed) == "mismatch");
    std::string unnamed = one;
    unnamed.erase(unnamed.find(",keyid=p1"), 9);
    BOOST_TEST(verify("secret", unnamed) == "mismatch");
    BOOST_TEST(!peppers.remove("p1"));
    BOOST_TEST(verify("secret", one) == "unknown_key");
    options.pepper = nullptr;
    BOOST_TEST(verify("secret", two) == "unknown_key");
    BOOST_TEST(verify("secret", bare) == "ok");
}

// A pepper that is asked for and is not there is an error, never a hash without it.
BOOST_FIXTURE_TEST_CASE(an_empty_ring_of_peppers, setting)
{
    const std::string bare = hash("secret");
    const key_ring none;
    options.pepper = &none;
    BOOST_TEST(hash_error("secret") == "unknown_key");
    BOOST_TEST(script.requests == 1U);
    // What is stored without one can still be read.
    BOOST_TEST(verify("secret", bare).starts_with("ok"));
    BOOST_TEST(verify_dummy("secret") == "mismatch");
}

BOOST_FIXTURE_TEST_CASE(needs_rehash, setting)
{
    const std::string stored = hash("secret");
    BOOST_TEST(!hasher().needs_rehash(stored));
    for (const kdf_cost& other : {kdf_cost(scrypt_cost{5, 1, 1}), kdf_cost(scrypt_cost{4, 2, 1}),
                                  kdf_cost(scrypt_cost{4, 1, 2}), kdf_cost(pbkdf2_cost{4})}) {
        options.cost = other;
        BOOST_TEST(hasher().needs_rehash(stored));
        BOOST_TEST(verify("secret", stored) == "ok, rehash");
        BOOST_TEST(verify("wrong", stored) == "mismatch"); // only with the right password
    }
    options.cost = small;
    options.pepper = &peppers;
    BOOST_TEST(hasher().needs_rehash(stored));
    options.pepper = nullptr;
    // A short salt or hash of somebody else's.
    BOOST_TEST(hasher().needs_rehash("$scrypt$ln=4,r=1,p=1$AAAAAAAAAAA$" +
                                     stored.substr(stored.size() - 43)));
    BOOST_TEST(hasher().needs_rehash(stored.substr(0, stored.size() - 43) + std::string(22, 'A')));
    BOOST_TEST(hasher().needs_rehash(""));
}

BOOST_FIXTURE_TEST_CASE(models_that_fail, setting)
{
    const std::string stored = hash("secret");
    options.pepper = &peppers;
    const std::string peppered = hash("secret");
    kdf.fails = true;
    BOOST_TEST(hash_error("secret") == "kdf_failed");
    BOOST_TEST(verify("secret", stored) == "kdf_failed");
    BOOST_TEST(verify_dummy("secret") == "kdf_failed");
    BOOST_TEST(verify("secret", "no hash") == "bad_hash");
    kdf.fails = false;
    mac.fails_at = mac.runs;
    BOOST_TEST(hash_error("secret") == "mac_failed");
    mac.fails_at = mac.runs;
    BOOST_TEST(verify("secret", peppered) == "mac_failed; 0 runs");
    BOOST_TEST(verify("secret", peppered) == "ok");
    const struct {
        act what;
        const char* expected;
    } table[] = {{act::fail, "Input/output error"},
                 {act::short_read, "random_short"},
                 {act::zeros, "random_repeated"}};
    for (const auto& row : table) {
        script.acts.assign(script.requests, act::good);
        script.acts.push_back(row.what);
        const auto runs = kdf.runs;
        BOOST_TEST(hash_error("secret") == row.expected);
        BOOST_TEST(kdf.runs == runs);
    }
}

BOOST_FIXTURE_TEST_CASE(gate, setting)
{
    const std::string stored = hash("secret");
    hash_gate one(1);
    options.gate = &one;
    // In the middle of one run a second one is refused at once, whatever it is.
    int tried = 0;
    kdf.while_running = [&] {
        if (++tried > 1)
            return;
        BOOST_TEST(verify("secret", stored) == "busy; 0 runs");
        BOOST_TEST(verify("secret", "no hash") == "busy; 0 runs");
        BOOST_TEST(verify(std::string(2000, 'x'), stored) == "busy; 0 runs");
        BOOST_TEST(verify_dummy("secret") == "busy; 0 runs");
        BOOST_TEST(hash_error("secret") == "busy");
    };
    BOOST_TEST(verify("secret", stored) == "ok");
    BOOST_TEST(tried == 1);
    kdf.while_running = nullptr;
    // Afterwards there is room again: after every way out.
    BOOST_TEST(verify("wrong", stored) == "mismatch");
    BOOST_TEST(verify("secret", "no hash") == "bad_hash");
    BOOST_TEST(verify_dummy("secret") == "mismatch");
    kdf.fails = true;
    BOOST_TEST(verify("secret", stored) == "kdf_failed");
    BOOST_TEST(hash_error("secret") == "kdf_failed");
    kdf.fails = false;
    BOOST_TEST(verify("secret", stored) == "ok");
    BOOST_TEST(verify("secret", hash("secret")) == "ok");
    hash_gate none(0);
    options.gate = &none;
    BOOST_TEST(verify("secret", stored) == "busy; 0 runs");
    BOOST_TEST(hash_error("secret") == "busy");
}

BOOST_AUTO_TEST_CASE(passes)
{
    hash_gate gate(2);
    {
        const auto a = gate.enter();
        const auto b = gate.enter();
        const auto c = gate.enter();
        BOOST_TEST(bool(a));
        BOOST_TEST(bool(b));
        BOOST_TEST(!bool(c));
    }
    // The one that was refused gave nothing back.
    const auto d = gate.enter();
    const auto e = gate.enter();
    const auto f = gate.enter();
    BOOST_TEST(bool(d));
    BOOST_TEST(bool(e));
    BOOST_TEST(!bool(f));
    static_assert(!std::is_copy_constructible_v<hash_gate::pass>);
    static_assert(!std::is_move_constructible_v<hash_gate::pass>);
}

BOOST_AUTO_TEST_SUITE_END()
