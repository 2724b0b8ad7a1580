#include <cordon/token/password_cost.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>

BOOST_AUTO_TEST_SUITE(token_password_cost)

using cordon::token::kdf_cost;
using cordon::token::kdf_limits;
using cordon::token::pbkdf2_cost;
using cordon::token::scrypt_cost;

constexpr kdf_limits limits{};
constexpr std::uint32_t huge = std::numeric_limits<std::uint32_t>::max();

// What OWASP's password storage cheat sheet asks for: N = 2^17, r = 8, p = 1; 600,000 rounds.
static_assert(scrypt_cost{} == scrypt_cost{17, 8, 1});
static_assert(pbkdf2_cost{} == pbkdf2_cost{600'000});

// 128 * N * r bytes: 256 MiB is N * r = 2^21.
static_assert(limits.allow(scrypt_cost{}));
static_assert(limits.allow(scrypt_cost{18, 8, 1}));
static_assert(!limits.allow(scrypt_cost{18, 9, 1}));
static_assert(!limits.allow(scrypt_cost{19, 8, 1}));
static_assert(limits.allow(scrypt_cost{21, 1, 1}));
static_assert(!limits.allow(scrypt_cost{22, 1, 1}));
// N * r * p up to 2^22.
static_assert(limits.allow(scrypt_cost{17, 8, 4}));
static_assert(!limits.allow(scrypt_cost{17, 8, 5}));
static_assert(limits.allow(scrypt_cost{15, 8, 16}));
static_assert(!limits.allow(scrypt_cost{15, 8, 17}));
// Each by itself.
static_assert(limits.allow(scrypt_cost{1, 1, 1}));
static_assert(!limits.allow(scrypt_cost{0, 8, 1}));
static_assert(!limits.allow(scrypt_cost{17, 0, 1}));
static_assert(!limits.allow(scrypt_cost{17, 8, 0}));
static_assert(limits.allow(scrypt_cost{1, 64, 1}));
static_assert(!limits.allow(scrypt_cost{1, 65, 1}));
static_assert(limits.allow(scrypt_cost{1, 1, 64}));
static_assert(!limits.allow(scrypt_cost{1, 1, 65}));
// What would wrap in 32 or 64 bits.
static_assert(!limits.allow(scrypt_cost{63, 8, 1}));
static_assert(!limits.allow(scrypt_cost{64, 8, 1}));
static_assert(!limits.allow(scrypt_cost{32, 8, 1}));
static_assert(!limits.allow(scrypt_cost{huge, 8, 1}));
static_assert(!limits.allow(scrypt_cost{17, huge, 1}));
static_assert(!limits.allow(scrypt_cost{17, 8, huge}));
static_assert(!limits.allow(scrypt_cost{huge, huge, huge}));
static_assert(!limits.allow(scrypt_cost{17, std::uint32_t(1) << 31, 2}));

static_assert(limits.allow(pbkdf2_cost{1}));
static_assert(!limits.allow(pbkdf2_cost{0}));
static_assert(limits.allow(pbkdf2_cost{10'000'000}));
static_assert(!limits.allow(pbkdf2_cost{10'000'001}));
static_assert(!limits.allow(pbkdf2_cost{huge}));

// A host that has more memory says so; no setting of its own lets an overflow through.
constexpr kdf_limits wide{.max_memory = std::numeric_limits<std::uint64_t>::max(),
                          .max_scrypt_work = std::numeric_limits<std::uint64_t>::max(),
                          .max_iterations = huge};
static_assert(wide.allow(scrypt_cost{20, 8, 1}));
static_assert(wide.allow(scrypt_cost{24, 64, 64}));
static_assert(!wide.allow(scrypt_cost{25, 1, 1}));
static_assert(wide.allow(pbkdf2_cost{huge}));
constexpr kdf_limits narrow{.max_memory = 128 * 1024 * 8, .max_scrypt_work = 1024 * 8};
static_assert(narrow.allow(scrypt_cost{10, 8, 1}));
static_assert(!narrow.allow(scrypt_cost{10, 8, 2}));
static_assert(!narrow.allow(scrypt_cost{11, 8, 1}));

BOOST_AUTO_TEST_CASE(of_either_kind)
{
    BOOST_TEST(limits.allow(kdf_cost(scrypt_cost{})));
    BOOST_TEST(!limits.allow(kdf_cost(scrypt_cost{63, 8, 1})));
    BOOST_TEST(limits.allow(kdf_cost(pbkdf2_cost{})));
    BOOST_TEST(!limits.allow(kdf_cost(pbkdf2_cost{huge})));
    BOOST_TEST((kdf_cost(scrypt_cost{}) != kdf_cost(pbkdf2_cost{})));
}

BOOST_AUTO_TEST_SUITE_END()
