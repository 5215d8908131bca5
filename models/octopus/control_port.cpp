#include "models/octopus/control_port.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

namespace {
/// A packet's size is a 32-bit number.
constexpr std::uint64_t kMostBytes = 1ULL << 31U;
/// In network::Sender::Waiting::from: a piece of a configuration that begins here.
constexpr std::uint8_t kPiece = 1;

network::Sender to_tbu(const plan::Plan& plan) { return {plan.hardware.tbu.control_port, 0}; }

/// Of at most `most` bytes; `left` is what the pieces after it have.
Packet cut(std::uint64_t& left, std::uint64_t most, std::uint16_t block) {
  Packet piece{.bytes = static_cast<std::uint32_t>(std::min(left, most))};
  left -= piece.bytes;
  piece.e = block;
  piece.f = left > 0 ? 1 : 0;
  return piece;
}
/// The same for others.
Packet piece_for(const TbuWindow& tbus, std::uint32_t node, const Packet& piece) {
  Packet out{.bytes = piece.bytes};
  tbus.write(out);
  out.e = piece.e;
  out.f = piece.f;
  out.address(kConfigure, node);
  return out;
}
}  // namespace

ControlPort::ControlPort(const plan::Plan& plan, const TbuAccess& access, const Ports& ports)
    : plan_{plan},
      access_{access},
      ports_{ports},
      network_{plan, {.node = access.node(), .control = true, .out = ports.network, .in = ports.from_network}},
      tbus_{to_tbu(plan), to_tbu(plan), to_tbu(plan), to_tbu(plan)} {}

void ControlPort::begin(const Packet& packet, std::uint64_t hops) {
  Count& count = counts_.at(control_kind_of(static_cast<Kind>(packet.kind())));
  ++count.packets;
  count.bytes += packet.bytes;
  count.byte_hops += packet.bytes * hops;
}

void ControlPort::enter(Context& context, const Packet& packet, std::uint8_t from) {
  network_.send(context, packet, from, [&](auto what, const auto& times) { sent(context, what, times); });
}

void ControlPort::sent(Context& context, std::uint8_t from, const network::Sender::Times& times) {
  if (from != kPiece) return;
  piece_sent_ = (context.now() + times.delay + times.tail).cycle;
  under_way_ = configurations_.empty() ? 0 : 1;
  if (under_way_ != 0) next_piece_at(context, piece_sent_);
}

void ControlPort::send(Context& context, const Packet& packet) {
  begin(packet, network_.hops_to(packet.node()));
  enter(context, packet, 0);
}

void ControlPort::pass_on(Context& context, const Packet& packet) { enter(context, packet, 0); }

void ControlPort::heard(const Packet& packet) {
  begin(packet, network_.hops_to(packet.node()));
  counts_[control_kind_of(static_cast<Kind>(packet.kind()))].port_bytes += packet.bytes;
}

void ControlPort::tell(Context& context, std::uint32_t corner, const Packet& packet, bool begins) {
  if (begins) begin(packet, 0);
  counts_.at(control_kind_of(static_cast<Kind>(packet.kind()))).port_bytes += packet.bytes;
  const auto times = tbus_[corner].pass(packet.bytes, context.now());  // a TBU always has room
  if (packet.kind() == kConfigure && packet.f != 0) return;
  engine::send(context, ports_.tbus + corner, packet, times->delay);
}

void ControlPort::configure_near(Context& context, std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes) {
  const std::uint32_t corner = access_.corner(tbu);
  while (bytes > 0) {
    const Packet piece = cut(bytes, kMostBytes, block);
    tell(context, corner, piece_for(TbuWindow{tbu}, access_.node(), piece), true);
  }
}

void ControlPort::configure(Context& context, std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes) {
  if (bytes == 0) return;
  if (access_[tbu] == access_.node()) return configure_near(context, tbu, block, bytes);
  const bool relay = plan_.hardware.control.relay;
  if (relay && joins(tbu, block, bytes)) return;
  configurations_.push_back({.left = bytes, .tbus = TbuWindow{tbu}, .block = block});
  if (under_way_ != 0) return;
  under_way_ = 1;
  const std::uint64_t now = context.now().cycle;
  if (!relay && piece_sent_ <= now) return next_piece(context);
  next_piece_at(context, std::max(piece_sent_, now + 1));
}

void ControlPort::next_piece_at(Context& context, std::uint64_t cycle) const {
  context.wake_after(engine::Cycles{cycle - context.now().cycle}, ports_.wake_tag);
}

bool ControlPort::joins(std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes) {
  for (std::size_t k = 0; k < configurations_.size(); ++k) {
    Configuration& waiting = configurations_[k];
    if (waiting.begun || waiting.block != block || waiting.left != bytes || !waiting.tbus.spans(tbu)) continue;
    if (waiting.tbus.contains(tbu)) throw engine::LogicError{"a TBU is to be configured twice for one Task Block"};
    waiting.tbus.insert(tbu);
    return true;
  }
  return false;
}

void ControlPort::on_configuration(Context& context, const Packet& piece) {
  TbuWindow left = TbuWindow::of(piece);
  bool given = false;
  for (const auto& [tbu, corner] : access_.touched()) {
    if (!left.erase(tbu)) continue;
    tell(context, corner, piece_for(TbuWindow{tbu}, access_.node(), piece), false);
    given = true;
  }
  if (!given) throw engine::LogicError{"a configuration came to a CBU that touches none of its TBUs"};
  if (!left.empty()) send(context, piece_for(left, access_.nearest(left), piece));
}

void ControlPort::next_piece(Context& context) {
  Configuration& first = configurations_.front();
  first.begun = true;
  const Packet next = cut(first.left, plan_.hardware.control.packet, first.block);
  const Packet piece = piece_for(first.tbus, access_.nearest(first.tbus), next);
  if (first.left == 0) configurations_.pop_front();
  begin(piece, network_.hops_to(piece.node()));
  enter(context, piece, kPiece);
}

void ControlPort::credit(Context& context, std::uint64_t bytes) {
  network_.credit(bytes);
  network_.drain(context, [&](auto from, const auto& times) { sent(context, from, times); });
}

void ControlPort::finish(Context& context, std::uint32_t cluster) const {
  network_.finish(context);
  if (!context.records(kControlTotal)) return;
  for (std::size_t kind = 0; kind < counts_.size(); ++kind) {
    const Count& count = counts_[kind];
    if (count.packets == 0 && count.port_bytes == 0) continue;
    const std::array<std::uint64_t, 7> row{cluster,         access_.node(),  kind, count.packets, count.bytes,
                                           count.byte_hops, count.port_bytes};
    context.record(kControlTotal, row);
  }
}

}  // namespace octosim::models::octopus
