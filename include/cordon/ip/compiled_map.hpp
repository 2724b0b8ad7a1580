// cordon::ip - immutable maps for the hot path.
#ifndef CORDON_IP_COMPILED_MAP_HPP
#define CORDON_IP_COMPILED_MAP_HPP

#include <cordon/ip/detail/batch.hpp>
#include <cordon/ip/detail/by_family.hpp>
#include <cordon/ip/detail/run_array.hpp>
#include <cordon/ip/detail/tree_map.hpp>
#include <cordon/ip/detail/trie_map.hpp>
#include <cordon/ip/range_map.hpp>

#include <algorithm>
#include <utility>

namespace cordon::inline v0::ip {

namespace detail {

// Conditional by specialisation: a trie over other addresses does not compile.
template <address_space A>
struct map_engine {
    using type = run_array<A>;
};
template <address_space A>
    requires(A::width == 32)
struct map_engine<A> {
    using type = trie_map<A>;
};
template <address_space A>
    requires(A::width == 128)
struct map_engine<A> {
    using type = tree_map<A>;
};

// The values of pieces, those of several first.
template <class Piece>
std::vector<std::uint32_t> repeated_first(std::span<const Piece> pieces, std::size_t values)
{
    std::vector<unsigned char> seen(values); // 0, 1 or more often
    for (const Piece& piece : pieces)
        seen[piece.value] = seen[piece.value] == 0 ? 1 : 2;
    std::vector<std::uint32_t> out;
    out.reserve(values);
    for (const bool repeated : {true, false})
        for (std::size_t i = 0; i < values; ++i)
            if ((seen[i] == 2) == repeated)
                out.push_back(std::uint32_t(i));
    return out;
}

} // namespace detail

/// A map made once and read by any number of threads without locks. Look-ups never throw, allocate
/// or wait. Assigning or moving one while others read is a race: publish a new object instead.
///
/// n pieces: made in O(n). A look-up over 32-bit addresses (IPv4) is two memory loads of small maps
/// (three where the /24 has several values; detail/direct_trie.hpp), of others three, of two or
/// three cache lines, four more for each six bits by which a piece is finer than a /24, and two for
/// a value behind the first 65,471 (detail/run_trie.hpp); over 128 bits (IPv6) ten compares of up
/// to 16 pieces (detail/few_runs.hpp), of more one load where the /16 has one answer, otherwise
/// about log16(n) cache lines, and as many again where more is finer than a /48
/// (detail/run_tree.hpp); over others O(log n) without a branch on the address.
/// find_index() searches the pieces of a /16 besides. Memory: IPv4: small maps up to 768 KiB (ten
/// pieces at most 104 KiB, a thousand mostly some 500), others 1 MiB; 256 KiB from 65,536 pieces
/// on; 4 to 16 bytes a piece (few where values are fewer than 65,472 and the source was sorted and
/// disjoint), and up to 20 for each block of 6 bits more that a piece divides; IPv6 up to 512 KiB,
/// 18 to 45 bytes a piece where many are near each other, at most 360 (one in each /16, beside
/// crowded ones); others 2 * sizeof(A) + 8 bytes a piece; each distinct value once. Making one may
/// throw std::bad_alloc, errc::too_many (over 2^30 values, 2^27 IPv6 pieces or 4 GiB of an IPv4
/// map), or what copying a value throws.
template <address_space A, class V>
class basic_compiled_map {
public:
    using address_type = A;
    using mapped_type = V;

    basic_compiled_map() noexcept = default;
    basic_compiled_map(const basic_compiled_map&) = default;
    /// What is moved from is empty.
    basic_compiled_map(basic_compiled_map&& other) noexcept { swap(other); }
    // The copy is whole before anything is replaced: all is assigned or nothing.
    basic_compiled_map& operator=(const basic_compiled_map& other)
    {
        return *this = basic_compiled_map(other);
    }
    basic_compiled_map& operator=(basic_compiled_map&& other) noexcept
    {
        basic_compiled_map taken(std::move(other));
        swap(taken);
        return *this;
    }
    /// Compiles a map, in O(n).
    explicit basic_compiled_map(const basic_range_map<A, V>& map) : size_(map.size())
    {
        const std::span<const V> values = map.values();
        if constexpr (A::width == 32) {
            // The engine has short codes for the first numbers: for those that are seen more than
            // once.
            if (values.size() > engine::short_codes) {
                const auto order = detail::repeated_first(map.segments(), values.size());
                std::vector<std::uint32_t> numbers(values.size());
                values_.reserve(values.size());
                for (const std::uint32_t value : order) {
                    numbers[value] = std::uint32_t(values_.size());
                    values_.push_back(values[value]);
                }
                pieces_ = engine(map.segments(), numbers);
                return;
            }
            pieces_ = engine(map.segments(), {});
        } else {
            pieces_ = engine(map.segments());
        }
        values_.assign(values.begin(), values.end());
    }

    /// The value of the address, or nullptr; valid as long as the map.
    const V* find(A address) const noexcept
    {
        return detail::point_to(values_.data(), pieces_.find(address));
    }
    bool contains(A address) const noexcept { return pieces_.find(address) != 0; }
    /// The position, in the source that the map was made from, of the entry that won the address.
    std::optional<std::size_t> find_index(A address) const noexcept
    {
        if (!contains(address))
            return std::nullopt;
        return pieces_.entry(address);
    }
    /// find() for each address: `values[i]` for `addresses[i]`. Of spans of different sizes the
    /// rest of the values is nullptr, the rest of the addresses is not asked for.
    void find(std::span<const A> addresses, std::span<const V*> values) const noexcept
    {
        const std::size_t n = std::min(addresses.size(), values.size());
        if constexpr (A::width == 128) {
            detail::batch_find(pieces_.runs(), addresses.data(), n, values_.data(), values.data());
        } else if constexpr (A::width == 32) {
            detail::batch_find(pieces_, addresses.data(), n, values_.data(), values.data());
        } else {
            for (std::size_t i = 0; i < n; ++i)
                values[i] = find(addresses[i]);
        }
        std::fill(values.begin() + std::ptrdiff_t(n), values.end(), nullptr);
    }

    bool empty() const noexcept { return size_ == 0; }
    /// The number of pieces.
    std::size_t size() const noexcept { return size_; }
    /// Bytes on the heap, but for what the values themselves hold there.
    std::size_t memory() const noexcept
    {
        return pieces_.memory() + values_.capacity() * sizeof(V);
    }

private:
    using engine = typename detail::map_engine<A>::type;

    // Engines know what they are apart from what they own, so moving one does not empty it.
    void swap(basic_compiled_map& other) noexcept
    {
        std::swap(pieces_, other.pieces_);
        std::swap(values_, other.values_);
        std::swap(size_, other.size_);
    }

    engine pieces_;
    std::vector<V> values_;
    std::size_t size_ = 0;
};

/// Of IPv4 alone.
template <class V>
using compiled_map_v4 = basic_compiled_map<address_v4, V>;
/// Of IPv6 alone.
template <class V>
using compiled_map_v6 = basic_compiled_map<address_v6, V>;

/// A pair of an IPv4 and an IPv6 compiled map; what is looked up is canonical (::ffff:10.0.0.1 is
/// 10.0.0.1), and none is not inside. Cost, guarantees and thread safety as of basic_compiled_map.
template <class V>
class compiled_map {
public:
    using mapped_type = V;

    compiled_map() noexcept = default;
    compiled_map(const compiled_map&) = default;
    compiled_map(compiled_map&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    compiled_map& operator=(const compiled_map& other) { return *this = compiled_map(other); }
    compiled_map& operator=(compiled_map&&) noexcept = default;
    /// Compiles a map of both families, in O(n).
    explicit compiled_map(const range_map<V>& map)
        : v4_(map.v4()), v6_(map.v6()),
          sources_v4_(map.sources_v4().begin(), map.sources_v4().end()),
          sources_v6_(map.sources_v6().begin(), map.sources_v6().end())
    {
    }

    /// The value of the address, or nullptr; valid as long as the map.
    const V* find(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        return key.is_v4() ? v4_.find(key.to_v4()) : key.is_v6() ? v6_.find(key.to_v6()) : nullptr;
    }
    bool contains(const address& address) const noexcept { return find(address) != nullptr; }
    /// The position, in the source that the map was made from, of the entry that won the address.
    std::optional<std::size_t> find_index(const address& address) const noexcept
    {
        const ip::address key = address.canonical();
        if (key.is_v4())
            if (const auto found = v4_.find_index(key.to_v4()))
                return sources_v4_[*found];
        if (key.is_v6())
            if (const auto found = v6_.find_index(key.to_v6()))
                return sources_v6_[*found];
        return std::nullopt;
    }
    /// As basic_compiled_map::find for many addresses.
    void find(std::span<const address> addresses, std::span<const V*> values) const noexcept
    {
        const std::size_t n = std::min(addresses.size(), values.size());
        detail::ask_by_family<const V*>(
            addresses.first(n), nullptr, [&](auto keys, auto found) { v4_.find(keys, found); },
            [&](auto keys, auto found) { v6_.find(keys, found); }, values.data());
        std::fill(values.begin() + std::ptrdiff_t(n), values.end(), nullptr);
    }

    const compiled_map_v4<V>& v4() const noexcept { return v4_; }
    const compiled_map_v6<V>& v6() const noexcept { return v6_; }
    bool empty() const noexcept { return v4_.empty() && v6_.empty(); }
    /// The number of pieces, of both families.
    std::size_t size() const noexcept { return v4_.size() + v6_.size(); }
    /// Bytes on the heap, but for what the values themselves hold there.
    std::size_t memory() const noexcept
    {
        return v4_.memory() + v6_.memory() +
               (sources_v4_.capacity() + sources_v6_.capacity()) * sizeof(std::uint32_t);
    }

private:
    compiled_map_v4<V> v4_;
    compiled_map_v6<V> v6_;
    std::vector<std::uint32_t> sources_v4_;
    std::vector<std::uint32_t> sources_v6_;
};

} // namespace cordon::inline v0::ip

#endif
