// The tables that addresses are looked up in, and the forms in which engines take them.
#pragma once

#include <cordon/ip/range_map.hpp>
#include <cordon/ip/range_set.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bench {

using cordon::ip::address_v4;
using cordon::ip::address_v6;
using cordon::ip::uint128;

/// The addresses from first to last have value number `value`, 1 and up; 0 is for those in no
/// piece.
template <class A>
struct piece {
    A first;
    A last;
    std::uint32_t value;
};

/// A set (all values 1) or a map: pieces in order, disjoint, and none that could be joined.
template <class A>
struct table {
    std::string name;
    bool is_map = false;
    bool in_means = true; ///< one of the tables that the geometric means are taken over
    std::vector<piece<A>> pieces;
    std::uint32_t values = 1; ///< the highest value number
};

/// From the files of bench/data.sh: s10, s100, s1k, s10k (so many ranges of the AS table), US
/// (Tor's ranges of that country), asn (address to AS number); and JP, country (address to
/// country), m100 and m1k (maps of so many ranges of asn), which are there so that nobody tunes to
/// the others. Throws std::runtime_error without the files.
template <class A>
std::vector<table<A>> load_tables(const std::filesystem::path& data);

/// From `first` to the next run's first address the value is `value`; 0 is none.
template <class A>
struct run {
    A first;
    std::uint32_t value;
};

template <class A>
struct prefix_route {
    A address;
    int length;
    std::uint32_t value;
};

/// A table in each form that some engine is made from, so that no engine pays for the conversion.
template <class A>
struct inputs {
    explicit inputs(const bench::table<A>& source);

    const bench::table<A>& table;
    /// The whole address space, in order; the first run starts at 0.
    std::vector<run<A>> runs;
    /// The fewest prefixes that make up each piece, in order.
    std::vector<prefix_route<A>> prefixes;
    /// Cordon's own editable containers; the set where the table is a set, the map where it is one.
    cordon::ip::basic_range_set<A> set;
    cordon::ip::basic_range_map<A, std::uint32_t> map;
};

/// Walks over runs while someone cuts the address space into blocks, from the lowest to the
/// highest.
template <class A>
class run_cursor {
public:
    using number = typename A::uint_type;

    explicit run_cursor(const std::vector<run<A>>& runs, std::size_t at = 0) : runs_(&runs), at_(at)
    {
    }

    /// Whether all addresses from first to last have one value, value() then; no `first` may be
    /// lower than the one before.
    bool uniform(number first, number last)
    {
        while (at_ + 1 < runs_->size() && (*runs_)[at_ + 1].first.to_uint() <= first)
            ++at_;
        return at_ + 1 == runs_->size() || (*runs_)[at_ + 1].first.to_uint() > last;
    }
    std::uint32_t value() const { return (*runs_)[at_].value; }
    std::size_t position() const { return at_; }

private:
    const std::vector<run<A>>* runs_;
    std::size_t at_;
};

} // namespace bench
