/// \file control_port.hpp  The Control Port of a CBU: its way into the control network and to the TBUs it touches.
#pragma once
#include <array>
#include <cstdint>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "engine/model/component.hpp"
#include "models/network/sender.hpp"
#include "models/octopus/control_kind.hpp"
#include "models/plan/plan.hpp"

namespace octosim::models::octopus {

/// Everything that the control flow plane says leaves through here and is counted, once, where it begins.
/// Configurations enter the network piece by piece, one after another, whenever the link has sent the piece before:
/// another message waits for one piece at most.  A TBU hears of a configuration when its last piece comes: the pieces
/// before it take their time on its port without an event.
class ControlPort {
 public:
  struct Ports {  ///< numbers of the CBU's ports, and the tag of its wake-up
    std::uint32_t network = 0, tbus = 0, wake_tag = 0;
  };
  struct Configuration {
    std::uint64_t left = 0;   ///< bytes that have not been sent
    std::uint32_t node = 0;   ///< CBU that touches the TBU
    std::uint32_t epoch = 0;  ///< of the grant it belongs to
    std::uint16_t tbu = 0;    ///< place in the cluster
    void archive(engine::Archive& archive) { archive(left, node, epoch, tbu); }
  };
  ControlPort(const plan::Plan& plan, std::uint32_t node, const Ports& ports);

  /// To a node, through the network.
  void send(engine::Context& context, const network::Packet& packet);
  /// Likewise, what a TBU has sent to this CBU for another.
  void pass_on(engine::Context& context, const network::Packet& packet);
  /// To the TBU at `corner` of this CBU; from here if `begins`.
  void tell(engine::Context& context, std::uint32_t corner, const network::Packet& packet, bool begins);
  /// A configuration for the TBU at `corner`, from here.
  void configure_near(engine::Context& context, std::uint32_t corner, Configuration configuration);
  /// Likewise for one that touches its `node`.
  void configure_far(engine::Context& context, const Configuration& configuration);
  /// A message came from a TBU.
  void heard(const network::Packet& packet);

  void credit(engine::Context& context, std::uint64_t bytes);
  void wake(engine::Context& context);
  void finish(engine::Context& context, std::uint32_t cluster) const;
  void archive(engine::Archive& archive) { archive(network_, tbus_, configurations_, waking_, counts_); }

 private:
  /// Per ControlKind.  Hops are those between routers.
  struct Count {
    std::uint64_t packets = 0, bytes = 0, byte_hops = 0, port_bytes = 0;
  };
  void begin(const network::Packet& packet, std::uint64_t hops);
  void drain(engine::Context& context);
  void next_piece(engine::Context& context);
  void rest(engine::Context& context, std::uint64_t bytes);

  const plan::Plan& plan_;
  std::uint32_t node_;
  Ports ports_;
  network::Sender network_;
  std::array<network::Sender, 4> tbus_;
  engine::Ring<Configuration> configurations_;
  std::uint64_t waking_ = 0;  ///< 1: a wake-up will send the next piece
  std::array<Count, kControlKinds.size()> counts_{};
};

}  // namespace octosim::models::octopus
