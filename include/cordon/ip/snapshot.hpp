// cordon::ip - one published value, replaced while others read it.
#ifndef CORDON_IP_SNAPSHOT_HPP
#define CORDON_IP_SNAPSHOT_HPP

#include <cordon/version.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace cordon::inline v0::ip {

/// Holds a value (a compiled_set, a whole configuration) that many threads read while one replaces
/// it now and then. A reader pins what is published: two atomic operations on a counter that few
/// threads share, no lock, no waiting, no allocation. A writer publishes the new value at once and
/// then waits until nobody reads the old one, which it destroys: readers never do that work.
///
/// A reader that keeps its pin keeps the writer waiting; a thread that publishes while it holds a
/// pin of the same snapshot waits for itself. (`std::atomic<std::shared_ptr>` is not lock-free, and
/// every reader would write to one counter.) Memory: two values while one is replaced, and 2 KiB.
///
/// How: counters in two banks, each bank striped over cache lines. A reader adds itself to a
/// stripe of the open bank, then loads the pointer; the writer swaps the pointer, then looks at the
/// counters. All of it is sequentially consistent: whoever got the old pointer is counted before
/// the writer looks (as in McKenney's sleepable RCU). The writer turns new readers to the other
/// bank, waits for the first to drain, and does the same with the other.
template <class T>
class snapshot {
public:
    /// A pinned value: what it points to stays until it is destroyed, which any thread may do.
    class pin {
    public:
        /// Takes the pin over; the other one pins nothing then.
        pin(pin&& other) noexcept
            : counter_(std::exchange(other.counter_, nullptr)),
              value_(std::exchange(other.value_, nullptr))
        {
        }
        /// Takes the pin over in the place of its own.
        pin& operator=(pin&& other) noexcept
        {
            pin moved(std::move(other));
            std::swap(counter_, moved.counter_);
            std::swap(value_, moved.value_);
            return *this;
        }
        ~pin()
        {
            if (counter_ != nullptr)
                counter_->fetch_sub(1, std::memory_order_release);
        }
        /// The value; for a pin that was taken over from there is none.
        const T& operator*() const noexcept { return *value_; }
        /// See operator*.
        const T* operator->() const noexcept { return value_; }

    private:
        friend class snapshot;
        pin(std::atomic<std::uint32_t>* counter, const T* value) noexcept
            : counter_(counter), value_(value)
        {
        }

        std::atomic<std::uint32_t>* counter_;
        const T* value_;
    };

    /// Publishes a first value; may throw what moving it does, and std::bad_alloc.
    explicit snapshot(T value = T()) : current_(new T(std::move(value))) {}
    snapshot(const snapshot&) = delete;
    snapshot& operator=(const snapshot&) = delete;
    /// Precondition: no pin is left.
    ~snapshot() { delete current_.load(); }

    /// Pins the published value. Any number of threads, at any time.
    pin read() const noexcept
    {
        const std::size_t bank = open_bank_.load();
        std::atomic<std::uint32_t>& counter = banks_[bank][stripe()].readers;
        counter.fetch_add(1);
        return pin(&counter, current_.load());
    }

    /// Publishes a new value and waits until the old one, which it destroys, is no longer read.
    /// After an exception (std::bad_alloc, or of T's move) the old value stays. Writers take turns.
    void publish(T value)
    {
        std::unique_ptr<const T> next(new T(std::move(value)));
        const std::lock_guard lock(writer_);
        const std::unique_ptr<const T> old(current_.exchange(next.release()));
        for (int turn = 0; turn < 2; ++turn) {
            const std::size_t bank = open_bank_.load();
            open_bank_.store(1 - bank);
            for (const stripe_counter& counter : banks_[bank])
                while (counter.readers.load() != 0)
                    std::this_thread::yield();
        }
    }

private:
    static constexpr std::size_t stripes = 16;
    struct alignas(64) stripe_counter {
        mutable std::atomic<std::uint32_t> readers{0};
    };

    // Which stripe a thread takes matters for speed alone.
    static std::size_t stripe() noexcept
    {
        static std::atomic<std::size_t> next{0};
        thread_local const std::size_t mine =
            next.fetch_add(1, std::memory_order_relaxed) % stripes;
        return mine;
    }

    std::atomic<const T*> current_;
    std::atomic<std::size_t> open_bank_{0};
    mutable std::array<std::array<stripe_counter, stripes>, 2> banks_;
    std::mutex writer_;
};

} // namespace cordon::inline v0::ip

#endif
