// What bench_token and bench_login put in the place of the password hash.
#pragma once

#include <cordon/token.hpp>

#include <string>
#include <string_view>

namespace bench {

/// A password hasher that does no work, so that all the rest can be seen. Not for any other use.
class null_hasher {
public:
    std::error_code hash(cordon::token::bytes_view, std::string&)
    {
        return cordon::token::errc::kdf_failed;
    }
    cordon::token::password_decision verify(cordon::token::bytes_view password,
                                            std::string_view stored) noexcept
    {
        using cordon::token::as_bytes;
        const bool right = cordon::token::constant_time_equal(password, as_bytes(stored));
        return {right ? std::error_code() : cordon::token::errc::mismatch, false};
    }
    cordon::token::password_decision verify_dummy(cordon::token::bytes_view) noexcept
    {
        return {cordon::token::errc::mismatch, false};
    }
    bool needs_rehash(std::string_view) const noexcept { return false; }
};

} // namespace bench
