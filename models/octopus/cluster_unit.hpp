/// \file cluster_unit.hpp  The Cluster CU of a leader: decides which sub-OWG its cluster works on.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/model/archive.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// Proactive cluster switching (paper IV-D).  The leader reconsiders when a station says that its input is empty or
/// its output full (half its TBUs idle), after `executed_threshold` packets, and every `interval`.  It polls the
/// stations and asks the policy.  It does not poll while no other station has said that it could work.  If none could
/// work it waits for the first that can, and tells the stations, for a balancing policy of hungry clusters.  Where a
/// controller decides what clusters work on, the leader tells it when there is nothing to do, and has
/// the stations drained before it changes to what the controller says. In a divided cluster it decides nothing: it only
/// tells when all stations have nothing to do.
class ClusterUnit {
 public:
  ClusterUnit(const Site& site, Ports& ports);

  void start(engine::Context& context);
  /// The interval has passed.
  void wake(engine::Context& context);
  void on_trigger(engine::Context& context, const network::Packet& packet);
  void on_load(engine::Context& context, const network::Packet& packet);
  void on_assign(engine::Context& context, const network::Packet& packet);
  void finish(engine::Context& context) const;

  void archive(engine::Archive& archive) {
    archive(current_, cause_, last_cause_, since_, missing_, again_, waiting_, assigned_, idle_told_);
    archive.each(loads_);
    archive.each(idle_);
  }

  /// Tag of its wake-ups within its CBU.
  static constexpr std::uint32_t kWakeTag = 0xFFFF'FFFFU;

 private:
  bool central() const { return settings_.balance_policy().central != nullptr; }
  bool another_could_work() const;
  void poll(engine::Context& context, Trigger cause);
  void decide(engine::Context& context);
  void turn_to(engine::Context& context, std::uint32_t sub_owg, Trigger cause);
  void tell_hunger(engine::Context& context, bool hungry);
  void note_idle(engine::Context& context, std::uint32_t sub_owg, bool idle);
  void tell(engine::Context& context, Kind kind, std::uint16_t value);

  Site site_;
  const plan::ScheduleSettings& settings_;
  Ports& ports_;
  std::uint16_t current_;  ///< sub-OWG
  Trigger cause_ = Trigger::kEmpty;
  Trigger last_cause_ = Trigger::kEmpty;      ///< of the last change of what it works on
  std::uint64_t since_ = 0;                   ///< cycle of that
  std::uint32_t missing_ = 0;                 ///< answers to the current poll
  bool again_ = false;                        ///< a station became ready during the poll
  bool waiting_;                              ///< nothing could work: the first station that can is heard at once
  std::uint32_t assigned_ = workload::kNone;  ///< by the controller, once the current one is drained
  std::uint8_t idle_told_ = 0;                ///< 1: the controller knows that there is nothing to do
  std::vector<schedule::SubOwgLoad> loads_;   ///< as of the last poll, or because a station has said so since
  std::vector<std::uint8_t> idle_;            ///< by station, in a divided cluster
};

}  // namespace octosim::models::octopus
