#include "models/octopus/mesh_network.hpp"

#include "models/octopus/flit_network.hpp"
#include "models/octopus/ideal_network.hpp"
#include "models/octopus/packet_network.hpp"
#include "models/octopus/path_network.hpp"

namespace octosim::models::octopus {

std::unique_ptr<MeshNetwork> make_network(const MeshNetwork::Place& place) {
  const hardware::Hardware& hardware = place.program->plan().hardware;
  switch (place.control ? hardware.control.fidelity : hardware.network.fidelity) {
    case hardware::Fidelity::kFlit:
      return std::make_unique<FlitNetwork>(place, hardware.network);
    case hardware::Fidelity::kPath:
      return std::make_unique<PathNetwork>(place);
    case hardware::Fidelity::kIdeal:
      return std::make_unique<IdealNetwork>(place);
    case hardware::Fidelity::kPacket:
      break;
  }
  return std::make_unique<PacketNetwork>(place);
}

}  // namespace octosim::models::octopus
