/// \file graph.hpp  What is dealt out to ranks, as an undirected graph with loads and weights.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/time.hpp"

namespace octosim::partition::graph {

/// Weights are whole numbers, so that equal cuts compare equal in whatever order they are summed: a link of latency L
/// weighs kWeightOfOneCycle / L, at least 1, for a cut through short links makes short windows.
inline constexpr std::uint64_t kWeightOfOneCycle = 1'000'000;

/// Channels from one vertex to another.
struct Edge {
  std::uint32_t from = 0, to = 0;
  std::uint32_t links = 1;
  std::uint64_t weight = 1;  ///< of all of them; > 0 in at least one direction
  engine::Cycles latency{};  ///< the least of them
};

/// An edge as one of its two ends sees it.
struct HalfEdge {
  std::uint32_t to = 0;
  std::uint32_t links = 0;   ///< from here to `to`; 0: all go the other way
  std::uint64_t weight = 0;  ///< of both directions, the same at both ends; at least 1
  engine::Cycles latency{};  ///< least of `links`, the lookahead if ranks part here; 0 without links
};

/// A complete grid of vertices, numbered row by row, whose edges join neighbours only.
struct Grid {
  std::uint32_t rows = 1, cols = 1;
};

/// 24 bytes an end of an edge, 16 a vertex.
struct Graph {
  std::vector<std::uint64_t> load;         ///< by vertex: work to simulate, relative; each at least 1
  std::vector<std::uint64_t> first = {0};  ///< by vertex: its first half edge; one more at the end
  std::vector<HalfEdge> edges;             ///< of each vertex by increasing `to`, each once, none to itself
  std::optional<Grid> grid;                ///< where the vertices lie, if that is known

  std::uint32_t count() const { return static_cast<std::uint32_t>(load.size()); }
  std::span<const HalfEdge> edges_of(std::uint32_t vertex) const {
    return {edges.data() + first[vertex], edges.data() + first[vertex + 1]};
  }
  std::uint64_t total_load() const;  ///< O(vertices)
};

/// Calls its argument for each Edge, and every time it is called for the same ones.
using EdgeSource = std::function<void(const std::function<void(const Edge&)>&)>;

/// Merges edges between the same two vertices, and leaves out those from a vertex to itself.  Asks `each_edge` twice,
/// so that it needs no memory but the graph's.  O(edges log degree). \pre every load >= 1; from, to < loads.size()
Graph make_graph(std::vector<std::uint64_t> loads, const EdgeSource& each_edge);

/// Hash of the vertices, the edges and the grid, without the loads: two graphs that have it in common can be dealt out
/// alike.  O(edges).
std::uint64_t identity(const Graph& graph);

}  // namespace octosim::partition::graph
