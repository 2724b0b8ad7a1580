#include "engine.hpp"

#if defined(CORDON_BENCH_DPDK)

#include "engines/dpdk.hpp"

#include <rte_malloc.h>

#include <sched.h>
#include <sys/mman.h>

namespace bench {

namespace {

constexpr std::size_t page_size = std::size_t(2) << 20;

void start_environment()
{
    // The environment binds the thread to a core; what else is measured should not notice.
    cpu_set_t cpus;
    ::sched_getaffinity(0, sizeof cpus, &cpus);
    const char* arguments[] = {"bench_ip",
                               "--no-huge",
                               "--no-pci",
                               "--no-telemetry",
                               "--no-shconf",
                               "--iova-mode=va",
                               "--log-level=error",
                               "--force-max-simd-bitwidth=512",
                               "-m",
                               "64"};
    if (rte_eal_init(int(std::size(arguments)), const_cast<char**>(arguments)) < 0)
        throw std::runtime_error("rte_eal_init");
    ::sched_setaffinity(0, sizeof cpus, &cpus);
}

} // namespace

dpdk_heap::dpdk_heap(std::size_t bytes) : size_((bytes + page_size - 1) / page_size * page_size)
{
    static const bool started = (start_environment(), true);
    (void)started;
    name_ = dpdk_name();
    mapping_ = ::mmap(nullptr, size_ + page_size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping_ == MAP_FAILED)
        throw std::runtime_error("no memory for DPDK");
    std::size_t space = size_ + page_size;
    memory_ = mapping_;
    std::align(page_size, size_, memory_, space);
    ::madvise(memory_, size_, MADV_HUGEPAGE);
    if (rte_malloc_heap_create(name_.c_str()) != 0 ||
        rte_malloc_heap_memory_add(name_.c_str(), memory_, size_, nullptr,
                                   unsigned(size_ / page_size), page_size) != 0)
        throw std::runtime_error("no heap for DPDK");
    socket_ = rte_malloc_heap_get_socket(name_.c_str());
}

dpdk_heap::~dpdk_heap()
{
    rte_malloc_heap_memory_remove(name_.c_str(), memory_, size_);
    rte_malloc_heap_destroy(name_.c_str());
    ::munmap(mapping_, size_ + page_size);
}

std::string dpdk_name()
{
    static int count = 0;
    return "bench" + std::to_string(count++);
}

namespace {

// A table and its heap, which goes when nobody looks anything up in the table any more. Making the
// heap is not part of the time.
template <class Table, class A>
built<Table> build_in_heap(const inputs<A>& in)
{
    const auto heap =
        std::make_shared<const dpdk_heap>(Table::table_bytes(in) + route_bytes(in.prefixes.size()));
    return build([&] {
        return std::shared_ptr<const Table>(new Table(in, *heap),
                                            [heap](const Table* table) { delete table; });
    });
}

template <class Fib, class A, class Lookups>
runners<A> make_fib(const inputs<A>& in, const Lookups& lookups)
{
    using engine = dpdk_fib_lookup<A, Fib, std::remove_cvref_t<decltype(lookups[0].second)>>;
    runners<A> out;
    const auto fib = build_in_heap<Fib>(in);
    for (const auto& [name, lookup] : lookups) {
        auto made = std::make_shared<const engine>(fib.object, lookup);
        if (made->select())
            out.push_back(make_runner<A>(name, built<engine>{made, fib.ms, fib.memory}));
    }
    return out;
}

template <class Lookup>
std::unique_ptr<runner<address_v4>> make_lookup(const char* name, const built<dpdk_lpm>& lpm)
{
    const built<Lookup> made{std::make_shared<const Lookup>(lpm.object), lpm.ms, lpm.memory};
    return make_runner<address_v4>(name, made);
}

} // namespace

template <>
void add_dpdk(candidates<address_v4>& out)
{
    out.push_back(
        {"rte_fib", [](const inputs<address_v4>& in) {
             static const std::vector<std::pair<const char*, rte_fib_lookup_type>> lookups{
                 {"DPDK rte_fib scalar macro", RTE_FIB_LOOKUP_DIR24_8_SCALAR_MACRO},
                 {"DPDK rte_fib scalar inline", RTE_FIB_LOOKUP_DIR24_8_SCALAR_INLINE},
                 {"DPDK rte_fib scalar uni", RTE_FIB_LOOKUP_DIR24_8_SCALAR_UNI},
                 {"DPDK rte_fib AVX-512", RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512}};
             return make_fib<dpdk_fib>(in, lookups);
         }});
    // rte_lpm_add() searches all rules of the same length for one that is the same.
    out.push_back({"rte_lpm",
                   [](const inputs<address_v4>& in) {
                       const auto lpm = build_in_heap<dpdk_lpm>(in);
                       runners<address_v4> made;
                       made.push_back(make_lookup<dpdk_lpm_lookup>("DPDK rte_lpm", lpm));
                       made.push_back(make_lookup<dpdk_lpm_lookup_x4>("DPDK rte_lpm x4", lpm));
                       return made;
                   },
                   100'000});
}

template <>
void add_dpdk(candidates<address_v6>& out)
{
    out.push_back(
        {"rte_fib6", [](const inputs<address_v6>& in) {
             static const std::vector<std::pair<const char*, rte_fib6_lookup_type>> lookups{
                 {"DPDK rte_fib6 scalar", RTE_FIB6_LOOKUP_TRIE_SCALAR},
                 {"DPDK rte_fib6 AVX-512", RTE_FIB6_LOOKUP_TRIE_VECTOR_AVX512}};
             return make_fib<dpdk_fib6>(in, lookups);
         }});
}

} // namespace bench

#else

template <class A>
void bench::add_dpdk(bench::candidates<A>&)
{
}
template void bench::add_dpdk(bench::candidates<bench::address_v4>&);
template void bench::add_dpdk(bench::candidates<bench::address_v6>&);

#endif
