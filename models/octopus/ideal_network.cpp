#include "models/octopus/ideal_network.hpp"

#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::ComponentId;
using engine::Cycles;
using engine::Link;
using network::IdealTile;

IdealNetwork::IdealNetwork(const Place& place)
    : MeshNetwork{place},
      rows_{static_cast<std::uint32_t>(plan().hardware.wafer.tbu_rows + 1)},
      cols_{static_cast<std::uint32_t>(plan().hardware.wafer.tbu_cols + 1)},
      ports_{rows_ * cols_} {}

std::uint32_t IdealNetwork::component_count() const {
  return static_cast<std::uint32_t>(plan().hardware.wafer.chiplet_rows * plan().hardware.wafer.chiplet_cols);
}

/// The same times as in PacketNetwork when nothing else is on the way.
IdealTile::Config IdealNetwork::config_of(std::uint32_t chiplet) const {
  const auto across = static_cast<std::uint32_t>(plan().hardware.wafer.chiplet_cols);
  IdealTile::Config config;
  config.ports = &ports_;
  config.cols = static_cast<std::uint32_t>(plan().hardware.cbu_cols());
  config.first_row = chiplet / across * rows_;
  config.first_col = chiplet % across * cols_;
  config.tile_cols = cols_;
  config.full_rows = config.die_rows = rows_;
  config.full_cols = config.die_cols = cols_;
  config.across = across;
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

std::uint32_t IdealNetwork::node_at(std::uint32_t chiplet, std::uint32_t terminal) const {
  const IdealTile::Config config = config_of(chiplet);
  return (config.first_row + terminal / cols_) * config.cols + config.first_col + terminal % cols_;
}

MeshNetwork::Port IdealNetwork::entrance(std::uint32_t node) const {
  const plan::Place at = plan::place_of_node(plan(), node);
  return {id_of(plan::chiplet_of_node(plan(), node)), at.row % rows_ * cols_ + at.col % cols_};
}

void IdealNetwork::links_from(std::uint32_t chiplet, std::vector<Link>& links) const {
  const ComponentId self = id_of(chiplet);
  for (std::uint32_t terminal = 0; terminal < rows_ * cols_; ++terminal) {
    const ComponentId cbu{node_at(chiplet, terminal)};
    links.push_back({self, terminal, cbu, place().packet_in, Cycles{1}});
    links.push_back({self, ports_.taken_out(terminal), cbu, place().credit_in, Cycles{1}});
  }
}

Cycles IdealNetwork::least_post_delay() const { return IdealTile::least_post_delay(config_of(0)); }

}  // namespace octosim::models::octopus
