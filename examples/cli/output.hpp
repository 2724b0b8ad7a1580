// What ipgrep and ipmerge share: stdout in large writes, and numbers for people.
#ifndef CORDON_EXAMPLES_CLI_OUTPUT_HPP
#define CORDON_EXAMPLES_CLI_OUTPUT_HPP

#include <csignal>
#include <cstdint>
#include <streambuf>
#include <string>
#include <string_view>
#include <system_error>

#include <cerrno>
#include <unistd.h>

namespace cli {

/// stdout, collected into large writes. A reader that has gone (`| head`) is no error: closed()
/// says so, and what is written from then on is dropped. Other failures throw std::system_error.
class output {
public:
    output()
    {
        std::signal(SIGPIPE, SIG_IGN); // write() reports it instead
        buffer_.reserve(2 * flush_size);
    }

    output& operator<<(std::string_view text)
    {
        buffer_ += text;
        return *this;
    }
    output& operator<<(char c)
    {
        buffer_ += c;
        return *this;
    }
    /// The buffer itself, to append to.
    std::string& text() noexcept { return buffer_; }

    void end_line()
    {
        buffer_ += '\n';
        if (buffer_.size() >= flush_size)
            flush();
    }
    /// Whole lines at once.
    void write_lines(std::string_view lines)
    {
        buffer_ += lines;
        if (buffer_.size() >= flush_size)
            flush();
    }

    void flush()
    {
        std::size_t done = 0;
        while (done < buffer_.size() && !closed_) {
            const ssize_t n = ::write(STDOUT_FILENO, buffer_.data() + done, buffer_.size() - done);
            if (n >= 0)
                done += std::size_t(n);
            else if (errno == EPIPE)
                closed_ = true;
            else if (errno != EINTR)
                throw std::system_error(errno, std::generic_category(), "stdout");
        }
        buffer_.clear();
    }

    bool closed() const noexcept { return closed_; }

private:
    static constexpr std::size_t flush_size = 64 * 1024;

    std::string buffer_;
    bool closed_ = false;
};

/// What is written to a stream with this buffer goes to an output, which must outlive it.
class output_buffer : public std::streambuf {
public:
    explicit output_buffer(output& out) noexcept : out_(out) {}

protected:
    std::streamsize xsputn(const char* text, std::streamsize size) override
    {
        out_.write_lines({text, std::size_t(size)});
        return size;
    }
    int_type overflow(int_type c) override
    {
        if (!traits_type::eq_int_type(c, traits_type::eof()))
            out_ << traits_type::to_char_type(c);
        return traits_type::not_eof(c);
    }

private:
    output& out_;
};

/// 1234567 as "1,234,567". `digits` is a decimal number.
inline std::string grouped(std::string digits)
{
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, 1, ',');
    return digits;
}
inline std::string grouped(std::uint64_t number) { return grouped(std::to_string(number)); }

} // namespace cli

#endif
