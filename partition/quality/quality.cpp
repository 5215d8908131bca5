#include "partition/quality/quality.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/error.hpp"

namespace octosim::partition::quality {
namespace {

void measure_borders(const graph::Graph& graph, std::span<const std::int32_t> rank_of, Quality& quality) {
  std::map<std::pair<std::int32_t, std::int32_t>, Border> borders;
  std::uint64_t weight = 0;
  for (std::uint32_t vertex = 0; vertex < graph.count(); ++vertex) {
    for (const graph::HalfEdge& edge : graph.edges_of(vertex)) {
      const std::int32_t from = rank_of[vertex], to = rank_of[edge.to];
      if (from == to) continue;
      if (vertex < edge.to) weight += edge.weight;
      if (edge.links == 0) continue;
      Border& border = borders[{from, to}];
      border.lookahead = border.links == 0 ? edge.latency : std::min(border.lookahead, edge.latency);
      border.links += edge.links;
    }
  }
  quality.cut_weight = static_cast<double>(weight) / static_cast<double>(graph::kWeightOfOneCycle);
  quality.neighbours.assign(static_cast<std::size_t>(quality.ranks), 0);
  for (auto& [pair, border] : borders) {
    std::tie(border.from, border.to) = pair;
    quality.lookahead = quality.borders.empty() ? border.lookahead : std::min(quality.lookahead, border.lookahead);
    quality.cut_links += border.links;
    quality.borders.push_back(border);
    // Both directions make one neighbour: the lesser pair counts, the other where it is alone.
    if (border.from < border.to || !borders.contains({border.to, border.from})) {
      ++quality.neighbours[static_cast<std::size_t>(border.from)];
      ++quality.neighbours[static_cast<std::size_t>(border.to)];
    }
  }
}

}  // namespace

Quality measure(const graph::Graph& graph, std::span<const std::int32_t> rank_of, std::int32_t ranks) {
  OCTOSIM_EXPECT(rank_of.size() == graph.count());
  Quality quality;
  quality.ranks = ranks;
  quality.load.assign(static_cast<std::size_t>(ranks), 0);
  quality.vertices.assign(static_cast<std::size_t>(ranks), 0);
  std::uint64_t total = 0;
  for (std::uint32_t vertex = 0; vertex < graph.count(); ++vertex) {
    const auto rank = static_cast<std::size_t>(rank_of[vertex]);
    quality.load[rank] += graph.load[vertex];
    ++quality.vertices[rank];
    total += graph.load[vertex];
  }
  if (total > 0) {
    const std::uint64_t most = *std::max_element(quality.load.begin(), quality.load.end());
    quality.imbalance = static_cast<double>(most) * ranks / static_cast<double>(total);
  }
  measure_borders(graph, rank_of, quality);
  return quality;
}

}  // namespace octosim::partition::quality
