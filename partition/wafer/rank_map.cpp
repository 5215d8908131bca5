#include "partition/wafer/rank_map.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/wafer/cluster_graph.hpp"
#include "partition/wafer/wafer_graph.hpp"

namespace octosim::partition::wafer {
namespace plan = models::plan;
namespace {

void measure_borders(const ClusterGraph& graph, RankMap& map) {
  std::map<std::pair<std::int32_t, std::int32_t>, RankBorder> borders;
  std::uint64_t weight = 0;
  for (auto [edge, end] = edges(graph); edge != end; ++edge) {
    const auto [first, second] =
        std::minmax(map.rank_of_cluster[source(*edge, graph)], map.rank_of_cluster[target(*edge, graph)]);
    if (first == second) continue;
    weight += graph[*edge].weight;
    const auto [entry, fresh] = borders.try_emplace({first, second});
    RankBorder& border = entry->second;
    border.first = first;
    border.second = second;
    border.links += graph[*edge].links;
    border.least_latency =
        fresh ? graph[*edge].least_latency : std::min(border.least_latency, graph[*edge].least_latency);
  }
  map.cut_weight = static_cast<double>(weight) / static_cast<double>(kWeightOfOneCycle);
  for (const auto& [pair, border] : borders) {
    map.lookahead = map.borders.empty() ? border.least_latency : std::min(map.lookahead, border.least_latency);
    map.borders.push_back(border);
  }
}

void measure_load(const ClusterGraph& graph, RankMap& map) {
  map.tbus_of.assign(static_cast<std::size_t>(map.ranks), 0);
  std::uint64_t total = 0;
  for (std::size_t c = 0; c < map.rank_of_cluster.size(); ++c) {
    map.tbus_of[static_cast<std::size_t>(map.rank_of_cluster[c])] += graph[c].load;
    total += graph[c].load;
  }
  const std::uint64_t most = *std::max_element(map.tbus_of.begin(), map.tbus_of.end());
  map.imbalance = static_cast<double>(most) * map.ranks / static_cast<double>(total);
}

}  // namespace

void expect_enough_clusters(const plan::Plan& plan, std::int32_t ranks) {
  const std::uint32_t clusters = plan.clusters.count();
  if (static_cast<std::uint32_t>(ranks) > clusters) {
    throw engine::ModelError{
        fmt::format("more ranks than clusters: {} ranks, {} clusters (at most {})", ranks, clusters, clusters)};
  }
}

RankMap map_wafer(const plan::Plan& plan, std::int32_t ranks, methods::Method method) {
  OCTOSIM_EXPECT(ranks >= 1);
  expect_enough_clusters(plan, ranks);
  return map_of(plan, ranks, methods::deal_out(graph_wafer(plan), ranks, method));
}

RankMap map_of(const plan::Plan& plan, std::int32_t ranks, std::vector<std::int32_t> rank_of_cluster) {
  OCTOSIM_EXPECT(rank_of_cluster.size() == plan.clusters.count());
  const ClusterGraph graph = graph_clusters(plan);
  RankMap map;
  map.ranks = ranks;
  map.rank_of_cluster = std::move(rank_of_cluster);
  measure_load(graph, map);
  measure_borders(graph, map);
  return map;
}

std::string print_rank_map(const plan::Plan& plan, const RankMap& map) {
  const plan::ClusterMap& clusters = plan.clusters;
  std::string text = fmt::format("{} ranks, {} clusters: imbalance {:.3f}, cut weight {:.3f}, lookahead {} cycles\n",
                                 map.ranks, clusters.count(), map.imbalance, map.cut_weight, map.lookahead.count);
  for (std::size_t r = 0; r < map.tbus_of.size(); ++r) text += fmt::format("  rank {}: {} TBUs\n", r, map.tbus_of[r]);
  for (const RankBorder& border : map.borders) {
    text += fmt::format("  ranks {} and {}: {} links, at least {} cycles\n", border.first, border.second, border.links,
                        border.least_latency.count);
  }
  const std::size_t width = std::to_string(map.ranks - 1).size() + 1;
  for (std::uint32_t row = 0; row < clusters.rows; ++row) {
    if (row > 0 && row % clusters.per_chiplet_rows == 0) text += "\n";
    for (std::uint32_t col = 0; col < clusters.cols; ++col) {
      const bool new_die = col > 0 && col % clusters.per_chiplet_cols == 0;
      text += fmt::format("{}{:>{}}", new_die ? "  " : "", map.rank_of_cluster[row * clusters.cols + col], width);
    }
    text += "\n";
  }
  return text;
}

}  // namespace octosim::partition::wafer
