#include <cordon/token/base32.hpp>

#include "reference/random.hpp"
#include "reference/token_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(token_base32)

using namespace std::string_view_literals;
using cordon::token::append_base32;
using cordon::token::as_bytes;
using cordon::token::base32_padding;
using cordon::token::base32_size;
using cordon::token::basic_secret;
using cordon::token::parse_base32;
using cordon_test::outcome;

namespace {

constexpr auto absent = base32_padding::absent;
constexpr auto required = base32_padding::required;

std::string encode(std::string_view bytes, base32_padding padding)
{
    basic_secret<256> out;
    append_base32(out, as_bytes(bytes), padding);
    return std::string(out.reveal_text());
}

// The bytes behind a '=', or the error.
template <std::size_t N = 64>
std::string decode(std::string_view text, base32_padding padding)
{
    basic_secret<N> out("rest of another one"sv.substr(0, N));
    const auto error = parse_base32(text, padding, out);
    if (error)
        BOOST_TEST(out.empty());
    return error ? outcome(error) : "=" + std::string(out.reveal_text());
}

} // namespace

BOOST_AUTO_TEST_CASE(rfc_4648_section_10)
{
    const char* table[][2] = {{"", ""},
                              {"f", "MY======"},
                              {"fo", "MZXQ===="},
                              {"foo", "MZXW6==="},
                              {"foob", "MZXW6YQ="},
                              {"fooba", "MZXW6YTB"},
                              {"foobar", "MZXW6YTBOI======"}};
    for (const auto& [bytes, text] : table) {
        const std::string bare(text, std::string(text).find_last_not_of('=') + 1);
        BOOST_TEST(encode(bytes, required) == text);
        BOOST_TEST(encode(bytes, absent) == bare);
        BOOST_TEST(decode(text, required) == "=" + std::string(bytes));
        BOOST_TEST(decode(bare, absent) == "=" + std::string(bytes));
        // Never optional: each profile takes its own spelling alone.
        if (bare != text) {
            BOOST_TEST(decode(text, absent) == "bad_padding");
            BOOST_TEST(decode(bare, required) == "bad_padding");
        }
    }
}

BOOST_AUTO_TEST_CASE(refusals)
{
    const struct {
        std::string_view text;
        const char* bare;   // padding absent
        const char* padded; // padding required
        const char* why;
    } table[] = {
        {"mzxw6ytb", "bad_char", "bad_char", "lower case"},
        {"MZXW6yTB", "bad_char", "bad_char", "one letter in lower case"},
        {"MZXW0YTB", "bad_char", "bad_char", "0 is not O"},
        {"MZXW1YTB", "bad_char", "bad_char", "1 is neither I nor L"},
        {"MZXW8YTB", "bad_char", "bad_char", "8 is not B"},
        {"MZXW9YTB", "bad_char", "bad_char", "9 is in no alphabet"},
        {"MZXW YTB", "bad_char", "bad_char", "a blank"},
        {"MZXW-YTB", "bad_char", "bad_char", "a hyphen, as in groups for people"},
        {"MZXW6YT\n", "bad_char", "bad_char", "a line's end"},
        {"MZXW6YT\0"sv, "bad_char", "bad_char", "NUL"},
        {"MZXW6Y\xc3\x84", "bad_char", "bad_char", "UTF-8"},
        {" MZXW6YTB", "bad_char", "bad_padding", "a blank before"},
        {"MZXW6YTB ", "bad_char", "bad_padding", "a blank behind"},
        {"M", "bad_padding", "bad_padding", "one digit is no byte"},
        {"MZX", "bad_padding", "bad_padding", "nor are three"},
        {"MZXW6Y", "bad_padding", "bad_padding", "nor six"},
        {"M=======", "bad_padding", "bad_padding", "one digit and padding"},
        {"MZX=====", "bad_padding", "bad_padding", "three"},
        {"MZXW6Y==", "bad_padding", "bad_padding", "six"},
        {"========", "bad_padding", "bad_padding", "padding alone"},
        {"=", "bad_padding", "bad_padding", "padding alone, one"},
        {"MZXW6YTB========", "bad_padding", "bad_padding", "a group of padding too many"},
        {"MZXW6YTBOI=====", "bad_padding", "bad_padding", "one too few"},
        {"MZXW6YTBOI=======", "bad_padding", "bad_padding", "one too many"},
        {"MY====MY", "bad_padding", "bad_padding", "padding in the middle"},
        {"MY======MY======", "bad_padding", "bad_padding", "two texts"},
        {"MY=====A", "bad_padding", "bad_padding", "a digit behind the padding"},
        {"=MY=====", "bad_padding", "bad_padding", "padding first"},
        {"MZ======", "bad_padding", "noncanonical", "bits behind the last byte"},
        {"MZ", "noncanonical", "bad_padding", "bits behind the last byte"},
        {"MZXR", "noncanonical", "bad_padding", "bits behind the last byte"},
        {"MZXW7", "noncanonical", "bad_padding", "bits behind the last byte"},
        {"MZXW6YR", "noncanonical", "bad_padding", "bits behind the last byte"},
    };
    for (const auto& row : table) {
        BOOST_TEST(decode(row.text, absent) == row.bare, row.text << ": " << row.why);
        BOOST_TEST(decode(row.text, required) == row.padded, row.text << ": " << row.why);
    }
}

// Of all texts of two digits, 256 are a byte: one spelling each.
BOOST_AUTO_TEST_CASE(no_aliases)
{
    std::set<std::string> seen;
    int accepted = 0;
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const std::string text{static_cast<char>(a), static_cast<char>(b)};
            const std::string out = decode(text, absent);
            if (out[0] == '=') {
                ++accepted;
                seen.insert(out);
                BOOST_TEST(encode(out.substr(1), absent) == text);
            }
        }
    }
    BOOST_TEST(accepted == 256);
    BOOST_TEST(seen.size() == 256U);
}

BOOST_AUTO_TEST_CASE(round_trips)
{
    cordon_test::random_source random(32);
    for (std::size_t size = 0; size <= 64; ++size) {
        std::string bytes(size, '\0');
        for (char& c : bytes)
            c = static_cast<char>(random.bits());
        for (const auto padding : {absent, required}) {
            const std::string text = encode(bytes, padding);
            BOOST_TEST(text.size() == base32_size(size, padding));
            BOOST_TEST(decode(text, padding) == "=" + bytes);
        }
    }
    static_assert(base32_size(20, absent) == 32);
    static_assert(base32_size(16, absent) == 26);
    static_assert(base32_size(16, required) == 32);
    static_assert(base32_size(0, required) == 0);
}

BOOST_AUTO_TEST_CASE(limits)
{
    const std::string five = encode("12345", absent);
    BOOST_TEST(decode<5>(five, absent) == "=12345");
    BOOST_TEST(decode<4>(five, absent) == "too_long");
    BOOST_TEST(decode<4>(std::string(1 << 20, 'A'), absent) == "too_long");
    // Too long is told behind a wrong character: what is refused for it is base32.
    BOOST_TEST(decode<4>("1" + five, absent) == "bad_char");

    // What does not fit is not begun.
    basic_secret<12> out("secret"sv);
    BOOST_CHECK_THROW(append_base32(out, as_bytes("12345")), std::system_error);
    BOOST_TEST(out.reveal_text() == "secret");
    append_base32(out, as_bytes("1"));
    BOOST_TEST(out.reveal_text() == "secretGE");
}

BOOST_AUTO_TEST_SUITE_END()
