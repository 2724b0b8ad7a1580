// The blocks of a 32-bit address space, by what sorted ranges make of them.
#ifndef CORDON_IP_DETAIL_BLOCKS_HPP
#define CORDON_IP_DETAIL_BLOCKS_HPP

#include <cordon/ip/basic_range.hpp>

#include <cstddef>
#include <cstdint>

namespace cordon::inline v0::ip::detail {

// Addresses that are looked up abreast; what belongs to them stays in the nearest cache.
inline constexpr std::size_t batch_block = 256;

// Asks for what will be read soon; any place will do, since nothing is read. Always inlined: g++
// takes the function for one without effect, and drops the calls that it sees.
#if defined(__GNUC__)
__attribute__((always_inline))
#endif
inline void
prefetch(const void* place) noexcept
{
#if defined(__GNUC__)
    __builtin_prefetch(place);
#else
    (void)place;
#endif
}

// Asks for the addresses a block behind these: whoever looks many up goes on there, and a block
// takes as long as memory does.
template <class A>
#if defined(__GNUC__)
__attribute__((always_inline))
#endif
inline void
prefetch_behind(const A* addresses, std::size_t n) noexcept
{
    const auto next = reinterpret_cast<std::uintptr_t>(addresses) + batch_block * sizeof(A);
    for (std::size_t line = 0; line < n * sizeof(A); line += 64)
        prefetch(reinterpret_cast<const void*>(next + line));
}
// All of a whole block at once. Behind a shorter one is nothing of interest. (Of IPv6 they are too
// many: other loads would wait for them. There a few are asked for at a time.)
template <class A>
#if defined(__GNUC__)
__attribute__((always_inline))
#endif
inline void
prefetch_next(const A* addresses, std::size_t n) noexcept
{
    if (n == batch_block)
        prefetch_behind(addresses, n);
}
inline constexpr std::size_t prefetch_step = 16;

template <class A>
const basic_range<A>& range_in(const basic_range<A>& range) noexcept
{
    return range;
}
template <class Piece>
const auto& range_in(const Piece& piece) noexcept
{
    return piece.range;
}

enum class block_state : unsigned char {
    out,     // in no range
    in,      // in the range `next`
    divided, // begun or ended in by ranges from `next` on
};

// Calls visit(block, count, state) for all blocks of 2^shift addresses in order, many that are
// alike at once. Between the calls `next` is the first range that ends in or behind the block; for
// a divided one `visit` moves it on.
template <class Iterator, class Visit>
void for_each_block(unsigned shift, Iterator& next, Iterator end, Visit visit)
{
    const std::uint32_t blocks = std::uint32_t(1) << (32 - shift);
    for (std::uint32_t i = 0; i < blocks;) {
        if (next == end) {
            visit(i, blocks - i, block_state::out);
            return;
        }
        const std::uint32_t first = range_in(*next).first().to_uint();
        const std::uint64_t behind = std::uint64_t(range_in(*next).last().to_uint()) + 1;
        const std::uint32_t first_block = first >> shift;
        // The blocks before it do not go past the range.
        const auto whole_end = std::uint32_t(behind >> shift);
        if (i < first_block) {
            visit(i, first_block - i, block_state::out);
            i = first_block;
        } else if (i < whole_end && first <= i << shift) {
            visit(i, whole_end - i, block_state::in);
            i = whole_end;
            if (behind == std::uint64_t(whole_end) << shift)
                ++next;
        } else {
            visit(i, 1, block_state::divided);
            ++i;
        }
    }
}

} // namespace cordon::inline v0::ip::detail

#endif
