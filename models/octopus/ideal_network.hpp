/// \file ideal_network.hpp  A network that only takes time.
#pragma once
#include "engine/base/error.hpp"
#include "models/octopus/mesh_network.hpp"

namespace octosim::models::octopus {

/// Has no components: MeshEntry posts packets to where they go.
class IdealNetwork final : public MeshNetwork {
 public:
  explicit IdealNetwork(const Place& place) : MeshNetwork{place} {}

  std::uint32_t component_count() const override { return 0; }
  std::unique_ptr<engine::Component> make(std::uint32_t) const override { throw none(); }
  const engine::PortTable& ports_of(std::uint32_t) const override { throw none(); }
  void links_from(std::uint32_t, std::vector<engine::Link>&) const override { throw none(); }
  std::optional<Port> entrance(std::uint32_t) const override { return std::nullopt; }
  std::uint32_t node_of(std::uint32_t) const override { throw none(); }

 private:
  static engine::LogicError none() { return engine::LogicError{"an ideal network has no components"}; }
};

}  // namespace octosim::models::octopus
