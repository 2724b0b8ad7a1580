// ipgrep - prints the lines of logs whose address is, or is not, in lists of networks.
#include "cli/output.hpp"
#include "cli/program.hpp"
#include "ipgrep/input.hpp"
#include "ipgrep/json.hpp"
#include "ipgrep/line_address.hpp"
#include "ipgrep/options.hpp"
#include "ipgrep/progress.hpp"
#include "ipgrep/tables.hpp"

#include <algorithm>

namespace ip = cordon::ip;

namespace {

struct totals {
    std::uint64_t lines = 0;
    std::uint64_t bytes = 0;
    std::uint64_t selected = 0;
    std::uint64_t without_address = 0;
};

class searcher {
public:
    searcher(const ipgrep::options& asked, const ipgrep::tables& known, cli::output& out)
        : asked_(asked), known_(known), out_(out)
    {
        names_ = !asked.without_name && (asked.with_name || asked.files.size() > 1);
    }

    /// Selects and prints; throws input_error.
    void search(const std::string& path, ipgrep::progress& progress)
    {
        ipgrep::input in(path);
        if (in.is_output() && !asked_.quiet && !asked_.count)
            throw ipgrep::input_error(in.name() + ": the input is the output");
        name_ = in.name();
        line_ = 0;
        const std::uint64_t selected_before = totals_.selected;
        const auto before_read = [&] {
            if (!in.is_regular()) // whoever watches a pipe sees each line as it comes
                out_.flush();
            progress.update(consumed_ + in.consumed(), totals_.lines);
        };
        ipgrep::read_lines(in, buffer_, before_read, [&](std::string_view line) {
            take(line);
            return !done();
        });
        consumed_ += in.consumed();
        if (asked_.count && !asked_.quiet) {
            put_name();
            out_ << std::to_string(totals_.selected - selected_before);
            out_.end_line();
        }
    }

    /// Whether nothing more needs to be read.
    bool done() const noexcept { return (asked_.quiet && totals_.selected != 0) || out_.closed(); }
    const totals& sum() const noexcept { return totals_; }

private:
    void take(std::string_view line)
    {
        ++line_;
        ++totals_.lines;
        totals_.bytes += line.size() + 1;
        const std::string_view end = line.ends_with('\r') ? "\r" : "";
        line.remove_suffix(end.size());

        addresses_.clear();
        if (asked_.anywhere)
            ipgrep::for_each_address(
                line, [&](const ip::address& found) { addresses_.push_back(found); });
        else if (const auto found = ipgrep::field_address(ipgrep::nth_field(line, asked_.field));
                 !found.is_none())
            addresses_.push_back(found);
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
            put(reason, line, end);
            return;
        }
        for (const ip::address& found : addresses_)
            if (holds(found) == in)
                put(found, line, "");
    }

    void put(const ip::address& address, std::string_view line, std::string_view end)
    {
        if (asked_.json) {
            put_json(address, line);
            return;
        }
        put_name();
        if (asked_.line_numbers)
            out_ << std::to_string(line_) << ':';
        if (!asked_.only_address)
            out_ << line;
        else if (address.is_none())
            out_ << '-';
        else
            put_address(address);
        if (known_.has_map()) {
            const std::string* value = known_.value(address);
            out_ << '\t' << (value == nullptr ? "-" : std::string_view(*value));
        }
        out_ << (asked_.only_address ? "" : end);
        out_.end_line();
    }

    void put_json(const ip::address& address, std::string_view line)
    {
        const auto text_or_null = [&](std::string_view text, bool is_null) {
            if (is_null)
                out_ << "null";
            else
                ipgrep::append_json(out_.text(), text);
        };
        const std::string entry = known_.entry(address);
        const std::string* value = known_.value(address);
        out_ << R"({"file":)";
        ipgrep::append_json(out_.text(), name_);
        out_ << R"(,"line":)" << std::to_string(line_) << R"(,"address":)";
        text_or_null(to_string(address), address.is_none());
        out_ << R"(,"entry":)";
        text_or_null(entry, entry.empty());
        out_ << R"(,"value":)";
        text_or_null(value == nullptr ? "" : *value, value == nullptr);
        if (!asked_.only_address) {
            out_ << R"(,"text":)";
            ipgrep::append_json(out_.text(), line);
        }
        out_ << '}';
        out_.end_line();
    }

    void put_name()
    {
        if (names_)
            out_ << name_ << ':';
    }
    void put_address(const ip::address& address)
    {
        char text[ip::address::max_text_size];
        out_ << std::string_view(text, to_chars(text, text + sizeof text, address).ptr);
    }

    const ipgrep::options& asked_;
    const ipgrep::tables& known_;
    cli::output& out_;
    bool names_;
    std::string name_;
    std::uint64_t line_ = 0;
    std::uint64_t consumed_ = 0; // of the files before this one
    std::vector<char> buffer_;
    std::vector<ip::address> addresses_; // of the line
    totals totals_;
};

/// The bytes of all files, or 0 where one of them is no regular file.
std::uint64_t total_size(const std::vector<std::string>& files)
{
    std::uint64_t sum = 0;
    for (const std::string& path : files) {
        struct stat status{};
        if (path == "-" || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
            return 0;
        sum += std::uint64_t(status.st_size);
    }
    return sum;
}

void print_stats(const totals& sum, double seconds)
{
    const auto rate = static_cast<double>(sum.lines) / seconds;
    std::fprintf(stderr,
                 "%s lines, %s selected, %s without an address; %.2f s, %s lines/s, %.0f MB/s\n",
                 cli::grouped(sum.lines).c_str(), cli::grouped(sum.selected).c_str(),
                 cli::grouped(sum.without_address).c_str(), seconds,
                 cli::grouped(static_cast<std::uint64_t>(rate)).c_str(),
                 static_cast<double>(sum.bytes) / seconds / 1e6);
}

int run(const ipgrep::options& asked)
{
    ipgrep::tables known;
    if (!known.load(asked))
        return cli::error;

    cli::output out;
    ipgrep::progress progress(total_size(asked.files), !asked.count && !asked.quiet);
    searcher search(asked, known, out);
    bool failed = false;
    for (const std::string& path : asked.files) {
        try {
            search.search(path, progress);
        } catch (const ipgrep::input_error& error) { // the other files can still be read
            out.flush();
            progress.clear();
            std::fprintf(stderr, "ipgrep: %s\n", error.what());
            failed = true;
        }
        if (search.done())
            break;
    }
    out.flush();
    progress.clear();
    if (asked.stats)
        print_stats(search.sum(), progress.seconds());
    if (failed && !(asked.quiet && search.sum().selected != 0))
        return cli::error;
    return search.sum().selected != 0 ? cli::found : cli::nothing;
}

} // namespace

int main(int argc, char** argv)
try {
    ipgrep::options asked;
    const auto code = ipgrep::parse_command_line(asked, argc, argv);
    return code ? *code : run(asked);
} catch (const std::exception& error) {
    std::fprintf(stderr, "ipgrep: %s\n", error.what());
    return cli::error;
}
