// ipgrep: which lines are selected, and what is printed of them.
#ifndef CORDON_EXAMPLES_IPGREP_SEARCHER_HPP
#define CORDON_EXAMPLES_IPGREP_SEARCHER_HPP

#include "bytes.hpp"
#include "json.hpp"
#include "line_address.hpp"
#include "options.hpp"
#include "tables.hpp"

#include <algorithm>

namespace ipgrep {

namespace ip = cordon::ip;

struct totals {
    std::uint64_t lines = 0;
    std::uint64_t bytes = 0;
    std::uint64_t selected = 0;
    std::uint64_t without_address = 0;

    totals& operator+=(const totals& other) noexcept
    {
        lines += other.lines;
        bytes += other.bytes;
        selected += other.selected;
        without_address += other.without_address;
        return *this;
    }
};

/// Whether each line has the file's name in front.
inline bool prints_names(const options& asked) noexcept
{
    return !asked.without_name && (asked.with_name || asked.files.size() > 1);
}

/// Searches a block of lines: what is to be printed, and how many lines there were. One for each
/// thread; the options and the tables are shared.
class searcher {
public:
    searcher(const options& asked, const tables& known)
        : asked_(asked), known_(known), names_(prints_names(asked))
    {
    }

    /// `line_number`: how many lines of the file there were before. Replaces text() and sum().
    void search(std::string_view name, std::string_view lines, std::uint64_t line_number)
    {
        name_ = name;
        line_ = line_number;
        text_.clear();
        totals_ = {};
        while (!lines.empty()) {
            const std::size_t n = split(lines);
            totals_.lines += n;
            if (asked_.anywhere)
                for (std::size_t i = 0; i < n; ++i)
                    take_anywhere(lines_[i]);
            else
                take_fields(n);
            if (asked_.quiet && totals_.selected != 0)
                return;
        }
    }

    std::string_view text() const noexcept { return text_; }
    const totals& sum() const noexcept { return totals_; }

private:
    // So many lines are split, read and looked up in one go, since look-ups are faster side by
    // side.
    static constexpr std::size_t batch = 256;

    // Takes up to `batch` lines (-q: one) from the front of the text, without '\n'; how many.
    std::size_t split(std::string_view& text)
    {
        const std::size_t most = asked_.quiet ? 1 : batch;
        const std::size_t n = std::min(find_newlines(text, most, ends_), most);
        if (n == 0) { // the last line of all has no '\n'
            lines_[0] = text;
            totals_.bytes += text.size() + 1;
            text = {};
            return 1;
        }
        std::size_t start = 0;
        for (std::size_t i = 0; i < n; ++i) {
            lines_[i] = text.substr(start, ends_[i] - start);
            start = ends_[i] + 1;
        }
        totals_.bytes += start;
        text.remove_prefix(start);
        return n;
    }

    static std::string_view without_return(std::string_view line) noexcept
    {
        line.remove_suffix(line.ends_with('\r'));
        return line;
    }

    void take_fields(std::size_t n)
    {
        for (std::size_t i = 0; i < n; ++i)
            fields_[i] = field_address(nth_field(without_return(lines_[i]), asked_.field));
        known_.holds({fields_, n}, {inside_, n});
        std::size_t in = 0;
        std::size_t none = 0;
        for (std::size_t i = 0; i < n; ++i) {
            in += inside_[i];
            none += fields_[i].is_none();
        }
        totals_.without_address += none;
        totals_.selected += asked_.invert ? n - in : in;
        if (asked_.quiet || asked_.count)
            return;
        for (std::size_t i = 0; i < n; ++i) {
            ++line_;
            if (inside_[i] != asked_.invert)
                put(fields_[i], lines_[i]);
        }
    }

    void take_anywhere(std::string_view line)
    {
        ++line_;
        addresses_.clear();
        for_each_address(without_return(line),
                         [&](const ip::address& found) { addresses_.push_back(found); });
        totals_.without_address += addresses_.empty();
        const auto holds = [&](const ip::address& found) { return known_.holds(found); };
        const bool in = std::any_of(addresses_.begin(), addresses_.end(), holds);
        if (in == asked_.invert)
            return;
        ++totals_.selected;
        if (asked_.quiet || asked_.count)
            return;
        // The address that the line was selected for; with -v it may have none.
        const auto first = std::find_if(addresses_.begin(), addresses_.end(),
                                        [&](const ip::address& a) { return holds(a) == in; });
        const ip::address reason = first == addresses_.end() ? ip::address() : *first;
        if (!asked_.only_address || reason.is_none()) {
            put(reason, line);
            return;
        }
        for (const ip::address& found : addresses_)
            if (holds(found) == in)
                put(found, line);
    }

    void put(const ip::address& address, std::string_view whole)
    {
        const std::string_view line = without_return(whole);
        if (asked_.json) {
            put_json(address, line);
            return;
        }
        if (names_)
            text_.append(name_).append(1, ':');
        if (asked_.line_numbers)
            text_.append(std::to_string(line_)).append(1, ':');
        if (!asked_.only_address)
            text_ += line;
        else if (address.is_none())
            text_ += '-';
        else
            put_address(address);
        if (known_.has_map()) {
            const std::string* value = known_.value(address);
            text_.append(1, '\t').append(value == nullptr ? "-" : std::string_view(*value));
        }
        if (!asked_.only_address)
            text_ += whole.substr(line.size()); // "\r"
        text_ += '\n';
    }

    void put_json(const ip::address& address, std::string_view line)
    {
        const auto text_or_null = [&](std::string_view text, bool is_null) {
            if (is_null)
                text_ += "null";
            else
                append_json(text_, text);
        };
        const std::string entry = known_.entry(address);
        const std::string* value = known_.value(address);
        text_ += R"({"file":)";
        append_json(text_, name_);
        text_.append(R"(,"line":)").append(std::to_string(line_)).append(R"(,"address":)");
        text_or_null(to_string(address), address.is_none());
        text_ += R"(,"entry":)";
        text_or_null(entry, entry.empty());
        text_ += R"(,"value":)";
        text_or_null(value == nullptr ? "" : *value, value == nullptr);
        if (!asked_.only_address) {
            text_ += R"(,"text":)";
            append_json(text_, line);
        }
        text_ += "}\n";
    }

    void put_address(const ip::address& address)
    {
        char text[ip::address::max_text_size];
        text_ += std::string_view(text, to_chars(text, text + sizeof text, address).ptr);
    }

    const options& asked_;
    const tables& known_;
    bool names_;
    std::string_view name_;
    std::uint64_t line_ = 0;
    std::string text_;
    std::vector<ip::address> addresses_; // of the line
    std::size_t ends_[batch + newlines_at_once];
    std::string_view lines_[batch];
    ip::address fields_[batch];
    bool inside_[batch]{};
    totals totals_;
};

} // namespace ipgrep

#endif
