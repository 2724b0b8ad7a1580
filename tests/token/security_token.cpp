#include <cordon/token/security_token.hpp>

#include "reference/scripted_random.hpp"
#include "reference/token_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_security_token)

using namespace std::string_view_literals;
using act = cordon_test::random_script::act;
using namespace cordon::token;
using cordon_test::outcome;
using cordon_test::random_script;
using cordon_test::scripted_random;

namespace {

// 31 symbols, no checksum: the shortest that 248 bytes fill a whole number of times.
constexpr token_policy plain_31{.name = "plain", .length = 31, .checksum = false};
// Half of all bytes are thrown away.
constexpr token_policy odd{.name = "odd",
                           .alphabet = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~",
                           .length = 20,
                           .checksum = false};
constexpr token_policy binary{
    .name = "binary", .alphabet = "01", .length = 128, .checksum = true, .prefix = "b-"};

template <token_policy Policy>
using scripted_generator = token_generator<Policy, scripted_random>;

template <class T>
concept equality_comparable = requires(const T& a, const T& b) { a == b; };
template <class T>
concept reveals = requires(T&& value) { std::forward<T>(value).reveal(); };

std::string typing(std::string_view text) { return outcome(security_token::check_typing(text)); }

// `count` tokens in one request each, or all in a batch.
template <token_policy Policy>
std::vector<std::string> tokens(random_script& script, std::size_t count, bool batch)
{
    scripted_generator<Policy> generator{scripted_random(script)};
    std::vector<basic_security_token<Policy>> made(count);
    if (batch) {
        BOOST_TEST(outcome(generator.generate(std::span(made))) == "ok");
    } else {
        for (auto& token : made)
            BOOST_TEST(outcome(generator.generate(token)) == "ok");
    }
    std::vector<std::string> out;
    for (const auto& token : made)
        out.emplace_back(token.reveal());
    return out;
}

} // namespace

static_assert(!std::is_copy_constructible_v<security_token>);
static_assert(!std::is_copy_assignable_v<security_token>);
static_assert(std::is_nothrow_move_constructible_v<security_token>);
static_assert(!equality_comparable<security_token>);
static_assert(!std::is_convertible_v<std::string_view, security_token>);
static_assert(reveals<const security_token&> && !reveals<security_token>);

// Exactly the bound of 128 bits, and one symbol less. (That a policy under it does not compile as a
// token's is in tests/compile_fail.)
constexpr auto with_length(std::size_t length, short_text<94> alphabet)
{
    return token_policy{.name = "p", .alphabet = alphabet, .length = length};
}
// As a template argument, which is what a policy is made for.
template <token_policy Policy>
constexpr bool is_valid = Policy.is_valid();

static_assert(default_policy.is_valid() && default_policy.size() == 30);
static_assert(default_policy.bits() == 142);
static_assert(salesforce_policy.is_valid() && salesforce_policy.size() == 24);
static_assert(scannable_policy.is_valid() && scannable_policy.size() == 40);
static_assert(is_valid<with_length(22, detail::base62)>);  // 130.9 bits
static_assert(!is_valid<with_length(21, detail::base62)>); // 125.0 bits
static_assert(is_valid<with_length(128, "01")> && with_length(128, "01").bits() == 128);
static_assert(!is_valid<with_length(127, "01")>);
static_assert(with_length(32, "0123456789abcdef").bits() == 128);
static_assert(with_length(64, "0123").bits() == 128);
static_assert(!is_valid<with_length(129, "01")>); // longer than a token may be
static_assert(!is_valid<with_length(0, detail::base62)>);
static_assert(!is_valid<with_length(30, "")>);
static_assert(!is_valid<with_length(128, "0")>);
static_assert(!is_valid<with_length(30, "0123456789abcdea")>); // a symbol twice
static_assert(!is_valid<with_length(30, "0123456789abcde ")>); // not to be seen
static_assert(!is_valid<with_length(30, "0123456789abcde\x7f")>);
static_assert(!is_valid<with_length(30, "0123456789abcde\xc3\xa4")>);
static_assert(!is_valid<token_policy{.name = ""}>);
static_assert(!is_valid<token_policy{.name = "a b"}>);
static_assert(!is_valid<token_policy{.name = "p", .prefix = "a b"}>);
static_assert(odd.is_valid() && odd.alphabet.size() == 94);
static_assert(binary.size() == 136);

BOOST_AUTO_TEST_CASE(what_a_token_looks_like)
{
    const auto allowed = [](std::string_view text) {
        return text.find_first_not_of(detail::base62) == text.npos;
    };
    const auto sum = [](std::string_view text) {
        const auto out = detail::checksum(text);
        return std::string(out.data(), out.size());
    };
    random_script script;
    for (const auto& token : tokens<default_policy>(script, 50, false)) {
        BOOST_TEST(token.size() == 30U);
        BOOST_TEST(allowed(token));
        BOOST_TEST(token.substr(24) == sum(token.substr(0, 24)));
    }
    for (const auto& token : tokens<salesforce_policy>(script, 50, false)) {
        BOOST_TEST(token.size() == 24U);
        BOOST_TEST(allowed(token));
    }
    for (const auto& token : tokens<scannable_policy>(script, 50, true)) {
        BOOST_TEST(token.size() == 40U);
        BOOST_TEST(token.starts_with("cdn_"));
        BOOST_TEST(allowed(token.substr(4)));
        // As GitHub's: of the random part, without the prefix.
        BOOST_TEST(token.substr(34) == sum(token.substr(4, 30)));
    }
    for (const auto& token : tokens<binary>(script, 20, true)) {
        BOOST_TEST(token.substr(2, 128).find_first_not_of("01") == token.npos);
        BOOST_TEST(token.substr(130) == sum(token.substr(2, 128)));
    }
}

// Every byte value once: 248 make symbols, each of the 62 exactly four times, and the last eight
// are thrown away. They come first, so that one that is used would show.
BOOST_AUTO_TEST_CASE(no_modulo_bias)
{
    for (const bool batch : {false, true}) {
        random_script script;
        std::string expected;
        for (int byte = 255; byte >= 0; --byte) {
            script.feed.push_back(static_cast<unsigned char>(byte));
            if (byte < 248)
                expected += detail::base62[std::size_t(byte) % 62];
        }
        std::string drawn;
        if (batch) {
            for (const auto& token : tokens<plain_31>(script, 8, true))
                drawn += token;
            BOOST_TEST(script.requests == 1U);
            BOOST_TEST(drawn == expected);
        } else {
            // Each token throws the rest of its own request away.
            for (const auto& token : tokens<plain_31>(script, 3, false))
                drawn += token;
            BOOST_TEST(drawn.substr(0, 31) == expected.substr(0, 31));
        }
        for (const char symbol : detail::base62)
            BOOST_TEST((!batch || std::count(drawn.begin(), drawn.end(), symbol) == 4));
    }
    // 94 symbols: two times 94 values are used, 188 to 255 never.
    random_script script;
    for (int byte = 255; byte >= 0; --byte)
        script.feed.push_back(static_cast<unsigned char>(byte));
    std::string drawn;
    for (const auto& token : tokens<odd>(script, 9, true))
        drawn += token;
    for (std::size_t i = 0; i < 180; ++i)
        BOOST_TEST(drawn[i] == odd.alphabet.chars[(187 - i) % 94]);
    // A power of two throws nothing away.
    random_script all;
    all.feed = {255, 0, 254, 1};
    BOOST_TEST(tokens<binary>(all, 1, false)[0].substr(2, 4) == "1001");
}

// A source that gives nothing but bytes to be thrown away is asked again, and it ends when it ends.
BOOST_AUTO_TEST_CASE(rejected_bytes_are_asked_for_again)
{
    random_script script;
    script.feed.assign(100, 255);
    for (unsigned char byte = 0; byte < 24; ++byte)
        script.feed.push_back(byte);
    const std::string token = tokens<salesforce_policy>(script, 1, false)[0];
    BOOST_TEST(token == detail::base62.substr(0, 24));
    BOOST_TEST(script.requests == 4U); // 38 bytes in each, and the last with the good ones
}

BOOST_AUTO_TEST_CASE(requests_to_the_source)
{
    random_script script;
    tokens<default_policy>(script, 1, false);
    BOOST_TEST(script.requests == 1U);
    BOOST_TEST(script.bytes == 16U + 24 + 6 + 8);

    // A batch: 8 KiB at a time.
    random_script batch;
    tokens<default_policy>(batch, 1000, true);
    BOOST_TEST(batch.requests == 4U); // 24,000 symbols, 31 of 32 bytes make one
    BOOST_TEST(tokens<default_policy>(batch, 0, true).empty());
    BOOST_TEST(batch.requests == 4U);
}

BOOST_AUTO_TEST_CASE(a_batch_is_the_tokens_one_after_the_other)
{
    random_script one{.feed = std::vector<unsigned char>(1000, 0)};
    for (std::size_t i = 0; i < one.feed.size(); ++i)
        one.feed[i] = static_cast<unsigned char>(i % 251);
    random_script two{.feed = one.feed};
    std::string joined;
    for (const auto& token : tokens<plain_31>(one, 20, true))
        joined += token;
    std::string drawn;
    for (const unsigned char byte : two.feed)
        if (byte < 248 && drawn.size() < joined.size())
            drawn += detail::base62[byte % 62];
    BOOST_TEST(joined == drawn);
    std::set<std::string> different;
    random_script three;
    for (const auto& token : tokens<plain_31>(three, 500, true))
        different.insert(token);
    BOOST_TEST(different.size() == 500U);
}

BOOST_AUTO_TEST_CASE(no_token_after_an_error)
{
    const struct {
        act what;
        const char* expected;
    } table[] = {{act::fail, "Input/output error"}, {act::fail_full, "Input/output error"},
                 {act::short_read, "random_short"}, {act::nothing, "random_short"},
                 {act::overrun, "random_short"},    {act::zeros, "random_repeated"},
                 {act::ones, "random_repeated"}};
    for (const auto& row : table) {
        random_script script{.acts = {act::good, row.what}};
        scripted_generator<default_policy> generator{scripted_random(script)};
        security_token token;
        BOOST_TEST(!generator.generate(token));
        BOOST_TEST(!token.empty());
        BOOST_TEST(outcome(generator.generate(token)) == row.expected);
        BOOST_TEST(token.empty()); // not the former one either
        BOOST_TEST(script.requests == 2U);
        // The next request may succeed.
        BOOST_TEST(!generator.generate(token));
        BOOST_TEST(token.reveal().size() == 30U);

        // In the third block of a batch: none of all.
        random_script late{.acts = {act::good, act::good, row.what}};
        scripted_generator<default_policy> batches{scripted_random(late)};
        std::vector<security_token> made(2000);
        BOOST_TEST(outcome(batches.generate(std::span(made))) == row.expected);
        BOOST_TEST(
            std::count_if(made.begin(), made.end(), [](const auto& t) { return !t.empty(); }) == 0);

        // The throwing twin throws.
        random_script first{.acts = {row.what}};
        scripted_generator<default_policy> thrower{scripted_random(first)};
        BOOST_CHECK_EXCEPTION(thrower.generate(), std::system_error,
                              [&](const auto& e) { return outcome(e.code()) == row.expected; });
    }
}

BOOST_AUTO_TEST_CASE(typing_check)
{
    random_script script;
    const std::string token = tokens<default_policy>(script, 1, false)[0];
    BOOST_TEST(typing(token) == "ok");
    BOOST_TEST(typing("") == "empty");
    for (std::size_t size = 1; size < token.size(); ++size)
        BOOST_TEST(typing(token.substr(0, size)) == "too_short");
    BOOST_TEST(typing(token + "A") == "too_long");
    BOOST_TEST(typing(token + token) == "too_long");
    BOOST_TEST(typing(std::string(1 << 20, 'A')) == "too_long");
    // The size first: what is too long is not looked at, however it begins.
    BOOST_TEST(typing(" " + token) == "too_long");
    for (std::size_t at = 0; at < token.size(); ++at) {
        for (const char c : {' ', '\0', '\n', '-', '\x7f', '\x80', '/', ':', '@', '[', '`', '{'}) {
            std::string wrong = token;
            wrong[at] = c;
            BOOST_TEST(typing(wrong) == "bad_char", "at " << at);
        }
        std::string wrong = token;
        wrong[at] = token[at] == '0' ? '1' : '0';
        BOOST_TEST(typing(wrong) == "bad_checksum", "at " << at);
    }
    using scannable = basic_security_token<scannable_policy>;
    const std::string marked = tokens<scannable_policy>(script, 1, false)[0];
    BOOST_TEST(outcome(scannable::check_typing(marked)) == "ok");
    BOOST_TEST(outcome(scannable::check_typing("CDN_" + marked.substr(4))) == "bad_prefix");
    BOOST_TEST(outcome(scannable::check_typing("cdn-" + marked.substr(4))) == "bad_prefix");
    BOOST_TEST(outcome(scannable::check_typing(marked.substr(4))) == "too_short");
    using bare = basic_security_token<salesforce_policy>;
    BOOST_TEST(outcome(bare::check_typing("0123456789ABCDEFGHIJKLMN")) == "ok");
    BOOST_TEST(outcome(bare::check_typing("0123456789ABCDEFGHIJKLM!")) == "bad_char");
}

BOOST_AUTO_TEST_CASE(parsing)
{
    random_script script;
    const auto both = tokens<default_policy>(script, 2, false);
    security_token token;
    BOOST_TEST(!security_token::parse(both[0], token));
    BOOST_TEST(token.reveal() == both[0]);
    BOOST_TEST(outcome(security_token::parse(both[1].substr(1), token)) == "too_short");
    BOOST_TEST(token.reveal() == both[0]); // as it was
    BOOST_TEST(!security_token::parse(both[1], token));
    BOOST_TEST(token.reveal() == both[1]);
}

BOOST_AUTO_TEST_CASE(moving)
{
    random_script script;
    scripted_generator<default_policy> generator{scripted_random(script)};
    security_token token = generator.generate();
    const std::string text(token.reveal());
    security_token other = std::move(token);
    BOOST_TEST(token.empty());
    BOOST_TEST(token.reveal().empty());
    BOOST_TEST(other.reveal() == text);
}

// RFC 8959: the scheme, a colon and the token, of which a URI does not take everything as it is.
BOOST_AUTO_TEST_CASE(as_a_uri)
{
    random_script script;
    scripted_generator<default_policy> generator{scripted_random(script)};
    const security_token token = generator.generate();
    const auto uri = token.to_uri();
    BOOST_TEST(uri.reveal_text() == "secret-token:" + std::string(token.reveal()));

    using odd_token = basic_security_token<odd>;
    odd_token special;
    BOOST_TEST(!odd_token::parse("!\"#%&'()*+,-./:_~A0z", special));
    const auto escaped = special.to_uri();
    BOOST_TEST(escaped.reveal_text() ==
               "secret-token:%21%22%23%25%26%27%28%29%2A%2B%2C-.%2F%3A_~A0z");
    odd_token longest;
    BOOST_TEST(!odd_token::parse(std::string(20, '%'), longest));
    const auto full = longest.to_uri();
    BOOST_TEST(full.size() == 13U + 60);
    const auto none = security_token().to_uri();
    BOOST_TEST(none.reveal_text() == "secret-token:");
}

BOOST_AUTO_TEST_CASE(from_the_system)
{
    token_generator<default_policy> generator;
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const security_token token = generator.generate();
        BOOST_TEST(typing(token.reveal()) == "ok");
        BOOST_TEST(seen.insert(std::string(token.reveal())).second);
    }
}

BOOST_AUTO_TEST_SUITE_END()
