// A password hasher that stores "plain:" and the password, and counts its runs.
#pragma once

#include <cordon/token/password.hpp>

#include <functional>
#include <string>

namespace cordon_test {

// Models cordon::token::password_hasher. The password is compared as it is, so that a test sees
// exactly which bytes were taken for it.
class counting_hasher {
public:
    static constexpr std::size_t max_password = 1024;

    int runs = 0;        // of verify() and verify_dummy() together
    int dummy_runs = 0;  // of verify_dummy()
    int hashed = 0;      // of hash()
    std::string last;    // the candidate of the last run
    bool busy = false;   // no run is let in
    bool rehash = false; // the right password is stored in an old way
    std::function<void()> while_running;

    static std::string stored(std::string_view password)
    {
        return "plain:" + std::string(password);
    }

    std::error_code hash(cordon::token::bytes_view password, std::string& out)
    {
        ++hashed;
        out = stored(cordon::token::as_text(password));
        return {};
    }
    cordon::token::password_decision verify(cordon::token::bytes_view password,
                                            std::string_view expected) noexcept
    {
        using cordon::token::errc;
        if (!run(password))
            return {errc::busy, false};
        if (password.size() > max_password)
            return {errc::too_long, false};
        if (!expected.starts_with("plain:"))
            return {errc::bad_hash, false};
        if (last != expected.substr(6))
            return {errc::mismatch, false};
        return {{}, rehash};
    }
    cordon::token::password_decision verify_dummy(cordon::token::bytes_view password) noexcept
    {
        if (!run(password))
            return {cordon::token::errc::busy, false};
        ++dummy_runs;
        return {cordon::token::errc::mismatch, false};
    }
    bool needs_rehash(std::string_view) const noexcept { return rehash; }

private:
    bool run(cordon::token::bytes_view password) noexcept
    {
        if (busy)
            return false;
        ++runs;
        last = cordon::token::as_text(password);
        if (while_running)
            while_running();
        return true;
    }
};

static_assert(cordon::token::password_hasher<counting_hasher>);

} // namespace cordon_test
