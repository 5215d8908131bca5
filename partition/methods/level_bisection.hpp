/// \file level_bisection.hpp  Recursive bisection of a graph of which only the edges are known.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// Cuts the graph in two in proportion to the ranks, and the parts again.  A cut begins as the better of two: along the
/// breadth-first levels seen from a vertex at the rim, or along the ids; then HalvesRefiner works on it.
/// O((vertices + edges) log ranks), disconnected graphs included.  \pre 1 <= ranks <= graph.count()
/// Source: level structures, George and Liu, ACM TOMS 5, 1979; the choice of the two beginnings chosen.
std::vector<std::int32_t> level_bisection(const graph::Graph& graph, std::int32_t ranks);

}  // namespace octosim::partition::methods
