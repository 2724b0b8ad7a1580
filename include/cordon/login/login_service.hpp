// cordon::login - the rules over a synchronous store: load, decide, commit, decide again.
#ifndef CORDON_LOGIN_LOGIN_SERVICE_HPP
#define CORDON_LOGIN_LOGIN_SERVICE_HPP

#include <cordon/ip/snapshot.hpp>
#include <cordon/login/log_in_as.hpp>
#include <cordon/login/reset.hpp>
#include <cordon/login/temporary_code.hpp>
#include <cordon/token/store.hpp>
#include <cordon/token/throttle.hpp>

namespace cordon::inline v0::login {

/// What the host does: second factors (see factor_verifier), mail, logs. The logs are written and
/// the mail is sent after the commit. All but `write_history` and `write_audit` may throw.
template <class H>
concept login_hooks =
    factor_verifier<H> && token_mailer<H> &&
    requires(H& hooks, const login_record& record, verification_method method,
             std::string_view text, const history_entry& history, const audit_entry& audit) {
        hooks.send_code(record, method, text); // by mail or SMS
        hooks.write_history(text, history);    // of the user of this name
        hooks.write_audit(audit);
    };

/// The store in memory, for tests and small services.
using memory_record_store = token::memory_store<login_record>;

/// A login as it comes in.
struct login_attempt {
    login_kind kind = login_kind::api; ///< by which door
    ip::address address;               ///< of the client; none where that is not known
    std::string_view field;            ///< the password, with its suffix behind it
    std::optional<device_key> device;  ///< what the client was known by before
};

/// What became of it, committed.
struct login_outcome {
    decision made;                        ///< what was decided
    std::optional<session> opened;        ///< with allow
    std::optional<pending_login> pending; ///< where an answer is asked for: kept on the server
};

/// The rules over a store, one call for each thing that people do: pins the published
/// configuration, loads the record, decides, commits by compare-and-swap, decides again after a
/// lost race. One object per thread, as its hasher and mac; store, configuration and throttle are
/// shared. Throws what the store throws; then nothing was committed.
///
/// A configuration that is published meanwhile waits for the decisions that go by the old one: when
/// publish() returns, none is left.
template <class Store, token::password_hasher Hasher, token::mac Mac, login_hooks Hooks,
          token::token_policy Policy = token::default_policy,
          token::random_source Source = token::system_random>
    requires token::record_store<Store, login_record>
class login_service {
public:
    /// Keeps references to all of these, which live longer. One service a thread, as its mac.
    login_service(const ip::snapshot<configuration>& published, Store& store, Hasher& hasher,
                  Mac& mac, const token::key_ring& keys, Hooks& hooks,
                  token::throttle* throttle = nullptr, Source source = Source())
        : published_(published), store_(store), hasher_(hasher), mac_(mac), keys_(keys),
          hooks_(hooks), throttle_(throttle), verifier_(hasher, mac, keys),
          factor_(mac, keys, hooks), generator_(source), random_(source)
    {
    }

    /// Tables A and B. The throttle, where there is one, stands before the password (rule 16).
    login_outcome log_in(std::string_view name, const login_attempt& attempt,
                         std::chrono::sys_seconds now)
    {
        if (throttle_ != nullptr && is_throttled(name, attempt, now)) {
            login_outcome out;
            out.made.changes.history = {now, attempt.address, attempt.kind, reason::throttled,
                                        false};
            hooks_.write_history(name, out.made.changes.history);
            return out;
        }
        const login_outcome out =
            token::update<login_record>(store_, name, [&](const login_record* record) {
                const auto config = published_.read();
                login_request request;
                request.kind = attempt.kind;
                request.address = attempt.address;
                request.device = attempt.device;
                const token::subject who{config->organisation().settings().name, name};
                if (record != nullptr) {
                    const token::stored_credential stored = credential_of(*record);
                    request.credential = verifier_.verify(&stored, who, attempt.field, now);
                } else {
                    request.credential = verifier_.verify(nullptr, who, attempt.field, now);
                }
                const decision made = decide(*config, record, request, now);
                return finish(record, request, made, now, attempt.field);
            });
        hooks_.write_history(name, out.made.changes.history);
        if (throttle_ != nullptr && out.made.result == answer::allow)
            throttle_->success(name, bytes_of(attempt.address), source_of(attempt.address));
        return out;
    }

    /// The answer to a challenge of log_in() or of this.
    login_outcome answer_challenge(const pending_login& pending, const challenge_answer& given,
                                   std::chrono::sys_seconds now)
    {
        const login_outcome out = token::update<login_record>(
            store_, pending.user.view(), [&](const login_record* record) {
                const auto config = published_.read();
                pending_login mine = pending;
                const decision made =
                    login::answer_challenge(*config, record, mine, given, factor_, now);
                auto done = finish(record, mine.request, made, now, {});
                if (done.first.pending && made.why() == reason::wrong_code)
                    done.first.pending = pending; // the question stands
                return done;
            });
        hooks_.write_history(pending.user.view(), out.made.changes.history);
        return out;
    }

    /// Sends a code to verify a device with, by mail or SMS. Errors: errc::no_such_user,
    /// out_of_range (no such question, or no such method of the user), mail_failed, those of
    /// issue_device_code.
    std::error_code send_code(const pending_login& pending, verification_method method,
                              std::chrono::sys_seconds now)
    {
        if (pending.asked != answer::identity_challenge ||
            (method != verification_method::mail_code && method != verification_method::sms_code))
            return errc::out_of_range;
        token::issued_code code;
        std::optional<login_record> sent;
        const auto error =
            change(pending.user.view(), sent,
                   [&](const configuration& config, login_record& record) -> std::error_code {
                       if (!device_methods(record, now).contains(method))
                           return errc::out_of_range;
                       return issue_device_code(config, record, random_, mac_, keys_, now, code);
                   });
        return error ? error
                     : deliver([&] { hooks_.send_code(*sent, method, code.code.reveal_text()); });
    }

    /// Rules 8 and 9: a new token, mailed. Errors as of login::reset_token; errc::no_such_user;
    /// mail_failed: the old token is gone, and the new one reached nobody.
    std::error_code reset_token(const session& of)
    {
        token::issued_token<Policy> made;
        std::optional<login_record> changed;
        const auto error =
            change(of.user.view(), changed, [&](const configuration& config, login_record& record) {
                return login::reset_token(config, of, record, generator_, mac_, keys_, made);
            });
        return error ? error : mail(*changed, made);
    }

    /// Rule 8: a new password, for who knows the old one; the new token is mailed if the user has
    /// ever asked for one. A wrong old password counts as a failure. Errors: token::errc::mismatch
    /// (the old one), errc::impersonating, session_over, those of login::change_password and of
    /// reset_token().
    std::error_code change_password(const session& of, std::string_view old_password,
                                    std::string_view new_password, std::chrono::sys_seconds now)
    {
        if (of.impersonating())
            return errc::impersonating;
        token::issued_token<Policy> made;
        std::optional<login_record> changed;
        bool wrong = false;
        const auto error =
            change(of.user.view(), changed,
                   [&](const configuration& config, login_record& record) -> std::error_code {
                       const password_policy& policy = config.organisation().settings().passwords;
                       if (may(of, record, power::change_password) != power_result::allowed ||
                           is_locked(policy, record.failures, now))
                           return errc::session_over;
                       const auto checked =
                           hasher_.verify(token::as_bytes(old_password), record.password_hash);
                       wrong = checked.error == token::errc::mismatch;
                       if (wrong) {
                           record.failures = count_failure(policy, record.failures, now);
                           return {};
                       }
                       if (checked.error)
                           return checked.error;
                       return login::change_password(config, record, new_password, hasher_,
                                                     generator_, mac_, keys_, now, made);
                   });
        if (error)
            return error;
        if (wrong)
            return token::errc::mismatch;
        return changed->token_requested ? mail(*changed, made) : std::error_code();
    }

    /// Rule 23: a temporary code for `target`, to be read out. Errors as of
    /// login::issue_temporary_code; errc::no_such_user.
    std::error_code issue_temporary_code(const session& of, std::string_view target,
                                         std::chrono::seconds lifetime,
                                         std::chrono::sys_seconds now, token::issued_code& out)
    {
        std::optional<login_record> changed;
        return change(target, changed,
                      [&](const configuration& config, login_record& record) -> std::error_code {
                          const auto creator = store_.load(of.user.view());
                          if (!creator)
                              return errc::no_such_user;
                          return login::issue_temporary_code(config, of, creator->record, record,
                                                             lifetime, random_, mac_, keys_, now,
                                                             out);
                      });
    }

    /// Any other change of a record (unlock(), activate(), grant_login(), freezing, ...): `make`
    /// takes the configuration and a copy of the record, which is committed unless it returns an
    /// error. `changed` is what was committed. It may be called again after a lost race. Errors:
    /// errc::no_such_user, those of `make`.
    template <class Make>
    std::error_code change(std::string_view name, std::optional<login_record>& changed, Make make)
    {
        return token::update<login_record>(store_, name, [&](const login_record* record) {
            std::pair<std::error_code, std::optional<login_record>> out{errc::no_such_user,
                                                                        std::nullopt};
            if (record == nullptr)
                return out;
            const auto config = published_.read();
            changed = *record;
            out.first = make(*config, *changed);
            if (!out.first)
                out.second = changed;
            return out;
        });
    }

    /// Rules 25 to 29. Without an answer: allow, a challenge, or a refusal; with one: after the
    /// target's second factor.
    log_in_as_decision log_in_as(const session& of, std::string_view target,
                                 const std::optional<challenge_answer>& given,
                                 std::chrono::sys_seconds now)
    {
        const auto made =
            token::update<login_record>(store_, target, [&](const login_record* record) {
                const auto config = published_.read();
                const auto actor = store_.load(of.user.view());
                std::pair<log_in_as_decision, std::optional<login_record>> out;
                if (!actor || record == nullptr) {
                    out.first.error = errc::no_such_user;
                    out.first.audit = {now, audit_entry::event_type::refused, of.user, target};
                    return out;
                }
                out.first = given ? answer_log_in_as(*config, of, actor->record, *record, *given,
                                                     factor_, now)
                                  : login::log_in_as(*config, of, actor->record, *record, now);
                if (out.first.changes.change_record()) {
                    out.second = *record;
                    apply(out.first.changes, *out.second);
                }
                return out;
            });
        if (given && made.changes.history.when != std::chrono::sys_seconds())
            hooks_.write_history(target, made.changes.history);
        if (made.result != log_in_as_decision::result_type::challenge)
            hooks_.write_audit(made.audit);
        return made;
    }

    /// Rules 28 and 29: the session after it.
    session end_log_in_as(const session& of, std::chrono::sys_seconds now)
    {
        const log_in_as_end end = login::end_log_in_as(*published_.read(), of, now);
        hooks_.write_audit(end.audit);
        return end.after;
    }

    /// Rules 18 and 17: whether a session may act now.
    request_result check_request(const session& of, const ip::address& address,
                                 std::chrono::sys_seconds now)
    {
        const auto user = store_.load(of.user.view());
        const auto impersonator =
            of.impersonating() ? store_.load(of.impersonator.view()) : std::nullopt;
        const auto config = published_.read();
        return login::check_request(*config, of, user ? &user->record : nullptr,
                                    impersonator ? &impersonator->record : nullptr, address, now);
    }

    /// Rule 24: lifts the session by a second factor of who sits there.
    std::pair<factor_decision, session>
    raise_session(const session& of, const challenge_answer& given, std::chrono::sys_seconds now)
    {
        using result = std::pair<factor_decision, session>;
        const result made =
            token::update<login_record>(store_, of.person(), [&](const login_record* record) {
                const auto config = published_.read();
                std::pair<result, std::optional<login_record>> out;
                out.first.second = of;
                if (record == nullptr)
                    return out;
                out.first.first = login::raise_session(*config, of, *record, given, factor_, now,
                                                       out.first.second);
                if (out.first.first.changes.change_record()) {
                    out.second = *record;
                    apply(out.first.first.changes, *out.second);
                }
                return out;
            });
        // Nothing was asked of a session that is over, or of nobody: that is no line of anybody's.
        if (made.first.changes.history.when != std::chrono::sys_seconds())
            hooks_.write_history(of.person(), made.first.changes.history);
        return made;
    }

private:
    using decided = std::pair<login_outcome, std::optional<login_record>>;

    decided finish(const login_record* record, const login_request& request, const decision& made,
                   std::chrono::sys_seconds now, std::string_view field)
    {
        decided out;
        out.first.made = made;
        if (record == nullptr)
            return out;
        if (made.changes.change_record() || request.credential.needs_rehash) {
            out.second = *record;
            apply(made.changes, *out.second);
        }
        if (made.result == answer::allow)
            out.first.opened = open_session(*record, request, made, now);
        else if (made.next != next_step::none)
            out.first.pending = make_pending(*record, request, made, now);
        if (made.result == answer::allow && request.credential.needs_rehash)
            rehash(*out.second, request, field);
        return out;
    }

    // Right, but hashed in an old way. What fails is done at the next login.
    void rehash(login_record& record, const login_request& request, std::string_view field)
    {
        const token::stored_credential stored = credential_of(record);
        const bool has_suffix = request.credential.match == token::field_match::password_and_suffix;
        const std::size_t suffix = !has_suffix ? 0
                                   : stored.suffix == token::suffix_kind::totp
                                       ? std::size_t(stored.totp.digits)
                                       : record.token->size;
        if (field.size() > suffix)
            static_cast<void>(hasher_.hash(token::as_bytes(field.substr(0, field.size() - suffix)),
                                           record.password_hash));
    }

    template <class Send>
    std::error_code deliver(Send send)
    {
#if defined(__cpp_exceptions)
        try {
            send();
        } catch (...) {
            return errc::mail_failed;
        }
#else
        send();
#endif
        return {};
    }

    std::error_code mail(const login_record& record, const token::issued_token<Policy>& made)
    {
        return deliver([&] { hooks_.mail_token(record, made.token.reveal()); });
    }

    struct address_bytes {
        std::array<unsigned char, 16> bytes{};
        std::size_t size = 0;
        operator token::bytes_view() const noexcept { return {bytes.data(), size}; }
    };
    static address_bytes bytes_of(const ip::address& address)
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
    token::throttle::source source_of(const ip::address& address) const
    {
        return published_.read()->organisation().trusted_networks().contains(address)
                   ? token::throttle::source::trusted
                   : token::throttle::source::untrusted;
    }
    bool is_throttled(std::string_view name, const login_attempt& attempt,
                      std::chrono::sys_seconds now)
    {
        return throttle_->admit(name, bytes_of(attempt.address), source_of(attempt.address),
                                now.time_since_epoch()) > std::chrono::seconds(0);
    }

    const ip::snapshot<configuration>& published_;
    Store& store_;
    Hasher& hasher_;
    Mac& mac_;
    const token::key_ring& keys_;
    Hooks& hooks_;
    token::throttle* throttle_;
    token::credential_verifier<Hasher, Mac> verifier_;
    second_factor<Mac, Hooks> factor_;
    token::token_generator<Policy, Source> generator_;
    token::watched_random<Source> random_;
};

} // namespace cordon::inline v0::login

#endif
