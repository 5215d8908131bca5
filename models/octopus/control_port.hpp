/// \file control_port.hpp  The Control Port of a CBU: its way into the control network and to the TBUs it touches.
#pragma once
#include <array>
#include <cstdint>

#include "engine/base/prefetch.hpp"
#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "engine/model/component.hpp"
#include "models/network/sender.hpp"
#include "models/octopus/control_kind.hpp"
#include "models/octopus/mesh_entry.hpp"
#include "models/octopus/tbu_access.hpp"
#include "models/plan/plan.hpp"

namespace octosim::models::octopus {

/// Everything that the control flow plane says leaves through here and is counted, once, where it begins; a
/// relayed piece at each CBU that sends it on.
/// Configurations enter the network piece by piece, one after another, each in the order of all messages when the link
/// has sent the piece before: another message waits for one of these at most, and none of these for ever.  One is sent
/// for all TBUs that wait for it, and relayed from CBU to CBU (paper IV-A; control.relay), each of which gives a piece
/// to the TBUs it touches and sends it on in the order of its messages; the queue has no bound.  A TBU hears of a
/// configuration when its last piece comes: the pieces before it take their time on its port without an event.
class ControlPort {
 public:
  struct Ports {  ///< numbers of the CBU's ports, and the tag of its wake-up
    std::uint32_t network = 0, from_network = 0, tbus = 0, wake_tag = 0;
  };
  /// `access`: of this CBU; outlives the port.
  ControlPort(const plan::Plan& plan, const TbuAccess& access, const Ports& ports);

  /// To a node, through the network.
  void send(engine::Context& context, const network::Packet& packet);
  /// Likewise, what a TBU has sent to this CBU for another.
  void pass_on(engine::Context& context, const network::Packet& packet);
  /// To the TBU at `corner` of this CBU; from here if `begins`.
  void tell(engine::Context& context, std::uint32_t corner, const network::Packet& packet, bool begins);
  /// A configuration of that Task Block for TBU `tbu` of the cluster, from here.  At once, if this CBU touches the TBU.
  /// Else, if configurations are relayed, a cycle later at the earliest (the control engine takes one; assumed),
  /// together with the others that are asked for until it begins: the same Task Block and bytes, within one TbuWindow.
  /// O(configurations that wait).
  void configure(engine::Context& context, std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes);
  /// A piece of a configuration came: to those of its TBUs that this CBU touches, and, for the others, to the CBU
  /// nearest to here that touches one of them.  Every piece of a configuration goes the same way.
  void on_configuration(engine::Context& context, const network::Packet& piece);
  /// A message came from a TBU.
  void heard(const network::Packet& packet);

  /// Asks memory for what a message into the network needs.
  void expect() const { engine::prefetch(&network_, sizeof network_); }
  void credit(engine::Context& context, std::uint64_t bytes);
  /// The link has sent a piece, or one may begin.
  void wake(engine::Context& context) { next_piece(context); }
  void finish(engine::Context& context, std::uint32_t cluster) const;
  void archive(engine::Archive& archive) {
    archive(network_, tbus_, configurations_, under_way_, piece_sent_, counts_);
  }

 private:
  /// Per ControlKind.  Hops are those between routers.
  struct Count {
    std::uint64_t packets = 0, bytes = 0, byte_hops = 0, port_bytes = 0;
  };
  /// One that enters the network, or will.
  struct Configuration {
    std::uint64_t left = 0;  ///< bytes that have not been sent
    TbuWindow tbus;
    std::uint16_t block = 0;
    bool begun = false;
    void archive(engine::Archive& archive) { archive(left, tbus, block, begun); }
  };
  void begin(const network::Packet& packet, std::uint64_t hops);
  void configure_near(engine::Context& context, std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes);
  bool joins(std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes);
  void enter(engine::Context& context, const network::Packet& packet, std::uint8_t from);
  void sent(engine::Context& context, std::uint8_t from, const network::Sender::Times& times);
  void next_piece(engine::Context& context);
  void next_piece_at(engine::Context& context, std::uint64_t cycle) const;

  const plan::Plan& plan_;
  const TbuAccess& access_;
  Ports ports_;
  MeshEntry network_;
  std::array<network::Sender, 4> tbus_;
  engine::Ring<Configuration> configurations_;
  std::uint64_t under_way_ = 0;   ///< 1: a piece waits for the link, or a wake-up for the next one has been asked for
  std::uint64_t piece_sent_ = 0;  ///< cycle when the link has sent the last piece
  std::array<Count, kControlKinds.size()> counts_{};
};

}  // namespace octosim::models::octopus
