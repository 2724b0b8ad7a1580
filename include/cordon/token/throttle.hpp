// cordon::token - growing delays for those who guess.
#ifndef CORDON_TOKEN_THROTTLE_HPP
#define CORDON_TOKEN_THROTTLE_HPP

#include <cordon/token/random_source.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace cordon::inline v0::token {

/// How a throttle counts. An account and an IPv4 address have `free_tries` before the first delay;
/// wider IPv6 networks have more, since many people share them.
struct throttle_options {
    std::uint32_t free_tries = 5;              ///< account, IPv4 /32, IPv6 /64
    std::uint32_t free_tries_56 = 20;          ///< IPv6 /56
    std::uint32_t free_tries_48 = 80;          ///< IPv6 /48
    std::chrono::seconds first_delay{1};       ///< doubled with each failure more
    std::chrono::seconds longest_delay{900};   ///< it is doubled up to this
    std::chrono::seconds forget_after{86'400}; ///< without a failure
    std::size_t capacity = 65'536; ///< counters, 48 bytes each; rounded up to a power of two
};

/// Counts tries by account and by address (IPv4 /32; IPv6 /64, /56 and /48 together, since a /64
/// alone is rotated freely), and makes those who fail wait, longer each time. Trusted and untrusted
/// sources are counted apart: whoever fails from outside cannot lock the user out of a trusted
/// network. Stands before the account's lockout of the login rules, and is a different thing.
///
/// A try counts as failed from the moment it is admitted until success() takes it back, so that
/// parallel guesses share one count. Memory is bounded: a full table gives up the counter with the
/// fewest failures among eight, never one that is higher, so that a flood of names cannot wash an
/// attacker's own counter out. Keys are hashed with a random seed. A clock that goes back does
/// not shorten a delay. Any number of threads; O(1).
class throttle {
public:
    /// From where a try comes.
    enum class source : unsigned char { untrusted, trusted };

    /// Throws what the random source does (the seed) and std::bad_alloc.
    explicit throttle(const throttle_options& options = {}) : options_(options)
    {
        std::error_code error;
        unsigned char buffer[watched_random<>::overhead + sizeof seed_];
        const bytes_view bytes = watched_random<>().fill(buffer, error);
        detail::raise_if(error);
        std::memcpy(seed_, bytes.data(), sizeof seed_);
        std::size_t sets = 1;
        while (sets * ways < options.capacity)
            sets *= 2;
        counters_.resize(sets * ways);
    }

    /// Whether a try may be made now: zero, and it is counted; or how long to wait, and nothing is
    /// counted. `now` is the time of a steady clock, from any zero that is not after it. `address`
    /// is 4 or 16 bytes in network order (a mapped one counts as IPv4), or empty where there is
    /// none: then the account alone counts.
    std::chrono::seconds admit(std::string_view account, bytes_view address, source from,
                               std::chrono::seconds now)
    {
        const keys all = keys_of(account, address, from);
        const std::lock_guard lock(mutex_);
        // Not before a time that was told already, nor so late that a delay would not fit behind
        // it.
        now = std::min(now, std::chrono::seconds::max() - options_.longest_delay);
        now = latest_ = std::max(latest_, now);
        std::chrono::seconds wait{0};
        for (std::size_t i = 0; i < all.count; ++i)
            if (const counter* found = find(all.hash[i]))
                wait = std::max(wait, found->until - now);
        if (wait > std::chrono::seconds(0))
            return wait;
        for (std::size_t i = 0; i < all.count; ++i)
            count(all.hash[i], all.free[i], now);
        return std::chrono::seconds(0);
    }

    /// The admitted try succeeded: the account's failures from this source are forgotten, and the
    /// try is taken back from the address with the delay that it brought (not more: else one own
    /// account would wash away the failures at others').
    void success(std::string_view account, bytes_view address, source from)
    {
        const keys all = keys_of(account, address, from);
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < all.count; ++i) {
            counter* found = find(all.hash[i]);
            if (found == nullptr)
                continue;
            if (i == 0) {
                *found = counter{};
            } else if (found->failures > 0) {
                --found->failures;
                found->until = {}; // what there was before was over when the try was admitted
                found->last = found->before;
            }
        }
    }

private:
    static constexpr std::size_t ways = 8;

    struct counter {
        std::uint64_t key[2]{}; // both 0: free
        std::uint32_t failures = 0;
        std::chrono::seconds until{};  // no try before
        std::chrono::seconds last{};   // try
        std::chrono::seconds before{}; // the try before it
    };
    struct keys {
        std::array<std::array<std::uint64_t, 2>, 4> hash{};
        std::array<std::uint32_t, 4> free{};
        std::size_t count = 0;
    };

    keys keys_of(std::string_view account, bytes_view address, source from) const noexcept
    {
        keys out;
        const auto add = [&](char kind, bytes_view bytes, std::uint32_t free) {
            const std::uint64_t tag = std::uint64_t(kind) << 8 | std::uint64_t(from);
            out.hash[out.count] = {hash(bytes, seed_[0] ^ tag, seed_[1]),
                                   hash(bytes, seed_[2] ^ tag, seed_[3]) | 1};
            out.free[out.count++] = free;
        };
        add('a', as_bytes(account), options_.free_tries);
        constexpr unsigned char mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
        if (address.size() == 16 &&
            std::equal(std::begin(mapped), std::end(mapped), address.begin()))
            address = address.subspan(12);
        if (address.size() == 4) {
            add('4', address, options_.free_tries);
        } else if (address.size() == 16) {
            add('6', address.first(8), options_.free_tries);
            add('7', address.first(7), options_.free_tries_56);
            add('8', address.first(6), options_.free_tries_48);
        }
        return out;
    }

    // Seeded multiply-and-mix: without the seed nobody can aim at a set of the table.
    static std::uint64_t hash(bytes_view bytes, std::uint64_t seed, std::uint64_t factor) noexcept
    {
        std::uint64_t h = seed ^ bytes.size();
        for (const unsigned char byte : bytes) {
            h = (h ^ byte) * (factor | 1);
            h ^= h >> 29;
        }
        h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9U;
        return h ^ (h >> 31);
    }

    counter* find(const std::array<std::uint64_t, 2>& key) noexcept
    {
        counter* set = &counters_[(std::size_t(key[0]) & (counters_.size() / ways - 1)) * ways];
        counter* found = std::find_if(set, set + ways, [&](const counter& c) {
            return c.key[0] == key[0] && c.key[1] == key[1];
        });
        return found == set + ways ? nullptr : found;
    }

    void count(const std::array<std::uint64_t, 2>& key, std::uint32_t free,
               std::chrono::seconds now) noexcept
    {
        counter* found = find(key);
        if (found == nullptr) {
            counter* set = &counters_[(std::size_t(key[0]) & (counters_.size() / ways - 1)) * ways];
            found = std::min_element(set, set + ways, [&](const counter& a, const counter& b) {
                return weight(a, now) < weight(b, now);
            });
            *found = counter{{key[0], key[1]}, 0, {}, now, now};
        }
        if (now - found->last > options_.forget_after)
            found->failures = 0;
        if (found->failures < ~std::uint32_t(0))
            ++found->failures;
        found->before = std::exchange(found->last, now);
        if (found->failures >= free) {
            const std::uint32_t doublings = std::min<std::uint32_t>(found->failures - free, 30);
            const auto limit = options_.longest_delay;
            std::chrono::seconds delay = options_.first_delay;
            for (std::uint32_t i = 0; i < doublings && delay < limit; ++i)
                delay *= 2;
            found->until = now + std::min(delay, limit);
        }
    }

    // What a counter is worth keeping for: free and forgotten ones nothing.
    std::uint32_t weight(const counter& c, std::chrono::seconds now) const noexcept
    {
        return now - c.last > options_.forget_after ? 0 : c.failures;
    }

    throttle_options options_;
    std::uint64_t seed_[4];
    std::mutex mutex_;
    std::chrono::seconds latest_{};
    std::vector<counter> counters_;
};

} // namespace cordon::inline v0::token

#endif
