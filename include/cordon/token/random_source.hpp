// cordon::token - random bytes from the operating system, and a watch on where they come from.
#ifndef CORDON_TOKEN_RANDOM_SOURCE_HPP
#define CORDON_TOKEN_RANDOM_SOURCE_HPP

#include <cordon/token/secret.hpp>

#include <array>
#include <cerrno>
#include <concepts>
#include <utility>

#if defined(_WIN32)
#include <windows.h>
// after windows.h
#include <bcrypt.h>
#elif defined(__linux__)
#include <sys/random.h>
#else
#include <stdlib.h>
#include <unistd.h>
#endif

namespace cordon::inline v0::token {

/// Where random bytes come from: fills the span and returns how many bytes it filled; sets `error`
/// where it cannot go on. Fewer bytes than asked for is an error to every user of it.
template <class S>
concept random_source = requires(S& source, bytes_span out, std::error_code& error) {
    { source.fill(out, error) } noexcept -> std::convertible_to<std::size_t>;
};

/// The operating system's generator: getrandom (Linux), arc4random_buf (BSD, macOS),
/// BCryptGenRandom (Windows). No state of its own, so a forked child shares nothing with its
/// parent; any number of threads may use it. It waits at most for the system's first seeding.
class system_random {
public:
    /// Asks the system for the bytes; how many came. A model of random_source.
    std::size_t fill(bytes_span out, std::error_code& error) noexcept
    {
        error.clear();
#if defined(_WIN32)
        const auto status = ::BCryptGenRandom(nullptr, out.data(), ULONG(out.size()),
                                              BCRYPT_USE_SYSTEM_PREFERRED_RNG);
        if (status != 0) {
            error = errc::random_failed;
            return 0;
        }
        return out.size();
#elif defined(__linux__)
        std::size_t done = 0;
        while (done < out.size()) {
            // Up to 256 bytes come whole; a signal may cut a longer request short.
            const auto got = ::getrandom(out.data() + done, out.size() - done, 0);
            if (got > 0) {
                done += std::size_t(got);
            } else if (got == 0 || errno != EINTR) {
                error = errc::random_failed;
                break;
            }
        }
        return done;
#else
        ::arc4random_buf(out.data(), out.size());
        return out.size();
#endif
    }
};

/// A source that is watched: an error, a short answer, 16 bytes alike or the same 16 bytes twice in
/// a row give an error and no bytes. (A sound source does the last two once in 2^120 requests.)
/// There is no way on from an error but asking again: never a second, weaker source.
/// One object per thread.
template <random_source Source = system_random>
class watched_random {
public:
    watched_random() = default;
    /// Watches this source.
    explicit watched_random(Source source) noexcept(std::is_nothrow_move_constructible_v<Source>)
        : source_(std::move(source))
    {
    }

    /// The bytes that fill() adds to each request for its checks.
    static constexpr std::size_t overhead = 16;

    /// Fills `buffer` with one request to the source and returns the part to use: all but the first
    /// `overhead` bytes, which are compared and never used. Empty after an error; then `buffer` is
    /// wiped. Precondition: buffer.size() > overhead.
    bytes_span fill(bytes_span buffer, std::error_code& error) noexcept
    {
        const std::size_t got = source_.fill(buffer, error);
        if (!error && got != buffer.size())
            error = errc::random_short;
        if (!error && is_suspect(buffer.first(overhead)))
            error = errc::random_repeated;
        if (error) {
            wipe(buffer.data(), buffer.size());
            return {};
        }
        return buffer.subspan(overhead);
    }

    /// What is watched.
    Source& source() noexcept { return source_; }

private:
    bool is_suspect(bytes_view head) noexcept
    {
        const bool alike =
            std::all_of(head.begin(), head.end(), [&](unsigned char b) { return b == head[0]; });
        const bool again = seen_ && std::equal(head.begin(), head.end(), last_.begin());
        std::copy(head.begin(), head.end(), last_.begin());
        seen_ = true;
        return alike || again;
    }

    Source source_;
    std::array<unsigned char, overhead> last_{};
    bool seen_ = false;
};

} // namespace cordon::inline v0::token

#endif
