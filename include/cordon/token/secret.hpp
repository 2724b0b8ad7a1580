// cordon::token - bytes that are wiped when they are no longer needed.
#ifndef CORDON_TOKEN_SECRET_HPP
#define CORDON_TOKEN_SECRET_HPP

#include <cordon/token/constant_time.hpp>
#include <cordon/token/error.hpp>

#include <cstring>
#include <iosfwd>
#include <string_view>
#include <version>

#if defined(__cpp_lib_format)
#include <format>
#endif

namespace cordon::inline v0::token {

/// Overwrites memory with zeros even where the compiler can tell that nobody reads it again.
inline void wipe(void* data, std::size_t size) noexcept
{
    if (size == 0)
        return;
    std::memset(data, 0, size);
#if defined(__GNUC__) || defined(__clang__)
    __asm__ volatile("" : : "r"(data) : "memory");
#else
    for (volatile unsigned char *at = static_cast<unsigned char*>(data), *end = at + size;
         at != end; ++at)
        *at = 0;
#endif
}

namespace detail {

// Wipes a buffer on the way out of a scope, by return or by exception.
class wipe_guard {
public:
    wipe_guard(void* data, std::size_t size) noexcept : data_(data), size_(size) {}
    wipe_guard(const wipe_guard&) = delete;
    wipe_guard& operator=(const wipe_guard&) = delete;
    ~wipe_guard() { wipe(data_, size_); }

private:
    void* data_;
    std::size_t size_;
};

} // namespace detail

/// Up to `Capacity` secret bytes, stored in place: no heap, no short-string copy left behind.
/// Move-only, and moving wipes the source; wiped on destruction, unwinding included; prints as
/// "[secret]"; has no `==` (compare with constant_time_equal).
///
/// It tries: what it cannot reach are copies in registers and in stack frames of code that was
/// given a view, swapped-out pages, hibernation files and core dumps (see mlock, madvise
/// MADV_DONTDUMP). Distinct objects may be used by distinct threads.
template <std::size_t Capacity>
class basic_secret {
public:
    basic_secret() noexcept = default;
    /// Copies the bytes; the caller's own copy is the caller's to wipe. Throws errc::too_long
    /// (std::abort() without exceptions) where they do not fit.
    explicit basic_secret(bytes_view bytes) { assign(bytes); }
    explicit basic_secret(std::string_view text) { assign(as_bytes(text)); }

    /// Takes the bytes over; the other one is empty then.
    basic_secret(basic_secret&& other) noexcept { take(other); }
    basic_secret& operator=(basic_secret&& other) noexcept
    {
        if (this != &other)
            take(other);
        return *this;
    }
    ~basic_secret() { clear(); }

    /// A second one, on purpose.
    basic_secret clone() const noexcept
    {
        basic_secret copy;
        std::memcpy(copy.bytes_, bytes_, size_);
        copy.size_ = size_;
        return copy;
    }

    /// As the constructor: these bytes in the place of its own.
    void assign(bytes_view bytes)
    {
        if (bytes.size() > Capacity)
            detail::raise_if(errc::too_long);
        clear();
        append(bytes);
    }
    void clear() noexcept
    {
        wipe(bytes_, sizeof bytes_);
        size_ = 0;
    }
    /// Makes room for `size` bytes (at most Capacity, or errc::too_long) for the caller to fill.
    bytes_span resize(std::size_t size)
    {
        if (size > Capacity)
            detail::raise_if(errc::too_long);
        if (size < size_)
            wipe(bytes_ + size, size_ - size);
        size_ = size;
        return {bytes_, size_};
    }
    /// Copies the bytes behind its own. Throws as the constructor.
    void append(bytes_view bytes)
    {
        if (bytes.size() > Capacity - size_)
            detail::raise_if(errc::too_long);
        if (!bytes.empty())
            std::memcpy(bytes_ + size_, bytes.data(), bytes.size());
        size_ += bytes.size();
    }

    /// The most bytes that it holds.
    static constexpr std::size_t capacity() noexcept { return Capacity; }
    /// How many bytes it holds.
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }

    /// The secret itself: a view that lives no longer than this and is wiped with it.
    bytes_view reveal() const& noexcept { return {bytes_, size_}; }
    bytes_view reveal() const&& = delete;
    /// The bytes as text: a view that lives no longer than this.
    std::string_view reveal_text() const& noexcept { return as_text({bytes_, size_}); }
    std::string_view reveal_text() const&& = delete;

    template <class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& os,
                                                        const basic_secret&)
    {
        return os << std::basic_string_view<char, Traits>("[secret]");
    }

private:
    void take(basic_secret& other) noexcept
    {
        std::memcpy(bytes_, other.bytes_, sizeof bytes_);
        size_ = other.size_;
        other.clear();
    }

    unsigned char bytes_[Capacity]{};
    std::size_t size_ = 0;
};

/// Long enough for a password, a token and both joined.
using secret = basic_secret<2048>;
/// Long enough for every key here (HMAC-SHA-512's block is 128 bytes).
using secret_key = basic_secret<128>;

} // namespace cordon::inline v0::token

#if defined(__cpp_lib_format)
template <std::size_t N>
struct std::formatter<cordon::token::basic_secret<N>, char>
    : std::formatter<std::string_view, char> {
    template <class Context>
    auto format(const cordon::token::basic_secret<N>&, Context& context) const
    {
        return std::formatter<std::string_view, char>::format("[secret]", context);
    }
};
#endif

#endif
