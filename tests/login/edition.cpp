#include <cordon/login/edition.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(login_edition)

using namespace cordon::login;

BOOST_AUTO_TEST_CASE(rule_4_and_25_what_each_edition_has)
{
    const struct {
        const char* name;
        edition value;
        bool profile_ranges; // otherwise the session settings have them
        bool log_in_as;
    } rows[] = {
        {"contact_manager", edition::contact_manager, false, false},
        {"group", edition::group, false, false},
        {"professional", edition::professional, false, false},
        {"enterprise", edition::enterprise, true, true},
        {"performance", edition::performance, true, true},
        {"unlimited", edition::unlimited, true, true},
        {"developer", edition::developer, true, true},
        {"personal", edition::personal, false, false},
    };
    for (const auto& row : rows) {
        BOOST_TEST_CONTEXT(row.name)
        {
            BOOST_TEST(has_profile_ranges(row.value) == row.profile_ranges);
            BOOST_TEST(has_log_in_as(row.value) == row.log_in_as);
            BOOST_TEST(to_string_view(row.value) == row.name);
            BOOST_TEST((parse_edition(row.name) == row.value));
        }
    }
    BOOST_TEST(to_string_view(static_cast<edition>(8)).empty());
    BOOST_TEST(!parse_edition("Enterprise").has_value());
    BOOST_TEST(!parse_edition("").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
