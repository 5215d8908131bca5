#include "models/octopus/slice_load.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "models/octopus/tf_port.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using network::Packet;
using workload::divide_up;

SliceLoad::SliceLoad(std::uint64_t address, std::uint64_t bytes, std::uint64_t most_part, std::uint64_t most_parts)
    : address_{address}, bytes_{bytes} {
  OCTOSIM_EXPECT(most_part >= 1 && most_parts >= 1);
  const std::uint64_t part = std::max(most_part, divide_up(bytes, most_parts));
  parts_ = static_cast<std::uint32_t>(divide_up(bytes, part));
}

std::uint64_t SliceLoad::part_bytes() const {
  OCTOSIM_EXPECT(parts_ > 0);
  return divide_up(bytes_, parts_);
}

void SliceLoad::order(engine::Context& context, const Site& site, Ports& ports, const Feed& feed) const {
  if (bytes_ == 0) return;
  const plan::Plan& plan = site.program->plan();
  const std::uint32_t dram = node_of_tf_port(plan, plan::chiplet_of_node(plan, site.node));
  Packet packet = control_packet(kLoadSlice, dram);
  packet.a = address_;
  packet.b = plan::nearest_node_of_tbu(plan, site.cluster, feed.tbu, dram);
  packet.c = std::uint64_t{parts_} << 32U | bytes_;
  packet.d = feed.nth;
  packet.e = feed.tbu;
  packet.f = feed.block;
  packet.g = feed.epoch;
  ports.send_control(context, packet);
}

SliceLoad SliceLoad::of(const Packet& packet) {
  SliceLoad load;
  load.address_ = packet.a;
  load.bytes_ = packet.c & 0xFFFF'FFFFU;
  load.parts_ = static_cast<std::uint32_t>(packet.c >> 32U);
  return load;
}

}  // namespace octosim::models::octopus
