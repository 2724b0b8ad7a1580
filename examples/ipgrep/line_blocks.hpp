// ipgrep: the lines of an input, many at a time.
#ifndef CORDON_EXAMPLES_IPGREP_LINE_BLOCKS_HPP
#define CORDON_EXAMPLES_IPGREP_LINE_BLOCKS_HPP

#include "input.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <vector>

namespace ipgrep {

/// From this size on a file is worth several threads.
inline constexpr std::uint64_t large_file = 1 << 20;

/// Memory from the beginning of a page on. Linux copies a file's pages by `rep movsb`, which takes
/// Zen 3 four times as long to a place 1 to 31 bytes further into a page than where it copies from,
/// and malloc's large blocks begin 16 bytes into a page.
template <class T>
struct page_allocator {
    using value_type = T;

    page_allocator() = default;
    template <class U>
    page_allocator(const page_allocator<U>&) noexcept
    {
    }
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), page)); }
    void deallocate(T* p, std::size_t) noexcept { ::operator delete(p, page); }
    friend bool operator==(page_allocator, page_allocator) noexcept { return true; }

    static constexpr std::align_val_t page{4096};
};
using page_buffer = std::vector<char, page_allocator<char>>;

/// Whole lines, of any length: the buffer grows to the longest.
struct line_block {
    page_buffer buffer{};
    std::string_view lines{}; ///< each with its '\n' but the last one of all, which may have none
    std::uint64_t place = 0;
    bool to_fill = false;
};

/// Takes an input in blocks: next() by one thread at a time, then fill() by any number of them.
///
/// next() reads what has to be read in order. Of a plain file it only says which part is next, so
/// that threads read beside each other, too. To a part belong the lines behind each newline in it
/// (to the first one the file's first line, too): the last of them ends in a part behind.
class line_blocks {
public:
    /// `in_order`: whether next() is to read whatever it is.
    line_blocks(input& in, bool in_order) : in_(in), in_order_(in_order) {}

    /// The next block; false at the end. Calls `before_read()` in front of each read in order;
    /// throws input_error.
    template <class BeforeRead>
    bool next(line_block& out, BeforeRead before_read)
    {
        in_order_ = in_order_ || !in_.has_places();
        const std::uint64_t place = in_.first_place() + parts_ * part_size;
        out.to_fill = !in_order_ && place + 2 * part_size <= in_.size();
        if (out.to_fill) {
            out.place = place;
            ++parts_;
            return true;
        }
        const bool inside = !in_order_ && parts_ != 0;
        if (inside) // up to the end, wherever it is by now
            in_.go_on_from(place);
        in_order_ = true;
        const bool more = read(out, before_read);
        if (inside) // of a line that belongs to the part before
            out.lines = behind_newline(out.lines);
        return more;
    }

    /// Reads the lines of a block, if next() has not. Throws input_error.
    void fill(line_block& out) const
    {
        if (!out.to_fill)
            return;
        page_buffer& buffer = out.buffer;
        buffer.resize(part_size + usual_line);
        std::size_t held = in_.read_at(out.place, buffer.data(), buffer.size());
        std::string_view text(buffer.data(), held);
        out.lines = text;
        if (out.place != in_.first_place())
            out.lines = behind_newline(text.substr(0, part_size));
        if (out.lines.data() == nullptr) // all of it is within a line
            return;
        const auto first = std::size_t(out.lines.data() - text.data());
        std::size_t newline = text.find('\n', part_size);
        while (newline == text.npos && held == buffer.size()) {
            buffer.resize(2 * held - part_size); // twice as far behind the part
            const std::size_t seen = held;
            held += in_.read_at(out.place + held, buffer.data() + held, buffer.size() - held);
            text = {buffer.data(), held};
            newline = text.find('\n', seen);
        }
        out.lines = text.substr(0, newline == text.npos ? held : newline + 1).substr(first);
    }

    /// Bytes of the input that were given out.
    std::uint64_t consumed() const noexcept
    {
        return in_order_ ? in_.consumed() : parts_ * part_size;
    }

private:
    static constexpr std::size_t part_size = 256 * 1024;
    static constexpr std::size_t usual_line = 1024;

    // What is behind the first newline; of a text without one nothing, and nowhere.
    static std::string_view behind_newline(std::string_view text) noexcept
    {
        const std::size_t newline = text.find('\n');
        return newline == text.npos ? std::string_view() : text.substr(newline + 1);
    }

    template <class BeforeRead>
    bool read(line_block& out, BeforeRead before_read)
    {
        page_buffer& buffer = out.buffer;
        buffer.resize(std::max({buffer.size(), part_size, 2 * rest_.size()}));
        std::size_t held = rest_.size(); // bytes of a line without its end
        std::copy(rest_.begin(), rest_.end(), buffer.begin());
        rest_.clear();
        for (;;) {
            if (held == buffer.size())
                buffer.resize(2 * buffer.size());
            before_read();
            const std::size_t got = in_.read(buffer.data() + held, buffer.size() - held);
            const std::string_view unread(buffer.data() + held, got);
            held += got;
            if (got == 0) {
                out.lines = {buffer.data(), held};
                return held != 0;
            }
            if (const std::size_t newline = unread.rfind('\n'); newline != unread.npos) {
                const char* const end = unread.data() + newline + 1;
                out.lines = {buffer.data(), std::size_t(end - buffer.data())};
                rest_.assign(end, unread.data() + got);
                return true;
            }
        }
    }

    input& in_;
    bool in_order_;
    std::uint64_t parts_ = 0;
    std::vector<char> rest_; // read in order, behind the last '\n' of the last block
};

} // namespace ipgrep

#endif
