/// \file ideal_network.hpp  A network of an IdealTile a chiplet.
#pragma once
#include "models/network/ideal_tile.hpp"
#include "models/octopus/mesh_network.hpp"

namespace octosim::models::octopus {

/// Component `index` is chiplet `index`.
class IdealNetwork final : public MeshNetwork {
 public:
  explicit IdealNetwork(const Place& place);

  std::uint32_t component_count() const override;
  std::unique_ptr<engine::Component> make(std::uint32_t index) const override;
  const engine::PortTable& ports_of(std::uint32_t) const override { return ports_.table(); }
  void links_from(std::uint32_t index, std::vector<engine::Link>& links) const override;
  Port entrance(std::uint32_t node) const override;
  std::uint32_t node_of(std::uint32_t index) const override { return node_at(index, 0); }
  engine::Cycles least_post_delay() const override;

 private:
  network::IdealTile::Config config_of(std::uint32_t chiplet) const;
  std::uint32_t node_at(std::uint32_t chiplet, std::uint32_t terminal) const;

  std::uint32_t rows_, cols_;  // of a chiplet
  network::IdealTile::Ports ports_;
};

}  // namespace octosim::models::octopus
