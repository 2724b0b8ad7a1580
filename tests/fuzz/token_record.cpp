// Fuzz body for the text of stored token records.
#include <cordon/token/token_record.hpp>

#include "token_check.hpp"

#include <algorithm>
#include <string>

using namespace cordon::token;
using cordon_fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = cordon_fuzz::input_text(data, size);
    const auto record = parse_token_record(text);
    if (!record)
        return 0;
    // One text for each record, and one record for each text.
    require(to_text(*record) == text, "another spelling of a record is accepted", text);
    require(text.size() < 400, "a record of so many bytes", text);
    require(is_name(record->policy.view()) && is_name(record->key.view()), "a name that is none",
            text);
    require(record->size >= 1 && record->size <= detail::max_token_size, "a size out of bounds",
            text);
    require(record->generation >= 1, "a generation before the first", text);
    require(record->stale_key.empty() ||
                (is_name(record->stale_key.view()) &&
                 text.ends_with(to_text(*record).substr(text.size() - 64))),
            "a name that is none", text);
    require(!record->stale_key.empty() || record->stale_digest == token_digest{},
            "a digest without its key", text);

    // It can be used: nobody gets in, whatever it says.
    key_ring keys;
    if (keys.add(record->key.view(), as_bytes("0123456789abcdef")))
        std::abort();
    cordon_fuzz::toy_mac mac;
    const std::string token(record->size, 'x');
    const auto error = verify_token(mac, keys, {"o", "u"}, *record, token);
    token_digest digest;
    if (detail::token_mac(mac, *keys.find(record->key.view()), {"o", "u"}, record->policy.view(),
                          record->generation, as_bytes(token), digest))
        std::abort();
    require(!error == (digest == record->digest), "verified wrongly", text);
    require(verify_token(mac, keys, {"o", "u"}, *record, token + "x") == errc::mismatch,
            "a token of another size", text);
    return 0;
}
