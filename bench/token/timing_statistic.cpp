// Does the time of a call tell two classes of inputs apart? The statistic of dudect (Reparaz,
// Balasch, Verbauwhede: "Dude, is my code constant time?"): calls of both classes in random order,
// the slowest tenth left out, Welch's t of what remains. |t| over about 10 says yes; less says only
// that this many calls did not show it. For the record: no test is decided by it.
#include "subjects.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#endif

namespace bench {

namespace {

std::uint64_t clock_now()
{
#if defined(__x86_64__) || defined(__i386__)
    _mm_lfence();
    const std::uint64_t now = __rdtsc();
    _mm_lfence();
    return now;
#else
    return std::uint64_t(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

struct moments {
    double count = 0;
    double mean = 0;
    double squares = 0; // of the deviations, summed
    void add(double x)
    {
        count += 1;
        const double deviation = x - mean;
        mean += deviation / count;
        squares += deviation * (x - mean);
    }
    double error() const { return squares / (count - 1) / count; }
};

/// Welch's t of the times of call() on the inputs of two classes. Both are read each time, and one
/// is written to one place: neither where they lie nor which was read tells them apart.
template <class Call>
double welch_t(const std::string& first, const std::string& second, std::size_t calls, Call call)
{
    require(first.size() == second.size(), "both classes have one size");
    std::string input = first;
    std::mt19937_64 random(1);
    std::vector<std::pair<std::uint64_t, bool>> times(calls);
    for (auto& [time, is_second] : times) {
        is_second = (random() & 1) != 0;
        const int mask = -int(is_second);
        for (std::size_t i = 0; i != input.size(); ++i)
            input[i] = static_cast<char>((first[i] & ~mask) | (second[i] & mask));
        const std::uint64_t begin = clock_now();
        call(input);
        time = clock_now() - begin;
    }
    std::vector<std::uint64_t> sorted;
    for (const auto& [time, is_second] : times)
        sorted.push_back(time);
    const auto limit = sorted.begin() + std::ptrdiff_t(sorted.size() * 9 / 10);
    std::nth_element(sorted.begin(), limit, sorted.end());
    moments of[2];
    for (const auto& [time, is_second] : times)
        if (time <= *limit)
            of[is_second].add(double(time));
    const double error = std::sqrt(of[0].error() + of[1].error());
    return error > 0 ? (of[0].mean - of[1].mean) / error : 0;
}

/// Does no work, and the same for every candidate.
struct idle_hasher : null_hasher {
    token::password_decision verify(token::bytes_view, std::string_view) noexcept
    {
        return {token::errc::mismatch, false};
    }
};

// What a careless hand would write.
bool stops_early(const char* a, const char* b, std::size_t size)
{
    for (std::size_t i = 0; i != size; ++i)
        if (static_cast<const volatile char&>(a[i]) != b[i])
            return false;
    return true;
}

} // namespace

void print_timing_statistics(fixture& f, bool quick)
{
    const std::size_t calls = quick ? 20'000 : 500'000;
    const std::string right(32, 'r');
    std::string wrong_first = right;
    wrong_first.front() = 'w';
    std::string wrong_last = right;
    wrong_last.back() = 'w';
    volatile bool sink = false;

    std::printf("\nWelch's t over %zu calls of two classes (over 10: the time tells them apart)\n",
                calls);
    const auto print = [](const char* what, double t) { std::printf("  %8.1f  %s\n", t, what); };
    print("control, a loop that stops early: first or last byte differs",
          welch_t(wrong_first, wrong_last, calls, [&](const std::string& input) {
              sink = stops_early(input.data(), right.data(), right.size());
          }));
    print("constant_time_equal: first or last byte differs",
          welch_t(wrong_first, wrong_last, calls, [&](const std::string& input) {
              sink = token::constant_time_equal(input, right);
          }));
    print("constant_time_equal: equal, or the last byte differs",
          welch_t(right, wrong_last, calls, [&](const std::string& input) {
              sink = token::constant_time_equal(input, right);
          }));

    idle_hasher hasher;
    token::credential_verifier verifier(hasher, f.mac, f.keys);
    const auto split = [&](const std::string& field) {
        sink = verifier.verify(&f.user, f.who, field, f.now).match == token::field_match::wrong;
    };
    std::string wrong_begin = f.field;
    char& first_of_token = wrong_begin[f.password.size()];
    first_of_token = first_of_token == 'x' ? 'y' : 'x';
    print("split: first or last character of the token differs",
          welch_t(wrong_begin, f.wrong_field, calls, split));
    print("split: the right token, or a wrong one", welch_t(f.field, f.wrong_field, calls, split));
}

} // namespace bench
