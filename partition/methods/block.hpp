/// \file block.hpp  Runs of consecutive ids.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// Cuts the vertices, in the order of their ids, where the load so far is nearest to an equal share; a rank has at most
/// the mean and the load of one vertex.  Looks at no edge.  O(vertices).  \pre 1 <= ranks <= graph.count()
std::vector<std::int32_t> block(const graph::Graph& graph, std::int32_t ranks);

}  // namespace octosim::partition::methods
