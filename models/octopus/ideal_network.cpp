#include "models/octopus/ideal_network.hpp"

#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::ComponentId;
using engine::Cycles;
using engine::Link;
using network::IdealTile;

/// The same times as in PacketNetwork when nothing else is on the way.
IdealTile::Config IdealNetwork::config_of(std::uint32_t chiplet) const {
  IdealTile::Config config;
  config.ports = &ports_;
  config.cols = static_cast<std::uint32_t>(plan().hardware.cbu_cols());
  config.first_row = first_row(chiplet);
  config.first_col = first_col(chiplet);
  config.tile_cols = cols();
  config.full_rows = config.die_rows = rows();
  config.full_cols = config.die_cols = cols();
  config.across = across();
  config.first_tile = id_of(0);
  config.link = mesh().link_latency;
  config.router = mesh().router_latency;
  config.die_link = mesh().die_latency;
  config.fixed = 1;
  config.width = mesh().link;
  config.die_width = mesh().die_width();
  config.most_credit = mesh().buffer;
  config.total = kRouterTotal;
  return config;
}

std::unique_ptr<engine::Component> IdealNetwork::make(std::uint32_t chiplet) const {
  return std::make_unique<IdealTile>(config_of(chiplet));
}

void IdealNetwork::links_from(std::uint32_t chiplet, std::vector<Link>& links) const {
  const ComponentId self = id_of(chiplet);
  for (std::uint32_t terminal = 0; terminal < terminals(); ++terminal) {
    const ComponentId cbu{node_at(chiplet, terminal)};
    links.push_back({self, terminal, cbu, place().packet_in, Cycles{1}});
    links.push_back({self, ports_.taken_out(terminal), cbu, place().credit_in, Cycles{1}});
  }
}

Cycles IdealNetwork::least_post_delay() const { return IdealTile::least_post_delay(config_of(0)); }

}  // namespace octosim::models::octopus
