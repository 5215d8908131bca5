#include "partition/methods/mend.hpp"

#include <algorithm>
#include <queue>
#include <tuple>

#include "engine/base/error.hpp"

namespace octosim::partition::methods {

void mend(const graph::Graph& graph, std::int32_t ranks, std::vector<std::int32_t>& rank_of) {
  std::vector<std::vector<std::uint32_t>> vertices(static_cast<std::size_t>(ranks));
  for (std::uint32_t vertex = 0; vertex < graph.count(); ++vertex) {
    vertices[static_cast<std::size_t>(rank_of[vertex])].push_back(vertex);
  }
  using Donor = std::tuple<std::uint64_t, std::int32_t>;  // load, rank negated: the least rank of equal loads
  std::priority_queue<Donor> donors;
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    const auto& mine = vertices[static_cast<std::size_t>(rank)];
    std::uint64_t load = 0;
    for (const std::uint32_t vertex : mine) load += graph.load[vertex];
    if (mine.size() > 1) donors.emplace(load, -rank);
  }
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    if (!vertices[static_cast<std::size_t>(rank)].empty()) continue;
    OCTOSIM_ASSERT(!donors.empty());
    const auto [load, negated] = donors.top();
    donors.pop();
    auto& from = vertices[static_cast<std::size_t>(-negated)];
    const auto held = [&](std::uint32_t vertex) {
      std::uint64_t weight = 0;
      for (const graph::HalfEdge& edge : graph.edges_of(vertex)) {
        if (rank_of[edge.to] == -negated) weight += edge.weight;
      }
      return std::tuple{weight, ~graph.load[vertex], vertex};
    };
    auto given = from.begin();
    auto least = held(*given);
    for (auto next = from.begin() + 1; next != from.end(); ++next) {
      if (const auto other = held(*next); other < least) {
        least = other;
        given = next;
      }
    }
    const std::uint32_t vertex = *given;
    from.erase(given);
    rank_of[vertex] = rank;
    vertices[static_cast<std::size_t>(rank)].push_back(vertex);
    if (from.size() > 1) donors.emplace(load - graph.load[vertex], negated);
  }
}

}  // namespace octosim::partition::methods
