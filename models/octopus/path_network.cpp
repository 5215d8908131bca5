#include "models/octopus/path_network.hpp"

#include "models/octopus/control_kind.hpp"
#include "models/octopus/records.hpp"
#include "models/octopus/ways.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::ComponentId;
using engine::Link;
using network::PathTile;
using workload::kNone;

PathTile::Config PathNetwork::config_of(std::uint32_t chiplet) const {
  PathTile::Config config;
  config.ports = &ports_;
  config.mesh_cols = static_cast<std::uint32_t>(plan().hardware.cbu_cols());
  config.first_row = first_row(chiplet);
  config.first_col = first_col(chiplet);
  config.rows = rows();
  config.cols = cols();
  config.router = mesh().router_latency;
  config.link = mesh().link_latency;
  config.far_link = mesh().die_latency;
  config.width = mesh().link;
  config.far_width = mesh().die_width();
  config.record = kLinkSample;
  config.mesh = place().control ? 1U : 0U;
  if (place().control) config.kinds = kControlKindOf;
  config.columns = static_cast<std::uint32_t>(kControlKinds.size());
  config.kind_record = kControlLink;
  config.total = kRouterTotal;
  return config;
}

std::unique_ptr<engine::Component> PathNetwork::make(std::uint32_t chiplet) const {
  return std::make_unique<PathTile>(config_of(chiplet));
}

void PathNetwork::links_from(std::uint32_t chiplet, std::vector<Link>& links) const {
  const PathTile::Config config = config_of(chiplet);
  const ComponentId self = id_of(chiplet);
  for (std::uint32_t terminal = 0; terminal < terminals(); ++terminal) {
    const ComponentId cbu{node_at(chiplet, terminal)};
    links.push_back({self, terminal, cbu, place().packet_in, PathTile::terminal_latency(config)});
  }
  const std::uint32_t corner = node_at(chiplet, 0), last = node_at(chiplet, terminals() - 1);
  for (const auto& [direction, side] : kWays) {
    const bool from_last = side == network::kSouth || side == network::kEast;
    const std::uint32_t beyond = plan::neighbour_of_node(plan(), from_last ? last : corner, direction);
    if (beyond == kNone) continue;
    const ComponentId to = id_of(plan::chiplet_of_node(plan(), beyond));
    links.push_back({self, ports_.far(side), to, ports_.far(network::opposite(side)), PathTile::far_latency(config)});
  }
}

}  // namespace octosim::models::octopus
