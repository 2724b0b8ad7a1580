// The parsers and writers against the system's inet_pton and inet_ntop, over millions of strings.
//
// Parsing: no known difference but NUL bytes, which inet_pton takes for the end of its text (they
// are tested elsewhere, and left out here). Writing: inet_ntop writes IPv4-compatible addresses as
// ::1.2.3.4, which RFC 5952 (section 5) does not ask for, since it cannot be told from an address
// that ends in such bytes by chance; here they are ::102:304.
#include <cordon/ip/address.hpp>

#include "effort.hpp"
#include "reference/random.hpp"

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(ip_inet_pton)

using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::uint128;
using cordon_test::random_source;

namespace {

// A short text in place: allocation would take longer than parsing.
class text_buffer {
public:
    void clear() noexcept { size_ = 0; }
    void push(char c) noexcept
    {
        if (size_ < capacity)
            bytes_[size_++] = c;
    }
    void push(std::string_view text) noexcept
    {
        for (const char c : text)
            push(c);
    }
    void push_number(std::uint32_t n, int base) noexcept
    {
        char digits[12];
        push(std::string_view(
            digits, std::size_t(std::to_chars(digits, digits + 12, n, base).ptr - digits)));
    }
    void insert(std::size_t at, char c) noexcept
    {
        if (size_ == capacity)
            return;
        std::memmove(bytes_ + at + 1, bytes_ + at, size_ - at);
        bytes_[at] = c;
        ++size_;
    }
    void erase(std::size_t at) noexcept
    {
        std::memmove(bytes_ + at, bytes_ + at + 1, size_ - at - 1);
        --size_;
    }
    char& operator[](std::size_t at) noexcept { return bytes_[at]; }
    std::size_t size() const noexcept { return size_; }
    std::string_view view() const noexcept { return {bytes_, size_}; }
    // With the NUL that inet_pton wants.
    const char* c_str() noexcept
    {
        bytes_[size_] = '\0';
        return bytes_;
    }

private:
    static constexpr std::size_t capacity = 63;
    char bytes_[capacity + 1]{};
    std::size_t size_ = 0;
};

// Mutations come from here: what addresses are made of, three times over, and what is beside it.
constexpr std::string_view alphabet =
    "0123456789abcdefABCDEF:.0123456789:.:.01/-%x gGzZ+_,[]\t\n\x80\xff";

void random_quad(random_source& random, text_buffer& out)
{
    for (int part = 0; part < 4; ++part) {
        if (part != 0)
            out.push('.');
        if (random.one_in(200))
            out.push('0'); // a leading zero
        // Mostly octets, sometimes numbers around the limit, or far over it.
        const std::uint32_t n = random.below(64);
        out.push_number(n == 0   ? random.below(1000)
                        : n == 1 ? 250 + random.below(10)
                        : n == 2 ? random.below(std::uint64_t(1) << 32)
                                 : random.below(256) >> random.below(8),
                        10);
    }
}

void random_groups(random_source& random, text_buffer& out)
{
    // Around eight groups, around one "::", sometimes a dotted quad.
    const std::uint32_t shape = random.below(16);
    const bool gap = shape < 9;
    std::uint32_t groups = gap ? random.below(8) : shape == 15 ? 6 + random.below(4) : 8;
    const bool quad = random.one_in(5);
    if (quad && groups >= 2)
        groups -= 2;
    const std::uint32_t gap_at = gap ? random.below(groups + 1) : ~0U;
    bool separate = false;
    for (std::uint32_t i = 0; i <= groups; ++i) {
        if (i == gap_at) {
            out.push("::");
            separate = false;
        }
        if (i == groups)
            break;
        if (separate)
            out.push(':');
        separate = true;
        if (random.one_in(8))
            out.push('0'); // a leading zero, which may or may not be one digit too many
        const std::uint32_t n = random.below(0x10000) >> (4 * random.below(4));
        out.push_number(random.one_in(64) ? n * 16 : random.one_in(3) ? 0 : n, 16);
        if (random.one_in(64) && out.size() != 0) {
            char& last = out[out.size() - 1];
            last = last >= 'a' ? char(last - 'a' + 'A') : last;
        }
    }
    if (quad) {
        if (separate)
            out.push(':');
        random_quad(random, out);
    }
}

void mutate(random_source& random, text_buffer& text)
{
    const char c = alphabet[random.below(alphabet.size())];
    const std::size_t at = random.below(text.size() + 1);
    const bool inside = at < text.size();
    switch (random.below(5)) {
    case 0: text.insert(at, c); break;
    case 1:
        if (inside)
            text.erase(at);
        break;
    case 2:
        if (inside)
            text[at] = c;
        break;
    case 3:
        if (at + 1 < text.size())
            std::swap(text[at], text[at + 1]);
        break;
    case 4: // twice the same
        if (inside)
            text.insert(at, text[at]);
        break;
    }
}

// Whether the parsers and inet_pton agree about a text, as IPv4 and as IPv6. Without a check of
// Boost.Test in the good case, which would take longer than all the rest.
struct tally {
    std::uint64_t texts = 0;
    std::uint64_t v4 = 0;
    std::uint64_t v6 = 0;

    bool agree(text_buffer& text)
    {
        ++texts;
        std::array<unsigned char, 4> bytes4{};
        const bool theirs4 = ::inet_pton(AF_INET, text.c_str(), bytes4.data()) == 1;
        const auto ours4 = cordon::ip::parse_address_v4(text.view());
        if (ours4.has_value() != theirs4 || (theirs4 && ours4->to_bytes() != bytes4))
            return false;

        std::array<unsigned char, 16> bytes6{};
        const bool theirs6 = ::inet_pton(AF_INET6, text.c_str(), bytes6.data()) == 1;
        const auto ours6 = cordon::ip::parse_address_v6(text.view());
        if (ours6.has_value() != theirs6 || (theirs6 && ours6->to_bytes() != bytes6))
            return false;

        // What takes either family takes it as the family that took it.
        const auto either = cordon::ip::parse_address(text.view());
        if (either.has_value() != (theirs4 || theirs6) || (theirs4 && *either != *ours4) ||
            (theirs6 && *either != *ours6))
            return false;
        v4 += theirs4;
        v6 += theirs6;
        return true;
    }
};

// An IPv6 number with many zero groups, as the rules for "::" want it.
uint128 random_v6(random_source& random)
{
    uint128 value;
    const std::uint64_t zeros = random.bits() & random.bits(); // a byte a group
    for (int i = 0; i < 8; ++i) {
        const bool zero = (zeros >> (8 * i) & 3) != 0;
        const std::uint64_t group = random.below(0x10000) >> (4 * random.below(4));
        value = (value << 16) | uint128(zero ? 0 : group);
    }
    if (random.one_in(16)) // mapped, compatible, and their neighbours
        value = uint128(0, value.low & 0xffffffffffffU);
    if (random.one_in(32))
        value = uint128(0, 0xffff00000000U | (value.low & 0xffffffffU));
    return value;
}

} // namespace

BOOST_AUTO_TEST_CASE(random_and_mutated_texts)
{
    random_source random(7);
    tally seen;
    text_buffer text;
    const std::uint64_t texts = cordon_tests::effort(10'000'000);
    while (seen.texts < texts) {
        // One valid text or nearly so, and what comes of it by one change after the other.
        text.clear();
        switch (random.below(8)) {
        case 0:
            for (std::uint32_t n = random.below(20); n > 0; --n)
                text.push(alphabet[random.below(alphabet.size())]);
            break;
        case 1:
        case 2:
        case 3: random_quad(random, text); break;
        default: random_groups(random, text); break;
        }
        for (int changes = 0; changes < 4; ++changes) {
            if (!seen.agree(text))
                BOOST_FAIL("disagreement about \"" << text.view() << '"');
            mutate(random, text);
        }
    }
    // Valid texts were there as well as wrong ones, of both families.
    BOOST_TEST(seen.v4 > seen.texts / 10);
    BOOST_TEST(seen.v6 > seen.texts / 10);
    BOOST_TEST(seen.v4 + seen.v6 < seen.texts * 9 / 10);
}

BOOST_AUTO_TEST_CASE(all_short_texts)
{
    // Every text of up to 8 bytes out of those that the grammars are about.
    constexpr std::string_view bytes = "0f:.1";
    constexpr std::size_t longest = 8;
    tally seen;
    text_buffer text;
    for (std::size_t size = 0; size <= longest; ++size) {
        std::uint64_t all = 1;
        for (std::size_t i = 0; i < size; ++i)
            all *= bytes.size();
        // Where there is little effort, every seventh: a stride that shares no factor with `all`.
        const std::uint64_t stride = cordon_tests::effort(100) >= 100 ? 1 : 7;
        for (std::uint64_t n = 0; n < all; n += stride) {
            text.clear();
            std::uint64_t rest = n;
            for (std::size_t i = 0; i < size; ++i, rest /= bytes.size())
                text.push(bytes[static_cast<std::size_t>(rest % bytes.size())]);
            if (!seen.agree(text))
                BOOST_FAIL("disagreement about \"" << text.view() << '"');
        }
    }
    BOOST_TEST(seen.v4 > 0U);
    BOOST_TEST(seen.v6 > 0U);
}

BOOST_AUTO_TEST_CASE(ipv4_there_and_back)
{
    // A stride through all of IPv4 that visits every value of every octet, and the ends.
    const std::uint64_t stride = 251 * (cordon_tests::effort(100) >= 100 ? 1 : 101);
    const auto check = [](std::uint32_t value, bool with_inet_ntop) {
        const address_v4 address(value);
        char ours[address_v4::max_text_size];
        const auto end = to_chars(ours, ours + sizeof ours, address).ptr;
        const std::string_view text(ours, std::size_t(end - ours));
        const auto back = cordon::ip::parse_address_v4(text);
        if (!back || *back != address)
            BOOST_FAIL(text << " does not come back");
        if (with_inet_ntop) {
            char theirs[INET_ADDRSTRLEN];
            const auto bytes = address.to_bytes();
            if (text != ::inet_ntop(AF_INET, bytes.data(), theirs, sizeof theirs))
                BOOST_FAIL(text << " is " << theirs << " to inet_ntop");
        }
    };
    std::uint64_t count = 0;
    for (std::uint64_t value = 0; value < std::uint64_t(1) << 32; value += stride, ++count)
        check(static_cast<std::uint32_t>(value), count % 16 == 0);
    for (int bit = 0; bit < 32; ++bit)
        for (const std::uint32_t offset : {~0U, 0U, 1U})
            check((1U << bit) + offset, true);
    check(~0U, true);
    BOOST_TEST(count > (std::uint64_t(1) << 32) / stride);
}

BOOST_AUTO_TEST_CASE(ipv6_there_and_back)
{
    random_source random(8);
    const std::uint64_t addresses = cordon_tests::effort(1'000'000);
    std::uint64_t with_gap = 0;
    for (std::uint64_t i = 0; i < addresses; ++i) {
        const address_v6 address(random_v6(random));
        char ours[address_v6::max_text_size];
        const auto end = to_chars(ours, ours + sizeof ours, address).ptr;
        const std::string_view text(ours, std::size_t(end - ours));
        with_gap += text.find("::") != text.npos;

        const auto back = cordon::ip::parse_address_v6(text);
        if (!back || *back != address)
            BOOST_FAIL(text << " does not come back");

        char theirs[INET6_ADDRSTRLEN];
        const auto bytes = address.to_bytes();
        ::inet_ntop(AF_INET6, bytes.data(), theirs, sizeof theirs);
        // The known difference: IPv4-compatible addresses of more than 16 bits.
        const uint128 value = address.to_uint();
        const bool compatible = value.high == 0 && value.low >> 32 == 0 && value.low >> 16 != 0;
        if (compatible ? text.find('.') != text.npos : text != theirs)
            BOOST_FAIL(text << " is " << theirs << " to inet_ntop");
    }
    BOOST_TEST(with_gap > addresses / 4);
    BOOST_TEST(with_gap < addresses * 3 / 4 + 1);
}

BOOST_AUTO_TEST_SUITE_END()
