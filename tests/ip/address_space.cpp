#include <cordon/ip/address_space.hpp>

#include <cordon/ip/address.hpp>

#include "reference/toy_address.hpp"

#include <boost/test/unit_test.hpp>

#include <concepts>

BOOST_AUTO_TEST_SUITE(ip_address_space)

using cordon::ip::address_count;
using cordon::ip::address_space;
using cordon::ip::uint129;

namespace {

// A model with one property after another taken away.
template <class UInt, int Width>
struct model {
    using uint_type = UInt;
    static constexpr int width = Width;
    uint_type to_uint() const noexcept { return value; }
    static model from_uint(uint_type u) noexcept { return {u}; }
    friend auto operator<=>(const model&, const model&) = default;
    uint_type value;
};

struct not_ordered {
    using uint_type = unsigned;
    [[maybe_unused]] static constexpr int width = 8;
    uint_type to_uint() const noexcept { return 0; }
    static not_ordered from_uint(uint_type) noexcept { return {}; }
};

struct may_throw : model<unsigned, 8> {
    uint_type to_uint() const { return value; }
    static may_throw from_uint(uint_type) noexcept { return {}; }
};

struct not_trivial : model<unsigned, 8> {
    static not_trivial from_uint(uint_type) noexcept { return not_trivial(); }
    not_trivial() noexcept : model{} {}
    not_trivial(const not_trivial& other) noexcept : model(other) {}
    not_trivial& operator=(const not_trivial&) = default;
};

// The number must come back as what the type says it is, and not as another one.
struct other_number : model<unsigned, 8> {
    unsigned long to_uint() const noexcept { return value; }
    static other_number from_uint(uint_type) noexcept { return {}; }
};

} // namespace

BOOST_AUTO_TEST_CASE(models)
{
    static_assert(address_space<cordon::ip::address_v4>);
    static_assert(address_space<cordon::ip::address_v6>);
    static_assert(address_space<cordon_test::toy_address>);
    static_assert(address_space<cordon_test::toy_address_48>);
    static_assert(address_space<cordon_test::toy_address_64>);
    static_assert(address_space<model<unsigned, 1>>);
    static_assert(address_space<model<unsigned, 32>>);
}

BOOST_AUTO_TEST_CASE(no_models)
{
    // Of two families, which are no neighbours: 255.255.255.255 is not just before ::.
    static_assert(!address_space<cordon::ip::address>);
    static_assert(!address_space<unsigned>);
    static_assert(!address_space<model<unsigned, 0>>);
    static_assert(!address_space<model<unsigned, 33>>); // more bits than the number has
    static_assert(!address_space<model<int, 8>>);       // a shift of a negative number
    static_assert(!address_space<not_ordered>);
    static_assert(!address_space<may_throw>); // queries never throw
    static_assert(!address_space<not_trivial>);
    static_assert(!address_space<other_number>);
}

BOOST_AUTO_TEST_CASE(counts)
{
    // 2^63 addresses can be counted in 64 bits, 2^64 cannot.
    static_assert(std::same_as<address_count<cordon_test::toy_address>, std::uint64_t>);
    static_assert(std::same_as<address_count<cordon::ip::address_v4>, std::uint64_t>);
    static_assert(std::same_as<address_count<model<std::uint64_t, 63>>, std::uint64_t>);
    static_assert(std::same_as<address_count<cordon_test::toy_address_64>, uint129>);
    static_assert(std::same_as<address_count<cordon::ip::address_v6>, uint129>);
}

BOOST_AUTO_TEST_SUITE_END()
