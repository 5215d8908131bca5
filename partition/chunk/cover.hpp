/// \file cover.hpp  A Task Block covered by chunk loops that fit one TBU: the cheapest row of segments.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/segment.hpp"

namespace octosim::partition::chunk {

/// Consecutive positions: a loop, or views only, which cost nothing.
struct Segment {
  std::uint32_t first = 0, last = 0;
  std::optional<Chunk> chunk{};  ///< with the sizes that were chosen; empty: views
  LoopCost cost{};
  std::int64_t cbu = 0;  ///< bytes of whole tensors alive in the CBU: inputs, outputs, those that pass by
};

struct Cover {
  std::vector<Node> order{};
  std::vector<Segment> segments{};
  std::int64_t time = 0;  ///< cycles x bytes_per_cycle
  std::int64_t traffic = 0;
  double cycles = 0;
};

/// The row of segments of least price.  A segment is a legal chunk (Strictness::kRelaxed) without hoisted nodes, with
/// slices of a power of two or the whole extent, and a residency; all of which fit SRAM and CBU.  With Tbu::deep_loops
/// also two of them as a nested loop, and loops with a halo; where they are as cheap, the plain loop.  Exact: every
/// segment's constraint is its own.  Of equal rows the one whose last segment is longest.  O(nodes x longest flow x log
/// extent) loops are priced.  \throws engine::ModelError as refuse_cover does
Cover cover(const Tables& tables, const Tbu& tbu);

/// As a plan of chunks, in the order of the graph.
Plan plan_of(const Cover& cover);

}  // namespace octosim::partition::chunk
