#include <cordon/token/one_time_code.hpp>

#include "reference/manual_clock.hpp"
#include "reference/token_outcome.hpp"
#include "reference/toy_mac.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <string>

BOOST_AUTO_TEST_SUITE(token_one_time_code)

using namespace std::chrono_literals;
using namespace cordon::token;
using cordon_test::manual_clock;
using cordon_test::outcome;
using cordon_test::toy_mac;
using std::chrono::seconds;
using std::chrono::sys_seconds;

// The published vectors are beside the HMAC that they are made with, in tests/openssl.
namespace {

const bytes_view key = as_bytes("12345678901234567890");

// A MAC whose code the test writes.
struct written_mac {
    unsigned char code[64]{};
    std::error_code compute(mac_hash hash, bytes_view, std::span<const bytes_view>,
                            bytes_span out) noexcept
    {
        std::memcpy(out.data(), code, mac_size(hash));
        return {};
    }
};

std::string code_of(std::int64_t step, const one_time_code_options& options = {})
{
    toy_mac mac;
    code_text out;
    const auto error = hotp(mac, key, std::uint64_t(step), options, out);
    return error ? outcome(error) : std::string(out.view());
}

// A user, whose state is kept.
struct enrolled {
    toy_mac mac{};
    one_time_code_options options{};
    totp_state state{};
    manual_clock clock{};

    // "step 7" or the error. The state that is to be stored is stored.
    std::string verify(std::string_view code) { return verify_at(clock.now, code); }
    std::string verify_at(sys_seconds now, std::string_view code, std::uint32_t max_failures = 10)
    {
        const totp_decision out = verify_totp(mac, key, options, state, code, now, max_failures);
        BOOST_TEST((out.step == -1) == bool(out.error));
        state = out.next;
        return out.error ? outcome(out.error) : "step " + std::to_string(out.step);
    }
    std::int64_t step() const { return time_step(clock.now, options.period); }
};

std::string step(std::int64_t number) { return "step " + std::to_string(number); }

} // namespace

BOOST_AUTO_TEST_CASE(options)
{
    using o = one_time_code_options;
    static_assert(o{}.is_valid());
    static_assert(o{} == o{mac_hash::sha1, 6, 30, 1});
    const struct {
        o options;
        bool valid;
    } table[] = {
        {{.digits = 5}, false},   {{.digits = 6}, true},    {{.digits = 8}, true},
        {{.digits = 9}, false},   {{.digits = -6}, false},  {{.period = 0}, false},
        {{.period = 1}, true},    {{.period = 3600}, true}, {{.period = 3601}, false},
        {{.period = -30}, false}, {{.window = -1}, false},  {{.window = 0}, true},
        {{.window = 10}, true},   {{.window = 11}, false},
    };
    for (const auto& row : table) {
        BOOST_TEST(row.options.is_valid() == row.valid);
        toy_mac mac;
        code_text out("before");
        BOOST_TEST(outcome(hotp(mac, key, 1, row.options, out)) ==
                   (row.valid ? "ok" : "out_of_range"));
        BOOST_TEST((out.view() == "before") == !row.valid);
        BOOST_TEST(outcome(totp(mac, key, {}, row.options, out)) ==
                   (row.valid ? "ok" : "out_of_range"));
        const auto decision = verify_totp(mac, key, row.options, {}, "000000", manual_clock{}.now);
        BOOST_TEST((decision.error == errc::out_of_range) == !row.valid);
        BOOST_TEST(decision.next.failures == (row.valid ? 1U : 0U));
    }
}

BOOST_AUTO_TEST_CASE(key_sizes)
{
    toy_mac mac;
    code_text out;
    BOOST_TEST(outcome(hotp(mac, key.first(15), 1, {}, out)) == "out_of_range");
    BOOST_TEST(outcome(hotp(mac, key.first(16), 1, {}, out)) == "ok");
    BOOST_TEST(outcome(hotp(mac, {}, 1, {}, out)) == "out_of_range");
    BOOST_TEST(outcome(verify_totp(mac, key.first(15), {}, {}, "000000", {}).error) ==
               "out_of_range");
}

// RFC 4226, 5.4 works through one code byte by byte; here it is done for every offset.
BOOST_AUTO_TEST_CASE(truncation)
{
    written_mac mac;
    code_text out;
    // The example: 1f8698690e02ca16618550ef7f19da8e945b555a gives 0x50ef7f19, 872921.
    const unsigned char example[] = {0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85,
                                     0x50, 0xef, 0x7f, 0x19, 0xda, 0x8e, 0x94, 0x5b, 0x55, 0x5a};
    std::memcpy(mac.code, example, sizeof example);
    BOOST_TEST(!hotp(mac, key, 0, {}, out));
    BOOST_TEST(out.view() == "872921");

    for (const mac_hash hash : {mac_hash::sha1, mac_hash::sha256, mac_hash::sha512}) {
        for (unsigned offset = 0; offset < 16; ++offset) {
            const std::size_t size = mac_size(hash);
            for (std::size_t i = 0; i < size; ++i)
                mac.code[i] = static_cast<unsigned char>(200 - i);
            mac.code[size - 1] = static_cast<unsigned char>(0xf0 | offset);
            const std::uint32_t bits =
                (std::uint32_t(mac.code[offset]) << 24 | std::uint32_t(mac.code[offset + 1]) << 16 |
                 std::uint32_t(mac.code[offset + 2]) << 8 | std::uint32_t(mac.code[offset + 3])) &
                0x7fffffffU;
            BOOST_TEST(!hotp(mac, key, 0, {.hash = hash, .digits = 8}, out));
            const std::string all = "0000000000" + std::to_string(bits);
            BOOST_TEST(out.view() == all.substr(all.size() - 8), offset);
            BOOST_TEST(!hotp(mac, key, 0, {.hash = hash, .digits = 6}, out));
            BOOST_TEST(out.view() == all.substr(all.size() - 6), offset);
        }
    }
    // The top bit is no part of the number, and leading zeros are part of the code.
    std::memset(mac.code, 0, sizeof mac.code);
    mac.code[0] = 0x80;
    mac.code[3] = 7;
    BOOST_TEST(!hotp(mac, key, 0, {.digits = 7}, out));
    BOOST_TEST(out.view() == "0000007");
}

BOOST_AUTO_TEST_CASE(counters_are_all_of_64_bits)
{
    const std::int64_t high = std::int64_t(1) << 40;
    BOOST_TEST(code_of(1) != code_of(1 + high));
    BOOST_TEST(code_of(-1) != code_of(0xffffffff));
}

BOOST_AUTO_TEST_CASE(time_steps)
{
    const struct {
        std::int64_t seconds;
        int period;
        std::int64_t expected;
    } table[] = {
        {0, 30, 0},
        {29, 30, 0},
        {30, 30, 1},
        {59, 30, 1},
        {60, 30, 2},
        {1'111'111'109, 30, 37'037'036},
        {20'000'000'000, 30, 666'666'666},
        {std::int64_t(30) << 32, 30, std::int64_t(1) << 32}, // after the year 6053
        {-1, 30, 0},
        {-31, 30, 0},
        {manual_clock::first, 30, 0},
        {manual_clock::last, 30, manual_clock::last / 30},
        {manual_clock::last, 1, manual_clock::last - 16},
        {7, 1, 7},
    };
    for (const auto& row : table)
        BOOST_TEST(time_step(manual_clock::at(row.seconds), row.period) == row.expected,
                   row.seconds);
    toy_mac mac;
    code_text out;
    BOOST_TEST(!totp(mac, key, manual_clock::at(59), {}, out));
    BOOST_TEST(out.view() == code_of(1));
}

BOOST_FIXTURE_TEST_CASE(window, enrolled)
{
    // One step before and after, to the second.
    const std::int64_t n = step();
    const sys_seconds begin(seconds(n * 30));
    for (const std::int64_t offset : {-2, -1, 0, 1, 2}) {
        for (const auto now : {begin, begin + 29s}) {
            state = {};
            BOOST_TEST(
                verify_at(now, code_of(n + offset)) ==
                (offset >= -1 && offset <= 1 ? token_one_time_code::step(n + offset) : "mismatch"));
        }
    }
    state = {};
    BOOST_TEST(verify_at(begin - 1s, code_of(n + 1)) == "mismatch");
    BOOST_TEST(verify_at(begin + 60s, code_of(n)) == "mismatch");
    BOOST_TEST(verify_at(begin + 59s, code_of(n)) == token_one_time_code::step(n));

    for (const int w : {0, 3, 10}) {
        options.window = w;
        for (std::int64_t offset = -12; offset <= 12; ++offset) {
            state = {};
            BOOST_TEST(
                verify_at(begin, code_of(n + offset)) ==
                (offset >= -w && offset <= w ? token_one_time_code::step(n + offset) : "mismatch"));
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_code_passes_once, enrolled)
{
    const std::int64_t n = step();
    BOOST_TEST(verify(code_of(n)) == token_one_time_code::step(n));
    BOOST_TEST(verify(code_of(n)) == "mismatch");
    // In another window, of the time before and after.
    clock.advance(30s);
    BOOST_TEST(verify(code_of(n)) == "mismatch");
    clock.advance(-60s);
    BOOST_TEST(verify(code_of(n)) == "mismatch");
    clock.advance(30s);
    // The one before the accepted one is used up with it, the one after it is not.
    BOOST_TEST(verify(code_of(n - 1)) == "mismatch");
    BOOST_TEST(verify(code_of(n + 1)) == token_one_time_code::step(n + 1));
    BOOST_TEST(verify(code_of(n)) == "mismatch");
    // A clock that is set back by hours: nothing passes until the old time is reached again.
    clock.advance(-3h);
    BOOST_TEST(verify(code_of(step())) == "mismatch");
    state.failures = 0;
    clock.advance(3h + 60s);
    BOOST_TEST(verify(code_of(step())) == token_one_time_code::step(n + 2));
    // And forward by years, and back: the codes up to the far one are used up.
    clock.advance(24h * 365);
    BOOST_TEST(verify(code_of(step())).starts_with("step"));
    clock.advance(-24h * 365);
    BOOST_TEST(verify(code_of(step())) == "mismatch");
}

BOOST_FIXTURE_TEST_CASE(extreme_times, enrolled)
{
    // Before 1970 it is step 0, once.
    BOOST_TEST(verify_at(manual_clock::at(manual_clock::first), code_of(0)) == "step 0");
    BOOST_TEST(verify_at(manual_clock::at(-1), code_of(0)) == "mismatch");
    state = {};
    BOOST_TEST(verify_at(manual_clock::at(-1), code_of(1)) == "step 1");
    state = {};
    BOOST_TEST(verify_at(manual_clock::at(0), code_of(-1)) ==
               "mismatch"); // no step before the first
    BOOST_TEST(verify_at(manual_clock::at(0), code_of(0)) == "step 0");
    // Steps that 32 bits do not hold, on every platform.
    const std::int64_t wide = (std::int64_t(5) << 32) + 7;
    state = {};
    BOOST_TEST(verify_at(manual_clock::at(wide * 30), code_of(wide)) ==
               token_one_time_code::step(wide));
    BOOST_TEST(state.last_step == wide);
    // The end of time.
    options.period = 1;
    options.window = 10;
    state = {};
    const std::int64_t end = manual_clock::last - 16;
    BOOST_TEST(verify_at(manual_clock::at(manual_clock::last), code_of(end + 10, options)) ==
               token_one_time_code::step(end + 10));
    BOOST_TEST(verify_at(manual_clock::at(manual_clock::last), code_of(end + 10, options)) ==
               "mismatch");
    state = {.last_step = manual_clock::last};
    BOOST_TEST(verify_at(manual_clock::at(manual_clock::last), code_of(end, options)) ==
               "mismatch");
    // A stored step of nobody's making below all is none.
    state = {.last_step = manual_clock::first};
    BOOST_TEST(verify_at(manual_clock::at(0), code_of(0, options)) == "step 0");
}

BOOST_FIXTURE_TEST_CASE(texts_that_are_no_code, enrolled)
{
    const std::string right = code_of(step());
    for (const std::string& wrong :
         {std::string(), right.substr(1), right + "0", "0" + right, right + " ", " " + right,
          right.substr(0, 3) + " " + right.substr(3), right + std::string(1, '\0'), right + right,
          std::string(1 << 20, '0'), std::string("abcdef"), std::string(6, '\0'),
          std::string("\xef\xbc\x91\xef\xbc\x92")}) {
        state = {};
        BOOST_TEST(verify(wrong) == "mismatch", wrong.substr(0, 20));
        BOOST_TEST(state.failures == 1U);
    }
    state = {};
    BOOST_TEST(verify(right) == token_one_time_code::step(step()));
    // A code of eight digits is not one of six of them.
    options.digits = 8;
    state = {};
    BOOST_TEST(verify(code_of(step(), options).substr(2)) == "mismatch");
    BOOST_TEST(verify(code_of(step(), options)) == token_one_time_code::step(step()));
}

BOOST_FIXTURE_TEST_CASE(failures_are_counted, enrolled)
{
    for (std::uint32_t i = 1; i <= 9; ++i) {
        BOOST_TEST(verify("wrong") == "mismatch");
        BOOST_TEST(state.failures == i);
    }
    // A success forgets them, though a used code does not.
    const std::string code = code_of(step());
    BOOST_TEST(verify(code) == token_one_time_code::step(step()));
    BOOST_TEST(state.failures == 0U);
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(verify(code) == "mismatch");
    BOOST_TEST(state.failures == 10U);
    // Then nothing is checked any more, not the right code either, and nothing overflows.
    clock.advance(30s);
    const auto runs = mac.runs;
    BOOST_TEST(verify(code_of(step())) == "used_up");
    BOOST_TEST(mac.runs == runs);
    BOOST_TEST(state.failures == 10U);
    state.failures = ~std::uint32_t(0);
    BOOST_TEST(verify(code_of(step())) == "used_up");
    BOOST_TEST(state.failures == ~std::uint32_t(0));
    state.failures = 3;
    BOOST_TEST(verify_at(clock.now, code_of(step()), 3) == "used_up");
    BOOST_TEST(verify_at(clock.now, code_of(step()), 4) == token_one_time_code::step(step()));
}

BOOST_FIXTURE_TEST_CASE(a_mac_that_fails, enrolled)
{
    const std::string code = code_of(step());
    state = {.last_step = 5, .failures = 2};
    const totp_state before = state;
    for (std::uint64_t at = 0; at < 3; ++at) { // each of the window's codes
        mac.fails_at = mac.runs + at;
        BOOST_TEST(verify(code) == "mac_failed");
        BOOST_TEST((state == before)); // neither counted nor used up
    }
    BOOST_TEST(verify(code) == token_one_time_code::step(step()));
}

// All codes of the window are made whichever matches: the number of them tells nothing.
BOOST_FIXTURE_TEST_CASE(the_same_work_for_every_code, enrolled)
{
    for (const int w : {0, 1, 10}) {
        options.window = w;
        for (const std::string& code : {code_of(step() - 1), code_of(step()), code_of(step() + 1),
                                        std::string("000000"), std::string()}) {
            state = {};
            const auto before = mac.runs;
            verify(code);
            BOOST_TEST(mac.runs - before == std::uint64_t(2 * w + 1));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
