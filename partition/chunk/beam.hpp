/// \file beam.hpp  Selection of the paper: the plan of least cost, by beam search.
#pragma once
#include <cstdint>

#include "partition/chunk/cost.hpp"
#include "partition/chunk/greedy.hpp"

namespace octosim::partition::chunk {

struct BeamSettings {
  CostWeights weights{};
  std::uint32_t cheapest = 4;        ///< states kept for their cost.  Chosen: the paper gives no width
  std::uint32_t most_reduced = 4;    ///< states kept for having the fewest nodes over the budget, then for their cost
  std::uint32_t most_doublings = 3;  ///< of both numbers, where a beam that left states out ends without a plan. Chosen
  std::uint32_t window = 100;        ///< nodes on each side of the peak.  Source: released ColossalAI code
};

/// From each state, at its peak node, every legal chunk (kRelaxed, kAliased) whose region fits, with the largest slices
/// that fit; until no open state is cheaper than the cheapest complete one.  Of equal states the first.  If none is
/// complete and states were left out, again with twice as many; if none is complete then, fits is false and the plan is
/// empty.  Source: arXiv 2401.10652 for beam search and cost, the states ours.
Selection select_by_cost(const Tables& tables, std::int64_t budget, const BeamSettings& settings = {});

}  // namespace octosim::partition::chunk
