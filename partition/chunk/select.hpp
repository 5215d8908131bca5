/// \file select.hpp  A plan under a budget, or what budget there would be a plan for.
#pragma once
#include <cstdint>
#include <string_view>

#include "partition/chunk/beam.hpp"
#include "partition/chunk/greedy.hpp"

namespace octosim::partition::chunk {

/// kGreedy: the shortest region that fits, with aliases and relaxed inputs.  kReleased: the same as the released code
/// does it.  kCost: the cheapest plan.
enum class Way : std::uint8_t { kGreedy, kReleased, kCost };

/// `greedy`, `released`, `cost`.  \throws engine::ModelError naming these three for any other text
Way way_named(std::string_view name);

/// What peaks count under `way`.
Accounting accounting_of(Way way);

/// What the way ends with, fit or not.  `beam`: of kCost.
Selection try_select(const Tables& tables, Way way, std::int64_t budget, const BeamSettings& beam = {});

/// A plan whose peak is less than `budget` bytes.
/// \throws engine::ModelError if the way finds none, naming the peak node, the bytes it needs, and what
/// find_least_budget says of the least budget that the way has a plan for
Selection select(const Tables& tables, Way way, std::int64_t budget, const BeamSettings& beam = {});

/// Two budgets in bytes: without and with a plan.
struct LeastBudget {
  std::int64_t fails = 0;
  std::int64_t works = 0;
  /// Nothing lies between them: one byte less than `works` has no plan.  A way is not monotone in its budget, so
  /// another, smaller one may do by chance.
  bool is_exact() const { return works - fails == 1; }
};

/// From `fails`, which has no plan, and the peak without chunks or what select_least_memory reaches, the lower of those
/// that have one: by bisection, to the byte.  Beams are widened only at its end, to make sure that one byte less has no
/// plan with them either.  Of kCost and more than `most_nodes` nodes (chosen: 28 beams of 48 layers take half a minute)
/// as they are, no budget between them is tried.  O(log peak) selections
LeastBudget find_least_budget(const Tables& tables, Way way, std::int64_t fails = 0, const BeamSettings& beam = {},
                              std::uint32_t most_nodes = 1000);

}  // namespace octosim::partition::chunk
