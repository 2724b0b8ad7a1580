// Values stored once each, as far as their type lets equal ones be found.
#ifndef CORDON_IP_DETAIL_VALUE_POOL_HPP
#define CORDON_IP_DETAIL_VALUE_POOL_HPP

#include <cordon/version.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cordon::inline v0::ip::detail {

template <class V>
concept hashable = std::equality_comparable<V> && requires(const V& value) {
    { std::hash<V>()(value) } -> std::convertible_to<std::size_t>;
};

// Gives equal values equal indices: by hash, by order, and with neither each value its own.
template <class V>
class value_pool {
public:
    std::uint32_t index_of(const V& value)
    {
        const auto next = std::uint32_t(values_.size());
        if constexpr (hashable<V> || std::totally_ordered<V>) {
            const auto [it, inserted] = known_.try_emplace(value, next);
            if (!inserted)
                return it->second;
        }
        values_.push_back(value);
        return next;
    }
    std::vector<V> take() && { return std::move(values_); }

private:
    struct nothing {};
    template <class T>
    static auto pick()
    {
        if constexpr (hashable<T>)
            return std::unordered_map<T, std::uint32_t>();
        else if constexpr (std::totally_ordered<T>)
            return std::map<T, std::uint32_t>();
        else
            return nothing();
    }

    std::vector<V> values_;
    decltype(pick<V>()) known_;
};

} // namespace cordon::inline v0::ip::detail

#endif
