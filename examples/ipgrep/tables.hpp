// ipgrep: what is asked of an address.
#ifndef CORDON_EXAMPLES_IPGREP_TABLES_HPP
#define CORDON_EXAMPLES_IPGREP_TABLES_HPP

#include "../cli/lists.hpp"
#include "list_parts.hpp"
#include "options.hpp"

#include <cordon/ip/compiled_map.hpp>
#include <cordon/ip/compiled_set.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace ipgrep {

/// The lists and the map of the command line, ready for look-ups.
class tables {
public:
    /// False, and all that is wrong is on stderr, if a list is bad.
    bool load(const options& asked)
    {
        cli::list_loader loader("ipgrep");
        cordon::ip::list_options how{.lenient = asked.lenient, .allow_empty = asked.allow_empty};
        cordon::ip::range_set all;
        for (const std::string& path : asked.lists) {
            if (auto parts =
                    asked.json ? std::nullopt : list_parts::load(path, how, asked.threads)) {
                all |= *std::move(parts);
                continue;
            }
            cordon::ip::list list = loader.load(path, how);
            all |= list.to_set();
            if (asked.json) // which names the lines
                lists_.push_back(std::move(list));
        }
        set_ = cordon::ip::compiled_set(all);
        has_lists_ = !asked.lists.empty();
        how.format = cordon::ip::list_format::csv_ranges;
        if (!asked.map.empty())
            values_ = cordon::ip::compiled_map<std::string>(loader.load(asked.map, how).to_map());
        has_map_ = !asked.map.empty();

        if (asked.json)
            index_entries();
        return loader.good();
    }

    /// Whether the address is in a list; without lists, whether there is an address.
    bool holds(const cordon::ip::address& address) const noexcept
    {
        return has_lists_ ? set_.contains(address) : !address.is_none();
    }
    /// holds() of each address; the spans have the same size.
    void holds(std::span<const cordon::ip::address> addresses,
               std::span<bool> answers) const noexcept
    {
        if (has_lists_)
            set_.contains(addresses, answers);
        else
            std::transform(addresses.begin(), addresses.end(), answers.begin(),
                           [](const cordon::ip::address& each) { return !each.is_none(); });
    }
    bool has_map() const noexcept { return has_map_; }
    /// What the map says of the address, or nullptr.
    const std::string* value(const cordon::ip::address& address) const noexcept
    {
        return values_.find(address);
    }
    /// "file:line" of the narrowest entry that holds the address, or empty.
    std::string entry(const cordon::ip::address& address) const
    {
        const origin* found = entries_.find(address);
        return found == nullptr ? ""
                                : lists_[found->list].name() + ':' + std::to_string(found->line);
    }

private:
    struct origin {
        std::size_t list;
        std::uint32_t line;

        friend auto operator<=>(const origin&, const origin&) = default;
    };

    void index_entries()
    {
        std::vector<cordon::ip::map_entry<origin>> all;
        for (std::size_t i = 0; i < lists_.size(); ++i)
            for (std::size_t j = 0; j < lists_[i].size(); ++j)
                all.push_back({lists_[i][j].range, origin{i, lists_[i][j].line}});
        entries_ = cordon::ip::compiled_map<origin>(cordon::ip::range_map<origin>(all));
    }

    bool has_lists_ = false;
    cordon::ip::compiled_set set_;
    bool has_map_ = false;
    cordon::ip::compiled_map<std::string> values_;
    // Only for JSON:
    std::vector<cordon::ip::list> lists_;
    cordon::ip::compiled_map<origin> entries_;
};

} // namespace ipgrep

#endif
