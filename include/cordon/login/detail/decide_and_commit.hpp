// Decisions on a stored record, committed under the configuration that they go by.
#ifndef CORDON_LOGIN_DETAIL_DECIDE_AND_COMMIT_HPP
#define CORDON_LOGIN_DETAIL_DECIDE_AND_COMMIT_HPP

#include <cordon/ip/snapshot.hpp>
#include <cordon/login/record.hpp>
#include <cordon/token/store.hpp>

namespace cordon::inline v0::login::detail {

// token::update() with one configuration a round, pinned until the round is committed: what was
// decided by an old one is not committed after publish() has returned.
template <class Store, class Change>
auto decide_and_commit(const ip::snapshot<configuration>& published, Store& store,
                       std::string_view name, Change change)
{
    std::optional<ip::snapshot<configuration>::pin> config;
    return token::update<login_record>(store, name, [&](const login_record* record) {
        config.emplace(published.read());
        return change(**config, record);
    });
}

// The same by the name that the record itself has, which goes to `name`: a store that folds case
// finds it by other spellings. One that is not found by its own name is nobody's.
template <class Store, class Change>
auto decide_by_own_name(const ip::snapshot<configuration>& published, Store& store,
                        std::string& name, Change change)
{
    std::optional<std::string> own;
    const auto by_name = [&](const configuration& config, const login_record* record) {
        const bool other = record != nullptr && record->user.name != name;
        if (other && !own) {
            own = record->user.name;
            return decltype(change(config, record)){};
        }
        return change(config, other ? nullptr : record);
    };
    auto out = decide_and_commit(published, store, name, by_name);
    if (!own)
        return out;
    name = *own;
    return decide_and_commit(published, store, name, by_name);
}

} // namespace cordon::inline v0::login::detail

#endif
