// ipgrep: several threads on one file, and the results in order.
#ifndef CORDON_EXAMPLES_IPGREP_IN_TURNS_HPP
#define CORDON_EXAMPLES_IPGREP_IN_TURNS_HPP

#include "side_by_side.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <vector>

namespace ipgrep {

/// Lets workers read (one at a time), work (beside each other) and write (one at a time, in the
/// order in which was read), and so on until read() or write() returns false.
///
/// There are more workers than threads: where it is not a worker's turn to write, its thread takes
/// another one instead of waiting.
///
/// Worker: `bool read()`, `void work()`, `bool write()`. What one of them throws is thrown by run()
/// in the end: what was read before that is still written, and nothing behind it, nor after write()
/// returned false.
template <class Worker>
class in_turns {
public:
    /// Workers for so many threads.
    static constexpr std::size_t workers_for(std::size_t threads) noexcept
    {
        return threads == 1 ? 1 : 3 * threads;
    }

    /// Until all is written, or nothing more is. At least as many workers as threads.
    static void run(std::vector<Worker>& workers, std::size_t threads)
    {
        in_turns shared(workers);
        side_by_side(threads, [&](std::size_t) { shared.loop(); });
        if (shared.failure_)
            std::rethrow_exception(shared.failure_);
    }

private:
    struct task {
        Worker* worker;
        std::uint64_t number = 0; // of what it has read
        bool is_done = false;
        std::exception_ptr failure{};
    };

    explicit in_turns(std::vector<Worker>& workers)
    {
        tasks_.reserve(workers.size());
        for (Worker& worker : workers)
            free_.push_back(&tasks_.emplace_back(task{&worker}));
    }

    void loop() noexcept
    {
        while (task* mine = take()) {
            if (!read(*mine))
                break;
            try {
                mine->worker->work();
            } catch (...) {
                mine->failure = std::current_exception();
            }
            write_from(*mine);
        }
    }

    // One that has nothing to write; nullptr if nothing more is written.
    task* take()
    {
        std::unique_lock lock(writing_);
        freed_.wait(lock, [&] { return over_ || !free_.empty(); });
        if (over_)
            return nullptr;
        task* const last = free_.back(); // its memory is in the cache
        free_.pop_back();
        return last;
    }

    bool read(task& mine)
    {
        const std::lock_guard lock(reading_);
        try {
            if (ended_ || !mine.worker->read())
                ended_ = true;
        } catch (...) {
            ended_ = true;
            const std::lock_guard failing(writing_);
            if (!failure_)
                failure_ = std::current_exception();
        }
        mine.number = read_;
        read_ += !ended_;
        return !ended_;
    }

    // Writes what is done and whose turn it is.
    void write_from(task& mine)
    {
        const std::lock_guard lock(writing_);
        mine.is_done = true;
        for (task* next = done(written_); next != nullptr && !over_; next = done(written_))
            write(*next);
        freed_.notify_all();
    }

    void write(task& next)
    {
        bool more = false;
        try {
            more = !next.failure && next.worker->write();
        } catch (...) {
            next.failure = std::current_exception();
        }
        if (next.failure) // before what read() may have thrown
            failure_ = next.failure;
        ++written_;
        over_ = !more;
        next.is_done = false;
        free_.push_back(&next);
    }

    task* done(std::uint64_t number)
    {
        for (task& each : tasks_)
            if (each.is_done && each.number == number)
                return &each;
        return nullptr;
    }

    std::mutex reading_; // is taken before the other one
    bool ended_ = false; // nothing more is read
    std::uint64_t read_ = 0;

    std::mutex writing_;
    std::condition_variable freed_;
    bool over_ = false; // nothing more is written
    std::uint64_t written_ = 0;
    std::exception_ptr failure_;
    std::vector<task> tasks_;
    std::vector<task*> free_;
};

} // namespace ipgrep

#endif
