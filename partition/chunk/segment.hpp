/// \file segment.hpp  A chunk loop on one TBU: the memory it needs, the cycles it takes, the bytes it moves.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/cuts.hpp"
#include "partition/chunk/tbu.hpp"

namespace octosim::partition::chunk {

/// What stays in SRAM from slice to slice; otherwise it is read again for each.
struct Residency {
  bool weights = true, whole_operands = true;
  bool operator==(const Residency&) const = default;
};

/// Bytes of one slice of size 1, or in all; each tensor is counted once for each way it is read.
struct LoopTraffic {
  std::int64_t in = 0, out = 0, temporary = 0;  ///< per index of the sliced dimension
  std::int64_t weights = 0, whole = 0;          ///< in all
};
LoopTraffic traffic_of(const Tables& tables, const Chunk& chunk);

/// A choice of size and residency, with its consequences.
struct LoopCost {
  std::int64_t size = 1, count = 1;  ///< of a nested loop of the outer one, and of all passes
  Residency pinned;
  std::int64_t sram = 0;     ///< bytes, see sram_of
  std::int64_t traffic = 0;  ///< bytes between CBU and TBU
  std::int64_t time = 0;     ///< cycles x bytes_per_cycle: an integer
  std::int64_t price = 0;    ///< 100 x time, and traffic_percent x traffic: what is minimised
};

/// Most bytes of loop tensors that nobody outside reads, at once; `held`: bytes of each loop node's slice.  Views of
/// them are part of them.
std::int64_t most_temporary(const Tables& tables, const Chunk& chunk, const std::vector<std::int64_t>& held);

/// Cycles of one operator for a part of its output; 0 for a view.
std::int64_t cycles_of(const Tables& tables, Node v, std::span<const SizedCut> cuts, const Tbu& tbu);
/// Cycles of one operator for `size` of the `extent` indices of dimension `dim`; 0 for a view.
std::int64_t cycles_of(const Tables& tables, Node v, int dim, std::int64_t extent, std::int64_t size, const Tbu& tbu);
/// Cycles of all operators unsliced, without loops: no plan is faster.
std::int64_t ideal_cycles(const Tables& tables, const Tbu& tbu);
/// Bytes that cross the port at least once: inputs, weights, results.
std::int64_t least_traffic(const Tables& tables);

/// Bytes of SRAM; input and output slices twice, unless there is one slice only.
std::int64_t sram_of(const Chunk& chunk, const LoopTraffic& traffic, std::int64_t size, const Residency& pinned,
                     const Tbu& tbu);

LoopCost cost_of(const Tables& tables, const Chunk& chunk, const LoopTraffic& traffic, std::int64_t size,
                 const Residency& pinned, const Tbu& tbu);

/// Cycles x bytes_per_cycle of one slice: its work and control, or its transfers, whichever takes longer.
std::int64_t slice_time(const Tables& tables, const Chunk& chunk, const LoopTraffic& traffic, std::int64_t size,
                        const Residency& pinned, const Tbu& tbu);

/// The same cost with a last slice of its own size, where `cost` charges a whole one.
LoopCost with_exact_last(const Tables& tables, const Chunk& chunk, const LoopTraffic& traffic, const LoopCost& cost,
                         const Tbu& tbu);

/// The cheapest residency that fits into SRAM, of equal ones that which keeps more.
std::optional<LoopCost> best_cost(const Tables& tables, const Chunk& chunk, const LoopTraffic& traffic,
                                  std::int64_t size, const Tbu& tbu);

/// Time in cycles.
inline double cycles_of(const LoopCost& cost, const Tbu& tbu) {
  return static_cast<double>(cost.time) / static_cast<double>(tbu.bytes_per_cycle);
}

}  // namespace octosim::partition::chunk
