// cordon::login - the rules over a synchronous store: load, decide, commit, decide again.
#ifndef CORDON_LOGIN_LOGIN_SERVICE_HPP
#define CORDON_LOGIN_LOGIN_SERVICE_HPP

#include <cordon/login/detail/decide_and_commit.hpp>
#include <cordon/login/detail/kept_credential.hpp>
#include <cordon/login/detail/kept_factor.hpp>
#include <cordon/login/detail/throttled_try.hpp>
#include <cordon/login/login_hooks.hpp>
#include <cordon/login/temporary_code.hpp>

namespace cordon::inline v0::login {

/// The store in memory, for tests and small services.
using memory_record_store = token::memory_store<login_record>;

/// The rules over a store, one call for each thing that people do: pins the published
/// configuration, loads the record, decides, commits by compare-and-swap, decides again after a
/// lost race. One object per thread, as its hasher and mac; store, configuration and throttle are
/// shared. Throws what the store throws; then nothing was committed.
///
/// Where there is a throttle it stands before passwords and answers alike (rule 16), by the
/// record's own name, whichever spelling of it the store takes; `steady` measures its delays.
///
/// A configuration that is published meanwhile waits for the decisions that go by the old one: when
/// publish() returns, none is left, nor will one be committed. So neither the store nor what
/// change() is given may publish.
template <class Store, token::password_hasher Hasher, token::mac Mac, login_hooks Hooks,
          token::token_policy Policy = token::default_policy,
          token::random_source Source = token::system_random>
    requires token::record_store<Store, login_record>
class login_service {
public:
    /// Keeps references to all of these, which live longer. One service a thread, as its mac.
    login_service(const ip::snapshot<configuration>& published, Store& store, Hasher& hasher,
                  Mac& mac, const token::key_ring& keys, Hooks& hooks,
                  token::throttle* throttle = nullptr, Source source = Source(),
                  steady_time steady = steady_seconds)
        : published_(published), store_(store), hasher_(hasher), mac_(mac), keys_(keys),
          hooks_(hooks), throttle_(throttle), steady_(std::move(steady)),
          verifier_(hasher, mac, keys), generator_(source), random_(source)
    {
    }

    /// Tables A and B. The history is that of the record's own name.
    login_outcome log_in(std::string_view name, const login_attempt& attempt,
                         std::chrono::sys_seconds now)
    {
        std::string user(name);
        detail::kept_credential credential;
        detail::throttled_try typed(throttle_, steady_);
        const login_outcome out = detail::decide_by_own_name(
            published_, store_, user, [&](const configuration& config, const login_record* record) {
                if (typed.must_wait(
                        user, attempt.address,
                        detail::source_of(config, record, attempt.address, attempt.device)))
                    return throttled(attempt.kind, attempt.address, now);
                login_request request;
                request.kind = attempt.kind;
                request.address = attempt.address;
                request.device = attempt.device;
                request.credential =
                    credential.verify(verifier_, config.organisation().settings().name, user,
                                      record, attempt.field, now);
                const decision made = decide(config, record, request, now);
                decided done = finish(record, request, made, now);
                if (made.result == answer::allow && request.credential.needs_rehash)
                    credential.rehash(hasher_, attempt.field, *done.second);
                return done;
            });
        hooks_.write_history(user, out.made.changes.history);
        if (out.made.result == answer::allow)
            typed.succeed();
        return out;
    }

    /// The answer to a challenge of log_in() or of this. While the throttle says wait
    /// (reason::throttled) nothing is looked at, and the question stands.
    login_outcome answer_challenge(const pending_login& pending, const challenge_answer& given,
                                   std::chrono::sys_seconds now)
    {
        const std::string_view user = pending.user.view();
        const auto& asked = pending.request;
        answer_factor factor(mac_, keys_, hooks_);
        detail::throttled_try answered(throttle_, steady_);
        auto asked_from = token::throttle::source::untrusted;
        const login_outcome out = decide_and_commit(user, [&](const configuration& config,
                                                              const login_record* record) {
            asked_from = detail::source_of(config, record, asked.address, asked.device);
            if (answered.must_wait(
                    user, given.address,
                    detail::source_of(config, record, given.address, asked.device))) {
                decided wait = throttled(asked.kind, given.address, now);
                wait.first.pending = pending;
                return wait;
            }
            pending_login mine = pending;
            const decision made =
                login::answer_challenge(config, record, mine, given, factor.check, now);
            decided done = finish(record, mine.request, made, now);
            if (done.first.pending && made.why() == reason::wrong_code)
                done.first.pending = mine; // the question stands
            else if (done.first.pending && given.address.canonical() == asked.address.canonical())
                done.first.pending->admitted += pending.admitted;
            return done;
        });
        hooks_.write_history(user, out.made.changes.history);
        if (out.made.result == answer::allow) {
            answered.succeed();
            answered.succeed_earlier(pending.admitted, asked.address, asked_from);
        }
        return out;
    }

    /// Sends a code to verify a device with, by mail or SMS. Errors: errc::no_such_user,
    /// out_of_range (no such question, or none any more, or no such method of the user: see
    /// may_send_code), mail_failed, those of issue_device_code.
    std::error_code send_code(const pending_login& pending, verification_method method,
                              std::chrono::sys_seconds now)
    {
        token::issued_code code;
        std::optional<login_record> sent;
        const auto error =
            change(pending.user.view(), sent,
                   [&](const configuration& config, login_record& record) -> std::error_code {
                       if (!may_send_code(config, record, pending, method, now))
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
    /// (the old one), errc::impersonating, session_over, throttled, those of
    /// login::change_password and of reset_token().
    std::error_code change_password(const session& of, std::string_view old_password,
                                    std::string_view new_password, std::chrono::sys_seconds now)
    {
        if (of.impersonating())
            return errc::impersonating;
        token::issued_token<Policy> made;
        std::optional<login_record> changed;
        bool wrong = false;
        bool right = false;
        detail::throttled_try typed(throttle_, steady_);
        const auto error =
            change(of.user.view(), changed,
                   [&](const configuration& config, login_record& record) -> std::error_code {
                       wrong = right = false;
                       const password_policy& policy = config.organisation().settings().passwords;
                       if (may(of, record, power::change_password) != power_result::allowed ||
                           is_locked(policy, record.failures, now))
                           return errc::session_over;
                       if (must_wait(typed, config, record, of.address))
                           return errc::throttled;
                       const auto checked =
                           hasher_.verify(token::as_bytes(old_password), record.password_hash);
                       wrong = checked.error == token::errc::mismatch;
                       right = !checked.error;
                       if (wrong) {
                           record.failures = count_failure(policy, record.failures, now);
                           return {};
                       }
                       if (checked.error)
                           return checked.error;
                       return login::change_password(config, record, new_password, hasher_,
                                                     generator_, mac_, keys_, now, made);
                   });
        if (right)
            typed.succeed();
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
        std::string name(target);
        return detail::decide_by_own_name(
            published_, store_, name, [&](const configuration& config, const login_record* record) {
                std::pair<std::error_code, std::optional<login_record>> done{errc::no_such_user,
                                                                             std::nullopt};
                const auto creator = store_.load(of.user.view());
                if (!creator)
                    return done;
                if (record == nullptr) {
                    if (const auto error = detail::check_code_creator(config, of, creator->record))
                        done.first = error;
                    return done;
                }
                done.second = *record;
                done.first = login::issue_temporary_code(config, of, creator->record, *done.second,
                                                         lifetime, random_, mac_, keys_, now, out);
                if (done.first)
                    done.second.reset();
                return done;
            });
    }

    /// Any other change of a record (unlock(), activate(), grant_login(), freezing, ...): `make`
    /// takes the configuration and a copy of the record, which is committed unless it returns an
    /// error. `changed` is what was committed. It may be called again after a lost race. Errors:
    /// errc::no_such_user, those of `make`.
    template <class Make>
    std::error_code change(std::string_view name, std::optional<login_record>& changed, Make make)
    {
        return decide_and_commit(name,
                                 [&](const configuration& config, const login_record* record) {
                                     std::pair<std::error_code, std::optional<login_record>> out{
                                         errc::no_such_user, std::nullopt};
                                     if (record == nullptr)
                                         return out;
                                     changed = *record;
                                     out.first = make(config, *changed);
                                     if (!out.first)
                                         out.second = changed;
                                     return out;
                                 });
    }

    /// Rules 25 to 29. Without an answer: allow, a challenge, or a refusal; with one: after the
    /// target's second factor. An answer that does not pass is audited as a refusal. Whether there
    /// is such a target is told to who may log in as somebody alone.
    log_in_as_decision log_in_as(const session& of, std::string_view target,
                                 const std::optional<challenge_answer>& given,
                                 std::chrono::sys_seconds now)
    {
        using type = log_in_as_decision::result_type;
        std::string name(target);
        answer_factor factor(mac_, keys_, hooks_);
        detail::throttled_try answered(throttle_, steady_);
        const auto made = detail::decide_by_own_name(
            published_, store_, name, [&](const configuration& config, const login_record* record) {
                const auto actor = store_.load(of.user.view());
                std::pair<log_in_as_decision, std::optional<login_record>> out;
                if (!actor || record == nullptr) {
                    if (actor)
                        out.first.error = detail::check_actor(config, of, actor->record);
                    if (!out.first.error)
                        out.first.error = errc::no_such_user;
                    out.first.audit = {now, audit_entry::event_type::refused, of.user,
                                       detail::audited_name(name)};
                    return out;
                }
                out.first = login::log_in_as(config, of, actor->record, *record, now);
                if (!given || out.first.result != type::challenge)
                    return out;
                if (must_wait(answered, config, *record, given->address)) {
                    out.first.changes.history = {now, given->address, login_kind::ui,
                                                 reason::throttled, false};
                    return out;
                }
                out.first =
                    answer_log_in_as(config, of, actor->record, *record, *given, factor.check, now);
                if (out.first.changes.change_record()) {
                    out.second = *record;
                    apply(out.first.changes, *out.second);
                }
                return out;
            });
        if (made.changes.history.when != std::chrono::sys_seconds())
            hooks_.write_history(name, made.changes.history);
        if (given || made.result != type::challenge)
            hooks_.write_audit(made.audit);
        if (made.result == type::allow)
            answered.succeed();
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
        answer_factor factor(mac_, keys_, hooks_);
        detail::throttled_try answered(throttle_, steady_);
        const result made = decide_and_commit(of.person(), [&](const configuration& config,
                                                               const login_record* record) {
            std::pair<result, std::optional<login_record>> out;
            out.first.second = of;
            if (record == nullptr || !detail::can_raise(config, of, *record))
                return out;
            auto& [factors, raised] = out.first;
            if (must_wait(answered, config, *record, given.address)) {
                factors.changes.history = {now, given.address, login_kind::ui, reason::throttled,
                                           false};
                return out;
            }
            factors = login::raise_session(config, of, *record, given, factor.check, now, raised);
            if (factors.changes.change_record()) {
                out.second = *record;
                apply(factors.changes, *out.second);
            }
            return out;
        });
        if (made.first.passed)
            answered.succeed();
        // Nothing was asked of a session that is over, or of nobody: that is no line of anybody's.
        if (made.first.changes.history.when != std::chrono::sys_seconds())
            hooks_.write_history(of.person(), made.first.changes.history);
        return made;
    }

private:
    using decided = std::pair<login_outcome, std::optional<login_record>>;

    // The check of one answer.
    struct answer_factor {
        detail::kept_factor<Hooks> hook;
        second_factor<Mac, detail::kept_factor<Hooks>> check;

        answer_factor(Mac& mac, const token::key_ring& keys, Hooks& hooks) noexcept
            : hook(hooks), check(mac, keys, hook)
        {
        }
    };

    template <class Change>
    auto decide_and_commit(std::string_view name, Change change)
    {
        return detail::decide_and_commit(published_, store_, name, change);
    }

    static decided throttled(login_kind kind, const ip::address& address,
                             std::chrono::sys_seconds now)
    {
        decided out;
        out.first.made.changes.history = {now, address, kind, reason::throttled, false};
        return out;
    }
    static bool must_wait(detail::throttled_try& what, const configuration& config,
                          const login_record& record, const ip::address& address)
    {
        return what.must_wait(record.user.name, address,
                              detail::source_of(config, &record, address, std::nullopt));
    }

    decided finish(const login_record* record, const login_request& request, const decision& made,
                   std::chrono::sys_seconds now)
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
        return out;
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

    const ip::snapshot<configuration>& published_;
    Store& store_;
    Hasher& hasher_;
    Mac& mac_;
    const token::key_ring& keys_;
    Hooks& hooks_;
    token::throttle* throttle_;
    steady_time steady_;
    token::credential_verifier<Hasher, Mac> verifier_;
    token::token_generator<Policy, Source> generator_;
    token::watched_random<Source> random_;
};

} // namespace cordon::inline v0::login

#endif
