// cordon::login - trusted networks, login ranges, trusted proxies: three questions, three types.
#ifndef CORDON_LOGIN_NETWORKS_HPP
#define CORDON_LOGIN_NETWORKS_HPP

#include <cordon/ip/trusted_networks.hpp>
#include <cordon/login/build_result.hpp>

#include <concepts>
#include <string>
#include <vector>

namespace cordon::inline v0::login {

/// A range as somebody wrote it (rule 2): both ends inclusive, not checked yet.
struct address_range {
    ip::address first{};       ///< the first address
    ip::address last{};        ///< the last one
    std::string description{}; ///< for people

    friend bool operator==(const address_range&, const address_range&) = default;
};

/// Rule 3: addresses in one range of the organisation's trusted networks, at most.
inline constexpr std::uint64_t max_trusted_range = 33'554'432;

/// What a list of ranges may hold.
struct range_limits {
    bool ipv4_only = false;            ///< errc::range_ipv4_only
    bool limited_size = false;         ///< errc::range_too_large over max_trusted_range
    bool allow_whole_internet = false; ///< see ip::trust_options
};

/// What is wrong with one range: ip::errc::bad_family (an end is none), family_mix, reversed,
/// mapped_range (all of it in ::ffff:0:0/96: to be written as IPv4); errc::range_straddles_mapped,
/// range_ipv4_only, range_too_large.
inline std::error_code check(const address_range& range, const range_limits& limits = {}) noexcept
{
    const auto made = ip::range::make(range.first, range.last);
    if (!made)
        return made.error().code;
    if (made->is_v6()) {
        constexpr ip::address_v6 mapped_first(ip::uint128(0, 0xffff'0000'0000U));
        constexpr ip::address_v6 mapped_last(ip::uint128(0, 0xffff'ffff'ffffU));
        const ip::range_v6 v6 = made->to_v6();
        if (mapped_first <= v6.first() && v6.last() <= mapped_last)
            return ip::errc::mapped_range;
        if (v6.first() <= mapped_last && mapped_first <= v6.last())
            return errc::range_straddles_mapped;
        if (limits.ipv4_only)
            return errc::range_ipv4_only;
    }
    if (limits.limited_size && made->count() > ip::uint129(max_trusted_range))
        return errc::range_too_large;
    return {};
}

/// The ranges of a list that pass check(), as a set. What is wrong is added to `wrong` under
/// `path`: single ranges as "path[2]", the list as a whole (ip::errc::whole_internet,
/// unspecified_only) as "path"; then the set is empty. O(n log n).
inline ip::range_set collect(const std::vector<address_range>& ranges, const range_limits& limits,
                             const std::string& path, problems& wrong)
{
    std::vector<ip::range> good;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (const std::error_code error = check(ranges[i], limits))
            wrong.push_back({path + "[" + std::to_string(i) + "]", error});
        else
            good.push_back(*ip::range::make(ranges[i].first, ranges[i].last));
    }
    ip::range_set set;
    std::error_code error;
    set.insert_range(good, error);
    if (!error)
        error = ip::trusted_networks::check(set, {limits.allow_whole_internet});
    if (error) {
        wrong.push_back({path, error});
        return {};
    }
    return set;
}

namespace detail {

// A set with the guard rails of ip::trusted_networks that converts into no other one.
template <class Tag>
class tagged_networks {
public:
    /// Nothing is inside.
    tagged_networks() noexcept = default;
    /// Precondition: ip::trusted_networks::check() of the set was asked for.
    explicit tagged_networks(const ip::range_set& set)
    {
        std::error_code error;
        networks_ = ip::trusted_networks(set, {true}, error); // after an error nothing is inside
    }

    /// Whether the address is inside; none and the unspecified ones never are, a mapped one counts
    /// as IPv4 (rule 1). Neither throws nor allocates.
    bool contains(const ip::address& address) const noexcept { return networks_.contains(address); }
    bool empty() const noexcept { return networks_.empty(); }

private:
    ip::trusted_networks networks_;
};

} // namespace detail

/// Rule 3: networks of the organisation from where a login needs neither token nor challenge. Being
/// outside blocks nobody.
using trusted_networks = detail::tagged_networks<struct trusted_networks_tag>;
/// Rule 4: where they exist a login from outside is denied.
using login_ranges = detail::tagged_networks<struct login_ranges_tag>;
/// Machines whose word is taken for where a client is. Being one makes nobody a trusted client: a
/// loopback peer behind a local proxy is untrusted unless loopback is a trusted network, too.
using trusted_proxies = detail::tagged_networks<struct trusted_proxies_tag>;

} // namespace cordon::inline v0::login

#endif
