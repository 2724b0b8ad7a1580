// cordon::token - security tokens: what they look like, and how they are made.
#ifndef CORDON_TOKEN_SECURITY_TOKEN_HPP
#define CORDON_TOKEN_SECURITY_TOKEN_HPP

#include <cordon/token/detail/checksum.hpp>
#include <cordon/token/random_source.hpp>

namespace cordon::inline v0::token {

/// What a token is made of, as a template argument: `prefix`, then `length` symbols drawn from
/// `alphabet`, then six characters of checksum if there is one. Checked when it is compiled: at
/// least 128 bits of randomness, no symbol twice, printable ASCII.
struct token_policy {
    short_name name;                          ///< part of what the digest is bound to
    short_text<94> alphabet = detail::base62; ///< the symbols
    std::size_t length = 24;                  ///< how many symbols are drawn
    bool checksum = true;                     ///< of six characters, behind them
    short_text<32> prefix = {};               ///< in front of them

    /// Characters of a token.
    constexpr std::size_t size() const noexcept
    {
        return prefix.size() + length + (checksum ? detail::checksum_size : 0);
    }
    /// floor(log2(alphabet size ^ length)).
    constexpr int bits() const noexcept
    {
        int bits = 0;
        double rest = 1;
        for (std::size_t i = 0; i < length; ++i)
            for (rest *= double(alphabet.size()); rest >= 2; rest /= 2)
                ++bits;
        return bits;
    }
    /// Whether tokens of it are sound; what is not does not compile.
    constexpr bool is_valid() const noexcept
    {
        for (std::size_t i = 0; i < alphabet.size(); ++i) {
            const char c = alphabet.chars[i];
            if (c <= ' ' || c > '~' || alphabet.view().find(c, i + 1) != std::string_view::npos)
                return false;
        }
        for (const char c : prefix.view())
            if (c <= ' ' || c > '~')
                return false;
        return is_name(name.view()) && alphabet.size() >= 2 && length <= 128 && bits() >= 128;
    }
    friend constexpr bool operator==(const token_policy&, const token_policy&) = default;
};

/// 24 alphanumeric characters (142 bits) and a checksum: 30 characters.
inline constexpr token_policy default_policy{.name = "default"};
/// 24 alphanumeric characters, as Salesforce mails them.
inline constexpr token_policy salesforce_policy{.name = "salesforce", .checksum = false};
/// A prefix that secret scanners find, 30 characters and a checksum, as GitHub's tokens.
inline constexpr token_policy scannable_policy{.name = "scannable", .length = 30, .prefix = "cdn_"};

/// A token of a policy: secret, move-only, wiped. Empty until generate() or parse() fills it.
template <token_policy Policy>
class basic_security_token {
    static_assert(Policy.is_valid(),
                  "a token needs 128 random bits from distinct printable symbols");

public:
    /// What the token is made of.
    static constexpr const token_policy& policy = Policy;
    /// Characters of every token of the policy.
    static constexpr std::size_t text_size = Policy.size();

    bool empty() const noexcept { return text_.empty(); }
    /// The token, for the mail to its owner: a view that lives no longer than this.
    std::string_view reveal() const& noexcept { return text_.reveal_text(); }
    std::string_view reveal() const&& = delete;

    /// Whether a text could be a token: its length, prefix, symbols and checksum, for the one who
    /// types it. It says nothing about whether it is anyone's token, and no verification asks it.
    /// errc{} if so; empty, too_short, too_long (at once), bad_prefix, bad_char, bad_checksum.
    static errc check_typing(std::string_view text) noexcept
    {
        constexpr std::string_view prefix = Policy.prefix.view();
        if (text.empty())
            return errc::empty;
        if (text.size() != text_size)
            return text.size() < text_size ? errc::too_short : errc::too_long;
        if (!text.starts_with(prefix))
            return errc::bad_prefix;
        const std::string_view body = text.substr(prefix.size(), Policy.length);
        for (const char c : body)
            if (Policy.alphabet.view().find(c) == std::string_view::npos)
                return errc::bad_char;
        if constexpr (Policy.checksum) {
            const std::string_view given = text.substr(prefix.size() + Policy.length);
            for (const char c : given)
                if (detail::base62.find(c) == std::string_view::npos)
                    return errc::bad_char;
            const auto right = detail::checksum(body);
            if (given != std::string_view(right.data(), right.size()))
                return errc::bad_checksum;
        }
        return {};
    }
    /// A token from its text. Errors as of check_typing; then `out` is as it was.
    static std::error_code parse(std::string_view text, basic_security_token& out) noexcept
    {
        if (const errc code = check_typing(text); code != errc{})
            return code;
        out.text_.assign(as_bytes(text));
        return {};
    }

    /// "secret-token:" and the token (RFC 8959), with what a URI does not take percent-encoded:
    /// scanners know the scheme. At most 13 + 3 * text_size characters.
    auto to_uri() const
    {
        basic_secret<13 + 3 * text_size> out(std::string_view("secret-token:"));
        constexpr std::string_view hex = "0123456789ABCDEF";
        for (const char c : text_.reveal_text()) {
            const bool plain = detail::base62.find(c) != std::string_view::npos ||
                               std::string_view("-._~").find(c) != std::string_view::npos;
            const auto byte = static_cast<unsigned char>(c);
            const char escape[] = {'%', hex[byte >> 4], hex[byte & 15]};
            out.append(as_bytes(plain ? std::string_view(&c, 1) : std::string_view(escape, 3)));
        }
        return out;
    }

private:
    template <token_policy, random_source>
    friend class token_generator;

    basic_secret<text_size> text_;
};

/// A token of the default policy.
using security_token = basic_security_token<default_policy>;

/// Makes tokens: symbols without bias (bytes past the last multiple of the alphabet's size are
/// thrown away), from one request to the source a token, or an 8 KiB batch. After an error there is
/// no token, and none of a batch. One object per thread. Costs about a system call.
template <token_policy Policy, random_source Source = system_random>
class token_generator {
public:
    /// What it generates.
    using token_type = basic_security_token<Policy>;

    token_generator() = default;
    /// Draws from this source.
    explicit token_generator(Source source) : random_(std::move(source)) {}

    /// Errors: those of the source, random_short, random_repeated. `out` is empty then.
    std::error_code generate(token_type& out) noexcept
    {
        unsigned char buffer[watched_random<Source>::overhead + 2 * Policy.length];
        return generate({&out, 1}, buffer);
    }
    std::error_code generate(std::span<token_type> out) noexcept
    {
        unsigned char buffer[8192];
        return generate(out, buffer);
    }
    /// Throws std::system_error (std::abort() without exceptions).
    token_type generate()
    {
        token_type out;
        detail::raise_if(generate(out));
        return out;
    }

private:
    std::error_code generate(std::span<token_type> out, bytes_span buffer) noexcept
    {
        constexpr std::string_view prefix = Policy.prefix.view();
        constexpr std::string_view alphabet = Policy.alphabet.view();
        constexpr unsigned limit = 256 - 256 % unsigned(alphabet.size());
        constexpr std::size_t end = prefix.size() + Policy.length;
        const detail::wipe_guard guard(buffer.data(), buffer.size());
        std::error_code error;
        bytes_span random;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const bytes_span text = out[i].text_.resize(Policy.size());
            std::copy(prefix.begin(), prefix.end(), text.begin());
            for (std::size_t at = prefix.size(); at < end;) {
                if (random.empty()) {
                    // As much as the rest needs, a little more for what is thrown away.
                    const std::size_t rest = (out.size() - i) * Policy.length + prefix.size() - at;
                    const std::size_t want = watched_random<Source>::overhead + rest + rest / 4 + 8;
                    random = random_.fill(buffer.first(std::min(want, buffer.size())), error);
                    if (error) {
                        for (token_type& token : out)
                            token.text_.clear();
                        return error;
                    }
                }
                const unsigned byte = random.front();
                random = random.subspan(1);
                text[at] = static_cast<unsigned char>(alphabet[byte % alphabet.size()]);
                at += byte < limit; // else the next one takes its place
            }
            if constexpr (Policy.checksum) {
                auto sum = detail::checksum(as_text(text.subspan(prefix.size(), Policy.length)));
                std::copy(sum.begin(), sum.end(), text.begin() + end);
                wipe(sum.data(), sum.size());
            }
        }
        return {};
    }

    watched_random<Source> random_;
};

} // namespace cordon::inline v0::token

#endif
