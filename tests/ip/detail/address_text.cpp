// The fast readers and writers of address text against the grammar and a slow writer: what they
// accept, what it amounts to, and that they never look outside the text.
#include <cordon/ip/detail/address_text.hpp>

#include "effort.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#if defined(__unix__)
#include <sys/mman.h>
#include <unistd.h>
#endif

BOOST_AUTO_TEST_SUITE(ip_detail_address_text)

namespace detail = cordon::ip::detail;
using cordon::ip::errc;
using cordon::ip::uint128;
using cordon_tests::effort;

namespace {

// Empty where all readers agree about the text, otherwise which one does not.
std::string disagreement([[maybe_unused]] std::string_view text)
{
#ifdef CORDON_IP_TEXT_X86
    const auto v4 = detail::read_v4_by_grammar(text);
    const auto v6 = text.empty() ? detail::read_result<uint128>{{}, {errc::empty, 0}}
                                 : detail::read_v6_by_grammar(text);
    std::uint32_t quad = 0xdeadbeef;
    if (detail::x86::read_v4(text.data(), text.size(), quad) != (v4.error.code == errc{}))
        return "x86::read_v4 accepts or refuses";
    if (quad != (v4.error.code == errc{} ? v4.value : 0xdeadbeef))
        return "x86::read_v4 reads another value";

#ifdef CORDON_IP_TEXT_SSE41
    if (detail::sse41::can_read_text()) {
        const std::uint64_t read = detail::sse41::read_v4(text.data(), text.size());
        if (read != (v4.error.code == errc{} ? v4.value : detail::sse41::no_quad))
            return "sse41::read_v4 accepts, refuses or reads another value";
    }
#endif

    constexpr uint128 untouched(0x0123456789abcdef, 0xfedcba9876543210);
    const bool is_v6 = v6.error.code == errc{};
    uint128 value = untouched;
    const bool taken = is_v6 && text.size() >= 4; // shorter ones are the grammar's
    if (detail::x86::read_v6(text.data(), text.size(), value) != taken)
        return "x86::read_v6 accepts or refuses";
    if (value != (taken ? v6.value : untouched))
        return "x86::read_v6 reads another value";
#ifdef CORDON_IP_TEXT_AVX2
    if (detail::avx2::knows_text()) {
        value = untouched;
        const std::size_t digit = text.find_first_not_of(':');
        const std::size_t end = std::min(text.find(':', digit), text.size()); // of the first group
        const bool by_avx2 = taken && text.find('.') == text.npos && end > 3;
        if (detail::avx2::read_v6(text.data(), text.size(), value) != by_avx2)
            return "avx2::read_v6 accepts or refuses";
        if (value != (by_avx2 ? v6.value : untouched))
            return "avx2::read_v6 reads another value";
    }
#endif
#ifdef CORDON_IP_TEXT_AVX512
    if (detail::avx512::knows_text()) {
        value = untouched;
        const bool by_avx512 = is_v6 && text.find('.') == text.npos; // quads are the other's
        if (detail::avx512::read_v6(text.data(), text.size(), value) != by_avx512)
            return "avx512::read_v6 accepts or refuses";
        if (value != (by_avx512 ? v6.value : untouched))
            return "avx512::read_v6 reads another value";
    }
#endif
#endif
    return "";
}

void check(std::string_view text)
{
    if (const std::string wrong = disagreement(text); !wrong.empty())
        BOOST_ERROR(wrong << ": \"" << text << '"');
}

// Every string of `size` characters of the alphabet between `front` and `back`; of very many every
// stride-th.
void check_all(std::string_view alphabet, std::size_t size, std::string_view front = "",
               std::string_view back = "")
{
    std::uint64_t count = 1;
    for (std::size_t i = 0; i < size; ++i)
        count *= alphabet.size();
    const std::uint64_t stride = effort(100) >= 100 ? 1 : 101;
    std::string text = std::string(front) + std::string(size, ' ') + std::string(back);
    for (std::uint64_t n = 0; n < count; n += stride) {
        std::uint64_t rest = n;
        for (std::size_t i = 0; i < size; ++i, rest /= alphabet.size())
            text[front.size() + i] = alphabet[static_cast<std::size_t>(rest % alphabet.size())];
        check(text);
    }
}

std::string random_v4(std::mt19937_64& random)
{
    std::string text;
    for (int i = 0; i < 4; ++i) {
        const std::uint64_t of = random() % 4 == 0 ? 10 : random() % 3 == 0 ? 100 : 256;
        text += (i == 0 ? "" : ".") + std::to_string(random() % of);
    }
    return text;
}

// Valid, in any spelling: upper case, leading zeros, the gap anywhere, a quad at the end.
std::string random_v6(std::mt19937_64& random)
{
    const bool quad = random() % 4 == 0;
    const unsigned most = quad ? 6 : 8;
    const bool gap = random() % 2 == 0;
    const unsigned groups = gap ? unsigned(random() % most) : most;
    const unsigned gap_at = gap ? unsigned(random() % (groups + 1)) : most + 1;
    std::string text;
    const auto separate = [&] {
        if (!text.empty() && text.back() != ':')
            text += ':';
    };
    for (unsigned i = 0; i <= groups; ++i) {
        if (i == gap_at)
            text += "::";
        if (i == groups)
            break;
        separate();
        const std::uint64_t digits = random() % 4 + 1;
        for (std::uint64_t d = 0; d < digits; ++d)
            text += "0123456789abcdefABCDEF"[static_cast<std::size_t>(random() % 22)];
    }
    if (const std::size_t three = text.find(":::"); three != text.npos)
        text.erase(three, 1);
    if (quad) {
        separate();
        text += random_v4(random);
    }
    return text;
}

std::string mutated(std::string text, std::mt19937_64& random)
{
    using namespace std::string_view_literals; // the NUL belongs to it
    constexpr auto alphabet = "0123456789abcdefABCDEFgG:./-% xX\0\x80\xff:::...00"sv;
    for (std::uint64_t n = random() % 3 + 1; n > 0; --n) {
        const auto at = static_cast<std::size_t>(random() % (text.size() + 1));
        const char c = alphabet[static_cast<std::size_t>(random() % alphabet.size())];
        switch (random() % 3) {
        case 0: text.insert(at, 1, c); break;
        case 1:
            if (at < text.size())
                text.erase(at, 1);
            break;
        default:
            if (at < text.size())
                text[at] = c;
        }
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_short_text)
{
    check("");
    for (std::size_t size = 1; size <= 5; ++size)
        check_all("0123456789abcdef:./-", size);
    for (int c = 0; c < 256; ++c) {
        const std::string one(1, static_cast<char>(c));
        check(one);
        check("1.2.3." + one);
        check("1:" + one + ":2");
        check("::" + one);
    }
}

BOOST_AUTO_TEST_CASE(every_byte_in_every_place)
{
    for (std::string text : {"2001:db8:85a3:1234:4567:8a2e:370:7334", "2001:db8::1:ff", "fe80::1",
                             "1.2.3.4", "192.0.2.255"})
        for (char& place : text) {
            const char before = place;
            for (int c = 0; c < 256; ++c) {
                place = static_cast<char>(c);
                check(text);
            }
            place = before;
        }
}

BOOST_AUTO_TEST_CASE(every_text_of_few_characters)
{
    check_all("012569.", 7);
    check_all("0129.", 8);
    check_all("05.", 11);
    check_all("1.", 16);
    check_all("2.", 15);
    check_all("1:", 17);
    check_all("a:", 15, "1:", ":2");
    check_all("0f:", 11);
    check_all("1:.", 10, "::");
    check_all("1:", 10, "2001:db8:", ":192.0.2.1");
    check_all("1:.", 8, "1:2:3:4:5:", ".0");
}

BOOST_AUTO_TEST_CASE(every_octet_in_every_place)
{
    for (unsigned n = 0; n < 1100; ++n) {
        const std::string octet = std::to_string(n);
        for (const char* zeros : {"", "0", "00"}) {
            check(zeros + octet + ".2.3.4");
            check("1." + (zeros + octet) + ".3.4");
            check("1.22." + (zeros + octet) + ".4");
            check("111.222.33." + (zeros + octet));
            check("::ffff:1.2.3." + (zeros + octet));
        }
    }
}

BOOST_AUTO_TEST_CASE(random_texts)
{
    std::mt19937_64 random(20261121);
    for (std::uint64_t i = 0; i < effort(1'500'000); ++i) {
        const std::string v4 = random_v4(random);
        const std::string v6 = random_v6(random);
        BOOST_REQUIRE(detail::read_v4_by_grammar(v4).error.code == errc{});
        BOOST_REQUIRE_MESSAGE(detail::read_v6_by_grammar(v6).error.code == errc{}, v6);
        check(v4);
        check(v6);
        check(mutated(v4, random));
        check(mutated(v6, random));
    }
}

#if defined(__unix__)
// Pages that nobody may touch lie directly in front of the text and behind it.
BOOST_AUTO_TEST_CASE(nothing_outside_the_text_is_read)
{
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* const mapped = ::mmap(nullptr, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    BOOST_REQUIRE(mapped != MAP_FAILED);
    char* const begin = static_cast<char*>(mapped) + page;
    BOOST_REQUIRE(::mprotect(begin, page, PROT_READ | PROT_WRITE) == 0);

    std::mt19937_64 random(7);
    for (std::uint64_t i = 0; i < effort(200'000); ++i) {
        std::string text = i % 2 == 0 ? random_v4(random) : random_v6(random);
        if (i % 3 == 0)
            text = mutated(text, random);
        if (text.size() > page)
            continue;
        for (char* at : {begin, begin + page - text.size()}) {
            std::memcpy(at, text.data(), text.size());
            check({at, text.size()});
            const auto v4 = detail::read_v4({at, text.size()});
            const auto v6 = detail::read_v6({at, text.size()});
            if (text.find(':') == text.npos) {
                BOOST_TEST((v4.error.code == detail::read_v4_by_grammar(text).error.code));
                BOOST_TEST(v4.error.offset == detail::read_v4_by_grammar(text).error.offset);
            } else {
                BOOST_TEST((v6.error.code == detail::read_v6_by_grammar(text).error.code));
                BOOST_TEST(v6.error.offset == detail::read_v6_by_grammar(text).error.offset);
            }
        }
    }
    // The writers have 39 bytes, whichever they need.
    for (std::uint64_t i = 0; i < effort(20'000); ++i) {
        const uint128 value(random() >> random() % 64, random() >> random() % 64);
        if (value.high == 0 && value.low >> 32 == 0xffff)
            continue;
        char expected[39];
        const auto size =
            static_cast<std::size_t>(detail::write_v6_by_groups(expected, value) - expected);
        const auto right = [&](const char* text, const char* end) {
            return std::string_view(text, static_cast<std::size_t>(end - text)) ==
                   std::string_view(expected, size);
        };
        for (char* at : {begin, begin + page - 39}) {
            BOOST_TEST(right(at, detail::write_v6(at, value)));
#ifdef CORDON_IP_TEXT_X86
            BOOST_TEST(right(at, detail::x86::write_v6(at, value)));
#endif
        }
    }
    ::munmap(mapped, 3 * page);
}
#endif

// RFC 5952 by the letter: the groups one by one, the longest run of zeros sought anew from each
// place.
BOOST_AUTO_TEST_CASE(written_as_by_a_slow_writer)
{
    const auto slow = [](uint128 value) {
        unsigned groups[8];
        for (int i = 0; i < 8; ++i)
            groups[i] = static_cast<unsigned>((value >> (112 - 16 * i)).low & 0xffff);
        int gap = -1;
        int longest = 1;
        for (int start = 0; start < 8; ++start) {
            int size = 0;
            while (start + size < 8 && groups[start + size] == 0)
                ++size;
            if (size > longest) {
                gap = start;
                longest = size;
            }
        }
        std::string text;
        char group[8];
        for (int i = 0; i < 8; ++i) {
            if (i == gap) {
                text += "::";
                i += longest - 1;
                continue;
            }
            if (!text.empty() && text.back() != ':')
                text += ':';
            std::snprintf(group, sizeof group, "%x", groups[i]);
            text += group;
        }
        return text;
    };
    // By each writer, into a buffer of the longest text: nothing is written behind it.
    const auto written = [](uint128 value) {
        const auto by = [&](auto* writer) {
            char text[39 + 1];
            text[39] = '!';
            const std::string out(text, writer(text, value));
            BOOST_TEST(text[39] == '!');
            return out;
        };
        const std::string out = by(&detail::write_v6);
        if (value.high == 0 && value.low >> 32 == 0xffff)
            return out;
        BOOST_TEST(by(&detail::write_v6_by_groups) == out);
#ifdef CORDON_IP_TEXT_X86
        BOOST_TEST(by(&detail::x86::write_v6) == out);
#endif
#ifdef CORDON_IP_TEXT_AVX512
        if (detail::avx512::knows_text())
            BOOST_TEST(by(&detail::avx512::write_v6) == out);
#endif
        return out;
    };
    std::mt19937_64 random(5952);
    constexpr std::uint64_t groups[]{0, 0, 0, 1, 0xf, 0x10, 0xff, 0x100, 0xfff, 0x1000, 0xffff};
    // Every set of zero groups, with groups of every size beside them.
    for (unsigned zeros = 0; zeros < 256; ++zeros)
        for (std::uint64_t round = 0; round < effort(400); ++round) {
            uint128 value;
            for (unsigned i = 0; i < 8; ++i) {
                const std::uint64_t group = groups[3 + static_cast<std::size_t>(random() % 8)];
                value = value << 16 | uint128((zeros >> i & 1) != 0 ? 0 : group);
            }
            if (value.high == 0 && value.low >> 32 == 0xffff)
                continue; // written with a dotted quad
            BOOST_TEST(written(value) == slow(value));
        }
    // Every group, in the first and the last place.
    const std::uint64_t step = effort(100) >= 100 ? 1 : 7;
    for (std::uint64_t group = 0; group < 0x10000; group += step) {
        const uint128 value(group << 48 | 0x123, group);
        BOOST_REQUIRE(written(value) == slow(value));
    }
    BOOST_TEST(written({0, 0x0000ffffc0000201}) == "::ffff:192.0.2.1");
    BOOST_TEST(written({0, 0x0000ffff00000000}) == "::ffff:0.0.0.0");
    BOOST_TEST(written({0, 0x00000000c0000201}) == slow({0, 0x00000000c0000201}));

    for (unsigned octet = 0; octet < 256; ++octet) {
        char text[15 + 1];
        text[15] = '!';
        const std::uint32_t value = octet << 24 | (255 - octet) << 16 | octet << 8 | octet;
        char expected[16];
        std::snprintf(expected, sizeof expected, "%u.%u.%u.%u", octet, 255 - octet, octet, octet);
        BOOST_TEST(std::string(text, detail::write_v4(text, value)) == expected);
        BOOST_TEST(text[15] == '!');
    }
}

BOOST_AUTO_TEST_SUITE_END()
