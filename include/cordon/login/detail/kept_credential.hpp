// The answer to a password, kept while its login is decided again.
#ifndef CORDON_LOGIN_DETAIL_KEPT_CREDENTIAL_HPP
#define CORDON_LOGIN_DETAIL_KEPT_CREDENTIAL_HPP

#include <cordon/login/record.hpp>

namespace cordon::inline v0::login::detail {

// What the answer to a field depends on.
struct credential_inputs {
    std::string organisation;
    std::string user;
    std::string password_hash;
    token::suffix_kind suffix = token::suffix_kind::none;
    token::token_record token{};
    stored_secret totp_key{};
    token::one_time_code_options totp{};
    std::int64_t totp_last_step = -1;

    static credential_inputs of(std::string_view organisation, const login_record& record)
    {
        const token::stored_credential stored = credential_of(record);
        credential_inputs out;
        out.organisation = organisation;
        out.user = record.user.name;
        out.password_hash = record.password_hash;
        out.suffix = stored.suffix;
        if (stored.suffix == token::suffix_kind::token)
            out.token = *stored.token;
        if (stored.suffix == token::suffix_kind::totp) {
            out.totp_key = record.totp_key;
            out.totp = stored.totp;
            out.totp_last_step = stored.totp_last_step;
        }
        return out;
    }
    friend bool operator==(const credential_inputs& a, const credential_inputs& b) noexcept
    {
        const token::bytes_view a_key = a.totp_key.reveal(), b_key = b.totp_key.reveal();
        return a.organisation == b.organisation && a.user == b.user &&
               a.password_hash == b.password_hash && a.suffix == b.suffix && a.token == b.token &&
               a.totp == b.totp && a.totp_last_step == b.totp_last_step &&
               std::equal(a_key.begin(), a_key.end(), b_key.begin(), b_key.end());
    }
};

// One password hash a login. Only known users lose races: were their password hashed again after
// each, time would tell who is known, and logins at once would cost the square of their number. So
// the answer is kept for as long as what it depends on is the same.
class kept_credential {
public:
    // `record` is nullptr for an unknown user, whom `name` names.
    template <class Verifier>
    token::credential_decision verify(Verifier& verifier, std::string_view organisation,
                                      std::string_view name, const login_record* record,
                                      std::string_view field, std::chrono::sys_seconds now)
    {
        if (record == nullptr) { // refused, whatever was answered before they went
            if (!answered_)
                answer_ = verifier.verify(nullptr, {organisation, name}, field, now);
        } else if (auto inputs = credential_inputs::of(organisation, *record);
                   !answered_ || inputs != inputs_) {
            const token::stored_credential stored = credential_of(*record);
            answer_ = verifier.verify(&stored, {organisation, record->user.name}, field, now);
            inputs_ = std::move(inputs);
            rehashed_.reset();
        }
        answered_ = true;
        return answer_;
    }

    // Hashes the password anew, which was right but is stored in an old way: into `record`, for
    // which verify() has answered last. What fails is done at the next login.
    template <class Hasher>
    void rehash(Hasher& hasher, std::string_view field, login_record& record)
    {
        const token::stored_credential stored = credential_of(record);
        const std::size_t suffix = answer_.match != token::field_match::password_and_suffix ? 0
                                   : stored.suffix == token::suffix_kind::totp
                                       ? std::size_t(stored.totp.digits)
                                       : record.token->size;
        if (field.size() <= suffix)
            return;
        if (!rehashed_) {
            std::string made = record.password_hash;
            static_cast<void>(
                hasher.hash(token::as_bytes(field.substr(0, field.size() - suffix)), made));
            rehashed_ = std::move(made);
        }
        record.password_hash = *rehashed_;
    }

private:
    bool answered_ = false;
    std::optional<credential_inputs> inputs_; // of a known user
    token::credential_decision answer_{};
    std::optional<std::string> rehashed_{};
};

} // namespace cordon::inline v0::login::detail

#endif
