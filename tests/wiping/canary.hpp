// A secret that can be looked for in the memory of the own process without being there because it
// is looked for.
#pragma once

#include <cordon/token/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wiping {

/// What was found: copies of all of it, and places where some 8 bytes in a row of it stand.
struct sighting {
    std::size_t copies = 0;
    std::size_t fragments = 0;
};

/// Bytes that a function says one by one, so that they stand nowhere together, but where write()
/// puts them.
class canary {
public:
    using byte_at = unsigned char (*)(std::uint64_t seed, std::size_t index);

    /// At least 8 bytes; others for another seed.
    canary(byte_at byte, std::uint64_t seed, std::size_t size);

    std::uint64_t seed() const noexcept { return seed_; }

    std::size_t size() const noexcept { return size_; }
    void write(cordon::token::bytes_span out) const noexcept;

    /// Looks through all memory that the process may write: heap, stack (what is below the stack
    /// pointer too) and static objects.
    sighting look() const noexcept;

private:
    void scan(const unsigned char* begin, const unsigned char* end, sighting& seen) const noexcept;

    byte_at byte_;
    std::uint64_t seed_;
    std::size_t size_;
    std::vector<std::uint64_t> masked_; // each 8 bytes in a row, disguised
    std::vector<bool> hints_;           // which low 16 bits one of them has
};

/// A canary as a caller has it who wipes it, as he should.
class source {
public:
    explicit source(const canary& what) { what.write(bytes_.resize(what.size())); }
    cordon::token::bytes_view bytes() const noexcept { return bytes_.reveal(); }
    std::string_view text() const noexcept { return bytes_.reveal_text(); }

private:
    cordon::token::basic_secret<64> bytes_;
};

/// The byte of a random canary.
unsigned char random_byte(std::uint64_t seed, std::size_t index) noexcept;

/// Runs a function so deep in the stack that what it leaves there is not overwritten by a look().
void run_deep(void (*function)(void* context), void* context);

} // namespace wiping
