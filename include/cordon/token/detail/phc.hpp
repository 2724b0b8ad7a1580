// Password hashes as text: the PHC string format, for scrypt and PBKDF2-HMAC-SHA-256.
#ifndef CORDON_TOKEN_DETAIL_PHC_HPP
#define CORDON_TOKEN_DETAIL_PHC_HPP

#include <cordon/token/detail/record_text.hpp>
#include <cordon/token/password_cost.hpp>

#include <array>
#include <optional>

namespace cordon::inline v0::token::detail {

// A password hash taken apart.
struct phc_hash {
    static constexpr std::size_t max_salt = 64;
    static constexpr std::size_t max_hash = 64;

    kdf_cost cost;
    short_name pepper; // empty: none
    std::array<unsigned char, max_salt> salt{};
    std::size_t salt_size = 0;
    std::array<unsigned char, max_hash> hash{};
    std::size_t hash_size = 0;
};

inline std::string to_text(const phc_hash& phc)
{
    std::string out;
    if (const auto* scrypt = std::get_if<scrypt_cost>(&phc.cost)) {
        out = "$scrypt$ln=";
        append_number(out, scrypt->log2_n);
        out += ",r=";
        append_number(out, scrypt->r);
        out += ",p=";
        append_number(out, scrypt->p);
    } else {
        out = "$pbkdf2-sha256$i=";
        append_number(out, std::get<pbkdf2_cost>(phc.cost).iterations);
    }
    if (!phc.pepper.empty())
        out.append(",keyid=").append(phc.pepper.view());
    out += '$';
    append_b64(out, bytes_view(phc.salt).first(phc.salt_size));
    out += '$';
    append_b64(out, bytes_view(phc.hash).first(phc.hash_size));
    return out;
}

// Exactly the form that to_text() writes, with salts of 8 and hashes of 16 bytes at least.
inline std::optional<phc_hash> parse_phc(std::string_view text) noexcept
{
    constexpr std::uint64_t max = 0xffffffffU;
    phc_hash out;
    std::string_view pepper;
    std::uint64_t numbers[3]{};
    const std::size_t settings_end =
        text.size() > 512 ? text.npos : text.find('$', text.find('$', 1) + 1);
    if (settings_end == text.npos)
        return std::nullopt;
    const bool peppered = text.substr(0, settings_end).find(",keyid=") != text.npos;
    const char last_end = peppered ? ',' : '$';
    if (text.starts_with("$scrypt$")) {
        text.remove_prefix(8);
        if (!take_number(text, "ln", ',', max, numbers[0]) ||
            !take_number(text, "r", ',', max, numbers[1]) ||
            !take_number(text, "p", last_end, max, numbers[2]))
            return std::nullopt;
        out.cost = scrypt_cost{std::uint32_t(numbers[0]), std::uint32_t(numbers[1]),
                               std::uint32_t(numbers[2])};
    } else if (text.starts_with("$pbkdf2-sha256$")) {
        text.remove_prefix(15);
        if (!take_number(text, "i", last_end, max, numbers[0]))
            return std::nullopt;
        out.cost = pbkdf2_cost{std::uint32_t(numbers[0])};
    } else {
        return std::nullopt;
    }
    if (peppered && (!take_field(text, "keyid", '$', pepper) || !is_name(pepper)))
        return std::nullopt;
    out.pepper = pepper;
    const std::size_t salt_end = text.find('$');
    if (salt_end == text.npos)
        return std::nullopt;
    out.salt_size = read_b64(text.substr(0, salt_end), out.salt);
    out.hash_size = read_b64(text.substr(salt_end + 1), out.hash);
    if (out.salt_size == text.npos || out.salt_size < 8 || out.hash_size == text.npos ||
        out.hash_size < 16)
        return std::nullopt;
    return out;
}

} // namespace cordon::inline v0::token::detail

#endif
