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
/// stations and picks, among those that could work, the longest queue in bytes; on a trigger of the first two kinds,
/// among the others.  It does not poll while no other station has said that it could work.  If none could work it waits
/// for the first that can.
class ClusterUnit {
 public:
  ClusterUnit(const Site& site, Ports& ports);

  void start(engine::Context& context);
  /// The interval has passed.
  void wake(engine::Context& context);
  void on_trigger(engine::Context& context, const network::Packet& packet);
  void on_load(engine::Context& context, const network::Packet& packet);

  void archive(engine::Archive& archive) {
    archive(current_, cause_, missing_, again_, waiting_);
    archive.each(loads_);
  }

  /// Tag of its wake-ups within its CBU.
  static constexpr std::uint32_t kWakeTag = 0xFFFF'FFFFU;

 private:
  struct Load {
    std::uint64_t bytes = 0;
    bool could_work = false;  ///< as of the last poll, or because the station has said so since
    void archive(engine::Archive& archive) { archive(bytes, could_work); }
  };
  bool another_could_work() const;
  void poll(engine::Context& context, Trigger cause);
  void decide(engine::Context& context);

  Site site_;
  Ports& ports_;
  std::uint16_t current_ = 0;  ///< sub-OWG; the first at cycle 0
  Trigger cause_ = Trigger::kEmpty;
  std::uint32_t missing_ = 0;  ///< answers to the current poll
  bool again_ = false;         ///< a station became ready during the poll
  bool waiting_;               ///< nothing could work: the first station that can is heard at once
  std::vector<Load> loads_;
};

}  // namespace octosim::models::octopus
