#include "models/octopus/flow_store.hpp"

#include "models/network/sender.hpp"
#include "models/octopus/result_parts.hpp"
#include "models/octopus/tbu_protocol.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

FlowStore::FlowStore(const Site& site, Ports& ports, memory::BankedSram& sram, std::uint64_t first_flow,
                     std::uint32_t wake_tag)
    : site_{site}, ports_{ports}, sram_{sram}, first_flow_{first_flow}, wake_tag_{wake_tag} {}

/// The station hears of it when it can be read.
void FlowStore::on_result(Context& context, const Packet& result) {
  const plan::Program& program = *site_.program;
  const plan::Station& station = program.station(program.plan().sub_owg_of[result.f]);
  const plan::StationTask& task = program.task(result.f);
  const std::uint64_t spilled = program.spilled_of_result(task, result.bytes);
  const std::uint64_t flows = result.bytes - spilled;
  ResultParts parts;
  for (const std::uint32_t queue : task.out_queues) {
    const std::uint64_t bytes = task.out_bytes == 0 ? 0 : flows * station.queues[queue].bytes / task.out_bytes;
    parts.add(first_flow_ + station.first_queue + queue, bytes);
  }
  parts.add(first_flow_ + program.queues() + task.block, spilled);
  const std::uint64_t at = parts.write(sram_, program.plan().hardware.tbu.port, context.now().cycle);
  Packet stored = control_packet(kStored, result.node());
  stored.a = result.a;
  stored.d = result.d;
  stored.e = result.e;
  stored.f = result.f;
  stored.g = result.g;
  context.progress();
  when_free(context, at, stored);
}

void FlowStore::on_forward(Context& context, const Packet& order) {
  Packet part{.d = order.d, .bytes = static_cast<std::uint32_t>(order.a)};
  part.e = order.e;
  part.f = order.f;
  part.g = order.g;
  part.address(kPart, site_.node);
  const std::uint64_t now = context.now().cycle;
  const std::uint64_t link = network::serialisation(order.a, site_.program->plan().hardware.tbu.port);
  when_free(context, sram_.read(first_flow_ + order.b, order.a, now, link), part);
}

void FlowStore::when_free(Context& context, std::uint64_t cycle, const Packet& packet) {
  if (cycle <= context.now().cycle) return go_on(context, packet);
  waiting_.put(context, cycle, wake_tag_, packet);
}

void FlowStore::go_on(Context& context, const Packet& packet) {
  if (packet.kind() == kPart) return ports_.feed(context, packet.e, packet);
  ports_.send_control(context, packet);
}

void FlowStore::wake(Context& context) {
  while (const auto packet = waiting_.take(context.now().cycle)) go_on(context, *packet);
}

}  // namespace octosim::models::octopus
