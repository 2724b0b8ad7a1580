// trusted_login - plays logins by the rules of a configuration, and says what came of each.
//
//     trusted_login CONFIG.toml <EVENTS.jsonl
//
// An event is a JSON object on a line of its own; see examples/data/README.md. Everything is kept
// in memory: the users, their tokens and the mails that they get.
#include "cli/program.hpp"

#include <cordon/login.hpp>
#include <cordon/openssl.hpp>
#include <cordon/toml.hpp>
#include <cordon/tz.hpp>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <map>
#include <stdexcept>

namespace {

namespace ip = cordon::ip;
namespace login = cordon::login;
namespace token = cordon::token;
using json = nlohmann::json;
using sys_seconds = std::chrono::sys_seconds;

// What a user's mailbox and the logs got. A model of login::login_hooks.
struct hooks {
    std::map<std::string, std::vector<std::string>, std::less<>> tokens; // by user, the latest last
    std::map<std::string, std::string, std::less<>> codes;
    std::string history; // of the last event

    // There are no security keys and no approvals here.
    bool verify(const login::login_record&, login::verification_method, std::string_view) const
    {
        return false;
    }
    void mail_token(const login::login_record& record, std::string_view text)
    {
        tokens[record.user.name].emplace_back(text);
    }
    void send_code(const login::login_record& record, login::verification_method,
                   std::string_view text)
    {
        codes[record.user.name] = text;
    }
    void write_history(std::string_view, const login::history_entry& entry)
    {
        history = history_text(entry.why);
        if (entry.password_expired)
            history += " (password expired)";
    }
    void write_audit(const login::audit_entry& entry)
    {
        const char* const events[] = {"started", "ended", "refused"};
        history = std::string("audit: log-in-as ") + events[int(entry.event)] + ": " +
                  std::string(entry.actor.view()) + " as " + std::string(entry.target.view());
    }
};

std::string_view name_of(login::answer value)
{
    constexpr std::string_view names[] = {"invalid_login",  "restricted_time", "restricted_ip",
                                          "token_required", "denied",          "identity_challenge",
                                          "mfa_challenge",  "step_up",         "allow"};
    return names[std::size_t(value)];
}

class theatre {
public:
    theatre(login::configuration config, bool quick)
        : settings_(config.settings()), published_(std::move(config)),
          hasher_(kdf_, mac_, {.cost = quick ? quick_cost() : token::scrypt_cost{}}),
          service_(published_, store_, hasher_, mac_, keys_, hooks_)
    {
        if (const auto error = keys_.add("k1", token::as_bytes("32 bytes that nobody else knows.")))
            throw std::system_error(error);
    }

    void play(const json& event)
    {
        const std::string what = event.at("do");
        const std::string user = event.value("user", "");
        hooks_.history.clear();
        if (what == "say")
            std::printf("\n%s\n", event.at("text").get<std::string>().c_str());
        else if (what == "clock")
            set_clock(event.at("now"));
        else if (what == "option")
            set_option(event.at("name"), event.at("value"));
        else if (what == "user")
            add_user(event);
        else if (what == "log_in")
            log_in(event, user);
        else if (what == "send_code")
            tell(what, user, "", service_.send_code(pending_.at(user), method_of(event), now_));
        else if (what == "answer")
            answer(event, user);
        else if (what == "reset_token")
            tell(what, user, "", service_.reset_token(sessions_.at(user)));
        else if (what == "log_in_as")
            log_in_as(event, user);
        else if (what == "request")
            request(event, user);
        else
            throw std::runtime_error("nothing is called \"" + what + "\"");
    }

private:
    static token::scrypt_cost quick_cost()
    {
        token::scrypt_cost out;
        out.log2_n = 10;
        return out;
    }

    void set_clock(const std::string& text)
    {
        int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
        if (std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &y, &mo, &d, &h, &mi, &s) != 6)
            throw std::runtime_error("a time is \"2026-11-23 09:00:00\" (UTC)");
        using namespace std::chrono;
        now_ = sys_days(year(y) / mo / d) + hours(h) + minutes(mi) + seconds(s);
    }

    void set_option(const std::string& name, bool value)
    {
        bool known = false;
        const auto take = [&](std::string_view key, auto& member) {
            if constexpr (std::is_same_v<decltype(member), bool&>)
                if (key == name) {
                    member = value;
                    known = true;
                }
        };
        cordon::toml::detail::organisation_fields(settings_.organisation, take);
        if (!known)
            throw std::runtime_error("no option is called \"" + name + "\"");
        published_.publish(login::configuration::build(settings_, cordon::tz::find_zone).value());
        std::printf("  %s = %s\n", name.c_str(), value ? "true" : "false");
    }

    void add_user(const json& event)
    {
        login::login_record record;
        login::user_settings& user = record.user;
        user.name = event.at("name");
        user.profile = event.at("profile");
        user.api_only = event.value("api_only", false);
        user.mfa_ui = event.value("mfa", false);
        user.administrator = event.value("administrator", false);
        if (const auto wrong = check(user, *published_.read()); !wrong.empty())
            throw std::runtime_error(to_string(wrong));
        record.password_changed = now_;
        record.had_ui_login = true;
        record.token_requested = true;
        raise(hasher_.hash(token::as_bytes(event.at("password").get_ref<const std::string&>()),
                           record.password_hash));
        token::issued_token<token::default_policy> made;
        raise(renew_token(*published_.read(), record, generator_, mac_, keys_, made));
        if (!store_.compare_and_swap(user.name, 0, record))
            throw std::runtime_error(user.name + " is there already");
        hooks_.mail_token(record, made.token.reveal());
    }

    void log_in(const json& event, const std::string& user)
    {
        const std::string field = filled(event.at("password"), user);
        login::login_attempt attempt;
        attempt.kind = kind_of(event);
        attempt.address = address_of(event);
        attempt.field = field;
        tell(event, user, service_.log_in(user, attempt, now_));
    }

    void answer(const json& event, const std::string& user)
    {
        const std::string text = filled(event.at("text"), user);
        const login::challenge_answer given{address_of(event), method_of(event), text};
        tell(event, user, service_.answer_challenge(pending_.at(user), given, now_));
    }

    void log_in_as(const json& event, const std::string& user)
    {
        const std::string target = event.at("target");
        const auto made = service_.log_in_as(sessions_.at(user), target, std::nullopt, now_);
        const char* const results[] = {"refused", "challenge", "allow"};
        line("log_in_as", user + " as " + target, "", results[int(made.result)],
             made.error ? made.error.message() : hooks_.history);
    }

    void request(const json& event, const std::string& user)
    {
        const auto made = service_.check_request(sessions_.at(user), address_of(event), now_);
        const bool allowed = made == login::request_result::allowed;
        const char* const why[] = {"",
                                   "INVALID_SESSION_ID",
                                   "Password expired",
                                   "another address",
                                   "Restricted IP",
                                   "Restricted time"};
        line("request", user, event.at("from").get_ref<const std::string&>(),
             allowed ? "allow" : "refused", why[int(made)]);
    }

    void tell(const json& event, const std::string& user, const login::login_outcome& outcome)
    {
        pending_.erase(user);
        if (outcome.pending)
            pending_.emplace(user, *outcome.pending);
        if (outcome.opened)
            sessions_.insert_or_assign(user, *outcome.opened);
        std::string why = hooks_.history;
        const std::string_view told = name_of(outcome.made.told);
        if (told != name_of(outcome.made.result))
            why.append("  [told: ").append(told).append("]");
        if (outcome.opened && outcome.opened->level == login::session_level::high_assurance)
            why += ", high assurance";
        const std::string door = event.value("by", "api");
        line(door, user, event.at("from").get_ref<const std::string&>(),
             name_of(outcome.made.result), why);
    }
    void tell(std::string_view what, const std::string& user, std::string_view from,
              std::error_code error)
    {
        line(what, user, from, error ? "refused" : "done", error ? error.message() : "");
    }
    void line(std::string_view what, std::string_view user, std::string_view from,
              std::string_view result, std::string_view why) const
    {
        using namespace std::chrono;
        const auto time = hh_mm_ss(now_ - floor<days>(now_));
        char clock[16];
        std::snprintf(clock, sizeof clock, "%02d:%02d:%02d", int(time.hours().count()),
                      int(time.minutes().count()), int(time.seconds().count()));
        std::string out = std::string("  ") + clock + "  ";
        const std::pair<std::string_view, std::size_t> columns[] = {
            {what, 12}, {user, 11}, {from, 17}, {result, 19}, {why, 0}};
        std::size_t end = out.size();
        for (const auto& [text, width] : columns) {
            out.append(text);
            end += width;
            if (out.size() < end)
                out.resize(end, ' ');
        }
        out.resize(out.find_last_not_of(' ') + 1);
        std::puts(out.c_str());
    }

    // What the user types: {token} is the one mailed last, {old token} the one before, {code} the
    // last code.
    std::string filled(std::string text, const std::string& user)
    {
        const std::vector<std::string>& tokens = hooks_.tokens[user];
        const auto replace = [&](std::string_view what, const std::string& by) {
            if (const std::size_t at = text.find(what); at != text.npos)
                text.replace(at, what.size(), by);
        };
        replace("{token}", tokens.empty() ? "" : tokens.back());
        replace("{old token}", tokens.size() < 2 ? "" : tokens[tokens.size() - 2]);
        replace("{code}", hooks_.codes[user]);
        return text;
    }

    static login::login_kind kind_of(const json& event)
    {
        const std::string by = event.value("by", "api");
        if (by != "api" && by != "ui")
            throw std::runtime_error("\"by\" is \"api\" or \"ui\"");
        return by == "ui" ? login::login_kind::ui : login::login_kind::api;
    }
    static login::verification_method method_of(const json& event)
    {
        const auto found = login::parse_verification_method(event.value("method", "mail_code"));
        if (!found)
            throw std::runtime_error("unknown \"method\"");
        return *found;
    }
    // An address that cannot be read is none: outside of everything.
    static ip::address address_of(const json& event)
    {
        const auto parsed = ip::parse_address(event.at("from").get_ref<const std::string&>());
        return parsed ? *parsed : ip::address();
    }
    static void raise(std::error_code error)
    {
        if (error)
            throw std::system_error(error);
    }

    login::configuration_settings settings_;
    ip::snapshot<login::configuration> published_;
    login::memory_record_store store_;
    cordon::openssl::kdf kdf_;
    cordon::openssl::hmac mac_;
    cordon::openssl::password_hasher hasher_;
    token::key_ring keys_;
    token::token_generator<token::default_policy> generator_;
    hooks hooks_;
    login::login_service<login::memory_record_store, cordon::openssl::password_hasher,
                         cordon::openssl::hmac, hooks>
        service_;
    sys_seconds now_{};
    std::map<std::string, login::pending_login, std::less<>> pending_;
    std::map<std::string, login::session, std::less<>> sessions_;
};

int run(const std::string& path, bool quick, bool canonical)
{
    auto read = cordon::toml::load_configuration(
        path, {.zones = cordon::tz::find_zone, .take_damaged = canonical});
    if (!read) {
        std::fprintf(stderr, "%s\n", read.message().c_str());
        return cli::error;
    }
    if (canonical) {
        for (const auto& each : read.damage())
            std::fprintf(stderr, "%s\n", each.message.c_str());
        std::fputs(cordon::toml::write_configuration(*read).c_str(), stdout);
        return read.damage().empty() ? cli::found : cli::nothing;
    }
    theatre stage(*std::move(read), quick);
    std::string text;
    for (int number = 1; std::getline(std::cin, text); ++number) {
        if (text.empty() || text[0] == '#')
            continue;
        try {
            stage.play(json::parse(text));
        } catch (const std::exception& error) { // of the event: JSON, a missing key, a wrong name
            std::fprintf(stderr, "trusted_login: line %d: %s\n", number, error.what());
            return cli::error;
        }
    }
    return cli::found;
}

} // namespace

int main(int argc, char** argv)
try {
    CLI::App app("Plays logins (JSON, a line each, on standard input) by the rules of CONFIG.",
                 "trusted_login");
    std::string config;
    bool quick = false;
    bool canonical = false;
    app.set_version_flag("--version", cli::version("trusted_login"));
    app.add_option("CONFIG", config, "The organisation and its profiles, in TOML")->required();
    app.add_flag("--quick", quick, "Hash passwords at a cost that is too low for any other use");
    app.add_flag("--canonical", canonical,
                 "Only write CONFIG in its canonical form, which repairs damaged profiles");
    app.footer("Exit status: 0; 1 where --canonical repaired something; 2 after an error.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::found : cli::error;
    }
    return run(config, quick, canonical);
} catch (const std::exception& error) {
    std::fprintf(stderr, "trusted_login: %s\n", error.what());
    return cli::error;
}
