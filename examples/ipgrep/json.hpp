// ipgrep: text of unknown encoding as JSON strings.
#ifndef CORDON_EXAMPLES_IPGREP_JSON_HPP
#define CORDON_EXAMPLES_IPGREP_JSON_HPP

#include <string>
#include <string_view>

namespace ipgrep {

/// The bytes of the UTF-8 character that `text` starts with, or 0 where it starts with none
/// (RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF). Precondition: not empty.
inline std::size_t utf8_size(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return follows(1) ? 2 : 0;
    if (lead >= 0xe0 && lead <= 0xef) {
        const bool overlong = lead == 0xe0 && byte(1) < 0xa0;
        const bool surrogate = lead == 0xed && byte(1) >= 0xa0;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        const bool overlong = lead == 0xf0 && byte(1) < 0x90;
        const bool too_large = lead == 0xf4 && byte(1) >= 0x90;
        return follows(1) && follows(2) && follows(3) && !overlong && !too_large ? 4 : 0;
    }
    return 0;
}

/// Appends the text as a JSON string (RFC 8259, 7), a byte that is no UTF-8 as \ufffd.
inline void append_json(std::string& out, std::string_view text)
{
    constexpr char hex[] = "0123456789abcdef";
    out += '"';
    while (!text.empty()) {
        const char c = text[0];
        std::size_t size = utf8_size(text);
        if (size == 0) {
            out += "\\ufffd";
            size = 1;
        } else if (c == '"' || c == '\\') {
            out.append(1, '\\').append(1, c);
        } else if (size == 1 && c < 0x20) {
            out.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
    out += '"';
}

} // namespace ipgrep

#endif
