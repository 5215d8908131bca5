#include "partition/methods/bisect.hpp"

#include "partition/methods/grid_bisection.hpp"
#include "partition/methods/level_bisection.hpp"

namespace octosim::partition::methods {

std::vector<std::int32_t> bisect(const graph::Graph& graph, std::int32_t ranks) {
  return graph.grid ? grid_bisection(graph, ranks) : level_bisection(graph, ranks);
}

}  // namespace octosim::partition::methods
