#include "partition/methods/block.hpp"

namespace octosim::partition::methods {

std::vector<std::int32_t> block(const graph::Graph& graph, std::int32_t ranks) {
  const std::uint32_t count = graph.count();
  const auto share = static_cast<double>(graph.total_load()) / ranks;
  std::vector<std::int32_t> rank_of(count, 0);
  std::int32_t rank = 0;
  double before = 0;          // load of all vertices so far
  std::uint32_t of_rank = 0;  // vertices of `rank` so far
  for (std::uint32_t vertex = 0; vertex < count; ++vertex) {
    const auto load = static_cast<double>(graph.load[vertex]);
    const bool more = rank + 1 < ranks;
    const bool nearer_without = before + load / 2 > share * (rank + 1);
    const bool last_chance = count - vertex <= static_cast<std::uint32_t>(ranks - 1 - rank);
    if (more && of_rank > 0 && (nearer_without || last_chance)) {
      ++rank;
      of_rank = 0;
    }
    rank_of[vertex] = rank;
    before += load;
    ++of_rank;
  }
  return rank_of;
}

}  // namespace octosim::partition::methods
