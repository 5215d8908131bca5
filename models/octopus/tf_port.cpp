#include "models/octopus/tf_port.hpp"

#include <algorithm>
#include <array>

#include "models/network/sender.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

std::uint32_t node_of_tf_port(const plan::Plan& plan, std::uint32_t chiplet) {
  const auto& wafer = plan.hardware.wafer;
  const auto cols = static_cast<std::uint32_t>(wafer.chiplet_cols);
  const auto rows_of_one = static_cast<std::uint32_t>(wafer.tbu_rows + 1);
  const auto cols_of_one = static_cast<std::uint32_t>(wafer.tbu_cols + 1);
  return plan::node_at(plan, {chiplet / cols * rows_of_one + rows_of_one / 2, chiplet % cols * cols_of_one});
}

engine::Cycles TfPort::pass(Context& context, Way& way, const Packet& packet) const {
  const std::uint64_t now = context.now().cycle;
  const std::uint64_t taken = network::serialisation(packet.bytes, config_.program->plan().hardware.dram.port);
  const std::uint64_t start = std::max(now, way.free);
  way.free = start + taken;
  way.bytes += packet.bytes;
  way.busy += taken;
  way.wait += start - now;
  return engine::Cycles{way.free - now};
}

void TfPort::on_cbu(Context& context, const Packet& packet) {
  const std::uint64_t address = packet.kind() == kFetch ? packet.c : packet.a;
  const auto card = static_cast<std::uint32_t>(config_.program->memory().card_of(address));
  send(context, kFirstCard + card, packet, pass(context, out_, packet));
}

void TfPort::on_card(Context& context, const Packet& packet) {
  send(context, kCbu, packet, pass(context, in_, packet));
}

void TfPort::sample(Context& context) {
  if (!context.records(kPortSample)) return;
  const std::array<std::uint64_t, 7> row{config_.chiplet, in_.bytes, in_.busy, in_.wait,
                                         out_.bytes,      out_.busy, out_.wait};
  context.record(kPortSample, row);
}

}  // namespace octosim::models::octopus
