#include "models/octopus/controller_unit.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::Context;
using engine::Cycles;
using network::Packet;

ControllerUnit::ControllerUnit(const Site& site, Ports& ports)
    : site_{site}, ports_{ports}, owner_{site.program->plan().first_owner}, idle_(owner_.size()) {}

void ControllerUnit::on_idle(Context& context, const Packet& packet) {
  idle_[packet.f] = packet.a != 0 ? 1 : 0;
  look(context);
}

void ControllerUnit::look(Context& context) {
  const auto& plan = site_.program->plan();
  if (phase_ != Phase::kWatching) return;
  const auto idle = static_cast<double>(std::count(idle_.begin(), idle_.end(), 1));
  const auto clusters = static_cast<double>(idle_.size());
  if (idle < std::max(1.0, std::ceil(plan.schedule.idle_threshold * clusters))) return;
  phase_ = Phase::kSurveying;
  ++rounds_;
  const std::size_t sub_owgs = plan.sub_owgs.size();
  missing_ = owner_.size() * sub_owgs;
  items_.assign(missing_, 0);
  stranded_.assign(missing_, 0);
  for (std::uint32_t cluster = 0; cluster < owner_.size(); ++cluster) {
    for (std::uint32_t sub = 0; sub < sub_owgs; ++sub) {
      Packet packet = control_packet(kSurvey, site_.program->node_of_station(cluster, sub));
      packet.e = static_cast<std::uint16_t>(sub);
      ports_.send_control(context, packet);
    }
  }
}

void ControllerUnit::on_surveyed(Context& context, const Packet& packet) {
  const std::size_t place = packet.f * site_.program->plan().sub_owgs.size() + packet.e;
  items_[place] = packet.a;
  stranded_[place] = packet.b > 0 && packet.d != 0 ? 1 : 0;
  if (--missing_ > 0) return;
  phase_ = Phase::kDeciding;
  context.wake_after(Cycles{site_.program->plan().schedule.decision}, kWakeTag);
}

void ControllerUnit::wake(Context& context) {
  if (phase_ == Phase::kDeciding) return order(context);
  phase_ = Phase::kWatching;
  look(context);
}

void ControllerUnit::order(Context& context) {
  const auto& plan = site_.program->plan();
  schedule::MachineLoad load{.sub_owgs = static_cast<std::uint32_t>(plan.sub_owgs.size())};
  load.owner = plan.schedule.divides_clusters() ? std::vector<std::uint32_t>(owner_.size(), schedule::kNobody) : owner_;
  load.idle.assign(idle_.begin(), idle_.end());
  load.items = items_;
  load.stranded.assign(stranded_.begin(), stranded_.end());
  for (std::uint32_t sub = 0; sub < plan.sub_owgs.size(); ++sub) {
    load.capacity.push_back(site_.program->station(sub).input_items);
    double cycles = 0;
    for (const std::uint32_t block : plan.sub_owgs[sub].tasks) cycles += plan.expected_cycles[block];
    load.cycles.push_back(cycles);
  }
  const schedule::Orders orders = plan.schedule.balance_policy().central(load);
  phase_ = Phase::kOrdering;
  for (std::uint32_t cluster = 0; cluster < owner_.size(); ++cluster) {
    if (orders.owner[cluster] == load.owner[cluster]) continue;
    owner_[cluster] = orders.owner[cluster];
    idle_[cluster] = 0;  // its leader says so again if there is nothing to do
    ++missing_;
    ++assignments_;
    Packet packet = control_packet(kAssign, site_.program->leader_node(cluster));
    packet.e = static_cast<std::uint16_t>(owner_[cluster]);
    ports_.send_control(context, packet);
  }
  for (const auto& move : orders.moves) {
    ++orders_;
    Packet packet = control_packet(kOrder, site_.program->node_of_station(move.from, move.sub_owg));
    packet.d = static_cast<std::uint32_t>(move.items);
    packet.e = static_cast<std::uint16_t>(move.sub_owg);
    packet.f = static_cast<std::uint16_t>(move.to);
    ports_.send_control(context, packet);
  }
  if (missing_ == 0) rest(context);
}

void ControllerUnit::on_assigned(Context& context, const Packet&) {
  if (--missing_ == 0) rest(context);
}

void ControllerUnit::rest(Context& context) {
  phase_ = Phase::kResting;
  context.wake_after(Cycles{site_.program->plan().schedule.interval}, kWakeTag);
}

void ControllerUnit::finish(Context& context) const {
  const std::array<std::uint64_t, 3> row{rounds_, assignments_, orders_};
  context.record(kControllerTotal, row);
}

}  // namespace octosim::models::octopus
