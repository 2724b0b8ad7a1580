// The catalogue of bad inputs: which rows there are, and that each is a test case.
//
// The rows are tested in catalogue_a.cpp (address text), catalogue_p.cpp (prefixes),
// catalogue_r.cpp (ranges) and for section F (lists) beside the loader's own tests. A test case
// belongs to the row whose id its name starts with. Ids have gaps.
#include <boost/test/unit_test.hpp>

#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(ip_catalogue)

namespace {

const std::set<std::string> catalogue{
    "A001", "A002", "A004", "A005", "A007", "A008", "A010", "A011", "A013", "A014", "A016", "A017",
    "A019", "A020", "A022", "A023", "A025", "A026", "A028", "A029", "A031", "A032", "A034", "A035",
    "A037", "A038", "A040", "A041", "A043", "A044", "A046", "A047", "A049", "A050", "A051", "A052",
    "A053", "A055", "A056", "A058", "A059", "A061", "A062", "A064", "A065", "A067", "A068", "A070",
    "A071", "A073", "A074", "A076", "A077", "A079", "A080", "A082", "A083", "A085", "A086", "A088",
    "A089",

    "P001", "P002", "P004", "P005", "P007", "P008", "P010", "P011", "P013", "P014", "P016", "P017",
    "P018", "P019", "P020", "P022", "P023", "P024", "P025", "P026", "P028", "P029", "P031", "P032",

    "R001", "R002", "R004", "R005", "R007", "R008", "R009", "R010", "R011", "R013", "R014", "R016",
    "R017", "R019", "R020", "R022", "R023",

    "F001", "F002", "F004", "F005", "F007", "F008", "F009", "F010", "F011", "F013", "F014", "F016",
    "F017", "F019", "F020", "F021", "F022", "F023", "F025", "F026", "F028", "F029", "F031", "F032",
    "F034", "F035"};

// The id that a test case's name starts with: a letter and three digits, then '_' or the end.
std::string id_of(const std::string& name)
{
    const bool id = name.size() >= 4 && std::string("APRF").find(name[0]) != std::string::npos &&
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
    BOOST_TEST(unknown.empty(), "no such row in the catalogue: " << unknown);
}

BOOST_AUTO_TEST_CASE(names_of_rows)
{
    BOOST_TEST(id_of("A001_base") == "A001");
    BOOST_TEST(id_of("F035") == "F035");
    BOOST_TEST(id_of("A0011_base") == "");
    BOOST_TEST(id_of("P01_base") == "");
    BOOST_TEST(id_of("X001_base") == "");
    BOOST_TEST(id_of("catalogue_is_complete") == "");
    BOOST_TEST(catalogue.size() == 128U); // 61 + 24 + 17 + 26
}

BOOST_AUTO_TEST_SUITE_END()
