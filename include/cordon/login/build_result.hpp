// cordon::login - the answer of a builder: what was built, or all that is wrong with it.
#ifndef CORDON_LOGIN_BUILD_RESULT_HPP
#define CORDON_LOGIN_BUILD_RESULT_HPP

#include <cordon/login/error.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cordon::inline v0::login {

/// One thing that is wrong, and where: the path of members from the settings that were given, such
/// as "trusted_ranges[2]" or "profiles[0].login_hours.monday".
struct problem {
    std::string path;      ///< where
    std::error_code error; ///< what

    friend bool operator==(const problem&, const problem&) = default;
};

/// All that is wrong, in the order of the members.
using problems = std::vector<problem>;

/// "trusted_ranges[2]: range whose first address is after its last", a line each.
inline std::string to_string(const problems& all)
{
    std::string out;
    for (const problem& each : all) {
        if (!out.empty())
            out += '\n';
        out.append(each.path).append(": ").append(each.error.message());
    }
    return out;
}

/// A `T`, or the problems for which there is none. Named like `std::expected`, and looked at or it
/// does not compile.
template <class T>
class [[nodiscard]] build_result {
public:
    using value_type = T;
    /// As std::expected has it.
    using error_type = problems;

    /// Of what could be built.
    explicit build_result(T value) : value_(std::move(value)) {}
    /// Of what could not.
    explicit build_result(problems wrong) : error_(std::move(wrong)) {}

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    /// The value. Precondition: has_value().
    const T& operator*() const& noexcept { return *value_; }
    T& operator*() & noexcept { return *value_; }
    T&& operator*() && noexcept { return *std::move(value_); }
    const T* operator->() const noexcept { return &*value_; }
    T* operator->() noexcept { return &*value_; }

    /// What is wrong; empty if there is a value.
    const problems& error() const noexcept { return error_; }

    /// The value, or std::system_error with the first problem's code and all of their texts
    /// (std::abort() without exceptions).
    const T& value() const&
    {
        check();
        return *value_;
    }
    T&& value() &&
    {
        check();
        return *std::move(value_);
    }

private:
    void check() const
    {
        if (!value_)
#if defined(__cpp_exceptions)
            throw std::system_error(error_.front().error, to_string(error_));
#else
            std::abort();
#endif
    }

    std::optional<T> value_;
    problems error_;
};

} // namespace cordon::inline v0::login

#endif
