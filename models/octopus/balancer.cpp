#include "models/octopus/balancer.hpp"

#include <algorithm>
#include <array>

#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::Context;
using engine::Cycles;
using network::Packet;

Balancer::Balancer(const Site& site, std::uint16_t sub_owg, Ports& ports, InputQueue& input, const Tags& tags)
    : site_{site},
      sub_owg_{sub_owg},
      item_bytes_{site.program->station(sub_owg).item_bytes},
      ports_{ports},
      input_{input},
      tags_{tags} {}

void Balancer::start(Context& context) {
  const auto& plan = site_.program->plan();
  if (!policy().is_local()) return;
  std::uint64_t farthest = 0;
  for (const std::uint32_t cluster : plan::neighbours_of_cluster(plan, site_.cluster, plan.schedule.balance_range)) {
    neighbours_.push_back({.cluster = cluster, .load = 0});
    farthest = std::max<std::uint64_t>(
        farthest, plan::hops_between(plan, site_.node, site_.program->node_of_station(cluster, sub_owg_)));
  }
  // All report at the same cycle.  Decide when the farthest report is there even if every hop took twice its latency
  // between dies.  Chosen.
  const auto& mesh = plan.hardware.control;
  const std::uint64_t hop = mesh.router_latency + std::max(mesh.link_latency, mesh.die_latency);
  delay_ = Cycles{std::min(2 * (farthest + 2) * hop, plan.schedule.period() - 1)};
  context.wake_after(Cycles{plan.schedule.period()}, tags_.period);
}

Packet Balancer::to_cluster(Kind kind, std::uint32_t cluster) const {
  Packet packet = control_packet(kind, site_.program->node_of_station(cluster, sub_owg_));
  packet.e = sub_owg_;
  packet.f = static_cast<std::uint16_t>(site_.cluster);
  return packet;
}

/// A load that has not changed is not told again; what the neighbours knew still holds.
void Balancer::period(Context& context) {
  context.wake_after(Cycles{site_.program->plan().schedule.period()}, tags_.period);
  const std::uint64_t load = this->load();
  if (hungry_ || (load > 0 && policy().on_tick != nullptr)) context.wake_after(delay_, tags_.decide);
  if (load == reported_) return;
  reported_ = load;
  for (const schedule::Neighbour& neighbour : neighbours_) {
    Packet report = to_cluster(kReport, neighbour.cluster);
    report.a = load;
    ports_.send_control(context, report);
  }
}

void Balancer::on_report(const Packet& packet) {
  for (schedule::Neighbour& neighbour : neighbours_) {
    if (neighbour.cluster == packet.f) neighbour.load = packet.a;
  }
}

schedule::Neighbourhood Balancer::neighbourhood() const {
  const auto& settings = site_.program->plan().schedule;
  return {.own = load(), .neighbours = neighbours_, .amount = settings.balance_amount, .dead_band = settings.dead_band};
}

void Balancer::decide(Context& context) {
  if (policy().on_tick != nullptr) follow(context, policy().on_tick(neighbourhood()));
  if (hungry_) follow(context, policy().on_hunger(neighbourhood()));
}

void Balancer::hunger(Context& context, bool hungry) {
  if (policy().on_hunger == nullptr || hungry == hungry_) return;
  hungry_ = hungry;
  if (hungry) follow(context, policy().on_hunger(neighbourhood()));
}

void Balancer::follow(Context& context, const std::optional<schedule::Transfer>& transfer) {
  if (!transfer || item_bytes_ == 0) return;
  const std::uint64_t items = transfer->bytes / item_bytes_;
  if (!transfer->pull) return ask(context, transfer->cluster, items);
  if (pulls_) return;  // one at a time
  const std::uint64_t before = input_.held();
  const std::uint32_t room = input_.reserve(static_cast<std::uint32_t>(std::min<std::uint64_t>(items, 1U << 31U)));
  if (room == 0) return;
  pulls_ = true;
  held_for_pull_ = input_.held() - before;
  Packet come = to_cluster(kMoveRoom, transfer->cluster);
  come.a = 1;  // always answered
  come.d = room;
  ports_.send_control(context, come);
}

/// May so many items come, of those that are here?
void Balancer::ask(Context& context, std::uint32_t cluster, std::uint64_t items) {
  items = std::min<std::uint64_t>(items, input_.size());
  if (items == 0) return;
  Packet ask = to_cluster(kMove, cluster);
  ask.d = static_cast<std::uint32_t>(items);
  ports_.send_control(context, ask);
}

void Balancer::on_move(Context& context, const Packet& packet) {
  Packet answer = to_cluster(kMoveRoom, packet.f);
  answer.d = input_.reserve(packet.d);
  ports_.send_control(context, answer);
}

void Balancer::on_move_room(Context& context, const Packet& packet) {
  const std::uint32_t node = site_.program->node_of_station(packet.f, sub_owg_);
  // Items may have been admitted since: what is not used is given back as an empty move.
  std::uint32_t moved = 0;
  while (moved < packet.d && input_.send_last(context, node)) ++moved;
  if (moved < packet.d || packet.a != 0) {
    Packet unused = to_cluster(kMoveUnused, packet.f);
    unused.a = packet.a;
    unused.d = packet.d - moved;
    ports_.send_control(context, unused);
  }
  if (moved == 0) return;
  const std::uint64_t bytes = std::uint64_t{moved} * item_bytes_;
  const std::uint64_t hops = plan::hops_between(site_.program->plan(), site_.node, node);
  ++moves_;
  moved_items_ += moved;
  moved_bytes_ += bytes;
  moved_byte_hops_ += bytes * hops;
  const std::array<std::uint64_t, 6> row{site_.cluster, packet.f, sub_owg_, moved, bytes, hops};
  context.record(kMoveRecord, row);
}

void Balancer::on_move_unused(Context& context, const Packet& packet) {
  if (packet.a != 0) {
    pulls_ = false;
    held_for_pull_ = 0;
  }
  input_.give_back(context, packet.d);
}

void Balancer::on_order(Context& context, const Packet& packet) { ask(context, packet.f, packet.d); }

}  // namespace octosim::models::octopus
