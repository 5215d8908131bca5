/// \file flit_network.hpp  A network of a FlitTile a chiplet.
#pragma once
#include "models/network/flit/flit_tile.hpp"
#include "models/octopus/tiled_network.hpp"

namespace octosim::models::octopus {

/// The stages of a router of `cycles` cycles: 1: all at once; 2: speculative, then traversal; 3: VC allocation, switch
/// allocation, traversal, with look-ahead routing; more: route computation takes the rest.  Chosen.
network::flit::Pipeline pipeline_of(std::uint64_t cycles);

/// The buffer of a port is shared equally by its VCs, in whole flits.
class FlitNetwork final : public TiledNetwork {
 public:
  /// \throws ModelError for settings that no flit router has
  FlitNetwork(const Place& place, const hardware::NetworkSettings& settings);

  std::unique_ptr<engine::Component> make(std::uint32_t index) const override;
  const engine::PortTable& ports_of(std::uint32_t) const override { return ports_.table(); }
  void links_from(std::uint32_t index, std::vector<engine::Link>& links) const override;

 private:
  network::flit::MeshConfig config_of(std::uint32_t chiplet) const;

  const hardware::NetworkSettings& settings_;
  network::flit::TilePorts ports_;
};

}  // namespace octosim::models::octopus
