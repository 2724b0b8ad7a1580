// The fields of one CSV line (RFC 4180, without line breaks inside quotes).
#ifndef CORDON_IP_DETAIL_CSV_FIELDS_HPP
#define CORDON_IP_DETAIL_CSV_FIELDS_HPP

#include <cordon/ip/parse_result.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace cordon::inline v0::ip::detail {

struct csv_field {
    std::string_view text;  // without quotes; valid until the next field is read
    std::size_t offset = 0; // of its first character, behind the quote
};

class csv_fields {
public:
    explicit csv_fields(std::string_view line) noexcept : line_(line) {}

    bool done() const noexcept { return done_; }

    // The next field. Precondition: !done(). An error is errc::bad_quoting and where.
    parse_error next(csv_field& out)
    {
        if (at_ == line_.size() || line_[at_] != '"') {
            const std::size_t end = std::min(line_.find(',', at_), line_.size());
            out = {line_.substr(at_, end - at_), at_};
            return leave(end);
        }
        const std::size_t open = at_++;
        const std::size_t begin = at_;
        bool doubled = false;
        while (true) {
            const std::size_t quote = line_.find('"', at_);
            if (quote == line_.npos)
                return {errc::bad_quoting, std::uint32_t(open)};
            at_ = quote + 1;
            if (at_ == line_.size() || line_[at_] != '"')
                break;
            doubled = true;
            ++at_;
        }
        out = {line_.substr(begin, at_ - 1 - begin), begin};
        if (doubled) {
            unquoted_.clear();
            for (std::size_t i = 0; i < out.text.size(); ++i) {
                unquoted_ += out.text[i];
                i += out.text[i] == '"';
            }
            out.text = unquoted_;
        }
        return leave(at_);
    }

private:
    // A field ends at a comma or with the line.
    parse_error leave(std::size_t end) noexcept
    {
        if (end < line_.size() && line_[end] != ',')
            return {errc::bad_quoting, std::uint32_t(end)};
        done_ = end == line_.size();
        at_ = end + 1;
        return {};
    }

    std::string_view line_;
    std::string unquoted_;
    std::size_t at_ = 0;
    bool done_ = false;
};

} // namespace cordon::inline v0::ip::detail

#endif
