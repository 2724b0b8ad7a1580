// Fuzz body for base32, with padding and without.
#include <cordon/token/base32.hpp>

#include "token_check.hpp"

#include <string>

using namespace cordon::token;
using cordon_fuzz::require;

namespace {

// As one reads it from the RFC: five bits a character, eight of them a byte, what is over is 0.
bool slow_parse(std::string_view text, base32_padding padding, std::string& out)
{
    std::string bits;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] != '='; ++digits) {
        const char c = text[digits];
        const int value = c >= 'A' && c <= 'Z' ? c - 'A' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
        if (value < 0)
            return false;
        for (int bit = 4; bit >= 0; --bit)
            bits += static_cast<char>('0' + (value >> bit & 1));
    }
    const std::size_t over = bits.size() % 8;
    if (over >= 5 || bits.substr(bits.size() - over).find('1') != std::string::npos)
        return false;
    if (text.substr(digits).find_first_not_of('=') != std::string::npos)
        return false;
    const std::size_t wanted = padding == base32_padding::required ? (8 - digits % 8) % 8 : 0;
    if (text.size() - digits != wanted)
        return false;
    for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) {
        int byte = 0;
        for (std::size_t bit = 0; bit < 8; ++bit)
            byte = byte * 2 + (bits[at + bit] - '0');
        out += static_cast<char>(byte);
    }
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = cordon_fuzz::input_text(data, size);
    for (const auto padding : {base32_padding::absent, base32_padding::required}) {
        basic_secret<64> out(std::string_view("what was there"));
        const auto error = parse_base32(text, padding, out);
        std::string right;
        const bool parsed = slow_parse(text, padding, right);
        if (error == errc::too_long)
            require(text.size() > 64 * 8 / 5, "too long, and is not", text);
        else
            require(!error == parsed, "the slow reading disagrees", text);
        if (error) {
            require(out.empty(), "bytes next to an error", text);
            continue;
        }
        require(out.reveal_text() == right, "other bytes than the slow reading has", text);
        basic_secret<256> again;
        append_base32(again, out.reveal(), padding);
        require(again.reveal_text() == text, "another spelling is accepted", text);
        require(again.size() == base32_size(out.size(), padding), "another size", text);
    }
    // Any bytes come back.
    if (size <= 64) {
        for (const auto padding : {base32_padding::absent, base32_padding::required}) {
            basic_secret<256> written;
            append_base32(written, {data, size}, padding);
            basic_secret<64> out;
            require(!parse_base32(written.reveal_text(), padding, out) && out.reveal_text() == text,
                    "bytes do not come back", text);
        }
    }
    return 0;
}
