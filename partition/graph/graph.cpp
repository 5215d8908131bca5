#include "partition/graph/graph.hpp"

#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"

namespace octosim::partition::graph {
namespace {

/// Into `kept`: everything that `other`, of the same two ends, has.
void absorb(HalfEdge& kept, const HalfEdge& other) {
  if (other.links > 0) {
    kept.latency = kept.links > 0 ? std::min(kept.latency, other.latency) : other.latency;
  }
  kept.links += other.links;
  kept.weight += other.weight;
}

/// Sorts and merges the half edges of each vertex, and closes the gaps.
void merge_equal_ends(Graph& graph) {
  std::uint64_t written = 0;
  for (std::uint32_t vertex = 0; vertex < graph.count(); ++vertex) {
    const auto begin = graph.edges.begin() + static_cast<std::ptrdiff_t>(graph.first[vertex]);
    const auto end = graph.edges.begin() + static_cast<std::ptrdiff_t>(graph.first[vertex + 1]);
    // Merging is the same in any order, so equal ends need no order of their own.
    std::sort(begin, end, [](const HalfEdge& a, const HalfEdge& b) { return a.to < b.to; });
    const std::uint64_t start = written;
    for (auto edge = begin; edge != end; ++edge) {
      if (written > start && graph.edges[written - 1].to == edge->to) {
        absorb(graph.edges[written - 1], *edge);
      } else {
        graph.edges[written++] = *edge;
      }
    }
    graph.first[vertex] = start;
  }
  graph.first.back() = written;
  graph.edges.resize(written);
}

}  // namespace

std::uint64_t Graph::total_load() const { return std::accumulate(load.begin(), load.end(), std::uint64_t{0}); }

Graph make_graph(std::vector<std::uint64_t> loads, const EdgeSource& each_edge) {
  Graph graph;
  graph.load = std::move(loads);
  graph.first.assign(graph.load.size() + 1, 0);
  each_edge([&](const Edge& edge) {
    OCTOSIM_EXPECT(edge.from < graph.count() && edge.to < graph.count());
    if (edge.from == edge.to) return;
    ++graph.first[edge.from + 1];
    ++graph.first[edge.to + 1];
  });
  std::partial_sum(graph.first.begin(), graph.first.end(), graph.first.begin());
  graph.edges.resize(graph.first.back());
  std::vector<std::uint64_t> next{graph.first.begin(), graph.first.end() - 1};
  each_edge([&](const Edge& edge) {
    if (edge.from == edge.to) return;
    graph.edges[next[edge.from]++] = {edge.to, edge.links, edge.weight, edge.latency};
    graph.edges[next[edge.to]++] = {edge.from, 0, edge.weight, {}};
  });
  merge_equal_ends(graph);
  return graph;
}

std::uint64_t identity(const Graph& graph) {
  static_assert(std::has_unique_object_representations_v<HalfEdge>);
  const Grid grid = graph.grid.value_or(Grid{0, 0});
  std::uint64_t hash = engine::mix(graph.count(), grid.rows, grid.cols);
  hash = engine::hash_bytes(std::as_bytes(std::span{graph.first}), hash);
  return engine::hash_bytes(std::as_bytes(std::span{graph.edges}), hash);
}

}  // namespace octosim::partition::graph
