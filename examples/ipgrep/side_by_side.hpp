// ipgrep: threads that start at once.
#ifndef CORDON_EXAMPLES_IPGREP_SIDE_BY_SIDE_HPP
#define CORDON_EXAMPLES_IPGREP_SIDE_BY_SIDE_HPP

#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif

namespace ipgrep {

/// Sends a thread that has just been made to the `i`-th of the processors but the one that this
/// runs on. Linux may leave it there for many milliseconds, behind the thread that made it, and in
/// a virtual machine it mostly does, since it takes an idle processor for one that is away. Only
/// where it starts: it may run anywhere.
inline void send_elsewhere([[maybe_unused]] std::thread& thread, [[maybe_unused]] std::size_t i)
{
#if defined(__linux__)
    cpu_set_t all;
    CPU_ZERO(&all);
    if (::pthread_getaffinity_np(thread.native_handle(), sizeof all, &all) != 0)
        return; // more processors than the set holds
    const auto here = std::size_t(::sched_getcpu());
    const auto others = std::size_t(CPU_COUNT(&all) - CPU_ISSET(here, &all));
    if (others == 0)
        return;
    i %= others;
    std::size_t cpu = 0;
    while (!CPU_ISSET(cpu, &all) || cpu == here || i-- != 0)
        ++cpu;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    if (::pthread_setaffinity_np(thread.native_handle(), sizeof one, &one) == 0)
        ::pthread_setaffinity_np(thread.native_handle(), sizeof all, &all);
#endif
}

/// Calls work(i) for each i < n, beside each other: the first one in this thread, and so are, after
/// it, those for which the system has no more threads. `work` does not throw.
template <class Work>
void side_by_side(std::size_t n, Work work)
{
    std::vector<std::thread> others;
    try {
        others.reserve(n);
        while (others.size() + 1 < n) {
            others.emplace_back(work, others.size() + 1);
            send_elsewhere(others.back(), others.size() - 1);
        }
    } catch (const std::system_error&) {
    }
    work(0);
    for (std::size_t i = others.size() + 1; i < n; ++i)
        work(i);
    for (std::thread& other : others)
        other.join();
}

} // namespace ipgrep

#endif
