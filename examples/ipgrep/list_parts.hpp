// ipgrep: a large list, read by several threads.
#ifndef CORDON_EXAMPLES_IPGREP_LIST_PARTS_HPP
#define CORDON_EXAMPLES_IPGREP_LIST_PARTS_HPP

#include "read_at.hpp"
#include "side_by_side.hpp"

#include <cordon/ip/list_reader.hpp>

#include <algorithm>
#include <cstdint>
#include <istream>
#include <new>
#include <optional>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ipgrep {

/// A list's file, cut at line ends. What is usual is taken, and all else left to load_list(): it
/// says what is wrong with a list, and where.
class list_parts {
public:
    /// The addresses of a large list of entries, which are those of load_list(), by as many threads
    /// at most; nothing where it is small, no regular file, or where load_list() might refuse it.
    static std::optional<cordon::ip::range_set>
    load(const std::string& path, const cordon::ip::list_options& how, std::size_t threads)
    {
        struct stat status{};
        // What is opened twice is no pipe.
        if (threads == 1 || path == "-" || ::stat(path.c_str(), &status) != 0 ||
            !S_ISREG(status.st_mode))
            return std::nullopt;
        const list_parts file(path);
        const std::vector<off_t> cuts = file.cuts(threads);
        if (cuts.size() < 3)
            return std::nullopt;
        std::vector<part> parts(cuts.size() - 1);
        side_by_side(parts.size(),
                     [&](std::size_t i) { parts[i] = file.read(cuts[i], cuts[i + 1], how); });
        return file.is_unchanged() ? unite(std::move(parts), how) : std::nullopt;
    }

private:
    struct part {
        bool good = false;
        std::size_t entries = 0;
        cordon::ip::range_set addresses{};
    };

    // A thread is worth that many bytes.
    static constexpr off_t least = 128 * 1024;
    // Longer than a line may be.
    static constexpr std::size_t line_size = 512;

    explicit list_parts(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
    {
        if (fd_ >= 0 && ::fstat(fd_, &status_) != 0)
            status_ = {};
    }
    ~list_parts()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }
    list_parts(const list_parts&) = delete;
    list_parts& operator=(const list_parts&) = delete;

    // Where the parts begin, and the end of the last one; nothing where there should be one part.
    std::vector<off_t> cuts(std::size_t threads) const
    {
        const off_t size = S_ISREG(status_.st_mode) ? status_.st_size : 0;
        const off_t parts = std::min(size / least, off_t(threads));
        std::vector<off_t> out{0};
        for (off_t i = 1; i < parts; ++i) {
            char text[line_size];
            const off_t at = size / parts * i;
            const std::string_view some(text, read_at(fd_, std::uint64_t(at), text, sizeof text));
            const std::size_t newline = some.find('\n');
            if (newline == some.npos) // no line of a list
                return {};
            out.push_back(at + off_t(newline) + 1);
        }
        out.push_back(size);
        return out;
    }

    // A part of a file: what is read of it stays in the cache until it has been parsed.
    class part_text : public std::streambuf {
    public:
        part_text(int fd, off_t from, off_t to) : fd_(fd), next_(from), end_(to) {}

        bool is_whole() const noexcept { return next_ == end_; }

    protected:
        int_type underflow() override
        {
            const auto size = std::min(off_t(bytes_.size()), end_ - next_);
            const auto got = read_at(fd_, std::uint64_t(next_), bytes_.data(), std::size_t(size));
            next_ += off_t(got);
            setg(bytes_.data(), bytes_.data(), bytes_.data() + got);
            return got == 0 ? traits_type::eof() : traits_type::to_int_type(*gptr());
        }
        std::streamsize showmanyc() override { return end_ - next_; }

    private:
        int fd_;
        off_t next_;
        off_t end_;
        std::vector<char> bytes_ = std::vector<char>(64 * 1024);
    };

    part read(off_t from, off_t to, cordon::ip::list_options how) const noexcept
    try {
        // A file has to end with a newline, a text has not; only a text's start may have a mark.
        if (text_at(to - 1, 1) != "\n" || (from != 0 && text_at(from, 3) == "\xef\xbb\xbf"))
            return {};
        how.allow_empty = true;
        how.max_errors = 1;
        part_text text(fd_, from, to);
        std::istream in(&text);
        const auto list = cordon::ip::read_list(in, how);
        return list && text.is_whole() ? part{true, list->size(), list->to_set()} : part{};
    } catch (const std::bad_alloc&) {
        return {};
    }

    std::string text_at(off_t place, std::size_t size) const
    {
        std::string text(size, '\0');
        text.resize(read_at(fd_, std::uint64_t(place), text.data(), size));
        return text;
    }

    bool is_unchanged() const noexcept
    {
        struct stat now{};
        return ::fstat(fd_, &now) == 0 && now.st_size == status_.st_size &&
               now.st_mtim.tv_sec == status_.st_mtim.tv_sec &&
               now.st_mtim.tv_nsec == status_.st_mtim.tv_nsec;
    }

    static std::optional<cordon::ip::range_set> unite(std::vector<part> parts,
                                                      const cordon::ip::list_options& how)
    {
        std::size_t entries = 0;
        for (const part& each : parts) {
            if (!each.good)
                return std::nullopt;
            entries += each.entries;
        }
        if (entries > how.max_entries || (entries == 0 && !how.allow_empty))
            return std::nullopt;
        // Neighbours first: so each range is copied as often as there are halvings.
        for (std::size_t step = 1; step < parts.size(); step *= 2)
            for (std::size_t i = 0; i + step < parts.size(); i += 2 * step)
                parts[i].addresses |= std::move(parts[i + step].addresses);
        return std::move(parts[0].addresses);
    }

    int fd_;
    struct stat status_{};
};

} // namespace ipgrep

#endif
