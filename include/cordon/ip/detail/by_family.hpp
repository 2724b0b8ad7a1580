// Many look-ups of addresses of either family.
#ifndef CORDON_IP_DETAIL_BY_FAMILY_HPP
#define CORDON_IP_DETAIL_BY_FAMILY_HPP

#include <cordon/ip/address.hpp>
#include <cordon/ip/detail/blocks.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cordon::inline v0::ip::detail {

// The answer for each canonical address: a block at a time, each family by itself, then the answers
// back to where they belong. ask_v4 and ask_v6 take a span of addresses and one of answers; `none`
// is the answer for no address.
template <class Answer, class AskV4, class AskV6>
void ask_by_family(std::span<const address> addresses, Answer none, AskV4 ask_v4, AskV6 ask_v6,
                   Answer* answers) noexcept
{
    address_v4 keys_v4[batch_block];
    address_v6 keys_v6[batch_block];
    std::uint16_t places_v4[batch_block];
    std::uint16_t places_v6[batch_block];
    Answer found[batch_block];
    for (std::size_t done = 0; done < addresses.size(); done += batch_block) {
        const std::size_t n = std::min(addresses.size() - done, batch_block);
        std::size_t count_v4 = 0;
        std::size_t count_v6 = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const address key = addresses[done + i].canonical();
            answers[done + i] = none;
            if (key.is_v4()) {
                keys_v4[count_v4] = key.to_v4();
                places_v4[count_v4++] = static_cast<std::uint16_t>(i);
            } else if (key.is_v6()) {
                keys_v6[count_v6] = key.to_v6();
                places_v6[count_v6++] = static_cast<std::uint16_t>(i);
            }
        }
        ask_v4(std::span<const address_v4>(keys_v4, count_v4), std::span(found, count_v4));
        for (std::size_t i = 0; i < count_v4; ++i)
            answers[done + places_v4[i]] = found[i];
        ask_v6(std::span<const address_v6>(keys_v6, count_v6), std::span(found, count_v6));
        for (std::size_t i = 0; i < count_v6; ++i)
            answers[done + places_v6[i]] = found[i];
    }
}

} // namespace cordon::inline v0::ip::detail

#endif
