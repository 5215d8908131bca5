#include "models/octopus/cluster_unit.hpp"

#include <array>

#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

/// A cluster that reads no stream has nothing to do until a neighbour sends it work.
ClusterUnit::ClusterUnit(const Site& site, Ports& ports)
    : site_{site},
      ports_{ports},
      waiting_{!site.program->is_home(site.cluster)},
      loads_(site.program->plan().sub_owgs.size()) {}

void ClusterUnit::start(Context& context) {
  context.wake_after(engine::Cycles{site_.program->plan().schedule.interval}, kWakeTag);
}

void ClusterUnit::wake(Context& context) {
  context.wake_after(engine::Cycles{site_.program->plan().schedule.interval}, kWakeTag);
  if (missing_ == 0 && another_could_work()) poll(context, Trigger::kInterval);
}

bool ClusterUnit::another_could_work() const {
  for (std::uint32_t sub = 0; sub < loads_.size(); ++sub) {
    if (sub != current_ && loads_[sub].could_work) return true;
  }
  return false;
}

void ClusterUnit::on_trigger(Context& context, const Packet& packet) {
  const auto cause = static_cast<Trigger>(packet.f);
  if (cause == Trigger::kReady) {
    loads_[packet.e].could_work = true;
    if (!waiting_ && missing_ == 0) return;
  } else if (packet.e != current_) {
    return;  // it has lost the cluster meanwhile
  }
  if (missing_ > 0) {
    again_ = true;
  } else if (another_could_work()) {
    poll(context, cause);
  } else if (cause != Trigger::kThreshold) {
    waiting_ = true;
  }
}

void ClusterUnit::poll(Context& context, Trigger cause) {
  cause_ = cause;
  again_ = false;
  missing_ = static_cast<std::uint32_t>(loads_.size());
  for (std::uint32_t sub = 0; sub < loads_.size(); ++sub) {
    Packet packet = control_packet(kPoll, site_.program->node_of_station(site_.cluster, sub));
    packet.e = static_cast<std::uint16_t>(sub);
    ports_.send_control(context, packet);
  }
}

void ClusterUnit::on_load(Context& context, const Packet& packet) {
  loads_[packet.e] = {packet.a, packet.f != 0};
  if (--missing_ == 0) decide(context);
}

void ClusterUnit::decide(Context& context) {
  const bool others_only = cause_ == Trigger::kEmpty || cause_ == Trigger::kFull;
  std::uint32_t best = current_;
  bool found = false;
  for (std::uint32_t sub = 0; sub < loads_.size(); ++sub) {
    if (!loads_[sub].could_work || (others_only && sub == current_)) continue;
    if (found && loads_[sub].bytes <= loads_[best].bytes) continue;
    best = sub;
    found = true;
  }
  waiting_ = !found;
  if (found && best != current_) {
    const std::array<std::uint64_t, 5> row{site_.cluster, current_, best, static_cast<std::uint64_t>(cause_),
                                           loads_[best].bytes};
    context.record(kSwitch, row);
    loads_[current_].could_work = false;  // it says so itself if there is still work
    current_ = static_cast<std::uint16_t>(best);
    for (std::uint32_t sub = 0; sub < loads_.size(); ++sub) {
      Packet packet = control_packet(kOwner, site_.program->node_of_station(site_.cluster, sub));
      packet.e = static_cast<std::uint16_t>(sub);
      packet.f = current_;
      ports_.send_control(context, packet);
    }
    again_ = false;
  } else if (again_) {
    poll(context, Trigger::kReady);
  }
}

}  // namespace octosim::models::octopus
