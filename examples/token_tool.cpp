// token_tool - security tokens and one-time codes on the command line. An example to copy from, and
// a help desk's tool: all that cordon::token does, with files in place of a database.
//
// Secrets are read from standard input and from files. No option takes one, since arguments are
// seen by every user of the machine and kept in the shell's history.
#include "token_tool/qr_code.hpp"
#include "token_tool/secret_files.hpp"

#include <cordon/openssl.hpp>
#include <cordon/token.hpp>

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace token = cordon::token;

namespace {

using token_tool::failure;

enum exit_code : int { yes = 0, no = 1, unknown = 2 };

struct options {
    std::string policy = "default";
    std::size_t count = 1;
    bool as_uri = false;

    std::string organisation;
    std::string user;
    std::vector<std::string> keys; // "ID=FILE", the current one first
    std::string record;

    std::string issuer;
    std::string account;
    std::string key_file;
    std::string hash = "sha1";
    token::one_time_code_options code;
    std::optional<std::int64_t> at; // seconds since 1970
    bool no_qr = false;
};

void check(std::error_code error, const std::string& what)
{
    if (error)
        throw failure(what, error);
}

// A policy is a template argument: the name on the command line chooses one of these.
template <class Body>
int with_policy(const std::string& name, Body body)
{
    if (name == "salesforce")
        return body.template operator()<token::salesforce_policy>();
    if (name == "scannable")
        return body.template operator()<token::scannable_policy>();
    return body.template operator()<token::default_policy>();
}

token::key_ring load_ring(const std::vector<std::string>& keys)
{
    token::key_ring ring;
    for (const std::string& each : keys) {
        const std::size_t equals = each.find('=');
        if (equals == std::string::npos)
            throw failure("--key: not of the form ID=FILE");
        const token::secret_key key = token_tool::load_key(each.substr(equals + 1));
        check(ring.add(std::string_view(each).substr(0, equals), key.reveal(), false), "--key");
    }
    return ring;
}

// --- Tokens -----------------------------------------------------------------------------------

int generate(const options& asked)
{
    return with_policy(asked.policy, [&]<token::token_policy Policy>() {
        token::token_generator<Policy> generator;
        std::vector<token::basic_security_token<Policy>> tokens(asked.count);
        check(generator.generate(tokens), "no token");
        for (const auto& each : tokens) {
            const auto uri = each.to_uri();
            token_tool::print_secret(asked.as_uri ? uri.reveal_text() : each.reveal());
        }
        return yes;
    });
}

int check_typing(const options& asked)
{
    return with_policy(asked.policy, [&]<token::token_policy Policy>() {
        bool all_good = true;
        token::basic_secret<256> text;
        for (int number = 1;; ++number) {
            const auto result = token_tool::read_line(STDIN_FILENO, "standard input", text);
            if (result == token_tool::line::end && number > 1)
                break;
            const token::errc code =
                result == token_tool::line::too_long
                    ? token::errc::too_long
                    : token::basic_security_token<Policy>::check_typing(text.reveal_text());
            std::printf("%d: %s\n", number, code == token::errc{} ? "ok" : token::describe(code));
            all_good = all_good && code == token::errc{};
            if (result == token_tool::line::end)
                break;
        }
        return all_good ? yes : no;
    });
}

int issue(const options& asked)
{
    return with_policy(asked.policy, [&]<token::token_policy Policy>() {
        const token::key_ring ring = load_ring(asked.keys);
        std::optional<token_tool::record_file> file;
        std::optional<token::token_record> previous;
        if (!asked.record.empty()) {
            const std::string text = file.emplace(asked.record).text();
            previous = token::parse_token_record(text);
            if (!text.empty() && !previous)
                throw failure(asked.record, token::errc::bad_record);
        }
        token::token_generator<Policy> generator;
        cordon::openssl::hmac mac;
        token::issued_token<Policy> issued;
        check(issue_token(generator, mac, ring, {asked.organisation, asked.user},
                          previous ? &*previous : nullptr, issued),
              "no token");
        // The record first: a token that was shown and not stored would be of no use.
        if (file)
            file->replace(to_text(issued.record));
        token_tool::print_secret(issued.token.reveal());
        if (!file)
            std::printf("%s\n", to_text(issued.record).c_str());
        return yes;
    });
}

int verify(const options& asked)
{
    const token::key_ring ring = load_ring(asked.keys);
    const auto record = token::parse_token_record(token_tool::record_file(asked.record).text());
    if (!record)
        throw failure(asked.record, token::errc::bad_record);
    const token::secret given = token_tool::ask("token");
    cordon::openssl::hmac mac;
    const auto error =
        verify_token(mac, ring, {asked.organisation, asked.user}, *record, given.reveal_text());
    if (error && error != token::errc::mismatch)
        throw failure("not verified", error);
    std::printf("%s\n", error ? "wrong" : "right");
    return error ? no : yes;
}

// --- One-time codes -----------------------------------------------------------------------------

token::one_time_code_options code_options(const options& asked)
{
    token::one_time_code_options out = asked.code;
    out.hash = asked.hash == "sha512"   ? token::mac_hash::sha512
               : asked.hash == "sha256" ? token::mac_hash::sha256
                                        : token::mac_hash::sha1;
    return out;
}

std::chrono::sys_seconds moment(const options& asked)
{
    if (asked.at)
        return std::chrono::sys_seconds(std::chrono::seconds(*asked.at));
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void save_random_key(const std::string& path, std::size_t size, token::secret_key& key)
{
    token::watched_random<> source;
    token::secret buffer;
    std::error_code error;
    key.assign(source.fill(buffer.resize(source.overhead + size), error));
    check(error, "no key");
    token_tool::save_new_key(path, key.reveal());
}

int new_key(const options& asked)
{
    token::secret_key key;
    save_random_key(asked.key_file, 32, key);
    return yes;
}

int enrol(const options& asked)
{
    const auto how = code_options(asked);
    token::secret_key key;
    token::secret uri;
    // Whether the names are good is known before there is a file.
    const unsigned char any[20]{};
    check(otpauth_uri(asked.issuer, asked.account, any, how, uri), "issuer, account or options");
    save_random_key(asked.key_file, 20, key); // 160 bits, as RFC 4226 recommends
    check(otpauth_uri(asked.issuer, asked.account, key.reveal(), how, uri), "no URI");
    token_tool::print_secret(uri.reveal_text());
    if (!asked.no_qr) {
        const std::string picture =
            token_tool::qr_code(uri.reveal_text(), ::isatty(STDOUT_FILENO) == 1);
        std::printf("\n%s\nScan it with an authenticator app, then clear the screen.\n",
                    picture.c_str());
    }
    return yes;
}

int print_code(const options& asked)
{
    const token::secret_key key = token_tool::load_key(asked.key_file);
    cordon::openssl::hmac mac;
    token::code_text code;
    check(totp(mac, key.reveal(), moment(asked), code_options(asked), code), "no code");
    token_tool::print_secret(code.view());
    return yes;
}

// "last_step=1 failures=0": strictly, since a state that cannot be read would let a code pass
// twice.
token::totp_state parse_state(const std::string& text)
{
    token::totp_state out;
    int end = 0;
    long long step = 0;
    unsigned failures = 0;
    if (text.empty())
        return out;
    if (std::sscanf(text.c_str(), "last_step=%lld failures=%u%n", &step, &failures, &end) != 2 ||
        std::size_t(end) != text.size())
        throw failure("the state file is damaged");
    out.last_step = step;
    out.failures = failures;
    return out;
}

int verify_code(const options& asked)
{
    const token::secret_key key = token_tool::load_key(asked.key_file);
    const token::secret given = token_tool::ask("code");
    token_tool::record_file file(asked.record); // from here on no other process checks a code
    cordon::openssl::hmac mac;
    const token::totp_decision decision =
        verify_totp(mac, key.reveal(), code_options(asked), parse_state(file.text()),
                    given.reveal_text(), moment(asked));
    if (decision.error && decision.error != token::errc::mismatch &&
        decision.error != token::errc::used_up)
        throw failure("not verified", decision.error);
    file.replace("last_step=" + std::to_string(decision.next.last_step) +
                 " failures=" + std::to_string(decision.next.failures));
    if (decision.error)
        std::printf("wrong (%u wrong codes in a row, at most 10)\n", decision.next.failures);
    else
        std::puts("right");
    return decision.error ? no : yes;
}

// --- The command line
// -----------------------------------------------------------------------------

constexpr const char* examples = R"(
Examples:
  token_tool new-key server.key                 a server's key, in a file that is yours alone
  token_tool issue --organisation example --user ada --key k1=server.key --record ada.record
                                                prints ada's token; run again it is a reset
  token_tool verify --organisation example --user ada --key k1=server.key --record ada.record
                                                asks for a token: right or wrong
  token_tool enrol --issuer Example --account ada@example.org ada.key
                                                a QR code for ada's authenticator app
  token_tool code ada.key | token_tool verify-code --state ada.state ada.key
  token_tool generate --policy scannable -n 3 --uri
  token_tool check <tokens.txt                  typing errors, one token a line

Tokens and codes are read from standard input, keys from files (make them with chmod 600); no
option takes a secret. Exit code: 0 yes or done, 1 no (wrong, mistyped), 2 it could not be told.)";

class command_line {
public:
    command_line()
    {
        app_.footer(examples);
        app_.require_subcommand(1);

        CLI::App& generate_ = add("generate", "Print new tokens", generate);
        add_policy(generate_);
        generate_.add_option("-n,--count", asked_.count, "How many")
            ->check(CLI::Range(1, 1'000'000));
        generate_.add_flag("--uri", asked_.as_uri, "As secret-token: URIs (RFC 8959)");

        CLI::App& check_ = add("check", "Find typing errors in tokens, one a line", check_typing);
        add_policy(check_);

        CLI::App& issue_ = add("issue", "Print a user's new token, and its record", issue);
        add_subject(issue_);
        add_policy(issue_);
        issue_.add_option("--record", asked_.record,
                          "The file for the record; one that is there is replaced: a reset");

        CLI::App& verify_ = add("verify", "Is the token on standard input the user's?", verify);
        add_subject(verify_);
        verify_.add_option("--record", asked_.record, "The file with the record")
            ->required()
            ->check(CLI::ExistingFile);

        CLI::App& new_key_ = add("new-key", "Make a key file for issue and verify", new_key);
        new_key_.add_option("FILE", asked_.key_file, "A file that is not there yet")->required();

        CLI::App& enrol_ = add("enrol", "Make a key for an authenticator app", enrol);
        enrol_.add_option("FILE", asked_.key_file, "A file that is not there yet")->required();
        enrol_.add_option("--issuer", asked_.issuer, "The service")->required();
        enrol_.add_option("--account", asked_.account, "The user, as the app shows it")->required();
        add_code_options(enrol_);
        enrol_.add_flag("--no-qr", asked_.no_qr, "Print the otpauth: URI alone");

        CLI::App& code_ = add("code", "Print the current one-time code of a key", print_code);
        add_key_file(code_);
        add_code_options(code_);
        add_moment(code_);

        CLI::App& verify_code_ = add(
            "verify-code", "Is the code on standard input right, and not used yet?", verify_code);
        add_key_file(verify_code_);
        verify_code_.add_option("--state", asked_.record, "The file for the last used code")
            ->required();
        add_code_options(verify_code_);
        add_moment(verify_code_);
    }

    int run(int argc, char** argv)
    {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return app_.exit(error) == 0 ? yes : unknown;
        }
        // What was not expected may well be a secret: it is not repeated.
        if (app_.remaining_size(true) != 0)
            throw failure("unexpected argument (not shown, since it might be a secret); tokens and "
                          "codes are read from standard input, keys from files");
        return command_(asked_);
    }

private:
    CLI::App& add(const char* name, const char* what, int (*command)(const options&))
    {
        CLI::App& sub = *app_.add_subcommand(name, what);
        sub.footer("");
        sub.allow_extras();
        sub.final_callback([this, command] { command_ = command; });
        return sub;
    }
    void add_policy(CLI::App& sub)
    {
        sub.add_option("--policy", asked_.policy, "default, salesforce or scannable")
            ->check(CLI::IsMember({"default", "salesforce", "scannable"}));
    }
    void add_subject(CLI::App& sub)
    {
        sub.add_option("--organisation", asked_.organisation, "Whose user it is")->required();
        sub.add_option("--user", asked_.user, "Whose token it is")->required();
        sub.add_option("--key", asked_.keys,
                       "ID=FILE, a server's key; given again: older keys, behind the current one")
            ->required()
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    void add_key_file(CLI::App& sub)
    {
        sub.add_option("FILE", asked_.key_file, "The key file that enrol made")->required();
    }
    void add_code_options(CLI::App& sub)
    {
        sub.add_option("--digits", asked_.code.digits, "6 to 8")->check(CLI::Range(6, 8));
        sub.add_option("--period", asked_.code.period, "Seconds a code, 1 to 3600")
            ->check(CLI::Range(1, 3600));
        sub.add_option("--hash", asked_.hash, "sha1, sha256 or sha512")
            ->check(CLI::IsMember({"sha1", "sha256", "sha512"}));
    }
    void add_moment(CLI::App& sub)
    {
        sub.add_option("--at", asked_.at, "Seconds since 1970, in place of now");
    }

    CLI::App app_{"Security tokens and one-time codes.", "token_tool"};
    options asked_;
    int (*command_)(const options&) = nullptr;
};

} // namespace

int main(int argc, char** argv)
{
    try {
        return command_line().run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "token_tool: %s\n", error.what());
        return unknown;
    }
}
