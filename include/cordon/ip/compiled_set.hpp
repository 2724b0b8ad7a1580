// cordon::ip - immutable sets for the hot path.
#ifndef CORDON_IP_COMPILED_SET_HPP
#define CORDON_IP_COMPILED_SET_HPP

#include <cordon/ip/detail/batch.hpp>
#include <cordon/ip/detail/by_family.hpp>
#include <cordon/ip/detail/code_trie.hpp>
#include <cordon/ip/detail/search_array.hpp>
#include <cordon/ip/detail/tree_set.hpp>
#include <cordon/ip/range_set.hpp>

#include <algorithm>
#include <utility>

namespace cordon::inline v0::ip {

/// A set made once and read by any number of threads without locks. Look-ups never throw, allocate
/// or wait; the empty set holds nothing. Assigning or moving one while others read is a race:
/// publish a new object instead.
///
/// n ranges: made in O(n). A look-up over 32-bit addresses (IPv4) is two memory loads, four where
/// the /24 is neither all in nor all out (detail/code_trie.hpp); over 128 bits (IPv6) ten compares
/// of up to 16 ranges (detail/few_runs.hpp), of more one load where the /16 is all in or all out,
/// otherwise about log16(n) cache lines, and as many again where more is finer than a /48
/// (detail/run_tree.hpp); over others O(log n) without a branch on the address.
/// Memory: IPv4 4 bytes a range, up to 128 KiB (less for few ranges), and 260 bytes for each /16
/// and 32 bytes for each /24 in which a range begins or ends, or less; IPv6 up to 256 KiB, 28 to 60
/// bytes a range where many are near each other, at most 360 (one in each /16, beside crowded
/// ones); others 2 * sizeof(A) a range.
/// Making one may throw std::bad_alloc, or errc::too_many (over 2^27 IPv6 ranges).
template <address_space A>
class basic_compiled_set {
public:
    using address_type = A;

    basic_compiled_set() noexcept = default;
    basic_compiled_set(const basic_compiled_set&) = default;
    /// What is moved from is empty.
    basic_compiled_set(basic_compiled_set&& other) noexcept { swap(other); }
    // The copy is whole before anything is replaced: all is assigned or nothing.
    basic_compiled_set& operator=(const basic_compiled_set& other)
    {
        return *this = basic_compiled_set(other);
    }
    basic_compiled_set& operator=(basic_compiled_set&& other) noexcept
    {
        basic_compiled_set taken(std::move(other));
        swap(taken);
        return *this;
    }
    /// Compiles a set, in O(n).
    explicit basic_compiled_set(const basic_range_set<A>& set)
    {
        ranges_.reserve(set.size());
        for (const basic_range<A>& range : set)
            ranges_.push_back(range);
        if constexpr (has_engine)
            engine_ = engine(set.ranges());
    }

    bool contains(A address) const noexcept
    {
        if constexpr (has_engine)
            return engine_.contains(address.to_uint());
        else
            return ranges_.find(address) != ranges_.npos;
    }
    /// The position, in the set that this was made from, of the range that holds the address.
    std::optional<std::size_t> find_index(A address) const noexcept
    {
        const std::size_t i = ranges_.find(address);
        return i == ranges_.npos || (has_engine && !contains(address)) ? std::nullopt
                                                                       : std::optional(i);
    }
    /// contains() for each address: `answers[i]` for `addresses[i]`. Of spans of different sizes
    /// the rest of the answers is false, the rest of the addresses is not asked for.
    void contains(std::span<const A> addresses, std::span<bool> answers) const noexcept
    {
        const std::size_t n = std::min(addresses.size(), answers.size());
        if constexpr (A::width == 32) {
            detail::batch_contains(engine_, addresses.data(), n, answers.data());
        } else if constexpr (A::width == 128) {
            detail::batch_contains(engine_.runs(), addresses.data(), n, answers.data());
        } else {
            for (std::size_t i = 0; i < n; ++i)
                answers[i] = contains(addresses[i]);
        }
        std::fill(answers.begin() + std::ptrdiff_t(n), answers.end(), false);
    }

    bool empty() const noexcept { return ranges_.size() == 0; }
    /// The number of ranges of the set that this was made from.
    std::size_t size() const noexcept { return ranges_.size(); }
    /// Bytes on the heap.
    std::size_t memory() const noexcept
    {
        if constexpr (has_engine)
            return ranges_.memory() + engine_.memory();
        else
            return ranges_.memory();
    }

    /// The same addresses.
    friend bool operator==(const basic_compiled_set& a, const basic_compiled_set& b) noexcept
    {
        return a.ranges_ == b.ranges_ && a.engine_ == b.engine_;
    }

private:
    struct nothing {
        friend bool operator==(nothing, nothing) noexcept { return true; }
    };
    using engine =
        std::conditional_t<A::width == 32, detail::code_trie,
                           std::conditional_t<A::width == 128, detail::tree_set<A>, nothing>>;
    static constexpr bool has_engine = !std::is_same_v<engine, nothing>;

    // Engines know what they are apart from what they own, so moving one does not empty it.
    void swap(basic_compiled_set& other) noexcept
    {
        std::swap(ranges_, other.ranges_);
        if constexpr (has_engine)
            std::swap(engine_, other.engine_);
    }

    // Where there is an engine, the ends of the ranges are in it.
    std::conditional_t<has_engine, detail::start_array<A>, detail::search_array<A>> ranges_;
    [[no_unique_address]] engine engine_;
};

/// Of IPv4 alone.
using compiled_set_v4 = basic_compiled_set<address_v4>;
/// Of IPv6 alone.
using compiled_set_v6 = basic_compiled_set<address_v6>;

/// A pair of an IPv4 and an IPv6 compiled set; what is looked up is canonical (::ffff:10.0.0.1 is
/// 10.0.0.1), and none is not inside. Cost, guarantees and thread safety as of basic_compiled_set.
class compiled_set {
public:
    compiled_set() noexcept = default;
    compiled_set(const compiled_set&) = default;
    compiled_set(compiled_set&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    compiled_set& operator=(const compiled_set& other) { return *this = compiled_set(other); }
    compiled_set& operator=(compiled_set&&) noexcept = default;
    /// Compiles a set of both families, in O(n).
    explicit compiled_set(const range_set& set) : v4_(set.v4()), v6_(set.v6()) {}

    bool contains(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        return key.is_v4() ? v4_.contains(key.to_v4()) : key.is_v6() && v6_.contains(key.to_v6());
    }
    /// The position of the range that holds the address in the range_set that this was made from,
    /// counting the IPv4 ranges first.
    std::optional<std::size_t> find_index(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        if (key.is_v4())
            return v4_.find_index(key.to_v4());
        const auto found = key.is_v6() ? v6_.find_index(key.to_v6()) : std::nullopt;
        return found ? std::optional(v4_.size() + *found) : std::nullopt;
    }
    /// As basic_compiled_set::contains for many addresses.
    void contains(std::span<const address> addresses, std::span<bool> answers) const noexcept
    {
        const std::size_t n = std::min(addresses.size(), answers.size());
        detail::ask_by_family(
            addresses.first(n), false, [&](auto keys, auto found) { v4_.contains(keys, found); },
            [&](auto keys, auto found) { v6_.contains(keys, found); }, answers.data());
        std::fill(answers.begin() + std::ptrdiff_t(n), answers.end(), false);
    }

    const compiled_set_v4& v4() const noexcept { return v4_; }
    const compiled_set_v6& v6() const noexcept { return v6_; }
    bool empty() const noexcept { return v4_.empty() && v6_.empty(); }
    /// The number of ranges, of both families.
    std::size_t size() const noexcept { return v4_.size() + v6_.size(); }
    /// Bytes on the heap.
    std::size_t memory() const noexcept { return v4_.memory() + v6_.memory(); }

    friend bool operator==(const compiled_set&, const compiled_set&) noexcept = default;

private:
    compiled_set_v4 v4_;
    compiled_set_v6 v6_;
};

} // namespace cordon::inline v0::ip

#endif
