// The catalogue of bad inputs: the rows about tokens (T), and of those about fields and logins (W)
// the ones that are this room's. Each is a test case.
//
// They are tested in catalogue_t.cpp and catalogue_w.cpp. A test case belongs to the row whose id
// its name starts with. Ids have gaps.
#include <boost/test/unit_test.hpp>

#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(token_catalogue)

namespace {

const std::set<std::string> catalogue{
    "T001", "T002", "T004", "T005", "T007", "T008", "T010", "T011", "T013",
    "T014", "T016", "T017", "T019", "T020", "T022", "T023", "T025",

    "W002", "W005", "W007", "W008", "W010", "W011", "W013", "W014", "W016",
    "W017", "W019", "W020", "W022", "W023", "W025", "W026"};

// Decisions, which the login room takes: what is told where a token is missing (W001), trusted
// networks (W004), rules that fail (W028), ranges of users and of the organisation (W029), peers
// without an address (W031), local proxies (W032).
const std::set<std::string> of_the_login_room{"W001", "W004", "W028", "W029", "W031", "W032"};

// The id that a test case's name starts with: a letter and three digits, then '_' or the end.
std::string id_of(const std::string& name)
{
    const bool id = name.size() >= 4 && std::string("TW").find(name[0]) != std::string::npos &&
                    std::all_of(name.begin() + 1, name.begin() + 4,
                                [](unsigned char c) { return std::isdigit(c) != 0; }) &&
                    (name.size() == 4 || name[4] == '_');
    return id ? name.substr(0, 4) : "";
}

struct id_collector : boost::unit_test::test_tree_visitor {
    void visit(const boost::unit_test::test_case& test) override
    {
        if (const std::string id = id_of(test.p_name.get()); !id.empty())
            ids.insert(id);
    }
    std::set<std::string> ids;
};

std::string difference(const std::set<std::string>& a, const std::set<std::string>& b)
{
    std::set<std::string> only_in_a;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(),
                        std::inserter(only_in_a, only_in_a.end()));
    std::string out;
    for (const std::string& id : only_in_a)
        out += (out.empty() ? "" : " ") + id;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(catalogue_is_complete)
{
    using namespace boost::unit_test;
    id_collector collector;
    // Over all test cases, also those that this run does not select.
    traverse_test_tree(framework::master_test_suite().p_id, collector, true);
    const std::string untested = difference(catalogue, collector.ids);
    BOOST_TEST(untested.empty(), "no test case is named after: " << untested);
    const std::string unknown = difference(collector.ids, catalogue);
    BOOST_TEST(unknown.empty(), "no such row, or not of this room: " << unknown);
}

BOOST_AUTO_TEST_CASE(names_of_rows)
{
    BOOST_TEST(id_of("T001_empty") == "T001");
    BOOST_TEST(id_of("W026") == "W026");
    BOOST_TEST(id_of("T0011_empty") == "");
    BOOST_TEST(id_of("W01_base") == "");
    BOOST_TEST(id_of("A001_base") == "");
    BOOST_TEST(id_of("TOTP_K_is_refused") == "");
    BOOST_TEST(id_of("catalogue_is_complete") == "");
    BOOST_TEST(catalogue.size() == 17U + 16);
    BOOST_TEST(difference(of_the_login_room, catalogue) == "W001 W004 W028 W029 W031 W032");
}

BOOST_AUTO_TEST_SUITE_END()
