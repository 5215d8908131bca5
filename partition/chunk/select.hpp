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
/// \throws engine::ModelError if the way finds none, naming the peak node, the bytes it needs, and the least budget
/// that the way has a plan for, or in a graph of many nodes one that is enough: the error takes not much longer than a
/// plan
Selection select(const Tables& tables, Way way, std::int64_t budget, const BeamSettings& beam = {});

/// What is known of the least budget, in bytes, that a way has a plan for.
struct LeastBudget {
  std::int64_t fails = 0;  ///< has no plan, as every smaller one that was tried
  std::int64_t works = 0;  ///< has one
  bool is_exact() const { return works - fails == 1; }
};

/// Bisection between `fails` and the lower of the peak without chunks and what select_least_memory reaches, if the way
/// has a plan there; ends after `steps` selections.  A way is not monotone in its budget: another, smaller one may do
/// by chance.  The beam is not widened.
LeastBudget bracket_least_budget(const Tables& tables, Way way, std::int64_t fails, std::uint32_t steps,
                                 const BeamSettings& beam = {});

/// The same to the byte: one byte less fails.  O(log peak) selections
std::int64_t least_budget(const Tables& tables, Way way, const BeamSettings& beam = {});

}  // namespace octosim::partition::chunk
