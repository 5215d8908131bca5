#include "models/octopus/mesh_entry.hpp"

#include <array>

#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::ComponentId;
using engine::Context;
using engine::Cycles;
using network::LoneWay;
using network::Packet;
using network::Sender;

namespace {
const hardware::MeshSettings& mesh_of(const plan::Plan& plan, bool control) {
  if (control) return plan.hardware.control;
  return plan.hardware.network;
}

Sender entry_of(const plan::Plan& plan, bool control) {
  const auto& hardware = plan.hardware;
  return {mesh_of(plan, control).link, control ? hardware.control.entry_buffer() : hardware.network.entry_buffer()};
}

LoneWay way_of(const plan::Plan& plan, bool control) {
  const hardware::MeshSettings& mesh = mesh_of(plan, control);
  LoneWay way;
  way.cols = static_cast<std::uint32_t>(plan.hardware.cbu_cols());
  way.die_rows = static_cast<std::uint32_t>(plan.hardware.wafer.tbu_rows + 1);
  way.die_cols = static_cast<std::uint32_t>(plan.hardware.wafer.tbu_cols + 1);
  way.router = mesh.router_latency;
  way.link = mesh.link_latency;
  way.die_link = mesh.die_latency;
  way.width = mesh.link;
  way.die_width = mesh.die_width();
  return way;
}
}  // namespace

MeshEntry::MeshEntry(const plan::Plan& plan, const Place& place)
    : sender_{entry_of(plan, place.control)},
      place_{place},
      posts_{posts(plan, place.control)},
      way_{way_of(plan, place.control)},
      here_{way_.spot_of(place.node)} {}

bool MeshEntry::posts(const plan::Plan& plan, bool control) {
  return (control ? plan.hardware.control.fidelity : plan.hardware.network.fidelity) == hardware::Fidelity::kIdeal;
}

/// Into the first router, through it, and a cycle for the packet itself: it may be for the node that sends it.
Cycles MeshEntry::least_post_delay(const plan::Plan& plan, bool control) {
  return Cycles{1 + mesh_of(plan, control).router_latency + 1};
}

void MeshEntry::depart(Context& context, const Packet& packet, Cycles delay) {
  if (!posts_) return engine::send(context, place_.out, packet, delay);
  const LoneWay::Taken taken = way_.of(here_, way_.spot_of(packet.node()), packet.bytes);
  packets_ += taken.routers;
  router_bytes_ += taken.routers * packet.bytes;
  hop_bytes_ += (taken.routers - 1 - taken.dies) * packet.bytes;
  die_bytes_ += taken.dies * packet.bytes;
  engine::post(context, ComponentId{packet.node()}, place_.in, packet, delay + Cycles{1 + taken.cycles});
}

void MeshEntry::finish(Context& context) const {
  if (packets_ == 0) return;
  const std::array<std::uint64_t, 6> row{
      place_.control ? 1U : 0U, place_.node, packets_, router_bytes_, hop_bytes_, die_bytes_};
  context.record(kRouterTotal, row);
}

}  // namespace octosim::models::octopus
