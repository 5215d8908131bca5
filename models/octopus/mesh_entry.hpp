/// \file mesh_entry.hpp  A node's way into one of the two networks.
#pragma once
#include <cstdint>

#include "engine/model/archive.hpp"
#include "engine/model/component.hpp"
#include "models/network/lone_way.hpp"
#include "models/network/sender.hpp"
#include "models/plan/plan.hpp"

namespace octosim::models::octopus {

/// Packets go, when the Sender lets them, to the network's component that the node is linked with.  An ideal network
/// has none: they are posted to the node they are for, after the time that they would take alone.
class MeshEntry {
 public:
  struct Place {
    std::uint32_t node = 0;
    bool control = false;   ///< which network
    std::uint32_t out = 0;  ///< port of a node that leads there
    std::uint32_t in = 0;   ///< port of a node at which packets come from there
  };
  MeshEntry(const plan::Plan& plan, const Place& place);

  /// Least delay of what is posted, if the network is ideal; else none is.
  static engine::Cycles least_post_delay(const plan::Plan& plan, bool control);
  static bool posts(const plan::Plan& plan, bool control);

  void credit(std::uint64_t bytes) { sender_.credit(bytes); }
  /// Takes one more, sends all that may go, and calls sent(from, times) for each (network::Sender::Waiting, Times).
  template <class Sent>
  void send(engine::Context& context, const network::Packet& packet, std::uint8_t from, const Sent& sent) {
    if (const auto times = sender_.pass(packet.bytes, context.now())) {
      depart(context, packet, times->delay);
      return sent(from, *times);
    }
    sender_.push({packet, from});
    drain(context, sent);
  }
  void send(engine::Context& context, const network::Packet& packet) { send(context, packet, 0, nothing); }
  /// Sends all that may go.
  template <class Sent>
  void drain(engine::Context& context, const Sent& sent) {
    while (const auto departure = sender_.pop(context.now())) {
      depart(context, departure->waiting.packet, departure->delay);
      sent(departure->waiting.from, network::Sender::Times{departure->delay, departure->tail});
    }
  }
  void drain(engine::Context& context) { drain(context, nothing); }
  /// Steps from here to a node.
  std::uint64_t hops_to(std::uint32_t node) const { return way_.apart(here_, way_.spot_of(node)).hops; }
  void finish(engine::Context& context) const;
  void archive(engine::Archive& archive) { archive(sender_, packets_, router_bytes_, hop_bytes_, die_bytes_); }

 private:
  static void nothing(std::uint8_t, const network::Sender::Times&) {}
  void depart(engine::Context& context, const network::Packet& packet, engine::Cycles delay);

  network::Sender sender_;
  Place place_;
  bool posts_;
  network::LoneWay way_;
  network::LoneWay::Spot here_;
  std::uint64_t packets_ = 0, router_bytes_ = 0, hop_bytes_ = 0, die_bytes_ = 0;  ///< of what was posted
};

}  // namespace octosim::models::octopus
