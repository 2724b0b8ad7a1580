// cordon::ip - the networks that a service trusts, with guard rails.
#ifndef CORDON_IP_TRUSTED_NETWORKS_HPP
#define CORDON_IP_TRUSTED_NETWORKS_HPP

#include <cordon/ip/compiled_set.hpp>

namespace cordon::inline v0::ip {

/// Named opt-ins to what trusted_networks refuses otherwise.
struct trust_options {
    /// Take a set that holds at least half of IPv4, or of 2000::/3 (all that is routed of IPv6).
    bool allow_whole_internet = false;
};

/// A compiled set that answers one question: do we trust this address? Unlike a plain set it
/// refuses what is surely a mistake, and in doubt it answers false:
/// - at least half of IPv4, or of 2000::/3 (errc::whole_internet): a lone `/0`, or a list of
/// halves;
/// - nothing but 0.0.0.0 or :: (errc::unspecified_only): an address that was never set;
/// - the unspecified addresses are never inside, whatever the ranges say: they are what an error
///   path leaves behind;
/// - no networks at all is fine: then nobody is trusted. None is never trusted.
/// A range of IPv6 that spans ::ffff:0:0/96 trusts no IPv4 peer. Cost and thread safety as of
/// compiled_set. A type of its own, so that other sets (of proxies, say) do not pass for it.
class trusted_networks {
public:
    /// Trusts nobody.
    trusted_networks() noexcept = default;
    /// After an error, trusts nobody.
    trusted_networks(const range_set& networks, trust_options options, std::error_code& error)
    {
        error = check(networks, options);
        if (!error)
            set_ = compiled_set(networks);
    }
#if defined(__cpp_exceptions)
    explicit trusted_networks(const range_set& networks, trust_options options = {})
    {
        if (const std::error_code error = check(networks, options))
            throw std::system_error(error);
        set_ = compiled_set(networks);
    }
#endif

    /// What making trusted networks of the set would be refused for.
    static std::error_code check(const range_set& networks, trust_options options = {}) noexcept
    {
        const bool v4_has_any = networks.v4().contains(address_v4::any());
        const bool v6_has_any = networks.v6().contains(address_v6::any());
        const uint129 unspecified =
            uint129(std::uint64_t(v4_has_any)) + uint129(std::uint64_t(v6_has_any));
        if (!networks.empty() && networks.count() == unspecified)
            return errc::unspecified_only;
        if (options.allow_whole_internet)
            return {};
        constexpr std::uint64_t half_v4 = std::uint64_t(1) << 31;
        if (networks.v4().count() >= half_v4 ||
            routed_count(networks.v6()) >= uint129::power_of_two(124))
            return errc::whole_internet;
        return {};
    }

    bool contains(const address& address) const noexcept
    {
        return !address.canonical().is_unspecified() && set_.contains(address);
    }
    /// The compiled set behind it, without the rule for unspecified addresses.
    const compiled_set& set() const noexcept { return set_; }
    bool empty() const noexcept { return set_.empty(); }

private:
    // How many addresses of 2000::/3 are in the set.
    static uint129 routed_count(const range_set_v6& set) noexcept
    {
        constexpr range_v6 routed =
            prefix_v6::containing(address_v6(uint128(0x2000000000000000U, 0)), 3);
        uint129 sum;
        for (const range_v6& range : set)
            if (const auto part = range_v6::make(std::max(range.first(), routed.first()),
                                                 std::min(range.last(), routed.last())))
                sum += part->count();
        return sum;
    }

    compiled_set set_;
};

} // namespace cordon::inline v0::ip

#endif
