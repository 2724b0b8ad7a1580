// Reading a file in pieces, and telling whether it changed meanwhile.
#ifndef CORDON_IP_DETAIL_FILE_SOURCE_HPP
#define CORDON_IP_DETAIL_FILE_SOURCE_HPP

#include <cordon/version.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace cordon::inline v0::ip::detail {

// What a file looked like at one moment. Only regular files have a size to hold them to; a pipe
// ends where it ends.
struct file_status {
    bool regular = false;
    std::uint64_t size = 0;
    std::int64_t modified_s = 0;
    std::int64_t modified_ns = 0;

    friend bool operator==(const file_status&, const file_status&) noexcept = default;
};

// An open file. All questions go to the descriptor, never again to the name: what is renamed over
// the name meanwhile is another file.
class file_source {
public:
    file_source() noexcept = default;
    file_source(const file_source&) = delete;
    file_source& operator=(const file_source&) = delete;

#if defined(_WIN32)
    ~file_source()
    {
        if (fd_ >= 0)
            ::_close(fd_);
    }
    std::error_code open(const std::string& path) noexcept
    {
        return ::_sopen_s(&fd_, path.c_str(), _O_RDONLY | _O_BINARY, _SH_DENYNO, 0) == 0
                   ? std::error_code()
                   : last_error();
    }
    std::error_code status(file_status& out) const noexcept
    {
        struct _stat64 st;
        if (::_fstat64(fd_, &st) != 0)
            return last_error();
        out = {(st.st_mode & _S_IFREG) != 0, std::uint64_t(st.st_size), st.st_mtime, 0};
        return {};
    }
    // As below. A pipe gives what there is at the moment, so one _read() is not enough.
    std::error_code read(char* data, std::size_t size, std::size_t& got) noexcept
    {
        for (got = 0; got < size;) {
            const int n = ::_read(fd_, data + got, unsigned(size - got));
            if (n == 0)
                break;
            if (n < 0)
                return last_error();
            got += std::size_t(n);
        }
        return {};
    }
#else
    ~file_source()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }
    std::error_code open(const std::string& path) noexcept
    {
        do
            fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        while (fd_ < 0 && errno == EINTR);
        return fd_ < 0 ? last_error() : std::error_code();
    }
    std::error_code status(file_status& out) const noexcept
    {
        struct stat st;
        if (::fstat(fd_, &st) != 0)
            return last_error();
#if defined(__APPLE__)
        const auto modified = st.st_mtimespec;
#else
        const auto modified = st.st_mtim;
#endif
        out = {S_ISREG(st.st_mode), std::uint64_t(st.st_size), modified.tv_sec, modified.tv_nsec};
        return {};
    }
    // Fills as much of [data, data + size) as there is; less than all only at the end of the file.
    std::error_code read(char* data, std::size_t size, std::size_t& got) noexcept
    {
        for (got = 0; got < size;) {
            const auto n = ::read(fd_, data + got, size - got);
            if (n == 0)
                break;
            if (n > 0)
                got += std::size_t(n);
            else if (errno != EINTR)
                return last_error();
        }
        return {};
    }
#endif

private:
    static std::error_code last_error() noexcept { return {errno, std::generic_category()}; }

    int fd_ = -1;
};

} // namespace cordon::inline v0::ip::detail

#endif
