// A program that asks for zones by their names.
#include <cordon/tz.hpp>

int main()
{
    return cordon::tz::find_zone("+05:30") && !cordon::tz::find_zone("Nowhere/At_All") ? 0 : 1;
}
