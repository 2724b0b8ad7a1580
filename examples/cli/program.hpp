// What ipgrep and ipmerge share: how a program ends, and what it says of itself.
#ifndef CORDON_EXAMPLES_CLI_PROGRAM_HPP
#define CORDON_EXAMPLES_CLI_PROGRAM_HPP

#include <cordon/version.hpp>

#include <string>

namespace cli {

/// grep's exit codes: something was selected, nothing was, or it cannot be known.
enum exit_code : int { found = 0, nothing = 1, error = 2 };

inline std::string version(const char* program)
{
    std::string out = program;
    out.append(" (cordon) ").append(std::to_string(CORDON_VERSION_MAJOR));
    out.append(".").append(std::to_string(CORDON_VERSION_MINOR));
    return out.append(".").append(std::to_string(CORDON_VERSION_PATCH));
}

} // namespace cli

#endif
