/// \file packet_network.hpp  A network of a router a node, one event a packet and hop.
#pragma once
#include "models/network/router.hpp"
#include "models/octopus/mesh_network.hpp"

namespace octosim::models::octopus {

/// Component `index` is the router of node `index`.
class PacketNetwork final : public MeshNetwork {
 public:
  using MeshNetwork::MeshNetwork;

  std::uint32_t component_count() const override;
  std::unique_ptr<engine::Component> make(std::uint32_t index) const override;
  const engine::PortTable& ports_of(std::uint32_t) const override { return network::Router::kPorts; }
  void links_from(std::uint32_t index, std::vector<engine::Link>& links) const override;
  std::optional<Port> entrance(std::uint32_t node) const override { return Port{id_of(node), network::kLocal}; }
  std::uint32_t node_of(std::uint32_t index) const override { return index; }
};

}  // namespace octosim::models::octopus
