/// \file segments.hpp  The intervals that a row of chunk loops can be made of.
#pragma once
#include <cstdint>
#include <functional>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/segment.hpp"

namespace octosim::partition::chunk {

/// An interval of the order, and the loop that executes it; no loop: views only.  The chunk lives for the call.
using SegmentVisit = std::function<void(std::uint32_t first, std::uint32_t last, const Chunk* chunk)>;

/// Whether loops of an interval that nest or have a halo are wanted; asked after the other loops of all intervals with
/// the same last position.
using DeepFilter = std::function<bool(std::uint32_t first, std::uint32_t last)>;

/// Calls `visit` for every interval of views, and for every legal chunk (Strictness::kRelaxed) without hoisted nodes:
/// by last position, then first position from there downwards, then dimension.  O(nodes x longest flow) flow searches
void each_segment(const Tables& tables, const Plan& plan, const SegmentVisit& visit);

/// The same, and after those of each last position the loops that `wants` lets through: nested ones of two of them, in
/// either order, then those with a halo.  Their sizes are 1.
void each_deep_segment(const Tables& tables, const Plan& plan, const SegmentVisit& visit, const DeepFilter& wants);

/// The least SRAM, in bytes, of a loop with slices of 1 and the residency that needs least.
std::int64_t least_sram_of(const Chunk& chunk, const LoopTraffic& traffic, const Tbu& tbu);

/// The same of any loop, with all its sizes 1 \pre they are
std::int64_t least_sram_of(const Tables& tables, const Chunk& chunk, const Tbu& tbu);

/// Bytes of whole tensors in the CBU while a loop runs, where `alive` are those before its first position.
std::int64_t cbu_of(const Tables& tables, const Chunk& chunk, std::int64_t alive);

}  // namespace octosim::partition::chunk
