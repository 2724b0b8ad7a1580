// One try before the throttle (rule 16).
#ifndef CORDON_LOGIN_DETAIL_THROTTLED_TRY_HPP
#define CORDON_LOGIN_DETAIL_THROTTLED_TRY_HPP

#include <cordon/login/login_hooks.hpp>
#include <cordon/token/throttle.hpp>

namespace cordon::inline v0::login::detail {

// Where the user is known one counts as a trusted source: failures that somebody else makes
// elsewhere do not keep the user out.
inline token::throttle::source source_of(const configuration& config, const login_record* record,
                                         const ip::address& address,
                                         const std::optional<device_key>& device) noexcept
{
    const bool known = config.organisation().trusted_networks().contains(address) ||
                       (record != nullptr &&
                        (is_activated(*record, address) || (device && is_known(*record, *device))));
    return known ? token::throttle::source::trusted : token::throttle::source::untrusted;
}

// A password or an answer: admitted once, however often it is decided.
class throttled_try {
public:
    throttled_try(token::throttle* throttle, const steady_time& now) noexcept
        : throttle_(throttle), now_(now)
    {
    }

    // Whether it has to wait. Asks the throttle, where there is one, the first time only.
    bool must_wait(std::string_view account, const ip::address& address,
                   token::throttle::source from)
    {
        if (throttle_ == nullptr)
            return false;
        if (!asked_) {
            account_ = account;
            address_ = bytes_of(address);
            from_ = from;
            waits_ =
                throttle_->admit(account, address_.view(), from, now_()) > std::chrono::seconds(0);
            asked_ = true;
        }
        return waits_;
    }

    // It was no guess: takes it back, if it was admitted.
    void succeed()
    {
        if (asked_ && !waits_)
            throttle_->success(account_, address_.view(), from_);
    }
    // Takes back `count` earlier ones of this account, which came from `address`. Elsewhere than
    // here only the account forgets them: the address may have failed at other accounts since, and
    // what makes it wait now is not to be forgotten.
    void succeed_earlier(std::uint32_t count, const ip::address& address,
                         token::throttle::source from)
    {
        if (!asked_ || waits_)
            return;
        const bool here = bytes_of(address) == address_;
        for (std::uint32_t i = 0; i < (here ? count : 1); ++i)
            throttle_->success(account_, here ? address_.view() : token::bytes_view(), from);
    }

private:
    struct address_bytes {
        std::array<unsigned char, 16> bytes{};
        std::size_t size = 0;

        token::bytes_view view() const noexcept { return {bytes.data(), size}; }
        friend bool operator==(const address_bytes&, const address_bytes&) = default;
    };
    static address_bytes bytes_of(const ip::address& address) noexcept
    {
        address_bytes out;
        const ip::address key = address.canonical();
        const auto copy = [&](const auto& bytes) {
            out.size = bytes.size();
            std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
        };
        if (key.is_v4())
            copy(key.to_v4().to_bytes());
        else if (key.is_v6())
            copy(key.to_v6().to_bytes());
        return out;
    }

    token::throttle* throttle_;
    const steady_time& now_;
    bool asked_ = false;
    bool waits_ = false;
    std::string account_{};
    address_bytes address_{};
    token::throttle::source from_ = token::throttle::source::untrusted;
};

} // namespace cordon::inline v0::login::detail

#endif
