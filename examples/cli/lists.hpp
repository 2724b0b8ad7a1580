// What ipgrep and ipmerge share: lists named on the command line.
#ifndef CORDON_EXAMPLES_CLI_LISTS_HPP
#define CORDON_EXAMPLES_CLI_LISTS_HPP

#include <cordon/ip/list_reader.hpp>

#include <cstdio>
#include <string>

namespace cli {

/// Loads lists, and says on stderr all that is wrong with them: with one bad line a list is
/// refused, and so is the whole run.
class list_loader {
public:
    explicit list_loader(const char* program) noexcept : program_(program) {}

    /// "-" is stdin. After an error the empty list, and good() is false.
    cordon::ip::list load(const std::string& path, cordon::ip::list_options options)
    {
        const bool is_stdin = path == "-";
        options.name = is_stdin ? "stdin" : path;
        const std::size_t most = options.max_errors;
        auto result = cordon::ip::load_list(is_stdin ? "/dev/stdin" : path, std::move(options));
        if (result)
            return *std::move(result);
        good_ = false;
        for (const cordon::ip::list_error& error : result.errors())
            std::fprintf(stderr, "%s\n", error.message.c_str());
        if (result.errors().size() >= most && most > 1)
            std::fprintf(stderr, "%s: (only the first %zu bad lines are shown)\n", program_, most);
        if (result.errors()[0].line != 0)
            std::fprintf(stderr, "%s: %s is refused as a whole\n", program_, path.c_str());
        return {};
    }

    bool good() const noexcept { return good_; }

private:
    const char* program_;
    bool good_ = true;
};

} // namespace cli

#endif
