#include "partition/wafer/cluster_graph.hpp"

#include <algorithm>

#include "models/plan/geometry.hpp"

namespace octosim::partition::wafer {
namespace plan = models::plan;

ClusterGraph graph_clusters(const plan::Plan& all) {
  ClusterGraph graph(all.clusters.count());
  for (std::uint32_t cluster = 0; cluster < all.clusters.count(); ++cluster) graph[cluster].load = all.clusters.size();
  for (std::uint32_t node = 0; node < plan::node_count(all); ++node) {
    const std::uint32_t here = plan::cluster_of_node(all, node);
    for (const plan::Direction direction : {plan::Direction::kEast, plan::Direction::kSouth}) {
      const std::uint32_t beside = plan::neighbour_of_node(all, node, direction);
      if (beside == models::workload::kNone) continue;
      const std::uint32_t there = plan::cluster_of_node(all, beside);
      if (there == here) continue;
      const engine::Cycles data = plan::hop_latency(all, all.hardware.network, node, beside);
      const engine::Cycles control = plan::hop_latency(all, all.hardware.control, node, beside);
      auto [edge, exists] = boost::edge(here, there, graph);
      if (!exists) {
        edge = add_edge(here, there, graph).first;
        graph[edge].least_latency = data;
      }
      ++graph[edge].links;
      graph[edge].weight += kWeightOfOneCycle / data.count;
      graph[edge].least_latency = std::min({graph[edge].least_latency, data, control});
    }
  }
  return graph;
}

}  // namespace octosim::partition::wafer
