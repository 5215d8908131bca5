#include "partition/graph/blueprint_graph.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::partition::graph {

Graph graph_blueprint(const engine::Blueprint& model) {
  const std::uint32_t count = model.component_count();
  return make_graph(std::vector<std::uint64_t>(count, 1), [&](const std::function<void(const Edge&)>& add) {
    for (std::uint32_t id = 0; id < count; ++id) {
      for (const engine::Link& link : model.links_from(engine::ComponentId{id})) {
        if (index(link.to) >= count) {
          throw engine::ModelError{fmt::format("a link of component {} goes to component {} (must be less than {})", id,
                                               index(link.to), count)};
        }
        const std::uint64_t latency = std::max<std::uint64_t>(link.latency.count, 1);
        add({id, index(link.to), 1, std::max<std::uint64_t>(1, kWeightOfOneCycle / latency), link.latency});
      }
    }
  });
}

}  // namespace octosim::partition::graph
