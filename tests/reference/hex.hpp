// Published bytes as they are published: hexadecimal, with blanks or without.
#pragma once

#include <string>
#include <string_view>

namespace cordon_test {

// "4d 5a" to the two bytes. For constants of tests: what is no digit is passed over.
inline std::string from_hex(std::string_view text)
{
    std::string out;
    int digits = 0;
    int value = 0;
    for (const char c : text) {
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            continue;
        value = value * 16 + digit;
        if (++digits % 2 == 0) {
            out += static_cast<char>(value);
            value = 0;
        }
    }
    return out;
}

inline std::string to_hex(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

} // namespace cordon_test
