// What a loader answered, as one line of text; and one text read in every way that there is.
#pragma once

#include "reference/outcome.hpp"
#include "reference/temporary_directory.hpp"

#include <cordon/ip/list_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

namespace cordon_test {

// "2 entries", or all errors: "bad_char at 1:5, nul at 2:1". Of the list as a whole: "empty_set".
// What is not of cordon's category: "generic 2".
inline std::string outcome(const cordon::ip::list_result& result)
{
    if (result)
        return std::to_string(result->size()) + " entries";
    std::string out;
    for (const auto& error : result.errors()) {
        out += out.empty() ? "" : ", ";
        if (error.code.category() == cordon::ip::error_category())
            out += name_of(static_cast<cordon::ip::errc>(error.code.value()));
        else
            out += std::string(error.code.category().name()) + " " +
                   std::to_string(error.code.value());
        if (error.line != 0)
            out += " at " + std::to_string(error.line) + ":" + std::to_string(error.column);
    }
    return out;
}

// The text fed to the parser in pieces of this size.
inline cordon::ip::list_result parse_in_pieces(std::string_view text, std::size_t size,
                                               const cordon::ip::list_options& options = {},
                                               bool as_a_file = false)
{
    cordon::ip::detail::list_parser parser(options, as_a_file);
    while (!text.empty() && parser.feed(text.substr(0, size)))
        text.remove_prefix(std::min(size, text.size()));
    return parser.finish();
}

inline bool same_lists(const cordon::ip::list& a, const cordon::ip::list& b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!(a[i] == b[i]))
            return false;
    return true;
}

inline bool same_results(const cordon::ip::list_result& a, const cordon::ip::list_result& b)
{
    return a && b ? same_lists(*a, *b) : outcome(a) == outcome(b);
}

// The outcome of parse_list, which the other loaders must share: from a stream, from a file, in
// pieces. For texts that end with a newline, or are empty: others are refused as files.
inline std::string outcome_everywhere(std::string_view text,
                                      const cordon::ip::list_options& options = {})
{
    const auto parsed = cordon::ip::parse_list(text, options);
    std::istringstream stream{std::string(text)};
    BOOST_TEST(same_results(parsed, read_list(stream, options)), "from a stream");
    for (const std::size_t size : {1U, 2U, 3U, 7U, 100U})
        BOOST_TEST(same_results(parsed, parse_in_pieces(text, size, options)),
                   "in pieces of " << size);
    const temporary_directory files;
    const auto loaded = load_list(files.file("list", text), options);
    if (text.empty() || text.ends_with('\n'))
        BOOST_TEST(same_results(parsed, loaded), "from a file");
    else
        BOOST_TEST(!loaded.has_value(), "from a file without a newline at its end");
    return outcome(parsed);
}

// What a service does to reload: the old networks stay unless all of the new list is good.
struct service {
    cordon::ip::range_set networks{cordon::ip::make_prefix("192.0.2.0/24")};

    bool reload(const cordon::ip::list_result& result)
    {
        if (!result)
            return false;
        networks = result->to_set();
        return true;
    }
};

// Refused with this outcome by every loader, and the service goes on as before.
inline void refuses(std::string_view text, std::string_view expected,
                    const cordon::ip::list_options& options = {})
{
    BOOST_TEST_CONTEXT("the list " << cordon::ip::detail::quoted(text))
    {
        BOOST_TEST(outcome_everywhere(text, options) == expected);
        service running;
        BOOST_TEST(!running.reload(parse_list(text, options)));
        BOOST_TEST((running.networks == service().networks));
    }
}

inline void accepts(std::string_view text, const cordon::ip::range_set& expected,
                    const cordon::ip::list_options& options = {})
{
    BOOST_TEST_CONTEXT("the list " << cordon::ip::detail::quoted(text))
    {
        const cordon::ip::list_result result = parse_list(text, options);
        BOOST_TEST_REQUIRE(result.has_value(), result.message());
        BOOST_TEST((result->to_set() == expected));
        BOOST_TEST(outcome_everywhere(text, options) == outcome(result));
    }
}

} // namespace cordon_test
