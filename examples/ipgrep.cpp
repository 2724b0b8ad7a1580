// ipgrep - prints the lines of logs whose address is, or is not, in lists of networks.
#include "cli/output.hpp"
#include "cli/program.hpp"
#include "ipgrep/in_turns.hpp"
#include "ipgrep/line_blocks.hpp"
#include "ipgrep/options.hpp"
#include "ipgrep/progress.hpp"
#include "ipgrep/searcher.hpp"
#include "ipgrep/tables.hpp"

#include <algorithm>

namespace {

/// Of all files.
struct outcome {
    cli::output out;
    ipgrep::progress progress;
    ipgrep::totals sum;
    std::uint64_t bytes_read = 0; // of the files that are done

    outcome(std::uint64_t total_bytes, bool writes_lines) : progress(total_bytes, writes_lines) {}
};

/// What the workers on a file share. They take turns to read from it and to write: see in_turns.
struct file_search {
    const ipgrep::options& asked;
    const ipgrep::tables& known;
    outcome& all;
    ipgrep::input in;
    const bool numbered = asked.line_numbers || asked.json;
    ipgrep::line_blocks blocks{in, numbered};
    std::uint64_t lines_read = 0; // if numbered
};

class worker {
public:
    explicit worker(file_search& file) : file_(&file), searcher_(file.asked, file.known) {}

    bool read()
    {
        const auto before_read = [&] {
            if (!file_->in.is_regular()) // whoever watches a pipe sees each line as it comes
                file_->all.out.flush();
        };
        if (!file_->blocks.next(block_, before_read))
            return false;
        bytes_read_ = file_->blocks.consumed();
        line_number_ = file_->lines_read;
        if (file_->numbered) {
            const std::string_view lines = block_.lines;
            file_->lines_read += std::uint64_t(std::count(lines.begin(), lines.end(), '\n'));
        }
        return true;
    }
    void work()
    {
        file_->blocks.fill(block_);
        searcher_.search(file_->in.name(), block_.lines, line_number_);
    }
    bool write()
    {
        outcome& all = file_->all;
        all.out.write_lines(searcher_.text());
        all.sum += searcher_.sum();
        all.progress.update(all.bytes_read + bytes_read_, all.sum.lines);
        return !(file_->asked.quiet && all.sum.selected != 0) && !all.out.closed();
    }

private:
    file_search* file_;
    ipgrep::searcher searcher_;
    ipgrep::line_block block_;
    std::uint64_t bytes_read_ = 0;
    std::uint64_t line_number_ = 0;
};

/// Throws input_error.
void search(const std::string& path, const ipgrep::options& asked, const ipgrep::tables& known,
            outcome& all)
{
    file_search file{asked, known, all, ipgrep::input(path)};
    if (file.in.is_output() && !asked.quiet && !asked.count)
        throw ipgrep::input_error(file.in.name() + ": the input is the output");
    const std::uint64_t selected_before = all.sum.selected;
    using in_turns = ipgrep::in_turns<worker>;
    const std::size_t threads = file.in.size() < ipgrep::large_file ? 1 : asked.threads;
    std::vector<worker> workers;
    for (std::size_t i = 0; i < in_turns::workers_for(threads); ++i)
        workers.emplace_back(file);
    in_turns::run(workers, threads);
    all.bytes_read += file.in.consumed();
    if (asked.count && !asked.quiet) {
        const bool named = ipgrep::prints_names(asked);
        all.out.write_lines((named ? file.in.name() + ':' : std::string()) +
                            std::to_string(all.sum.selected - selected_before) + '\n');
    }
}

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

void print_stats(const ipgrep::totals& sum, double seconds)
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

    outcome all(total_size(asked.files), !asked.count && !asked.quiet);
    bool failed = false;
    for (const std::string& path : asked.files) {
        try {
            search(path, asked, known, all);
        } catch (const ipgrep::input_error& error) { // the other files can still be read
            all.out.flush();
            all.progress.clear();
            std::fprintf(stderr, "ipgrep: %s\n", error.what());
            failed = true;
        }
        if ((asked.quiet && all.sum.selected != 0) || all.out.closed())
            break;
    }
    all.out.flush();
    all.progress.clear();
    if (asked.stats)
        print_stats(all.sum, all.progress.seconds());
    if (failed && !(asked.quiet && all.sum.selected != 0))
        return cli::error;
    return all.sum.selected != 0 ? cli::found : cli::nothing;
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
