/// \file mesh_entry.hpp  A node's way into one of the two networks.
#pragma once
#include <cstdint>
#include <utility>

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
  /// Takes one more, sends all that may go, and calls sent(departure) for each.
  template <class Sent>
  void send(engine::Context& context, const network::Sender::Waiting& waiting, const Sent& sent) {
    go(context, sender_.offer(waiting, context.now()), sent);
  }
  void send(engine::Context& context, const network::Packet& packet) {
    send(context, {packet}, [](const network::Sender::Departure&) {});
  }
  /// Sends all that may go.
  template <class Sent>
  void drain(engine::Context& context, const Sent& sent) {
    go(context, sender_.pop(context.now()), sent);
  }
  void drain(engine::Context& context) {
    drain(context, [](const network::Sender::Departure&) {});
  }
  void finish(engine::Context& context) const;
  void archive(engine::Archive& archive) { archive(sender_, packets_, router_bytes_, hop_bytes_, die_bytes_); }

 private:
  template <class Sent>
  void go(engine::Context& context, std::optional<network::Sender::Departure> departure, const Sent& sent) {
    for (; departure; departure = sender_.pop(context.now())) {
      depart(context, *departure);
      sent(*departure);
    }
  }
  void depart(engine::Context& context, const network::Sender::Departure& departure);

  network::Sender sender_;
  Place place_;
  bool posts_;
  network::LoneWay way_;
  std::uint64_t packets_ = 0, router_bytes_ = 0, hop_bytes_ = 0, die_bytes_ = 0;  ///< of what was posted
};

}  // namespace octosim::models::octopus
