// Stand-ins for cryptography: anyone sees what they compute, and they count what is asked of them.
// They protect nothing.
#pragma once

#include <cordon/token/password.hpp>

#include <cstdint>
#include <functional>
#include <limits>

namespace cordon_test {

// A keyed mixing of bytes; each output word begins anew. NOT a message authentication code: it has
// no property of one but that other bytes give, by luck, another result.
class toy_mixer {
public:
    explicit toy_mixer(std::uint64_t start) noexcept : state_(start * 0x9e3779b97f4a7c15U + 1) {}
    void add(cordon::token::bytes_view bytes) noexcept
    {
        for (const unsigned char byte : bytes) {
            state_ = (state_ ^ byte) * 0x100000001b3U; // FNV-1a's step, and a shift
            state_ ^= state_ >> 29;
        }
    }
    void add(std::uint64_t number) noexcept
    {
        const auto bytes = cordon::token::detail::big_endian(number);
        add(bytes);
    }
    void write(cordon::token::bytes_span out) const noexcept
    {
        const std::uint64_t mixed = (state_ ^ (state_ >> 32)) * 0xd6e8feb86659fd93U;
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<unsigned char>(mixed >> (56 - 8 * i));
    }

private:
    std::uint64_t state_;
};

// Models cordon::token::mac.
class toy_mac {
public:
    std::uint64_t runs = 0;
    // The run that fails, counted from 0.
    std::uint64_t fails_at = std::numeric_limits<std::uint64_t>::max();

    std::error_code compute(cordon::token::mac_hash hash, cordon::token::bytes_view key,
                            std::span<const cordon::token::bytes_view> parts,
                            cordon::token::bytes_span out) noexcept
    {
        if (runs++ == fails_at)
            return cordon::token::errc::mac_failed;
        if (out.size() != cordon::token::mac_size(hash))
            return cordon::token::errc::mac_failed;
        for (std::size_t at = 0; at < out.size(); at += 8) {
            toy_mixer mixer(at << 8 | std::size_t(hash));
            mixer.add(key.size());
            mixer.add(key);
            for (const auto part : parts)
                mixer.add(part);
            mixer.write(out.subspan(at, std::min<std::size_t>(8, out.size() - at)));
        }
        return {};
    }
};

// Models cordon::token::password_kdf.
class toy_kdf {
public:
    std::uint64_t runs = 0;
    bool fails = false;
    cordon::token::kdf_cost last_cost;   // of the last run
    std::size_t last_password_size = 0;  // of the last run
    std::function<void()> while_running; // called in the middle of each

    std::error_code derive(const cordon::token::scrypt_cost& cost,
                           cordon::token::bytes_view password, cordon::token::bytes_view salt,
                           cordon::token::bytes_span out) noexcept
    {
        toy_mixer mixer(cost.log2_n);
        mixer.add(cost.r);
        mixer.add(cost.p);
        return derive(mixer, cost, password, salt, out);
    }
    std::error_code derive(const cordon::token::pbkdf2_cost& cost,
                           cordon::token::bytes_view password, cordon::token::bytes_view salt,
                           cordon::token::bytes_span out) noexcept
    {
        toy_mixer mixer(1000 + std::uint64_t(cost.iterations));
        return derive(mixer, cost, password, salt, out);
    }

private:
    std::error_code derive(toy_mixer mixer, const cordon::token::kdf_cost& cost,
                           cordon::token::bytes_view password, cordon::token::bytes_view salt,
                           cordon::token::bytes_span out) noexcept
    {
        ++runs;
        last_cost = cost;
        last_password_size = password.size();
        if (while_running)
            while_running();
        if (fails)
            return cordon::token::errc::kdf_failed;
        mixer.add(password.size());
        mixer.add(password);
        mixer.add(salt);
        for (std::size_t at = 0; at < out.size(); at += 8) {
            mixer.add(at);
            mixer.write(out.subspan(at, std::min<std::size_t>(8, out.size() - at)));
        }
        return {};
    }
};

static_assert(cordon::token::mac<toy_mac>);
static_assert(cordon::token::password_kdf<toy_kdf>);

} // namespace cordon_test
