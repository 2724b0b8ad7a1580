// ipmerge: several lists as one.
#ifndef CORDON_EXAMPLES_IPMERGE_JOINED_LISTS_HPP
#define CORDON_EXAMPLES_IPMERGE_JOINED_LISTS_HPP

#include <cordon/ip/list.hpp>

#include <string>
#include <vector>

namespace ipmerge {

/// Lists as one, so that questions about entries cover all of them: an entry's `line` is its
/// position in `origins`, which knows the file and the line there.
class joined_lists {
public:
    void add(const cordon::ip::list& list)
    {
        names_.push_back(list.name());
        for (const auto& entry : list.v4())
            v4_.push_back({entry.range, add_origin(entry.line), add_value(list, entry.value)});
        for (const auto& entry : list.v6())
            v6_.push_back({entry.range, add_origin(entry.line), add_value(list, entry.value)});
    }
    cordon::ip::list list() const { return {"", v4_, v6_, values_}; }
    /// "file:line" of an entry of list().
    std::string where(const cordon::ip::list_entry& entry) const
    {
        const origin& from = origins_[entry.line];
        return names_[from.list] + ':' + std::to_string(from.line);
    }

private:
    struct origin {
        std::size_t list;
        std::uint32_t line;
    };

    std::uint32_t add_origin(std::uint32_t line)
    {
        origins_.push_back({names_.size() - 1, line});
        return std::uint32_t(origins_.size() - 1);
    }
    std::uint32_t add_value(const cordon::ip::list& list, std::uint32_t value)
    {
        const std::string text = list.values().empty() ? "" : list.values()[value];
        if (values_.empty() || values_.back() != text)
            values_.push_back(text);
        return std::uint32_t(values_.size() - 1);
    }

    std::vector<std::string> names_;
    std::vector<origin> origins_;
    std::vector<cordon::ip::basic_list_entry<cordon::ip::address_v4>> v4_;
    std::vector<cordon::ip::basic_list_entry<cordon::ip::address_v6>> v6_;
    std::vector<std::string> values_;
};

} // namespace ipmerge

#endif
