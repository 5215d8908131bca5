/// \file cluster_graph.hpp  The clusters of a wafer and what joins them, as a graph of Boost.Graph.
#pragma once
#include <cstdint>

#include <boost/graph/adjacency_list.hpp>

#include "engine/base/time.hpp"
#include "models/plan/plan.hpp"
#include "partition/graph/graph.hpp"

namespace octosim::partition::wafer {

/// A cluster.
struct ClusterNode {
  std::uint64_t load = 0;  ///< work to simulate, relative: its TBUs, for any cluster may run any sub-OWG
};

/// Two clusters whose CBUs are neighbours.
struct ClusterEdge {
  std::uint64_t links = 0;         ///< pairs of neighbouring CBUs
  std::uint64_t weight = 0;        ///< sum over links of kWeightOfOneCycle / latency on the data network
  engine::Cycles least_latency{};  ///< of a link, on the data or the control network: the lookahead if ranks part here
};

using graph::kWeightOfOneCycle;

using ClusterGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, ClusterNode, ClusterEdge>;

/// Vertex c is cluster c.  O(CBUs).
ClusterGraph graph_clusters(const models::plan::Plan& plan);

}  // namespace octosim::partition::wafer
