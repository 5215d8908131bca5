/// \file path_network.hpp  A network of a PathTile a chiplet.
#pragma once
#include "models/network/path_tile.hpp"
#include "models/octopus/tiled_network.hpp"

namespace octosim::models::octopus {

class PathNetwork final : public TiledNetwork {
 public:
  explicit PathNetwork(const Place& place) : TiledNetwork{place}, ports_{terminals()} {}

  std::unique_ptr<engine::Component> make(std::uint32_t index) const override;
  const engine::PortTable& ports_of(std::uint32_t) const override { return ports_.table(); }
  void links_from(std::uint32_t index, std::vector<engine::Link>& links) const override;

 private:
  network::PathTile::Config config_of(std::uint32_t chiplet) const;

  network::PathTile::Ports ports_;
};

}  // namespace octosim::models::octopus
