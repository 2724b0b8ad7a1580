// Engines checked, then timed in turns.
#pragma once

#include "engine.hpp"
#include "options.hpp"
#include "results.hpp"

namespace bench {

/// An iteration, in Google Benchmark's sense: so many queries that its loop costs nothing.
inline constexpr std::size_t chunk = 65536;

/// Throws std::runtime_error where an answer differs from the reference's. Returns how many differ
/// for an engine that looks at fewer bits than addresses have, in blocks of which a part is in the
/// table: these are no mistakes.
template <class A>
std::size_t check(const runner<A>& engine, mode m, const stream<A>& queries,
                  const reference<A>& answer, std::size_t count);

/// All engines on one stream: rounds in each of which every engine has its turn, so that what slows
/// the machine down for a while slows all of them. A turn goes on in the stream where the one
/// before ended.
template <class A>
std::vector<figure> measure(const runners<A>& engines, mode m, const stream<A>& queries,
                            const options& o);

/// Throws std::runtime_error where count() would count nothing.
void must_be_counted();

/// Each engine goes over the second chunk of the stream once, and callgrind writes what that took:
/// a file for each, which says "IPv4|scalar|asn|cordon|C".
template <class A>
void count(const runners<A>& engines, mode m, const stream<A>& queries, const std::string& table);

} // namespace bench
