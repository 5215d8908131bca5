/// \file chunk_places.hpp  Chunks of an order by the names of their nodes.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "partition/chunk/greedy.hpp"
#include "partition/chunk/search.hpp"
#include "tests/support/golden_blocks.hpp"

namespace octosim::tests {

/// An order of a graph in which nodes are found by name.
struct Ordered {
  const models::tensor::Graph* graph;
  partition::chunk::Tables tables;
  partition::chunk::Plan plan;

  explicit Ordered(const models::tensor::Graph& g) : graph{&g}, tables{g}, plan{.order = g.compute_order()} {}
  models::tensor::Node node(const std::string& name) const { return graph->find(name).value(); }
  std::uint32_t at(const std::string& name) const {
    return static_cast<std::uint32_t>(std::find(plan.order.begin(), plan.order.end(), node(name)) - plan.order.begin());
  }
  /// The chunk of one interval, if it is legal.
  std::optional<partition::chunk::Chunk> chunk(const std::string& first, const std::string& last, int dim,
                                               partition::chunk::SearchSettings settings = {}) const {
    return partition::chunk::ChunkSearch{tables, plan, settings}.flow_search(at(first), at(last), dim);
  }
  std::vector<std::string> names(const std::vector<models::tensor::Node>& nodes) const {
    std::vector<std::string> all;
    for (const models::tensor::Node v : nodes) all.push_back((*graph)[v].name);
    return all;
  }
};

/// [first loop node, last loop node, dimension, size] of each chunk, as in the golden file.
inline nlohmann::json regions_of(const models::tensor::Graph& graph, const partition::chunk::Plan& plan) {
  nlohmann::json regions = nlohmann::json::array();
  for (const partition::chunk::Chunk& c : plan.chunks) {
    regions.push_back({graph[c.loop.front().node].name, graph[c.loop.back().node].name, c.dim, c.size});
  }
  return regions;
}

/// The golden budgets: shares of the peak without chunks.
inline std::int64_t budget_of(const nlohmann::json& peak, const std::string& share) {
  return static_cast<std::int64_t>(peak.get<double>() * std::stod(share));
}

}  // namespace octosim::tests
