#include "models/octopus/dram.hpp"

#include <algorithm>
#include <array>

#include "models/network/sender.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

std::uint32_t node_of_card(const plan::Plan& plan, std::uint64_t card) {
  const std::uint64_t rows = plan.hardware.cbu_rows();
  const auto row = static_cast<std::uint32_t>((2 * card + 1) * rows / (2 * plan.hardware.dram.cards));
  return plan::node_at(plan, {row, 0});
}

std::uint64_t nearest_card(const plan::Plan& plan, std::uint32_t node) {
  return plan::place_of_node(plan, node).row * plan.hardware.dram.cards / plan.hardware.cbu_rows();
}

void Dram::on_fetch(engine::Context& context, const network::Packet& packet) {
  const std::uint64_t now = context.now().cycle;
  const std::uint64_t transfer = network::serialisation(config_.frame_bytes, config_.width);
  const std::uint64_t done = std::max(now + config_.latency, free_at_) + transfer;
  free_at_ = done;
  ++reads_;
  read_bytes_ += config_.frame_bytes;
  network::Packet frame{.a = packet.a, .d = packet.d, .bytes = static_cast<std::uint32_t>(config_.frame_bytes)};
  frame.address(kFrame, static_cast<std::uint32_t>(packet.b));
  send(context, 0, frame, engine::Cycles{done - now});
}

void Dram::finish(engine::Context& context) {
  const std::array<std::uint64_t, 3> row{config_.card, reads_, read_bytes_};
  context.record(kDramTotal, row);
}

namespace {
constexpr std::array kIn{engine::in_port<&Dram::on_fetch>("cbu")};
constexpr std::array kOut{engine::out_port<network::Packet>("cbu")};
}  // namespace

const engine::PortTable Dram::kPorts{"dram", kIn, kOut};

}  // namespace octosim::models::octopus
