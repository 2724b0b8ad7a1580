// Values of 32-bit addresses, in two loads: of maps that are small enough for it.
#ifndef CORDON_IP_DETAIL_DIRECT_TRIE_HPP
#define CORDON_IP_DETAIL_DIRECT_TRIE_HPP

#include <cordon/ip/detail/block_lines.hpp>
#include <cordon/ip/detail/blocks.hpp>
#include <cordon/ip/detail/places.hpp>
#include <cordon/ip/detail/stretches.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cordon::inline v0::ip::detail {

// A trie of three levels, as code_trie (and as SAIL, Yang et al. 2014, but without its jump on
// whether a block has one value, which in a log no processor foresees):
//
//   root    for each block of 2^shift addresses, shift 14 to 19, the 16-bit number of its line
//   line    16 bits for each /24 of the block: the reference of its value, 0 for none, or behind
//           all references which cut it has
//   cut     the same for each address of a /24 that has several values
//
// The shift is the one that takes the least memory. Blocks with one value share its line. Memory:
// at most what it was allowed. Built in O(n + 2^18).
class direct_trie {
public:
    direct_trie() noexcept = default;
    // Of stretches in order. Empty, if it would take more than `most` bytes, or if values and cuts
    // are more than 65,535.
    template <address_space A>
    direct_trie(std::span<const stretch<A>> stretches, std::size_t most)
    {
        static_assert(A::width == 32);
        choose_lines(stretches, most);
        if (!empty())
            build(stretches);
    }

    // The number of the address's value plus one, or 0. Not of an empty one.
    std::uint32_t find(std::uint32_t address) const noexcept
    {
        const std::size_t line = root_[lines_.block_of(address)];
        const std::uint32_t code = lines_.code_of(codes_.data(), line, address);
        if (code < first_cut_) [[likely]]
            return code;
        return in_cut(code, address);
    }
    // find() for up to batch_block addresses: first all lines, then the cuts. So little turns on an
    // address, and the loads of many are under way at once.
    template <class A>
    void find(const A* addresses, std::size_t n, std::uint32_t* answers) const noexcept
    {
        prefetch_next(addresses, n);
        // Copies, which no store can change.
        const std::uint16_t* const root = root_.data();
        const std::uint16_t* const codes = codes_.data();
        const block_lines lines = lines_;
#pragma GCC unroll 4
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t address = addresses[i].to_uint();
            answers[i] = codes[lines.place_of(root[lines.block_of(address)], address)];
        }
        std::uint32_t places[batch_block];
        const std::size_t count = places_from(first_cut_, answers, n, places);
        for (std::size_t i = 0; i < count; ++i)
            answers[places[i]] = in_cut(answers[places[i]], addresses[places[i]].to_uint());
    }

    bool empty() const noexcept { return lines_.shift() == 0; }
    std::size_t memory() const noexcept
    {
        return (root_.capacity() + codes_.capacity() + cuts_.capacity()) * sizeof(std::uint16_t);
    }

private:
    static constexpr std::size_t cut_size = 256;
    static constexpr std::size_t most_codes = 65'536;
    static constexpr std::uint32_t no_line = ~std::uint32_t(0);

    std::uint32_t in_cut(std::uint32_t code, std::uint32_t address) const noexcept
    {
        return cuts_[(code - first_cut_) * cut_size + (address & 0xff)];
    }

    template <class A>
    void choose_lines(std::span<const stretch<A>> stretches, std::size_t most)
    {
        std::uint32_t values = 0;
        for (const stretch<A>& s : stretches)
            values = std::max(values, s.reference);
        first_cut_ = values + 1;
        const std::size_t cuts = count_divided(stretches, 8);
        const std::size_t cuts_size = cuts * cut_size * sizeof(std::uint16_t);
        if (first_cut_ + cuts > most_codes || cuts_size > most)
            return;
        lines_ = block_lines::smallest(
            [&](unsigned shift) {
                // Lines for what is divided, for each value that has blocks of its own, for none.
                const std::size_t lines =
                    count_divided(stretches, shift) +
                    std::min<std::size_t>(count_whole(stretches, shift), values) + 1;
                return lines > block_lines::most_lines
                           ? block_lines::too_large
                           : sizeof(std::uint16_t) *
                                 ((std::size_t(1) << (32 - shift)) + (lines << (shift - 8)));
            },
            most - cuts_size);
    }
    // How many stretches have blocks of 2^bits addresses of their own.
    template <class A>
    static std::size_t count_whole(std::span<const stretch<A>> stretches, unsigned bits)
    {
        const std::uint64_t inside = (std::uint64_t(1) << bits) - 1;
        const auto has_one = [=](const stretch<A>& s) {
            return (s.range.first().to_uint() + inside) >> bits <
                   (std::uint64_t(s.range.last().to_uint()) + 1) >> bits;
        };
        return std::size_t(std::count_if(stretches.begin(), stretches.end(), has_one));
    }
    // How many blocks of 2^bits addresses a stretch begins or ends in.
    template <class A>
    static std::size_t count_divided(std::span<const stretch<A>> stretches, unsigned bits)
    {
        const std::uint64_t inside = (std::uint64_t(1) << bits) - 1;
        std::size_t count = 0;
        std::uint64_t last = ~std::uint64_t(0);
        const auto see = [&](std::uint64_t boundary) {
            if ((boundary & inside) == 0 || boundary >> bits == last)
                return;
            last = boundary >> bits;
            ++count;
        };
        for (const stretch<A>& s : stretches) {
            see(s.range.first().to_uint());
            see(std::uint64_t(s.range.last().to_uint()) + 1);
        }
        return count;
    }

    template <class A>
    void build(std::span<const stretch<A>> stretches)
    {
        root_.resize(std::size_t(1) << (32 - lines_.shift()));
        std::vector<std::uint32_t> whole(first_cut_, no_line); // the lines of one value, by that
        auto next = stretches.begin();
        const auto visit = [&](std::uint32_t block, std::uint32_t count, block_state state) {
            auto line = std::uint32_t(codes_.size() / lines_.size());
            if (state == block_state::divided) {
                build_line(block, next, stretches.end());
            } else {
                const std::uint32_t reference =
                    state == block_state::in ? next->reference : stretch<A>::none;
                if (whole[reference] == no_line) {
                    whole[reference] = line;
                    codes_.insert(codes_.end(), lines_.size(), std::uint16_t(reference));
                }
                line = whole[reference];
            }
            std::fill_n(root_.data() + block, count, std::uint16_t(line));
        };
        for_each_block(lines_.shift(), next, stretches.end(), visit);
        codes_.shrink_to_fit();
        cuts_.shrink_to_fit();
    }
    template <class Iterator>
    void build_line(std::uint64_t block, Iterator& next, Iterator end)
    {
        const auto add_to = [](std::vector<std::uint16_t>& codes) {
            return [&codes](std::uint64_t, std::uint64_t count, std::uint32_t reference) {
                codes.insert(codes.end(), std::size_t(count), std::uint16_t(reference));
            };
        };
        for_each_slot(block << lines_.shift(), (block + 1) << lines_.shift(), 8, next, end,
                      add_to(codes_), [&](std::uint64_t at) {
                          codes_.push_back(std::uint16_t(first_cut_ + cuts_.size() / cut_size));
                          for_each_slot(at, at + cut_size, 0, next, end, add_to(cuts_),
                                        [](std::uint64_t) {});
                      });
    }

    block_lines lines_;
    std::uint32_t first_cut_ = 0; // a code
    std::vector<std::uint16_t> root_;
    std::vector<std::uint16_t> codes_;
    std::vector<std::uint16_t> cuts_;
};

} // namespace cordon::inline v0::ip::detail

#endif
