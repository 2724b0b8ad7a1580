// cordon::token - where records live: load, and swap if nobody was faster.
#ifndef CORDON_TOKEN_STORE_HPP
#define CORDON_TOKEN_STORE_HPP

#include <cordon/token/error.hpp>

#include <concepts>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cordon::inline v0::token {

/// A record and the version that a store gave it.
template <class Record>
struct versioned {
    Record record;             ///< what is stored
    std::uint64_t version = 0; ///< which version of it
};

/// A synchronous store of records by key. compare_and_swap() stores the record under a new version
/// and answers true if the stored version is still `expected` (0: there is no record yet);
/// otherwise it changes nothing and answers false. Both may throw what the store throws.
template <class S, class Record>
concept record_store =
    requires(S& store, std::string_view key, std::uint64_t expected, const Record& record) {
        { store.load(key) } -> std::same_as<std::optional<versioned<Record>>>;
        { store.compare_and_swap(key, expected, record) } -> std::same_as<bool>;
    };

/// The store for tests and small services: a map in memory behind a mutex; any number of threads.
template <class Record>
class memory_store {
public:
    /// The record of the key, if there is one.
    std::optional<versioned<Record>> load(std::string_view key) const
    {
        const std::lock_guard lock(mutex_);
        const auto it = records_.find(std::string(key));
        return it == records_.end() ? std::nullopt : std::optional(it->second);
    }
    /// See record_store.
    bool compare_and_swap(std::string_view key, std::uint64_t expected, const Record& record)
    {
        const std::lock_guard lock(mutex_);
        const auto it = records_.find(std::string(key));
        if ((it == records_.end() ? 0 : it->second.version) != expected)
            return false;
        versioned<Record> next{record, expected + 1};
        if (it == records_.end())
            records_.emplace(std::string(key), std::move(next));
        else
            std::swap(it->second, next);
        return true;
    }

private:
    mutable std::mutex mutex_;
    std::unordered_map<std::string, versioned<Record>> records_;
};

/// Loads the record, lets `change` decide, and commits; after a lost race decides again on what is
/// stored then. `change` takes a `const Record*` (nullptr: there is none) and returns a pair of its
/// answer and an `std::optional<Record>` (nothing: there is nothing to store). Returns the answer
/// that was committed. A race is lost only to a commit of somebody else's, so all together go on.
template <class Record, record_store<Record> Store, class Change>
auto update(Store& store, std::string_view key, Change change)
{
    while (true) {
        const std::optional<versioned<Record>> found = store.load(key);
        auto decided = change(found ? &found->record : nullptr);
        if (!decided.second ||
            store.compare_and_swap(key, found ? found->version : 0, *decided.second))
            return std::move(decided.first);
    }
}

} // namespace cordon::inline v0::token

#endif
