// What the figures depend on besides the programs.
#include "results.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace bench {
namespace {

std::string first_line(const std::filesystem::path& file)
{
    std::string line;
    std::getline(std::ifstream(file) >> std::ws, line);
    return line;
}

// The value of the first "name : value" line.
std::string cpuinfo(const std::string& name)
{
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name))
            if (const std::size_t colon = line.find(": "); colon != line.npos)
                return line.substr(colon + 2);
    return "unknown";
}

std::string vectors()
{
    std::istringstream flags(cpuinfo("flags"));
    std::string out;
    for (std::string flag; flags >> flag;)
        if (flag == "avx2" || flag == "bmi2" || flag == "avx512f" || flag == "avx512bw" ||
            flag == "avx512vbmi")
            out.append(out.empty() ? "" : " ").append(flag);
    return out.empty() ? "no vectors" : out;
}

std::string kib(int name)
{
    const long bytes = ::sysconf(name);
    return bytes <= 0 ? "?" : std::to_string(bytes / 1024) + " KiB";
}

} // namespace

std::vector<std::string> describe_machine(const std::filesystem::path& data)
{
    // Virtual machines often hide the model's name, but not its family and number.
    std::vector<std::string> out;
    out.push_back("Processor: " + cpuinfo("model name") + " (" + cpuinfo("vendor_id") +
                  ", family " + cpuinfo("cpu family") + ", model " + cpuinfo("model\t") + "), " +
                  std::to_string(::sysconf(_SC_NPROCESSORS_ONLN)) + " cores, " + vectors());
    out.push_back("Caches: L1d " + kib(_SC_LEVEL1_DCACHE_SIZE) + ", L2 " +
                  kib(_SC_LEVEL2_CACHE_SIZE) + ", L3 " + kib(_SC_LEVEL3_CACHE_SIZE));
    out.push_back("System: " + first_line("/proc/sys/kernel/ostype") + " " +
                  first_line("/proc/sys/kernel/osrelease") + ", transparent huge pages " +
                  first_line("/sys/kernel/mm/transparent_hugepage/enabled"));
    out.push_back("Compiler: " +
#if defined(__clang__)
                  std::string("clang ") + __clang_version__
#else
                  std::string("g++ ") + __VERSION__
#endif
                  + ", -O3 -march=" + CORDON_BENCH_MARCH);
    std::vector<std::string> versions;
    for (const auto& entry : std::filesystem::directory_iterator(data))
        if (entry.path().extension() == ".version")
            versions.push_back(first_line(entry.path()));
    std::sort(versions.begin(), versions.end());
    std::string line = "Data:";
    for (const std::string& version : versions)
        line += (line.back() == ':' ? " " : ", ") + version;
    out.push_back(line);
    out.push_back("Load average: " + first_line("/proc/loadavg"));
    return out;
}

} // namespace bench
