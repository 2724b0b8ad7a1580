// Many look-ups of addresses of either family.
#ifndef CORDON_IP_DETAIL_BY_FAMILY_HPP
#define CORDON_IP_DETAIL_BY_FAMILY_HPP

#include <cordon/ip/address.hpp>
#include <cordon/ip/detail/blocks.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace cordon::inline v0::ip::detail {

// A block of addresses of one family, and where they were.
template <class A>
struct family_block {
    union {
        A keys[batch_block]; // not made before they are added: few addresses may be asked for
    };
    std::uint16_t places[batch_block];
    std::size_t count = 0;

    family_block() noexcept {}

    // Nothing turns on `is`, which nobody foresees.
    void add(A key, std::size_t place, bool is) noexcept
    {
        std::construct_at(keys + count, key);
        places[count] = static_cast<std::uint16_t>(place);
        count += is;
    }
    // Of a whole block the answers go where they belong at once.
    template <class Answer, class Ask>
    void ask(std::size_t n, Ask ask_keys, Answer* answers) const noexcept
    {
        if (count == n) {
            ask_keys(std::span(keys, n), std::span(answers, n));
            return;
        }
        Answer found[batch_block];
        ask_keys(std::span(keys, count), std::span(found, count));
        for (std::size_t i = 0; i < count; ++i)
            answers[places[i]] = found[i];
    }
};

// The answer for each canonical address: a block at a time, each family by itself, then the answers
// back to where they belong. ask_v4 and ask_v6 take a span of addresses and one of answers; `none`
// is the answer for no address.
template <class Answer, class AskV4, class AskV6>
void ask_by_family(std::span<const address> addresses, Answer none, AskV4 ask_v4, AskV6 ask_v6,
                   Answer* answers) noexcept
{
    family_block<address_v4> v4;
    family_block<address_v6> v6;
    for (std::size_t done = 0; done < addresses.size(); done += batch_block) {
        const std::size_t n = std::min(addresses.size() - done, batch_block);
        v4.count = v6.count = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const address& each = addresses[done + i];
            const uint128 value = address_value::of(each);
            // As is_v4_mapped() says; no IPv4 address looks like that.
            std::uint64_t off_mapped = value.high | (value.low >> 32 ^ 0xffff);
#if defined(__GNUC__) && defined(__LP64__)
            __asm__("" : "+r"(off_mapped)); // g++ would jump where the first half is 0
#endif
            const bool is_mapped = off_mapped == 0;
            v4.add(address_v4(std::uint32_t(value.low)), i, each.is_v4() | is_mapped);
            v6.add(address_v6(value), i, each.is_v6() & !is_mapped);
        }
        if (v4.count + v6.count != n)
            std::fill_n(answers + done, n, none);
        v4.ask(n, ask_v4, answers + done);
        v6.ask(n, ask_v6, answers + done);
    }
}

} // namespace cordon::inline v0::ip::detail

#endif
