// What the host said to an answer, kept while the answer is decided again.
#ifndef CORDON_LOGIN_DETAIL_KEPT_FACTOR_HPP
#define CORDON_LOGIN_DETAIL_KEPT_FACTOR_HPP

#include <cordon/login/second_factor.hpp>

namespace cordon::inline v0::login::detail {

// Asks the host's hook once, for one answer: an approval is given once, and a key's signature is
// good for one look. A model of factor_verifier.
template <factor_verifier Hook>
class kept_factor {
public:
    explicit kept_factor(Hook& hook) noexcept : hook_(hook) {}

    bool verify(const login_record& record, verification_method method, std::string_view answer)
    {
        if (!said_)
            said_ = hook_.verify(record, method, answer);
        return *said_;
    }

private:
    Hook& hook_;
    std::optional<bool> said_{};
};

} // namespace cordon::inline v0::login::detail

#endif
