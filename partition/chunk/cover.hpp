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
  std::optional<Chunk> chunk{};  ///< its size is that of the cost; empty: views
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
/// slices of a power of two or the whole extent, and a residency; all of which fit SRAM and CBU.  Exact: every
/// segment's constraint is its own.  Of equal rows the one whose last segment is longest.  O(nodes x longest flow x log
/// extent) loops are priced. \throws engine::ModelError naming the first node that no segment can hold, and the bytes
/// it needs
Cover cover(const Tables& tables, const Tbu& tbu);

/// By position, the bytes of whole tensors that are alive before it: inputs and what earlier nodes made, until their
/// last use.  Views are part of their operand; constants lie outside.
std::vector<std::int64_t> alive_before(const Tables& tables, const std::vector<Node>& order);

/// As a plan of chunks, in the order of the graph.
Plan plan_of(const Cover& cover);

}  // namespace octosim::partition::chunk
