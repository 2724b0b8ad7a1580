#include <cordon/token/detail/record_text.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_detail_record_text)

using namespace std::string_view_literals;
using namespace cordon::token::detail;
using cordon::token::as_bytes;
using cordon::token::as_text;
using cordon::token::bytes_view;

namespace {

constexpr std::uint64_t largest = ~std::uint64_t(0);

std::string number(std::string_view text, std::uint64_t max)
{
    std::uint64_t out = 0;
    return read_number(text, max, out) ? std::to_string(out) : "none";
}

std::string b64(std::string_view bytes)
{
    std::string out;
    append_b64(out, as_bytes(bytes));
    return out;
}

// The bytes, or "none".
std::string from_b64(std::string_view text, std::size_t room = 64)
{
    std::vector<unsigned char> out(room);
    const std::size_t size = read_b64(text, out);
    return size == text.npos ? "none" : std::string(as_text(bytes_view(out).first(size)));
}

} // namespace

BOOST_AUTO_TEST_CASE(hex)
{
    std::string text;
    append_hex(text, as_bytes("\0\x01\x7f\x80\xfe\xff"sv));
    BOOST_TEST(text == "00017f80feff");

    std::array<unsigned char, 2> out{};
    BOOST_TEST(read_hex("0aF0", out) == false); // lower case only
    BOOST_TEST(read_hex("0af0", out));
    BOOST_TEST(out[0] == 0x0a);
    BOOST_TEST(out[1] == 0xf0);
    for (const auto wrong : {""sv, "0"sv, "0af"sv, "0af00"sv, "0af0 "sv, " af0"sv, "0xf0"sv,
                             "0ag0"sv, "0a\0f"sv, "0a-f"sv, "+af0"sv})
        BOOST_TEST(!read_hex(wrong, out), wrong);
    // Every pair of characters: 256 of 65,536 are a byte, and each byte is one of them.
    std::set<int> bytes;
    int accepted = 0;
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const char pair[] = {static_cast<char>(a), static_cast<char>(b)};
            std::array<unsigned char, 1> byte{};
            if (read_hex({pair, 2}, byte)) {
                ++accepted;
                bytes.insert(byte[0]);
            }
        }
    }
    BOOST_TEST(accepted == 256);
    BOOST_TEST(bytes.size() == 256U);
}

BOOST_AUTO_TEST_CASE(numbers)
{
    const struct {
        std::string_view text;
        std::uint64_t max;
        const char* expected;
    } table[] = {
        {"0", 0, "0"},
        {"0", 9, "0"},
        {"7", 7, "7"},
        {"8", 7, "none"},
        {"1", 0, "none"},
        {"9", 8, "none"},
        {"10", 10, "10"},
        {"11", 10, "none"},
        {"4294967295", 0xffffffffU, "4294967295"},
        {"4294967296", 0xffffffffU, "none"},
        {"4294967305", 0xffffffffU, "none"},
        {"99999999999", 0xffffffffU, "none"},
        {"18446744073709551615", largest, "18446744073709551615"},
        {"18446744073709551616", largest, "none"}, // 2^64: no wrap
        {"18446744073709551625", largest, "none"},
        {"36893488147419103232", largest, "none"}, // 2^65
        {"99999999999999999999", largest, "none"},
        {"100000000000000000000", largest, "none"},
        {"", largest, "none"},
        {"00", largest, "none"},
        {"01", largest, "none"},
        {"+1", largest, "none"},
        {"-1", largest, "none"},
        {"-0", largest, "none"},
        {" 1", largest, "none"},
        {"1 ", largest, "none"},
        {"1\n", largest, "none"},
        {"1\0"sv, largest, "none"},
        {"0x1", largest, "none"},
        {"1e1", largest, "none"},
        {"1_0", largest, "none"},
        {"\xef\xbc\x91", largest, "none"}, // full-width 1
    };
    for (const auto& row : table)
        BOOST_TEST(number(row.text, row.max) == row.expected, row.text << " up to " << row.max);
    std::uint64_t out = 7;
    BOOST_TEST(!read_number("99", 98, out));
    BOOST_TEST(out == 7U); // nothing is left of what was refused
    for (std::uint64_t value = 0; value < 2000; ++value)
        BOOST_TEST(number(std::to_string(value), 1000) ==
                   (value <= 1000 ? std::to_string(value) : "none"));
}

BOOST_AUTO_TEST_CASE(fields)
{
    std::string_view value;
    for (const auto wrong : {""sv, "g"sv, "g="sv, "g=1"sv, "g=1$"sv, "g=$,"sv, "h=1,"sv, "gg=1,"sv,
                             " g=1,"sv, "G=1,"sv, "g 1,"sv, "=1,"sv, "g1,"sv}) {
        std::string_view text = wrong;
        BOOST_TEST(!take_field(text, "g", ',', value), wrong);
    }
    std::string_view text = "g=1,h=$rest";
    BOOST_TEST(take_field(text, "g", ',', value));
    BOOST_TEST(value == "1");
    BOOST_TEST(text == "h=$rest");
    BOOST_TEST(take_field(text, "h", '$', value));
    BOOST_TEST(value == "");
    BOOST_TEST(text == "rest");
    text = "g==1,";
    BOOST_TEST(take_field(text, "g", ',', value));
    BOOST_TEST(value == "=1"); // its reader refuses it

    std::uint64_t out = 0;
    text = "n=12,x";
    BOOST_TEST(take_number(text, "n", ',', 12, out));
    BOOST_TEST(out == 12U);
    text = "n=13,x";
    BOOST_TEST(!take_number(text, "n", ',', 12, out));
    text = "n=,x";
    BOOST_TEST(!take_number(text, "n", ',', 12, out));
}

// RFC 4648, section 10, without the padding.
BOOST_AUTO_TEST_CASE(rfc_4648)
{
    const char* table[][2] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    for (const auto& row : table) {
        BOOST_TEST(b64(row[0]) == row[1]);
        BOOST_TEST(from_b64(row[1]) == row[0]);
    }
    BOOST_TEST(b64("\xfb\xff\xfe") == "+//+");
}

BOOST_AUTO_TEST_CASE(b64_has_one_spelling_only)
{
    for (const auto wrong : {"Z"sv, "Zm9vY"sv,                   // a size that no bytes have
                             "Zh"sv, "Zi"sv, "Zv"sv, "Zm9"sv,    // bits behind the last byte
                             "Zg="sv, "Zg=="sv, "="sv, "===="sv, // padding
                             "Zg "sv, " Zg"sv, "Z g"sv, "Zg\n"sv, "Zm\n9v"sv, // white space
                             "Zm-_"sv, // the alphabet of URLs
                             "Zm9\0"sv, "Zm9\x80"sv})
        BOOST_TEST(from_b64(wrong) == "none", wrong);
    // Of all 4,096 texts of two characters 256 are a byte, each another.
    std::set<std::string> bytes;
    for (const char a : b64_digits)
        for (const char b : b64_digits)
            if (const std::string out = from_b64(std::string{a, b}); out != "none")
                BOOST_TEST(bytes.insert(out).second);
    BOOST_TEST(bytes.size() == 256U);
}

BOOST_AUTO_TEST_CASE(b64_round_trips_and_stays_in_its_room)
{
    std::string bytes;
    for (std::size_t size = 0; size <= 70; ++size) {
        const std::string text = b64(bytes);
        BOOST_TEST(text.size() == (size * 4 + 2) / 3);
        BOOST_TEST(from_b64(text, size) == bytes);
        if (size > 0)
            BOOST_TEST(from_b64(text, size - 1) == "none");
        bytes += static_cast<char>(size * 37 + 200);
    }
}

BOOST_AUTO_TEST_SUITE_END()
