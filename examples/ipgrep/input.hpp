// ipgrep: files, pipes and gzip, block by block.
#ifndef CORDON_EXAMPLES_IPGREP_INPUT_HPP
#define CORDON_EXAMPLES_IPGREP_INPUT_HPP

#include "read_at.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace ipgrep {

/// A file that cannot be read to its end; what() names it.
struct input_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A plain or gzip-compressed file, told apart by its first bytes; "-" is stdin. zlib's own gzread
/// takes garbage behind a member for the end of the file: a log must not lose lines that way.
class input {
public:
    explicit input(const std::string& path) : name_(path == "-" ? "(standard input)" : path)
    {
        fd_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd_ < 0)
            fail_with_errno();
        ::fstat(fd_, &status_);
        if (is_regular()) // stdin need not be at its start
            start_ = std::uint64_t(std::max<off_t>(::lseek(fd_, 0, SEEK_CUR), 0));
    }
    ~input()
    {
        if (gzip_)
            inflateEnd(&stream_);
        if (fd_ > STDIN_FILENO)
            ::close(fd_);
    }
    input(const input&) = delete;
    input& operator=(const input&) = delete;

    const std::string& name() const noexcept { return name_; }
    bool is_regular() const noexcept { return S_ISREG(status_.st_mode); }
    /// Bytes of a regular file, 0 of what is none.
    std::uint64_t size() const noexcept
    {
        return is_regular() ? std::uint64_t(status_.st_size) : 0;
    }
    /// Whether stdout goes to the end of this very file: reading it would never end.
    bool is_output() const noexcept
    {
        struct stat out{};
        return is_regular() && ::fstat(STDOUT_FILENO, &out) == 0 && out.st_dev == status_.st_dev &&
               out.st_ino == status_.st_ino;
    }
    /// Bytes taken from the file so far: compressed ones, where it is compressed.
    std::uint64_t consumed() const noexcept { return consumed_; }

    /// Reads up to `size` bytes; 0 is the end. Throws input_error for what cannot be read, and for
    /// a compressed file that is damaged or cut off.
    std::size_t read(char* to, std::size_t size)
    {
        if (!started_)
            start();
        if (gzip_)
            return read_gzip(to, size);
        if (held_.empty())
            return read_file(to, size);
        const std::size_t n = std::min(size, held_.size());
        std::memcpy(to, held_.data(), n);
        held_.remove_prefix(n);
        return n;
    }

    /// Whether there is read_at(): of a regular file without compression.
    bool has_places()
    {
        if (is_regular() && !started_)
            start();
        return is_regular() && !gzip_;
    }
    /// Where read() begins.
    std::uint64_t first_place() const noexcept { return start_; }
    /// Reads `size` bytes from a place of the file; less are the end. Several threads may.
    std::size_t read_at(std::uint64_t place, char* to, std::size_t size) const
    {
        const std::size_t got = ipgrep::read_at(fd_, place, to, size);
        if (got < size && errno != 0)
            fail_with_errno();
        return got;
    }
    /// read() goes on from a place.
    void go_on_from(std::uint64_t place)
    {
        if (::lseek(fd_, off_t(place), SEEK_SET) < 0)
            fail_with_errno();
        held_ = {};
        consumed_ = place - start_;
    }

private:
    void start()
    {
        started_ = true;
        block_.resize(block_size);
        std::size_t got = 0;
        while (got < 2) { // a pipe may hand them out one by one
            const std::size_t n = read_file(block_.data() + got, block_.size() - got);
            if (n == 0)
                break;
            got += n;
        }
        held_ = {block_.data(), got};
        if (held_.starts_with("\x1f\x8b")) {
            if (inflateInit2(&stream_, 15 + 16) != Z_OK) // the largest window; gzip, not zlib
                throw std::bad_alloc();
            gzip_ = true;
        } else if (name_.ends_with(".gz")) {
            fail("not in gzip format");
        }
    }

    std::size_t read_file(char* to, std::size_t size)
    {
        for (;;) {
            const ssize_t n = ::read(fd_, to, size);
            if (n >= 0) {
                consumed_ += std::uint64_t(n);
                return std::size_t(n);
            }
            if (errno != EINTR)
                fail_with_errno();
        }
    }

    std::size_t read_gzip(char* to, std::size_t size)
    {
        for (;;) {
            if (between_members_) // zeros may pad the file to its end
                held_.remove_prefix(std::min(held_.find_first_not_of('\0'), held_.size()));
            if (held_.empty())
                held_ = {block_.data(), read_file(block_.data(), block_.size())};
            if (held_.empty()) {
                if (between_members_)
                    return 0;
                fail("the compressed data is cut off");
            }
            if (between_members_) {
                if (held_[0] == '\0')
                    continue;
                inflateReset(&stream_);
                between_members_ = false;
            }
            stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(held_.data()));
            stream_.avail_in = uInt(held_.size());
            stream_.next_out = reinterpret_cast<Bytef*>(to);
            stream_.avail_out = uInt(size);
            const int result = inflate(&stream_, Z_NO_FLUSH);
            held_.remove_prefix(held_.size() - stream_.avail_in);
            between_members_ = result == Z_STREAM_END;
            if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
                fail("the compressed data is damaged");
            if (const std::size_t got = size - stream_.avail_out; got != 0)
                return got;
        }
    }

    [[noreturn]] void fail(const char* what) const { throw input_error(name_ + ": " + what); }
    [[noreturn]] void fail_with_errno() const
    {
        throw input_error(name_ + ": " + std::strerror(errno));
    }

    static constexpr std::size_t block_size = 64 * 1024;

    std::string name_;
    int fd_ = -1;
    struct stat status_{};
    std::uint64_t start_ = 0;
    std::uint64_t consumed_ = 0;
    bool started_ = false;
    bool gzip_ = false;
    bool between_members_ = false;
    z_stream stream_{};
    std::vector<char> block_;
    std::string_view held_{}; // what is left of the block
};

} // namespace ipgrep

#endif
