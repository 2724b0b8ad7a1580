#include <cordon/login/record.hpp>

#include "reference/login_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(login_record)

using namespace cordon::login;
using cordon::token::as_bytes;
using cordon::token::suffix_kind;
using cordon_test::utc;
using stored_record = cordon::login::login_record; // the suite takes the name

BOOST_AUTO_TEST_CASE(secrets_are_copied_with_the_record)
{
    stored_record record;
    BOOST_TEST(record.totp_key.empty());
    record.totp_key = stored_secret(as_bytes("12345678901234567890"));
    const stored_record copy = record;
    record.totp_key = stored_secret();
    BOOST_TEST(record.totp_key.empty());
    BOOST_TEST(cordon::token::as_text(copy.totp_key.reveal()) == "12345678901234567890");
    record = copy;
    const auto& same = record;
    record = same;
    BOOST_TEST(record.totp_key.reveal().size() == 20U);
    BOOST_CHECK_THROW(stored_secret(as_bytes(std::string(129, 'x'))), std::system_error);
}

BOOST_AUTO_TEST_CASE(section_10_the_record_says_which_suffix)
{
    stored_record record;
    BOOST_TEST((credential_of(record).suffix == suffix_kind::none));
    record.token.emplace();
    BOOST_TEST((credential_of(record).suffix == suffix_kind::token));
    record.user.mfa_ui = true;
    BOOST_TEST((credential_of(record).suffix == suffix_kind::token));
    record.user.mfa_api = true; // no app: neither code nor token
    BOOST_TEST((credential_of(record).suffix == suffix_kind::none));
    record.totp_key = stored_secret(as_bytes("12345678901234567890"));
    BOOST_TEST((credential_of(record).suffix == suffix_kind::totp));
    record.user.mfa_ui = false;
    BOOST_TEST((credential_of(record).suffix == suffix_kind::token));
}

BOOST_AUTO_TEST_CASE(rule_22_registered_methods)
{
    const auto now = utc(2024, 1, 1);
    const auto config = configuration::build({}).value();
    stored_record record;
    BOOST_TEST(mfa_methods(config, record, now).empty());
    BOOST_TEST((device_methods(record) == method_set{verification_method::mail_code}));
    record.methods = {verification_method::sms_code, verification_method::webauthn,
                      verification_method::totp, verification_method::temporary_code};
    // What is not to be registered there does not count.
    BOOST_TEST((mfa_methods(config, record, now) == method_set{verification_method::webauthn}));
    BOOST_TEST((device_methods(record) == method_set{verification_method::webauthn,
                                                     verification_method::mail_code,
                                                     verification_method::sms_code}));
    record.methods = {};
    auto& code = record.temporary_code;
    code.key = "k1";
    code.issued = now;
    code.expires = now + std::chrono::hours(1);
    code.tries_left = 1;
    const method_set temporary{verification_method::temporary_code};
    BOOST_TEST((mfa_methods(config, record, now) == temporary));
    BOOST_TEST(mfa_methods(config, record, now - std::chrono::seconds(1)).empty());
    BOOST_TEST(mfa_methods(config, record, code.expires).empty());
    BOOST_TEST(!device_methods(record).contains(verification_method::temporary_code));
    code.tries_left = 0;
    BOOST_TEST(mfa_methods(config, record, now).empty());
}

// What was issued before the organisation became strict is not taken any more.
BOOST_AUTO_TEST_CASE(rule_23_codes_of_a_strict_organisation)
{
    const auto now = utc(2024, 1, 1);
    configuration_settings settings;
    settings.organisation.strict_temporary_codes = true;
    const auto strict = configuration::build(settings).value();
    stored_record record;
    auto& code = record.temporary_code;
    code.key = "k1";
    code.issued = now;
    code.tries_left = 1;
    const auto counts = [&](std::chrono::seconds lifetime, bool reusable) {
        code.expires = now + lifetime;
        code.reusable = reusable;
        return !mfa_methods(strict, record, now).empty();
    };
    BOOST_TEST(counts(std::chrono::minutes(10), false));
    BOOST_TEST(!counts(std::chrono::minutes(10), true));
    BOOST_TEST(!counts(std::chrono::minutes(10) + std::chrono::seconds(1), false));
    BOOST_TEST(!counts(std::chrono::hours(24), true));
}

BOOST_AUTO_TEST_CASE(activated_addresses)
{
    stored_record record;
    for (const char* text :
         {"192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "0.0.0.0", "::", "::ffff:0.0.0.0"})
        activate(record, cordon::ip::make_address(text));
    activate(record, {});
    BOOST_TEST(record.activated_addresses.size() == 2U);
    BOOST_TEST(is_activated(record, cordon::ip::make_address("::ffff:192.0.2.1")));
    BOOST_TEST(is_activated(record, cordon::ip::make_address("2001:db8::1")));
    record.activated_addresses.emplace_back(); // never inside, however it came there
    for (const char* text : {"192.0.2.2", "0.0.0.0", "::"})
        BOOST_TEST(!is_activated(record, cordon::ip::make_address(text)));
    BOOST_TEST(!is_activated(record, {}));
}

BOOST_AUTO_TEST_SUITE_END()
