/// \file mesh_network.hpp  One of the wafer's two networks, in some fidelity: its components and how CBUs join them.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/model/blueprint.hpp"
#include "models/plan/program.hpp"

namespace octosim::models::octopus {

/// Carries packets from node to node.  A node hands a packet over when its Sender lets it go (network.link bytes a
/// cycle, entry_buffer() bytes of room), gets its room back as credits, and gets every packet for it when the tail is
/// there; packets of one source and destination keep their order.  Every fidelity is one of these; so is the control
/// network.
class MeshNetwork {
 public:
  /// Where the network is in the wafer, and what it is.  \pre everything outlives it
  struct Place {
    const plan::Program* program = nullptr;
    const hardware::MeshSettings* mesh = nullptr;
    bool control = false;
    engine::ComponentId first{};                 ///< of its components
    std::uint32_t packet_in = 0, credit_in = 0;  ///< ports of a CBU, which is component `node`
  };
  struct Port {
    engine::ComponentId component{};
    std::uint32_t port = 0;
  };

  explicit MeshNetwork(const Place& place) : place_{place} {}
  virtual ~MeshNetwork() = default;

  virtual std::uint32_t component_count() const = 0;
  virtual std::unique_ptr<engine::Component> make(std::uint32_t index) const = 0;
  virtual const engine::PortTable& ports_of(std::uint32_t index) const = 0;
  /// Appends the links from component `index`, those to CBUs too.
  virtual void links_from(std::uint32_t index, std::vector<engine::Link>& links) const = 0;
  /// Where the packets of `node` go, over a link of one cycle; none: MeshEntry posts them.
  virtual std::optional<Port> entrance(std::uint32_t node) const = 0;
  /// A node that component `index` belongs to: both are simulated by one rank.
  virtual std::uint32_t node_of(std::uint32_t index) const = 0;

 protected:
  const plan::Plan& plan() const { return place_.program->plan(); }
  const hardware::MeshSettings& mesh() const { return *place_.mesh; }
  const Place& place() const { return place_; }
  engine::ComponentId id_of(std::uint32_t component) const {
    return engine::ComponentId{index(place_.first) + component};
  }

 private:
  Place place_;
};

/// The data network, or the control network, in the fidelity of its settings.
/// \throws ModelError if the settings do not go together with that fidelity
std::unique_ptr<MeshNetwork> make_network(const MeshNetwork::Place& place);

}  // namespace octosim::models::octopus
