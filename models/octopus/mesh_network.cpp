#include "models/octopus/mesh_network.hpp"

#include "models/octopus/flit_network.hpp"
#include "models/octopus/ideal_network.hpp"
#include "models/octopus/packet_network.hpp"

namespace octosim::models::octopus {

std::unique_ptr<MeshNetwork> make_network(const MeshNetwork::Place& place) {
  if (!place.control) {
    const hardware::NetworkSettings& settings = place.program->plan().hardware.network;
    if (settings.fidelity == hardware::Fidelity::kFlit) return std::make_unique<FlitNetwork>(place, settings);
    if (settings.fidelity == hardware::Fidelity::kIdeal) return std::make_unique<IdealNetwork>(place);
  }
  return std::make_unique<PacketNetwork>(place);
}

}  // namespace octosim::models::octopus
