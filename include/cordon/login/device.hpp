// cordon::login - how a browser is known again.
#ifndef CORDON_LOGIN_DEVICE_HPP
#define CORDON_LOGIN_DEVICE_HPP

#include <cordon/login/record.hpp>

namespace cordon::inline v0::login {

/// The key of a device: HMAC-SHA-256 of the secret that it keeps (a cookie of 128 random bits or
/// more, a security token, say), bound to organisation and user. The server's key for it does not
/// rotate, or all devices are unknown from then on. Errors: the mac's, token::errc::empty.
template <token::mac Mac>
std::error_code make_device_key(Mac& mac, const token::secret_key& key, const token::subject& who,
                                std::string_view cookie, device_key& out) noexcept
{
    if (cookie.empty())
        return token::errc::empty;
    const token::detail::framed_message<4> message(
        {token::as_bytes("cordon device v1"), token::as_bytes(who.organisation),
         token::as_bytes(who.user), token::as_bytes(cookie)});
    return mac.compute(token::mac_hash::sha256, key.reveal(), message.parts(), out);
}

/// Whether the device is one of the user's. O(max_devices). Digests of secrets: not in constant
/// time.
inline bool is_known(const login_record& record, const device_key& device) noexcept
{
    return std::find(record.devices.begin(), record.devices.end(), device) != record.devices.end();
}

/// Remembers the device, as the latest.
inline void remember(login_record& record, const device_key& device)
{
    std::erase(record.devices, device);
    if (record.devices.size() >= max_devices)
        record.devices.erase(record.devices.begin());
    record.devices.push_back(device);
}

} // namespace cordon::inline v0::login

#endif
