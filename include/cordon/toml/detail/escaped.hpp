// cordon::toml - control characters, told instead of obeyed.
#ifndef CORDON_TOML_DETAIL_ESCAPED_HPP
#define CORDON_TOML_DETAIL_ESCAPED_HPP

#include <cordon/version.hpp>

#include <cstdio>
#include <string>
#include <string_view>

namespace cordon::inline v0::toml::detail {

// UTF-8 with its control characters (C0, DEL, C1) as TOML escapes them: a terminal that shows it
// does nothing else.
inline std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned code = static_cast<unsigned char>(text[i]);
        const unsigned next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        const bool c1 = code == 0xc2 && next >= 0x80 && next < 0xa0;
        if (code >= 0x20 && code != 0x7f && !c1) {
            out += text[i];
            continue;
        }
        if (c1) {
            code = next;
            ++i;
        }
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04X", code & 0xffU);
        out += escape;
    }
    return out;
}

} // namespace cordon::inline v0::toml::detail

#endif
