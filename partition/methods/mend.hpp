/// \file mend.hpp  Work for ranks that got none.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// Gives each rank without a vertex, by rank, one of the most loaded rank that has several: the one least held there by
/// the weight of its edges, then the heaviest, then the least id.  O(edges of the ranks that give, each time).
/// \pre 0 <= rank_of[v] < ranks <= graph.count()
void mend(const graph::Graph& graph, std::int32_t ranks, std::vector<std::int32_t>& rank_of);

}  // namespace octosim::partition::methods
