// What the harness asks of an engine, and the loops in which all of them are checked and timed.
#pragma once

#include "streams.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <malloc.h>

namespace bench {

/// How queries come: `batch`, blocks of 256 into a reused buffer; `scalar`, one at a time, none of
/// which waits for another; `dependent`, each waits for the answer to the last.
enum class mode { batch, scalar, dependent };
inline constexpr std::array all_modes{mode::batch, mode::scalar, mode::dependent};
inline constexpr const char* name(mode m)
{
    return m == mode::batch ? "batch" : m == mode::scalar ? "scalar" : "dependent";
}

inline constexpr std::size_t block_size = 256;

// An engine E over addresses A has
//
//     using key = ...;     the form in which it takes addresses: A, or wire_key<A>
//     using answer = ...;  bool, the value's number (0: none), or a pointer to the value
//     std::uint32_t number(answer) const;
//     answer operator()(key) const;                             one address; or
//     void batch(const key*, answer*, std::size_t n) const;     many (n: 1, or block_size); or both
//
// and, where it needs them, `void prepare() const`, called before it is used, `std::size_t memory()
// const` in bytes (otherwise the heap's growth is taken), and `static constexpr int bits`, how many
// leading bits of the address it looks at.
template <class E>
concept answers_one = requires(const E e, const typename E::key k) {
    { e(k) } -> std::same_as<typename E::answer>;
};
template <class E>
concept answers_many = requires(const E e, const typename E::key* k, typename E::answer* a) {
    e.batch(k, a, std::size_t(1));
};

/// The compiler must have the answer in a register here, so it can neither drop a look-up nor make
/// one vector loop of several.
template <class T>
inline void keep(T answer)
{
    asm volatile("" : : "r"(answer));
}
inline void keep_block(const void* answers) { asm volatile("" : : "r"(answers) : "memory"); }

/// 0, which the compiler does not know.
inline std::uint64_t hidden_zero()
{
    std::uint64_t zero = 0;
    asm volatile("" : "+r"(zero));
    return zero;
}

/// The key, once `bits` (zero) is there.
inline std::uint32_t when(std::uint32_t key, std::uint64_t bits)
{
    return key ^ std::uint32_t(bits);
}
inline address_v4 when(address_v4 key, std::uint64_t bits)
{
    return address_v4(when(key.to_uint(), bits));
}
inline address_v6 when(address_v6 key, std::uint64_t bits)
{
    // A half each in a register of its own: made in a vector register, they would take longer to
    // come out of it than some engines to answer.
    uint128 number = key.to_uint() ^ uint128(bits, bits);
    asm("" : "+r"(number.high), "+r"(number.low));
    return address_v6(number);
}
inline std::array<std::uint8_t, 16> when(std::array<std::uint8_t, 16> key, std::uint64_t bits)
{
    auto words = std::bit_cast<std::array<std::uint64_t, 2>>(key);
    words[0] ^= bits;
    words[1] ^= bits;
    return std::bit_cast<std::array<std::uint8_t, 16>>(words);
}
inline std::uint64_t as_bits(std::uint64_t answer) { return answer; }
inline std::uint64_t as_bits(const void* answer)
{
    return reinterpret_cast<std::uintptr_t>(answer);
}

// The loops. `use(i, answer)` is keep() when timing and a comparison when checking. Never inlined,
// so that no engine's code shares registers with another's.
template <class E, class Use>
[[gnu::noinline]] void scalar_loop(const E& engine, std::span<const typename E::key> keys, Use use)
{
    for (std::size_t i = 0; i < keys.size(); ++i)
        use(i, engine(keys[i]));
}

template <class E, class Use>
[[gnu::noinline]] void dependent_loop(const E& engine, std::span<const typename E::key> keys,
                                      Use use)
{
    const std::uint64_t zero = hidden_zero();
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto answer = engine(when(keys[i], last & zero));
        use(i, answer);
        last = as_bits(answer);
    }
}

// Where an engine has no batch form, the caller's loop is one.
template <class E, class Use>
[[gnu::noinline]] void batch_loop(const E& engine, std::span<const typename E::key> keys, Use use)
{
    alignas(64) typename E::answer answers[block_size]{};
    std::size_t done = 0;
    for (; done + block_size <= keys.size(); done += block_size) {
        if constexpr (answers_many<E>)
            engine.batch(keys.data() + done, answers, block_size);
        else
            for (std::size_t i = 0; i < block_size; ++i)
                answers[i] = engine(keys[done + i]);
        keep_block(answers);
        if constexpr (!std::is_same_v<Use, std::nullptr_t>)
            for (std::size_t i = 0; i < block_size; ++i)
                use(done + i, answers[i]);
    }
}

/// An engine that has been made, behind one interface: `check` compares, `time` is what is timed.
template <class A>
class runner {
public:
    explicit runner(std::string name) : name_(std::move(name)) {}
    virtual ~runner() = default;

    const std::string& name() const { return name_; }
    bool is_ours() const { return name_.starts_with("cordon"); }
    virtual bool has(mode m) const = 0;
    /// The queries of the stream from `from` on, `count` of them, a multiple of block_size.
    virtual void time(mode m, const stream<A>& queries, std::size_t from,
                      std::size_t count) const = 0;
    /// The positions of wrong answers among the first `count` queries.
    virtual std::vector<std::size_t> check(mode m, const stream<A>& queries,
                                           std::size_t count) const = 0;
    /// How many leading bits of an address count.
    virtual int bits() const = 0;

    double build_ms = 0;
    std::size_t memory = 0;

private:
    std::string name_;
};

template <class A, class E>
class runner_of final : public runner<A> {
public:
    using key = typename E::key;

    runner_of(std::string name, std::shared_ptr<const E> engine)
        : runner<A>(std::move(name)), engine_(std::move(engine))
    {
    }

    bool has(mode m) const override { return m == mode::batch || answers_one<E>; }

    void time(mode m, const stream<A>& queries, std::size_t from, std::size_t count) const override
    {
        loop(m, queries.template as<key>().subspan(from, count), nullptr);
    }

    std::vector<std::size_t> check(mode m, const stream<A>& queries,
                                   std::size_t count) const override
    {
        std::vector<std::size_t> wrong;
        loop(m, queries.template as<key>().first(count),
             [&](std::size_t i, typename E::answer answer) {
                 if (engine_->number(answer) != queries.answers[i])
                     wrong.push_back(i);
             });
        return wrong;
    }

    int bits() const override
    {
        if constexpr (requires { E::bits; })
            return E::bits;
        else
            return A::width;
    }

private:
    template <class Use>
    void loop(mode m, std::span<const key> keys, Use use) const
    {
        const E& engine = *engine_;
        if constexpr (requires { engine.prepare(); })
            engine.prepare();
        if (m == mode::batch)
            return batch_loop(engine, keys, use);
        if constexpr (answers_one<E>) {
            if constexpr (std::is_same_v<Use, std::nullptr_t>) {
                const auto kept = [](std::size_t, typename E::answer answer) { keep(answer); };
                m == mode::scalar ? scalar_loop(engine, keys, kept)
                                  : dependent_loop(engine, keys, kept);
            } else {
                m == mode::scalar ? scalar_loop(engine, keys, use)
                                  : dependent_loop(engine, keys, use);
            }
        }
    }

    std::shared_ptr<const E> engine_;
};

template <class A>
using runners = std::vector<std::unique_ptr<runner<A>>>;

/// Makes runners of a table; none where the engine cannot hold it.
template <class A>
struct candidate {
    std::string name;
    std::function<runners<A>(const inputs<A>&)> make;
    /// Not made from more prefixes than this when only answers are checked.
    std::size_t quick_limit = std::size_t(-1);
};
template <class A>
using candidates = std::vector<candidate<A>>;

inline std::size_t heap_in_use()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// Something that was made, what that took, and the bytes that it keeps.
template <class T>
struct built {
    std::shared_ptr<const T> object;
    double ms;
    std::size_t memory;
};

/// make() returns a shared_ptr. Quick builds are repeated; the least time is the machine's noise
/// left out.
template <class Make>
auto build(Make make)
{
    using clock = std::chrono::steady_clock;
    using T = std::remove_const_t<typename decltype(make())::element_type>;
    built<T> out{nullptr, 0, 0};
    double total = 0;
    for (int i = 0; i < 5 && total < 200; ++i) {
        out.object.reset();
        const std::size_t before = heap_in_use();
        const auto start = clock::now();
        out.object = make();
        const double ms = std::chrono::duration<double, std::milli>(clock::now() - start).count();
        out.ms = i == 0 ? ms : std::min(out.ms, ms);
        total += ms;
        if constexpr (requires { out.object->memory(); })
            out.memory = out.object->memory();
        else
            out.memory = heap_in_use() - before;
    }
    return out;
}

template <class A, class E>
std::unique_ptr<runner<A>> make_runner(std::string name, const built<E>& made)
{
    auto out = std::make_unique<runner_of<A, E>>(std::move(name), made.object);
    out->build_ms = made.ms;
    out->memory = made.memory;
    return out;
}

/// A candidate of one engine E, made from what `from` takes out of the inputs.
template <class E, class A, class From>
runners<A> make_one(std::string name, const inputs<A>& in, From from)
{
    runners<A> out;
    out.push_back(make_runner<A>(std::move(name),
                                 build([&] { return std::make_shared<const E>(from(in)); })));
    return out;
}

// Each adds its engines; those of a library that is missing at build time add none.
template <class A>
void add_cordon(candidates<A>&);
template <class A>
void add_std(candidates<A>&); // linear scan, std::upper_bound
template <class A>
void add_packaged(candidates<A>&); // Boost.ICL, absl::btree_map, libmaxminddb
template <class A>
void add_papers(candidates<A>&); // Poptrie, DXR, SAIL, the linearised B+-tree
template <class A>
void add_dpdk(candidates<A>&);

} // namespace bench
