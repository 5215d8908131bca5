#include "models/octopus/dram.hpp"

#include <algorithm>
#include <array>

#include "engine/base/error.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/records.hpp"
#include "models/octopus/slice_load.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

std::uint32_t node_of_card(const plan::Plan& plan, std::uint64_t card) {
  const std::uint64_t rows = plan.hardware.cbu_rows();
  const auto row = static_cast<std::uint32_t>((2 * card + 1) * rows / (2 * plan.hardware.dram.cards));
  return plan::node_at(plan, {row, 0});
}

memory::DramCard::Served Dram::serve(Context& context, std::uint64_t address, std::uint64_t bytes, bool write) {
  const auto& program = *config_.program;
  OCTOSIM_EXPECT(program.memory().card_of(address) == config_.card);
  return card_.access(program.memory().within_card(address), bytes,
                      context.now().cycle + program.plan().hardware.dram.latency, write);
}

void Dram::answer(Context& context, Packet answer, const Packet& request, std::uint64_t at) {
  const auto node = static_cast<std::uint32_t>(request.b);
  answer.d = request.d;
  answer.e = request.e;
  answer.f = request.f;
  answer.g = request.g;
  answer.address(answer.kind(), node);
  send(context, plan::chiplet_of_node(config_.program->plan(), node), answer, engine::Cycles{at - context.now().cycle});
}

/// They leave evenly between the first byte and the last.
void Dram::answer_in_parts(Context& context, Kind kind, const Packet& request, const memory::DramCard::Served& served,
                           const Parts& parts) {
  for (std::uint64_t part = 0; part < parts.count; ++part) {
    Packet one{.bytes = static_cast<std::uint32_t>(std::min(parts.most, parts.bytes - part * parts.most))};
    one.address(kind, 0);
    answer(context, one, request, served.first + (served.done - served.first) * (part + 1) / parts.count);
  }
}

void Dram::on_request(Context& context, const Packet& packet) {
  const auto& program = *config_.program;
  switch (static_cast<Kind>(packet.kind())) {
    case kFetch: {
      const auto served = serve(context, packet.c, program.frame_bytes(), false);
      Packet frame{.a = packet.a, .bytes = static_cast<std::uint32_t>(program.frame_bytes())};
      frame.address(kFrame, 0);
      return answer(context, frame, packet, served.done);
    }
    case kRead: {
      const auto served = serve(context, packet.a, packet.c, false);
      const std::uint64_t most = program.plan().hardware.dram.part;
      return answer_in_parts(context, kTile, packet, served, {packet.c, workload::divide_up(packet.c, most), most});
    }
    case kLoadSlice: {
      const SliceLoad load = SliceLoad::of(packet);
      const auto served = serve(context, packet.a, load.bytes(), false);
      return answer_in_parts(context, kPart, packet, served, {load.bytes(), load.parts(), load.part_bytes()});
    }
    case kWrite:
      return answer(context, control_packet(kWritten, 0), packet, serve(context, packet.a, packet.bytes, true).done);
    default:
      throw engine::LogicError{"a packet that is no request for DRAM"};
  }
}

void Dram::publish(Context& context, std::uint32_t type) const {
  if (!context.records(type)) return;
  for (std::uint32_t channel = 0; channel < card_.channels(); ++channel) {
    const auto& counts = card_.counts(channel);
    const std::array<std::uint64_t, 9> row{config_.card,        channel,     counts.read,
                                           counts.written,      counts.hits, counts.misses,
                                           card_.busy(channel), counts.wait, counts.refreshes};
    context.record(type, row);
  }
}

void Dram::sample(Context& context) { publish(context, kChannelSample); }
void Dram::finish(Context& context) { publish(context, kChannelTotal); }

}  // namespace octosim::models::octopus
