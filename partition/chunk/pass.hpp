/// \file pass.hpp  One pass of the body of any loop, nested and with a halo too: what it holds, moves, and costs.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/cuts.hpp"
#include "partition/chunk/segment.hpp"

namespace octosim::partition::chunk {

/// Bytes, at the sizes of the chunk; each tensor is counted once for each way it is read.  Slices at the edge of a loop
/// or of an image, which may be smaller, are charged as the others.
struct Pass {
  std::int64_t in = 0, out = 0, temporary = 0;
  std::int64_t weights = 0, whole = 0;
  std::int64_t outer_whole = 0;             ///< operands that only the outer loop cuts: of one of its slices
  std::int64_t count = 1, outer_count = 1;  ///< of passes, in all; of slices of the outer loop, 1 if there is one loop
};
Pass pass_of(const Tables& tables, const Chunk& chunk);

/// Cycles of the body, and of the loop's control.
std::int64_t cycles_of_pass(const Tables& tables, const Chunk& chunk, const Tbu& tbu);

/// Input and output slices twice, unless there is one pass only; operands that the outer loop cuts are read before its
/// slice, if whole operands stay.  Of one loop without a halo as cost_of.
std::int64_t sram_of(const Pass& pass, const Residency& pinned, const Tbu& tbu);
LoopCost cost_of(const Pass& pass, std::int64_t cycles, const Residency& pinned, const Tbu& tbu);
/// The cheapest residency that fits into SRAM, of equal ones that which keeps more.
std::optional<LoopCost> best_cost(const Pass& pass, std::int64_t cycles, const Tbu& tbu);
/// The least SRAM of any residency, and its cost.
LoopCost least_sram_cost(const Pass& pass, std::int64_t cycles, const Tbu& tbu);

/// The cheapest sizes, powers of two or the extent, of a nested loop or one with a halo, with their residency; the
/// sizes of `chunk` become those.  Empty: none fits, and the sizes are any.
std::optional<LoopCost> best_sizes(const Tables& tables, Chunk& chunk, const Tbu& tbu);

}  // namespace octosim::partition::chunk
