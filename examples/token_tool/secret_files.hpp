// Secrets from standard input and from files, without a copy in a string or in a stream's buffer.
#ifndef CORDON_EXAMPLES_TOKEN_TOOL_SECRET_FILES_HPP
#define CORDON_EXAMPLES_TOKEN_TOOL_SECRET_FILES_HPP

#include <cordon/token/base32.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace token_tool {

/// What the program ends with when the question cannot be answered; what() goes to stderr.
class failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    failure(const std::string& what, std::error_code error) : failure(what + ": " + error.message())
    {
    }
};

[[noreturn]] inline void fail_with_errno(const std::string& what)
{
    throw failure(what, std::error_code(errno, std::generic_category()));
}

/// A file descriptor that is closed.
class descriptor {
public:
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }
    int get() const noexcept { return number_; }
    bool good() const noexcept { return number_ >= 0; }

private:
    int number_;
};

inline void write_all(int file, std::string_view text, const std::string& name)
{
    while (!text.empty()) {
        const ssize_t n = ::write(file, text.data(), text.size());
        if (n < 0 && errno != EINTR)
            fail_with_errno(name);
        if (n > 0)
            text.remove_prefix(std::size_t(n));
    }
}

/// A secret as a line on stdout, past the buffers of stdio and iostreams.
inline void print_secret(std::string_view text)
{
    std::fflush(stdout);
    write_all(STDOUT_FILENO, text, "standard output");
    write_all(STDOUT_FILENO, "\n", "standard output");
}

/// What became of reading a line.
enum class line { read, too_long, end };

/// The next line, without its '\n' and otherwise as it is; of one that is too long nothing is kept.
template <std::size_t N>
line read_line(int file, const std::string& name, cordon::token::basic_secret<N>& out)
{
    out.clear();
    bool any = false;
    bool fits = true;
    while (true) {
        unsigned char byte;
        const ssize_t n = ::read(file, &byte, 1); // what is behind the line is the next reader's
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            fail_with_errno(name);
        if (n == 0 && !any)
            return line::end;
        if (n == 0 || byte == '\n')
            break;
        any = true;
        if (out.size() < N)
            out.append({&byte, 1});
        else
            fits = false;
        cordon::token::wipe(&byte, 1);
    }
    if (!fits)
        out.clear();
    return fits ? line::read : line::too_long;
}

/// A line of standard input; from a terminal with a prompt and without an echo.
inline cordon::token::secret ask(const char* what)
{
    cordon::token::secret out;
    termios before{};
    const bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        termios quiet = before;
        quiet.c_lflag &= ~tcflag_t(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        std::fprintf(stderr, "%s (not shown): ", what);
    }
    const line result = read_line(STDIN_FILENO, "standard input", out);
    if (terminal) {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        std::fputc('\n', stderr);
    }
    if (result == line::end)
        throw failure(std::string("nothing on standard input, where the ") + what + " should be");
    if (result == line::too_long)
        throw failure(std::string("the ") + what + " on standard input is too long");
    return out;
}

/// The key in a file: one line of base32. Says so if others may read the file.
inline cordon::token::secret_key load_key(const std::string& path)
{
    const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about{};
    if (!file.good() || ::fstat(file.get(), &about) != 0)
        fail_with_errno(path);
    if ((about.st_mode & 077) != 0)
        std::fprintf(stderr, "token_tool: %s can be read by others: chmod 600 %s\n", path.c_str(),
                     path.c_str());
    cordon::token::basic_secret<256> text;
    if (read_line(file.get(), path, text) == line::too_long)
        throw failure(path, cordon::token::errc::too_long);
    cordon::token::secret_key key;
    if (const auto error =
            parse_base32(text.reveal_text(), cordon::token::base32_padding::absent, key))
        throw failure(path + " is no key file", error);
    if (key.size() < 16)
        throw failure(path + ": a key has 16 bytes at least");
    return key;
}

/// Writes a new key to a new file that nobody else may read.
inline void save_new_key(const std::string& path, cordon::token::bytes_view key)
{
    cordon::token::basic_secret<256> text;
    append_base32(text, key);
    text.append(cordon::token::as_bytes("\n"));
    const descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.good())
        fail_with_errno(path);
    write_all(file.get(), text.reveal_text(), path);
    if (::fsync(file.get()) != 0)
        fail_with_errno(path);
}

/// A small file that is read, and replaced at once or not at all, by one process at a time: the
/// compare-and-swap of this tool is a lock.
class record_file {
public:
    /// Makes an empty one where there is none.
    explicit record_file(std::string path) : path_(std::move(path)), file_(-1)
    {
        while (true) {
            file_ = descriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
            if (!file_.good() || ::flock(file_.get(), LOCK_EX) != 0)
                fail_with_errno(path_);
            // Another process may have replaced the file while this one waited for the lock.
            struct stat locked{};
            struct stat named{};
            if (::fstat(file_.get(), &locked) == 0 && ::stat(path_.c_str(), &named) == 0 &&
                locked.st_ino == named.st_ino && locked.st_dev == named.st_dev)
                break;
        }
    }

    /// Its line, or nothing.
    std::string text() const
    {
        std::string out(4096, '\0');
        const ssize_t n = ::pread(file_.get(), out.data(), out.size(), 0);
        if (n < 0)
            fail_with_errno(path_);
        out.resize(std::size_t(n));
        if (out.ends_with('\n'))
            out.pop_back();
        return out;
    }

    void replace(const std::string& text)
    {
        const std::string other = path_ + ".new";
        const descriptor file(
            ::open(other.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!file.good())
            fail_with_errno(other);
        write_all(file.get(), text + "\n", other);
        if (::fsync(file.get()) != 0 || ::rename(other.c_str(), path_.c_str()) != 0)
            fail_with_errno(other);
    }

private:
    std::string path_;
    descriptor file_;
};

} // namespace token_tool

#endif
