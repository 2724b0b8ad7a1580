// What the fuzz bodies of the token room share: checks that are there in every build, and models
// that stand in for cryptography.
#pragma once

#include <cordon/token/mac.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace cordon_fuzz {

// Ends the program, as a crash does, with the text that showed it.
inline void require(bool holds, const char* what, std::string_view text)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s, for %zu bytes:", what, text.size());
    for (const char c : text.substr(0, 200))
        std::fprintf(stderr, " %02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    std::fputc('\n', stderr);
    std::abort();
}

inline std::string_view input_text(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

// Other bytes give, by luck, another result. Not cryptography.
class toy_mac {
public:
    std::error_code compute(cordon::token::mac_hash, cordon::token::bytes_view key,
                            std::span<const cordon::token::bytes_view> parts,
                            cordon::token::bytes_span out) noexcept
    {
        std::uint64_t state = 1;
        const auto add = [&](cordon::token::bytes_view bytes) {
            for (const unsigned char byte : bytes) {
                state = (state ^ byte) * 0x100000001b3U;
                state ^= state >> 29;
            }
        };
        add(key);
        for (const auto part : parts)
            add(part);
        for (unsigned char& byte : out) {
            state = state * 0x5851f42d4c957f2dU + 1;
            byte = static_cast<unsigned char>(state >> 56);
        }
        return {};
    }
};

} // namespace cordon_fuzz
