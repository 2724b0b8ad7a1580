#include "wiping/canary.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace wiping {

namespace {

constexpr std::uint64_t disguise = 0x5bd1e9955bd1e995U;

unsigned char disguise_byte(std::size_t index) noexcept
{
    unsigned char bytes[8];
    std::memcpy(bytes, &disguise, 8);
    return bytes[index];
}

// The eight bytes, disguised. The compiler must not undo that by comparing what is not disguised.
std::uint64_t load(const unsigned char* at) noexcept
{
    std::uint64_t value;
    std::memcpy(&value, at, 8);
    value ^= disguise;
    __asm__ volatile("" : "+r"(value));
    return value;
}

// The text of /proc/self/maps, without the heap.
char maps[1 << 20];

std::size_t read_maps() noexcept
{
    const int file = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    std::size_t size = 0;
    while (file >= 0 && size < sizeof maps - 1) {
        const ssize_t got = ::read(file, maps + size, sizeof maps - 1 - size);
        if (got <= 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    ::close(file);
    maps[size] = '\0';
    return size;
}

} // namespace

unsigned char random_byte(std::uint64_t seed, std::size_t index) noexcept
{
    std::uint64_t z = seed * 0xd1342543de82ef95U + (index + 1) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return static_cast<unsigned char>(z >> 56);
}

canary::canary(byte_at byte, std::uint64_t seed, std::size_t size)
    : byte_(byte), seed_(seed), size_(size), masked_(size - 7), hints_(std::size_t(1) << 16)
{
    for (std::size_t at = 0; at != masked_.size(); ++at) {
        unsigned char bytes[8];
        for (std::size_t i = 0; i != 8; ++i)
            bytes[i] = static_cast<unsigned char>(byte(seed, at + i) ^ disguise_byte(i));
        std::memcpy(&masked_[at], bytes, 8);
        hints_[masked_[at] & 0xffff] = true;
    }
}

void canary::write(cordon::token::bytes_span out) const noexcept
{
    for (std::size_t i = 0; i != size_; ++i)
        static_cast<volatile unsigned char&>(out[i]) =
            byte_(seed_, i); // never many in one register
}

void canary::scan(const unsigned char* begin, const unsigned char* end,
                  sighting& seen) const noexcept
{
    std::size_t in_a_row = 0; // how many of masked_ were found one behind the other, up to here
    for (const unsigned char* at = begin; end - at >= 8; ++at) {
        const std::uint64_t value = load(at);
        std::size_t found = masked_.size();
        if (hints_[value & 0xffff])
            for (std::size_t i = 0; i != masked_.size(); ++i)
                if (masked_[i] == value)
                    found = i;
        in_a_row = found == masked_.size() ? 0 : found == in_a_row ? in_a_row + 1 : found == 0;
        seen.fragments += found != masked_.size();
        seen.copies += in_a_row == masked_.size();
    }
}

__attribute__((noinline)) sighting canary::look() const noexcept
{
    sighting seen;
    const std::size_t size = read_maps();
    bool heap = false;
    bool stack = false;
    for (char* line = maps; line < maps + size;) {
        char* const end = std::strchr(line, '\n');
        if (end == nullptr)
            break;
        *end = '\0';
        unsigned long first = 0;
        unsigned long last = 0;
        char rights[8] = "";
        if (std::sscanf(line, "%lx-%lx %7s", &first, &last, rights) == 3 && rights[0] == 'r' &&
            rights[1] == 'w') {
            heap = heap || std::strstr(line, "[heap]") != nullptr;
            stack = stack || std::strstr(line, "[stack]") != nullptr;
            scan(reinterpret_cast<const unsigned char*>(first),
                 reinterpret_cast<const unsigned char*>(last), seen);
        }
        line = end + 1;
    }
    if (!heap || !stack) {
        std::puts("/proc/self/maps does not show heap and stack: nothing can be told");
        std::exit(2);
    }
    return seen;
}

__attribute__((noinline)) void run_deep(void (*function)(void* context), void* context)
{
    char distance[256 * 1024];
    __asm__ volatile("" : : "r"(distance) : "memory"); // it has an address: it cannot be left out
    function(context);
    __asm__ volatile("" : : "r"(distance) : "memory");
}

} // namespace wiping
