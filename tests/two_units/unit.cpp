// Compiled twice into one program, once with -march=native: CORDON_UNIT is `plain` or `native`.
#include "unit.hpp"

#include <cordon/ip.hpp>
#include <cordon/token.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CORDON_UNIT {

namespace {

using namespace cordon::ip;

// FNV-1a, over values that do not depend on the target.
class digest {
public:
    void add(std::uint64_t value) noexcept
    {
        for (int i = 0; i < 64; i += 8)
            state_ = (state_ ^ ((value >> i) & 0xff)) * 0x100000001b3U;
    }
    void add(std::string_view text) noexcept
    {
        add(text.size());
        for (const char c : text)
            add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
    }
    std::uint64_t value() const noexcept { return state_; }

private:
    std::uint64_t state_ = 0xcbf29ce484222325U;
};

template <class... Types>
std::vector<std::size_t> layout_of()
{
    return {sizeof(Types)..., alignof(Types)...};
}

// splitmix64: the same addresses in both units.
std::uint64_t next_random(std::uint64_t& state) noexcept
{
    std::uint64_t z = state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

void add_texts(digest& answers, std::uint64_t random)
{
    const address_v4 v4(static_cast<std::uint32_t>(random));
    const int length = static_cast<int>(random >> 32 & 31);
    const prefix_v4 prefix = prefix_v4::containing(v4, length);
    answers.add(to_string(v4));
    answers.add(to_string(prefix));
    answers.add(to_string(address_v6::from_uint(uint128(random, random))));
    answers.add(parse_address_v4(to_string(v4)).value_or(address_v4()).to_uint());
    answers.add(parse_prefix_v4(to_string(prefix)).has_value() ? 1U : 0U);
    answers.add(parse_prefix_v4(to_string(v4) + "/8").has_value() ? 1U : 0U);
}

void add_lookups(digest& answers, std::uint64_t& random)
{
    // A few hundred networks of both families, dense enough that about half the addresses are in.
    std::vector<map_entry<int>> entries;
    for (int i = 0; i < 300; ++i) {
        const std::uint64_t bits = next_random(random);
        const address_v4 v4(static_cast<std::uint32_t>(bits));
        const address_v6 v6 = address_v6::from_uint(uint128(bits, next_random(random)));
        entries.push_back({prefix_v4::containing(v4, 6 + i % 20), i, 0});
        entries.push_back({prefix_v6::containing(v6, 6 + i % 80), -i, 0});
    }
    const range_map<int> map(entries);
    range_set set;
    for (const map_entry<int>& entry : entries)
        set.insert(entry.range);
    const compiled_set quick_set(set);
    const compiled_map<int> quick_map(map);

    std::vector<address> addresses;
    for (int i = 0; i < 2000; ++i) {
        const std::uint64_t bits = next_random(random);
        addresses.emplace_back(address_v4(static_cast<std::uint32_t>(bits)));
        addresses.emplace_back(address_v6::from_uint(uint128(bits, next_random(random))));
    }
    const auto batch = std::make_unique<bool[]>(addresses.size());
    std::vector<const int*> values(addresses.size());
    quick_set.contains(addresses, std::span<bool>(batch.get(), addresses.size()));
    quick_map.find(addresses, values);
    for (std::size_t i = 0; i != addresses.size(); ++i) {
        const address& key = addresses[i];
        answers.add(quick_set.contains(key) ? 1U : 0U);
        answers.add(batch[i] ? 1U : 0U);
        answers.add(set.contains(key) ? 1U : 0U);
        answers.add(static_cast<std::uint64_t>(quick_set.find_index(key).value_or(999999)));
        answers.add(static_cast<std::uint64_t>(map.find_index(key).value_or(999999)));
        for (const int* value : {quick_map.find(key), values[i], map.find(key)})
            answers.add(value == nullptr ? 0U : static_cast<std::uint64_t>(*value) + 1000U);
    }

    std::string text;
    write_list(text, (set & ~range_set{range(prefix_v4::containing(address_v4(), 1))}) ^ set);
    answers.add(text);
    const list_result list = parse_list(text);
    answers.add(list ? list->size() : 0U);
    answers.add(parse_list("10.0.0.1/8\n").message());
}

// The token room's arithmetic, which a compiler may do with wider instructions in one of the units.
void add_tokens(digest& answers, std::uint64_t& random)
{
    namespace token = cordon::token;
    for (std::size_t i = 0; i < 200; ++i) {
        token::basic_secret<64> bytes;
        for (unsigned char& byte : bytes.resize(i % 64))
            byte = static_cast<unsigned char>(next_random(random));
        token::basic_secret<128> text;
        token::append_base32(text, bytes.reveal());
        answers.add(text.reveal_text());
        const auto sum = token::detail::checksum(text.reveal_text());
        answers.add(std::string_view(sum.data(), sum.size()));

        token::basic_secret<64> other = bytes.clone();
        if (!other.empty() && i % 2 == 0)
            other.resize(
                other.size())[static_cast<std::size_t>(next_random(random) % other.size())] ^= 1;
        answers.add(token::constant_time_mask(bytes.reveal(), other.reveal()) & 0xff);
    }
    token::token_record record;
    record.policy = "default";
    record.key = "k1";
    record.size = 30;
    record.generation = next_random(random);
    const std::string text = to_text(record);
    answers.add(text);
    answers.add(token::parse_token_record(text) == record ? 1U : 0U);
}

} // namespace

unit_report report()
{
    digest answers;
    std::uint64_t random = 1;
    for (int i = 0; i < 2000; ++i)
        add_texts(answers, next_random(random));
    add_lookups(answers, random);
    add_tokens(answers, random);

    namespace token = cordon::token;
    return {
        layout_of<address_v4, address_v6, address, prefix_v4, prefix_v6, prefix, range_v4, range_v6,
                  range, range_set, range_map<int>, compiled_set, compiled_map<int>, list,
                  token::secret, token::security_token, token::token_record, token::code_record,
                  token::stored_credential, token::credential_decision, token::throttle>(),
        answers.value()};
}

} // namespace CORDON_UNIT
