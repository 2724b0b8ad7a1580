// A small organisation with its users, over a store in memory: what the tests of logins play in.
#pragma once

#include "reference/counting_hasher.hpp"
#include "reference/login_outcome.hpp"
#include "reference/login_settings.hpp"
#include "reference/scripted_random.hpp"
#include "reference/toy_mac.hpp"

#include <cordon/login/login_service.hpp>
#include <cordon/login/presets.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cordon_test {

// Models cordon::login::login_hooks: keeps what it is given.
struct recorded_hooks {
    std::vector<std::pair<std::string, std::string>> mails; // user and token, or user and code
    std::vector<std::pair<std::string, cordon::login::history_entry>> history;
    std::vector<cordon::login::audit_entry> audits;
    bool mail_fails = false;

    // The right answer of every approval and security key.
    bool verify(const cordon::login::login_record&, cordon::login::verification_method,
                std::string_view answer) const
    {
        if (answer == "throw")
            throw std::runtime_error("no connection");
        return answer == "approved";
    }
    void mail_token(const cordon::login::login_record& record, std::string_view token)
    {
        if (mail_fails)
            throw std::runtime_error("no connection");
        mails.emplace_back(record.user.name, token);
    }
    void send_code(const cordon::login::login_record& record, cordon::login::verification_method,
                   std::string_view code)
    {
        if (mail_fails)
            throw std::runtime_error("no connection");
        mails.emplace_back(record.user.name, code);
    }
    void write_history(std::string_view user, const cordon::login::history_entry& entry)
    {
        history.emplace_back(user, entry);
    }
    void write_audit(const cordon::login::audit_entry& entry) { audits.push_back(entry); }
};

// A fixture. By default: preset salesforce, trusted 10.0.0.0-10.0.0.255, the profile "sales"
// without rules; the password of a user is "pw-" and the name. The clock stands at noon UTC on
// Monday, 2024-01-01.
struct login_world {
    using store_type = cordon::login::memory_record_store;
    using service_type =
        cordon::login::login_service<store_type, counting_hasher, toy_mac, recorded_hooks,
                                     cordon::token::default_policy, scripted_random>;

    cordon::login::configuration_settings settings = default_settings();
    cordon::ip::snapshot<cordon::login::configuration> published{
        cordon::login::configuration::build(settings).value()};
    std::chrono::sys_seconds now = utc(2024, 1, 1, 12);
    store_type store{};
    random_script script{};
    toy_mac mac{};
    counting_hasher hasher{};
    cordon::token::key_ring keys = one_key();
    recorded_hooks hooks{};
    service_type service{published, store, hasher,  mac,
                         keys,      hooks, nullptr, scripted_random(script)};
    std::map<std::string, std::string, std::less<>> tokens{}; // the current one of each user

    static constexpr std::string_view totp_secret = "12345678901234567890";

    static cordon::login::configuration_settings default_settings()
    {
        cordon::login::configuration_settings out;
        out.organisation.trusted_ranges = ranges({"10.0.0.0-10.0.0.255"});
        out.profiles = {{.name = "sales", .login_ranges = {}, .login_hours = {}}};
        return out;
    }
    static cordon::token::key_ring one_key()
    {
        cordon::token::key_ring out;
        cordon::token::detail::raise_if(
            out.add("k1", cordon::token::as_bytes(std::string_view("0123456789abcdef"))));
        return out;
    }

    // Publishes `settings` as they are now, and reads them back (hours are pinned then).
    void publish()
    {
        auto built = cordon::login::configuration::build(settings).value();
        settings = built.settings();
        published.publish(std::move(built));
    }
    // Publishes settings that were damaged.
    void load() { published.publish(cordon::login::configuration::load(settings).value()); }

    // A user with a token, who is past the first login.
    void add(std::string_view name, cordon::login::user_settings user = {})
    {
        cordon::login::login_record record;
        if (user.profile.empty())
            user.profile = "sales";
        user.name = name;
        record.user = user;
        record.password_hash = counting_hasher::stored(password_of(name));
        record.password_changed = now;
        record.had_ui_login = true;
        if (!store.compare_and_swap(name, 0, record))
            throw std::logic_error("the user is there already");
        renew_token(name);
    }
    static std::string password_of(std::string_view name) { return "pw-" + std::string(name); }

    cordon::login::login_record record(std::string_view name) const
    {
        return store.load(name)->record;
    }
    template <class Change>
    void edit(std::string_view name, Change change)
    {
        auto found = store.load(name).value();
        change(found.record);
        if (!store.compare_and_swap(name, found.version, found.record))
            throw std::logic_error("somebody else was faster");
    }
    // A new token as an administrator's tool makes it.
    void renew_token(std::string_view name)
    {
        edit(name, [&](cordon::login::login_record& of) {
            cordon::token::token_generator<cordon::token::default_policy, scripted_random>
                generator{scripted_random(script)};
            cordon::token::issued_token<cordon::token::default_policy> made;
            cordon::token::detail::raise_if(
                cordon::login::renew_token(*published.read(), of, generator, mac, keys, made));
            tokens[std::string(name)] = made.token.reveal();
        });
    }
    void enrol_totp(std::string_view name)
    {
        edit(name, [](cordon::login::login_record& of) {
            of.totp_key = cordon::login::stored_secret(cordon::token::as_bytes(totp_secret));
        });
    }
    std::string totp_code() const
    {
        toy_mac own;
        cordon::token::code_text out;
        cordon::token::detail::raise_if(
            cordon::token::totp(own, cordon::token::as_bytes(totp_secret), now, {}, out));
        return std::string(out.view());
    }

    // What the field holds: the password, and the token or something else behind it.
    std::string bare(std::string_view name) const { return password_of(name); }
    std::string with_token(std::string_view name) const
    {
        return password_of(name) + tokens.find(name)->second;
    }

    cordon::login::login_outcome api(std::string_view name, std::string_view address,
                                     std::string_view field)
    {
        return service.log_in(
            name, {cordon::login::login_kind::api, address_of(address), field, {}}, now);
    }
    cordon::login::login_outcome ui(std::string_view name, std::string_view address,
                                    std::string_view field, std::string_view cookie = {})
    {
        cordon::login::login_attempt attempt{
            cordon::login::login_kind::ui, address_of(address), field, {}};
        if (!cookie.empty()) {
            const cordon::token::secret_key key(std::string_view("device key of the server"));
            const std::string organisation = published.read()->organisation().settings().name;
            attempt.device.emplace();
            cordon::token::detail::raise_if(cordon::login::make_device_key(
                mac, key, {organisation, name}, cookie, *attempt.device));
        }
        return service.log_in(name, attempt, now);
    }
    cordon::login::login_outcome answer(const cordon::login::login_outcome& asked,
                                        cordon::login::verification_method method,
                                        std::string_view text)
    {
        return service.answer_challenge(*asked.pending,
                                        {asked.pending->request.address, method, text}, now);
    }
    // The code that was mailed last.
    const std::string& mailed() const { return hooks.mails.back().second; }
    std::string_view last_history() const
    {
        return cordon::login::history_text(hooks.history.back().second.why);
    }
    std::uint32_t failures(std::string_view name) const { return record(name).failures.count; }

    // A high-assurance or standard UI session as of a login.
    cordon::login::session session_of(std::string_view name, bool high = true) const
    {
        cordon::login::session out;
        out.user = name;
        out.level = high ? cordon::login::session_level::high_assurance
                         : cordon::login::session_level::standard;
        out.address = address_of("10.0.0.1");
        out.started = now;
        return out;
    }

    // "" is none.
    static cordon::ip::address address_of(std::string_view text)
    {
        return text.empty() ? cordon::ip::address() : cordon::ip::make_address(text);
    }
};

inline std::string outcome(const cordon::login::login_outcome& out) { return outcome(out.made); }

} // namespace cordon_test
