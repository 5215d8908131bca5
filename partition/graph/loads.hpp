/// \file loads.hpp  Loads that were measured, made fit for a partitioner.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace octosim::partition::graph {

/// Loads are relative: larger sums than this are scaled down, so that a sum times a number of ranks cannot overflow.
inline constexpr std::uint64_t kMostTotalLoad = std::uint64_t{1} << 40U;

/// `measured`, by vertex, in any unit, with a floor of 1 % of the mean (chosen: what was idle in one run may not be in
/// the next, and costs memory anyway), and in sum at most kMostTotalLoad, give or take one a vertex.  Each is at least
/// 1; if all were 0, all are 1.  The same on every machine.  O(vertices).
std::vector<std::uint64_t> loads_from(std::span<const std::uint64_t> measured);

}  // namespace octosim::partition::graph
