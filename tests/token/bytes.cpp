#include <cordon/token/bytes.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(token_bytes)

using namespace std::string_view_literals;
using cordon::token::as_bytes;
using cordon::token::as_text;
using cordon::token::is_name;
using cordon::token::short_name;
using cordon::token::short_text;

BOOST_AUTO_TEST_CASE(texts_are_bytes_as_they_are)
{
    const std::string_view text = "a\0\xff\r\n"sv;
    const auto bytes = as_bytes(text);
    BOOST_TEST(bytes.size() == 5U);
    BOOST_TEST(bytes[1] == 0);
    BOOST_TEST(bytes[2] == 0xff);
    BOOST_TEST((static_cast<const void*>(bytes.data()) == text.data()));
    BOOST_TEST(as_text(bytes) == text);
    BOOST_TEST(as_bytes("").empty());
    BOOST_TEST(as_text({}).empty());
}

BOOST_AUTO_TEST_CASE(short_texts)
{
    static_assert(short_text<4>().empty());
    static_assert(short_text<4>::capacity() == 4);
    static_assert(short_text<4>("abcd").view() == "abcd");
    static_assert(short_text<4>("abcd"sv).size() == 4);
    static_assert(short_text<4>("a\0b"sv).view() == "a\0b"sv);
    // What does not fit is cut off.
    static_assert(short_text<4>("abcde").view() == "abcd");
    static_assert(short_text<8>("abc") == short_text<8>("abc"));
    static_assert(short_text<8>("abc") != short_text<8>("abcd"));
    static_assert(short_text<8>("abc") < short_text<8>("abd"));
    static_assert(short_text<8>("ab") < short_text<8>("abc"));

    short_text<4> text("ab");
    text.append("c");
    BOOST_TEST(text.view() == "abc");
    text.append("def");
    BOOST_TEST(text.view() == "abcd");
    text.append("g");
    BOOST_TEST(text.view() == "abcd");
    // What stood in it before does not show in a comparison.
    text = "x";
    BOOST_TEST((text == short_text<4>("x")));
    BOOST_TEST(text.view() == "x");
}

BOOST_AUTO_TEST_CASE(names)
{
    static_assert(is_name("k1"));
    static_assert(!is_name(""));
    const std::string longest(32, 'x');
    BOOST_TEST(is_name(longest));
    BOOST_TEST(!is_name(longest + "x"));
    BOOST_TEST(short_name(longest).view() == longest);

    constexpr auto allowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_."sv;
    int count = 0;
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const char name[] = {'a', c, 'z'};
        const bool expected = allowed.find(c) != allowed.npos;
        BOOST_TEST(is_name({name, 3}) == expected, "byte " << byte);
        count += expected;
    }
    BOOST_TEST(count == 65);
}

BOOST_AUTO_TEST_SUITE_END()
