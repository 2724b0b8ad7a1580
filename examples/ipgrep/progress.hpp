// ipgrep: a line on the terminal for whoever waits.
#ifndef CORDON_EXAMPLES_IPGREP_PROGRESS_HPP
#define CORDON_EXAMPLES_IPGREP_PROGRESS_HPP

#include "../cli/output.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>

#include <sys/stat.h>
#include <unistd.h>

namespace ipgrep {

/// Shows how far the work is, twice a second once it has taken a second; never where stderr is no
/// terminal, nor where stdout is one too and the two would mix.
class progress {
public:
    using clock = std::chrono::steady_clock;

    /// `total_bytes`: of all files, 0 where that is not known.
    progress(std::uint64_t total_bytes, bool writes_lines)
        : on_(::isatty(STDERR_FILENO) == 1 && !(writes_lines && ::isatty(STDOUT_FILENO) == 1)),
          total_(total_bytes), start_(clock::now()), next_(start_ + std::chrono::seconds(1))
    {
    }
    ~progress() { clear(); }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    double seconds() const { return std::chrono::duration<double>(clock::now() - start_).count(); }

    void update(std::uint64_t bytes, std::uint64_t lines)
    {
        if (!on_ || clock::now() < next_)
            return;
        next_ = clock::now() + std::chrono::milliseconds(500);
        const auto rate = static_cast<std::uint64_t>(static_cast<double>(lines) / seconds());
        std::fputc('\r', stderr);
        if (total_ != 0)
            std::fprintf(stderr, "%3u %%  ", unsigned(bytes < total_ ? bytes * 100 / total_ : 100));
        std::fprintf(stderr, "%s lines, %s a second\033[K", cli::grouped(lines).c_str(),
                     cli::grouped(rate).c_str());
        shown_ = true;
    }

    /// Takes the line away, so that something else can be said.
    void clear()
    {
        if (shown_)
            std::fputs("\r\033[K", stderr);
        shown_ = false;
    }

private:
    bool on_;
    bool shown_ = false;
    std::uint64_t total_;
    clock::time_point start_;
    clock::time_point next_;
};

} // namespace ipgrep

#endif
