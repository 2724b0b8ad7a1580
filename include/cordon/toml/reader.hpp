// cordon::toml - reading login configurations.
#ifndef CORDON_TOML_READER_HPP
#define CORDON_TOML_READER_HPP

#include <cordon/login/presets.hpp>
#include <cordon/toml/detail/escaped.hpp>
#include <cordon/toml/detail/fields.hpp>
#include <cordon/toml/detail/screen.hpp>
#include <cordon/toml/error.hpp>

#include <cerrno>
#include <fstream>
#include <limits>
#include <map>
#include <span>

#include <toml++/toml.h>

namespace cordon::inline v0::toml {

/// How a configuration is read.
struct read_options {
    std::string name = {};                         ///< what messages call the text
    login::zone_finder zones = login::fixed_zones; ///< cordon::tz::find_zone, say
    /// Rule 10: take profiles that are damaged (ranges, hours, level), closed where they are; what
    /// is wrong with them is in read_result::damage(). Writing them back repairs the text.
    bool take_damaged = false;
};

/// A configuration, or all that is wrong with its text.
class [[nodiscard]] read_result {
public:
    /// Of a text that could not be read.
    explicit read_result(std::vector<text_error> errors) noexcept : errors_(std::move(errors)) {}
    /// Of one that could, and what is wrong with its damaged profiles.
    read_result(login::configuration value, std::vector<text_error> damage)
        : value_(std::move(value)), damage_(std::move(damage))
    {
    }

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }
    /// Precondition: has_value().
    const login::configuration& operator*() const& noexcept { return *value_; }
    login::configuration&& operator*() && noexcept { return *std::move(value_); }
    const login::configuration* operator->() const noexcept { return &*value_; }

    /// By lines; empty with a value.
    std::span<const text_error> errors() const noexcept { return errors_; }
    /// With a value: what is wrong with damaged profiles.
    std::span<const text_error> damage() const noexcept { return damage_; }
    /// The messages of errors(), a line each.
    std::string message() const
    {
        std::string out;
        for (const text_error& each : errors_)
            out.append(out.empty() ? "" : "\n").append(each.message);
        return out;
    }

private:
    std::optional<login::configuration> value_;
    std::vector<text_error> errors_;
    std::vector<text_error> damage_;
};

namespace detail {

inline constexpr std::size_t max_text = std::size_t(16) << 20;

// The text form of enumerators: true where there is one of the name.
template <class Enum>
bool take_name(std::optional<Enum> found, Enum& out) noexcept
{
    out = found.value_or(static_cast<Enum>(255)); // no enumerator: whoever looks at it refuses it
    return found.has_value();
}
inline bool from_name(std::string_view name, login::edition& out) noexcept
{
    return take_name(login::parse_edition(name), out);
}
inline bool from_name(std::string_view name, login::session_level& out) noexcept
{
    return take_name(login::parse_session_level(name), out);
}
inline bool from_name(std::string_view name, login::assurance_policy& out) noexcept
{
    return take_name(login::parse_assurance_policy(name), out);
}

// "HH:MM", or -1.
inline int minutes_of(std::string_view text) noexcept
{
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return -1;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    return minutes > 59 ? -1 : hours * 60 + minutes;
}

// Walks a document: values go to the settings, what is wrong to the errors, and where each key
// stands is remembered for what the builders have to say.
class document_reader {
public:
    explicit document_reader(const read_options& options) : options_(options) {}

    read_result read(std::string_view text)
    {
        if (text.size() > max_text)
            return refuse(errc::too_large);
        if (const screen screened(text); screened.wrong() != nullptr) {
            ::toml::source_region where{};
            where.begin = {::toml::source_index(screened.line()),
                           ::toml::source_index(screened.column())};
            add("", where, errc::syntax, screened.wrong());
            return read_result(std::move(errors_));
        }
        ::toml::table document;
        try {
            document = ::toml::parse(text);
        } catch (const ::toml::parse_error& error) {
            add("", error.source(), errc::syntax, std::string(error.description()));
            return read_result(std::move(errors_));
        }
        login::configuration_settings settings;
        read_document(document, settings);
        if (!errors_.empty())
            return read_result(std::move(errors_));
        auto built = login::configuration::load(std::move(settings), options_.zones);
        if (!built) {
            for (const login::problem& each : built.error())
                add_problem(each);
            return read_result(sorted(std::move(errors_)));
        }
        for (const login::profile& each : built->profiles())
            for (const login::problem& wrong : each.damage())
                add_problem(wrong);
        std::vector<text_error> damage = sorted(std::move(errors_));
        if (!options_.take_damaged && !damage.empty())
            return read_result(std::move(damage));
        return {*std::move(built), std::move(damage)};
    }

    read_result refuse(std::error_code code)
    {
        std::vector<text_error> errors;
        errors.push_back({code, 0, 0, "", escaped(name() + ": " + code.message())});
        return read_result(std::move(errors));
    }

private:
    using node = ::toml::node;

    // The keys of one table: each is asked for by its name, what is left over is unknown.
    class table_reader {
    public:
        table_reader(document_reader& owner, const ::toml::table& table, std::string path)
            : owner_(owner), table_(table), path_(std::move(path))
        {
        }
        template <class T>
        void operator()(std::string_view key, T& out)
        {
            known_.push_back(key);
            if (const node* found = table_.get(key)) {
                const std::string path = login::detail::join_path(path_, key);
                owner_.places_[path] = found->source();
                owner_.take(*found, path, out);
            }
        }
        void refuse_others()
        {
            for (const auto& [key, value] : table_)
                if (std::find(known_.begin(), known_.end(), key.str()) == known_.end())
                    owner_.add(login::detail::join_path(path_, key.str()), key.source(),
                               errc::unknown_key);
        }

    private:
        document_reader& owner_;
        const ::toml::table& table_;
        std::string path_;
        std::vector<std::string_view> known_;
    };

    template <class Visit>
    void read_table(const node& from, const std::string& path, Visit visit)
    {
        const ::toml::table* table = from.as_table();
        if (table == nullptr)
            return add(path, from.source(), errc::wrong_type, "a table is due");
        table_reader fields(*this, *table, path);
        visit(fields);
        fields.refuse_others();
    }
    // Calls `visit(element, path, i)` for each.
    template <class Visit>
    void read_array(const node& from, const std::string& path, Visit visit)
    {
        const ::toml::array* array = from.as_array();
        if (array == nullptr)
            return add(path, from.source(), errc::wrong_type, "an array is due");
        for (std::size_t i = 0; i < array->size(); ++i) {
            const std::string element = path + "[" + std::to_string(i) + "]";
            places_[element] = (*array)[i].source();
            visit((*array)[i], element);
        }
    }

    void read_document(const ::toml::table& document, login::configuration_settings& out)
    {
        table_reader fields(*this, document, "");
        std::string preset;
        fields("preset", preset);
        if (const node* given = document.get("preset"); given != nullptr && errors_.empty()) {
            if (const auto found = login::presets::find(preset))
                out.organisation = *found;
            else
                add("preset", given->source(), login::errc::unknown_value,
                    "\"salesforce\" or \"strict\" is due");
        }
        fields("organisation", out.organisation);
        fields("profiles", out.profiles);
        fields.refuse_others();
    }

    template <class T>
    void take(const node& from, const std::string& path, T& out)
    {
        if constexpr (std::is_enum_v<T>) {
            const auto name = from.value_exact<std::string_view>();
            if (!name)
                return add(path, from.source(), errc::wrong_type, "a string is due");
            if (!from_name(*name, out))
                may_be_damage(path, from.source(), login::errc::unknown_value);
        } else if constexpr (std::is_same_v<T, bool>) {
            const auto value = from.value_exact<bool>();
            value ? void(out = *value)
                  : add(path, from.source(), errc::wrong_type, "true or false is due");
        } else if constexpr (std::is_same_v<T, int>) {
            const auto value = from.value_exact<std::int64_t>();
            if (!value || *value < 0 || *value > std::numeric_limits<int>::max())
                return add(path, from.source(), errc::wrong_type, "a number is due");
            out = int(*value);
        } else {
            static_assert(std::is_same_v<T, std::string>);
            const auto value = from.value_exact<std::string_view>();
            value ? void(out = *value)
                  : add(path, from.source(), errc::wrong_type, "a string is due");
        }
    }
    void take(const node& from, const std::string& path, login::organisation_settings& out)
    {
        read_table(from, path, [&](table_reader& fields) { organisation_fields(out, fields); });
    }
    void take(const node& from, const std::string& path, login::session_levels& out)
    {
        read_table(from, path, [&](table_reader& fields) { level_fields(out, fields); });
    }
    void take(const node& from, const std::string& path, login::password_policy& out)
    {
        read_table(from, path, [&](table_reader& fields) { password_fields(out, fields); });
    }
    void take(const node& from, const std::string& path,
              std::vector<login::protected_resource>& out)
    {
        read_array(from, path, [&](const node& each, const std::string& element) {
            out.emplace_back();
            read_table(each, element,
                       [&](table_reader& fields) { resource_fields(out.back(), fields); });
        });
    }
    void take(const node& from, const std::string& path, std::vector<login::profile_settings>& out)
    {
        read_array(from, path, [&](const node& each, const std::string& element) {
            out.emplace_back();
            read_table(each, element,
                       [&](table_reader& fields) { profile_fields(out.back(), fields); });
        });
    }
    void take(const node& from, const std::string& path, login::login_hours_settings& out)
    {
        read_table(from, path, [&](table_reader& fields) { hours_fields(out, fields); });
    }

    // "09:00-17:00"; "09:00-" and "-17:00" are half set, which the builder tells.
    void take(const node& from, const std::string& path, login::day_hours& out)
    {
        const auto text = from.value_exact<std::string_view>();
        if (!text)
            return add(path, from.source(), errc::wrong_type, "\"HH:MM-HH:MM\" is due");
        const std::size_t dash = text->find('-');
        const std::string_view start = text->substr(0, dash);
        const std::string_view end = dash == text->npos ? "" : text->substr(dash + 1);
        if (!start.empty())
            out.start = minutes_of(start);
        if (!end.empty())
            out.end = minutes_of(end);
        if (dash == text->npos || out.start == -1 || out.end == -1 || (!out.start && !out.end)) {
            out = {-1, -1};
            may_be_damage(path, from.source(), errc::bad_hours);
        }
    }

    // A list of texts, or of tables {range = "...", description = "..."}.
    void take(const node& from, const std::string& path, std::vector<login::address_range>& out)
    {
        read_array(from, path, [&](const node& each, const std::string& element) {
            out.emplace_back();
            if (!each.is_table())
                return take_range(each, element, out.back());
            read_table(each, element, [&](table_reader& fields) {
                range_text text{out.back()};
                fields("range", text);
                fields("description", out.back().description);
                if (each.as_table()->get("range") == nullptr)
                    add(element, each.source(), errc::wrong_type, "a range is due");
            });
        });
    }
    struct range_text {
        login::address_range& range;
    };
    void take(const node& from, const std::string& path, range_text& out)
    {
        take_range(from, path, out.range);
    }
    void take_range(const node& from, const std::string& path, login::address_range& out)
    {
        const auto text = from.value_exact<std::string_view>();
        if (!text)
            return add(path, from.source(), errc::wrong_type, "an address range is due");
        if (const auto entry = ip::parse_entry(*text)) {
            out.first = entry->first();
            out.last = entry->last();
        } else {
            out.first = out.last = {}; // none: no address is inside, and every builder refuses it
            may_be_damage(path, from.source(), entry.error().code, entry.message(*text));
        }
    }

    // What a damaged profile may have: told by the builder then, which closes it. (An organisation
    // may not: its builder refuses it all the same.)
    void may_be_damage(const std::string& path, const ::toml::source_region& where,
                       std::error_code code, std::string sentence = {})
    {
        if (options_.take_damaged)
            said_[path] = {code, std::move(sentence)};
        else
            add(path, where, code, std::move(sentence));
    }

    void add_problem(const login::problem& wrong)
    {
        // The place of the member, or of the nearest one around it that is in the text.
        std::string key = wrong.path;
        while (!key.empty() && !places_.contains(key)) {
            const std::size_t cut = key.find_last_of(".[");
            key.resize(cut == key.npos ? 0 : cut);
        }
        const auto said = said_.find(wrong.path);
        if (said != said_.end())
            add(wrong.path, places_[key], said->second.first, said->second.second);
        else
            add(wrong.path, key.empty() ? ::toml::source_region() : places_[key], wrong.error);
    }

    void add(const std::string& key, const ::toml::source_region& where, std::error_code code,
             std::string sentence = {})
    {
        if (sentence.empty())
            sentence = code.message();
        else if (code == errc::wrong_type)
            sentence = code.message() + ": " + sentence;
        std::string message = name();
        if (where.begin)
            message.append(":")
                .append(std::to_string(where.begin.line))
                .append(":")
                .append(std::to_string(where.begin.column));
        if (!key.empty())
            message.append(": ").append(key);
        message.append(": ").append(sentence);
        errors_.push_back({code, std::uint32_t(where.begin.line), std::uint32_t(where.begin.column),
                           key, escaped(message)});
    }

    static std::vector<text_error> sorted(std::vector<text_error> errors)
    {
        std::stable_sort(errors.begin(), errors.end(),
                         [](const text_error& a, const text_error& b) { return a.line < b.line; });
        return errors;
    }
    std::string name() const { return options_.name.empty() ? "configuration" : options_.name; }

    const read_options& options_;
    std::vector<text_error> errors_;
    std::map<std::string, ::toml::source_region> places_;
    std::map<std::string, std::pair<std::error_code, std::string>> said_;
};

} // namespace detail

/// Reads a configuration from a text in memory. Every key is optional but a profile's name; unknown
/// ones are refused. Whatever is wrong, nothing is built: the caller's configuration stays as it
/// is. May throw std::bad_alloc, and what the zone finder throws.
inline read_result parse_configuration(std::string_view text, const read_options& options = {})
{
    return detail::document_reader(options).read(text);
}

/// As parse_configuration, from a file. `read_options::name` is the path unless it is set.
inline read_result load_configuration(const std::string& path, read_options options = {})
{
    if (options.name.empty())
        options.name = path;
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text;
    char piece[4096];
    while (file && text.size() <= detail::max_text) {
        file.read(piece, sizeof piece);
        text.append(piece, std::size_t(file.gcount()));
    }
    if (!file.eof() && text.size() <= detail::max_text) {
        const std::error_code error(errno != 0 ? errno : EIO, std::generic_category());
        return detail::document_reader(options).refuse(error);
    }
    return parse_configuration(text, options);
}

} // namespace cordon::inline v0::toml

#endif
