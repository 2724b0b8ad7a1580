// cordon::toml - what toml++ must not see.
#ifndef CORDON_TOML_DETAIL_SCREEN_HPP
#define CORDON_TOML_DETAIL_SCREEN_HPP

#include <cordon/version.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace cordon::inline v0::toml::detail {

// Finds what toml++ 3.3 takes for granted that it is not there (an assertion, or undefined
// behaviour where those are off), most of it no TOML:
//
// - a table's header whose bracket is not followed by a name;
// - a bracket or brace that closes what another one opened, an equals sign or a quote in a value;
// - anything but ASCII outside strings and comments;
// - the same behind the "\" at a line's end in a string of several lines, a date with a blank and a
//   digit behind it, and keys of thousands of parts. No configuration needs these.
//
// It need not be right behind an error that toml++ tells, since that one is the first: what is left
// open (a string, say) ends the screening.
class screen {
public:
    explicit screen(std::string_view text) : text_(text)
    {
        constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
        if (text_.starts_with(byte_order_mark))
            text_.remove_prefix(byte_order_mark.size());
        while (wrong_ == nullptr && at_ < text_.size())
            step();
    }

    /// What is wrong, or nullptr; then where.
    const char* wrong() const noexcept { return wrong_; }
    std::size_t line() const noexcept
    {
        return std::size_t(std::count(text_.begin(), text_.begin() + offset(), '\n')) + 1;
    }
    /// In characters.
    std::size_t column() const noexcept
    {
        const std::string_view before = text_.substr(0, at_);
        const std::string_view row = before.substr(before.rfind('\n') + 1);
        return std::size_t(std::count_if(row.begin(), row.end(),
                                         [](char c) { return (c & 0xc0) != 0x80; })) +
               1;
    }

private:
    std::ptrdiff_t offset() const noexcept { return std::ptrdiff_t(at_); }
    bool is_ascii() const noexcept { return static_cast<unsigned char>(text_[at_]) < 0x80; }
    void go_to(std::size_t where) noexcept { at_ = std::min(where, text_.size()); }
    void skip(std::string_view blanks) noexcept { go_to(text_.find_first_not_of(blanks, at_)); }

    void step()
    {
        const bool fresh = line_is_fresh_;
        const char c = text_[at_];
        line_is_fresh_ = c == '\n' || (fresh && (c == ' ' || c == '\t'));
        if (c == '#')
            go_to(text_.find('\n', at_));
        else if (place_ == place::value && opens(c) && !opens(text_[at_ - 1]) &&
                 std::string_view("= \t\r\n,").find(text_[at_ - 1]) == std::string_view::npos)
            wrong_ = "a value inside another one";
        else if (c == '"' || c == '\'')
            step_string(c);
        else if (c == '[' && fresh && open_.empty())
            step_header();
        else if (!is_ascii())
            wrong_ = "outside strings and comments all characters are of ASCII";
        else if (is_time_of_date())
            wrong_ = "a date and a time have no place here";
        else {
            follow(c);
            at_ += wrong_ == nullptr ? 1 : 0;
        }
    }

    static bool opens(char c) noexcept { return c == '[' || c == '{' || c == '"' || c == '\''; }

    // Which brackets are open, how deep the key is, and whether a key is due or a value.
    void follow(char c)
    {
        if (c == '.' && place_ != place::value) {
            if (++dots_ > max_dots)
                wrong_ = "a key of so many parts";
            return;
        }
        if (c == '=' || c == ',' || c == '\n')
            dots_ = 0;
        if (c == '\n' && open_.empty()) {
            place_ = place::key;
        } else if (c == ',') {
            place_ = open_.ends_with('}') ? place::key : place::value;
        } else if (c == '=') {
            if (place_ != place::key)
                wrong_ = "no key before the equals sign";
            place_ = place::value;
        } else if (c == '[' || c == '{') {
            open_ += c == '[' ? ']' : '}';
            place_ = c == '[' ? place::value : place::key;
        } else if (c == ']' || c == '}') {
            if (!open_.ends_with(c)) {
                wrong_ = "a bracket that nothing has opened";
                return;
            }
            open_.pop_back();
            place_ = place::value; // over, or one of the array around it
        }
    }

    // "2026-11-23 0": a digit behind a blank behind a value.
    bool is_time_of_date() const noexcept
    {
        return place_ == place::value && text_[at_] >= '0' && text_[at_] <= '9' && at_ >= 2 &&
               text_[at_ - 1] == ' ' &&
               std::string_view(" \t\r\n=,[{").find(text_[at_ - 2]) == std::string_view::npos;
    }

    // Its closing brackets are left to step().
    void step_header()
    {
        const std::size_t brackets = text_.substr(at_).starts_with("[[") ? 2 : 1;
        open_.append(brackets, ']');
        place_ = place::header;
        at_ += brackets;
        skip(" \t");
        const char c = at_ == text_.size() ? '\n' : text_[at_];
        const char lower = static_cast<char>(c | 0x20);
        // An empty name, "[]", is an error that toml++ tells.
        if ((lower < 'a' || lower > 'z') && (c < '0' || c > '9') &&
            std::string_view("-_\"']").find(c) == std::string_view::npos)
            wrong_ = "a name is due behind the bracket";
    }

    void step_string(char quote) noexcept
    {
        const std::string_view rest = text_.substr(at_);
        const bool several_lines = rest.size() >= 3 && rest[1] == quote && rest[2] == quote;
        for (at_ += several_lines ? 3 : 1; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '\\' && quote == '"') {
                ++at_;
                if (several_lines && !skip_line_end())
                    return;
            } else if (c == '\n' && !several_lines) {
                break; // no TOML
            } else if (c == quote) {
                if (!several_lines)
                    return ++at_, void();
                // Three end it, and its last two characters may be quotes. (What is behind five is
                // not looked at: it would be, again and again, in a text of quotes.)
                const std::string_view quotes = text_.substr(at_, 5);
                const std::size_t size = std::min(quotes.find_first_not_of(quote), quotes.size());
                if (size >= 3)
                    return go_to(at_ + size);
                at_ += size - 1;
            }
        }
        at_ = text_.size();
    }

    // Stays at the escaped character, or goes to the last blank of a "\" at a line's end.
    bool skip_line_end() noexcept
    {
        const std::size_t start = at_;
        skip(" \t\r\n");
        if (at_ != text_.size() && !is_ascii()) {
            wrong_ = "ASCII is due behind the backslash";
            return false;
        }
        at_ -= at_ != start ? 1 : 0;
        return true;
    }

    static constexpr unsigned max_dots = 32;

    std::string_view text_;
    std::size_t at_ = 0;
    unsigned dots_ = 0; // of the key
    std::string open_;  // what closes the brackets and braces that are open
    enum class place { key, header, value } place_ = place::key;
    bool line_is_fresh_ = true;
    const char* wrong_ = nullptr;
};

} // namespace cordon::inline v0::toml::detail

#endif
