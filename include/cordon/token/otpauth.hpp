// cordon::token - the URI that an authenticator app reads from a QR code.
#ifndef CORDON_TOKEN_OTPAUTH_HPP
#define CORDON_TOKEN_OTPAUTH_HPP

#include <cordon/token/base32.hpp>
#include <cordon/token/detail/record_text.hpp>
#include <cordon/token/one_time_code.hpp>

namespace cordon::inline v0::token {

/// "otpauth://totp/Issuer:account?secret=...&issuer=Issuer&algorithm=SHA1&digits=6&period=30" (the
/// key URI format of the authenticator apps). The secret is in base32 without padding; issuer and
/// account are percent-encoded. Errors: out_of_range (a secret under 128 bits, invalid options, an
/// empty or a ':' in the issuer), too_long. `out` is empty after an error.
template <std::size_t N>
std::error_code otpauth_uri(std::string_view issuer, std::string_view account, bytes_view key,
                            const one_time_code_options& options, basic_secret<N>& out) noexcept
{
    out.clear();
    if (key.size() < 16 || !options.is_valid() || issuer.empty() || account.empty() ||
        issuer.find(':') != issuer.npos)
        return errc::out_of_range;
    // At most 3 characters a byte of the two names, the issuer twice, and less than 128 for the
    // rest.
    if (6 * issuer.size() + 3 * account.size() + base32_size(key.size(), base32_padding::absent) +
            128 >
        N)
        return errc::too_long;
    const auto text = [&](std::string_view part) { out.append(as_bytes(part)); };
    const auto encoded = [&](std::string_view part) {
        for (const char c : part) {
            const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                               (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' ||
                               c == '~';
            const auto byte = static_cast<unsigned char>(c);
            constexpr std::string_view hex = "0123456789ABCDEF";
            const char escape[] = {'%', hex[byte >> 4], hex[byte & 15]};
            text(plain ? std::string_view(&c, 1) : std::string_view(escape, 3));
        }
    };
    const auto number = [&](int value) {
        char digits[4];
        std::size_t at = sizeof digits;
        do
            digits[--at] = char('0' + value % 10);
        while ((value /= 10) != 0);
        text({digits + at, sizeof digits - at});
    };
    text("otpauth://totp/");
    encoded(issuer);
    text(":");
    encoded(account);
    text("?secret=");
    append_base32(out, key);
    text("&issuer=");
    encoded(issuer);
    text("&algorithm=");
    text(options.hash == mac_hash::sha1     ? "SHA1"
         : options.hash == mac_hash::sha256 ? "SHA256"
                                            : "SHA512");
    text("&digits=");
    number(options.digits);
    text("&period=");
    number(options.period);
    return {};
}

} // namespace cordon::inline v0::token

#endif
