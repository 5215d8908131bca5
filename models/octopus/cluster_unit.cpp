#include "models/octopus/cluster_unit.hpp"

#include <algorithm>
#include <array>

#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

/// A cluster that reads no stream has nothing to do until a neighbour sends it work.
ClusterUnit::ClusterUnit(const Site& site, Ports& ports)
    : site_{site},
      settings_{site.program->plan().schedule},
      ports_{ports},
      current_{static_cast<std::uint16_t>(site.program->plan().first_owner[site.cluster])},
      waiting_{!site.program->input().is_home(site.cluster) && settings_.source == plan::Source::kPartitioned},
      loads_(site.program->plan().sub_owgs.size()),
      idle_(loads_.size()) {}

void ClusterUnit::start(Context& context) {
  if (settings_.divides_clusters() || central()) return;
  if (waiting_) tell_hunger(context, true);
  context.wake_after(engine::Cycles{settings_.interval}, kWakeTag);
}

void ClusterUnit::wake(Context& context) {
  context.wake_after(engine::Cycles{settings_.interval}, kWakeTag);
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
  if (settings_.divides_clusters() || central()) {
    if (cause == Trigger::kDrained)
      return packet.e == current_ ? turn_to(context, assigned_, Trigger::kController) : void();
    if (cause == Trigger::kEmpty || cause == Trigger::kFull) return note_idle(context, packet.e, true);
    if (cause == Trigger::kBusy) return note_idle(context, packet.e, false);
    return;
  }
  if (cause == Trigger::kBusy) return tell_hunger(context, false);
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
    tell_hunger(context, true);
  }
}

void ClusterUnit::tell(Context& context, Kind kind, std::uint16_t value) {
  for (std::uint32_t sub = 0; sub < loads_.size(); ++sub) {
    Packet packet = control_packet(kind, site_.program->node_of_station(site_.cluster, sub));
    packet.e = static_cast<std::uint16_t>(sub);
    packet.f = value;
    ports_.send_control(context, packet);
  }
}

void ClusterUnit::poll(Context& context, Trigger cause) {
  cause_ = cause;
  again_ = false;
  missing_ = static_cast<std::uint32_t>(loads_.size());
  tell(context, kPoll, 0);
}

void ClusterUnit::on_load(Context& context, const Packet& packet) {
  loads_[packet.e] = {packet.a, packet.f != 0};
  if (--missing_ == 0) decide(context);
}

void ClusterUnit::decide(Context& context) {
  const std::uint32_t best = settings_.cluster_policy().pick(current_, cause_, loads_);
  const bool found = best != schedule::kNobody;
  waiting_ = !found;
  if (found && best != current_) {
    turn_to(context, best, cause_);
    again_ = false;
  } else if (again_) {
    poll(context, Trigger::kReady);
  } else if (waiting_) {
    tell_hunger(context, true);
  }
}

void ClusterUnit::turn_to(Context& context, std::uint32_t sub_owg, Trigger cause) {
  if (sub_owg != current_) {
    const std::array<std::uint64_t, 5> row{site_.cluster, current_, sub_owg, static_cast<std::uint64_t>(cause),
                                           loads_[sub_owg].bytes};
    context.record(kSwitch, row);
    loads_[current_].could_work = false;  // it says so itself if there is still work
    current_ = static_cast<std::uint16_t>(sub_owg);
    last_cause_ = cause;
    since_ = context.now().cycle;
  }
  tell(context, kOwner, current_);
  if (cause != Trigger::kController) return;
  assigned_ = workload::kNone;
  idle_told_ = 0;  // its station says so if there is nothing to do
  Packet done = control_packet(kAssigned, site_.program->controller_node());
  done.f = static_cast<std::uint16_t>(site_.cluster);
  ports_.send_control(context, done);
}

void ClusterUnit::tell_hunger(Context& context, bool hungry) {
  if (settings_.balance_policy().on_hunger != nullptr) tell(context, kHungry, hungry ? 1 : 0);
}

// --- with a controller -----------------------------------------------------------------------------------------------

void ClusterUnit::note_idle(Context& context, std::uint32_t sub_owg, bool idle) {
  if (!settings_.divides_clusters() && sub_owg != current_) return;
  idle_[sub_owg] = idle ? 1 : 0;
  const bool all = !settings_.divides_clusters() ? idle : std::count(idle_.begin(), idle_.end(), 0) == 0;
  if (!central() || idle_told_ == (all ? 1 : 0)) return;
  idle_told_ = all ? 1 : 0;
  Packet packet = control_packet(kClusterIdle, site_.program->controller_node());
  packet.a = idle_told_;
  packet.f = static_cast<std::uint16_t>(site_.cluster);
  ports_.send_control(context, packet);
}

void ClusterUnit::on_assign(Context& context, const Packet& packet) {
  assigned_ = packet.e;
  if (assigned_ == current_) return turn_to(context, assigned_, Trigger::kController);
  Packet drain = control_packet(kDrain, site_.program->node_of_station(site_.cluster, current_));
  drain.e = current_;
  ports_.send_control(context, drain);
}

// --- records ---------------------------------------------------------------------------------------------------------

void ClusterUnit::finish(Context& context) const {
  const std::array<std::uint64_t, 4> row{site_.cluster, current_, since_, static_cast<std::uint64_t>(last_cause_)};
  if (!settings_.divides_clusters()) context.record(kClusterState, row);
}

}  // namespace octosim::models::octopus
