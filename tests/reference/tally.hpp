// Checks by the million: BOOST_TEST takes longer over each than what is checked.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace cordon_test {

// Counts what holds and what does not, keeps the description of the first that does not, and tells
// Boost.Test at the end of its scope. A tally of nothing is a failure: a loop that never ran.
class tally {
public:
    tally() = default;
    tally(const tally&) = delete;
    tally& operator=(const tally&) = delete;
    ~tally()
    {
        BOOST_TEST(checks_ != 0U);
        BOOST_TEST(failures_ == 0U, failures_ << " of " << checks_ << " fail, first: " << first_);
    }

    // `describe()` makes the text for a person; it is called for the first failure alone.
    template <class Describe>
    void expect(bool holds, Describe&& describe)
    {
        ++checks_;
        if (!holds && failures_++ == 0)
            first_ = describe();
    }

private:
    std::uint64_t checks_ = 0;
    std::uint64_t failures_ = 0;
    std::string first_;
};

} // namespace cordon_test
