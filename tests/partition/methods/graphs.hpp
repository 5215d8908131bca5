/// \file graphs.hpp  Graphs whose good cuts are known.
#pragma once
#include <vector>

#include "engine/base/random.hpp"
#include "partition/graph/graph.hpp"

namespace octosim::partition::test {

inline graph::Graph graph_of(std::uint32_t count, const std::vector<graph::Edge>& edges) {
  return graph::make_graph(std::vector<std::uint64_t>(count, 1),
                           [&](const std::function<void(const graph::Edge&)>& add) {
                             for (const graph::Edge& edge : edges) add(edge);
                           });
}

/// Loads 1, weights 10, latency 4.  `known`: it says that it is a grid.
inline graph::Graph grid(std::uint32_t rows, std::uint32_t cols, bool known = false) {
  std::vector<graph::Edge> edges;
  for (std::uint32_t v = 0; v < rows * cols; ++v) {
    if (v % cols + 1 < cols) edges.push_back({v, v + 1, 1, 10, {4}});
    if (v + cols < rows * cols) edges.push_back({v, v + cols, 1, 10, {4}});
  }
  graph::Graph graph = graph_of(rows * cols, edges);
  if (known) graph.grid = graph::Grid{rows, cols};
  return graph;
}

/// Two cliques of `size` each, even and odd ids, joined by one edge.
inline graph::Graph two_cliques(std::uint32_t size) {
  std::vector<graph::Edge> edges{{0, 1, 1, 10, {4}}};
  for (std::uint32_t a = 0; a < size; ++a) {
    for (std::uint32_t b = 0; b < a; ++b) {
      edges.push_back({2 * a, 2 * b, 1, 10, {4}});
      edges.push_back({2 * a + 1, 2 * b + 1, 1, 10, {4}});
    }
  }
  return graph_of(2 * size, edges);
}

/// Each vertex has `degree` edges to vertices drawn by `seed`.  It may fall apart.
inline graph::Graph random_graph(std::uint32_t count, std::uint32_t degree, std::uint64_t seed) {
  std::vector<graph::Edge> edges;
  for (std::uint32_t v = 0; v < count; ++v) {
    for (std::uint32_t k = 0; k < degree; ++k) {
      const std::uint64_t word = engine::draw_word({seed, v, k});
      edges.push_back({v, static_cast<std::uint32_t>(word % count), 1, 1 + (word >> 32U) % 20, {4}});
    }
  }
  return graph_of(count, edges);
}

inline std::uint64_t cut_of(const graph::Graph& graph, const std::vector<std::int32_t>& rank_of) {
  std::uint64_t weight = 0;
  for (std::uint32_t v = 0; v < graph.count(); ++v) {
    for (const graph::HalfEdge& edge : graph.edges_of(v)) {
      if (v < edge.to && rank_of[v] != rank_of[edge.to]) weight += edge.weight;
    }
  }
  return weight;
}

/// By rank.
inline std::vector<std::uint64_t> loads_of(const graph::Graph& graph, const std::vector<std::int32_t>& rank_of,
                                           std::int32_t ranks) {
  std::vector<std::uint64_t> loads(static_cast<std::size_t>(ranks), 0);
  for (std::uint32_t v = 0; v < graph.count(); ++v) loads.at(static_cast<std::size_t>(rank_of[v])) += graph.load[v];
  return loads;
}

}  // namespace octosim::partition::test
