#include <cordon/toml/detail/screen.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(toml_detail_screen)

using cordon::toml::detail::screen;

// What TOML 1.0 allows and a configuration may hold, and what toml++ tells better.
BOOST_AUTO_TEST_CASE(left_alone)
{
    const std::string_view texts[] = {
        "",
        "\xef\xbb\xbf",
        "# \xc3\xa9 [= }",
        "[a]\nb = \"\xc3\xa9 [= } # '\" # \"\xc3\xa9",
        "\xef\xbb\xbf[ \t \"a\".'\xc3\xa9' ]\r\nb=''\r\n",
        "[[a]]\n  [[ a ]]",
        "a = [\n[ {b = 'c', d = [-1, 'e']}, \"f\" ],\n# ]\n]\n[b]",
        "'\xc3\xa9' = true\n\"a\".b = { \"c\" = 1, 'd'='e' }",
        R"(a = "\"" # "
b = '\' # '
c = """""" # "
d = '''''' # "
e = """"a"""" # "
f = """a""\"""""" # "
g = '''a''b''''' # '
h = """)"
        "\\  \n  a\\\r\n\r\n  b \\u00e9 \xc3\xa9\"\"\"\n[i]",
        "a = \"never closed \xc3\xa9\n= ] }", // behind an error of toml++
        "a = '''never closed \xc3\xa9\n= ] }",
        "[]",
        "[[]]",
        "a = 1.5e-7 # 2026-11-23 1",
        "a = 2026-11-23",
        "a = 2026-11-23 # 1",
    };
    for (const std::string_view text : texts) {
        const screen screened(text);
        BOOST_TEST((screened.wrong() == nullptr), text << ": " << screened.wrong() << " at "
                                                       << screened.line() << ":"
                                                       << screened.column());
    }
}

BOOST_AUTO_TEST_CASE(refused_and_where)
{
    struct row {
        std::string_view text;
        std::size_t line, column;
    };
    const row rows[] = {
        {"[=]", 1, 2},
        {"[", 1, 2},
        {"[ \t", 1, 4},
        {"\xef\xbb\xbf[ \t= [a]", 1, 4},
        {"# [=\n\n  [[ .a]]", 3, 6},
        {"[[\n", 1, 3},
        {"[\r\n]", 1, 2},
        {"[ [a]]", 1, 3},
        {"[[[a]]]", 1, 3},
        {"[#]", 1, 2},
        {"[\xc3\xa9]", 1, 2},
        {"a = '\xc3\xa9' \xc3\xa9", 1, 9}, // characters, not bytes
        {"\xef\xbb\xbf\n\xef\xba\xbf", 2, 1},
        {"a = [ } ]", 1, 7},
        {"a = { ]", 1, 7},
        {"a = ]", 1, 5},
        {"}", 1, 1},
        {"[a]]", 1, 4},
        {"[a] = 1", 1, 5},
        {"a = b = 1", 1, 7},
        {"a = { b = 1 = 2 }", 1, 13},
        {"a = [ b = 1 ]", 1, 9},
        {"a = 0\"\xc3\xa9\"", 1, 6},
        {"a = 1.'b'", 1, 7},
        {"a = 1['b']", 1, 6},
        {"a = [1{}]", 1, 7},
        {"a = \"\"\"\\  \n  \xc3\xa9\"\"\"", 2, 3},
        {"a = \"\"\"\\\xc3\xa9\"\"\"", 1, 9},
        {"a = 2026-11-23 1]", 1, 16},
        {"a = [\n20_26-11-Q3 1", 2, 13},
    };
    for (const row& each : rows) {
        const screen screened(each.text);
        BOOST_TEST_REQUIRE((screened.wrong() != nullptr), each.text);
        BOOST_TEST(screened.line() == each.line, each.text);
        BOOST_TEST(screened.column() == each.column, each.text);
    }
}

// toml++ calls itself once for each of them.
BOOST_AUTO_TEST_CASE(keys_of_many_parts)
{
    const auto key = [](std::size_t parts) {
        std::string out = "a";
        while (--parts != 0)
            out += ".a";
        return out;
    };
    for (const bool header : {false, true}) {
        const auto text = [&](std::size_t parts) {
            return header ? "[" + key(parts) + "]\n[" + key(parts) + "]"
                          : key(parts) + " = 1.5\nb = { " + key(parts) + "=1," + key(parts) + "=1}";
        };
        const std::string good = text(33);
        BOOST_TEST((screen(good).wrong() == nullptr));
        const std::string bad = text(34);
        BOOST_TEST((screen(bad).wrong() != nullptr));
        const std::string hostile = text(200'000);
        BOOST_TEST((screen(hostile).wrong() != nullptr));
    }
}

// Were all quotes ahead counted at each string it would take more than ctest gives a test.
BOOST_AUTO_TEST_CASE(a_text_of_quotes)
{
    for (const char quote : {'"', '\''}) {
        const std::string text = "a = " + std::string(std::size_t(1) << 22, quote);
        BOOST_TEST((screen(text).wrong() == nullptr));
    }
}

BOOST_AUTO_TEST_SUITE_END()
