// cordon::token - what a password hash costs, and what it may cost.
#ifndef CORDON_TOKEN_PASSWORD_COST_HPP
#define CORDON_TOKEN_PASSWORD_COST_HPP

#include <cordon/version.hpp>

#include <cstdint>
#include <variant>

namespace cordon::inline v0::token {

/// scrypt (RFC 7914): N = 2^log2_n, block size r, parallelism p. 128 * N * r bytes of memory.
struct scrypt_cost {
    std::uint32_t log2_n = 17; ///< the logarithm of the number of blocks
    std::uint32_t r = 8;       ///< size of a block, in 128 bytes
    std::uint32_t p = 1;       ///< how many times
    friend bool operator==(const scrypt_cost&, const scrypt_cost&) = default;
};

/// PBKDF2 with HMAC-SHA-256 (RFC 8018).
struct pbkdf2_cost {
    std::uint32_t iterations = 600'000; ///< of HMAC
    friend bool operator==(const pbkdf2_cost&, const pbkdf2_cost&) = default;
};

/// What a password hash costs, and which it is.
using kdf_cost = std::variant<scrypt_cost, pbkdf2_cost>;

/// The most that a stored hash may ask for: the store is not a place from where to order 256 GiB.
struct kdf_limits {
    std::uint64_t max_memory = std::uint64_t(256) << 20;    ///< bytes, scrypt
    std::uint64_t max_scrypt_work = std::uint64_t(1) << 22; ///< N * r * p
    std::uint32_t max_iterations = 10'000'000;              ///< of PBKDF2

    /// Whether a hash of this cost may be computed.
    constexpr bool allow(const scrypt_cost& cost) const noexcept
    {
        // Bounded one by one before they are multiplied: nothing overflows.
        if (cost.log2_n < 1 || cost.log2_n > 24 || cost.r < 1 || cost.r > 64 || cost.p < 1 ||
            cost.p > 64)
            return false;
        const std::uint64_t blocks = (std::uint64_t(1) << cost.log2_n) * cost.r;
        return 128 * blocks <= max_memory && blocks * cost.p <= max_scrypt_work;
    }
    /// Whether a hash of this cost may be computed.
    constexpr bool allow(const pbkdf2_cost& cost) const noexcept
    {
        return cost.iterations >= 1 && cost.iterations <= max_iterations;
    }
    /// Whether a hash of this cost may be computed.
    bool allow(const kdf_cost& cost) const noexcept
    {
        return std::visit([this](const auto& each) { return allow(each); }, cost);
    }
};

} // namespace cordon::inline v0::token

#endif
