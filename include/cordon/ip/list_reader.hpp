// cordon::ip - lists of networks from text, streams and files: all of a list or none of it.
#ifndef CORDON_IP_LIST_READER_HPP
#define CORDON_IP_LIST_READER_HPP

#include <cordon/ip/detail/file_source.hpp>
#include <cordon/ip/detail/list_parser.hpp>

#include <istream>

namespace cordon::inline v0::ip {

namespace detail {

inline constexpr std::size_t read_size = 64 * 1024;

// Reads a list from a source with status() and read(), in pieces: memory for the entries and one
// piece, however long the lines are. A regular file that is not the same before and after, or has
// not as many bytes as it said, is refused: half of two versions is neither.
template <class Source>
list_result read_source(Source& source, const list_options& options)
{
    list_parser parser(options, true);
    file_status before;
    file_status after;
    std::uint64_t total = 0;
    std::error_code error = source.status(before);
    std::string piece(read_size, '\0');
    if (before.regular)
        parser.expect(before.size);
    while (!error) {
        std::size_t got = 0;
        error = source.read(piece.data(), piece.size(), got);
        total += got;
        if (error || !parser.feed({piece.data(), got}))
            break;
        if (got < piece.size()) {
            error = source.status(after);
            const bool same = before.regular ? before == after && before.size == total
                                             : !after.regular; // a pipe changes as it is read
            if (!error && !same)
                error = errc::changed_while_reading;
            break;
        }
    }
    if (error)
        return parser.refuse(error);
    return parser.finish();
}

} // namespace detail

/// Reads a list from a text in memory. O(n). May throw std::bad_alloc; whatever happens, the
/// caller's old list is untouched. See list_options for the format.
inline list_result parse_list(std::string_view text, const list_options& options = {})
{
    detail::list_parser parser(options, false);
    parser.expect(text.size());
    if (parser.feed(text.substr(0, detail::read_size)))
        parser.feed(text.substr(std::min(detail::read_size, text.size())));
    return parser.finish();
}

namespace detail {

// Of a file all that is left, of other streams what is there by now; 0 where nobody knows, or the
// stream's buffer throws: reading will tell.
inline std::uint64_t bytes_to_come(std::istream& stream) noexcept
{
#if defined(__cpp_exceptions)
    try {
#endif
        const std::streamsize size = stream ? stream.rdbuf()->in_avail() : 0;
        return size > 0 ? std::uint64_t(size) : 0;
#if defined(__cpp_exceptions)
    } catch (...) {
        return 0;
    }
#endif
}

} // namespace detail

/// As parse_list, from a stream up to its end. A stream that fails, or has failed already (a file
/// that could not be opened), is refused: std::errc::io_error. Memory is set aside for what the
/// stream says it has, at most for max_entries.
inline list_result read_list(std::istream& stream, const list_options& options = {})
{
    detail::list_parser parser(options, false);
    parser.expect(detail::bytes_to_come(stream));
    std::string piece(detail::read_size, '\0');
    bool more = true;
    while (more && stream) {
        stream.read(piece.data(), std::streamsize(piece.size()));
        more = parser.feed({piece.data(), std::size_t(stream.gcount())});
    }
    if (stream.bad() || (stream.fail() && !stream.eof()))
        return parser.refuse(std::make_error_code(std::errc::io_error));
    return parser.finish();
}

/// As parse_list, from a file. Refused are also: a file that cannot be opened or read (the
/// system's error), one without a newline at its end (it may have been cut: `/1` of `/16`), and
/// one that is written to while it is read (errc::changed_while_reading, told by its size and time
/// of change; a file replaced by renaming is read as what it was when it was opened). To replace a
/// list that others load: write a new file and rename it. `list_options::name` is the path unless
/// it is set.
inline list_result load_list(const std::string& path, list_options options = {})
{
    if (options.name.empty())
        options.name = path;
    detail::file_source source;
    if (const std::error_code error = source.open(path))
        return detail::list_parser(options, true).refuse(error);
    return detail::read_source(source, options);
}

} // namespace cordon::inline v0::ip

#endif
