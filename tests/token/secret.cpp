#include <cordon/token/secret.hpp>

#include "reference/token_outcome.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(token_secret)

using namespace std::string_view_literals;
using cordon::token::as_bytes;
using cordon::token::basic_secret;
using cordon::token::errc;
using cordon::token::secret;
using cordon::token::wipe;

namespace {

constexpr std::string_view canary = "Canary-7f3a9c51";

using small_secret = basic_secret<32>;

template <class T>
concept equality_comparable = requires(const T& a, const T& b) { a == b; };
template <class T>
concept ordered = requires(const T& a, const T& b) { a < b; };
template <class T>
concept reveals = requires(T&& value) { std::forward<T>(value).reveal(); };
template <class T>
concept reveals_text = requires(T&& value) { std::forward<T>(value).reveal_text(); };

// How often the canary stands in memory. Read through volatile, since some of it lies where an
// object was.
std::size_t canaries(const void* memory, std::size_t size)
{
    const auto* bytes = static_cast<const volatile unsigned char*>(memory);
    std::size_t found = 0;
    for (std::size_t at = 0; at + canary.size() <= size; ++at) {
        std::size_t same = 0;
        while (same < canary.size() && bytes[at + same] == static_cast<unsigned char>(canary[same]))
            ++same;
        found += same == canary.size();
    }
    return found;
}

bool is_zero(const void* memory, std::size_t size)
{
    const auto* bytes = static_cast<const volatile unsigned char*>(memory);
    for (std::size_t i = 0; i < size; ++i)
        if (bytes[i] != 0)
            return false;
    return true;
}

// A place for a secret, which outlives it.
template <class Secret>
struct place {
    alignas(Secret) unsigned char bytes[sizeof(Secret)];
    place() { std::memset(bytes, 0x5a, sizeof bytes); }
    std::size_t canaries() const { return token_secret::canaries(bytes, sizeof bytes); }
};

bool throws_too_long(auto action)
{
    try {
        action();
    } catch (const std::system_error& error) {
        return error.code() == errc::too_long;
    }
    return false;
}

} // namespace

static_assert(!std::is_copy_constructible_v<secret>);
static_assert(!std::is_copy_assignable_v<secret>);
static_assert(std::is_nothrow_move_constructible_v<secret>);
static_assert(std::is_nothrow_move_assignable_v<secret>);
static_assert(!equality_comparable<secret>);
static_assert(!ordered<secret>);
static_assert(!std::is_convertible_v<std::string_view, secret>);
static_assert(!std::is_convertible_v<secret, std::string_view>);
static_assert(!std::is_convertible_v<secret, std::string>);
static_assert(!std::is_constructible_v<bool, secret>);
// A view of a secret that is gone at the end of the line does not compile.
static_assert(reveals<const secret&> && !reveals<secret> && !reveals<const secret>);
static_assert(reveals_text<const secret&> && !reveals_text<secret> && !reveals_text<const secret>);
static_assert(secret::capacity() == 2048);

BOOST_AUTO_TEST_CASE(wiping)
{
    unsigned char bytes[64];
    std::memset(bytes, 0x5a, sizeof bytes);
    wipe(bytes + 8, 16);
    for (std::size_t i = 0; i < sizeof bytes; ++i)
        BOOST_TEST(bytes[i] == (i >= 8 && i < 24 ? 0 : 0x5a));
    wipe(nullptr, 0);
}

BOOST_AUTO_TEST_CASE(holds_what_it_was_given)
{
    const small_secret empty;
    BOOST_TEST(empty.empty());
    BOOST_TEST(empty.size() == 0U);
    BOOST_TEST(empty.reveal().empty());

    const small_secret text(canary);
    BOOST_TEST(text.size() == canary.size());
    BOOST_TEST(text.reveal_text() == canary);
    const small_secret bytes(as_bytes("a\0\xff"sv));
    BOOST_TEST(bytes.reveal_text() == "a\0\xff"sv);

    // In place: the view points into the object.
    const auto* const begin = reinterpret_cast<const unsigned char*>(&text);
    BOOST_TEST((text.reveal().data() >= begin && text.reveal().data() < begin + sizeof text));
}

BOOST_AUTO_TEST_CASE(limits)
{
    const std::string full(32, 'f');
    BOOST_TEST(small_secret(full).size() == 32U);
    BOOST_TEST(throws_too_long([&] { small_secret{full + "f"}; }));

    // Whoever is refused keeps what was there.
    small_secret s("before"sv);
    BOOST_TEST(throws_too_long([&] { s.assign(as_bytes(full + "f")); }));
    BOOST_TEST(s.reveal_text() == "before");
    BOOST_TEST(throws_too_long([&] { s.append(as_bytes(full)); }));
    BOOST_TEST(s.reveal_text() == "before");
    BOOST_TEST(throws_too_long([&] { s.append(as_bytes(full).first(27)); }));
    s.append(as_bytes(full).first(26));
    BOOST_TEST(s.reveal_text() == "before" + full.substr(6));
    BOOST_TEST(throws_too_long([&] { s.append(as_bytes("x")); }));
    s.append({});
    BOOST_TEST(throws_too_long([&] { s.resize(33); }));
    BOOST_TEST(throws_too_long([&] { s.resize(std::size_t(-1)); }));
    BOOST_TEST(s.size() == 32U);
}

BOOST_AUTO_TEST_CASE(clear_and_resize_leave_nothing)
{
    small_secret s(canary);
    BOOST_TEST(canaries(&s, sizeof s) == 1U);
    const auto whole = s.resize(32);
    BOOST_TEST(canaries(&s, sizeof s) == 1U);
    BOOST_TEST(is_zero(whole.data() + canary.size(), 32 - canary.size()));
    // What is behind the new end is wiped, and does not come back.
    s.resize(4);
    BOOST_TEST(s.reveal_text() == canary.substr(0, 4));
    s.resize(32);
    BOOST_TEST(is_zero(s.reveal().data() + 4, 28));

    s.assign(as_bytes(canary));
    s.assign(as_bytes("x"));
    BOOST_TEST(canaries(&s, sizeof s) == 0U);
    BOOST_TEST(s.reveal_text() == "x");

    s.assign(as_bytes(canary));
    const unsigned char* const data = s.reveal().data();
    s.clear();
    BOOST_TEST(s.empty());
    BOOST_TEST(is_zero(data, 32));
}

BOOST_AUTO_TEST_CASE(wiped_on_destruction)
{
    place<small_secret> memory;
    auto* const s = std::construct_at(reinterpret_cast<small_secret*>(memory.bytes), canary);
    BOOST_TEST(memory.canaries() == 1U);
    std::destroy_at(s);
    BOOST_TEST(memory.canaries() == 0U);
    BOOST_TEST(is_zero(memory.bytes, 32)); // the bytes stand first
}

BOOST_AUTO_TEST_CASE(wiped_on_move)
{
    place<small_secret> memory;
    auto* const from = std::construct_at(reinterpret_cast<small_secret*>(memory.bytes), canary);
    small_secret to(std::move(*from));
    BOOST_TEST(memory.canaries() == 0U);
    BOOST_TEST(from->empty());
    BOOST_TEST(to.reveal_text() == canary);

    *from = std::move(to);
    BOOST_TEST(memory.canaries() == 1U);
    BOOST_TEST(canaries(&to, sizeof to) == 0U);
    BOOST_TEST(to.empty());

    // Moving to itself loses nothing.
    small_secret& same = *from;
    *from = std::move(same);
    BOOST_TEST(from->reveal_text() == canary);

    // What is moved into loses what it had, all of it.
    small_secret shorter("y"sv);
    *from = std::move(shorter);
    BOOST_TEST(memory.canaries() == 0U);
    BOOST_TEST(from->reveal_text() == "y");
    std::destroy_at(from);
}

BOOST_AUTO_TEST_CASE(wiped_on_swap)
{
    small_secret a(canary);
    small_secret b("other"sv);
    std::swap(a, b);
    BOOST_TEST(a.reveal_text() == "other");
    BOOST_TEST(b.reveal_text() == canary);
    BOOST_TEST(canaries(&a, sizeof a) == 0U);
}

BOOST_AUTO_TEST_CASE(wiped_by_an_exception)
{
    place<small_secret> memory;
    struct owner {
        small_secret* held;
        ~owner() { std::destroy_at(held); }
    };
    try {
        const owner guard{std::construct_at(reinterpret_cast<small_secret*>(memory.bytes), canary)};
        BOOST_TEST(memory.canaries() == 1U);
        throw std::bad_alloc();
    } catch (const std::bad_alloc&) {
        BOOST_TEST(memory.canaries() == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_growing_vector_leaves_no_copy)
{
    // Memory that is handed out once and never overwritten by anyone else.
    std::vector<unsigned char> memory(16384);
    const auto count = [&] { return canaries(memory.data(), memory.size()); };
    {
        std::pmr::monotonic_buffer_resource arena(memory.data(), memory.size(),
                                                  std::pmr::null_memory_resource());
        std::pmr::vector<small_secret> secrets(&arena);
        for (std::size_t i = 1; i <= 40; ++i) {
            secrets.emplace_back(canary);
            BOOST_TEST(count() == i);
        }
        secrets.erase(secrets.begin(), secrets.begin() + 10);
        BOOST_TEST(count() == 30U);
        secrets.pop_back();
        BOOST_TEST(count() == 29U);
        // An exception in the middle of a growing: what is there stays, nothing else is left.
        BOOST_CHECK_THROW(secrets.reserve(100'000), std::bad_alloc);
        BOOST_TEST(count() == 29U);
    }
    BOOST_TEST(count() == 0U);
}

BOOST_AUTO_TEST_CASE(a_clone_is_a_second_one)
{
    small_secret s(canary);
    small_secret copy = s.clone();
    s.clear();
    BOOST_TEST(copy.reveal_text() == canary);
    BOOST_TEST(small_secret().clone().empty());
}

BOOST_AUTO_TEST_CASE(prints_nothing_of_itself)
{
    const small_secret s(canary);
    std::ostringstream out;
    out << s << '/' << small_secret();
    BOOST_TEST(out.str() == "[secret]/[secret]");
#if defined(__cpp_lib_format)
    BOOST_TEST(std::format("{}", s) == "[secret]");
    BOOST_TEST(std::format("{:>10}", s) == "  [secret]");
#endif
}

BOOST_AUTO_TEST_CASE(wipe_guard)
{
    unsigned char bytes[16];
    std::memset(bytes, 0x5a, sizeof bytes);
    try {
        const cordon::token::detail::wipe_guard guard(bytes, 8);
        BOOST_TEST(bytes[0] == 0x5a);
        throw std::runtime_error("out");
    } catch (const std::runtime_error&) {
        BOOST_TEST(is_zero(bytes, 8));
        BOOST_TEST(bytes[8] == 0x5a);
    }
}

BOOST_AUTO_TEST_SUITE_END()
