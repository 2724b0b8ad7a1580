// DPDK's tables: rte_fib and rte_lpm for IPv4, rte_fib6 for IPv6. They know prefixes and numbers of
// next hops; the value's number is the next hop, 0 the default.
#pragma once

#include "engine.hpp"

#include <stdexcept>
#include <unordered_set>

#include <rte_eal.h>
#include <rte_fib.h>
#include <rte_fib6.h>
#include <rte_lpm.h>

namespace bench {

/// Memory for one table, with transparent huge pages: what DPDK maps by itself without hugetlbfs
/// has pages of 4 KiB, which would hold it back. The first one starts DPDK's environment, without
/// its huge pages and devices. Throws where that fails.
class dpdk_heap {
public:
    explicit dpdk_heap(std::size_t bytes);
    dpdk_heap(const dpdk_heap&) = delete;
    dpdk_heap& operator=(const dpdk_heap&) = delete;
    ~dpdk_heap();

    /// What DPDK takes for the number of the memory's NUMA node.
    int socket() const { return socket_; }

private:
    std::string name_;
    void* mapping_ = nullptr;
    void* memory_ = nullptr;
    std::size_t size_ = 0;
    int socket_ = -1;
};

/// A new name for each table and heap: DPDK finds them by name, and two may not have one.
std::string dpdk_name();

/// What a table's heap needs besides the table: the routes themselves, which DPDK keeps for
/// changes.
inline std::size_t route_bytes(std::size_t prefixes)
{
    return 640 * prefixes + (std::size_t(32) << 20);
}

/// The smallest next hops, in bytes, that `most` fits in: one bit of each says something else.
inline int next_hop_bytes(std::uint64_t most, int least)
{
    int bytes = least;
    while (most > (std::uint64_t(1) << (8 * bytes - 1)) - 1)
        bytes *= 2;
    return bytes;
}

/// How many groups of 256 entries an IPv4 table needs: one for each /24 that is not all one.
inline std::uint32_t groups_below_24(const inputs<address_v4>& in)
{
    std::unordered_set<std::uint32_t> groups;
    for (const auto& p : in.prefixes)
        if (p.length > 24)
            groups.insert(p.address.to_uint() >> 8);
    return std::uint32_t(std::max<std::size_t>(groups.size(), 1));
}

/// DIR-24-8, the table behind all of rte_fib's look-up functions.
class dpdk_fib {
public:
    dpdk_fib(const inputs<address_v4>& in, const dpdk_heap& heap)
    {
        const std::uint32_t group_count = groups_below_24(in);
        const int bytes = entry_bytes(in);

        rte_fib_conf conf{};
        conf.type = RTE_FIB_DIR24_8;
        conf.max_routes = int(in.prefixes.size()) + 16;
        conf.dir24_8.nh_sz = bytes == 1   ? RTE_FIB_DIR24_8_1B
                             : bytes == 2 ? RTE_FIB_DIR24_8_2B
                                          : RTE_FIB_DIR24_8_4B;
        conf.dir24_8.num_tbl8 = group_count;
        fib_ = rte_fib_create(dpdk_name().c_str(), heap.socket(), &conf);
        if (fib_ == nullptr)
            throw std::runtime_error("rte_fib_create");
        for (const auto& p : in.prefixes)
            if (rte_fib_add(fib_, p.address.to_uint(), std::uint8_t(p.length), p.value) != 0)
                throw std::runtime_error("rte_fib_add");
        memory_ = table_bytes(in);
    }
    dpdk_fib(const dpdk_fib&) = delete;
    dpdk_fib& operator=(const dpdk_fib&) = delete;
    ~dpdk_fib() { rte_fib_free(fib_); }

    rte_fib* get() const { return fib_; }
    std::size_t memory() const { return memory_; }
    static std::size_t table_bytes(const inputs<address_v4>& in)
    {
        return std::size_t(entry_bytes(in)) * 256 *
               (65536 + (groups_below_24(in) + 63) / 64 * 64 + 1);
    }

private:
    static int entry_bytes(const inputs<address_v4>& in)
    {
        return next_hop_bytes(std::max(in.table.values, groups_below_24(in)), 1);
    }

    rte_fib* fib_ = nullptr;
    std::size_t memory_ = 0;
};

/// The trie of rte_fib6: 24 bits, then groups of 256 entries, 8 bits each.
class dpdk_fib6 {
public:
    dpdk_fib6(const inputs<address_v6>& in, const dpdk_heap& heap)
    {
        const std::uint64_t groups = group_count(in);
        const int bytes = entry_bytes(in);

        rte_fib6_conf conf{};
        conf.type = RTE_FIB6_TRIE;
        conf.max_routes = int(in.prefixes.size()) + 16;
        conf.trie.nh_sz = bytes == 2 ? RTE_FIB6_TRIE_2B : RTE_FIB6_TRIE_4B;
        conf.trie.num_tbl8 = std::uint32_t(groups);
        fib_ = rte_fib6_create(dpdk_name().c_str(), heap.socket(), &conf);
        if (fib_ == nullptr)
            throw std::runtime_error("rte_fib6_create");
        for (const auto& p : in.prefixes)
            if (rte_fib6_add(fib_, p.address.to_bytes().data(), std::uint8_t(p.length), p.value) !=
                0)
                throw std::runtime_error("rte_fib6_add");
        memory_ = table_bytes(in);
    }
    dpdk_fib6(const dpdk_fib6&) = delete;
    dpdk_fib6& operator=(const dpdk_fib6&) = delete;
    ~dpdk_fib6() { rte_fib6_free(fib_); }

    rte_fib6* get() const { return fib_; }
    std::size_t memory() const { return memory_; }
    static std::size_t table_bytes(const inputs<address_v6>& in)
    {
        return std::size_t(entry_bytes(in)) * 256 * (65536 + group_count(in) + 1);
    }

private:
    // As many groups as rte_fib6_add() reserves: for a prefix one per level below 24, but none
    // where another one is in its block of the level above. Prefixes come in order, so that would
    // be the one before it.
    static std::uint64_t group_count(const inputs<address_v6>& in)
    {
        std::uint64_t groups = 16;
        uint128 before{};
        for (const auto& p : in.prefixes) {
            const uint128 at = p.address.to_uint();
            const int block = p.length / 8 * 8;
            const bool shared =
                &p != in.prefixes.data() && (at ^ before) >> (128 - block) == uint128();
            if (p.length > 24 && !shared)
                groups += std::uint64_t(p.length + 7 - 24) / 8;
            before = at;
        }
        return groups;
    }
    static int entry_bytes(const inputs<address_v6>& in)
    {
        return next_hop_bytes(std::max<std::uint64_t>(in.table.values, group_count(in)), 2);
    }

    rte_fib6* fib_ = nullptr;
    std::size_t memory_ = 0;
};

/// One of the look-up functions of a FIB, which several of them share. There is none for one
/// address, so one is a batch of one.
template <class A, class Fib, class Lookup>
class dpdk_fib_lookup {
public:
    using key = wire_key<A>;
    using answer = std::uint64_t;

    dpdk_fib_lookup(std::shared_ptr<const Fib> fib, Lookup lookup)
        : fib_(std::move(fib)), lookup_(lookup)
    {
    }
    static std::uint32_t number(answer next_hop) { return std::uint32_t(next_hop); }

    /// Whether this CPU has it.
    bool select() const
    {
        if constexpr (A::width == 32)
            return rte_fib_select_lookup(fib_->get(), lookup_) == 0;
        else
            return rte_fib6_select_lookup(fib_->get(), lookup_) == 0;
    }
    void prepare() const { select(); }

    void batch(const key* keys, answer* next_hops, std::size_t n) const
    {
        // Neither function writes to the keys.
        if constexpr (A::width == 32)
            rte_fib_lookup_bulk(fib_->get(), const_cast<key*>(keys), next_hops, int(n));
        else
            rte_fib6_lookup_bulk(fib_->get(),
                                 reinterpret_cast<std::uint8_t(*)[16]>(const_cast<key*>(keys)),
                                 next_hops, int(n));
    }
    answer operator()(const key& k) const
    {
        answer next_hop;
        batch(&k, &next_hop, 1);
        return next_hop;
    }

private:
    std::shared_ptr<const Fib> fib_;
    Lookup lookup_;
};

class dpdk_lpm {
public:
    dpdk_lpm(const inputs<address_v4>& in, const dpdk_heap& heap)
    {
        rte_lpm_config config{};
        config.max_rules = std::uint32_t(in.prefixes.size()) + 16;
        config.number_tbl8s = groups_below_24(in) + 1;
        lpm_ = rte_lpm_create(dpdk_name().c_str(), heap.socket(), &config);
        if (lpm_ == nullptr)
            throw std::runtime_error("rte_lpm_create");
        for (const auto& p : in.prefixes)
            if (rte_lpm_add(lpm_, p.address.to_uint(), std::uint8_t(p.length), p.value) != 0)
                throw std::runtime_error("rte_lpm_add");
        memory_ = table_bytes(in);
    }
    dpdk_lpm(const dpdk_lpm&) = delete;
    dpdk_lpm& operator=(const dpdk_lpm&) = delete;
    ~dpdk_lpm() { rte_lpm_free(lpm_); }

    const rte_lpm* get() const { return lpm_; }
    std::size_t memory() const { return memory_; }
    static std::size_t table_bytes(const inputs<address_v4>& in)
    {
        return 4 * std::size_t(256) * (65536 + groups_below_24(in) + 1);
    }

private:
    rte_lpm* lpm_ = nullptr;
    std::size_t memory_ = 0;
};

/// One address at a time, and rte_lpm_lookup_bulk().
class dpdk_lpm_lookup {
public:
    using key = std::uint32_t;
    using answer = std::uint32_t;

    explicit dpdk_lpm_lookup(std::shared_ptr<const dpdk_lpm> lpm) : lpm_(std::move(lpm)) {}
    // A next hop of 24 bits and flags, of which bulk leaves "found" in.
    static std::uint32_t number(answer next_hop) { return next_hop & 0xffffff; }
    answer operator()(key address) const
    {
        std::uint32_t next_hop = 0;
        return rte_lpm_lookup(lpm_->get(), address, &next_hop) == 0 ? next_hop : 0;
    }
    void batch(const key* addresses, answer* next_hops, std::size_t) const
    {
        // "This should be a compile time constant, and divisible by 8 for best performance."
        rte_lpm_lookup_bulk(lpm_->get(), addresses, next_hops, block_size);
    }

private:
    std::shared_ptr<const dpdk_lpm> lpm_;
};

/// rte_lpm_lookupx4(): four at a time, with SSE.
class dpdk_lpm_lookup_x4 {
public:
    using key = std::uint32_t;
    using answer = std::uint32_t;

    explicit dpdk_lpm_lookup_x4(std::shared_ptr<const dpdk_lpm> lpm) : lpm_(std::move(lpm)) {}
    static std::uint32_t number(answer next_hop) { return next_hop; }
    void batch(const key* addresses, answer* next_hops, std::size_t n) const
    {
        for (std::size_t i = 0; i < n; i += 4) {
            const auto four = _mm_loadu_si128(reinterpret_cast<const __m128i*>(addresses + i));
            rte_lpm_lookupx4(lpm_->get(), four, next_hops + i, 0);
        }
    }

private:
    std::shared_ptr<const dpdk_lpm> lpm_;
};

} // namespace bench
