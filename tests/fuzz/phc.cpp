// Fuzz body for password hashes as text.
#include <cordon/token/password.hpp>

#include "token_check.hpp"

#include <string>

using namespace cordon::token;
using cordon_fuzz::require;

namespace {

// Allows what the limits allow, and counts.
struct checking_kdf {
    int runs = 0;
    bool in_bounds = true;
    template <class Cost>
    std::error_code run(const Cost& cost, bytes_span out) noexcept
    {
        ++runs;
        in_bounds = in_bounds && kdf_limits{}.allow(cost);
        std::fill(out.begin(), out.end(), static_cast<unsigned char>(7));
        return {};
    }
    std::error_code derive(const scrypt_cost& cost, bytes_view, bytes_view, bytes_span out) noexcept
    {
        return run(cost, out);
    }
    std::error_code derive(const pbkdf2_cost& cost, bytes_view, bytes_view, bytes_span out) noexcept
    {
        return run(cost, out);
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = cordon_fuzz::input_text(data, size);
    const auto phc = detail::parse_phc(text);
    if (phc) {
        require(detail::to_text(*phc) == text, "another spelling of a hash is accepted", text);
        require(text.size() <= 512, "a hash of so many bytes", text);
        require(phc->salt_size >= 8 && phc->salt_size <= 64, "a salt out of bounds", text);
        require(phc->hash_size >= 16 && phc->hash_size <= 64, "a hash out of bounds", text);
        require(phc->pepper.empty() || is_name(phc->pepper.view()), "a name that is none", text);
    }
    checking_kdf kdf;
    cordon_fuzz::toy_mac mac;
    key_ring peppers;
    if (peppers.add("k1", as_bytes("0123456789abcdef")))
        std::abort();
    basic_password_hasher<checking_kdf, cordon_fuzz::toy_mac> hasher(
        kdf, mac, {.cost = scrypt_cost{4, 1, 1}, .pepper = &peppers});
    const password_decision decision = hasher.verify(as_bytes("password"), text);
    require(kdf.runs == 1, "the derivation ran other than once", text);
    require(kdf.in_bounds, "a cost out of bounds was run", text);
    const bool sevens =
        phc && std::all_of(phc->hash.begin(), phc->hash.begin() + std::ptrdiff_t(phc->hash_size),
                           [](unsigned char byte) { return byte == 7; });
    require(decision.error || sevens, "a wrong password is right", text);
    require(phc || decision.error == errc::bad_hash, "another error for no hash", text);
    require(!phc || (decision.error == errc::bad_cost) == !kdf_limits{}.allow(phc->cost),
            "another error for a cost", text);
    require(phc || hasher.needs_rehash(text), "no hash needs no other", text);
    return 0;
}
