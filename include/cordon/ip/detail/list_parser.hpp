// Lines to entries: the grammar of lists, fed in pieces of any size.
#ifndef CORDON_IP_DETAIL_LIST_PARSER_HPP
#define CORDON_IP_DETAIL_LIST_PARSER_HPP

#include <cordon/ip/detail/csv_fields.hpp>
#include <cordon/ip/detail/value_pool.hpp>
#include <cordon/ip/lenient.hpp>
#include <cordon/ip/list_result.hpp>

#include <algorithm>
#include <bit>

namespace cordon::inline v0::ip::detail {

class list_parser {
public:
    // `final_newline`: whether the last line must end with one, as in a file.
    list_parser(const list_options& options, bool final_newline)
        : options_(options), final_newline_(final_newline)
    {
        const bool entries = options_.format == list_format::entries;
        if (options_.max_line == 0)
            options_.max_line = entries ? 256 : 4096;
        if (options_.value_column == 0)
            options_.value_column = options_.format == list_format::csv_ranges ? 3 : 2;
        if (options_.max_errors == 0)
            options_.max_errors = 1;
    }

    // How many bytes there are in all, where that is known.
    void expect(std::uint64_t size) noexcept { expected_ = size; }

    // Takes the next piece of the text. False once nothing more needs to be read.
    bool feed(std::string_view piece)
    {
        const std::size_t size = piece.size();
        if (!started_) { // the encoding shows in the first four bytes, however small the pieces are
            const std::string_view more = piece.substr(0, 4 - head_.size());
            head_ += more;
            piece.remove_prefix(more.size());
            if (head_.size() == 4)
                start();
        }
        take_lines(piece);
        if (!stopped_ && size != 0 && size < expected_)
            make_room(size);
        expected_ = 0; // one look will do
        return !stopped_;
    }

    // The end of the text: the list, or what is wrong with it.
    list_result finish()
    {
        if (!started_)
            start();
        if (!stopped_ && !carry_.empty()) {
            ++line_;
            if (final_newline_)
                add_error(errc::missing_final_newline, carry_.size());
            else
                read_line(carry_, false);
        }
        if (errors_.empty() && v4_.empty() && v6_.empty() && !options_.allow_empty)
            return refuse(errc::empty_set);
        if (!errors_.empty())
            return list_result(std::move(errors_));
        return list_result(list(std::move(options_.name), std::move(v4_), std::move(v6_),
                                std::move(values_).take()));
    }

    // The list as a whole is refused.
    list_result refuse(std::error_code code)
    {
        line_ = 0;
        errors_.clear();
        errors_.push_back({code, 0, 0, name() + ": " + code.message()});
        return list_result(std::move(errors_));
    }

private:
    using bytes = std::string_view;

    // After the first piece: room for as many entries as the text has if it goes on like this, so
    // that growing does not copy them again and again.
    void make_room(std::size_t size)
    {
        const double pieces = double(expected_) / double(size) * 1.05;
        const auto reserve = [&](auto& entries) {
            const double most = double(options_.max_entries);
            entries.reserve(std::size_t(std::min(double(entries.size()) * pieces, most)));
        };
        reserve(v4_);
        reserve(v6_);
    }

    void start()
    {
        started_ = true;
        const bytes head = head_;
        const auto zero = [&](std::size_t i) { return head.size() > i && head[i] == '\0'; };
        const bool utf16_mark = head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff");
        const bool utf16 = (zero(0) && zero(2) && !zero(1)) || (zero(1) && zero(3) && !zero(0));
        if (utf16_mark || utf16) {
            line_ = 1;
            add_error(errc::encoding, 0);
            stopped_ = true;
        }
        take_lines(head);
    }

    void take_lines(bytes piece)
    {
        while (!stopped_ && !piece.empty()) {
            if (carry_.empty())
                take_usual_lines(piece);
            const std::size_t newline = piece.find('\n');
            const bytes part = piece.substr(0, newline);
            // A line that is too long ends the matter before it is collected. (- 1: for '\r'.)
            const std::size_t size = carry_.size() + part.size();
            const bool too_long = size > 0 && size - 1 > options_.max_line;
            if (newline == piece.npos && !too_long) {
                carry_ += part;
                break;
            }
            ++line_;
            if (too_long) {
                add_error(errc::line_too_long, options_.max_line);
                stopped_ = true;
                break;
            }
            if (carry_.empty()) {
                read_line(part, true);
            } else {
                carry_ += part;
                read_line(carry_, true);
                carry_.clear();
            }
            piece.remove_prefix(newline + 1);
        }
    }

    void read_line(bytes line, bool has_newline)
    {
        if (has_newline && line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.size() > options_.max_line) {
            add_error(errc::line_too_long, options_.max_line);
            stopped_ = true;
            return;
        }
        // Columns count from the start of the line; the mark is no part of the first entry.
        constexpr bytes mark = "\xef\xbb\xbf";
        indent_ = line_ == 1 && line.starts_with(mark) ? mark.size() : 0;
        line.remove_prefix(indent_);
        if (options_.format == list_format::entries &&
            add_usual(line, std::min(line.find('/'), line.size())))
            return;
        if (const parse_error error = find_control(line); error.code != errc{})
            add_error(error.code, indent_ + error.offset);
        else if (options_.format == list_format::entries)
            read_entry(line);
        else if (!line.empty() && line[0] != '#')
            read_csv(line);
        stopped_ = stopped_ || errors_.size() >= options_.max_errors;
    }

    // Control characters (also those of Unicode) hide text from a reader, in a comment too; what
    // another program takes for the end of a line (\v, \f, a bare \r, U+0085, U+2028, U+2029)
    // would make two lists of one.
    static parse_error find_control(bytes line) noexcept
    {
        const auto byte = [&](std::size_t i) {
            return i < line.size() ? static_cast<unsigned char>(line[i]) : 0U;
        };
        for (std::size_t i = 0; i < line.size(); ++i) {
            const unsigned c = byte(i);
            const bool ascii = (c < 0x20 && c != '\t') || c == 0x7f;
            const bool latin = c == 0xc2 && byte(i + 1) >= 0x80 && byte(i + 1) <= 0x9f;
            const bool line_end = c == 0xe2 && byte(i + 1) == 0x80 && (byte(i + 2) | 1U) == 0xa9;
            if (ascii || latin || line_end)
                return {c == 0 ? errc::nul : errc::bad_char, std::uint32_t(i)};
        }
        return {};
    }

    // Takes the usual lines from the front of the piece, up to the first one that is not, or that
    // is near the end.
    void take_usual_lines([[maybe_unused]] bytes& piece)
    {
#ifdef CORDON_IP_TEXT_X86
        if (options_.format != list_format::entries)
            return;
        while (piece.size() >= 48) {
            const auto [newlines, slashes] = x86::find_marks(piece.data());
            const auto size = static_cast<std::size_t>(std::countr_zero(newlines));
            const auto slash = static_cast<std::size_t>(std::countr_zero(newlines | slashes));
            ++line_;
            if (newlines == 0 || size > options_.max_line ||
                !add_usual(piece.substr(0, size), slash)) {
                --line_;
                return;
            }
            piece.remove_prefix(size + 1);
        }
#endif
    }

    // The prefix length behind the slash, `width` where there is none; -1 is left to the grammar.
    // Without a jump on how many digits there are. Precondition: line.size() > 3.
    static int usual_length(bytes line, std::size_t slash, int width) noexcept
    {
        const auto digit = [&](std::size_t i) { return unsigned(line[line.size() - i]) - '0'; };
        const std::size_t digits = line.size() - slash - 1;
        if (slash == line.size())
            return width;
        const unsigned ones = digit(1);
        const unsigned tens = digits > 1 ? digit(2) : 0;
        const unsigned hundreds = digits > 2 ? digit(3) : 0;
        const unsigned least = digits > 2 ? 100 : digits > 1 ? 10 : 0; // no leading zeros
        const unsigned length = 100 * hundreds + 10 * tens + ones;
        const bool good = (digits - 1 < 3) & (ones <= 9) & (tens <= 9) & (hundreds <= 9) &
                          (length >= least) & (length <= unsigned(width));
        return good ? int(length) : -1;
    }

    // The usual line in a few steps: one network by the strict grammar, and nothing else. Each of
    // its characters is an address's, so no control character is among them. `slash` is where it
    // is, or the line's size. False: the line, and what there is to say of it, is left to the
    // grammar.
    bool add_usual(bytes line, std::size_t slash)
    {
        const bytes address = line.substr(0, slash);
        if (address.size() < 4 || v4_.size() + v6_.size() >= options_.max_entries)
            return false;
        if (starts_like_quad(address)) {
            const auto [first, error] = read_v4(address);
            const int length = usual_length(line, slash, 32);
            if (error.code != errc{} || length < 0)
                return false;
            const auto host_bits = host_mask<address_v4>(length);
            if ((first & host_bits) != 0)
                return false;
            v4_.push_back({prefix_v4::containing(address_v4(first), length), line_, 0});
            return true;
        }
        const auto [first, error] = read_v6(address);
        const int length = usual_length(line, slash, 128);
        if (error.code != errc{} || length < 0)
            return false;
        const uint128 host_bits = host_mask<address_v6>(length);
        const bool mapped = first.high == 0 && first.low >> 32 == 0xffff;
        if (mapped || (first & host_bits) != uint128())
            return false;
        v6_.push_back({prefix_v6::containing(address_v6(first), length), line_, 0});
        return true;
    }

    static constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

    void read_entry(bytes line)
    {
        for (std::size_t i = 0; i < line.size(); ++i)
            if (line[i] == '#' && (i == 0 || is_blank(line[i - 1]))) {
                line = line.substr(0, i);
                break;
            }
        while (!line.empty() && is_blank(line.back()))
            line.remove_suffix(1);
        while (!line.empty() && is_blank(line.front())) {
            line.remove_prefix(1);
            ++indent_;
        }
        if (!line.empty())
            add_network(line, indent_, 0);
    }

    void read_csv(bytes line)
    {
        if (options_.header) {
            options_.header = false;
            return;
        }
        csv_fields fields(line);
        csv_field field;
        std::size_t offsets[2]{};
        std::uint32_t value = 0;
        const std::size_t addresses = options_.format == list_format::csv_ranges ? 2 : 1;
        const std::size_t needed = std::max(addresses, options_.value_column);
        std::size_t column = 0;
        while (!fields.done()) {
            if (const parse_error error = fields.next(field); error.code != errc{}) {
                add_error(error.code, indent_ + error.offset);
                return;
            }
            ++column;
            if (column <= addresses) {
                ends_[column - 1] = field.text;
                offsets[column - 1] = indent_ + field.offset;
            }
            if (column == options_.value_column)
                value = value_index(field.text);
        }
        if (column < needed)
            add_error(errc::missing_field, indent_ + line.size());
        else if (addresses == 1)
            add_network(ends_[0], offsets[0], value);
        else
            add_ends(ends_[0], offsets[0], ends_[1], offsets[1], value);
    }

    std::uint32_t value_index(bytes text)
    {
        // Neighbours often share their value: saves most of the hashing.
        if (!last_value_known_ || last_value_ != text) {
            last_value_ = text;
            last_value_index_ = values_.index_of(last_value_);
            last_value_known_ = true;
        }
        return last_value_index_;
    }

    void add_network(bytes text, std::size_t offset, std::uint32_t value)
    {
        const auto range = options_.lenient ? lenient::parse_entry(text) : parse_entry(text);
        if (range)
            add(*range, value);
        else
            add_error(range.error().code, offset + range.error().offset, range.message(text));
    }

    void add_ends(bytes first_text, std::size_t first_offset, bytes last_text,
                  std::size_t last_offset, std::uint32_t value)
    {
        const bool numbers = is_number(first_text) && is_number(last_text);
        const auto first = numbers ? parse_number(first_text) : parse_address(first_text);
        if (!first)
            return add_error(first.error().code, first_offset + first.error().offset,
                             first.message(first_text));
        const auto last = numbers ? parse_number(last_text) : parse_address(last_text);
        if (!last)
            return add_error(last.error().code, last_offset + last.error().offset,
                             last.message(last_text));
        const auto made = range::make(*first, *last);
        if (!made)
            return add_error(made.error().code, last_offset);
        if (*first == *last)
            return add(canonical_range(*made), value);
        if (is_mapped_range(*first, *last))
            return add_error(errc::mapped_range, first_offset);
        add(*made, value);
    }

    static bool is_number(bytes text) noexcept
    {
        return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    }
    // An IPv4 address as a number. Precondition: is_number(text).
    static parse_result<address> parse_number(bytes text) noexcept
    {
        std::uint64_t number = 0;
        if (text[0] == '0' && text.size() > 1)
            return {errc::leading_zero, 0};
        for (const char c : text) {
            number = number * 10 + std::uint64_t(c - '0');
            if (number > 0xffffffffU)
                return {errc::octet_range, 0};
        }
        return parse_result(address(address_v4(std::uint32_t(number))));
    }

    void add(const range& range, std::uint32_t value)
    {
        if (v4_.size() + v6_.size() >= options_.max_entries) {
            add_error(errc::too_many, indent_);
            stopped_ = true;
        } else if (range.is_v4()) {
            v4_.push_back({range.to_v4(), line_, value});
        } else {
            v6_.push_back({range.to_v6(), line_, value});
        }
    }

    void add_error(errc code, std::size_t offset) { add_error(code, offset, describe(code)); }
    void add_error(errc code, std::size_t offset, const std::string& sentence)
    {
        const auto column = std::uint32_t(offset + 1);
        errors_.push_back({code, line_, column,
                           name() + ':' + std::to_string(line_) + ':' + std::to_string(column) +
                               ": " + sentence});
    }
    std::string name() const { return options_.name.empty() ? "list" : options_.name; }

    list_options options_;
    bool final_newline_;
    std::uint64_t expected_ = 0; // bytes of the text, before its first piece
    bool started_ = false;
    bool stopped_ = false;
    std::uint32_t line_ = 0;
    std::size_t indent_ = 0; // bytes of the line in front of what is parsed
    std::string head_;       // the first four bytes
    std::string carry_;      // the start of a line whose end has not been fed yet
    std::vector<basic_list_entry<address_v4>> v4_;
    std::vector<basic_list_entry<address_v6>> v6_;
    std::string ends_[2]; // first and last, or the network: here to keep their memory
    value_pool<std::string> values_;
    std::string last_value_;
    std::uint32_t last_value_index_ = 0;
    bool last_value_known_ = false;
    std::vector<list_error> errors_;
};

} // namespace cordon::inline v0::ip::detail

#endif
