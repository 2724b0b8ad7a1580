#include <cordon/token/mac.hpp>

#include "reference/token_outcome.hpp"
#include "reference/toy_mac.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_mac)

using namespace std::string_view_literals;
using cordon::token::as_bytes;
using cordon::token::as_text;
using cordon::token::key_ring;
using cordon::token::mac_hash;
using cordon::token::mac_size;
using cordon::token::detail::big_endian;
using cordon::token::detail::framed_message;
using cordon_test::outcome;

namespace {

std::string key_of(const key_ring& ring, std::string_view id)
{
    const auto* key = ring.find(id);
    return key == nullptr ? "none" : std::string(key->reveal_text());
}

std::string joined(std::string_view a, std::string_view b, std::string_view c)
{
    const framed_message<3> message({as_bytes(a), as_bytes(b), as_bytes(c)});
    std::string out;
    for (const auto part : message.parts())
        out += as_text(part);
    return out;
}

struct not_noexcept {
    std::error_code compute(mac_hash, cordon::token::bytes_view,
                            std::span<const cordon::token::bytes_view>, cordon::token::bytes_span);
};

} // namespace

static_assert(mac_size(mac_hash::sha1) == 20);
static_assert(mac_size(mac_hash::sha256) == 32);
static_assert(mac_size(mac_hash::sha512) == 64);
static_assert(!cordon::token::mac<not_noexcept>);
static_assert(!cordon::token::mac<int>);

BOOST_AUTO_TEST_CASE(key_sizes_and_ids)
{
    const struct {
        std::string id;
        std::size_t size;
        const char* expected;
    } table[] = {
        {"k", 15, "out_of_range"},
        {"k", 16, "ok"},
        {"k", 128, "ok"},
        {"k", 129, "out_of_range"},
        {"k", 0, "out_of_range"},
        {"", 32, "out_of_range"},
        {"a b", 32, "out_of_range"},
        {"a$b", 32, "out_of_range"},
        {"a,b", 32, "out_of_range"},
        {"a:b", 32, "out_of_range"},
        {"a=b", 32, "out_of_range"},
        {std::string("a\0b", 3), 32, "out_of_range"},
        {std::string(32, 'k'), 32, "ok"},
        {std::string(33, 'k'), 32, "out_of_range"},
    };
    for (const auto& row : table) {
        key_ring ring;
        const std::string key(row.size, 'x');
        BOOST_TEST(outcome(ring.add(row.id, as_bytes(key))) == row.expected, row.id);
        BOOST_TEST(ring.empty() == (row.expected != "ok"sv));
        BOOST_TEST(ring.current().view() == (row.expected == "ok"sv ? row.id : ""));
    }
}

BOOST_AUTO_TEST_CASE(rotation)
{
    const std::string one(16, '1');
    const std::string two(32, '2');
    const std::string three(16, '3');
    key_ring ring;
    BOOST_TEST(ring.empty());
    BOOST_TEST(ring.current().empty());
    BOOST_TEST((ring.find("") == nullptr)); // no name finds nothing, in an empty ring too
    BOOST_TEST(outcome(ring.remove("k1")) == "unknown_key");
    // The first key is the current one, whatever was asked for.
    BOOST_TEST(!ring.add("k1", as_bytes(one), false));
    BOOST_TEST(ring.current().view() == "k1");
    BOOST_TEST(!ring.add("k2", as_bytes(two), false));
    BOOST_TEST(ring.current().view() == "k1");
    BOOST_TEST(!ring.add("k3", as_bytes(three)));
    BOOST_TEST(ring.current().view() == "k3");
    // An id is never used twice: what names it would mean two keys.
    BOOST_TEST(outcome(ring.add("k1", as_bytes(two))) == "conflict");
    BOOST_TEST(key_of(ring, "k1") == one);
    BOOST_TEST(ring.current().view() == "k3");

    BOOST_TEST(key_of(ring, "k2") == two);
    BOOST_TEST(key_of(ring, "K2") == "none");
    BOOST_TEST(key_of(ring, "k") == "none");
    BOOST_TEST(key_of(ring, "") == "none");

    BOOST_TEST(outcome(ring.remove("k3")) == "out_of_range");
    BOOST_TEST(key_of(ring, "k3") == three);
    BOOST_TEST(!ring.remove("k1"));
    BOOST_TEST(key_of(ring, "k1") == "none");
    BOOST_TEST(key_of(ring, "k2") == two);
    BOOST_TEST(outcome(ring.remove("k1")) == "unknown_key");
    // A dropped id may come again.
    BOOST_TEST(!ring.add("k1", as_bytes(two), false));
    BOOST_TEST(key_of(ring, "k1") == two);
}

// "ab" + "c" and "a" + "bc" are two messages, and so is every other way to cut a text.
BOOST_AUTO_TEST_CASE(framing_keeps_fields_apart)
{
    BOOST_TEST(joined("a", "", "bc") == "\0\0\0\0\0\0\0\1a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2bc"sv);
    std::set<std::string> messages;
    int cuts = 0;
    // The text itself looks like a length prefix.
    const std::string_view text = "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0ab\0"sv;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        for (std::size_t j = i; j <= text.size(); ++j) {
            messages.insert(joined(text.substr(0, i), text.substr(i, j - i), text.substr(j)));
            ++cuts;
        }
    }
    BOOST_TEST(messages.size() == std::size_t(cuts));
}

BOOST_AUTO_TEST_CASE(numbers_are_big_endian)
{
    const auto bytes = big_endian(0x0102030405060708U);
    BOOST_TEST(as_text(bytes) == "\1\2\3\4\5\6\7\x08");
    BOOST_TEST(as_text(big_endian(0)) == "\0\0\0\0\0\0\0\0"sv);
    BOOST_TEST(as_text(big_endian(~std::uint64_t(0))) == "\xff\xff\xff\xff\xff\xff\xff\xff");
}

// The toy that the other tests stand on tells keys, hashes and messages apart.
BOOST_AUTO_TEST_CASE(the_toy_model)
{
    cordon_test::toy_mac toy;
    std::set<std::string> codes;
    for (const auto key : {"0123456789abcdef"sv, "0123456789abcdeg"sv, "0123456789abcdef\0"sv}) {
        for (const auto hash : {mac_hash::sha1, mac_hash::sha256, mac_hash::sha512}) {
            for (const auto text : {""sv, "a"sv, "b"sv, "ab"sv, "\0"sv}) {
                const cordon::token::bytes_view parts[] = {as_bytes(text)};
                std::vector<unsigned char> out(mac_size(hash));
                BOOST_TEST(!toy.compute(hash, as_bytes(key), parts, out));
                BOOST_TEST(codes.insert(std::string(as_text(out))).second);
            }
        }
    }
    std::vector<unsigned char> out(31);
    BOOST_TEST(outcome(toy.compute(mac_hash::sha256, as_bytes("k"), {}, out)) == "mac_failed");
}

BOOST_AUTO_TEST_SUITE_END()
