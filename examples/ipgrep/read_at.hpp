// ipgrep: reading from a place of a file, which several threads may.
#ifndef CORDON_EXAMPLES_IPGREP_READ_AT_HPP
#define CORDON_EXAMPLES_IPGREP_READ_AT_HPP

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include <unistd.h>

namespace ipgrep {

/// Reads `size` bytes from a place of a file, and says how many there were: less are its end, or an
/// error, which then is in errno; otherwise errno is 0.
inline std::size_t read_at(int fd, std::uint64_t place, char* to, std::size_t size) noexcept
{
    std::size_t got = 0;
    errno = 0;
    while (got < size) {
        const ssize_t n = ::pread(fd, to + got, size - got, off_t(place + got));
        if (n == 0)
            break;
        if (n > 0)
            got += std::size_t(n);
        else if (errno != EINTR)
            return got;
        errno = 0;
    }
    return got;
}

} // namespace ipgrep

#endif
