// cordon::ip - how lists are read, and what is wrong with them.
#ifndef CORDON_IP_LIST_RESULT_HPP
#define CORDON_IP_LIST_RESULT_HPP

#include <cordon/ip/list.hpp>

namespace cordon::inline v0::ip {

/// What stands on the lines of a list.
enum class list_format : unsigned char {
    /// One address, prefix or range a line (parse_entry), both families mixed. Blanks (space, tab)
    /// around it, empty lines, and comments: from a `#` that starts the line or follows a blank.
    entries,
    /// CSV (RFC 4180): first address, last address, value. Both ends may be decimal numbers, which
    /// are IPv4 (as in Tor's geoip). Fields may be quoted; further fields are left alone. A line
    /// that starts with `#` is a comment. Blanks belong to the fields.
    csv_ranges,
    /// CSV: an address, prefix or range, then the value; otherwise as csv_ranges.
    csv_networks,
};

/// How to read a list. In every format a line ends with `\n` or `\r\n`, one UTF-8 byte order mark
/// may stand at the very start, and control characters are refused everywhere, comments included.
struct list_options {
    /// What messages call the list; a file's path where it is empty.
    std::string name = {};
    list_format format = list_format::entries; ///< one entry a line, or CSV
    /// Entries (not CSV ranges) by the lenient grammar (lenient.hpp).
    bool lenient = false;
    /// Whether a list without entries is a list. Off: an empty list is more often an accident.
    bool allow_empty = false;
    /// The first line (not a comment) of a CSV file names its columns: skip it.
    bool header = false;
    /// The column of the value in a CSV, from 1; 0 for the format's own (3 or 2).
    std::size_t value_column = 0;
    /// The longest line in bytes; 0 for the format's own (256, CSV 4096).
    std::size_t max_line = 0;
    /// More entries than this are refused (errc::too_many).
    std::size_t max_entries = std::size_t(1) << 24;
    /// After this many bad lines the rest is not read. At least 1.
    std::size_t max_errors = 10;
};

/// One thing that is wrong with a list.
struct list_error {
    std::error_code code;     ///< of ip::errc, or the system's for files
    std::uint32_t line = 0;   ///< from 1; 0 where it is the list as a whole
    std::uint32_t column = 0; ///< in bytes, from 1; 0 where it is the list as a whole
    std::string message;      ///< "office.txt:12:9: bits set behind ... did you mean 10.0.0.0/8?"
};

/// A list, or all that is wrong with it: any bad line refuses the whole.
class [[nodiscard]] list_result {
public:
    /// Of a list that could be read.
    explicit list_result(list value) noexcept : value_(std::move(value)) {}
    /// Of one that could not.
    explicit list_result(std::vector<list_error> errors) noexcept : errors_(std::move(errors)) {}
    list_result(const list_result&) = default;
    list_result(list_result&&) noexcept = default;
    // The copy is whole before anything is replaced: all is assigned or nothing.
    list_result& operator=(const list_result& other) { return *this = list_result(other); }
    list_result& operator=(list_result&&) noexcept = default;

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }
    /// The list. Precondition: has_value().
    list& operator*() & noexcept { return *value_; }
    const list& operator*() const& noexcept { return *value_; }
    list&& operator*() && noexcept { return std::move(*value_); }
    list* operator->() noexcept { return &*value_; }
    const list* operator->() const noexcept { return &*value_; }

    /// In order of lines, at least one and at most list_options::max_errors; empty with a value.
    std::span<const list_error> errors() const noexcept { return errors_; }
    /// The first error's code; none with a value.
    std::error_code code() const noexcept
    {
        return errors_.empty() ? std::error_code() : errors_[0].code;
    }
    /// The errors' messages, a line each.
    std::string message() const
    {
        std::string out;
        for (const list_error& error : errors_)
            out.append(out.empty() ? "" : "\n").append(error.message);
        return out;
    }
#if defined(__cpp_exceptions)
    /// The list, or std::system_error with the first code and all messages.
    list value() &&
    {
        if (!value_)
            throw std::system_error(code(), message());
        return std::move(*value_);
    }
#endif

private:
    std::optional<list> value_;
    std::vector<list_error> errors_;
};

} // namespace cordon::inline v0::ip

#endif
