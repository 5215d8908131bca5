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

/// What the way ends with, fit or not.
Selection try_select(const Tables& tables, Way way, std::int64_t budget);

/// A plan whose peak is less than `budget` bytes.
/// \throws engine::ModelError if the way finds none, naming the peak node, the bytes it needs and the least budget, in
/// bytes, that the way has a plan for
Selection select(const Tables& tables, Way way, std::int64_t budget);

/// The least budget, in bytes, that `way` has a plan for, found by bisection between the peak without chunks and a
/// budget that fails: one byte less fails.  O(log peak) selections; a way is not monotone in its budget, so that
/// another, smaller one may do by chance.
std::int64_t least_budget(const Tables& tables, Way way);

}  // namespace octosim::partition::chunk
