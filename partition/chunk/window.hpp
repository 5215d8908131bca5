/// \file window.hpp  Where around the peak a region is looked for.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/estimate.hpp"

namespace octosim::partition::chunk {

/// Positions first to last, both included.
struct Positions {
  std::uint32_t first = 0, last = 0;
  bool operator==(const Positions&) const = default;
};

/// Around the greatest peak, the nodes above `budget`: to the left up to the third node that is not above it, to the
/// right up to three such nodes on end.  Without a budget the greatest peak alone.  Source: released ColossalAI code.
Positions peak_region(const Estimate& estimate, std::optional<std::int64_t> budget);

/// The positions at most `reach` nodes away from the peak region, cut at the regions there are.  Empty if the peak lies
/// in one of those (its first node does not count), for regions do not nest. \pre the estimate has nodes.  Source:
/// released ColossalAI code; `reach` is its constant.
std::optional<Positions> reachable_window(const Estimate& estimate, const Positions& peak,
                                          const std::vector<Chunk>& chunks, std::uint32_t reach = 100);

/// Of the positions at most `reach` nodes away, up to the one on each side with the fewest live tensors, the nearest of
/// several; then cut at the regions.  Empty as above.
std::optional<Positions> search_window(const Estimate& estimate, const Positions& peak,
                                       const std::vector<Chunk>& chunks, std::uint32_t reach = 100);

}  // namespace octosim::partition::chunk
