/// \file ideal_network.hpp  A network of an IdealTile a chiplet.
#pragma once
#include "models/network/ideal_tile.hpp"
#include "models/octopus/tiled_network.hpp"

namespace octosim::models::octopus {

class IdealNetwork final : public TiledNetwork {
 public:
  explicit IdealNetwork(const Place& place) : TiledNetwork{place}, ports_{terminals()} {}

  std::unique_ptr<engine::Component> make(std::uint32_t index) const override;
  const engine::PortTable& ports_of(std::uint32_t) const override { return ports_.table(); }
  void links_from(std::uint32_t index, std::vector<engine::Link>& links) const override;
  engine::Cycles least_post_delay() const override;

 private:
  network::IdealTile::Config config_of(std::uint32_t chiplet) const;

  network::IdealTile::Ports ports_;
};

}  // namespace octosim::models::octopus
