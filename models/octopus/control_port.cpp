#include "models/octopus/control_port.hpp"

#include <algorithm>

#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

namespace {
/// A packet's size is a 32-bit number.
constexpr std::uint64_t kMostBytes = 1ULL << 31U;

network::Sender to_tbu(const plan::Plan& plan) { return {plan.hardware.tbu.control_port, 0}; }

Packet piece_of(ControlPort::Configuration& rest, std::uint64_t most) {
  Packet piece{.bytes = static_cast<std::uint32_t>(std::min(rest.left, most))};
  rest.left -= piece.bytes;
  piece.e = rest.tbu;
  piece.f = rest.left > 0 ? 1 : 0;
  piece.g = rest.epoch;
  piece.address(kConfigure, rest.node);
  return piece;
}
}  // namespace

ControlPort::ControlPort(const plan::Plan& plan, std::uint32_t node, const Ports& ports)
    : plan_{plan},
      node_{node},
      ports_{ports},
      network_{plan.hardware.control.link, plan.hardware.control.buffer},
      tbus_{to_tbu(plan), to_tbu(plan), to_tbu(plan), to_tbu(plan)} {}

void ControlPort::begin(const Packet& packet, std::uint64_t hops) {
  Count& count = counts_.at(control_kind_of(static_cast<Kind>(packet.kind())));
  ++count.packets;
  count.bytes += packet.bytes;
  count.byte_hops += packet.bytes * hops;
}

void ControlPort::drain(Context& context) {
  while (const auto departure = network_.pop(context.now())) {
    engine::send(context, ports_.network, departure->waiting.packet, departure->delay);
  }
}

void ControlPort::send(Context& context, const Packet& packet) {
  begin(packet, plan::hops_between(plan_, node_, packet.node()));
  network_.push({packet});
  drain(context);
}

void ControlPort::pass_on(Context& context, const Packet& packet) {
  network_.push({packet});
  drain(context);
}

void ControlPort::heard(const Packet& packet) {
  begin(packet, plan::hops_between(plan_, node_, packet.node()));
  counts_[control_kind_of(static_cast<Kind>(packet.kind()))].port_bytes += packet.bytes;
}

void ControlPort::tell(Context& context, std::uint32_t corner, const Packet& packet, bool begins) {
  if (begins) begin(packet, 0);
  counts_.at(control_kind_of(static_cast<Kind>(packet.kind()))).port_bytes += packet.bytes;
  tbus_[corner].push({packet});
  const auto departure = tbus_[corner].pop(context.now());  // a TBU always has room
  if (packet.kind() == kConfigure && packet.f != 0) return;
  engine::send(context, ports_.tbus + corner, packet, departure->delay);
}

void ControlPort::configure_near(Context& context, std::uint32_t corner, Configuration configuration) {
  while (configuration.left > 0) tell(context, corner, piece_of(configuration, kMostBytes), true);
}

void ControlPort::configure_far(Context& context, const Configuration& configuration) {
  if (configuration.left == 0) return;
  configurations_.push_back(configuration);
  next_piece(context);
}

void ControlPort::next_piece(Context& context) {
  if (configurations_.empty() || waking_ != 0 || network_.waiting() > 0) return;
  Configuration& first = configurations_.front();
  const Packet piece = piece_of(first, plan_.hardware.control.packet);
  if (first.left == 0) configurations_.pop_front();
  send(context, piece);
  rest(context, piece.bytes);
}

/// The next piece comes when these bytes are on the link.
void ControlPort::rest(Context& context, std::uint64_t bytes) {
  waking_ = 1;
  context.wake_after(engine::Cycles{network::serialisation(bytes, plan_.hardware.control.link)}, ports_.wake_tag);
}

void ControlPort::wake(Context& context) {
  waking_ = 0;
  next_piece(context);
}

void ControlPort::credit(Context& context, std::uint64_t bytes) {
  const bool stuck = network_.waiting() > 0;
  network_.credit(bytes);
  drain(context);
  if (!stuck || network_.waiting() > 0 || waking_ != 0 || configurations_.empty()) return;
  rest(context, plan_.hardware.control.packet);  // what was stuck has the link now, and may be a piece
}

void ControlPort::finish(Context& context, std::uint32_t cluster) const {
  if (!context.records(kControlTotal)) return;
  for (std::size_t kind = 0; kind < counts_.size(); ++kind) {
    const Count& count = counts_[kind];
    if (count.packets == 0 && count.port_bytes == 0) continue;
    const std::array<std::uint64_t, 7> row{cluster,         node_,           kind, count.packets, count.bytes,
                                           count.byte_hops, count.port_bytes};
    context.record(kControlTotal, row);
  }
}

}  // namespace octosim::models::octopus
