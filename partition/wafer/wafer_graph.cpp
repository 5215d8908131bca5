#include "partition/wafer/wafer_graph.hpp"

#include <algorithm>

#include "partition/wafer/cluster_graph.hpp"

namespace octosim::partition::wafer {

graph::Graph graph_wafer(const models::plan::Plan& plan) {
  const ClusterGraph clusters = graph_clusters(plan);
  std::vector<std::uint64_t> loads(plan.clusters.count());
  for (std::uint32_t cluster = 0; cluster < plan.clusters.count(); ++cluster) loads[cluster] = clusters[cluster].load;
  graph::Graph graph = graph::make_graph(std::move(loads), [&](const std::function<void(const graph::Edge&)>& add) {
    for (auto [edge, end] = edges(clusters); edge != end; ++edge) {
      const auto first = static_cast<std::uint32_t>(source(*edge, clusters));
      const auto second = static_cast<std::uint32_t>(target(*edge, clusters));
      const ClusterEdge& both = clusters[*edge];
      const auto links = static_cast<std::uint32_t>(both.links);
      // The weight is that of the pairs, whatever their directions.
      add({first, second, links, std::max<std::uint64_t>(both.weight, 1), both.least_latency});
      add({second, first, links, 0, both.least_latency});
    }
  });
  graph.grid = graph::Grid{plan.clusters.rows, plan.clusters.cols};
  return graph;
}

}  // namespace octosim::partition::wafer
