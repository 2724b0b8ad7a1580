// A QR code for a terminal, by libqrencode.
#ifndef CORDON_EXAMPLES_TOKEN_TOOL_QR_CODE_HPP
#define CORDON_EXAMPLES_TOKEN_TOOL_QR_CODE_HPP

#include "secret_files.hpp"

#include <memory>

#include <qrencode.h>

namespace token_tool {

/// The code of a text as lines of UTF-8 half blocks, two rows of it in each. `colours`: white on
/// black by escape sequences, so that it does not matter what the terminal's colours are; otherwise
/// the blocks are the light part, which suits a dark terminal.
inline std::string qr_code(std::string_view text, bool colours)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(int(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                          QR_ECLEVEL_M),
        &QRcode_free);
    if (code == nullptr)
        throw failure("the text does not go into a QR code",
                      std::error_code(errno, std::generic_category()));
    constexpr int margin = 4; // the standard's quiet zone
    const int width = code->width;
    const auto is_light = [&](int x, int y) {
        return x < 0 || y < 0 || x >= width || y >= width || (code->data[y * width + x] & 1) == 0;
    };
    std::string out;
    for (int y = -margin; y < width + margin; y += 2) {
        out += colours ? "\033[97;40m" : "";
        for (int x = -margin; x < width + margin; ++x) {
            const bool upper = is_light(x, y);
            const bool lower = y + 1 < width + margin && is_light(x, y + 1);
            out += upper && lower ? "\u2588" : upper ? "\u2580" : lower ? "\u2584" : " ";
        }
        out += colours ? "\033[0m\n" : "\n";
    }
    return out;
}

} // namespace token_tool

#endif
