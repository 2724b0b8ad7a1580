// Section F of the catalogue of bad inputs, the rows about files themselves: each is a test case
// that bears its id. (What may stand in a list: catalogue_f.cpp.)
#include <cordon/ip/list_reader.hpp>

#include "reference/fail_alloc.hpp"
#include "reference/list_outcome.hpp"
#include "reference/temporary_directory.hpp"

#include <cordon/ip/literals.hpp>
#include <cordon/ip/trusted_networks.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(ip_catalogue_f_files)

using namespace cordon::ip::literals;
using cordon::ip::list_options;
using cordon::ip::list_result;
using cordon::ip::load_list;
using cordon::ip::parse_list;
using cordon::ip::range_set;
using cordon::ip::read_list;
using cordon::ip::trusted_networks;
using cordon::ip::detail::file_source;
using cordon::ip::detail::file_status;
using cordon::ip::detail::read_source;
using cordon_test::accepts;
using cordon_test::outcome;
using cordon_test::refuses;
using cordon_test::service;
using cordon_test::temporary_directory;
using cordon_test::write_file;

namespace {

const list_options empty_allowed{.allow_empty = true};

} // namespace

BOOST_AUTO_TEST_CASE(F005_file_that_cannot_be_read)
{
    const temporary_directory files;
    const std::string list = files.file("list", "10.0.0.0/8\n");
    service running;
    BOOST_TEST(running.reload(load_list(list)));
    const range_set loaded = running.networks;
    const auto refused_with = [&](const std::string& path, std::errc code) {
        const list_result result = load_list(path);
        BOOST_TEST(!running.reload(result));
        BOOST_TEST_REQUIRE(result.errors().size() == 1U);
        BOOST_TEST(result.code() == std::make_error_code(code), result.message());
        BOOST_TEST(result.errors()[0].line == 0U);
        BOOST_TEST(result.errors()[0].column == 0U);
        BOOST_TEST(result.message().starts_with(path + ": "));
        BOOST_TEST((running.networks == loaded));
    };
    refused_with(files.path("missing"), std::errc::no_such_file_or_directory);
    refused_with(files.path("missing/list"), std::errc::no_such_file_or_directory);
    refused_with(list + "/list", std::errc::not_a_directory);
    refused_with(files.path(""), std::errc::is_a_directory);
    BOOST_TEST(load_list("").code() == std::make_error_code(std::errc::no_such_file_or_directory));
    // A missing file is no empty list, even where that is allowed; nor is a stream of it.
    BOOST_TEST(!load_list(files.path("missing"), empty_allowed).has_value());
    std::ifstream missing(files.path("missing"));
    BOOST_TEST(read_list(missing, empty_allowed).code() ==
               std::make_error_code(std::errc::io_error));
    std::ifstream directory(files.path(""));
    BOOST_TEST(!read_list(directory, empty_allowed).has_value());

    // Root reads everything, so it becomes someone else for that.
    ::chmod(files.path("").c_str(), 0755);
    ::chmod(list.c_str(), 0);
    const bool root = ::geteuid() == 0;
    if (root && ::seteuid(65534) != 0)
        BOOST_TEST_MESSAGE("as root and nobody else: a file that may not be read is left out");
    else
        refused_with(list, std::errc::permission_denied);
    BOOST_TEST((!root || ::seteuid(0) == 0));
    ::chmod(list.c_str(), 0600);

    std::filesystem::remove(list); // gone at the next reload
    refused_with(list, std::errc::no_such_file_or_directory);
}

BOOST_AUTO_TEST_CASE(F007_cut_in_the_middle_of_a_line)
{
    const temporary_directory files;
    const std::string whole = "# offices\n10.0.0.0/16\n2001:db8::/32\n";
    BOOST_TEST(outcome(load_list(files.file("list", "10.0.0.0/1"))) ==
               "missing_final_newline at 1:11");
    // Wherever it is cut but behind a line, it is refused at the place of the cut.
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const std::string_view cut = std::string_view(whole).substr(0, size);
        const auto lines = std::count(cut.begin(), cut.end(), '\n');
        const std::size_t column = size - (cut.rfind('\n') + 1) + 1; // npos + 1 == 0
        const std::string got = outcome(load_list(files.file("list", cut)));
        if (!cut.ends_with('\n'))
            BOOST_TEST(got == "missing_final_newline at " + std::to_string(lines + 1) + ":" +
                                  std::to_string(column));
        else
            BOOST_TEST(got == (lines == 1 ? "empty_set" : "1 entries"));
    }
    BOOST_TEST(outcome(load_list(files.file("list", whole))) == "2 entries");
}

BOOST_AUTO_TEST_CASE(F008_no_newline_at_the_end)
{
    const temporary_directory files;
    const auto loaded = [&](std::string_view text) {
        return outcome(load_list(files.file("list", text)));
    };
    BOOST_TEST(loaded("10.0.0.0/8") == "missing_final_newline at 1:11");
    BOOST_TEST(loaded("10.0.0.0/8\n# end") == "missing_final_newline at 2:6");
    BOOST_TEST(loaded("10.0.0.0/8\n ") == "missing_final_newline at 2:2");
    BOOST_TEST(loaded("10.0.0.0/8\r") == "missing_final_newline at 1:12");
    BOOST_TEST(loaded("\xef\xbb\xbf") == "missing_final_newline at 1:4");
    // The rule is for files: a text in memory has been cut by nobody.
    BOOST_TEST(outcome(parse_list("10.0.0.0/8")) == "1 entries");
    std::istringstream stream("10.0.0.0/8");
    BOOST_TEST(outcome(read_list(stream)) == "1 entries");
}

namespace {

// A stream of so many bytes, all of them 'a', that counts how many are taken.
class endless_line : public std::streambuf {
public:
    explicit endless_line(std::uint64_t size) : left_(size) {}
    std::uint64_t taken() const { return taken_; }

protected:
    int_type underflow() override
    {
        if (left_ == 0)
            return traits_type::eof();
        const std::size_t size = left_ < sizeof buffer_ ? std::size_t(left_) : sizeof buffer_;
        std::fill_n(buffer_, size, 'a');
        left_ -= size;
        taken_ += size;
        setg(buffer_, buffer_, buffer_ + size);
        return traits_type::to_int_type(buffer_[0]);
    }

private:
    char buffer_[4096]{};
    std::uint64_t left_;
    std::uint64_t taken_ = 0;
};

constexpr std::uint64_t gibibyte = std::uint64_t(1) << 30;

} // namespace

BOOST_AUTO_TEST_CASE(F023_line_of_a_gibibyte)
{
    constexpr const char* expected = "line_too_long at 1:257"; // the limit is 256
    endless_line line(gibibyte);
    std::istream stream(&line);
    BOOST_TEST(outcome(read_list(stream)) == expected);
    BOOST_TEST(line.taken() <= 128U * 1024);

    const temporary_directory files;
    const std::string sparse = files.file("sparse", "aaaa");
    BOOST_TEST_REQUIRE(::truncate(sparse.c_str(), off_t(gibibyte)) == 0);
    BOOST_TEST(outcome(load_list(sparse)) == expected);

    // A pipe whose writer counts what the reader takes before it hangs up.
    const std::string pipe = files.path("pipe");
    BOOST_TEST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const auto old_handler = std::signal(SIGPIPE, SIG_IGN);
    std::uint64_t written = 0;
    std::thread writer([&] {
        const int fd = ::open(pipe.c_str(), O_WRONLY);
        const std::string piece(4096, 'a');
        while (written < gibibyte && ::write(fd, piece.data(), piece.size()) > 0)
            written += piece.size();
        ::close(fd);
    });
    const std::string got = outcome(load_list(pipe));
    writer.join();
    std::signal(SIGPIPE, old_handler);
    BOOST_TEST(got == expected);
    BOOST_TEST(written <= 4U * 1024 * 1024); // what was read, and what the pipe holds

    // The limit itself, and that it is the line's and not the entry's.
    const auto padded = [](std::size_t size) { return "::1 #" + std::string(size - 5, 'x'); };
    accepts(padded(256) + "\n", {"::1"_ip});
    accepts(padded(256) + "\r\n", {"::1"_ip});
    refuses(padded(257) + "\n", "line_too_long at 1:257");
    refuses(padded(257) + "\r\n", "line_too_long at 1:257");
    refuses("::1\n" + padded(300) + "\n", "line_too_long at 2:257");
    BOOST_TEST(outcome(parse_list(padded(256))) == "1 entries");
    BOOST_TEST(outcome(parse_list(padded(257))) == "line_too_long at 1:257");
}

namespace {

// A file that something happens to when `after` reads have been done.
template <class Event>
class eventful_source {
public:
    eventful_source(const std::string& path, Event event, int after = 1)
        : event_(event), after_(after)
    {
        if (file_.open(path))
            throw std::runtime_error("cannot open " + path);
    }
    std::error_code status(file_status& out) { return file_.status(out); }
    std::error_code read(char* data, std::size_t size, std::size_t& got)
    {
        const std::error_code error = file_.read(data, size, got);
        if (--after_ == 0)
            event_();
        return error;
    }

private:
    file_source file_;
    Event event_;
    int after_;
};

// So many lines that reading them takes several pieces.
std::string long_list(int first_octet)
{
    std::string text;
    for (int i = 0; i < 65536; ++i)
        text += std::to_string(first_octet) + "." + std::to_string(i / 256) + "." +
                std::to_string(i % 256) + ".0/24\n";
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(F031_replaced_by_renaming_during_the_load)
{
    const temporary_directory files;
    const std::string path = files.path("list");
    for (const int reads : {1, 2, 5}) {
        write_file(path, long_list(10));
        eventful_source source(
            path, [&] { std::filesystem::rename(files.file("new", long_list(11)), path); }, reads);
        const list_result old = read_source(source, list_options());
        BOOST_TEST_REQUIRE(old.has_value(), old.message());
        BOOST_TEST((old->to_set() == range_set{"10.0.0.0/8"_prefix}));
        BOOST_TEST((load_list(path)->to_set() == range_set{"11.0.0.0/8"_prefix}));
    }
    // Between opening and reading.
    write_file(path, long_list(10));
    file_source source;
    BOOST_TEST(!source.open(path));
    std::filesystem::rename(files.file("new", "::1\n"), path);
    BOOST_TEST((read_source(source, {})->to_set() == range_set{"10.0.0.0/8"_prefix}));
    BOOST_TEST((load_list(path)->to_set() == range_set{"::1"_ip}));
}

BOOST_AUTO_TEST_CASE(F032_rewritten_in_place_during_the_load)
{
    const temporary_directory files;
    const std::string path = files.path("list");
    const auto outcome_with = [&](auto event, int reads) {
        write_file(path, long_list(10));
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() -
                                                   std::chrono::hours(1));
        eventful_source source(path, event, reads);
        return outcome(read_source(source, list_options()));
    };
    BOOST_TEST(outcome_with([] {}, 1) == "65536 entries");
    for (const int reads : {1, 3}) {
        BOOST_TEST(outcome_with([&] { write_file(path, long_list(11)); }, reads) ==
                   "changed_while_reading"); // of the same size
        BOOST_TEST(outcome_with([&] { write_file(path, "::1\n"); }, reads) ==
                   "changed_while_reading");
        BOOST_TEST(outcome_with([&] { write_file(path, ""); }, reads) == "changed_while_reading");
        BOOST_TEST(outcome_with([&] { std::ofstream(path, std::ios::app) << "0.0.0.0/0\n"; },
                                reads) == "changed_while_reading");
    }
    // The caller may try again.
    BOOST_TEST(load_list(path).has_value());

    // A source that lies: the same status, but not as many bytes; another status; none at all.
    struct fake {
        file_status before, after;
        std::string_view text;
        std::error_code status_error{}, read_error{};
        bool asked = false;

        std::error_code status(file_status& out)
        {
            out = asked ? after : before;
            return std::exchange(asked, true) ? status_error : std::error_code();
        }
        std::error_code read(char* data, std::size_t size, std::size_t& got)
        {
            got = text.copy(data, size);
            text.remove_prefix(got);
            return read_error;
        }
    };
    const auto read = [](fake source) { return outcome(read_source(source, list_options())); };
    const file_status four{true, 4, 100, 7};
    BOOST_TEST(read({four, four, "::1\n"}) == "1 entries");
    BOOST_TEST(read({four, four, "::1\n::2\n"}) == "changed_while_reading");
    BOOST_TEST(read({four, four, "\n"}) == "changed_while_reading");
    BOOST_TEST(read({four, {true, 5, 100, 7}, "::1\n"}) == "changed_while_reading");
    BOOST_TEST(read({four, {true, 4, 101, 7}, "::1\n"}) == "changed_while_reading");
    BOOST_TEST(read({four, {true, 4, 100, 8}, "::1\n"}) == "changed_while_reading");
    BOOST_TEST(read({four, {true, 4, 99, 7}, "::1\n"}) == "changed_while_reading");
    BOOST_TEST(read({four, {false, 4, 100, 7}, "::1\n"}) == "changed_while_reading");
    const auto io_error = std::make_error_code(std::errc::io_error);
    const std::string failed = "generic " + std::to_string(io_error.value());
    BOOST_TEST(read({four, four, "::1\n", io_error}) == failed);
    BOOST_TEST(read({four, four, "::1\n", {}, io_error}) == failed);
    // A pipe has no size to hold it to, and each write to it is its last change.
    const file_status pipe{false, 0, 100, 7};
    BOOST_TEST(read({pipe, pipe, "::1\n"}) == "1 entries");
    BOOST_TEST(read({pipe, {false, 0, 101, 8}, "::1\n"}) == "1 entries");
    BOOST_TEST(read({pipe, four, "::1\n"}) == "changed_while_reading");
}

// A named pipe whose writer takes its time.
BOOST_AUTO_TEST_CASE(a_slow_pipe)
{
    const temporary_directory files;
    const std::string pipe = files.path("pipe");
    BOOST_TEST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::thread writer([&] {
        const int fd = ::open(pipe.c_str(), O_WRONLY);
        for (const std::string_view line : {"::1\n", "::2\n", "::3\n"}) {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            if (::write(fd, line.data(), line.size()) < 0)
                break;
        }
        ::close(fd);
    });
    const std::string got = outcome(load_list(pipe));
    writer.join();
    BOOST_TEST(got == "3 entries");
}

BOOST_AUTO_TEST_CASE(F034_no_memory)
{
    const temporary_directory files;
    const std::string path = files.file("list", "10.0.0.0/8\n# a comment\n2001:db8::/32\n::1\n");
    std::optional<trusted_networks> live(range_set{"192.0.2.0/24"_prefix});
    const auto next_descriptor = [] {
        const int fd = ::open("/dev/null", O_RDONLY);
        ::close(fd);
        return fd;
    };
    const int descriptor = next_descriptor();
    const auto failures = cordon_test::fail_each_allocation(
        [&] {
            // A whole reload, which ends with a swap.
            trusted_networks next(load_list(path)->to_set());
            std::swap(*live, next);
            const bool replaced = live->contains("10.0.0.1"_ip) && !live->contains("192.0.2.1"_ip);
            std::swap(*live, next); // back again, for the next attempt
            return replaced;
        },
        [&] {
            return live->contains("192.0.2.1"_ip) && !live->contains("10.0.0.1"_ip) &&
                   next_descriptor() == descriptor;
        });
    BOOST_TEST((failures >= 10 || !cordon_test::allocations_are_counted()));
}

BOOST_AUTO_TEST_SUITE_END()
