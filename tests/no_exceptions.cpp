// The rooms in a program built with -fno-exceptions -fno-rtti.
#include <cordon/ip.hpp>
#include <cordon/login.hpp>
#include <cordon/token.hpp>

#include <cstdio>
#include <system_error>

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this program is to be built without exceptions and RTTI"
#endif

namespace {

bool check(bool holds, const char* what)
{
    if (!holds)
        std::printf("does not hold: %s\n", what);
    return holds;
}

// A MAC for what is shown here, and for nothing else.
struct toy_mac {
    std::error_code compute(cordon::token::mac_hash, cordon::token::bytes_view key,
                            std::span<const cordon::token::bytes_view> parts,
                            cordon::token::bytes_span out) noexcept
    {
        std::uint64_t state = 0xcbf29ce484222325U;
        const auto add = [&](unsigned char byte) { state = (state ^ byte) * 0x100000001b3U; };
        for (const unsigned char byte : key)
            add(byte);
        for (const cordon::token::bytes_view part : parts)
            for (const unsigned char byte : part)
                add(byte);
        for (unsigned char& byte : out) {
            add(1);
            byte = static_cast<unsigned char>(state >> 56);
        }
        return {};
    }
};

bool check_token_room()
{
    using namespace cordon::token;
    token_generator<default_policy> generator;
    toy_mac mac;
    key_ring keys;
    const unsigned char key[32] = {1};
    bool ok = check(!keys.add("k1", key), "a key is added");
    ok &= check(keys.add("k2", {key, 8}) == errc::out_of_range, "a short key is refused");

    const subject who{"example", "ada"};
    issued_token<default_policy> issued;
    ok &= check(!issue_token(generator, mac, keys, who, nullptr, issued), "a token is issued");
    ok &= check(!verify_token(mac, keys, who, issued.record, issued.token.reveal()),
                "the token is verified");
    ok &= check(verify_token(mac, keys, {"example", "bob"}, issued.record, issued.token.reveal()) ==
                    errc::mismatch,
                "it is no one else's");
    const auto record = parse_token_record(to_text(issued.record));
    ok &= check(record && *record == issued.record, "the record is read again");

    secret joined;
    ok &= check(!join("password", issued.token.reveal(), joined) && joined.size() == 38,
                "password and token are joined");
    basic_secret<16> small;
    ok &= check(join("password", issued.token.reveal(), small) == errc::too_long,
                "what does not fit is refused with its code");
    const std::chrono::sys_seconds now(std::chrono::seconds(1'000'000'000));
    code_text code;
    ok &= check(!totp(mac, key, now, {}, code), "a one-time code is made");
    const totp_decision decision = verify_totp(mac, key, {}, {}, code.view(), now);
    ok &= check(!decision.error && decision.step == 33'333'333, "and accepted");
    return ok;
}

bool check_login_room()
{
    using namespace cordon::login;
    configuration_settings settings;
    settings.profiles = {{.name = "sales"}};
    const auto built = configuration::build(settings);
    bool ok = check(built.has_value(), "a configuration is built");
    settings.organisation.passwords.attempts = 4;
    ok &= check(configuration::build(settings).error().size() == 1, "a bad one is refused");
    login_record user;
    user.user.name = "ada";
    user.user.profile = "sales";
    login_request request;
    request.credential.match = cordon::token::field_match::password_only;
    const std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
    ok &= check(decide(*built, &user, request, now).result == answer::token_required,
                "a missing token is asked for");
    ok &= check(decide(*built, nullptr, request, now).result == answer::invalid_login,
                "nobody else gets in");
    return ok;
}

} // namespace

int main()
{
    using namespace cordon::ip::literals;
    bool ok = true;

    const auto address = cordon::ip::parse_address("2001:db8::1");
    ok &=
        check(address.has_value() && to_string(*address) == "2001:db8::1", "an address is parsed");
    const auto wrong = cordon::ip::parse_prefix("10.0.0.1/8");
    ok &= check(!wrong && wrong.error().code == cordon::ip::errc::host_bits_set,
                "host bits are refused with their code");
    ok &= check(make_error_code(cordon::ip::errc::empty).category() == cordon::ip::error_category(),
                "the error category is there");
    ok &= check("10.0.0.0/8"_prefix.contains("10.1.2.3"_ip), "a prefix holds its addresses");
    ok &= check(!"10.0.0.1-10.0.0.5"_range.contains("10.0.0.6"_ip), "a range ends");

    const auto list = cordon::ip::parse_list("10.0.0.0/8\n2001:db8::/32\n");
    ok &= check(list.has_value(), "a list is read");
    const cordon::ip::compiled_set set(list->to_set());
    ok &= check(set.contains("10.1.2.3"_ip) && !set.contains("192.0.2.1"_ip), "a set is compiled");
    ok &= check(cordon::ip::parse_list("10.0.0.1/8\n").code() == cordon::ip::errc::host_bits_set,
                "a bad list is refused with its code");

    std::error_code error;
    cordon::ip::range_set networks;
    networks.insert("10.0.0.0/8"_prefix, error);
    ok &= check(!error && networks.covers("10.1.0.0/16"_prefix), "a set grows");
    const cordon::ip::prefix_v6 mapped =
        cordon::ip::prefix_v6::containing("::ffff:10.0.0.0"_ip, 104);
    networks.insert(mapped, error);
    ok &= check(error == cordon::ip::errc::mapped_range && networks.size() == 1,
                "a mapped prefix is refused by an error_code");
    const cordon::ip::map_entry<int> entries[] = {{"10.0.0.0/8"_prefix, 1},
                                                  {"10.1.0.0/16"_prefix, 2}};
    const cordon::ip::range_map<int> map(entries, cordon::ip::overlap_rule::most_specific, error);
    const cordon::ip::compiled_map<int> quick(map);
    const int* value = quick.find("10.1.2.3"_ip);
    ok &= check(!error && value != nullptr && *value == 2, "a map finds the most specific value");

    ok &= check_token_room();
    ok &= check_login_room();

    return ok ? 0 : 1;
}
