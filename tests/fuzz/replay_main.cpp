// Runs a fuzz body over the files of its corpus: main() for the compilers that have no libFuzzer.
//
//     fuzz_replay_address corpus/address
//
// A corpus that is missing or empty is a failure: it would prove nothing.

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// The bytes are copied into a block of exactly their size, so that AddressSanitizer sees the first
// byte read beyond them.
void replay(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    if (in.bad() || bytes.size() != std::filesystem::file_size(file)) {
        throw std::filesystem::filesystem_error("cannot read", file,
                                                std::make_error_code(std::errc::io_error));
    }
    const auto block = std::make_unique<std::uint8_t[]>(bytes.size());
    for (std::size_t i = 0; i != bytes.size(); ++i) {
        block[i] = static_cast<std::uint8_t>(bytes[i]);
    }
    if (LLVMFuzzerTestOneInput(block.get(), bytes.size()) != 0) {
        throw std::filesystem::filesystem_error("the fuzz body refuses", file,
                                                std::make_error_code(std::errc::invalid_argument));
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s CORPUS_DIRECTORY\n", argc > 0 ? argv[0] : "fuzz_replay");
        return 2;
    }
    try {
        unsigned replayed = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
            if (entry.is_regular_file()) {
                replay(entry.path());
                ++replayed;
            }
        }
        std::printf("%u inputs replayed from %s\n", replayed, argv[1]);
        return replayed == 0 ? 1 : 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
