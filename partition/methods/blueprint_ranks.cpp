#include "partition/methods/blueprint_ranks.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/graph/blueprint_graph.hpp"

namespace octosim::partition::methods {

std::vector<std::int32_t> partition_blueprint(const engine::Blueprint& model, std::int32_t ranks, Method method) {
  OCTOSIM_EXPECT(ranks >= 1);
  const std::uint32_t components = model.component_count();
  if (static_cast<std::uint32_t>(ranks) > components) {
    throw engine::ModelError{
        fmt::format("more ranks than components: {} ranks, {} components (at most {})", ranks, components, components)};
  }
  return deal_out(graph::graph_blueprint(model), ranks, method);
}

}  // namespace octosim::partition::methods
