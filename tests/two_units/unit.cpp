// Compiled twice into one program, once with -march=native: CORDON_UNIT is `plain` or `native`.
#include "unit.hpp"

#include <cordon/ip.hpp>

namespace CORDON_UNIT {

namespace {

using namespace cordon::ip;

// FNV-1a, over values that do not depend on the target.
class digest {
public:
    void add(std::uint64_t value) noexcept
    {
        for (int i = 0; i < 64; i += 8)
            state_ = (state_ ^ ((value >> i) & 0xff)) * 0x100000001b3U;
    }
    void add(std::string_view text) noexcept
    {
        add(text.size());
        for (const char c : text)
            add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
    }
    std::uint64_t value() const noexcept { return state_; }

private:
    std::uint64_t state_ = 0xcbf29ce484222325U;
};

template <class... Types>
std::vector<std::size_t> layout_of()
{
    return {sizeof(Types)..., alignof(Types)...};
}

// splitmix64: the same addresses in both units.
std::uint64_t next_random(std::uint64_t& state) noexcept
{
    std::uint64_t z = state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

void add_texts(digest& answers, std::uint64_t random)
{
    const address_v4 v4(static_cast<std::uint32_t>(random));
    const int length = static_cast<int>(random >> 32 & 31);
    const prefix_v4 prefix = prefix_v4::containing(v4, length);
    answers.add(to_string(v4));
    answers.add(to_string(prefix));
    answers.add(to_string(address_v6::from_uint(uint128(random, random))));
    answers.add(parse_address_v4(to_string(v4)).value_or(address_v4()).to_uint());
    answers.add(parse_prefix_v4(to_string(prefix)).has_value() ? 1U : 0U);
    answers.add(parse_prefix_v4(to_string(v4) + "/8").has_value() ? 1U : 0U);
}

} // namespace

unit_report report()
{
    digest answers;
    std::uint64_t random = 1;
    for (int i = 0; i < 10000; ++i)
        add_texts(answers, next_random(random));

    return {layout_of<address_v4, address_v6, address, prefix_v4, prefix_v6, prefix, range_v4,
                      range_v6, range>(),
            answers.value()};
}

} // namespace CORDON_UNIT
