// ipgrep: several threads on one file, and the results in order.
#ifndef CORDON_EXAMPLES_IPGREP_IN_TURNS_HPP
#define CORDON_EXAMPLES_IPGREP_IN_TURNS_HPP

#include "side_by_side.hpp"

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <vector>

namespace ipgrep {

/// Runs each worker in a thread of its own. It reads (one worker at a time), works (beside the
/// others) and writes (one at a time, in the order in which was read), and so on until read() or
/// write() returns false.
///
/// Worker: `bool read()`, `void work()`, `bool write()`. What one of them throws is thrown here in
/// the end: what was read before that is still written, and nothing behind it, nor after write()
/// returned false.
template <class Worker>
class in_turns {
public:
    static void run(std::vector<Worker>& workers)
    {
        in_turns shared;
        side_by_side(workers.size(), [&](std::size_t i) { shared.loop(workers[i]); });
        if (shared.failure_)
            std::rethrow_exception(shared.failure_);
    }

private:
    void loop(Worker& worker)
    {
        std::uint64_t mine = 0;
        while (read(worker, mine) && work_and_write(worker, mine)) {
        }
    }

    bool read(Worker& worker, std::uint64_t& mine)
    {
        const std::lock_guard lock(reading_);
        try {
            if (ended_ || over() || !worker.read())
                ended_ = true;
        } catch (...) {
            ended_ = true;
            const std::lock_guard failing(writing_);
            if (!failure_)
                failure_ = std::current_exception();
        }
        mine = next_read_;
        next_read_ += !ended_;
        return !ended_;
    }

    bool work_and_write(Worker& worker, std::uint64_t mine)
    {
        std::exception_ptr failure;
        try {
            worker.work();
        } catch (...) {
            failure = std::current_exception();
        }
        std::unique_lock lock(writing_);
        turn_.wait(lock, [&] { return over_ || next_written_ == mine; });
        if (over_)
            return false;
        bool more = false;
        try {
            more = !failure && worker.write();
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure) // before what read() may have thrown
            failure_ = failure;
        ++next_written_;
        over_ = !more;
        turn_.notify_all();
        return more;
    }

    bool over()
    {
        const std::lock_guard lock(writing_);
        return over_;
    }

    std::mutex reading_; // is taken before the other one
    bool ended_ = false; // nothing more is read
    std::uint64_t next_read_ = 0;
    std::mutex writing_;
    std::condition_variable turn_;
    bool over_ = false; // nothing more is written
    std::uint64_t next_written_ = 0;
    std::exception_ptr failure_;
};

} // namespace ipgrep

#endif
