// A random source that does what a test tells it: bytes, errors, short answers, repetitions.
#pragma once

#include "reference/random.hpp"

#include <cordon/token/random_source.hpp>

#include <algorithm>
#include <cstddef>
#include <system_error>
#include <vector>

namespace cordon_test {

// What happens, and what has happened. It outlives the sources that follow it; one thread.
struct random_script {
    enum class act {
        good,       // all bytes
        fail,       // an error, and no bytes
        fail_full,  // an error, though all bytes are there
        short_read, // one byte less
        nothing,    // no bytes and no error
        overrun,    // says that it gave more than was asked for
        zeros,      // all bytes are 0
        ones,       // all bytes are 255
        again,      // the bytes of the request before
    };
    std::vector<act> acts{}; // one a request; good ones behind them

    // What good requests give behind the 16 bytes that watched_random keeps for its checks; when it
    // is used up, numbers from `seed`.
    std::vector<unsigned char> feed{};
    std::uint64_t seed = 1;

    std::size_t requests = 0;
    std::size_t bytes = 0; // asked for, over all requests

    std::size_t fed = 0;
    random_source numbers{seed};
    unsigned char last[8192]{};
};

// Models cordon::token::random_source.
class scripted_random {
public:
    explicit scripted_random(random_script& script) noexcept : script_(&script) {}

    std::size_t fill(cordon::token::bytes_span out, std::error_code& error) noexcept
    {
        using act = random_script::act;
        random_script& s = *script_;
        const act now = s.requests < s.acts.size() ? s.acts[s.requests] : act::good;
        ++s.requests;
        s.bytes += out.size();
        for (std::size_t i = 0; i < out.size(); ++i) {
            const bool from_feed = i >= 16 && s.fed < s.feed.size() && now != act::again;
            out[i] = now == act::zeros   ? 0
                     : now == act::ones  ? 255
                     : now == act::again ? s.last[i % sizeof s.last]
                     : from_feed         ? s.feed[s.fed++]
                                         : static_cast<unsigned char>(s.numbers.bits());
        }
        std::copy(out.begin(), out.begin() + std::ptrdiff_t(std::min(out.size(), sizeof s.last)),
                  s.last);
        switch (now) {
        case act::fail: error = std::make_error_code(std::errc::io_error); return 0;
        case act::fail_full: error = std::make_error_code(std::errc::io_error); return out.size();
        case act::short_read: return out.size() - 1;
        case act::nothing: return 0;
        case act::overrun: return out.size() + 1;
        default: return out.size();
        }
    }

private:
    random_script* script_;
};

static_assert(cordon::token::random_source<scripted_random>);

} // namespace cordon_test
