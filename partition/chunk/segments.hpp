/// \file segments.hpp  The intervals that a row of chunk loops can be made of.
#pragma once
#include <cstdint>
#include <functional>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/segment.hpp"

namespace octosim::partition::chunk {

/// An interval of the order, and the loop that executes it; no loop: views only.  The chunk lives for the call.
using SegmentVisit = std::function<void(std::uint32_t first, std::uint32_t last, const Chunk* chunk)>;

/// Calls `visit` for every interval of views, and for every legal chunk (Strictness::kRelaxed) without hoisted nodes:
/// by last position, then first position from there downwards, then dimension.  O(nodes x longest flow) flow searches
void each_segment(const Tables& tables, const Plan& plan, const SegmentVisit& visit);

/// The least SRAM, in bytes, of a loop with slices of 1 and the residency that needs least.
std::int64_t least_sram_of(const Chunk& chunk, const LoopTraffic& traffic, const Tbu& tbu);

/// Bytes of whole tensors in the CBU while a loop runs, where `alive` are those before its first position.
std::int64_t cbu_of(const Tables& tables, const Chunk& chunk, std::int64_t alive);

}  // namespace octosim::partition::chunk
