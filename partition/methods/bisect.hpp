/// \file bisect.hpp  Recursive bisection.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// grid_bisection where the graph lies on a grid, else level_bisection.  \pre 1 <= ranks <= graph.count()
std::vector<std::int32_t> bisect(const graph::Graph& graph, std::int32_t ranks);

}  // namespace octosim::partition::methods
