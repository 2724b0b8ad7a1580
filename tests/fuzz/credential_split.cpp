// Fuzz body for the split of password and token in one field: it agrees with a slow one that anyone
// believes, runs the password hash once, and reads nothing outside the field.
//
// The first byte says which user it is, the second the sizes of password and token; the field
// follows. In it the bytes 1 and 2 stand for the password and the token, 3 for the token before.
#include <cordon/token/credential.hpp>

#include "token_check.hpp"

#include <memory>
#include <string>

using namespace cordon::token;
using cordon_fuzz::require;

namespace {

struct plain_hasher {
    int runs = 0;
    std::string candidate{};

    std::error_code hash(bytes_view, std::string&) { return {}; }
    password_decision verify(bytes_view password, std::string_view stored) noexcept
    {
        ++runs;
        candidate = as_text(password);
        return {candidate == stored ? std::error_code() : errc::mismatch, false};
    }
    password_decision verify_dummy(bytes_view password) noexcept
    {
        ++runs;
        candidate = as_text(password);
        return {errc::mismatch, false};
    }
    bool needs_rehash(std::string_view) const noexcept { return false; }
};

constexpr subject who{"acme", "ann"};

token_record record_of(const key_ring& keys, const std::string& token, const std::string& before)
{
    cordon_fuzz::toy_mac mac;
    token_record out;
    out.policy = "fuzz";
    out.size = token.size();
    out.generation = 7;
    out.key = "k1";
    out.stale_key = "k1";
    if (detail::token_mac(mac, *keys.find("k1"), who, "fuzz", 7, as_bytes(token), out.digest) ||
        detail::token_mac(mac, *keys.find("k1"), who, "fuzz", 6, as_bytes(before),
                          out.stale_digest))
        std::abort();
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2 || size > 4096)
        return 0;
    const bool known = (data[0] & 1) == 0;
    const bool with_token = (data[0] & 2) == 0;
    const std::size_t length = 1 + data[1] % 48;
    const std::string password(1 + data[1] / 48, 'p');
    const std::string token(length, 't');
    const std::string before(length, 'b');
    std::string field;
    for (std::size_t i = 2; i < size; ++i)
        field += data[i] == 1   ? password
                 : data[i] == 2 ? token
                 : data[i] == 3 ? before
                                : std::string(1, static_cast<char>(data[i]));
    // In a block of its own, so that a byte read outside shows.
    const auto block = std::make_unique<char[]>(field.size());
    std::copy(field.begin(), field.end(), block.get());
    const std::string_view text(block.get(), field.size());

    key_ring keys;
    if (keys.add("k1", as_bytes("0123456789abcdef")))
        std::abort();
    const token_record record = record_of(keys, token, before);
    const stored_credential user{.password_hash = password,
                                 .suffix = with_token ? suffix_kind::token : suffix_kind::none,
                                 .token = with_token ? &record : nullptr};
    plain_hasher hasher;
    cordon_fuzz::toy_mac mac;
    const credential_options options{.max_password = 256};
    credential_verifier verifier(hasher, mac, keys, options);
    const auto decision = verifier.verify(known ? &user : nullptr, who, text, {});

    require(hasher.runs == 1, "the hash ran other than once", text);
    require(!decision.error, "an error", text);
    require(decision.accepted_step == -1, "a step of nobody's", text);
    // The slow one.
    const bool ends_in_token = known && with_token && field.ends_with(token);
    const std::string candidate =
        ends_in_token ? field.substr(0, field.size() - token.size()) : field;
    const bool too_long = field.size() > options.max_password + detail::max_token_size;
    const bool right = known && !too_long && !candidate.empty() && candidate == password;
    const field_match expected = !right          ? field_match::wrong
                                 : ends_in_token ? field_match::password_and_suffix
                                                 : field_match::password_only;
    require(decision.match == expected, "another answer than the slow split", text);
    const bool stale =
        known && with_token && !too_long && !ends_in_token && field.ends_with(before);
    require(decision.stale_token == (stale && !right), "stale", text);
    if (!too_long)
        require(hasher.candidate == candidate, "another candidate than the slow split", text);
    require(hasher.candidate.size() <= options.max_password + detail::max_token_size,
            "too much hashed", text);
    // A field that the user's password and token make is right.
    secret joined;
    if (!join(password, token, joined)) {
        plain_hasher other;
        credential_verifier again(other, mac, keys, options);
        require(again.verify(&user, who, joined.reveal_text(), {}).match ==
                    (with_token ? field_match::password_and_suffix : field_match::wrong),
                "a joined field", text);
    }
    return 0;
}
