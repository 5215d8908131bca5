/// \file bisection.hpp  Recursive bisection of the grid of clusters along straight lines.
#pragma once
#include <cstdint>
#include <vector>

#include "models/plan/plan.hpp"
#include "partition/wafer/cluster_graph.hpp"

namespace octosim::partition::wafer {

/// By cluster, its rank; see map_wafer.  \pre 1 <= ranks <= clusters
std::vector<std::int32_t> bisect(const ClusterGraph& graph, const models::plan::ClusterMap& map, std::int32_t ranks);

}  // namespace octosim::partition::wafer
