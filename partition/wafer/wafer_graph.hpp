/// \file wafer_graph.hpp  The clusters of a wafer for a partitioner.
#pragma once
#include "models/plan/plan.hpp"
#include "partition/graph/graph.hpp"

namespace octosim::partition::wafer {

/// graph_clusters as a Graph on the grid of clusters: vertex c is cluster c, its load its TBUs, and each pair of
/// neighbouring CBUs a link in both directions.  The same on every rank.  O(CBUs).
graph::Graph graph_wafer(const models::plan::Plan& plan);

}  // namespace octosim::partition::wafer
