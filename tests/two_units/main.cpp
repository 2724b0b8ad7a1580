// Two units of one program, one built for this very machine, agree on every layout and answer.
#include "unit.hpp"

#include <cstdio>

int main()
{
    const unit_report plain_report = plain::report();
    const unit_report native_report = native::report();
    if (plain_report.layout != native_report.layout) {
        std::puts("the two units disagree on the layout of a type");
        return 1;
    }
    if (plain_report.answers != native_report.answers) {
        std::puts("the two units answer differently");
        return 1;
    }
    return 0;
}
